-- grain: one change against last year in the prose whose item stands in a table beside what was carried out last year
-- 一般公共预算支出表同时印有上年执行数的：文中所述科目及合计比上年执行数的增减额等于表中本年预算数减上年执行数。
with

narrative as (

    select * from {{ ref('int_recon_narrative') }}
    where zone = 'notes' and metric in (
        'function_expenditure', 'function_expenditure_yoy_change', 'general_public_expenditure', 'general_public_expenditure_yoy_change'
    )

),

-- The change follows the amount of its item in the same sentence.
changes as (

    select
        document_id,
        figure_no,
        source_line,
        subject,
        sentence,
        value_text,
        unit_text,
        metric,
        value_yuan,
        half_unit,
        lag(metric) over in_sentence as metric_before,
        lag(subject_key) over in_sentence as subject_before,
        lag(function_code) over in_sentence as code_before,
        subject_key,
    from narrative
    window in_sentence as (partition by document_id, source_line, sentence order by figure_no)

),

cells as (

    select
        document_id,
        statement_id,
        statement_no,
        row_kind,
        function_code,
        max(amount_yuan) filter (where stage = 'budget') as present_yuan,
        max(amount_yuan) filter (where stage = 'prior_final') as prior_yuan,
        max(half_unit) as half_unit,
        min(source_line) as source_line,
    from {{ ref('int_recon_cell') }}
    where
        statement_id = 'budget_general_expenditure'
        and figure_no = 0
        and measure = 'total'
        and column_level = 'none'
        and row_kind in ('function', 'total')
    group by all
    having
        count(distinct amount_yuan) filter (where stage = 'budget') = 1
        and count(distinct amount_yuan) filter (where stage = 'prior_final') = 1

),

final as (

    select
        changes.document_id,
        'note_prior_of_table' as rule_id,
        concat_ws('|', changes.figure_no) as place_key,
        changes.source_line,
        concat(changes.subject, ' ', changes.value_text, changes.unit_text) as source_text,
        concat(
            '文中写', changes.subject, '比上年执行数增减 ', {{ yuan_text('changes.value_yuan') }}, ' 元，表中本年预算数 ', {{ yuan_text('cells.present_yuan') }},
            ' 元、上年执行数 ', {{ yuan_text('cells.prior_yuan') }}, ' 元（第 ', cells.source_line, ' 行），相差 ',
            {{ yuan_text('cells.present_yuan - cells.prior_yuan') }}, ' 元'
        ) as finding,
        if(
            abs(changes.value_yuan - (cells.present_yuan - cells.prior_yuan)) <= changes.half_unit + 2 * cells.half_unit, 'exact', 'broken'
        ) as status,
    from changes
    inner join cells
        on
            changes.document_id = cells.document_id
            and if(
                changes.metric = 'function_expenditure_yoy_change',
                cells.row_kind = 'function' and cells.function_code = changes.code_before,
                cells.row_kind = 'total'
            )
    where
        changes.metric in ('function_expenditure_yoy_change', 'general_public_expenditure_yoy_change')
        and changes.metric_before = regexp_replace(changes.metric, '_yoy_change$', '')
        and changes.subject_before = changes.subject_key
        -- 比上年预算数增加 has another base than the table prints.
        and regexp_matches(changes.sentence, '执行|决算')

)

select * from final
