-- grain: one body-year: its expenditure by nature as the tables print it, never recomputed from details
with

documents as (

    select * from {{ ref('int_documents') }}

),

published_totals as (

    select * from {{ ref('int_published_totals') }}
    where theme = 'expenditure'

),

use_lines as (

    select
        document_id,
        statement_no,
        statement_id,
        stage,
        fund,
        replace(line_id, '_expenditure', '') as measure,
        amount_yuan,
    from {{ ref('int_figures') }}
    where role = 'use' and measure = 'total' and not is_of_which

),

measure_roles as (

    select * from {{ ref('measure_roles') }}
    where role = 'nature'

),

statements as (

    select * from {{ ref('statements') }}

),

primary_statements as (

    select * from {{ ref('int_primary_statements') }}
    where theme = 'expenditure'

),

printed as (

    select
        document_id,
        statement_no,
        statement_id,
        stage,
        fund,
        measure,
        amount_yuan,
    from published_totals
    union all
    select * from use_lines

),

-- One row per table that prints 基本支出 or 项目支出 for its own fund.
tables as (

    select
        printed.document_id,
        printed.statement_no,
        printed.statement_id,
        printed.stage,
        max(printed.amount_yuan) filter (where printed.measure = 'total') as total_yuan,
        max(printed.amount_yuan) filter (where printed.measure = 'basic') as basic_yuan,
        max(printed.amount_yuan) filter (where printed.measure = 'project') as project_yuan,
        sum(printed.amount_yuan) filter (
            where measure_roles.measure is not null and printed.measure not in ('basic', 'project')
        ) as other_yuan,
    from printed
    inner join statements on printed.statement_id = statements.statement_id
    left join measure_roles on printed.measure = measure_roles.measure
    where printed.fund = statements.fund
    group by all
    having basic_yuan is not null or project_yuan is not null

),

-- The table that answers for the body-year first; else one of the same body, year, stage and total.
final as (

    select
        primary_statements.body_year_id,
        tables.document_id,
        tables.statement_no,
        tables.statement_id,
        tables.basic_yuan,
        tables.project_yuan,
        tables.other_yuan,
    from primary_statements
    inner join documents on primary_statements.body_year_id = documents.body_year_id
    inner join tables
        on
            documents.document_id = tables.document_id
            and primary_statements.stage is not distinct from tables.stage
    where
        (
            primary_statements.document_id = tables.document_id
            and primary_statements.statement_no = tables.statement_no
        )
        or (documents.superseded_by is null and tables.total_yuan = primary_statements.total_yuan)
    qualify
        row_number() over (
            partition by primary_statements.body_year_id
            order by
                (
                    primary_statements.document_id = tables.document_id
                    and primary_statements.statement_no = tables.statement_no
                    and tables.basic_yuan is not null
                    and tables.project_yuan is not null
                ) desc,
                tables.basic_yuan is null,
                tables.project_yuan is null,
                tables.other_yuan is null,
                documents.disclosure_level,
                tables.document_id,
                tables.statement_no
        ) = 1

)

select * from final
