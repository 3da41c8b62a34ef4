-- grain: one broken result that rests on a cell nobody could read, on a code that its name contradicts, or on other years' money
-- What was not read is not 0: such a result says nothing about the document, and is told as not applicable with the cell.
with

broken as (

    select
        *,
        coalesce(nullif(function_code, ''), economic_code) as code,
    from {{ ref('int_recon_gathered') }}
    where status = 'broken'

),

unread as (

    select * from {{ ref('int_recon_unread') }}

),

rules as (

    select
        rule_id,
        method,
        scope,
        list_contains(string_split(coalesce(keys, ''), '|'), 'row') as by_row,
        list_contains(string_split(coalesce(keys, ''), '|'), 'statement') as by_statement,
        list_contains(string_split(coalesce(keys, ''), '|'), 'measure') as by_measure,
    from {{ ref('rules') }}

),

term_statements as (

    select
        rule_id,
        document_role,
        list(distinct statement_id) as statement_ids,
    from {{ ref('int_recon_term') }}
    group by all

),

-- A rule with one reading and no condition never takes another cell for the one it wants.
plain_rules as (

    select rule_id
    from {{ ref('int_recon_term') }}
    group by rule_id
    having max(alternative) = 1 and bool_and(unless_present is null and only_present is null)

),

links as (

    select * from {{ ref('int_recon_document_link') }}

),

rows_by_code as (

    select distinct
        document_id,
        statement_no,
        source_line,
        source_field,
        coalesce(nullif(function_code, ''), economic_code) as code,
    from {{ ref('int_recon_operand') }}
    where
        figure_no = 0 and row_kind in ('function', 'economic')
        and (document_id, statement_no) in (select (document_id, statement_no) from unread)

),

-- Where rows print several codes side by side, what stands under a code may also go on at the top of the next columns.
side_by_side as (

    select distinct
        document_id,
        statement_no,
    from rows_by_code
    group by document_id, statement_no, source_line
    having count(distinct code) > 1

),

-- The codes that the unread cells of a row print: it is known under what the row stands.
codes_of_unread_rows as (

    select
        unread.document_id,
        unread.statement_no,
        unread.source_line,
        list(distinct trim(unread.cell_text)) as codes,
    from unread
    inner join rows_by_code
        on
            unread.document_id = rows_by_code.document_id
            and unread.statement_no = rows_by_code.statement_no
            and regexp_full_match(trim(unread.cell_text), '[0-9]{5,7}')
            and starts_with(trim(unread.cell_text), left(rows_by_code.code, 3))
    group by all

),

-- What stands under the code of the result: below it in its columns, in a row that prints such a code, or who knows where.
under_its_code as (

    select
        broken.reconciliation_id,
        unread.place,
        unread.source_line,
        unread.source_field,
    from broken
    inner join rules on broken.rule_id = rules.rule_id and rules.method = 'tree'
    inner join unread on broken.document_id = unread.document_id and broken.statement_no = unread.statement_no
    left join codes_of_unread_rows as printed
        on
            unread.document_id = printed.document_id
            and unread.statement_no = printed.statement_no
            and unread.source_line = printed.source_line
    left join side_by_side
        on unread.document_id = side_by_side.document_id and unread.statement_no = side_by_side.statement_no
    where
        (unread.measures = [] or unread.is_row_lost or list_contains(unread.measures, broken.measure))
        and (
            (
                unread.source_line >= broken.left_evidence[1].line
                and unread.source_line < coalesce(
                    (
                        select min(below.source_line) from rows_by_code as below
                        where
                            below.document_id = broken.document_id
                            and below.statement_no = broken.statement_no
                            and below.source_field = broken.left_evidence[1].field
                            and below.source_line > broken.left_evidence[1].line
                            and not starts_with(below.code, broken.code)
                    ),
                    2147483647
                )
            )
            or len(list_filter(printed.codes, lambda code: starts_with(code, broken.code))) > 0
            or (side_by_side.document_id is not null and printed.codes is null)
        )

),

-- In the table of the result itself, or in its row.
own_table as (

    select
        broken.reconciliation_id,
        unread.place,
        unread.source_line,
        unread.source_field,
    from broken
    inner join rules on broken.rule_id = rules.rule_id and rules.method <> 'tree'
    inner join unread on broken.document_id = unread.document_id and broken.statement_no = unread.statement_no
    where
        case
            when rules.by_row then list_contains(list_transform(broken.left_evidence, lambda e: e.line), unread.source_line)
            when rules.method in ('presence', 'items') then true
            else rules.by_statement
        end

),

-- On a line of which a number stands where no heading explains it, the other numbers may stand one column off.
partly_read as (

    select
        broken.reconciliation_id,
        unread.place,
        unread.source_line,
        unread.source_field,
    from (
        select
            reconciliation_id,
            unnest(list_concat(left_evidence, right_evidence)) as cell,
        from broken
        -- Only what compares money needs the cell; a finding about the cell itself stands.
        where difference is not null
    ) as broken
    inner join unread
        on
            broken.cell.document_id = unread.document_id
            and broken.cell.line = unread.source_line
            and unread.reason_code in ('no_heading', 'contradiction', 'several_numbers', 'no_row_label')
    where broken.cell.field > 0

),

