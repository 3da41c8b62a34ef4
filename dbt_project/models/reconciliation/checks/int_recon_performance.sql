-- grain: one balance of one performance table
with

indicators as (

    select
        *,
        try_cast(regexp_extract(weight_text, '-?[0-9]+(\.[0-9]+)?') as decimal(12, 4)) as weight,
        try_cast(regexp_extract(score_text, '-?[0-9]+(\.[0-9]+)?') as decimal(12, 4)) as score,
        try_cast(regexp_extract(actual_text, '^\s*([0-9]+(\.[0-9]+)?)\s*[%％]\s*$', 1) as decimal(12, 4)) as rate,
        -- One step of the last digit printed: a rate may be rounded or cut off.
        {{ last_digit('actual_text') }} as rate_step,
    from {{ ref('stg_indicators') }}

),

figures as (

    select * from {{ ref('int_recon_operand') }}
    where figure_no = 0

),

grades as (

    select
        pattern,
        cast(lowest as decimal(12, 4)) as lowest,
        cast(below as decimal(12, 4)) as below,
    from {{ ref('rule_grades') }}

),

sheets as (

    select
        document_id,
        statement_no,
        coalesce(subject, '') as subject,
        sum(weight) filter (where row_type <> 'total') as weights,
        sum(score) filter (where row_type <> 'total') as scores,
        count(*) filter (where row_type = 'indicator') as indicators,
        count(*) filter (where row_type = 'indicator' and weight is null) as without_weight,
        count(*) filter (where row_type <> 'total' and weight is not null and score is null) as without_score,
        count(*) filter (where row_type = 'execution') as execution_rows,
        max(weight) filter (where row_type = 'total') as printed_weight,
        max(score) filter (where row_type = 'total') as printed_score,
        max(grade_text) filter (where grade_text is not null) as grade_text,
        list(source_line order by source_line) as source_lines,
        min(source_line) as first_line,
        max(source_line) as last_line,
    from indicators
    group by all

),

weights as (

    select
        document_id,
        'performance_weights' as rule_id,
        statement_no,
        subject,
        weights as left_value,
        -- A target form that leaves ten of the hundred points to the execution rate prints the other ninety.
        coalesce(printed_weight, if(weights = 90 and execution_rows = 0, 90, 100)) as right_value,
        '分' as value_unit,
        cast(null as decimal(6, 3)) as step,
        case when weights is null or without_weight > 0 then 'no_weight' end as reason_code,
        source_lines,
    from sheets
    where indicators > 0

),

scores as (

    select
        document_id,
        'performance_scores' as rule_id,
        statement_no,
        subject,
        scores as left_value,
        printed_score as right_value,
        '分' as value_unit,
        cast(null as decimal(6, 3)) as step,
        case when scores is null or printed_score is null or without_score > 0 then 'no_weight' end as reason_code,
        source_lines,
    from sheets
    where indicators > 0

),

grades_given as (

    select
        sheets.document_id,
        'performance_grade' as rule_id,
        sheets.statement_no,
        sheets.subject,
        sheets.printed_score as left_value,
        case
            when sheets.printed_score < grades.lowest then grades.lowest
            when sheets.printed_score >= grades.below then grades.below
            else sheets.printed_score
        end as right_value,
        '分' as value_unit,
        cast(null as decimal(6, 3)) as step,
        case when sheets.printed_score is null then 'no_weight' end as reason_code,
        [sheets.last_line] as source_lines,
    from sheets
    inner join grades on regexp_matches(sheets.grade_text, grades.pattern)

),

executed as (

    select
        document_id,
        statement_no,
        max(amount_yuan) filter (where stage = 'final') as final_amount,
        -- A sheet with one column of budgets executes that one.
        coalesce(
            max(amount_yuan) filter (where stage = 'adjusted_budget'),
            max(amount_yuan) filter (where stage = 'budget')
        ) as adjusted_amount,
        max(half_unit) filter (where stage = 'final') as final_half,
        list(distinct source_line) as source_lines,
    from figures
    where statement_id like 'performance%' and measure = 'total' and stage in ('final', 'adjusted_budget', 'budget')
    group by all

),

execution_rates as (

    select
        indicators.document_id,
        'performance_execution_rate' as rule_id,
        indicators.statement_no,
        coalesce(indicators.subject, '') as subject,
        indicators.rate as left_value,
        case
            when executed.adjusted_amount > 0
                then cast((cast(executed.final_amount * 100 as hugeint) * 1000000) // cast(executed.adjusted_amount * 100 as hugeint) as decimal(28, 0)) * 0.0001
        end as right_value,
        '%' as value_unit,
        indicators.rate_step as step,
        case
            when indicators.rate is null or executed.adjusted_amount is null or executed.final_amount is null then 'no_operand'
            when executed.adjusted_amount = 0 then 'zero_base'
        end as reason_code,
        list_concat([indicators.source_line], executed.source_lines) as source_lines,
    from indicators
    left join executed
        on indicators.document_id = executed.document_id and indicators.statement_no = executed.statement_no
    where indicators.row_type = 'execution'
    -- Further rows print the same by source, and only the whole is known here.
    qualify
        row_number() over (
            partition by indicators.document_id, indicators.statement_no, indicators.subject
            order by indicators.source_line
        ) = 1

),

everything as (

    select * from weights
    union all
    select * from scores
    union all
    select * from grades_given
    union all
    select * from execution_rates

),

final as (

    select
        everything.document_id,
        everything.rule_id,
        concat_ws('|', everything.statement_no, everything.subject) as place_key,
        statements.statement_id,
        everything.statement_no,
        everything.subject as row_label,
        '' as function_code,
        '' as economic_code,
        '' as measure,
        '' as stage,
        '' as column_label,
        0 as figure_no,
        cast(null as decimal(28, 2)) as left_amount,
        cast(null as decimal(28, 2)) as right_amount,
        cast(null as decimal(28, 2)) as difference,
        cast(null as decimal(28, 6)) as tolerance,
        cast(everything.left_value as decimal(28, 8)) as left_value,
        cast(everything.right_value as decimal(28, 8)) as right_value,
        everything.value_unit,
        cast(null as varchar) as finding,
        list_transform(
            everything.source_lines,
            lambda line: struct_pack(
                line := line,
                field := 0,
                side := 'left',
                label := everything.subject,
                term := cast(null as varchar),
                sign := 1,
                amount_yuan := cast(null as decimal(20, 2)),
                amount_text := cast(null as varchar),
                unit_text := cast(null as varchar),
                document_id := everything.document_id
            )
        ) as left_evidence,
        left_evidence[1:0] as right_evidence,
        everything.reason_code,
        case
            when everything.reason_code is not null then 'not_applicable'
            when everything.left_value = everything.right_value then 'exact'
            when abs(everything.left_value - everything.right_value) <= everything.step then 'rounding'
            else 'broken'
        end as status,
    from everything
    left join {{ ref('stg_statements') }} as statements
        on everything.document_id = statements.document_id and everything.statement_no = statements.statement_no

)

select * from final
