-- grain: one whole of the prose whose parts, with their changes, are all listed after it
-- 总额之后逐项列出各项金额及其增减额的：各项金额之和等于总额时，各项增减额之和等于总额的增减额。
with

narrative as (

    select narrative.*
    from {{ ref('int_recon_narrative') }} as narrative
    inner join {{ ref('int_recon_scope') }} as scope on narrative.document_id = scope.document_id
    where narrative.value_yuan is not null

),

-- What changed, and by how much: one amount and one change of the same thing on one line.
changed as (

    select
        amounts.*,
        changes.value_yuan as change_yuan,
        changes.half_unit as change_half,
        changes.value_text as change_text,
        changes.figure_no as change_no,
    from narrative as amounts
    inner join narrative as changes
        on
            amounts.document_id = changes.document_id
            and amounts.zone = changes.zone
            and amounts.source_line = changes.source_line
            and amounts.subject_key = changes.subject_key
            and amounts.metric || '_yoy_change' = changes.metric
            and amounts.figure_no < changes.figure_no
    qualify
        count(*) over (partition by amounts.document_id, amounts.figure_no) = 1
        and count(*) over (partition by changes.document_id, changes.figure_no) = 1

),

-- The kind of a list, and of the totals that such a list adds to; of all expenditure its natures have a rule of their own.
kinds as (

    select
        unnest([
            'expenditure_by_nature', 'function_expenditure', 'economic_expenditure', 'economic_expenditure_of_whole', 'revenue_by_source'
        ]) as part_metric,
        unnest([
            ['appropriation_expenditure', 'general_public_expenditure'],
            ['expenditure_total', 'grand_total', 'appropriation_expenditure', 'general_public_expenditure', 'government_fund_expenditure'],
            ['general_public_basic', 'expenditure_by_nature'],
            ['expenditure_total', 'grand_total'],
            ['revenue_total', 'grand_total']
        ]) as whole_metrics,

),

placed as (

    select
        narrative.*,
        kinds.part_metric,
        changed.change_yuan,
        changed.change_half,
        changed.change_text,
        changed.change_no,
        list_contains(kinds.whole_metrics, narrative.metric) as is_whole,
        count_if(is_whole) over (
            partition by narrative.document_id, narrative.zone, narrative.section_no, narrative.section_title, kinds.part_metric
            order by narrative.figure_no
            rows between unbounded preceding and current row
        ) as whole_no,
    from narrative
    inner join kinds on narrative.metric = kinds.part_metric or list_contains(kinds.whole_metrics, narrative.metric)
    left join changed on narrative.document_id = changed.document_id and narrative.figure_no = changed.figure_no
    -- Of the classification its classes: their 款 and 项 are in them.
    where narrative.metric <> 'function_expenditure' or length(narrative.function_code) = 3

),

lists as (

    select
        document_id,
        zone,
        section_no,
        section_title,
        part_metric,
        whole_no,
        sum(value_yuan) as amount,
        sum(half_unit) as half_units,
        sum(change_yuan) as change,
        sum(change_half) as change_halves,
        string_agg(subject || ' ' || change_text || ' ' || unit_text, '、' order by figure_no) as printed,
    from placed
    where not is_whole and whole_no > 0
    group by all
    having count(*) >= 2 and count(*) = count(change_no) and count(distinct subject_key) = count(*)

),

final as (

    select
        lists.document_id,
        'prose_list_changes' as rule_id,
        concat_ws('|', lists.part_metric, placed.figure_no) as place_key,
        placed.change_no as figure_no,
        placed.source_line,
        concat(placed.subject, ' ', placed.change_text, ' ', placed.unit_text) as source_text,
        concat(
            placed.subject, '比上年增减 ', {{ yuan_text('placed.change_yuan') }}, ' 元，所列各项增减之和 ', {{ yuan_text('lists.change') }}, ' 元（',
            left(lists.printed, 120), '）'
        ) as finding,
        cast(null as varchar) as advice,
        cast(null as varchar) as severity_override,
        cast(null as varchar) as cause_key,
        if(abs(placed.change_yuan - lists.change) <= placed.change_half + lists.change_halves, 'exact', 'broken') as status,
    from lists
    inner join placed
        on
            lists.document_id = placed.document_id
            and lists.zone = placed.zone
            and lists.section_no = placed.section_no
            and lists.section_title = placed.section_title
            and lists.part_metric = placed.part_metric
            and lists.whole_no = placed.whole_no
            and placed.is_whole
    -- Only a list that is complete in amounts is one in changes.
    where placed.change_no is not null and abs(placed.value_yuan - lists.amount) <= placed.half_unit + lists.half_units

)

select * from final
