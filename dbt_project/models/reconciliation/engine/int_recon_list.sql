-- grain: one whole with the parts that follow it, in prose or on a project sheet
with

operands as (

    select * from {{ ref('int_recon_operand') }}

),

signatures as (

    select * from {{ ref('int_recon_signature') }}

),

rules as (

    select * from {{ ref('int_recon_rule') }}
    where method = 'list'

),

matched as (

    select
        operands.*,
        signatures.rule_id,
        signatures.alternative,
        signatures.term_no,
        signatures.side,
        signatures.sign,
        signatures.pick,
        signatures.label as term_label,
        concat_ws(
            '¦',
            operands.statement_no,
            if(operands.figure_no > 0, operands.statement_id || operands.column_label, ''),
            if(rules.by_stage, operands.stage, '')
        ) as group_key,
        operands.source_line * 100000 + operands.figure_no * 100 + operands.source_field as reading_order,
    from operands
    inner join signatures on operands.signature_no = signatures.signature_no
    inner join rules on signatures.rule_id = rules.rule_id

),

-- A part belongs to the last whole before it.
placed as (

    select
        *,
        count_if(side = 'left') over (
            partition by document_id, rule_id, alternative, group_key
            order by reading_order
            rows between unbounded preceding and current row
        ) as whole_no,
        last_value(if(side = 'left', economic_code, null) ignore nulls) over (
            partition by document_id, rule_id, alternative, group_key
            order by reading_order
            rows between unbounded preceding and current row
        ) as whole_code,
    from matched

),

-- One name may be that of two items (事业运行 of 20103 and of 21301); where a code is not known, the name decides.
coded_parts as (

    select
        *,
        function_code || economic_code as item_code,
        coalesce(
            nullif(item_code, ''),
            max(item_code) over (partition by document_id, rule_id, alternative, group_key, whole_no, term_no, project_name)
        ) as known_code,
    from placed
    where
        side = 'right'
        and whole_no > 0
        -- An item is part of its own class alone, and no class of itself.
        and (whole_code = '' or economic_code = '' or starts_with(economic_code, whole_code) and economic_code <> whole_code)

),

-- A part that the text names twice under one whole is one part, also where it gives it another name the second time.
named_parts as (

    select * exclude (known_code)
    from coded_parts
    qualify
        pick = 'every'
        or (
            row_number() over (
                partition by document_id, rule_id, alternative, group_key, whole_no, term_no, project_name, known_code
                order by reading_order
            ) = 1
            and row_number() over (
                partition by
                    document_id, rule_id, alternative, group_key, whole_no, term_no, measure, amount_yuan,
                    if(figure_no > 0 and measure <> '' and amount_yuan <> 0, '', concat_ws('¦', project_name, known_code))
                order by reading_order
            ) = 1
        )

),

-- 类, then its 款 and 项: a part of a part is in the sum already.
parts as (

    select named_parts.* from named_parts
    where
        not exists (
            select 1 from named_parts as above
            where
                above.document_id = named_parts.document_id
                and above.rule_id = named_parts.rule_id
                and above.alternative = named_parts.alternative
                and above.group_key = named_parts.group_key
                and above.whole_no = named_parts.whole_no
                and above.term_no = named_parts.term_no
                and above.item_code not in ('', named_parts.item_code)
                and starts_with(named_parts.item_code, above.item_code)
        )

),

wholes as (

    select * from placed
    where side = 'left'

),

part_sums as (

    select
        document_id,
        rule_id,
        alternative,
        group_key,
        whole_no,
        sum(sign * amount_yuan) as amount,
        sum(half_unit) as half_units,
        count(*) filter (where pick <> 'extra') as operands,
        list_sort(list(
            struct_pack(
                line := source_line,
                field := source_field,
                side := 'right',
                label := row_label,
                term := term_label,
                sign := sign,
                amount_yuan := amount_yuan,
                amount_text := amount_text,
                unit_text := unit_text,
                document_id := document_id
            )
        )) as evidence,
    from parts
    group by all

),

-- An item whose amount under the whole is told in words only (与年初预算数持平): the list is not complete in figures.
untold as (

    select distinct
        wholes.rule_id,
        wholes.alternative,
        wholes.group_key,
        wholes.document_id,
    from wholes
    inner join operands as items
        on
            wholes.document_id = items.document_id
            and wholes.statement_id = items.statement_id
            and wholes.column_label = items.column_label
            and items.figure_no > 0
            and items.function_code <> ''
    where
        wholes.figure_no > 0
        and wholes.line_id = 'budget_initial'
        and items.line_id in ('function_expenditure', 'final')
        and not exists (
            select 1 from named_parts as told
            where
                told.document_id = wholes.document_id
                and told.rule_id = wholes.rule_id
                and told.group_key = wholes.group_key
                and (starts_with(told.item_code, items.function_code) or starts_with(items.function_code, told.item_code))
        )

),

-- 教育收费资金收入, 某某收入: a source or a nature that no list knows is a part all the same, and may not be left out of a sum.
unknown_parts as (

    select distinct
        wholes.document_id,
        wholes.rule_id,
        wholes.alternative,
        wholes.group_key,
        wholes.whole_no,
    from (
        select
            *,
            lead(reading_order) over (
                partition by document_id, rule_id, alternative, group_key
                order by reading_order
            ) as next_whole,
        from wholes
    ) as wholes
    inner join operands as items
        on
            wholes.document_id = items.document_id
            and wholes.statement_id = items.statement_id
            and wholes.column_label = items.column_label
    where
        wholes.figure_no > 0
        and wholes.line_id in ('revenue_total', 'expenditure_total')
        and items.line_id = if(wholes.line_id = 'revenue_total', 'revenue_by_source', 'expenditure_by_nature')
        and items.measure = ''
        and regexp_matches(items.row_label, {{ pattern('source_or_nature') }})
        and items.figure_no > wholes.figure_no
        and items.source_line * 100000 + items.figure_no * 100 < coalesce(wholes.next_whole, items.source_line * 100000 + items.figure_no * 100 + 1)

),

