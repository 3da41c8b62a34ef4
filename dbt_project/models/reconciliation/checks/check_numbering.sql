-- grain: one heading of the notes with a number, held against the heading before it
-- 说明各节标题的序号连续、不重复。
with

scope as (

    select * from {{ ref('int_recon_scope') }}
    where document_kind in ('budget', 'final_accounts')

),

-- 二、 twice among the headings of the notes, or 十一、 followed by 十三、 where no paragraph begins with 十二、.
numbered_headings as (

    select
        passages.document_id,
        passages.passage_no,
        passages.line_no,
        passages.text,
        passages.zone,
        if(passages.heading_level = 2, regexp_extract(passages.text, '^([一二三四五六七八九十]+)、', 1), '') as number,
        lag(number) over in_document as number_before,
        lag(number, 2) over in_document as number_two_before,
        lag(passages.text) over in_document as text_before,
        lag(passages.line_no) over in_document as line_before,
        list_position({{ chinese_numbers() }}, number) as place,
        list_position({{ chinese_numbers() }}, number_before) as place_before,
        list_position({{ chinese_numbers() }}, number_two_before) as place_two_before,
    from {{ ref('int_recon_passage') }} as passages
    inner join scope on passages.document_id = scope.document_id
    where passages.heading_level in (1, 2) and passages.kind = 'text' and passages.zone <> 'contents'
    window in_document as (partition by passages.document_id order by passages.passage_no)

),

final as (

    select
        headings.document_id,
        'completeness_numbering' as rule_id,
        concat_ws('|', 'heading', headings.line_no) as place_key,
        headings.line_no as source_line,
        headings.text as source_text,
        if(
            headings.place = headings.place_before,
            concat('标题序号“', headings.number, '”用了两次：“', headings.text_before, '”（第 ', headings.line_before, ' 行）与“', headings.text, '”'),
            concat('标题序号由“', headings.number_before, '”（第 ', headings.line_before, ' 行）到“', headings.number, '”，其间没有“', {{ chinese_numbers() }}[headings.place - 1], '”')
        ) as finding,
        case
            when headings.place_before <> headings.place_two_before + 1 then 'not_applicable'
            -- A section that is missing has its own finding.
            when headings.place <> headings.place_before and lacking.document_id is not null then 'not_applicable'
            when headings.place = headings.place_before and headings.text <> headings.text_before then 'broken'
            when headings.place = headings.place_before + 2 and between_them.document_id is null then 'broken'
            else 'exact'
        end as status,
    from numbered_headings as headings
    left join (
        select distinct
            document_id,
            regexp_extract(text, '^（?([一二三四五六七八九十]+)[、）]', 1) as number,
        from {{ ref('int_recon_passage') }}
        where zone <> 'contents'
    ) as between_them
        on headings.document_id = between_them.document_id and between_them.number = {{ chinese_numbers() }}[headings.place - 1]
    left join (select distinct document_id from {{ ref('check_sections') }} where status = 'broken') as lacking
        on headings.document_id = lacking.document_id
    where headings.place > 1 and headings.place_before > 1 and headings.zone = 'notes'

)

select * from final
