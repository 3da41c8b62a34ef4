-- grain: one theme of one body-year: the table that answers "how much"
with

documents as (

    select * from {{ ref('int_documents') }}

),

statements as (

    select * from {{ ref('statements') }}

),

published_totals as (

    select * from {{ ref('int_published_totals') }}
    where is_whole_table

),

expenditure as (

    select
        'expenditure' as theme,
        document_id,
        statement_no,
        statement_id,
        stage,
        sum(amount_yuan) as total_yuan,
        sum(case when is_rest then abs(amount_yuan) else 0 end) as rest_yuan,
        {{ dimension_depth('function_code is not null', 'length(function_code)') }} as depth,
        count(distinct function_code) as detail_count,
        count(distinct nature) filter (where nature <> 'unspecified') as split_count,
        true as is_department_system,
    from {{ ref('int_expenditure_parts') }}
    group by all

),

revenue as (

    select
        'revenue' as theme,
        document_id,
        statement_no,
        statement_id,
        stage,
        sum(amount_yuan) as total_yuan,
        sum(case when is_rest then abs(amount_yuan) else 0 end) as rest_yuan,
        {{ dimension_depth("revenue_source <> 'unspecified'", '1') }} as depth,
        count(distinct function_code) as detail_count,
        count(distinct revenue_source) filter (where revenue_source <> 'unspecified') as split_count,
        true as is_department_system,
    from {{ ref('int_revenue_parts') }}
    group by all

),

economic as (

    select
        'economic' as theme,
        document_id,
        statement_no,
        statement_id,
        stage,
        sum(amount_yuan) as total_yuan,
        sum(case when is_rest then abs(amount_yuan) else 0 end) as rest_yuan,
        {{ dimension_depth('economic_code is not null', 'length(economic_code)') }} as depth,
        count(distinct economic_code) as detail_count,
        count(distinct function_code) as split_count,
        bool_or(economic_code like '3%') as is_department_system,
    from {{ ref('int_economic_parts') }}
    group by all

),

candidates as (

    select * from expenditure
    union all
    select * from revenue
    union all
    select * from economic

),

-- What the disclosure itself calls the total of all its money: a table of all funds, the summary first.
grand_totals as (

    select
        documents.disclosure_id,
        themes.theme,
        published_totals.amount_yuan,
    from published_totals
    inner join documents on published_totals.document_id = documents.document_id
    inner join statements on published_totals.statement_id = statements.statement_id
    inner join (values ('expenditure'), ('revenue'), ('economic')) as themes (theme)
        on published_totals.theme = if(themes.theme = 'economic', 'expenditure', themes.theme)
    where statements.fund = 'all'
    qualify
        row_number() over (
            partition by documents.disclosure_id, themes.theme
            order by published_totals.amount_yuan desc, published_totals.document_id, published_totals.statement_no
        ) = 1

),

-- Last year's column is no answer for this year.
placed as (

    select
        candidates.*,
        documents.disclosure_id,
        documents.body_year_id,
        documents.disclosure_level,
        documents.superseded_by is not null as is_superseded,
        candidates.stage is not distinct from if(documents.body_kind = 'final_accounts', 'final', 'budget')
            as is_own_stage,
        statements.fund = 'all' as is_all_funds,
        coalesce(candidates.total_yuan = grand_totals.amount_yuan, false) as is_grand_total,
    from candidates
    inner join documents on candidates.document_id = documents.document_id
    inner join statements on candidates.statement_id = statements.statement_id
    left join grand_totals
        on
            documents.disclosure_id = grand_totals.disclosure_id
            and candidates.theme = grand_totals.theme
    where candidates.stage is distinct from 'prior_final'

),

-- One table per disclosure: it repeats the grand total, speaks in the dimension of the theme (functions, sources,
-- economic codes), leaves nothing unexplained, and is the most detailed that does.
by_disclosure as (

    select *
    from placed
    qualify
        row_number() over (
            partition by theme, disclosure_id
            order by
                is_superseded,
                is_own_stage desc,
                is_grand_total desc,
                case when is_grand_total then 0 else total_yuan end desc,
                depth desc,
                is_all_funds desc,
                rest_yuan,
                is_department_system desc,
                detail_count desc,
                split_count desc,
                document_id,
                statement_no,
                stage
        ) = 1

),

-- The department version contains the unit version of the same body: one of the two answers.
final as (

    select
        theme,
        body_year_id,
        disclosure_id,
        document_id,
        statement_no,
        statement_id,
        stage,
        total_yuan,
        is_grand_total,
    from by_disclosure
    qualify
        row_number() over (
            partition by theme, body_year_id
            order by
                is_superseded,
                case disclosure_level when 'department' then 1 when 'government' then 2 else 3 end,
                total_yuan desc,
                disclosure_id
        ) = 1

)

select * from final
