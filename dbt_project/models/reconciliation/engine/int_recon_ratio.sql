-- grain: one percentage of the prose, recomputed from its own operands
with

narrative as (

    select * from {{ ref('int_recon_narrative') }}

),

rules as (

    select
        rule_id,
        parameter as formula_kind,
    from {{ ref('rules') }}
    where method = 'ratio'

),

terms as (

    select
        rule_id,
        side as role,
        string_split(line_ids, '|') as metrics,
        string_split(measures, '|') as subject_ids,
        coalesce(pick, '') in ('same_subject', 'same_sentence') as is_same_subject,
        coalesce(pick, '') in ('same_subject', 'same_sentence', 'same_section') as is_same_section,
        coalesce(pick, '') = 'same_sentence' as is_same_sentence,
        coalesce(pick, '') = 'just_before' as is_just_before,
        coalesce(pick, '') = 'whole' as is_whole,
        cast(term_no as integer) as term_no,
    from {{ ref('rule_terms') }}
    where document_role is null

),

rates as (

    select
        narrative.*,
        rules.rule_id,
        rules.formula_kind,
        rules.formula_kind in ('printed_base', 'printed_change') as is_on_printed_base,
        -- 占本年财政拨款支出73.00%: the words that say of what the share is.
        regexp_replace(narrative.sentence, '\s', '', 'g') as bare_sentence,
        list_filter(
            regexp_extract_all(bare_sentence, '占[^占,，。;；、()（）\d]{2,24}?-?\d[\d.,]*'),
            lambda share: starts_with(regexp_extract(share, '-?\d.*$'), narrative.value_text)
        ) as shares_of_value,
        coalesce(regexp_extract(shares_of_value[1], '占(.*?)-?\d', 1), '') as named_whole,
        -- Of the clause where the rate stands: 支出总计…；年末结转和结余63.60万元，较上年增加72.80万元，增长53.37%。
        coalesce(
            list_filter(string_split(bare_sentence, '；'), lambda clause: contains(clause, narrative.value_text || narrative.unit_text))[1],
            bare_sentence
        ) as bare_clause,
        len(regexp_extract_all(bare_clause, {{ pattern('any_amount') }})) as amounts_of_clause,
        narrative.metric not in ('function_share', 'expenditure_share', 'revenue_share')
        or not regexp_matches(named_whole, {{ pattern('whole_of_a_share') }}) as names_no_whole,
        [
            struct_pack(
                line := narrative.base_line,
                field := 0,
                side := 'right',
                label := narrative.subject,
                term := 'base',
                sign := 1,
                amount_yuan := narrative.base_yuan,
                amount_text := narrative.base_text,
                unit_text := narrative.base_unit_text,
                document_id := narrative.document_id
            )
        ] as base_evidence,
    from narrative
    inner join terms on terms.role = 'rate' and list_contains(terms.metrics, narrative.metric)
    inner join rules on terms.rule_id = rules.rule_id
    where
        narrative.unit_text in (select unit from {{ ref('rule_rate_units') }})
        and (not is_on_printed_base or narrative.base_yuan is not null)

),

