-- grain: one pair of budget and final figures in the prose that a word compares, or whose difference wants a reason
-- 文中先后印出预算数与决算数：其后的“大于、小于、持平”等词与两数相符；两数不同的，说明原因。
with

passages as (

    select passages.*
    from {{ ref('int_recon_passage') }} as passages
    inner join {{ ref('int_recon_scope') }} as scope on passages.document_id = scope.document_id
    where passages.zone in ('notes', 'report', 'overview') and contains(passages.text, '预算') and contains(passages.text, '算')

),

following as (

    select
        document_id,
        passage_no - 1 as passage_no,
        text as next_text,
        heading_level as next_level,
        regexp_matches(text, {{ pattern('ordinal') }}) as next_marked,
    from {{ ref('int_recon_passage') }}

),

-- Budget before final, and final before budget.
pairs as (

    select
        *,
        unnest(regexp_extract_all(text, {{ pattern('pair_tail') }})) as stretch,
        generate_subscripts(regexp_extract_all(text, {{ pattern('pair_tail') }}), 1) as pair_no,
        regexp_extract(stretch, {{ pattern('pair') }}, ['budget', 'budget_unit', 'final', 'final_unit']) as printed,
        regexp_replace(regexp_replace(stretch, {{ pattern('pair') }}, ''), {{ pattern('tail_stop') }}, '') as tail,
    from passages
    union all by name
    select
        *,
        unnest(regexp_extract_all(text, {{ pattern('pair_reverse_tail') }})) as stretch,
        100 + generate_subscripts(regexp_extract_all(text, {{ pattern('pair_reverse_tail') }}), 1) as pair_no,
        regexp_extract(stretch, {{ pattern('pair_reverse') }}, ['final', 'final_unit', 'budget', 'budget_unit']) as printed,
        regexp_replace(regexp_replace(stretch, {{ pattern('pair_reverse') }}, ''), {{ pattern('tail_stop') }}, '') as tail,
    from passages

),

worded as (

    select
        *,
        {{ prose_yuan('printed.budget', 'printed.budget_unit') }} as budget_yuan,
        {{ prose_yuan('printed.final', 'printed.final_unit') }} as final_yuan,
        -- A word that is left in together with its alternative says nothing.
        if(
            regexp_matches(tail, {{ pattern('alternative') }}),
            null,
            coalesce(
                nullif(regexp_extract(tail, {{ pattern('word_between') }}, ['about', 'word']).word, ''),
                nullif(regexp_extract(tail, {{ pattern('word_after_budget') }}, ['about', 'word']).word, ''),
                nullif(regexp_extract(tail, {{ pattern('word_of_reason') }}, ['about', 'word']).word, '')
            )
        ) as word,
        coalesce(
            nullif(regexp_extract(tail, {{ pattern('word_between') }}, ['about', 'word']).about, ''),
            nullif(regexp_extract(tail, {{ pattern('word_after_budget') }}, ['about', 'word']).about, '')
        ) as about,
    from pairs

),

judged as (

    select
        *,
        case
            when regexp_full_match(word, {{ pattern('more') }}) then 1
            when regexp_full_match(word, {{ pattern('less') }}) then -1
            when regexp_full_match(word, {{ pattern('equal') }}) then 0
        end as said,
        cast(sign(final_yuan - budget_yuan) as integer) as is_so,
        {{ line_at('lines', 'line_lengths', '(strpos(text, stretch) - 1)') }} as source_line,
        concat(printed.budget, printed.budget_unit) as budget_text,
        concat(printed.final, printed.final_unit) as final_text,
    from worded
    where budget_yuan is not null and final_yuan is not null

),

directions as (

    select
        document_id,
        'wording_final_against_budget' as rule_id,
        concat_ws('|', passage_no, pair_no) as place_key,
        source_line,
        budget_text,
        final_text,
        concat(
            '预算数 ', budget_text, '，决算数 ', final_text, '，文中却写“', word, '”，应为“',
            case is_so when 1 then '大于' when -1 then '小于' else '持平（等于）' end, '”'
        ) as finding,
        concat('第', source_line, '行应写“', case is_so when 1 then '大于' when -1 then '小于' else '持平' end, '”') as advice,
        if(said = is_so or (said = 0 and about is not null), 'exact', 'broken') as status,
        if(is_so = 0, 'minor', null) as severity_override,
    from judged
    where said is not null

),

