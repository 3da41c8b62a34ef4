-- grain: one change of a total against last year in the prose, whose reason the form demands
-- 总额（总计、财政拨款、一般公共预算、机关运行经费、“三公”经费合计）比上年增减的，说明增减原因；逐项说明原因的，各项都说明。
with

figures as (

    select
        narrative.document_id,
        narrative.figure_no,
        narrative.metric,
        narrative.subject,
        narrative.value_text,
        narrative.unit_text,
        narrative.source_line,
        narrative.sentence,
        narrative.metric = 'function_expenditure_yoy_change' as is_item,
        -- Every form asks for the reason of these; what is said of them says nothing of other totals.
        narrative.metric = 'agency_operating_cost_yoy_change' or narrative.metric like 'three_public%' as is_always_asked,
        try_cast(narrative.value_number as decimal(24, 8)) as value_number,
    from {{ ref('stg_narrative_figures') }} as narrative
    inner join {{ ref('int_recon_scope') }} as scope on narrative.document_id = scope.document_id
    where
        narrative.metric in (
            'grand_total_yoy_change', 'revenue_total_yoy_change', 'expenditure_total_yoy_change', 'appropriation_grand_total_yoy_change',
            'appropriation_expenditure_yoy_change', 'general_public_expenditure_yoy_change', 'agency_operating_cost_yoy_change',
            'three_public_final_yoy_change', 'three_public_budget_yoy_change', 'function_expenditure_yoy_change'
        )
        and (narrative.metric <> 'function_expenditure_yoy_change' or narrative.function_item is not null)
        -- The form of a budget explains the parts of its grand total, not the total.
        and (scope.document_kind = 'final_accounts' or (scope.document_kind = 'budget' and narrative.metric <> 'grand_total_yoy_change'))
        and narrative.zone = 'notes'

),

passages as (

    select
        *,
        lead(text) over in_document as next_text,
        lead(heading_level) over in_document as next_level,
        lead(regexp_matches(text, {{ pattern('ordinal') }})) over in_document as next_marked,
        lead(text, 2) over in_document as second_text,
        lead(heading_level, 2) over in_document as second_level,
    from {{ ref('int_recon_passage') }}
    window in_document as (partition by document_id order by passage_no)

),

explained as (

    select
        figures.*,
        passages.passage_no,
        -- A reason in the paragraph, or at the head of one of the two below it.
        regexp_matches(passages.text, {{ pattern('reason_start') }})
        or (not passages.next_marked and passages.next_level = 0 and regexp_matches(passages.next_text, {{ pattern('reason_start') }}))
        or (
            passages.next_level = 0 and passages.second_level = 0 and not passages.next_marked
            and regexp_matches(passages.second_text, {{ pattern('reason_start') }})
        ) as has_words,
        has_words
        -- 收入具体情况如下。 The reasons stand with the parts below.
        or (not passages.next_marked and passages.next_level = 0 and regexp_matches(passages.next_text, {{ pattern('parts_below') }}))
        -- The parts of the change follow it; those of the amount stand before it.
        or regexp_matches(
            substring(passages.text, strpos(passages.text, concat(figures.value_text, figures.unit_text))), {{ pattern('list_stop') }}
        ) as has_reason,
    from figures
    inner join passages
        on
            figures.document_id = passages.document_id
            and figures.source_line between passages.line_no and passages.last_line
    where
        figures.value_number <> 0
        -- Less spent on the three public items is what everybody is told to do: only more of it wants a reason.
        and not (figures.metric like 'three_public%' and (figures.value_number < 0 or not regexp_matches(figures.subject, {{ pattern('three_public_total') }})))

),

-- The reason of one change is given once, however often the change is printed.
judged as (

    select
        *,
        bool_or(has_reason) over (partition by document_id, abs(value_number)) as is_explained,
        bool_or(has_reason and not is_item) over (partition by document_id)
        -- A text that leaves as many totals without a reason as it explains follows a form that asks for none.
        and (
            is_always_asked
            or count(*) filter (where has_words and not is_item and not is_always_asked) over (partition by document_id)
            > count(*) filter (where not has_reason and not is_item and not is_always_asked) over (partition by document_id)
        ) as gives_reasons,
        -- Of items a text explains all, or those that it likes to.
        count(*) filter (where is_item and has_reason) over (partition by document_id) as explained_items,
        count(*) filter (where is_item and not has_reason) over (partition by document_id) as silent_items,
        row_number() over (partition by document_id, abs(value_number) order by source_line, figure_no) as occurrence,
    from explained

),

final as (

    select
        document_id,
        'wording_reason_of_change' as rule_id,
        concat_ws('|', passage_no, metric, subject) as place_key,
        source_line,
        concat(subject, ' ', value_text, unit_text) as source_text,
        concat(subject, '比上年', if(value_number > 0, '增加 ', '减少 '), value_text, ' ', unit_text, '，没有说明原因') as finding,
        if(is_explained, 'exact', 'broken') as status,
    from judged
    where
        occurrence = 1
        and if(is_item, explained_items >= 3 and silent_items * 4 <= explained_items, gives_reasons)

)

select * from final
