-- grain: department x fiscal year x stage
{#- The natures of one fund are those of the body where it has no other money. #}
{%- set is_of_one_fund = 'prose.fund_basic_yuan + prose.fund_project_yuan = coalesce(expenditure_sums.expenditure_yuan, prose.expenditure_yuan)' %}
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

natures as (

    select * from {{ ref('int_body_year_natures') }}

),

costs as (

    select * from {{ ref('int_body_year_costs') }}

),

three_public as (

    select * from {{ ref('fct_three_public') }}
    where is_primary

),

published_totals as (

    select * from {{ ref('int_published_totals') }}
    where is_whole_table

),

narrative_figures as (

    select * from {{ ref('int_narrative_figures') }}

),

document_statements as (

    select * from {{ ref('fct_statement') }}

),

findings as (

    select * from {{ ref('fct_reconciliation') }}
    where status = 'broken'

),

body_years as (

    select
        body_year_id,
        disclosure_id,
        department_id,
        region_code,
        fiscal_year,
        document_kind,
        if(document_kind = 'budget', 'budget', 'final') as stage,
    from primary_disclosures

),

-- What was carried over or taken from earlier balances is no revenue of the year.
revenue_sums as (

    select
        documents.body_year_id,
        sum(revenue.amount_yuan) filter (
            where revenue.revenue_source not in ('carryover', 'non_fiscal_balance_used')
        ) as revenue_yuan,
    from revenue
    inner join documents on revenue.document_id = documents.document_id
    group by documents.body_year_id

),

-- Parts without a nature (a table by function alone) leave the natures unknown, not zero.
expenditure_sums as (

    select
        documents.body_year_id,
        sum(expenditure.amount_yuan) as expenditure_yuan,
        bool_and(expenditure.nature <> 'unspecified') as has_natures,
        sum(expenditure.amount_yuan) filter (where expenditure.nature = 'basic') as basic_yuan,
        sum(expenditure.amount_yuan) filter (where expenditure.nature = 'project') as project_yuan,
        sum(expenditure.amount_yuan) filter (
            where expenditure.nature not in ('basic', 'project', 'unspecified')
        ) as other_yuan,
    from expenditure
    inner join documents on expenditure.document_id = documents.document_id
    group by documents.body_year_id

),

three_public_sums as (

    select
        documents.body_year_id,
        three_public.stage,
        coalesce(
            sum(three_public.amount_yuan) filter (where three_public.item = 'total'),
            sum(three_public.amount_yuan) filter (where three_public.is_leaf)
        ) as three_public_yuan,
        sum(three_public.amount_yuan) filter (where three_public.item = 'agency_operation') as agency_operation_yuan,
    from three_public
    inner join documents on three_public.document_id = documents.document_id
    group by documents.body_year_id, three_public.stage

),

-- Tables first, the prose where no table says it.
table_totals as (

    select
        documents.body_year_id,
        max(published_totals.amount_yuan) filter (
            where published_totals.statement_id = 'budget_operating_costs'
        ) as operating_costs_yuan,
        max(published_totals.amount_yuan) filter (
            where published_totals.statement_id = 'budget_procurement'
        ) as procurement_yuan,
    from published_totals
    inner join documents on published_totals.document_id = documents.document_id
    where documents.superseded_by is null
    group by documents.body_year_id

),

-- What the tables of this body-year that are declared empty would have said. A table with money beside it wins.
declared as (

    select
        documents.body_year_id,
        bool_or(document_statements.statement_id in ('final_three_public', 'budget_three_public')) as no_three_public,
        bool_or(document_statements.statement_id = 'budget_procurement') as no_procurement,
        bool_or(document_statements.statement_id = 'budget_operating_costs') as no_operating_costs,
    from document_statements
    inner join documents on document_statements.document_id = documents.document_id
    where document_statements.status = 'declared_empty' and documents.superseded_by is null
    group by documents.body_year_id

),

-- The first figure of a kind counts, the notes before a performance report that repeats them.
prose as (

    select
        documents.disclosure_id,
        {{ first_in_prose("metric = 'revenue_total'") }} as revenue_yuan,
        {{ first_in_prose("metric = 'expenditure_total'") }} as expenditure_yuan,
        {{ first_in_prose("metric = 'expenditure_by_nature' and subject_id = 'basic' and fund = 'all'") }} as basic_yuan,
        {{ first_in_prose("metric = 'expenditure_by_nature' and subject_id = 'project' and fund = 'all'") }} as project_yuan,
        {{ first_in_prose("metric = 'expenditure_by_nature' and subject_id = 'basic' and fund <> 'all'") }} as fund_basic_yuan,
        {{ first_in_prose("metric = 'expenditure_by_nature' and subject_id = 'project' and fund <> 'all'") }} as fund_project_yuan,
        {{ first_in_prose("metric = 'personnel'") }} as personnel_yuan,
        {{ first_in_prose("metric = 'public'") }} as public_yuan,
        {{ first_in_prose("metric = 'agency_operating_cost'") }} as agency_operating_cost_yuan,
        {{ first_in_prose("metric = 'procurement_total'") }} as procurement_yuan,
        max(narrative_figures.value) filter (where narrative_figures.metric = 'staff_actual') as staff_count,
    from narrative_figures
    inner join documents on narrative_figures.document_id = documents.document_id
    group by documents.disclosure_id

),

contradictions as (

    select
        documents.disclosure_id,
        count(*) as broken_balance_count,
        count(distinct findings.cause_id) filter (
            where findings.severity = 'material' and not findings.is_consequence
        ) as material_count,
        count(distinct findings.cause_id) filter (
            where findings.severity = 'minor' and not findings.is_consequence
        ) as minor_count,
    from findings
    inner join documents on findings.document_id = documents.document_id
    group by documents.disclosure_id

),

joined as (

    select
        body_years.*,
        coalesce(revenue_sums.revenue_yuan, prose.revenue_yuan) as revenue_yuan,
        coalesce(expenditure_sums.expenditure_yuan, prose.expenditure_yuan) as expenditure_yuan,
        coalesce(
            natures.basic_yuan,
            if(expenditure_sums.has_natures, expenditure_sums.basic_yuan, null),
            prose.basic_yuan,
            if({{ is_of_one_fund }}, prose.fund_basic_yuan, null)
        ) as basic_yuan,
        coalesce(
            natures.project_yuan,
            if(expenditure_sums.has_natures, expenditure_sums.project_yuan, null),
            prose.project_yuan,
            if({{ is_of_one_fund }}, prose.fund_project_yuan, null)
        ) as project_yuan,
        coalesce(
            natures.other_yuan,
            if(expenditure_sums.has_natures, expenditure_sums.other_yuan, null)
        ) as other_yuan,
        coalesce(costs.personnel_yuan, prose.personnel_yuan) as personnel_yuan,
        coalesce(costs.public_yuan, prose.public_yuan) as public_yuan,
        three_public_sums.three_public_yuan,
        coalesce(
            three_public_sums.agency_operation_yuan,
            table_totals.operating_costs_yuan,
            prose.agency_operating_cost_yuan
        ) as agency_operating_cost_yuan,
        coalesce(table_totals.procurement_yuan, prose.procurement_yuan) as procurement_yuan,
        prose.staff_count,
        expenditure_sums.body_year_id is not null as has_table,
        coalesce(declared.no_three_public, false) as no_three_public,
        coalesce(declared.no_procurement, false) as no_procurement,
        coalesce(declared.no_operating_costs, false) as no_operating_costs,
        contradictions.broken_balance_count,
        contradictions.material_count,
        contradictions.minor_count,
    from body_years
    left join revenue_sums on body_years.body_year_id = revenue_sums.body_year_id
    left join expenditure_sums on body_years.body_year_id = expenditure_sums.body_year_id
    left join natures on body_years.body_year_id = natures.body_year_id
    left join costs on body_years.body_year_id = costs.body_year_id
    left join three_public_sums
        on
            body_years.body_year_id = three_public_sums.body_year_id
            and body_years.stage = three_public_sums.stage
    left join table_totals on body_years.body_year_id = table_totals.body_year_id
    left join declared on body_years.body_year_id = declared.body_year_id
    left join prose on body_years.disclosure_id = prose.disclosure_id
    left join contradictions on body_years.disclosure_id = contradictions.disclosure_id

),

final as (

    select
        concat_ws('-', department_id, fiscal_year, stage) as department_year_id,
        department_id,
        region_code,
        fiscal_year,
        stage,
        document_kind,
        disclosure_id,
        cast(revenue_yuan as decimal(20, 2)) as revenue_yuan,
        cast(expenditure_yuan as decimal(20, 2)) as expenditure_yuan,
        cast(basic_yuan as decimal(20, 2)) as basic_yuan,
        cast(project_yuan as decimal(20, 2)) as project_yuan,
        cast(other_yuan as decimal(20, 2)) as other_yuan,
        cast(personnel_yuan as decimal(20, 2)) as personnel_yuan,
        cast(public_yuan as decimal(20, 2)) as public_yuan,
        cast(coalesce(three_public_yuan, if(no_three_public, 0, null)) as decimal(20, 2)) as three_public_yuan,
        cast(coalesce(agency_operating_cost_yuan, if(no_operating_costs, 0, null)) as decimal(20, 2))
            as agency_operating_cost_yuan,
        cast(coalesce(procurement_yuan, if(no_procurement, 0, null)) as decimal(20, 2)) as procurement_yuan,
        nullif(
            concat_ws(
                ', ',
                if(no_three_public and coalesce(three_public_yuan, 0) = 0, 'three_public_yuan', null),
                if(
                    no_operating_costs and coalesce(agency_operating_cost_yuan, 0) = 0,
                    'agency_operating_cost_yuan', null
                ),
                if(no_procurement and coalesce(procurement_yuan, 0) = 0, 'procurement_yuan', null)
            ),
            ''
        ) as declared_none,
        cast(staff_count as integer) as staff_count,
        if(has_table, 'table', 'narrative') as printed_in,
        cast(coalesce(broken_balance_count, 0) as integer) as broken_balance_count,
        cast(coalesce(material_count, 0) as integer) as contradictions_material,
        cast(coalesce(minor_count, 0) as integer) as contradictions_minor,
    from joined

)

select * from final
