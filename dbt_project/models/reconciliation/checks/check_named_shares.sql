-- grain: one share of the prose that no figure is made of, with the amount before it and the whole that its words name
-- “资本性支出53.60万元，占支出预算总额的10.16%”：比率等于其前金额除以所称总额。
with

narrative as (

    select narrative.*
    from {{ ref('int_recon_narrative') }} as narrative
    inner join {{ ref('int_recon_scope') }} as scope on narrative.document_id = scope.document_id

),

amounts as (

    select
        *,
        regexp_replace(sentence, '\s', '', 'g') as bare_sentence,
    from narrative
    where value_yuan is not null and not regexp_matches(metric, '_(yoy|vs_budget)_')

),

-- The share right behind the amount.
shares as (

    select
        *,
        -- A line break before every number: the amount is found as a whole without a pattern made of it.
        regexp_replace(bare_sentence, '(^|[^0-9.,-])(-?[0-9])', concat('\1', chr(10), '\2'), 'g') as divided_sentence,
        regexp_extract(
            replace(split_part(divided_sentence, concat(chr(10), value_text, unit_text), 2), chr(10), ''),
            {{ pattern('share_behind') }},
            ['whole', 'rate']
        ) as printed,
        try_cast((printed).rate as double) as rate,
        1.0 / power(10, length(regexp_extract((printed).rate, '\.([0-9]+)', 1))) as step,
    from amounts
    where regexp_matches(bare_sentence, {{ pattern('money_with_share') }}) and contains(bare_sentence, concat(value_text, unit_text))
    qualify count(*) over (partition by document_id, sentence, value_text, unit_text) = 1

),

-- One that the reading has made a figure of has rules of its own.
unread as (

    select shares.*
    from shares
    where
        shares.rate is not null
        and not exists (
            select 1 from narrative as figures
            where
                figures.document_id = shares.document_id
                and figures.sentence = shares.sentence
                and figures.unit_text in ('%', '％')
                and figures.value_text = (shares.printed).rate
        )

),

-- The whole is what has just that name, in the same section, before the share.
recomputed as (

    select
        unread.document_id,
        unread.figure_no,
        unread.source_line,
        unread.value_text,
        unread.unit_text,
        unread.printed,
        unread.rate,
        wholes.value_text as whole_text,
        wholes.unit_text as whole_unit,
        wholes.figure_no as whole_no,
        100 * cast(unread.value_yuan as double) / cast(wholes.value_yuan as double) as expected,
        100 * cast(unread.value_yuan - unread.half_unit as double) / cast(wholes.value_yuan + wholes.half_unit as double) - unread.step as lowest,
        100 * cast(unread.value_yuan + unread.half_unit as double) / cast(wholes.value_yuan - wholes.half_unit as double) + unread.step as highest,
    from unread
    inner join amounts as wholes
        on
            unread.document_id = wholes.document_id
            and unread.zone = wholes.zone
            and unread.section_no = wholes.section_no
            and unread.section_title = wholes.section_title
            and wholes.figure_no < unread.figure_no
            and (unread.printed).whole = wholes.subject
    where wholes.value_yuan > wholes.half_unit

),

-- Where one name has several amounts, the share need fit one of them.
nearest as (

    select *
    from recomputed
    qualify
        row_number() over (
            partition by document_id, figure_no
            order by (rate >= lowest and rate <= highest) desc, whole_no desc
        ) = 1

),

final as (

    select
        document_id,
        'percent_named_share' as rule_id,
        concat_ws('|', figure_no) as place_key,
        figure_no,
        source_line,
        concat(value_text, unit_text, '，占', (printed).whole, (printed).rate, '%') as source_text,
        concat(
            '文字所印占比为 ', (printed).rate, '%，按 ', value_text, ' ', unit_text, ' 与', (printed).whole, ' ', whole_text, ' ', whole_unit,
            ' 计算应为 ', cast(round(expected, 2) as varchar), '%'
        ) as finding,
        cast(null as varchar) as advice,
        cast(null as varchar) as severity_override,
        cast(null as varchar) as cause_key,
        if(rate >= lowest and rate <= highest, 'exact', 'broken') as status,
    from nearest

)

select * from final
