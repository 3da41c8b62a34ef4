-- grain: one evaluated sum down a column: rule × document × table × parent row × column
with

cells as (

    select * from {{ ref('int_recon_operand') }}
    where figure_no = 0

),

-- Things to be bought, each with its number: a list without one may hold groups above its things.
counted_items as (

    select
        document_id,
        statement_no,
    from cells
    where row_kind = 'item'
    group by all
    having count(distinct row_no) = count(distinct row_no) filter (where measure = 'quantity' and amount_yuan > 0)

),

operands as (

    select cells.*
    from cells
    left join counted_items on cells.document_id = counted_items.document_id and cells.statement_no = counted_items.statement_no
    where
        (
            cells.row_kind in ('function', 'economic', 'total', 'unit', 'project')
            or (cells.row_kind = 'item' and counted_items.document_id is not null)
        )
        and cells.measure <> 'quantity'
        and not (cells.measure = 'subtotal' and cells.column_label = '')

),

rules as (

    select
        rule_id,
        parameter,
    from {{ ref('rules') }}
    where method = 'tree'

),

-- 基本支出 of the general public budget and 基本支出 of the fund in one row: two columns of one measure.
shared_measures as (

    select distinct
        document_id,
        statement_no,
        measure,
        stage,
    from operands
    where column_level in ('none', 'of_fund') and not is_of_which
    group by document_id, statement_no, measure, stage, row_no, block_no
    having count(distinct column_label) > 1 and count(distinct fund) > 1

),

-- A table that prints the same code for several units has a tree for each of them.
tables_by_unit as (

    select distinct
        document_id,
        statement_no,
    from operands
    where row_kind in ('function', 'economic') and unit_key <> '' and length(concat(function_code, economic_code)) in (3, 5)
    group by document_id, statement_no, row_kind, function_code, economic_code, column_label
    having count(distinct unit_key) > 1

),

-- Rows by code, with the code that orders them; columns by economic category are columns like any other.
coded as (

    select
        operands.*,
        case
            when operands.row_kind = 'function' then operands.function_code
            when operands.row_kind = 'economic' and operands.column_level in ('none', 'of_fund') then operands.economic_code
            else ''
        end as code,
        if(tables_by_unit.document_id is null or operands.row_kind not in ('function', 'economic'), '', operands.unit_key) as tree_unit,
        concat_ws(
            '¦',
            operands.measure,
            operands.stage,
            if(operands.column_level in ('none', 'of_fund'), '', operands.economic_code),
            if(operands.measure = 'subtotal' or operands.is_of_which or shared_measures.document_id is not null, operands.column_label, '')
        ) as column_key,
    from operands
    left join shared_measures
        on
            operands.document_id = shared_measures.document_id
            and operands.statement_no = shared_measures.statement_no
            and operands.measure = shared_measures.measure
            and operands.stage = shared_measures.stage
    left join tables_by_unit
        on operands.document_id = tables_by_unit.document_id and operands.statement_no = tables_by_unit.statement_no

),

codes as (

    select distinct
        document_id,
        statement_no,
        row_kind,
        tree_unit,
        code,
    from coded
    where code <> ''

),

-- The nearest code above that the table prints: each possible prefix is looked up by equality.
prefixes as (

    select
        document_id,
        statement_no,
        row_kind,
        tree_unit,
        code,
        -- A condition on one table alone would keep the outer join below from being a hash join.
        unnest(list_filter([left(code, 3), left(code, 5), left(code, 7), ''], lambda prefix: prefix <> code)) as prefix,
    from codes

),

ancestors as (

    select
        prefixes.document_id,
        prefixes.statement_no,
        prefixes.row_kind,
        prefixes.tree_unit,
        prefixes.code,
        coalesce(max(parent.code), '') as parent_code,
    from prefixes
    left join codes as parent
        on
            prefixes.document_id = parent.document_id
            and prefixes.statement_no = parent.statement_no
            and prefixes.row_kind = parent.row_kind
            and prefixes.tree_unit = parent.tree_unit
            and prefixes.prefix = parent.code
    group by all

),

-- A local code of seven digits in an economic table may stand under 30112 or beside it: both readings are kept.
children as (

    select
        coded.*,
        case
            when coded.row_kind = 'economic' and length(coded.code) > 5 then left(coded.code, 3)
            else ancestors.parent_code
        end as parent_code,
        coded.row_kind = 'economic' and length(coded.code) > 5 and length(ancestors.parent_code) = 5 as is_local,
    from coded
    inner join ancestors
        on
            coded.document_id = ancestors.document_id
            and coded.statement_no = ancestors.statement_no
            and coded.row_kind = ancestors.row_kind
            and coded.tree_unit = ancestors.tree_unit
            and coded.code = ancestors.code

),

-- Rows without codes hang directly under the total, where the table has no rows by code.
plain_children as (

    select
        coded.*,
        '' as parent_code,
        false as is_local,
    from coded
    anti join codes on coded.document_id = codes.document_id and coded.statement_no = codes.statement_no
    where coded.row_kind in ('unit', 'project', 'item')

),

all_children as (

    select * from children
    union all
    select * from plain_children

),

units_with_trees as (

    select distinct
        document_id,
        statement_no,
        tree_unit,
    from all_children
    where tree_unit <> ''

),

-- Under the total stand the units; where a department's own rows repeat those of its units, the units.
summing_units as (

    select distinct
        department.document_id,
        department.statement_no,
        department.tree_unit,
    from units_with_trees as department
    inner join units_with_trees as unit
        on
            department.document_id = unit.document_id
            and department.statement_no = unit.statement_no
            and length(unit.tree_unit) > length(department.tree_unit)
            and starts_with(unit.tree_unit, department.tree_unit)
    where regexp_full_match(unit.tree_unit, '[0-9]+')

),

