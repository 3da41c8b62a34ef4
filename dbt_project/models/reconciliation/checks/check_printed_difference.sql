-- grain: one difference from the budget in the prose whose two operands the same line prints
-- 文中先后印出预算数与决算数，其后印有差额（决算数大于预算数8.66万元）的，差额等于两数之差。
with

narrative as (

    select * from {{ ref('int_recon_narrative') }}

),

scope as (

    select * from {{ ref('int_recon_scope') }}

),

-- A base inside the words of comparison (比年初预算5万元减少0.15万元) is judged by its own rule.
differences as (

    select
        narrative.*,
        regexp_replace(narrative.metric, '_vs_budget_change$', '') as stem,
    from narrative
    inner join scope on narrative.document_id = scope.document_id
    where
        narrative.metric like '%\_vs\_budget\_change' escape '\'
        and narrative.value_yuan is not null
        and not coalesce(
            regexp_matches(
                narrative.sentence,
                concat(
                    '\Q', narrative.base_text, narrative.base_unit_text, '\E(?:相比)?，?(?:',
                    {{ pattern('up') }}, '|', {{ pattern('down') }}, ')'
                )
            ),
            false
        )

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

final as (

    select
        differences.document_id,
        'difference_from_budget' as rule_id,
        concat_ws('|', differences.figure_no) as place_key,
        differences.figure_no,
        differences.source_line,
        concat(differences.subject, ' ', differences.value_text, ' ', differences.unit_text) as source_text,
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

)

select * from final
