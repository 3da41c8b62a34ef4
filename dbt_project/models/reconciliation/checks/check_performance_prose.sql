-- grain: one grade, score or rate of the prose on performance, held against the sheets
-- 评价等级与得分相称，得分与自评表一致；指标得分不大于分值；预算执行率与表相符。
with

scope as (

    select * from {{ ref('int_recon_scope') }}

),

passages as (

    select
        passages.*,
        scope.document_kind,
    from {{ ref('int_recon_passage') }} as passages
    inner join scope on passages.document_id = scope.document_id
    where passages.zone in ('notes', 'report') and regexp_matches(passages.text, '绩效|评|执行率')

),

grades as (

    select
        pattern,
        cast(lowest as decimal(12, 4)) as lowest,
        cast(below as decimal(12, 4)) as below,
    from {{ ref('rule_grades') }}

),

-- 自评得分95.5分，评价等级为优
graded as (

    select
        *,
        unnest(regexp_extract_all(text, {{ pattern('score_and_grade') }})) as stretch,
        generate_subscripts(regexp_extract_all(text, {{ pattern('score_and_grade') }}), 1) as grade_no,
        try_cast(regexp_extract(stretch, {{ pattern('number') }}) as decimal(12, 4)) as score,
        regexp_extract(stretch, {{ pattern('grade_word') }}, 1) as grade,
    from passages

),

grade_of_score as (

    select
        graded.document_id,
        'performance_grade' as rule_id,
        concat_ws('|', 'prose', graded.passage_no, graded.grade_no) as place_key,
        {{ line_at('graded.lines', 'graded.line_lengths', '(strpos(graded.text, graded.stretch) - 1)') }} as source_line,
        graded.stretch as source_text,
        concat(
            '得分 ', {{ plain_text('graded.score') }}, ' 分，等级写“', graded.grade, '”，该等级为 ',
            {{ plain_text('grades.lowest') }}, ' 分至 ', {{ plain_text('least(grades.below, 100)') }}, ' 分'
        ) as finding,
        case
            when graded.score > 100 then 'not_applicable'
            when graded.score >= grades.lowest and graded.score < grades.below then 'exact'
            else 'broken'
        end as status,
        cast(null as varchar) as severity_override,
    from graded
    inner join grades on regexp_matches(graded.grade, grades.pattern)

),

-- 预算安排330.00万元，实际支出326.70万元，预算执行率99.00%; 全年预算数1520.00万元，执行数1486.20万元，完成预算的97.8%
rates_printed as (

    {% for name in ['execution_rate', 'executed_of_budget'] -%}
    select
        *,
        unnest(regexp_extract_all(text, {{ pattern(name) }})) as stretch,
        generate_subscripts(regexp_extract_all(text, {{ pattern(name) }}), 1) + {{ 100 * loop.index0 }} as rate_no,
        regexp_extract(stretch, {{ pattern(name) }}, ['budget', 'budget_unit', 'spent', 'spent_unit', 'rate']) as printed,
    from passages
    {%- if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}

),

executed as (

    select
        *,
        try_cast((printed).rate as double) as rate,
        100 * cast({{ prose_yuan('(printed).spent', '(printed).spent_unit') }} as double)
        / nullif(cast({{ prose_yuan('(printed).budget', '(printed).budget_unit') }} as double), 0) as expected,
        -- Rounded or cut off at its last digit, and each amount by half of its own.
        1.0 / power(10, length(regexp_extract((printed).rate, '\.([0-9]+)', 1)))
        + expected * (
            0.5 / power(10, length(regexp_extract((printed).spent, '\.([0-9]+)', 1))) / nullif(try_cast((printed).spent as double), 0)
            + 0.5 / power(10, length(regexp_extract((printed).budget, '\.([0-9]+)', 1))) / nullif(try_cast((printed).budget as double), 0)
        ) as tolerance,
    from rates_printed

),

execution_of_prose as (

    select
        document_id,
        'performance_execution_prose' as rule_id,
        concat_ws('|', passage_no, rate_no) as place_key,
        {{ line_at('lines', 'line_lengths', '(strpos(text, stretch) - 1)') }} as source_line,
        stretch as source_text,
        concat('“', stretch, '”：按所印预算、执行数计算应为 ', cast(round(expected, 2) as varchar), '%') as finding,
        if(abs(rate - expected) <= tolerance, 'exact', 'broken') as status,
        cast(null as varchar) as severity_override,
    from executed
    where
        expected is not null
        and rate is not null
        -- Not a rate that percent_completion has recomputed.
        and not exists (
            select 1
            from {{ ref('int_recon_ratio') }} as recomputed
            where
                recomputed.document_id = executed.document_id
                and recomputed.rule_id = 'percent_completion'
                and recomputed.status <> 'not_applicable'
                and recomputed.left_evidence[1].line between executed.line_no and executed.last_line
                and abs(recomputed.left_value - executed.rate) < 0.000001
        )

),