placed_children as (

    select
        all_children.* exclude (tree_unit),
        if(all_children.parent_code = '', '', all_children.tree_unit) as tree_unit,
    from all_children
    left join summing_units
        on
            all_children.document_id = summing_units.document_id
            and all_children.statement_no = summing_units.statement_no
            and all_children.tree_unit = summing_units.tree_unit
    where summing_units.document_id is null or all_children.parent_code <> ''

),

child_sums as (

    select
        document_id,
        statement_no,
        row_kind,
        column_key,
        parent_code,
        tree_unit,
        sum(amount_yuan) as amount_all,
        coalesce(sum(amount_yuan) filter (where not is_local), 0) as amount_without_local,
        sum(half_unit) as half_units,
        list_sort(list(
            struct_pack(
                line := source_line,
                field := source_field,
                side := 'right',
                label := concat_ws(' ', nullif(code, ''), nullif(coalesce(nullif(project_name, ''), row_label), '')),
                term := cast(null as varchar),
                sign := 1,
                amount_yuan := amount_yuan,
                amount_text := amount_text,
                unit_text := unit_text,
                document_id := document_id
            )
        )) as evidence,
    from placed_children
    group by all

),

-- Which parents have rows under them at all, in whatever column.
families as (

    select distinct
        document_id,
        statement_no,
        row_kind,
        parent_code,
        tree_unit,
    from placed_children

),

columns_with_detail as (

    select distinct
        document_id,
        statement_no,
        row_kind,
        column_key,
    from placed_children

),

parents as (

    select
        coded.*,
        families.row_kind as child_kind,
    from coded
    inner join families
        on
            coded.document_id = families.document_id
            and coded.statement_no = families.statement_no
            and coded.code = families.parent_code
            and coded.tree_unit = families.tree_unit
            and (coded.row_kind = 'total' or (coded.row_kind = families.row_kind and coded.code <> ''))

),

compared as (

    select
        parents.document_id,
        case
            when parents.row_kind = 'total' and parents.child_kind = 'function' then 'total'
            when parents.row_kind = 'total' and parents.child_kind = 'economic' then 'economic_total'
            when parents.row_kind = 'total' then parents.child_kind
            when parents.row_kind = 'economic' and length(parents.code) = 3 then 'economic_class'
            when parents.row_kind = 'function' and length(parents.code) = 3 then 'class'
            when parents.row_kind = 'function' and length(parents.code) = 5 then 'section'
        end as parameter,
        parents.* exclude (document_id),
        columns_with_detail.document_id is not null as has_detail,
        case
            when child_sums.document_id is null then 0
            when
                parents.child_kind = 'unit'
                and abs(parents.amount_yuan * 2 - child_sums.amount_all) < abs(parents.amount_yuan - child_sums.amount_all)
                -- The department's own row stands among those of its units.
                then child_sums.amount_all - parents.amount_yuan
            when
                abs(parents.amount_yuan - child_sums.amount_without_local) < abs(parents.amount_yuan - child_sums.amount_all)
                then child_sums.amount_without_local
            else child_sums.amount_all
        end as right_amount,
        coalesce(child_sums.half_units, 0) as right_half_units,
        coalesce(child_sums.evidence, []) as right_evidence,
    from parents
    left join child_sums
        on
            parents.document_id = child_sums.document_id
            and parents.statement_no = child_sums.statement_no
            and parents.child_kind = child_sums.row_kind
            and parents.column_key = child_sums.column_key
            and parents.code = child_sums.parent_code
            and parents.tree_unit = child_sums.tree_unit
    left join columns_with_detail
        on
            parents.document_id = columns_with_detail.document_id
            and parents.statement_no = columns_with_detail.statement_no
            and parents.child_kind = columns_with_detail.row_kind
            and parents.column_key = columns_with_detail.column_key

),

judged as (

    select
        compared.document_id,
        rules.rule_id,
        1 as alternative,
        compared.statement_no as scope_no,
        compared.column_key as base_key,
        concat_ws('-', compared.source_line, compared.source_field) as detail_key,
        compared.amount_yuan as left_amount,
        cast(compared.right_amount as decimal(38, 2)) as right_amount,
        compared.half_unit + compared.right_half_units as tolerance,
        compared.statement_id,
        compared.statement_no,
        compared.row_label,
        if(compared.row_kind = 'function', compared.code, '') as function_code,
        if(compared.row_kind = 'economic', compared.code, '') as economic_code,
        compared.measure,
        compared.stage,
        compared.column_label,
        0 as figure_no,
        [
            struct_pack(
                line := compared.source_line,
                field := compared.source_field,
                side := 'left',
                label := concat_ws(' ', nullif(compared.code, ''), nullif(compared.row_label, '')),
                term := cast(null as varchar),
                sign := 1,
                amount_yuan := compared.amount_yuan,
                amount_text := compared.amount_text,
                unit_text := compared.unit_text,
                document_id := compared.document_id
            )
        ] as left_evidence,
        compared.right_evidence,
        if(compared.has_detail, null, 'column_blank') as reason_code,
    from compared
    inner join rules on compared.parameter = rules.parameter

),

final as (

    select
        *,
        left_amount - right_amount as difference,
        case
            when reason_code is not null then 'not_applicable'
            when left_amount = right_amount then 'exact'
            when abs(left_amount - right_amount) <= tolerance then 'rounding'
            else 'broken'
        end as status,
    from judged

)

select * from final
