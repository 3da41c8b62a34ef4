-- grain: one figure of an item that the items under it print again
with recursive

figures as (

    select * from {{ ref('int_figures_valued') }}
    where amount_yuan is not null and not is_of_which and column_economic_code is null

),

rows_of_tables as (

    select * from {{ ref('int_rows') }}

),

roles as (

    select
        figures.figure_id,
        figures.document_id,
        figures.statement_no,
        figures.block_no,
        figures.row_no,
        figures.row_kind,
        figures.amount_yuan,
        rows_of_tables.role,
        {{ null_safe_key([
            'figures.document_id', 'figures.statement_no', 'figures.block_no', 'figures.measure', 'figures.stage',
            'figures.fund'
        ]) }} as column_key,
    from figures
    inner join rows_of_tables
        on
            figures.document_id = rows_of_tables.document_id
            and figures.statement_no = rows_of_tables.statement_no
            and figures.row_no = rows_of_tables.row_no
            and figures.block_no = rows_of_tables.block_no
    where figures.row_kind in ('item', 'total') or rows_of_tables.role = 'group'

),

-- Items belong to the group (货物, 工程, 服务) or the total that is printed above them.
grouped as (

    select
        *,
        max(case when row_kind <> 'item' then row_no end) over (
            partition by column_key
            order by row_no
            rows between unbounded preceding and current row
        ) as group_row_no,
    from roles

),

headed as (

    select
        figure_id,
        column_key,
        group_row_no,
        row_kind,
        amount_yuan,
        max(case when row_kind <> 'item' then amount_yuan end) over group_window as group_yuan,
        sum(case when row_kind = 'item' then amount_yuan end) over group_window as items_yuan,
        row_number() over (partition by column_key, group_row_no, row_kind = 'item' order by row_no) as item_no,
    from grouped
    window group_window as (partition by column_key, group_row_no)

),

-- Where the items add up to twice their group, each is printed twice: as a heading and again in the items under it.
doubled as (

    select
        figure_id,
        column_key || '|' || coalesce(group_row_no, 0) as group_key,
        amount_yuan,
        item_no,
    from headed
    where row_kind = 'item' and items_yuan = 2 * group_yuan and group_yuan <> 0

),

-- Read in order: a heading, then items until they have used it up, then the next heading.
walked as (

    select
        figure_id,
        group_key,
        item_no,
        true as is_header,
        amount_yuan as open_yuan,
    from doubled
    where item_no = 1

    union all

    select
        doubled.figure_id,
        doubled.group_key,
        doubled.item_no,
        walked.open_yuan = 0 as is_header,
        if(walked.open_yuan = 0, doubled.amount_yuan, walked.open_yuan - doubled.amount_yuan) as open_yuan,
    from walked
    inner join doubled on walked.group_key = doubled.group_key and walked.item_no + 1 = doubled.item_no

),

final as (

    select
        figure_id,
        group_key,
    from walked
    qualify
        is_header
        and min(open_yuan) over (partition by group_key) >= 0
        and arg_max(open_yuan, item_no) over (partition by group_key) = 0

)

select * from final
