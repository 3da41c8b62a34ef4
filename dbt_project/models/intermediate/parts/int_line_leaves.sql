-- grain: one figure of a line of a summary table: is its line the level that is summed?
with recursive

figures as (

    select * from {{ ref('int_figures_valued') }}

),

rows_of_tables as (

    select * from {{ ref('int_rows') }}

),

line_roles as (

    select * from {{ ref('line_roles') }}

),

-- Every line above a line: special_levies -> non_tax_appropriation -> general_public_appropriation ->
-- appropriation_revenue.
ancestors as (

    select
        line_id,
        parent_line_id as ancestor_id,
        parent_link = 'always' as is_always_part,
        1 as distance,
    from line_roles
    where parent_line_id is not null

    union all

    select
        ancestors.line_id,
        line_roles.parent_line_id as ancestor_id,
        ancestors.is_always_part and line_roles.parent_link = 'always' as is_always_part,
        ancestors.distance + 1 as distance,
    from ancestors
    inner join line_roles on ancestors.ancestor_id = line_roles.line_id
    where line_roles.parent_line_id is not null

),

lines as (

    select
        figures.figure_id,
        figures.document_id,
        figures.statement_no,
        figures.row_no,
        figures.block_no,
        figures.measure,
        figures.line_id,
        figures.line_economic_code,
        figures.amount_yuan,
        figures.is_of_which,
        rows_of_tables.side,
        rows_of_tables.role,
        -- A line of the revenue side names its own fund: the lines of one column have many.
        {{ null_safe_key([
            'figures.document_id', 'figures.statement_no', 'figures.measure', 'figures.stage',
            "if(rows_of_tables.side = 'revenue', null, figures.fund)", 'figures.column_economic_code',
            'rows_of_tables.side'
        ]) }} as group_key,
    from figures
    inner join rows_of_tables
        on
            figures.document_id = rows_of_tables.document_id
            and figures.statement_no = rows_of_tables.statement_no
            and figures.row_no = rows_of_tables.row_no
            and figures.block_no = rows_of_tables.block_no
    where figures.row_kind = 'line'

),

-- The nearest line above that the same column of the same table prints.
nearest_parents as (

    select
        child.figure_id as child_id,
        arg_min(parent.figure_id, (ancestors.distance, parent.figure_id)) as parent_id,
    from lines as child
    inner join ancestors on child.line_id = ancestors.line_id
    inner join lines as parent
        on
            child.group_key = parent.group_key
            and ancestors.ancestor_id = parent.line_id
            and child.row_no > parent.row_no
    where not child.is_of_which and not parent.is_of_which
    group by child.figure_id

),

-- A source is summed through its sub-lines only where these add up to it; else they are notes to it, and it is
-- summed itself.
expanded as (

    select nearest_parents.parent_id as figure_id
    from nearest_parents
    inner join lines as child on nearest_parents.child_id = child.figure_id
    inner join lines as parent on nearest_parents.parent_id = parent.figure_id
    group by nearest_parents.parent_id
    having sum(child.amount_yuan) = min(parent.amount_yuan)

),

under_unexpanded as (

    select distinct child.figure_id
    from lines as child
    inner join ancestors on child.line_id = ancestors.line_id
    inner join lines as parent
        on
            child.group_key = parent.group_key
            and ancestors.ancestor_id = parent.line_id
            and child.row_no > parent.row_no
    left join expanded on parent.figure_id = expanded.figure_id
    where ancestors.is_always_part and not parent.is_of_which and expanded.figure_id is null

),

-- 上年结转 printed above 本年合计 is part of it; printed below, it is not.
last_totals as (

    select
        document_id,
        statement_no,
        side,
        max(row_no) as row_no,
    from lines
    where role = 'total'
    group by document_id, statement_no, side

),

known_statements as (

    select distinct
        document_id,
        statement_no,
    from lines
    where role <> 'unknown'

),

