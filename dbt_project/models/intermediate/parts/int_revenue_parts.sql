-- grain: document x table x stage x source x line x function code: revenue that may be summed
with

row_parts as (

    select * from {{ ref('int_row_parts') }}
    where theme = 'revenue'

),

published_totals as (

    select * from {{ ref('int_published_totals') }}
    where is_whole_table and theme = 'revenue'

),

line_roles as (

    select * from {{ ref('line_roles') }}

),

parts as (

    select
        row_parts.document_id,
        row_parts.statement_no,
        row_parts.statement_id,
        row_parts.stage,
        coalesce(
            line_roles.revenue_source,
            case
                when row_parts.measure = 'revenue' then row_parts.fund
                when row_parts.measure = 'total' then 'unspecified'
                else row_parts.measure
            end
        ) as revenue_source,
        row_parts.measure,
        row_parts.line_id,
        row_parts.function_code,
        sum(row_parts.amount_yuan) as amount_yuan,
        false as is_rest,
        list(distinct row_parts.figure_id order by row_parts.figure_id) as figure_ids,
        min(row_parts.source_line) as source_line,
    from row_parts
    left join line_roles on row_parts.line_id = line_roles.line_id
    group by all

),

table_sums as (

    select
        document_id,
        statement_no,
        statement_id,
        stage,
        sum(amount_yuan) as parts_yuan,
    from parts
    group by document_id, statement_no, statement_id, stage

),

table_rests as (

    select
        table_sums.document_id,
        table_sums.statement_no,
        table_sums.statement_id,
        table_sums.stage,
        'unspecified' as revenue_source,
        published_totals.measure,
        cast(null as varchar) as line_id,
        cast(null as varchar) as function_code,
        published_totals.amount_yuan - table_sums.parts_yuan as amount_yuan,
        true as is_rest,
        [published_totals.figure_id] as figure_ids,
        published_totals.source_line,
    from table_sums
    inner join published_totals
        on
            table_sums.document_id = published_totals.document_id
            and table_sums.statement_no = published_totals.statement_no
            and table_sums.stage is not distinct from published_totals.stage
    where published_totals.amount_yuan <> table_sums.parts_yuan

),

final as (

    select * from parts
    union all
    select * from table_rests

)

select * from final
