-- grain: one number of the prose, with the paragraph it stands in
-- 文中一个数及其所在段落。
with

passages as (

    select * from {{ ref('int_recon_counted_passage') }}

),

final as (

    select
        narrative.document_id,
        narrative.metric,
        coalesce(narrative.subject, '') as subject,
        narrative.source_line,
        narrative.unit_text,
        narrative.value_text,
        try_cast(narrative.value_number as decimal(24, 8)) as value,
        {{ prose_yuan('narrative.value_number', 'narrative.unit_text') }} as yuan,
        passages.passage_no,
        passages.document_kind,
        passages.is_paid_elsewhere,
    from {{ ref('stg_narrative_figures') }} as narrative
    inner join passages
        on
            narrative.document_id = passages.document_id
            and narrative.source_line between passages.line_no and passages.last_line
    where coalesce(narrative.stage, '') not like 'prior%'

)

select * from final