candidates as (

    select
        rates.document_id,
        rates.rule_id,
        rates.figure_no,
        terms.role,
        operand.figure_no as operand_no,
        operand.value_yuan,
        operand.half_unit,
        operand.value_text,
        operand.unit_text,
        operand.subject,
        operand.source_line,
        operand.section_no || operand.section_title = rates.section_no || rates.section_title as is_own_section,
        operand.sentence = rates.sentence as is_of_sentence,
        contains(rates.sentence, '占' || operand.subject) as is_named,
        rates.names_no_whole
        or (
            {{ money_of_whole('rates.named_whole') }} = {{ money_of_whole('operand.subject') }}
            -- A grand total holds the balance of the year before too.
            and not (
                regexp_matches(rates.named_whole, {{ pattern('share_of_the_year') }})
                and regexp_matches(operand.subject, {{ pattern('share_of_grand_total') }})
            )
        ) as is_of_named,
    from rates
    inner join terms on rates.rule_id = terms.rule_id and terms.role <> 'rate'
    inner join narrative as operand
        on
            rates.document_id = operand.document_id
            and rates.zone = operand.zone
            and list_contains(terms.metrics, operand.metric)
            and operand.figure_no < rates.figure_no
            and operand.value_yuan is not null
            -- An item's share follows its amount directly; the whole is the figure of that kind that names no item.
            and (not terms.is_just_before or operand.figure_no = rates.figure_no - 1)
            and (not terms.is_whole or operand.subject_id = 'total')
            -- The final figure of a whole may stand where its plan does; those of items have their own rates.
            and (operand.metric <> 'final' or operand.subject_id = 'total' or operand.subject_key = rates.subject_key)
            and (not terms.is_same_subject or operand.subject_key = rates.subject_key)
            -- Of amounts that are parts themselves, only the named ones are a whole.
            and (terms.subject_ids is null or operand.subject_id in ('', 'total') or list_contains(terms.subject_ids, operand.subject_id))
            -- A total is one thing, whatever words name it: it only has to stand in the section of its rate.
            and (not terms.is_same_section or operand.section_no || operand.section_title = rates.section_no || rates.section_title)
            -- The amount a rate speaks of stands beside it: another one of the same name is another year's or another text's.
            and (
                terms.role <> 'numerator'
                or operand.sentence = rates.sentence
                or abs(operand.source_line - rates.source_line) <= 1
            )
            -- Beside a printed base: the amount the rate speaks of, in its sentence or on its line.
            and (
                not terms.is_same_sentence
                or (
                    rates.metric in (operand.metric || '_yoy_pct', operand.metric || '_vs_budget_pct')
                    and (operand.sentence = rates.sentence or operand.source_line = rates.source_line)
                )
            )

),

-- The nearest before the rate, in its own section before any other. A sentence may print two totals (收入预算490（本年预算收入390）):
-- of the wholes of its section each is tried, and the rate is contradicted only when it fits none.
ranked as (

    select
        *,
        row_number() over (
            partition by document_id, rule_id, figure_no, role
            order by is_own_section desc, operand_no desc
        ) as nearness,
        is_of_named
        and row_number() over (
            partition by document_id, rule_id, figure_no, role, is_of_named
            order by is_own_section desc, operand_no desc
        ) = 1 as is_nearest_of_named,
    from candidates

),

numerators as (

    select * from ranked
    where role = 'numerator' and nearness = 1

),

-- What a share is of may stand in the tables only (占本年财政拨款支出): such a whole is tried beside those of the text.
table_wholes as (

    select distinct
        signatures.rule_id,
        signatures.label,
        signatures.pick = 'alone' as stands_alone,
        cells.document_id,
        cells.amount_yuan as value_yuan,
        cells.half_unit,
        cells.amount_text as value_text,
        cells.unit_text,
        cells.source_line,
    from {{ ref('int_recon_operand') }} as cells
    inner join {{ ref('int_recon_signature') }} as signatures on cells.signature_no = signatures.signature_no
    inner join rules on signatures.rule_id = rules.rule_id
    where signatures.side = 'denominator' and cells.figure_no = 0 and cells.amount_yuan <> 0

),

denominators as (

    select * from ranked
    where role = 'denominator' and (nearness = 1 or (nearness <= 4 and is_own_section) or is_nearest_of_named)
    union all by name
    select
        table_wholes.* exclude (label, stands_alone),
        table_wholes.label as subject,
        true as is_of_named,
        ranked.figure_no,
        4 + row_number() over (
            partition by ranked.document_id, ranked.rule_id, ranked.figure_no
            order by table_wholes.source_line, table_wholes.value_yuan, table_wholes.label
        ) as nearness,
    from ranked
    inner join table_wholes on ranked.document_id = table_wholes.document_id and ranked.rule_id = table_wholes.rule_id
    where ranked.role = 'denominator' and ranked.nearness = 1
    union all by name
    -- 面向中小企业预留份额689.92万元，占政府采购预算总额的80.00%, and the total in the table only.
    select
        table_wholes.* exclude (label, stands_alone),
        table_wholes.label as subject,
        true as is_of_named,
        numerators.figure_no,
        4 + row_number() over (
            partition by numerators.document_id, numerators.rule_id, numerators.figure_no
            order by table_wholes.source_line, table_wholes.value_yuan, table_wholes.label
        ) as nearness,
    from numerators
    inner join table_wholes
        on numerators.document_id = table_wholes.document_id and numerators.rule_id = table_wholes.rule_id and table_wholes.stands_alone
    anti join (select * from ranked where role = 'denominator') as printed
        on
            numerators.document_id = printed.document_id
            and numerators.rule_id = printed.rule_id
            and numerators.figure_no = printed.figure_no

),

