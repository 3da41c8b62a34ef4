-- grain: department x fiscal year x stage
with

primary_disclosures as (

    select * from {{ ref('int_primary_disclosures') }}
    where department_id is not null and fiscal_year is not null and document_kind in ('budget', 'final_accounts')

),

documents as (

    select * from {{ ref('int_documents') }}

),

revenue as (

    select * from {{ ref('fct_revenue') }}
    where is_primary

),

expenditure as (

    select * from {{ ref('fct_expenditure') }}
    where is_primary

),

economic as (

    select * from {{ ref('fct_expenditure_economic') }}

),

three_public as (

    select * from {{ ref('fct_three_public') }}
    where is_primary

),

published_totals as (

    select * from {{ ref('int_published_totals') }}

),

narrative_figures as (

    select * from {{ ref('int_narrative_figures') }}

),

reconciliations as (

    select * from {{ ref('fct_reconciliation') }}

),

body_years as (

    select
        disclosure_id,
        department_id,
        fiscal_year,
        document_kind,
        if(document_kind = 'budget', 'budget', 'final') as stage,
    from primary_disclosures

),

revenue_sums as (

    select
        disclosure_id,
        sum(amount_yuan) as revenue_yuan,
    from revenue
    group by disclosure_id

),

expenditure_sums as (

    select
        disclosure_id,
        sum(amount_yuan) as expenditure_yuan,
        sum(amount_yuan) filter (where nature = 'basic') as basic_yuan,
        sum(amount_yuan) filter (where nature = 'project') as project_yuan,
    from expenditure
    group by disclosure_id

),

-- 人员经费 and 公用经费 are parts of 基本支出: of the tables that print it by category, the one with the largest sum.
cost_sums as (

    select
        disclosure_id,
        document_id,
        statement_no,
        sum(amount_yuan) filter (where cost_group = 'personnel') as personnel_yuan,
        sum(amount_yuan) filter (where cost_group = 'public') as public_yuan,
    from economic
    where nature = 'basic' and stage is distinct from 'prior_final'
    group by disclosure_id, document_id, statement_no
    qualify
        row_number() over (
            partition by disclosure_id
            order by
                coalesce(sum(amount_yuan) filter (where cost_group = 'personnel'), 0)
                + coalesce(sum(amount_yuan) filter (where cost_group = 'public'), 0) desc,
                document_id,
                statement_no
        ) = 1

),

three_public_sums as (

    select
        disclosure_id,
        stage,
        sum(amount_yuan) filter (where item = 'total') as three_public_yuan,
        sum(amount_yuan) filter (where item = 'agency_operation') as agency_operation_yuan,
    from three_public
    group by disclosure_id, stage

),

-- Tables first, the prose where no table says it.
table_totals as (

    select
        documents.disclosure_id,
        max(published_totals.amount_yuan) filter (
            where published_totals.statement_id = 'budget_operating_costs'
        ) as operating_costs_yuan,
        max(published_totals.amount_yuan) filter (
            where published_totals.statement_id = 'budget_procurement'
        ) as procurement_yuan,
    from published_totals
    inner join documents on published_totals.document_id = documents.document_id
    where published_totals.is_whole_table
    group by documents.disclosure_id

),

-- The first figure of a kind counts, the notes before a performance report that repeats them.
prose as (

    select
        documents.disclosure_id,
        {{ first_in_prose("metric = 'revenue_total'") }} as revenue_yuan,
        {{ first_in_prose("metric = 'expenditure_total'") }} as expenditure_yuan,
        {{ first_in_prose("metric = 'expenditure_by_nature' and narrative_figures.subject_id = 'basic'") }}
            as basic_yuan,
        {{ first_in_prose("metric = 'expenditure_by_nature' and narrative_figures.subject_id = 'project'") }}
            as project_yuan,
        {{ first_in_prose("metric = 'personnel'") }} as personnel_yuan,
        {{ first_in_prose("metric = 'public'") }} as public_yuan,
        {{ first_in_prose("metric = 'agency_operating_cost'") }} as agency_operating_cost_yuan,
        {{ first_in_prose("metric = 'procurement_total'") }} as procurement_yuan,
        max(narrative_figures.value) filter (where narrative_figures.metric = 'staff_actual') as staff_count,
    from narrative_figures
    inner join documents on narrative_figures.document_id = documents.document_id
    group by documents.disclosure_id

),

broken as (

    select
        documents.disclosure_id,
        count(*) as broken_balance_count,
    from reconciliations
    inner join documents on reconciliations.document_id = documents.document_id
    where reconciliations.status = 'broken'
    group by documents.disclosure_id

),

final as (

    select
        concat_ws('-', body_years.department_id, body_years.fiscal_year, body_years.stage) as department_year_id,
        body_years.department_id,
        body_years.fiscal_year,
        body_years.stage,
        body_years.disclosure_id,
        cast(coalesce(revenue_sums.revenue_yuan, prose.revenue_yuan) as decimal(20, 2)) as revenue_yuan,
        cast(coalesce(expenditure_sums.expenditure_yuan, prose.expenditure_yuan) as decimal(20, 2)) as expenditure_yuan,
        cast(
            if(expenditure_sums.disclosure_id is null, prose.basic_yuan, expenditure_sums.basic_yuan) as decimal(20, 2)
        ) as basic_yuan,
        cast(
            if(expenditure_sums.disclosure_id is null, prose.project_yuan, expenditure_sums.project_yuan) as decimal(20, 2)
        ) as project_yuan,
        cast(
            if(cost_sums.disclosure_id is null, prose.personnel_yuan, cost_sums.personnel_yuan) as decimal(20, 2)
        ) as personnel_yuan,
        cast(
            if(cost_sums.disclosure_id is null, prose.public_yuan, cost_sums.public_yuan) as decimal(20, 2)
        ) as public_yuan,
        cast(three_public_sums.three_public_yuan as decimal(20, 2)) as three_public_yuan,
        cast(
            coalesce(
                three_public_sums.agency_operation_yuan,
                table_totals.operating_costs_yuan,
                prose.agency_operating_cost_yuan
            )
            as decimal(20, 2)
        ) as agency_operating_cost_yuan,
        cast(coalesce(table_totals.procurement_yuan, prose.procurement_yuan) as decimal(20, 2)) as procurement_yuan,
        cast(prose.staff_count as integer) as staff_count,
        if(expenditure_sums.disclosure_id is null, 'narrative', 'table') as printed_in,
        cast(coalesce(broken.broken_balance_count, 0) as integer) as broken_balance_count,
    from body_years
    left join revenue_sums on body_years.disclosure_id = revenue_sums.disclosure_id
    left join expenditure_sums on body_years.disclosure_id = expenditure_sums.disclosure_id
    left join cost_sums on body_years.disclosure_id = cost_sums.disclosure_id
    left join three_public_sums
        on
            body_years.disclosure_id = three_public_sums.disclosure_id
            and body_years.stage = three_public_sums.stage
    left join table_totals on body_years.disclosure_id = table_totals.disclosure_id
    left join prose on body_years.disclosure_id = prose.disclosure_id
    left join broken on body_years.disclosure_id = broken.disclosure_id

)

select * from final