-- In any table that the rule compares, unless both sides are one cell each and were read.
other_table as (

    select
        broken.reconciliation_id,
        unread.place,
        unread.source_line,
        unread.source_field,
    from broken
    inner join rules on broken.rule_id = rules.rule_id
    inner join term_statements on broken.rule_id = term_statements.rule_id
    -- Of the documents of the same body, only those that the rule takes a number from.
    inner join links on broken.document_id = links.document_id and term_statements.document_role = links.document_role
    inner join unread
        on links.source_document_id = unread.document_id and list_contains(term_statements.statement_ids, unread.statement_id)
    left join plain_rules on broken.rule_id = plain_rules.rule_id
    where
        rules.method in ('balance', 'list')
        and not rules.by_statement
        and not (plain_rules.rule_id is not null and len(broken.left_evidence) = 1 and len(broken.right_evidence) = 1)
        and (not rules.by_measure or unread.measures = [] or list_contains(unread.measures, broken.measure))

),

-- Names that the prose lists are looked for in a table whose rows were not all read.
named_rows as (

    select
        broken.reconciliation_id,
        unread.place,
        unread.source_line,
        unread.source_field,
    from broken
    inner join rules on broken.rule_id = rules.rule_id
    inner join links on broken.document_id = links.document_id and links.document_role = 'disclosure'
    inner join unread
        on
            links.source_document_id = unread.document_id
            and unread.statement_id in ('final_basic_by_economic', 'final_general_expenditure', 'budget_general_basic_by_economic')
    where rules.method = 'items' and broken.rule_id in ('note_items_named', 'note_functions_explained')

),

-- A code that its name contradicts decides nothing: the row of the right code is not missing, and that of the wrong one not too much.
wrong_codes as (

    select
        document_id,
        code,
        {{ name_key('row_label') }} as name_key,
        concat('第', left_evidence[1].line, '行科目 ', left_evidence[1].label) as place,
        left_evidence[1].line as source_line,
        left_evidence[1].field as source_field,
    from broken
    where rule_id = 'code_name'

),

wrongly_coded as (

    select
        broken.reconciliation_id,
        wrong_codes.place,
        wrong_codes.source_line,
        wrong_codes.source_field,
    from broken
    inner join wrong_codes
        on
            broken.document_id = wrong_codes.document_id
            and (
                broken.code = wrong_codes.code
                or {{ name_key('broken.row_label') }} = wrong_codes.name_key
            )
    where
        broken.difference is not null
        and broken.figure_no = 0
        and least(len(broken.left_evidence), len(broken.right_evidence)) = 0

),

-- A table of 当年拨款 leaves out what was carried over, which the summary beside it has.
carried_over as (

    select
        document_id,
        min(source_line) filter (where line_id = 'opening_balance' and amount_yuan > 0) as source_line,
    from {{ ref('int_recon_operand') }}
    where figure_no = 0
    group by document_id
    having
        list_has_any(
            list(amount_yuan) filter (where statement_id = 'budget_appropriation_summary' and line_id = 'general_public_appropriation'),
            list(amount_yuan) filter (
                where
                statement_id in ('budget_general_expenditure', 'budget_general_expenditure_by_category')
                and row_kind = 'total' and measure = 'total' and stage <> 'prior_final'
            )
        )
        and bool_or(statement_id = 'budget_appropriation_summary' and line_id = 'opening_balance' and amount_yuan > 0)

),

of_the_year as (

    select
        broken.reconciliation_id,
        concat('第', carried_over.source_line, '行上年结转') as place,
        carried_over.source_line,
        0 as source_field,
    from broken
    inner join carried_over on broken.document_id = carried_over.document_id
    where broken.rule_id in ('cross_budget_general_total', 'cross_budget_general_class')

),

-- 人员经费合计 against 301 alone, where 30301 and 30302 stand without 303: what is not printed cannot be added.
absent_classes as (

    select
        broken.reconciliation_id,
        concat('没有印的类级科目 ', left(items.economic_code, 3)) as place,
        min(items.source_line) as source_line,
        0 as source_field,
    from broken
    inner join {{ ref('int_recon_operand') }} as items
        on
            broken.document_id = items.document_id
            and broken.statement_no = items.statement_no
            and items.row_kind = 'economic'
            and length(items.economic_code) >= 5
            and items.amount_yuan <> 0
    anti join {{ ref('int_recon_operand') }} as classes
        on
            items.document_id = classes.document_id
            and items.statement_no = classes.statement_no
            and classes.row_kind = 'economic'
            and classes.economic_code = left(items.economic_code, 3)
    where
        broken.rule_id in ('basic_personnel_total', 'basic_public_total')
        and (left(items.economic_code, 3) in ('301', '303')) = (broken.rule_id = 'basic_personnel_total')
    group by broken.reconciliation_id, left(items.economic_code, 3)

),

everything as (

    select * from wrongly_coded
    union
    select * from absent_classes
    union
    select * from of_the_year
    union
    select * from under_its_code
    union
    select * from own_table
    union
    select * from partly_read
    union
    select * from other_table
    union
    select * from named_rows

),

final as (

    select
        reconciliation_id,
        concat(
            array_to_string(list_slice(list(place order by source_line, source_field), 1, 6), '、'),
            if(count(*) > 6, concat('等', count(*), '处'), '')
        ) as unread_cells,
        case
            when reconciliation_id in (select reconciliation_id from wrongly_coded) then 'code_contradiction'
            when reconciliation_id in (select reconciliation_id from of_the_year) then 'carried_over'
            when reconciliation_id in (select reconciliation_id from absent_classes) then 'absent_row'
            else 'unread_cell'
        end as reason_code,
    from everything
    group by all

)

select * from final
