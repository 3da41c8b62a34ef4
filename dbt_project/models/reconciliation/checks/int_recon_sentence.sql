-- grain: one sentence of a paragraph
with

passages as (

    select * from {{ ref('int_recon_passage') }}

),

stretches as (

    select
        document_id,
        passage_no,
        line_no as passage_line,
        lines,
        line_lengths,
        zone,
        kind,
        section,
        heading,
        heading_level,
        text as passage_text,
        unnest(regexp_extract_all(text, '[^。；！？]*[。；！？]?')) as text,
        generate_subscripts(regexp_extract_all(text, '[^。；！？]*[。；！？]?'), 1) as sentence_no,
    from passages
    where zone <> 'contents'

),

measured as (

    select
        *,
        cast(sum(length(text)) over (partition by document_id, passage_no order by sentence_no) - length(text) as integer) as first_sign,
    from stretches
    where text <> ''

),

final as (

    select
        document_id,
        passage_no,
        sentence_no,
        -- The line on which the sentence begins: the last one that starts at or before its first sign.
        lines[greatest(1, len(list_filter(
            list_transform(range(1, len(lines) + 1), lambda i: list_sum(list_concat([0], line_lengths[1:i - 1]))),
            lambda start: start <= first_sign
        )))] as line_no,
        first_sign,
        zone,
        kind,
        section,
        heading,
        heading_level,
        text,
        passage_text,
    from measured

)

select * from final