-- 资产总额 above the kinds of assets: a line that is the sum of all other lines of its column is their total.
unnamed_totals as (

    select figure_id
    from (
        select
            lines.figure_id,
            lines.amount_yuan,
            sum(lines.amount_yuan) over (partition by lines.group_key) as column_yuan,
        from lines
        left join known_statements
            on
                lines.document_id = known_statements.document_id
                and lines.statement_no = known_statements.statement_no
        where not lines.is_of_which and known_statements.document_id is null
    ) as columns_of_lines
    where amount_yuan <> 0 and 2 * amount_yuan = column_yuan

),

class_groups as (

    select distinct group_key
    from lines
    where role = 'class'

),

-- 一、基本支出 is printed again, economic category by category, in the lines under it.
use_parts as (

    select distinct
        document_id,
        statement_no,
        measure || '_expenditure' as use_line_id,
    from lines
    where role = 'use_part'

),

nested_use_parts as (

    select distinct parent.figure_id
    from lines as parent
    inner join lines as child
        on
            parent.group_key = child.group_key
            and length(child.line_economic_code) > length(parent.line_economic_code)
            and starts_with(child.line_economic_code, parent.line_economic_code)
    where parent.role = 'use_part' and child.role = 'use_part'

),

-- Procurement: 货物 is summed through the items between it and the next group.
items as (

    select
        document_id,
        statement_no,
        row_no,
        block_no,
    from rows_of_tables
    where row_kind = 'item' and not is_of_which_row

),

groups as (

    select
        document_id,
        statement_no,
        block_no,
        row_no,
        coalesce(
            lead(row_no) over (partition by document_id, statement_no, block_no order by row_no),
            2147483647
        ) as next_row_no,
    from rows_of_tables
    where role = 'group'

),

groups_with_items as (

    select distinct
        groups.document_id,
        groups.statement_no,
        groups.row_no,
        groups.block_no,
    from groups
    inner join items
        on
            groups.document_id = items.document_id
            and groups.statement_no = items.statement_no
            and groups.block_no = items.block_no
            and groups.row_no < items.row_no
            and items.row_no < groups.next_row_no

),

final as (

    select
        lines.figure_id,
        lines.side,
        lines.role,
        case lines.role
            when 'class' then true
            when 'source' then expanded.figure_id is null and under_unexpanded.figure_id is null
            when 'balance' then
                lines.measure = 'total'
                and (last_totals.row_no is null or last_totals.row_no > lines.row_no)
            when 'use' then class_groups.group_key is null and use_parts.use_line_id is null
            when 'use_part' then class_groups.group_key is null and nested_use_parts.figure_id is null
            when 'group' then groups_with_items.row_no is null
            when 'unknown' then known_statements.document_id is null and unnamed_totals.figure_id is null
            else true
        end as is_summed_level,
    from lines
    left join expanded on lines.figure_id = expanded.figure_id
    left join under_unexpanded on lines.figure_id = under_unexpanded.figure_id
    left join last_totals
        on
            lines.document_id = last_totals.document_id
            and lines.statement_no = last_totals.statement_no
            and lines.side = last_totals.side
    left join known_statements
        on
            lines.document_id = known_statements.document_id
            and lines.statement_no = known_statements.statement_no
    left join unnamed_totals on lines.figure_id = unnamed_totals.figure_id
    left join class_groups on lines.group_key = class_groups.group_key
    left join use_parts
        on
            lines.document_id = use_parts.document_id
            and lines.statement_no = use_parts.statement_no
            and lines.line_id = use_parts.use_line_id
    left join nested_use_parts on lines.figure_id = nested_use_parts.figure_id
    left join groups_with_items
        on
            lines.document_id = groups_with_items.document_id
            and lines.statement_no = groups_with_items.statement_no
            and lines.row_no = groups_with_items.row_no
            and lines.block_no = groups_with_items.block_no

)

select * from final
