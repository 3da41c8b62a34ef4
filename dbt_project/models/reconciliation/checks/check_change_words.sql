-- grain: one comparison of the prose whose words and numbers can be held against each other
-- 与上年比较的“增加、减少、增长、下降、持平”：金额与比率的方向一致，与所印的两个数一致，与其后“增加（减少）的原因”一致。
with

passages as (

    select passages.*
    from {{ ref('int_recon_passage') }} as passages
    inner join {{ ref('int_recon_scope') }} as scope on passages.document_id = scope.document_id
    where passages.zone in ('notes', 'report') and regexp_matches(passages.text, '[0-9]')

),

-- 增加 31.20 万元，下降 5.90%
change_pairs as (

    select
        *,
        'wording_change_pair' as rule_id,
        unnest(regexp_extract_all(text, {{ pattern('change_pair') }})) as stretch,
        regexp_extract(stretch, {{ pattern('change_pair') }}, ['word', 'amount', 'second', 'rate']) as printed,
        try_cast((printed).amount as decimal(24, 8)) = 0 or try_cast((printed).rate as decimal(24, 8)) = 0 as is_nothing,
    from passages

),

-- 减少 3.20 万元，增加的主要原因是
change_reasons as (

    select
        *,
        'wording_change_reason' as rule_id,
        unnest(regexp_extract_all(text, {{ pattern('change_reason') }})) as stretch,
        regexp_extract(stretch, {{ pattern('change_reason') }}, ['word', 'amount', 'second']) as printed,
        try_cast((printed).amount as decimal(24, 8)) = 0 as is_nothing,
    from passages
    where contains(text, '原因')

),

equal_reasons as (

    select
        *,
        'wording_change_reason' as rule_id,
        unnest(regexp_extract_all(text, {{ pattern('equal_reason') }})) as stretch,
        regexp_extract(stretch, {{ pattern('equal_reason') }}, ['word', 'second']) as printed,
    from passages
    where contains(text, '原因')

),

contradictions as (

    select document_id, passage_no, text, lines, line_lengths, rule_id, stretch, printed.word as word, printed.second as second, is_nothing,
    from change_pairs
    union all
    select document_id, passage_no, text, lines, line_lengths, rule_id, stretch, printed.word, printed.second, is_nothing,
    from change_reasons
    union all
    select document_id, passage_no, text, lines, line_lengths, rule_id, stretch, printed.word, printed.second, false,
    from equal_reasons

),

two_words as (

    select
        document_id,
        rule_id,
        concat_ws('|', passage_no, stretch) as place_key,
        {{ line_at('lines', 'line_lengths', '(strpos(text, stretch) - 1)') }} as source_line,
        stretch as source_text,
        concat('前面写“', word, '”，后面写“', second, '”，方向相反：', stretch) as finding,
        cast(null as varchar) as advice,
        if(
            -- Two words of which one was to go (增加/减少) contradict nobody.
            is_nothing or regexp_matches(left(text, strpos(text, stretch) - 1), {{ pattern('alternative_open') }})
            or regexp_full_match(word, {{ pattern('up_short') }}) = regexp_full_match(second, {{ pattern('up_short') }})
            and not regexp_full_match(word, {{ pattern('equal') }}),
            'exact',
            'broken'
        ) as status,
        if(rule_id = 'wording_change_reason', 'minor', null) as severity_override,
    from contradictions

),

-- 比上年预算 7.40 万元增加 0.40 万元: the number of this year that it leads to is printed before it.
bases as (

    select
        *,
        unnest(regexp_extract_all(text, {{ pattern('base_change') }})) as stretch,
        generate_subscripts(regexp_extract_all(text, {{ pattern('base_change') }}), 1) as change_no,
        regexp_extract(stretch, {{ pattern('base_change') }}, ['base', 'base_unit', 'about', 'word', 'change', 'change_unit']) as printed,
    from passages

),

led_to as (

    select
        *,
        {{ prose_yuan('printed.base', 'printed.base_unit') }}
        + case
            when regexp_full_match(printed.word, {{ pattern('up') }}) then {{ prose_yuan('printed.change', 'printed.change_unit') }}
            when regexp_full_match(printed.word, {{ pattern('down') }}) then -{{ prose_yuan('printed.change', 'printed.change_unit') }}
            else 0
        end as expected_yuan,
        -- The other amounts of the paragraph.
        list_transform(
            regexp_extract_all(replace(text, stretch, ''), {{ pattern('any_amount') }}),
            lambda a: {{ prose_yuan("regexp_extract(a, '^[0-9.]+')", "regexp_extract(a, '[^0-9.]+$')") }}
        ) as others,
        -- Two roundings of the last digit printed.
        2 * {{ last_digit('printed.base') }}
        * {{ yuan_of_unit('printed.base_unit') }} as tolerance,
    from bases
    where printed.about = '' and (printed.change <> '' or regexp_full_match(printed.word, {{ pattern('equal') }}))

),

