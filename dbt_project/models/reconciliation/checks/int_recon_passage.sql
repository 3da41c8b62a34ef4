-- grain: one paragraph of the prose of a document, or one heading
-- A paragraph broken over several lines is joined; where each of its lines begins is kept, so that a finding can name the line.
with

lines as (

    select
        document_id,
        line_no,
        kind,
        {{ folded('text') }} as text,
    from {{ ref('stg_lines') }}
    where kind <> 'table'

),

ordered as (

    select
        *,
        lag(text) over in_document as text_before,
        lag(line_no) over in_document as line_before,
        lag(kind) over in_document as kind_before,
        quantile_disc(length(text), 0.98) over (partition by document_id) as width,
        regexp_matches(text, {{ pattern('ordinal') }}) as is_marked,
    from lines
    where text <> ''
    window in_document as (partition by document_id order by line_no)

),

-- A line goes on where the one above fills its width, or stops inside a number, before its unit or before a comma.
joined as (

    select
        *,
        coalesce(
            kind = 'text'
            and kind_before = 'text'
            and not is_marked
            and not regexp_matches(text_before, '[。；：！？]$')
            and line_no - line_before <= 2
            and (
                regexp_matches(text_before, '[0-9][.]$|[0-9][万亿]?$|，$|、$')
                or regexp_matches(text, '^[0-9]+[.][0-9]+(?:[万亿]?元|%)')
                or regexp_matches(text, '^[，。、；）]')
                or (length(text_before) >= 0.9 * width and length(text_before) >= 20 and (regexp_matches(text, '[。；，]')))
            ),
            false
        ) as goes_on,
    from ordered

),

numbered as (

    select
        *,
        cast(count_if(not goes_on) over (partition by document_id order by line_no) as integer) as passage_no,
    from joined

),

passages as (

    select
        document_id,
        passage_no,
        min(line_no) as line_no,
        max(line_no) as last_line,
        arg_min(kind, line_no) as kind,
        string_agg(text, '' order by line_no) as text,
        list(line_no order by line_no) as lines,
        list(cast(length(text) as integer) order by line_no) as line_lengths,
    from numbered
    group by all

),

marked as (

    select
        *,
        case
            when not regexp_matches(text, {{ pattern('heading_line') }}) then 0
            when regexp_matches(regexp_replace(text, {{ pattern('heading_digits') }}, '', 'g'), '[0-9]') then 0
            when regexp_matches(text, {{ pattern('ordinal_part') }}) then 1
            when regexp_matches(text, {{ pattern('ordinal_section') }}) then 2
            when regexp_matches(text, {{ pattern('ordinal_item') }}) then 3
            when regexp_matches(text, {{ pattern('ordinal') }}) then 4
            when regexp_matches(text, {{ pattern('heading_title') }}) then 2
            else 0
        end as heading_level,
        regexp_replace(regexp_replace(text, '[.·…]+[0-9]*$', ''), '^(?:' || {{ pattern('ordinal') }} || ')', '') as bare,
    from passages

),

-- The contents go from their title to where one of their first entries is printed again, or to the first paragraph.
contents as (

    select
        titles.document_id,
        titles.passage_no as first_passage,
        min(following.passage_no) as end_passage,
    from marked as titles
    inner join marked as entry
        on titles.document_id = entry.document_id and entry.passage_no between titles.passage_no + 1 and titles.passage_no + 4
    inner join marked as following
        on
            titles.document_id = following.document_id
            and following.passage_no > entry.passage_no
            and (
                following.bare = entry.bare
                or contains(following.text, '。')
                or length(following.text) > 60
                or following.kind not in ('text', 'title')
            )
    where regexp_matches(titles.text, {{ pattern('contents_title') }})
    group by all

),

placed as (

    select
        marked.*,
        contents.first_passage is not null as is_contents,
    from marked
    left join contents
        on
            marked.document_id = contents.document_id
            and marked.passage_no >= contents.first_passage
            and marked.passage_no < contents.end_passage

),

openings as (

    select
        *,
        if(heading_level in (1, 2) and not is_contents and kind = 'text', text, null) as opening,
        if(
            (heading_level = 1 or (heading_level = 2 and not regexp_matches(text, {{ pattern('ordinal') }})))
            and not is_contents and kind = 'text',
            text,
            null
        ) as part,
        if(heading_level between 1 and 4 and not is_contents and kind = 'text', text, null) as heading,
    from placed

),

headed as (

    select
        * exclude (opening, part, heading),
        coalesce(last_value(opening ignore nulls) over up_to_here, '') as section,
        coalesce(last_value(part ignore nulls) over up_to_here, '') as part,
        coalesce(last_value(heading ignore nulls) over up_to_here, '') as heading,
    from openings
    window up_to_here as (partition by document_id order by passage_no)

),

final as (

    select
        document_id,
        passage_no,
        line_no,
        last_line,
        lines,
        line_lengths,
        kind,
        text,
        bare,
        heading_level,
        section,
        heading,
        case
            when is_contents then 'contents'
            when regexp_matches(section, {{ pattern('zone_definitions') }}) then 'definitions'
            when regexp_matches(section, {{ pattern('zone_duties') }}) then 'duties'
            when regexp_matches(concat(part, section), {{ pattern('zone_report') }}) then 'report'
            when regexp_matches(section, {{ pattern('zone_organisation') }}) then 'overview'
            else 'notes'
        end as zone,
    from headed

)

select * from final
