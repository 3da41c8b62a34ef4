-- grain: one item of the table of the general public budget or of the list of its items in the prose, where the two are the same but for one
-- 文字逐项列出一般公共预算支出各项的：所列的项就是表中的项，一项不缺，名称相同。
with

scope as (

    select * from {{ ref('int_recon_scope') }}
    where document_kind in ('budget', 'final_accounts')

),

narrative as (

    select * from {{ ref('int_recon_narrative') }}
    where zone = 'notes' and fund = 'general_public'

),

-- A list of items stands below the total that the table prints, in one section.
totals as (

    select
        cells.document_id,
        min(cells.statement_no) as statement_no,
        min(cells.statement_id) as statement_id,
        min(cells.amount_yuan) as amount_yuan,
    from {{ ref('int_recon_cell') }} as cells
    inner join scope on cells.document_id = scope.document_id
    where
        cells.statement_id in ('budget_general_expenditure', 'budget_general_expenditure_by_category', 'final_general_expenditure')
        and cells.figure_no = 0
        and cells.row_kind = 'total'
        and cells.measure = 'total'
        and cells.column_level = 'none'
        and not cells.is_of_which
        and coalesce(cells.stage, '') in ('budget', 'final')
    group by all
    having count(distinct cells.amount_yuan) = 1 and count(distinct cells.statement_no) = 1

),

sections as (

    select
        totals.*,
        narrative.section_no,
        narrative.section_title,
        min(narrative.source_line) as source_line,
    from totals
    inner join narrative on totals.document_id = narrative.document_id
    where
        narrative.metric = 'general_public_expenditure'
        and abs(narrative.value_yuan - totals.amount_yuan) <= narrative.half_unit
    group by all

),

table_items as (

    select
        totals.document_id,
        cells.function_code,
        min(cells.row_label) as row_label,
        min(cells.source_line) as source_line,
        min(cells.amount_yuan) as amount_yuan,
        min(cells.half_unit) as half_unit,
    from totals
    inner join {{ ref('int_recon_cell') }} as cells
        on totals.document_id = cells.document_id and totals.statement_no = cells.statement_no
    where
        cells.row_kind = 'function'
        and length(cells.function_code) = 7
        and cells.measure = 'total'
        and cells.column_level = 'none'
        and not cells.is_of_which
        and cells.amount_yuan <> 0
        and coalesce(cells.stage, '') in ('budget', 'final')
    group by all
    having count(distinct cells.amount_yuan) = 1

),

-- Tables whose items are all read: they add up to the total.
whole_tables as (

    select totals.document_id
    from totals
    inner join table_items on totals.document_id = table_items.document_id
    group by totals.document_id, totals.amount_yuan
    having abs(sum(table_items.amount_yuan) - totals.amount_yuan) <= sum(table_items.half_unit)

),

prose_items as (

    select
        sections.document_id,
        sections.source_line as section_line,
        narrative.function_code,
        narrative.subject,
        narrative.source_line,
        narrative.value_text,
        narrative.unit_text,
        narrative.value_yuan,
        narrative.half_unit,
    from sections
    inner join narrative
        on
            sections.document_id = narrative.document_id
            and sections.section_no = narrative.section_no
            and sections.section_title = narrative.section_title
    inner join whole_tables on sections.document_id = whole_tables.document_id
    where narrative.metric = 'function_expenditure' and narrative.is_item

),

-- Every name must be known: one that is not may be the item that seems to be missing. An item told again elsewhere is told.
told_anywhere as (

    select distinct
        document_id,
        function_code,
    from {{ ref('int_recon_narrative') }}
    where function_code <> ''

),

missing as (

    select
        table_items.*,
        count(*) over (partition by table_items.document_id) as missing_items,
    from table_items
    inner join whole_tables on table_items.document_id = whole_tables.document_id
    anti join told_anywhere
        on table_items.document_id = told_anywhere.document_id and table_items.function_code = told_anywhere.function_code

),

added as (

    select
        prose_items.*,
        count(*) over (partition by prose_items.document_id) as added_items,
    from prose_items
    anti join table_items
        on prose_items.document_id = table_items.document_id and prose_items.function_code = table_items.function_code

),

common as (

    select
        prose_items.document_id,
        count(distinct prose_items.function_code) as common_items,
        bool_and(abs(prose_items.value_yuan - table_items.amount_yuan) <= prose_items.half_unit) as are_equal,
        min(prose_items.section_line) as section_line,
    from prose_items
    inner join table_items
        on prose_items.document_id = table_items.document_id and prose_items.function_code = table_items.function_code
    group by all

),

-- The one item that the text leaves out, beside the one that it names and the table does not, with the same amount.
misnamed as (

    select
        added.document_id,
        'note_item_of_table' as rule_id,
        concat_ws('|', added.source_line, added.subject) as place_key,
        added.source_line,
        concat(added.subject, ' ', added.value_text, added.unit_text) as source_text,
        concat(
            '文字所列“', added.subject, '”表中没有；表中 ', {{ yuan_text('missing.amount_yuan') }}, ' 元的是 ', missing.function_code, ' ',
            missing.row_label, '（第 ', missing.source_line, ' 行），文字没有提到'
        ) as finding,
        concat('第', added.source_line, '行应为“', missing.row_label, '”，或核对表中该科目') as advice,
    from added
    inner join missing on added.document_id = missing.document_id
    inner join common on added.document_id = common.document_id
    where
        added.added_items = 1
        and missing.missing_items = 1
        and common.common_items >= 2
        and added.function_code <> ''
        and abs(added.value_yuan - missing.amount_yuan) <= added.half_unit

),

left_out as (

    select
        missing.document_id,
        'note_item_left_out' as rule_id,
        missing.function_code as place_key,
        common.section_line as source_line,
        concat(missing.function_code, ' ', missing.row_label) as source_text,
        concat(
            '文字逐项说明了一般公共预算支出的 ', common.common_items, ' 项，表中还有 ', missing.function_code, ' ', missing.row_label, ' ',
            {{ yuan_text('missing.amount_yuan') }}, ' 元（第 ', missing.source_line, ' 行），文字没有说明'
        ) as finding,
        concat('在第', common.section_line, '行之后补上“', missing.row_label, '”') as advice,
    from missing
    inner join common on missing.document_id = common.document_id
    where
        missing.missing_items = 1
        and common.common_items >= 3
        and common.are_equal
        and not exists (from added where added.document_id = missing.document_id)

),

broken as (

    select * from misnamed
    union all
    select * from left_out

),

kept as (

    select
        common.document_id,
        rules.rule_id,
        'document' as place_key,
        common.section_line as source_line,
        cast(null as varchar) as source_text,
        cast(null as varchar) as finding,
        cast(null as varchar) as advice,
    from common
    cross join (select unnest(['note_item_of_table', 'note_item_left_out']) as rule_id) as rules
    where not exists (from missing where missing.document_id = common.document_id) and common.are_equal

),

final as (

    select
        *,
        'broken' as status,
    from broken
    union all
    select
        *,
        'exact' as status,
    from kept

)

select
    document_id,
    rule_id,
    place_key,
    source_line,
    source_text,
    finding,
    advice,
    status,
from final
