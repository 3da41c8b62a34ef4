-- grain: one difference from the budget in the prose, or one rate of completion, whose operands the same line prints
-- 文中先后印出预算数与决算数，其后印有差额（决算数大于预算数8.66万元）的，差额等于两数之差；印有决算数、差额与完成率的，三者相符。
with

narrative as (

    select * from {{ ref('int_recon_narrative') }}

),

scope as (

    select * from {{ ref('int_recon_scope') }}

),

differences as (

    select
        narrative.*,
        regexp_replace(narrative.metric, '_vs_budget_change$', '') as stem,
    from narrative
    inner join scope on narrative.document_id = scope.document_id
    where
        narrative.metric like '%\_vs\_budget\_change' escape '\'
        and narrative.value_yuan is not null

),

-- What stands before the difference on its line, of the same thing.
before as (

    select
        differences.document_id,
        differences.figure_no,
        operand.metric in (differences.stem, 'final') as is_final,
        operand.value_yuan,
        operand.value_text,
        operand.unit_text,
        operand.half_unit,
    from differences
    inner join narrative as operand
        on
            differences.document_id = operand.document_id
            and differences.zone = operand.zone
            and differences.source_line = operand.source_line
            and differences.subject_key = operand.subject_key
            and operand.figure_no < differences.figure_no
            and operand.value_yuan is not null
    where operand.metric in (differences.stem, 'final', 'budget_initial', 'budget_adjusted', 'three_public_budget')

),

-- Two amounts of one kind before it: which one is meant is not known.
alone as (

    select
        document_id,
        figure_no,
        is_final,
        min(value_yuan) as amount,
        min(half_unit) as half_unit,
        min(concat(value_text, ' ', unit_text)) as printed,
    from before
    group by all
    having count(distinct value_yuan) = 1

),

printed_differences as (

    select
        differences.document_id,
        'difference_from_budget' as rule_id,
        concat_ws('|', differences.figure_no) as place_key,
        differences.figure_no,
        differences.source_line,
        concat(
            differences.subject, ' ', differences.value_text, ' ', differences.unit_text, '（决算数 ', spent.printed, '、预算数 ', planned.printed, '）'
        ) as source_text,
        concat(
            '文字所印决算数与预算数的差额为 ', differences.value_text, ' ', differences.unit_text, '，同处所印决算数 ', spent.printed,
            '、预算数 ', planned.printed, '，两数相差 ', {{ yuan_text('abs(spent.amount - planned.amount)') }}, ' 元'
        ) as finding,
        concat(
            '核对第', differences.source_line, '行的三个数：两数之差为 ', {{ yuan_text('abs(spent.amount - planned.amount)') }}, ' 元'
        ) as advice,
        cast(null as varchar) as severity_override,
        cast(null as varchar) as cause_key,
        if(
            abs(abs(spent.amount - planned.amount) - abs(differences.value_yuan))
            <= differences.half_unit + spent.half_unit + planned.half_unit,
            'exact',
            'broken'
        ) as status,
    from differences
    inner join alone as spent
        on differences.document_id = spent.document_id and differences.figure_no = spent.figure_no and spent.is_final
    inner join alone as planned
        on
            differences.document_id = planned.document_id
            and differences.figure_no = planned.figure_no
            and not planned.is_final

),

-- 决算542.65万元，完成年初预算的102.87%，比年初预算增加15.16万元: no budget is printed, but final less difference is one.
completions as (

    select
        rates.document_id,
        rates.figure_no,
        rates.source_line,
        rates.subject,
        rates.value_text as rate_text,
        rates.value as rate,
        rates.printed_decimals,
        spent.value_text as spent_text,
        spent.unit_text as spent_unit,
        differences.value_text as difference_text,
        differences.unit_text as difference_unit,
        cast(spent.value_yuan as double) as spent_yuan,
        cast(spent.value_yuan - differences.value_yuan as double) as budget_yuan,
        cast(spent.half_unit as double) as spent_half,
        cast(spent.half_unit + differences.half_unit as double) as budget_half,
    from narrative as rates
    inner join scope on rates.document_id = scope.document_id
    inner join differences
        on
            rates.document_id = differences.document_id
            and rates.sentence = differences.sentence
            and rates.source_line = differences.source_line
            and rates.subject_key = differences.subject_key
    inner join narrative as spent
        on
            differences.document_id = spent.document_id
            and differences.sentence = spent.sentence
            and differences.source_line = spent.source_line
            and differences.subject_key = spent.subject_key
            and differences.stem = spent.metric
    where
        rates.metric in ('completion_rate', 'three_public_completion')
        and rates.value is not null
        and spent.value_yuan is not null
        -- Where the budget is printed too, the difference is held against it.
        and (differences.document_id, differences.figure_no) not in (select (document_id, figure_no) from before where not is_final)
    qualify count(*) over (partition by rates.document_id, rates.figure_no) = 1

),

completion_bounds as (

    select
        *,
        100 * spent_yuan / budget_yuan as expected,
        100 * (spent_yuan - spent_half) / (budget_yuan + budget_half) as lowest,
        100 * (spent_yuan + spent_half) / (budget_yuan - budget_half) as highest,
        1.0 / power(10, printed_decimals) as step,
    from completions
    where budget_yuan > budget_half and spent_yuan > 0

),

completions_of_changes as (

    select
        document_id,
        'completion_of_difference' as rule_id,
        concat_ws('|', 'completion', figure_no) as place_key,
        figure_no,
        source_line,
        concat(subject, ' ', rate_text, '%') as source_text,
        concat(
            '文字所印完成率为 ', rate_text, '%，按同处所印决算数 ', spent_text, ' ', spent_unit, '、与预算的差额 ', difference_text, ' ',
            difference_unit, ' 计算应为 ', cast(round(expected, 2) as varchar), '%'
        ) as finding,
        concat('核对第', source_line, '行的决算数、差额与完成率') as advice,
        cast(null as varchar) as severity_override,
        cast(null as varchar) as cause_key,
        if(rate >= lowest - step and rate <= highest + step, 'exact', 'broken') as status,
    from completion_bounds

),

final as (

    select * from printed_differences
    union all
    select * from completions_of_changes

)

select * from final
