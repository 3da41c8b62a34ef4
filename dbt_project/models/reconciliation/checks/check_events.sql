-- grain: one kind of event (meetings, training, festivals) of a paragraph, its number held against its cost or against the people who came
-- 有会议费、培训费、节庆等活动经费的，文中所写次数不为 0；有次数的，人数不少于次数。
with

scope as (

    select * from {{ ref('int_recon_scope') }}
    where document_kind in ('budget', 'final_accounts')

),

passages as (

    select
        passages.document_id,
        passages.passage_no,
        passages.line_no,
        passages.text,
    from {{ ref('int_recon_passage') }} as passages
    inner join scope on passages.document_id = scope.document_id
    where passages.zone in ('notes', 'overview', 'report') and not regexp_matches(passages.text, {{ pattern('placeholder') }})

),

events as (

    {% for kind, name in [('meetings', '会议'), ('training', '培训'), ('festivals', '节庆等活动')] -%}
    {%- set cost = "regexp_extract(text, " ~ pattern(kind ~ '_cost') %}
    select
        document_id,
        passage_no,
        line_no,
        '{{ kind }}' as kind,
        '{{ name }}' as name,
        try_cast(regexp_extract(text, {{ pattern(kind ~ '_held') }}, 1) as integer) as held,
        try_cast(regexp_extract(text, {{ pattern(kind ~ '_attended') }}, 1) as integer) as events,
        try_cast(regexp_extract(text, {{ pattern(kind ~ '_attended') }}, 2) as integer) as persons,
        {{ prose_yuan(cost ~ ", 1)", cost ~ ", 2)") }} as yuan,
    from passages
    where (regexp_matches(text, {{ pattern(kind ~ '_cost') }}) and regexp_matches(text, {{ pattern(kind ~ '_held') }})) or regexp_matches(text, {{ pattern(kind ~ '_attended') }})
    {%- if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}

),

final as (

    select
        document_id,
        'counts_events' as rule_id,
        concat_ws('|', passage_no, kind) as place_key,
        line_no as source_line,
        concat(name, '费 ', {{ yuan_text('yuan') }}, ' 元，', name, ' ', held, ' 次') as source_text,
        concat('有', name, '费 ', {{ yuan_text('yuan') }}, ' 元，', name, '次数却为 0') as finding,
        cast(null as varchar) as advice,
        cast(null as varchar) as severity_override,
        cast(null as varchar) as cause_key,
        if(yuan > 0 and held = 0, 'broken', 'exact') as status,
    from events
    where held is not null and yuan is not null
    union all
    select
        document_id,
        'counts_events' as rule_id,
        concat_ws('|', passage_no, kind, 'persons') as place_key,
        line_no as source_line,
        concat(name, ' ', events, ' 次，', persons, ' 人') as source_text,
        concat(name, ' ', events, ' 次，参加人数却只有 ', persons, ' 人') as finding,
        cast(null as varchar) as advice,
        cast(null as varchar) as severity_override,
        cast(null as varchar) as cause_key,
        if(persons < events, 'broken', 'exact') as status,
    from events
    where events is not null and persons is not null

)

select * from final