amounts as (

    select
        document_id,
        passage_no,
        list({{ prose_yuan("regexp_extract(amount, '^[0-9.]+')", "regexp_extract(amount, '[^0-9.]+$')") }}) as yuan,
        arg_min(amount, amount_no) as first_amount,
    from (
        select
            document_id,
            passage_no,
            unnest(regexp_extract_all(text, {{ pattern('any_amount') }})) as amount,
            generate_subscripts(regexp_extract_all(text, {{ pattern('any_amount') }}), 1) as amount_no,
        from passages
    )
    group by all

),

base_changes as (

    select
        led_to.document_id,
        'wording_base_and_change' as rule_id,
        concat_ws('|', led_to.passage_no, change_no) as place_key,
        {{ line_at('led_to.lines', 'led_to.line_lengths', '(strpos(led_to.text, led_to.stretch) - 1)') }} as source_line,
        led_to.stretch as source_text,
        concat(
            '“', led_to.stretch, '”：按此推算应为 ', {{ yuan_text('led_to.expected_yuan') }}, ' 元，文中所印为 ', here.first_amount
        ) as finding,
        cast(null as varchar) as advice,
        case
            -- The amount of this year may stand in the paragraphs above.
            when
                len(list_filter(
                    list_concat(led_to.others, coalesce(before.yuan, []), coalesce(second.yuan, [])),
                    lambda y: abs(y - led_to.expected_yuan) <= led_to.tolerance
                )) > 0
                then 'exact'
            when strpos(led_to.text, led_to.stretch) <= 1 or not regexp_matches(left(led_to.text, strpos(led_to.text, led_to.stretch) - 1), {{ pattern('any_amount') }})
                then 'not_applicable'
            else 'broken'
        end as status,
        cast(null as varchar) as severity_override,
    from led_to
    inner join amounts as here on led_to.document_id = here.document_id and led_to.passage_no = here.passage_no
    left join amounts as before on led_to.document_id = before.document_id and led_to.passage_no = before.passage_no + 1
    left join amounts as second on led_to.document_id = second.document_id and led_to.passage_no = second.passage_no + 2

),

-- 2025 年执行数为 241.76 万元，2026 年预算安排 170.03 万元，比 2025 年增加
two_years as (

    select
        *,
        unnest(regexp_extract_all(text, {{ pattern('two_years') }})) as stretch,
        regexp_extract(stretch, {{ pattern('two_years') }}, ['base', 'base_unit', 'present', 'present_unit', 'about', 'word', 'rate']) as printed,
        cast(sign(
            {{ prose_yuan('(printed).present', '(printed).present_unit') }} - {{ prose_yuan('(printed).base', '(printed).base_unit') }}
        ) as integer) as is_so,
        case
            when regexp_full_match((printed).word, {{ pattern('up') }}) then 1
            when regexp_full_match((printed).word, {{ pattern('down') }}) then -1
            else 0
        end as said,
    from passages

),

directions as (

    select
        document_id,
        'wording_change_against_base' as rule_id,
        concat_ws('|', passage_no, stretch) as place_key,
        {{ line_at('lines', 'line_lengths', '(strpos(text, stretch) - 1)') }} as source_line,
        stretch as source_text,
        concat(
            '上年 ', printed.base, printed.base_unit, '，本年 ', printed.present, printed.present_unit, '，文中却写“', printed.word, '”，应为“',
            case is_so when 1 then '增加' when -1 then '减少' else '持平' end, '”'
        ) as finding,
        concat('“', printed.word, '”与两个数之一有误') as advice,
        -- A rate that follows is recomputed by the rules of growth.
        case when said = is_so or printed.about <> '' then 'exact' when printed.rate <> '' then 'not_applicable' else 'broken' end as status,
        cast(null as varchar) as severity_override,
    from two_years
    where
        is_so is not null
        -- 2016年预算33万元，2015年预算57.55万元: the present year first.
        and coalesce(
            try_cast(regexp_extract(stretch, '^(20[0-9]{2})年', 1) as integer) < try_cast(regexp_extract(stretch, '，(20[0-9]{2})年', 1) as integer),
            true
        )

),

comparisons as (

    select * from two_words
    union all
    select * from base_changes
    union all
    select * from directions

),

-- A paragraph that prints the same words twice says one thing.
final as (

    select *
    from comparisons
    qualify row_number() over (partition by document_id, rule_id, place_key order by source_text) = 1

)

select * from final