compared as (

    select
        wholes.document_id,
        wholes.rule_id,
        wholes.alternative,
        wholes.statement_no as scope_no,
        wholes.group_key as base_key,
        concat_ws('-', wholes.source_line, wholes.source_field, wholes.figure_no) as detail_key,
        wholes.amount_yuan as left_amount,
        coalesce(part_sums.amount, 0) as right_amount,
        wholes.half_unit + coalesce(part_sums.half_units, 0) as tolerance,
        wholes.statement_id,
        wholes.statement_no,
        wholes.row_label,
        wholes.function_code,
        wholes.economic_code,
        wholes.measure,
        wholes.stage,
        wholes.column_label,
        wholes.figure_no,
        [
            struct_pack(
                line := wholes.source_line,
                field := wholes.source_field,
                side := 'left',
                label := wholes.row_label,
                term := wholes.term_label,
                sign := 1,
                amount_yuan := wholes.amount_yuan,
                amount_text := wholes.amount_text,
                unit_text := wholes.unit_text,
                document_id := wholes.document_id
            )
        ] as left_evidence,
        coalesce(part_sums.evidence, []) as right_evidence,
        if(coalesce(part_sums.operands, 0) < rules.least_right or untold.rule_id is not null or unknown_parts.rule_id is not null, 'few_parts', null) as reason_code,
        rules.comparison,
    from wholes
    inner join rules on wholes.rule_id = rules.rule_id
    left join part_sums
        on
            wholes.document_id = part_sums.document_id
            and wholes.rule_id = part_sums.rule_id
            and wholes.alternative = part_sums.alternative
            and wholes.group_key = part_sums.group_key
            and wholes.whole_no = part_sums.whole_no
    left join untold
        on
            wholes.document_id = untold.document_id
            and wholes.rule_id = untold.rule_id
            and wholes.alternative = untold.alternative
            and wholes.group_key = untold.group_key
    left join unknown_parts
        on
            wholes.document_id = unknown_parts.document_id
            and wholes.rule_id = unknown_parts.rule_id
            and wholes.alternative = unknown_parts.alternative
            and wholes.group_key = unknown_parts.group_key
            and wholes.whole_no = unknown_parts.whole_no

),

-- 购置及运行费111万元（其中：购置费25万元，运行费79万元，其他交通费用7万元）: the sentence prints parts that no rule knows, and with them adds up.
complete_in_print as (

    select distinct
        compared.document_id,
        compared.rule_id,
        compared.alternative,
        compared.detail_key,
        compared.left_amount,
        compared.tolerance,
        -- What stands behind the whole, as far as nothing is said to have changed.
        regexp_extract(
            regexp_replace(substr(narrative.sentence, strpos(narrative.sentence, narrative.value_text) + length(narrative.value_text)), '[, ]', '', 'g'),
            '^[^。增减]*'
        ) as list_text,
        list_transform(
            regexp_extract_all(list_text, '[0-9]+(?:\.[0-9]+)?(?:万元|亿元|元)'),
            lambda part: {{ prose_yuan("regexp_extract(part, '^[0-9.]+')", "regexp_extract(part, '[^0-9.]+$')") }}
        ) as amounts,
    from compared
    inner join (select distinct document_id, figure_no, sentence, value_text from {{ ref('int_recon_narrative') }}) as narrative
        on compared.document_id = narrative.document_id and compared.figure_no = narrative.figure_no
    where
        compared.figure_no > 0
        and compared.comparison = 'equal'
        and abs(compared.left_amount - compared.right_amount) > compared.tolerance
        and list_bool_or(
            list_transform(range(3, len(amounts) + 1), lambda parts: abs(list_sum(amounts[1:parts]) - compared.left_amount) <= compared.tolerance)
        )

),

judged as (

    select
        compared.* exclude (comparison) replace (
            if(complete_in_print.rule_id is not null, 'few_parts', compared.reason_code) as reason_code
        ),
        compared.left_amount - compared.right_amount as difference,
        case comparison
            when 'at_most' then greatest(compared.left_amount - compared.right_amount, 0)
            when 'at_least' then greatest(compared.right_amount - compared.left_amount, 0)
            else abs(compared.left_amount - compared.right_amount)
        end as excess,
    from compared
    left join complete_in_print
        on
            compared.document_id = complete_in_print.document_id
            and compared.rule_id = complete_in_print.rule_id
            and compared.alternative = complete_in_print.alternative
            and compared.detail_key = complete_in_print.detail_key

),

final as (

    select
        *,
        case
            when reason_code is not null then 'not_applicable'
            when excess = 0 then 'exact'
            when excess <= tolerance then 'rounding'
            else 'broken'
        end as status,
    from judged
    -- A total without parts after it is nobody's whole: only those with parts are told.
    where reason_code is null or right_evidence <> []
    -- A reading that fits goes first; where none does, one whose parts exceed the whole, whatever part may be missing.
    qualify
        row_number() over (
            partition by document_id, rule_id, base_key, detail_key
            order by excess > tolerance, reason_code is not null or left_amount > right_amount, excess, alternative
        ) = 1

)

select * from final
