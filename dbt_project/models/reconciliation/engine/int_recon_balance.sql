-- grain: one evaluated balance: rule × document × place, in the reading of the form that fits best
with

operands as (

    select * from {{ ref('int_recon_operand') }}

),

matches as (

    select * from {{ ref('int_recon_match') }}

),

terms as (

    select distinct
        rule_id,
        alternative,
        term_no,
        sign,
        pick,
        label,
    from {{ ref('int_recon_term') }}

),

rules as (

    select * from {{ ref('int_recon_rule') }}
    where method = 'balance'

),

keyed as (

    select
        matches.*,
        terms.sign,
        terms.pick,
        terms.label as term_label,
        rules.is_left_each,
        concat_ws(
            '¦',
            if(rules.by_row, concat_ws('·', operands.row_no, operands.block_no, operands.row_label), ''),
            if(rules.by_unit, operands.unit_key, ''),
            if(rules.by_function, operands.function_code, ''),
            if(rules.by_economic, operands.economic_code, ''),
            if(rules.by_measure, operands.measure, ''),
            if(rules.by_stage, operands.stage, ''),
            if(rules.by_line, operands.line_id, ''),
            if(rules.by_project, operands.project_name, '')
        ) as base_key,
        operands.document_id as source_document_id,
        operands.* exclude (document_id, operand_no),
    from matches
    inner join operands on matches.operand_no = operands.operand_no
    inner join rules on matches.rule_id = rules.rule_id
    inner join terms
        on matches.rule_id = terms.rule_id and matches.alternative = terms.alternative and matches.term_no = terms.term_no

),

-- A total that a table prints on several sides is one operand, not several; of plan and outcome it is the outcome.
picked as (

    select * from keyed
    where pick <> 'first'
    union all
    select * from keyed
    where pick = 'first'
    qualify
        row_number() over (
            partition by document_id, rule_id, alternative, side, term_no, scope_no, base_key
            order by stage is distinct from 'final', source_line, source_field, figure_no
        ) = 1

),

sides as (

    select
        document_id,
        rule_id,
        alternative,
        scope_no,
        base_key,
        side,
        if(side = 'left' and is_left_each, concat_ws('-', source_line, source_field, figure_no), '') as detail_key,
        sum(sign * amount_yuan) as amount,
        sum(half_unit) as half_units,
        count(*) as operands,
        arg_min(
            struct_pack(
                statement_id := statement_id,
                statement_no := statement_no,
                row_label := row_label,
                function_code := function_code,
                economic_code := economic_code,
                measure := measure,
                stage := stage,
                column_label := column_label,
                figure_no := figure_no
            ),
            (source_line, source_field, figure_no)
        ) as place,
        list_sort(list(
            struct_pack(
                line := source_line,
                field := source_field,
                side := side,
                label := concat_ws(' ', nullif(row_label, ''), nullif(if(figure_no = 0, column_label, ''), '')),
                term := term_label,
                sign := sign,
                amount_yuan := amount_yuan,
                amount_text := amount_text,
                unit_text := unit_text,
                document_id := source_document_id
            )
        )) as evidence,
    from picked
    group by all

),

left_sides as (

    select * from sides
    where side = 'left'

),

right_sides as (

    select * from sides
    where side = 'right'

),

paired as (

    select
        coalesce(left_sides.document_id, right_sides.document_id) as document_id,
        coalesce(left_sides.rule_id, right_sides.rule_id) as rule_id,
        coalesce(left_sides.alternative, right_sides.alternative) as alternative,
        coalesce(left_sides.scope_no, right_sides.scope_no) as scope_no,
        coalesce(left_sides.base_key, right_sides.base_key) as base_key,
        coalesce(left_sides.detail_key, '') as detail_key,
        left_sides.document_id is not null as has_left,
        right_sides.document_id is not null as has_right,
        coalesce(left_sides.amount, 0) as left_amount,
        coalesce(right_sides.amount, 0) as right_amount,
        coalesce(left_sides.half_units, 0) + coalesce(right_sides.half_units, 0) as tolerance,
        coalesce(left_sides.operands, 0) as left_operands,
        coalesce(right_sides.operands, 0) as right_operands,
        coalesce(left_sides.place, right_sides.place) as place,
        coalesce(left_sides.evidence, []) as left_evidence,
        coalesce(right_sides.evidence, []) as right_evidence,
    from left_sides
    full outer join right_sides
        on
            left_sides.document_id = right_sides.document_id
            and left_sides.rule_id = right_sides.rule_id
            and left_sides.alternative = right_sides.alternative
            and left_sides.scope_no = right_sides.scope_no
            and left_sides.base_key = right_sides.base_key

),