operands as (

    select
        coalesce(numerators.document_id, denominators.document_id) as document_id,
        coalesce(numerators.rule_id, denominators.rule_id) as rule_id,
        coalesce(numerators.figure_no, denominators.figure_no) as figure_no,
        coalesce(denominators.nearness, 1) as nearness,
        coalesce(denominators.is_of_sentence, false) as is_of_sentence,
        coalesce(denominators.is_named, false) as is_named,
        coalesce(denominators.is_of_named, true) as is_of_named,
        numerators.value_yuan as numerator,
        numerators.half_unit as numerator_half,
        denominators.value_yuan as denominator,
        denominators.half_unit as denominator_half,
        list_filter(
            [
                {{ operand('denominators.source_line', 'denominators.subject', 'denominators.value_text', 'denominators.unit_text', side='right', yuan='denominators.value_yuan', document='denominators.document_id') }},
                {{ operand('numerators.source_line', 'numerators.subject', 'numerators.value_text', 'numerators.unit_text', side='right', yuan='numerators.value_yuan', document='numerators.document_id') }}
            ],
            lambda cell: cell.document_id is not null
        ) as evidence,
    from numerators
    full outer join denominators
        on
            numerators.document_id = denominators.document_id
            and numerators.rule_id = denominators.rule_id
            and numerators.figure_no = denominators.figure_no

),

-- A growth rate is taken on what stood before the change: its base is the present figure less the change, or what the
-- text prints as such; then the change is the present figure less that base, or what is printed before the rate.
bases as (

    select
        rates.*,
        coalesce(operands.nearness, 1) as nearness,
        coalesce(operands.is_of_sentence, false) as is_of_sentence,
        coalesce(operands.is_named, false) as is_named,
        coalesce(operands.is_of_named, true) as is_of_named,
        if(rates.formula_kind = 'printed_base', operands.numerator - rates.base_yuan, operands.numerator) as numerator,
        if(
            rates.formula_kind = 'printed_base',
            operands.numerator_half + rates.base_half_unit,
            operands.numerator_half
        ) as numerator_half,
        case
            when rates.formula_kind = 'growth' then operands.denominator - operands.numerator
            when rates.is_on_printed_base then rates.base_yuan
            else operands.denominator
        end as base,
        case
            when rates.formula_kind = 'growth' then operands.denominator_half + operands.numerator_half
            when rates.is_on_printed_base then rates.base_half_unit
            else operands.denominator_half
        end as base_half,
        list_concat(
            coalesce(operands.evidence, []),
            if(rates.is_on_printed_base, rates.base_evidence, [])
        ) as evidence,
    from rates
    left join operands
        on
            rates.document_id = operands.document_id
            and rates.rule_id = operands.rule_id
            and rates.figure_no = operands.figure_no

),