-- 完成预算97%，决算数小于预算数: where the two numbers are not printed, the rate says which is more.
rates as (

    select
        *,
        unnest(regexp_extract_all(text, {{ pattern('rate_and_word') }})) as stretch,
        generate_subscripts(regexp_extract_all(text, {{ pattern('rate_and_word') }}), 1) as rate_no,
        regexp_extract(stretch, {{ pattern('rate_and_word') }}, ['rate', 'about', 'word']) as printed,
        try_cast((printed).rate as decimal(18, 6)) as rate,
    from passages
    where (document_id, passage_no) not in (select (document_id, passage_no) from judged)

),

rate_words as (

    select
        *,
        case
            when regexp_full_match(printed.word, {{ pattern('more') }}) then 1
            when regexp_full_match(printed.word, {{ pattern('less') }}) then -1
            when regexp_full_match(printed.word, {{ pattern('equal') }}) then 0
        end as said,
        cast(sign(rate - 100) as integer) as is_so,
        {{ line_at('lines', 'line_lengths', '(strpos(text, stretch) - 1)') }} as source_line,
    from rates
    -- A word that is left in together with its alternative says nothing, and neither does a rate of nothing.
    where
        rate > 0
        and not regexp_matches(substring(text, strpos(text, stretch), length(stretch) + 4), {{ pattern('alternative') }})

),

directions_of_rates as (

    select
        document_id,
        'wording_final_against_budget' as rule_id,
        concat_ws('|', passage_no, 'rate', rate_no) as place_key,
        source_line,
        concat('的 ', {{ plain_text('rate') }}, '%') as budget_text,
        printed.word as final_text,
        concat(
            '文中写完成预算的 ', {{ plain_text('rate') }}, '%，却写决算数“', printed.word, '”预算数，应为“',
            case is_so when 1 then '大于' when -1 then '小于' else '持平（等于）' end, '”'
        ) as finding,
        concat('第', source_line, '行应写“', case is_so when 1 then '大于' when -1 then '小于' else '持平' end, '”') as advice,
        if(said = is_so or (said = 0 and coalesce(printed.about, '') <> ''), 'exact', 'broken') as status,
        if(is_so = 0, 'minor', null) as severity_override,
    from rate_words
    where said is not null

),

-- “三公”经费支出决算数小于预算数 in a sentence without numbers speaks of the totals, which table and prose print alike.
totals_of_three_public as (

    select
        document_id,
        min(amount_yuan) filter (where stage = 'budget') as budget_yuan,
        min(amount_yuan) filter (where stage = 'final') as final_yuan,
    from (
        select
            document_id,
            if(figure_no = 0, stage, regexp_extract(line_id, '[a-z]+$')) as stage,
            amount_yuan,
        from {{ ref('int_recon_cell') }}
        where
            measure = 'total'
            and not is_of_which
            and (
                (statement_id = 'final_three_public' and row_kind = 'total')
                or (statement_id = 'notes' and line_id in ('three_public_budget', 'three_public_final'))
            )
    )
    group by document_id
    having
        count(distinct amount_yuan) filter (where stage = 'budget') = 1
        and count(distinct amount_yuan) filter (where stage = 'final') = 1

),

