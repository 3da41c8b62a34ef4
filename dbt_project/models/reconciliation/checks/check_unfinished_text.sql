-- grain: one sign that the text was not finished, or one rule of finished text that a document keeps
-- 文字写完、校过：没有留下的二选一（增加（减少））、没有写完的句子（主要原因是。）、没有占位符（××个、XX局、20XX年）、没有重复的标点和不成对的引号，没有重复的词语（万元万元）和印了两次的段落。
with

scope as (

    select * from {{ ref('int_recon_scope') }}

),

passages as (

    select passages.*
    from {{ ref('int_recon_passage') }} as passages
    inner join scope on passages.document_id = scope.document_id

),

prose as (

    select
        *,
        lead(text) over (partition by document_id order by passage_no) as next_text,
    from passages
    where zone <> 'contents'

),

alternatives as (

    select
        *,
        'wording_template_alternative' as rule_id,
        unnest(regexp_extract_all(text, {{ pattern('alternative') }})) as found,
        '留有模板的二选一“' as before_text,
        '”，应删去不用的一个' as after_text,
    from prose
    where heading_level = 0 and zone <> 'definitions' and kind <> 'title' and not regexp_matches(text, {{ pattern('how_to_fill') }})

),

unfinished as (

    select
        *,
        'wording_unfinished_sentence' as rule_id,
        unnest(regexp_extract_all(text, {{ pattern('unfinished') }})) as found,
        '句子没有写完：“' as before_text,
        '”之后没有内容' as after_text,
    from prose
    where heading_level = 0 and zone in ('notes', 'report', 'overview')

),

-- 1、……内容包括： followed by 2、: what was to follow is missing.
broken_off as (

    select
        * exclude (next_text),
        'wording_unfinished_sentence' as rule_id,
        right(text, 12) as found,
        '句子没有写完：“' as before_text,
        '”之后没有内容' as after_text,
    from prose
    where
        zone in ('notes', 'report')
        and heading_level = 0
        and length(text) > 20
        and regexp_matches(text, {{ pattern('goes_on') }})
        and regexp_matches(text, '^[0-9]{1,2}[、.]')
        and try_cast(regexp_extract(next_text, '^([0-9]{1,2})[、.]', 1) as integer) = try_cast(regexp_extract(text, '^([0-9]{1,2})[、.]', 1) as integer) + 1

),

placeholders as (

    select
        *,
        'identity_placeholder' as rule_id,
        unnest(regexp_extract_all(text, {{ pattern('placeholder') }})) as found,
        '留有没有填写的“' as before_text,
        '”' as after_text,
    from passages

),

punctuation as (

    select
        *,
        'wording_punctuation' as rule_id,
        unnest(regexp_extract_all(text, {{ pattern('punctuation') }})) as found,
        '标点重复：“' as before_text,
        '”' as after_text,
    from prose
    where heading_level = 0

),

-- 198.94万元万元, 下降下降4.6%
repeated as (

    select
        *,
        'wording_punctuation' as rule_id,
        unnest(regexp_extract_all(text, {{ pattern('repeated_word') }})) as found,
        '词语重复：“' as before_text,
        '”' as after_text,
    from prose
    where heading_level = 0 and zone <> 'definitions'

),

-- A paragraph with amounts that is printed again right below, be it under the next number.
printed_twice as (

    select
        * exclude (next_text),
        'wording_repeated_paragraph' as rule_id,
        regexp_replace(next_text, {{ pattern('ordinal') }}, '') as found,
        '同一段文字印了两次：“' as before_text,
        '”' as after_text,
    from prose
    where
        zone in ('notes', 'report', 'overview')
        and heading_level = 0
        and length(text) >= 20
        and regexp_matches(text, {{ pattern('any_amount') }})
        and regexp_replace(next_text, {{ pattern('ordinal') }}, '') = regexp_replace(text, {{ pattern('ordinal') }}, '')

),

-- Opening and closing marks of one paragraph, where its neighbours do not make up for it.
quotes as (

    select
        *,
        length(regexp_replace(text, '[^“]', '', 'g')) - length(regexp_replace(text, '[^”]', '', 'g')) as open_marks,
        'wording_quotation_marks' as rule_id,
        regexp_extract(regexp_replace(text, {{ pattern('quote_pair') }}, '', 'g'), '.{0,6}[“”].{0,10}') as found,
        '引号不成对：“' as before_text,
        '”' as after_text,
    from passages
    where zone <> 'contents'

),

unbalanced as (

    select *
    from quotes
    qualify
        open_marks <> 0
        and open_marks + coalesce(lead(open_marks) over (partition by document_id order by passage_no), 0) <> 0
        and open_marks + coalesce(lag(open_marks) over (partition by document_id order by passage_no), 0) <> 0

),

signs as (

    {% for relation in ['alternatives', 'unfinished', 'broken_off', 'placeholders', 'punctuation', 'repeated', 'printed_twice', 'unbalanced'] -%}
    select document_id, passage_no, rule_id, text, lines, line_lengths, found, before_text, after_text
    from {{ relation }}
    where found <> ''
    {%- if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}

),

-- One finding a paragraph and rule, naming what was found first.
findings as (

    select
        document_id,
        rule_id,
        concat_ws('|', passage_no) as place_key,
        min({{ line_at('lines', 'line_lengths', '(strpos(text, found) - 1)') }}) as source_line,
        arg_min(found, strpos(text, found)) as source_text,
        concat(
            min(before_text), arg_min(found, strpos(text, found)), min(after_text), '：',
            arg_min(substring(text, cast(greatest(1, strpos(text, found) - 12) as integer), 30), strpos(text, found))
        ) as finding,
        cast(null as varchar) as advice,
        cast(null as varchar) as severity_override,
        if(rule_id in ('wording_template_alternative', 'identity_placeholder'), rule_id, null) as cause_key,
        'broken' as status,
    from signs
    group by document_id, passage_no, rule_id

),

rules as (

    select unnest([
        'wording_template_alternative', 'wording_unfinished_sentence', 'identity_placeholder', 'wording_punctuation', 'wording_quotation_marks',
        'wording_repeated_paragraph'
    ]) as rule_id

),

kept as (

    select
        documents.document_id,
        rules.rule_id,
        'document' as place_key,
        cast(null as integer) as source_line,
        cast(null as varchar) as source_text,
        cast(null as varchar) as finding,
        cast(null as varchar) as advice,
        cast(null as varchar) as severity_override,
        cast(null as varchar) as cause_key,
        'exact' as status,
    from (select distinct document_id from prose) as documents
    cross join rules
    anti join findings on documents.document_id = findings.document_id and rules.rule_id = findings.rule_id

),

final as (

    select * from findings
    union all
    select * from kept

)

select * from final