absent as (

    select * from {{ ref('int_recon_absent') }}

),

-- A code that only one side prints: whether the table of the other side has no such row, or has it blank.
one_sided as (

    select
        paired.document_id,
        paired.rule_id,
        paired.alternative,
        paired.scope_no,
        paired.base_key,
        paired.place.function_code as function_code,
        if(rules.by_measure, paired.place.measure, '') as measure,
        if(paired.has_left, 'right', 'left') as side,
    from paired
    inner join rules on paired.rule_id = rules.rule_id
    where rules.by_function and paired.has_left <> paired.has_right

),

not_printed as (

    select distinct
        one_sided.document_id,
        one_sided.rule_id,
        one_sided.alternative,
        one_sided.scope_no,
        one_sided.base_key,
    from one_sided
    inner join absent
        on
            one_sided.document_id = absent.document_id
            and one_sided.rule_id = absent.rule_id
            and one_sided.side = absent.side
            and one_sided.scope_no = absent.scope_no
            and one_sided.function_code = absent.function_code
            and one_sided.measure = absent.measure

),

judged as (

    select
        paired.*,
        rules.comparison,
        paired.left_amount - paired.right_amount as difference,
        case
            when not paired.has_left and rules.blank_left = 'skip' then 'left_blank'
            when not paired.has_right and rules.blank_right = 'skip' then 'right_blank'
            -- A table that prints other figures of the rule is not empty: what it leaves blank is not said to be nothing.
            when not paired.has_left and rules.blank_left = 'declared' and bool_or(paired.has_left) over same_scope then 'left_blank'
            when not paired.has_right and rules.blank_right = 'declared' and bool_or(paired.has_right) over same_scope then 'right_blank'
            when not_printed.rule_id is not null then 'absent_row'
            when paired.right_operands < rules.least_right then 'few_parts'
            when paired.left_operands < rules.least_left then 'no_operand'
        end as reason_code,
        case rules.comparison
            when 'at_most' then greatest(paired.left_amount - paired.right_amount, 0)
            when 'at_least' then greatest(paired.right_amount - paired.left_amount, 0)
            else abs(paired.left_amount - paired.right_amount)
        end as excess,
    from paired
    inner join rules on paired.rule_id = rules.rule_id
    left join not_printed
        on
            paired.document_id = not_printed.document_id
            and paired.rule_id = not_printed.rule_id
            and paired.alternative = not_printed.alternative
            and paired.scope_no = not_printed.scope_no
            and paired.base_key = not_printed.base_key
    -- Nothing is above or below a limit where nothing is printed, and two blanks agree without being told.
    where
        case rules.comparison
            when 'equal' then paired.left_amount <> 0 or paired.right_amount <> 0 or (paired.has_left and paired.has_right)
            else paired.has_left and (paired.has_right or rules.blank_right <> 'skip')
        end
        and (paired.has_left or not rules.is_left_each)
    window same_scope as (partition by paired.document_id, paired.rule_id, paired.alternative, paired.scope_no)

),

-- Where a form may be read in several ways, the reading that balances is the form's own.
chosen as (

    select
        document_id,
        rule_id,
        scope_no,
        base_key,
        detail_key,
        arg_min(alternative, struct_pack(a := reason_code is not null, b := excess, c := alternative)) as alternative,
    from judged
    group by all

),

final as (

    select
        judged.* exclude (place),
        unnest(judged.place),
        case
            when judged.reason_code is not null then 'not_applicable'
            when judged.excess = 0 then 'exact'
            when judged.excess <= judged.tolerance then 'rounding'
            else 'broken'
        end as status,
    from judged
    inner join chosen
        on
            judged.document_id = chosen.document_id
            and judged.rule_id = chosen.rule_id
            and judged.scope_no = chosen.scope_no
            and judged.base_key = chosen.base_key
            and judged.detail_key = chosen.detail_key
            and judged.alternative = chosen.alternative

)

select * from final