words_alone as (

    select
        sentences.*,
        regexp_extract(sentences.text, {{ pattern('three_public_alone') }}) as stretch,
        regexp_extract(sentences.text, {{ pattern('three_public_alone') }}, ['about_before', 'word_before', 'about_after', 'word_after']) as words,
        struct_pack(
            about := concat((words).about_before, (words).about_after), word := concat((words).word_before, (words).word_after)
        ) as printed,
        totals.budget_yuan,
        totals.final_yuan,
        case
            when regexp_full_match((printed).word, {{ pattern('more') }}) then 1
            when regexp_full_match((printed).word, {{ pattern('less') }}) then -1
            when regexp_full_match((printed).word, {{ pattern('equal') }}) then 0
        end as said,
        cast(sign(totals.final_yuan - totals.budget_yuan) as integer) as is_so,
    from {{ ref('int_recon_sentence') }} as sentences
    inner join {{ ref('int_recon_scope') }} as scope on sentences.document_id = scope.document_id
    inner join totals_of_three_public as totals on sentences.document_id = totals.document_id
    where
        sentences.zone = 'notes'
        and scope.document_kind = 'final_accounts'
        and regexp_matches(sentences.text, {{ pattern('three_public_alone') }})
        and not regexp_matches(sentences.text, {{ pattern('any_amount') }})
        and not regexp_matches(sentences.text, {{ pattern('alternative') }})

),

directions_alone as (

    select
        document_id,
        'wording_final_against_budget' as rule_id,
        concat_ws('|', passage_no, 'alone', sentence_no) as place_key,
        line_no as source_line,
        {{ yuan_text('budget_yuan') }} as budget_text,
        {{ yuan_text('final_yuan') }} as final_text,
        concat(
            '“三公”经费预算数 ', {{ yuan_text('budget_yuan') }}, ' 元，决算数 ', {{ yuan_text('final_yuan') }}, ' 元，文中却写“', printed.word,
            '”，应为“', case is_so when 1 then '大于' when -1 then '小于' else '持平（等于）' end, '”'
        ) as finding,
        concat('第', line_no, '行应写“', case is_so when 1 then '大于' when -1 then '小于' else '持平' end, '”') as advice,
        if(said = is_so or (said = 0 and coalesce(printed.about, '') <> ''), 'exact', 'broken') as status,
        if(is_so = 0, 'minor', null) as severity_override,
    from words_alone
    where said is not null and (document_id, passage_no) not in (select (document_id, passage_no) from judged where said is not null)

),

explained as (

    select
        judged.*,
        regexp_matches(judged.text, {{ pattern('reason') }})
        or (
            not coalesce(following.next_marked, true)
            and following.next_level = 0
            and (
                regexp_matches(following.next_text, {{ pattern('reason') }})
                or regexp_matches(following.next_text, {{ pattern('purpose') }})
            )
        ) as gives_reason,
    from judged
    left join following using (document_id, passage_no)

),

reasoned as (

    select
        *,
        gives_reason
        -- A wrong word is the finding; the reason it lacks is not a second one.
        or coalesce(said <> is_so, false)
        -- 主要用于 before the two numbers says what the item is for, behind them why they differ.
        or regexp_matches(substring(text, strpos(text, stretch)), {{ pattern('purpose') }})
        or regexp_matches(text, {{ pattern('list_stop') }})
        -- What is said of an evaluation is its result.
        or regexp_matches(text, {{ pattern('evaluation') }}) as has_reason,
    from explained

),

-- Only a form that gives reasons elsewhere is held to give one here; what needs none is no reason.
reasons as (

    select
        document_id,
        'wording_reason_final_budget' as rule_id,
        concat_ws('|', passage_no, 'reason') as place_key,
        min(source_line) as source_line,
        arg_min(budget_text, pair_no) as budget_text,
        arg_min(final_text, pair_no) as final_text,
        concat('预算数 ', arg_min(budget_text, pair_no), '，决算数 ', arg_min(final_text, pair_no), '，两数不同，没有说明差异原因') as finding,
        cast(null as varchar) as advice,
        if(bool_or(has_reason), 'exact', 'broken') as status,
        cast(null as varchar) as severity_override,
    from reasoned
    where is_so <> 0
    group by document_id, passage_no
    qualify bool_or(bool_or(gives_reason)) over (partition by document_id)

),

final as (

    select * from directions
    union all
    select * from directions_of_rates
    union all
    select * from directions_alone
    union all
    select * from reasons

)

select
    document_id,
    rule_id,
    place_key,
    source_line,
    concat('预算 ', budget_text, '，决算 ', final_text) as source_text,
    finding,
    advice,
    severity_override,
    status,
from final