sheets as (

    select
        document_id,
        statement_no,
        min(subject_kind) = 'department' as is_whole,
        max(try_cast(regexp_extract(score_text, '-?[0-9]+(\.[0-9]+)?') as decimal(12, 4))) filter (where row_type = 'total') as score,
        min(source_line) filter (where row_type = 'total') as source_line,
    from {{ ref('stg_indicators') }}
    group by document_id, statement_no

),

sheets_of_document as (

    select
        document_id,
        is_whole,
        count(*) as sheets,
        max(score) as score,
        min(source_line) as source_line,
    from sheets
    group by document_id, is_whole

),

scored as (

    select
        *,
        unnest(regexp_extract_all(text, {{ pattern('score_only') }})) as stretch,
        generate_subscripts(regexp_extract_all(text, {{ pattern('score_only') }}), 1) as score_no,
        try_cast(regexp_extract(stretch, {{ pattern('number') }}) as decimal(12, 4)) as score,
        -- What the clauses before the score say, down to the last full stop: of the whole body, or of a project.
        regexp_matches(
            regexp_extract(left(text, strpos(text, stretch) - 1), '[^。]*。?[^。]*$'), {{ pattern('evaluated_whole') }}
        ) as is_whole,
    from passages

),

counted_scores as (

    select
        *,
        count(*) over (partition by document_id, is_whole) as scores_printed,
        count(*) over (partition by document_id) as all_scores_printed,
    from scored

),

-- One sheet and one score of its kind in the prose speak of the same evaluation; where either side has one only, the kind is not asked.
score_of_sheet as (

    select
        counted_scores.document_id,
        'performance_score_prose' as rule_id,
        concat_ws('|', counted_scores.passage_no, counted_scores.score_no) as place_key,
        {{ line_at('counted_scores.lines', 'counted_scores.line_lengths', '(strpos(counted_scores.text, counted_scores.stretch) - 1)') }} as source_line,
        counted_scores.stretch as source_text,
        concat(
            '文中写得分 ', {{ plain_text('counted_scores.score') }}, ' 分，自评表总分为 ', {{ plain_text('sheets_of_document.score') }}, ' 分（第 ',
            sheets_of_document.source_line, ' 行）'
        ) as finding,
        if(sheets_of_document.score = counted_scores.score, 'exact', 'broken') as status,
        cast(null as varchar) as severity_override,
    from counted_scores
    inner join sheets_of_document on counted_scores.document_id = sheets_of_document.document_id
    where
        sheets_of_document.sheets = 1
        and sheets_of_document.score is not null
        and counted_scores.scores_printed = 1
        and (counted_scores.all_scores_printed = 1 or counted_scores.is_whole = sheets_of_document.is_whole)
    qualify count(*) over (partition by counted_scores.document_id, counted_scores.passage_no, counted_scores.score_no) = 1

),

-- An indicator cannot be given more than its weight.
indicators as (

    select
        document_id,
        statement_no,
        indicator_no,
        source_line,
        coalesce(level3, level2, level1, row_type) as name,
        try_cast(regexp_extract(weight_text, '^[0-9]+(?:\.[0-9]+)?$') as decimal(12, 4)) as weight,
        try_cast(regexp_extract(score_text, '^[0-9]+(?:\.[0-9]+)?$') as decimal(12, 4)) as score,
    from {{ ref('stg_indicators') }}
    where document_id in (select document_id from scope)

),

score_within_weight as (

    select
        document_id,
        'performance_score_limit' as rule_id,
        concat_ws('|', statement_no, indicator_no) as place_key,
        source_line,
        concat('分值 ', {{ plain_text('weight') }}, '，得分 ', {{ plain_text('score') }}) as source_text,
        concat('“', left(name, 30), '”得分 ', {{ plain_text('score') }}, '，大于分值 ', {{ plain_text('weight') }}) as finding,
        if(score > weight, 'broken', 'exact') as status,
        cast(null as varchar) as severity_override,
    from indicators
    where weight is not null and score is not null

),

everything as (

    select * from grade_of_score
    union all
    select * from execution_of_prose
    union all
    select * from score_of_sheet
    union all
    select * from score_within_weight

),

final as (

    select
        document_id,
        rule_id,
        place_key,
        source_line,
        source_text,
        finding,
        severity_override,
        status,
    from everything

)

select * from final
