-- grain: one share or rate of completion of a three-public item in the prose, recomputed from the table where the prose prints no operands
-- 文字所印“三公”经费各项占比、预算完成率，文中没有印出分子分母的，与“三公”经费表一致。
with

rates as (

    select * from {{ ref('int_narrative_figures') }}
    where
        zone = 'notes'
        and metric in ('three_public_share', 'three_public_completion')
        and not is_prior
        and value is not null
        and subject_id is not null

),

told_by_prose as (

    select distinct
        document_id,
        figure_no,
    from {{ ref('int_recon_ratio') }}
    where status <> 'not_applicable'

),

scope as (

    select
        document_id,
        if(document_kind = 'budget', 'budget', 'final') as stage,
    from {{ ref('int_recon_scope') }}
    where document_kind in ('budget', 'final_accounts')

),

-- What the one table prints of an item; where several amounts stand there, which one is meant is not known.
amounts as (

    select
        document_id,
        measure,
        stage,
        min(amount_yuan) as amount,
        min(half_unit) as half_unit,
        min(source_line) as source_line,
        bool_and(regexp_matches(coalesce(column_label, ''), {{ pattern('of_initial') }})) as is_initial,
    from {{ ref('int_recon_cell') }}
    where statement_id in ('final_three_public', 'budget_three_public') and row_kind = 'total'
    group by all
    having count(distinct amount_yuan) = 1

),

-- 3.24万元，完成预算的81.00%: a rate may be made of what the prose prints, which is rounded where the table prints yuan.
printed as (

    select
        document_id,
        max(half_unit) as half_unit,
    from {{ ref('int_narrative_figures') }}
    where metric in ('three_public_final', 'three_public_budget') and amount_yuan is not null and not is_prior
    group by document_id

),

-- A total may include meetings and training; the share is contradicted only when it fits none of the totals.
operands as (

    select
        rates.document_id,
        rates.figure_no,
        'percent_three_public_table' as rule_id,
        item.amount as numerator,
        item.half_unit as numerator_half,
        whole.amount as base,
        whole.half_unit as base_half,
        item.source_line as table_line,
    from rates
    inner join scope on rates.document_id = scope.document_id
    inner join amounts as item
        on rates.document_id = item.document_id and rates.subject_id = item.measure and item.stage = scope.stage
    inner join amounts as whole
        on
            rates.document_id = whole.document_id
            and whole.measure in ('total', 'total_with_meetings_training')
            and whole.stage = scope.stage
    where rates.metric = 'three_public_share'
    union all
    select
        rates.document_id,
        rates.figure_no,
        'percent_three_public_completion_table' as rule_id,
        spent.amount as numerator,
        spent.half_unit as numerator_half,
        planned.amount as base,
        planned.half_unit as base_half,
        spent.source_line as table_line,
    from rates
    inner join amounts as spent
        on rates.document_id = spent.document_id and rates.subject_id = spent.measure and spent.stage = 'final'
    inner join amounts as planned
        on rates.document_id = planned.document_id and rates.subject_id = planned.measure and planned.stage = 'budget'
    -- Where the table prints the budget of the whole year, the one of its beginning may be another.
    where
        rates.metric = 'three_public_completion'
        and (planned.is_initial or not regexp_matches(rates.sentence, {{ pattern('of_initial') }}))
    union all
    -- A rate made of an amount of the prose that the table contradicts: the amount is wrong, the rate follows.
    select
        rates.document_id,
        rates.figure_no,
        'percent_three_public_completion_table' as rule_id,
        spent.amount_yuan as numerator,
        spent.half_unit as numerator_half,
        planned.amount as base,
        planned.half_unit as base_half,
        planned.source_line as table_line,
    from rates
    inner join {{ ref('int_narrative_figures') }} as spent
        on
            rates.document_id = spent.document_id
            and rates.sentence = spent.sentence
            and rates.subject_id = spent.subject_id
            and spent.metric = 'three_public_final'
            and not spent.is_prior
            and spent.amount_yuan is not null
    inner join amounts as planned
        on rates.document_id = planned.document_id and rates.subject_id = planned.measure and planned.stage = 'budget'
    where rates.metric = 'three_public_completion' and not regexp_matches(rates.sentence, {{ pattern('of_initial') }})

),

-- Decimals are multiplied, never divided: the rate times its base against a hundred times the amount, within one unit
-- of the last digit of the rate and half a unit of each operand.
judged as (

    select
        rates.document_id,
        operands.rule_id,
        rates.figure_no,
        rates.source_line,
        rates.subject,
        rates.value_text,
        operands.numerator,
        operands.base,
        operands.table_line,
        cast(cast(operands.numerator * 100 as hugeint) * 10000 // cast(operands.base * 100 as hugeint) as decimal(18, 0)) * 0.01 as expected,
        abs(cast(rates.value as decimal(12, 4)) * operands.base - 100 * operands.numerator)
        <= operands.base * case rates.printed_decimals when 0 then 1.0 when 1 then 0.1 else 0.01 end
        + 100 * greatest(operands.numerator_half, coalesce(printed.half_unit, 0))
        + abs(cast(rates.value as decimal(12, 4))) * greatest(operands.base_half, coalesce(printed.half_unit, 0)) as fits,
    from rates
    inner join operands on rates.document_id = operands.document_id and rates.figure_no = operands.figure_no
    left join printed on rates.document_id = printed.document_id
    left join told_by_prose on rates.document_id = told_by_prose.document_id and rates.figure_no = told_by_prose.figure_no
    where told_by_prose.document_id is null and operands.base > 0

),

final as (

    select
        document_id,
        rule_id,
        concat_ws('|', figure_no) as place_key,
        figure_no,
        source_line,
        concat(subject, ' ', value_text, '%') as source_text,
        concat(
            '文字所印“三公”经费', if(rule_id = 'percent_three_public_table', '占比 ', '预算完成率 '), value_text, '%，按“三公”经费表（第 ', table_line, ' 行）计算为 ',
            {{ plain_text('expected') }}, '%（', {{ yuan_text('numerator') }}, ' 元、', {{ yuan_text('base') }}, ' 元）'
        ) as finding,
        concat('核对文字所印比率与“三公”经费表，应为', {{ plain_text('expected') }}, '%') as advice,
        cast(null as varchar) as severity_override,
        cast(null as varchar) as cause_key,
        if(fits, 'exact', 'broken') as status,
    from judged
    qualify row_number() over (partition by document_id, figure_no order by fits desc, base, table_line, numerator) = 1

)

select * from final
