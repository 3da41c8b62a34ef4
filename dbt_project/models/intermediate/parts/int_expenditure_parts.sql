-- grain: document x table x stage x function code x nature x fund: expenditure that may be summed
with

row_parts as (

    select * from {{ ref('int_row_parts') }}
    where theme = 'expenditure'

),

published_totals as (

    select * from {{ ref('int_published_totals') }}
    where is_whole_table and theme = 'expenditure'

),

parts as (

    select
        document_id,
        statement_no,
        statement_id,
        stage,
        function_code,
        nature,
        fund,
        sum(amount_yuan) as amount_yuan,
        bool_and(is_row_rest) as is_rest,
        list(distinct figure_id order by figure_id) as figure_ids,
        min(source_line) as source_line,
    from row_parts
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
    group by all

),

-- What all rows together leave of the published total of the table: one row without a code.
table_rests as (

    select
        table_sums.document_id,
        table_sums.statement_no,
        table_sums.statement_id,
        table_sums.stage,
        cast(null as varchar) as function_code,
        'unspecified' as nature,
        published_totals.fund,
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

everything as (

    select * from parts
    union all
    select * from table_rests

),

final as (

    select
        document_id,
        statement_no,
        statement_id,
        stage,
        function_code,
        nature,
        fund,
        sum(amount_yuan) as amount_yuan,
        bool_or(is_rest) as is_rest,
        flatten(list(figure_ids order by source_line)) as figure_ids,
        min(source_line) as source_line,
    from everything
    group by all

)

select * from final