computed as (

    select
        *,
        cast(cast(power(10, least(printed_decimals, 6)) as bigint) as decimal(9, 0)) as scale,
        -- Decimal division: hundred times the numerator in millionths, divided as whole numbers.
        case
            when base > 0 then cast((cast(numerator * 100 as hugeint) * 100000000) // cast(base * 100 as hugeint) as decimal(38, 0)) * 0.000001
        end as recomputed,
        case
            when base > base_half
                then
                    cast(
                        (cast((abs(numerator) - numerator_half) * 1000000 as hugeint) * 100000000)
                        // cast((base + base_half) * 1000000 as hugeint)
                        as decimal(38, 0)
                    ) * 0.000001
        end as lowest,
        case
            when base > base_half
                then
                    cast(
                        (cast((abs(numerator) + numerator_half) * 1000000 as hugeint) * 100000000)
                        // cast((base - base_half) * 1000000 as hugeint) + 1
                        as decimal(38, 0)
                    ) * 0.000001
        end as highest,
    from bases

),

rounded as (

    select
        *,
        case printed_decimals
            when 0 then cast(round(recomputed, 0) as decimal(28, 8))
            when 1 then cast(round(recomputed, 1) as decimal(28, 8))
            when 2 then cast(round(recomputed, 2) as decimal(28, 8))
            when 3 then cast(round(recomputed, 3) as decimal(28, 8))
            else cast(round(recomputed, 4) as decimal(28, 8))
        end as expected,
    from computed

),

judged as (

    select
        *,
        case
            when numerator is null or base is null then 'no_operand'
            -- 决算60万元，比上年增加80万元: of the only two amounts of a clause one cannot be the change of the other.
            when formula_kind = 'growth' and base < -base_half and amounts_of_clause = 2 and is_of_sentence then null
            -- Nothing planned and nothing spent: a template calls that complete, with 0 or with 100 %.
            when base = 0 and (value = 0 or (formula_kind = 'share' and numerator = 0 and value = 100)) then 'zero_base'
            when base < 0 or (base > 0 and base <= base_half) then 'zero_base'
        end as reason_code,
    from rounded

),

told as (

    select
        document_id,
        rule_id,
        nearness,
        is_named,
        is_of_named,
        concat_ws('|', figure_no) as place_key,
        zone as statement_id,
        0 as statement_no,
        subject as row_label,
        function_code,
        economic_code,
        metric as measure,
        '' as stage,
        concat_ws(' ', zone, section_no, section_title) as column_label,
        figure_no,
        cast(null as decimal(28, 2)) as left_amount,
        cast(null as decimal(28, 2)) as right_amount,
        cast(null as decimal(28, 2)) as difference,
        cast(null as decimal(28, 6)) as tolerance,
        value as left_value,
        expected as right_value,
        unit_text as value_unit,
        if(base < 0, concat('所印增加额大于本期数（', array_to_string(list_transform(evidence, lambda e: concat(e.amount_text, ' ', e.unit_text)), '、'), '）'), null) as finding,
        [
            struct_pack(
                line := source_line,
                field := 0,
                side := 'left',
                label := subject,
                term := metric,
                sign := 1,
                amount_yuan := cast(null as decimal(20, 2)),
                amount_text := value_text,
                unit_text := unit_text,
                document_id := document_id
            )
        ] as left_evidence,
        evidence as right_evidence,
        reason_code,
        -- One unit of the last printed digit, or a rate on nothing: a slip that misleads nobody about an amount.
        case
            when base = 0 then 'minor'
            when abs(abs(value) - abs(expected)) * scale <= 1 and sign(value) * sign(expected) >= 0 then 'rounding'
        end as severity_override,
        case
            when reason_code is not null then 'not_applicable'
            when base <= 0 then 'broken'
            when abs(value) = abs(expected) and sign(value) * sign(recomputed) >= 0 then 'exact'
            when sign(value) * sign(recomputed) < 0 and abs(value) * scale > 0.5 then 'broken'
            -- Rounded or cut off from any value that the printed operands allow; the share of all in itself has nothing to cut off.
            when (abs(value) - lowest) * scale >= -0.5 and (abs(value) - highest) * scale <= 0.5 then 'rounding'
            when (abs(value) - lowest) * scale > -1 and abs(value) <= highest and numerator <> base then 'rounding'
            else 'broken'
        end as status,
    from judged

),

-- Of wholes that the rate does not fit the one that the sentence names (占政府采购支出总额) is what it should fit.
nearest as (

    select *
    from told
    qualify
        row_number() over (
            partition by document_id, rule_id, figure_no
            order by status in ('exact', 'rounding') desc, is_of_named desc, is_named desc, nearness
        ) = 1

),

-- Where the named whole (占本年财政拨款支出) is not printed, another one that does not fit says nothing.
chosen as (

    select
        * exclude (nearness, is_named, is_of_named) replace (
            if(status = 'broken' and not is_of_named, 'not_applicable', status) as status,
            if(status = 'broken' and not is_of_named, 'no_operand', reason_code) as reason_code
        ),
    from nearest

),

-- Of several rules that could recompute one rate, those without operands have nothing to say beside one that has them.
final as (

    select *
    from chosen
    qualify
        reason_code is distinct from 'no_operand'
        or not bool_or(status <> 'not_applicable') over (partition by document_id, figure_no)

)

select * from final
