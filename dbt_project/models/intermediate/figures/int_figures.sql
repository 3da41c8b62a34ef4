-- grain: one placed figure that has its yuan, with the levels that may be summed
with

figures as (

    select * from {{ ref('int_figures_valued') }}
    where amount_yuan is not null

),

rows_of_tables as (

    select * from {{ ref('int_rows') }}

),

line_leaves as (

    select * from {{ ref('int_line_leaves') }}

),

item_headers as (

    select * from {{ ref('int_item_headers') }}

),

-- Which kind of row is summed depends on what the statement lists: the smaller rank is nearer to that; a total
-- comes last.
ranked as (

    select
        figures.*,
        line_leaves.side,
        line_leaves.role,
        case
            when figures.row_kind = 'total' then 9
            when line_leaves.role = 'grand_total' then 9
            when line_leaves.role in ('total', 'cost_total') then 8
            when figures.row_axis = 'function' and figures.row_kind = 'function' then 1
            when figures.row_axis = 'economic' and figures.row_kind = 'economic' then 1
            when figures.row_axis = 'line' and figures.row_kind in ('line', 'function', 'economic') then 1
            when figures.row_axis = 'item' and figures.row_kind in ('item', 'line') then 1
            when figures.row_axis = figures.row_kind then 1
            when figures.row_kind in ('project', 'item') then 2
            when figures.row_kind in ('function', 'economic') then 3
            when figures.row_kind = 'unit' then 5
            else 4
        end as row_rank,
        not figures.is_of_which
        and figures.statement_id <> 'other'
        and not rows_of_tables.is_parent
        and not rows_of_tables.is_second_system
        and item_headers.figure_id is null
        and coalesce(line_leaves.is_summed_level, true) as is_candidate,
    from figures
    inner join rows_of_tables
        on
            figures.document_id = rows_of_tables.document_id
            and figures.statement_no = rows_of_tables.statement_no
            and figures.row_no = rows_of_tables.row_no
            and figures.block_no = rows_of_tables.block_no
    left join line_leaves on figures.figure_id = line_leaves.figure_id
    left join item_headers on figures.figure_id = item_headers.figure_id

),

-- The side of a line parts a table only where the table has two sides; 人员经费合计 under a list of codes does not.
sided as (

    select
        *,
        case
            when min(side) over table_window <> max(side) over table_window then side
        end as column_side,
        if(side = 'revenue', null, fund) as column_fund,
    from ranked
    window table_window as (partition by document_id, statement_no)

),

-- Among the rows of one column, the lowest rank that prints anything is summed: a total only where nothing else
-- is printed.
row_leaves as (

    select
        *,
        is_candidate
        and row_rank = min(case when is_candidate then row_rank end) over (
            partition by
                document_id,
                statement_no,
                column_side,
                measure,
                stage,
                column_fund,
                column_economic_code
        ) as is_row_leaf,
    from sided

),

coded_columns as (

    select distinct
        document_id,
        statement_no,
        row_no,
        block_no,
        measure,
        stage,
        fund,
        column_economic_code,
    from row_leaves
    where column_economic_code is not null and not is_of_which

),

-- A column is no leaf when the same row prints, under the same measure, the categories it is made of.
split_columns as (

    select distinct row_leaves.figure_id
    from row_leaves
    inner join coded_columns
        on
            row_leaves.document_id = coded_columns.document_id
            and row_leaves.statement_no = coded_columns.statement_no
            and row_leaves.row_no = coded_columns.row_no
            and row_leaves.block_no = coded_columns.block_no
            and row_leaves.measure = coded_columns.measure
            and row_leaves.stage is not distinct from coded_columns.stage
            and row_leaves.fund = coded_columns.fund
    where
        row_leaves.column_economic_code is null
        or (
            length(coded_columns.column_economic_code) > length(row_leaves.column_economic_code)
            and starts_with(coded_columns.column_economic_code, row_leaves.column_economic_code)
        )

),

final as (

    select
        row_leaves.* exclude (is_candidate, row_rank, column_side, column_fund),
        row_leaves.measure <> 'subtotal' and split_columns.figure_id is null as is_column_leaf,
        row_leaves.is_row_leaf
        and row_leaves.measure <> 'subtotal'
        and split_columns.figure_id is null as is_leaf,
    from row_leaves
    left join split_columns on row_leaves.figure_id = split_columns.figure_id

)

select * from final
