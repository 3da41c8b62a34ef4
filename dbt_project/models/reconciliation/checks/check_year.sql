-- grain: one year printed in a heading, a sentence or a comparison, held against the year of the disclosure
-- 标题、句子所写年度为本年度；与上年比较的写上一年度；不与本年自身比较。
with

scope as (

    select * from {{ ref('int_recon_scope') }}
    where fiscal_year is not null

),

passages as (

    select
        passages.*,
        scope.document_kind,
        scope.fiscal_year,
    from {{ ref('int_recon_passage') }} as passages
    inner join scope on passages.document_id = scope.document_id
    where contains(passages.text, '20') or starts_with(passages.text, '第')

),

sentences as (

    select
        sentences.*,
        scope.document_kind,
        scope.fiscal_year,
    from {{ ref('int_recon_sentence') }} as sentences
    inner join scope on sentences.document_id = scope.document_id
    where contains(sentences.text, '20') and sentences.zone in ('notes', 'overview', 'report')

),

-- Headings and titles of the disclosure itself: 第二部分 2022年度部门决算表.
headings as (

    select
        document_id,
        'identity_heading_year' as rule_id,
        concat_ws('|', passage_no) as place_key,
        line_no as source_line,
        text as source_text,
        list_distinct(list_transform(regexp_extract_all(text, {{ pattern('heading_year') }}, 1), lambda y: cast(y as integer))) as years,
        fiscal_year,
        if(list_contains(years, fiscal_year), 'exact', 'broken') as status,
        concat('标题“', text, '”写 ', years[1], ' 年，本文件为 ', fiscal_year, ' 年', if(document_kind = 'budget', '预算', '决算')) as finding,
        concat('标题应为', fiscal_year, '年') as advice,
    from passages
    where
        (heading_level > 0 or zone = 'contents' or kind in ('title', 'number') or passage_no <= 6 or regexp_matches(text, {{ pattern('title_of_year') }}))
        and length(text) <= 60
        and zone not in ('definitions', 'duties')
        and regexp_matches(text, {{ pattern('heading_year') }})
        and (regexp_matches(text, {{ pattern('heading_topic') }}) or regexp_full_match(text, {{ pattern('title_of_year') }}))
        and not regexp_matches(text, {{ pattern('any_amount') }})
        and not (document_kind = 'budget' and regexp_matches(text, {{ pattern('budget_year_exempt') }}))
        and not (document_kind <> 'budget' and regexp_matches(text, {{ pattern('final_year_exempt') }}))

),

table_amounts as (

    select
        document_id,
        list(distinct amount_yuan) as amounts,
    from {{ ref('int_figures_valued') }}
    where amount_yuan <> 0
    group by all

),

-- The year a sentence speaks of: 2021年度收入合计548.25万元.
spoken as (

    select
        sentences.*,
        try_cast(regexp_extract(text, {{ pattern('subject_year') }}, 1) as integer) as year,
        regexp_extract_all(text, {{ pattern('any_amount') }})[1] as first_amount,
        regexp_matches(text, {{ pattern('other_year_word') }}) as tells_of_other_years,
    from sentences
    where
        regexp_matches(text, {{ pattern('subject_year') }})
        -- What follows the amount may compare it with another year; what leads to it may not.
        and not regexp_matches(regexp_extract(text, {{ pattern('subject_year') }}), {{ pattern('other_year_word') }})

),

sentence_years as (

    select
        spoken.document_id,
        'identity_sentence_year' as rule_id,
        concat_ws('|', passage_no, sentence_no) as place_key,
        line_no as source_line,
        left(spoken.text, 60) as source_text,
        [year] as years,
        fiscal_year,
        case
            when year = fiscal_year then 'exact'
            -- 2017年度会议费支出6.20万元 behind sentences of 2018: an amount that the tables print, and that no other sentence does.
            when
                contains(passage_text, concat(fiscal_year, '年'))
                -- A budget that compares prints the amounts of both years.
                and (
                    document_kind = 'final_accounts'
                    or not regexp_matches(passage_text, '[比较]|' || {{ pattern('up') }} || '|' || {{ pattern('down') }})
                )
                and not contains(spoken.text, concat(fiscal_year, '年'))
                and not regexp_matches(passage_text, {{ pattern('equal') }})
                and len(string_split(passage_text, first_amount)) = 2
                and list_contains(
                    table_amounts.amounts,
                    {{ prose_yuan("regexp_extract(first_amount, '^[0-9.]+')", "regexp_extract(first_amount, '[^0-9.]+$')") }}
                )
                then 'broken'
            -- 2021年决算数4.85万元，比2022年年初预算数5.00万元减少: what is held against the plan of the year is the final figure of the year.
            when
                document_kind = 'final_accounts'
                and year = fiscal_year - 1
                and regexp_matches(spoken.text, concat('[比与较]', fiscal_year, '年度?[^，。；0-9]{0,12}预算'))
                then 'broken'
            -- A paragraph that names both years tells of both.
            when contains(passage_text, concat(fiscal_year, '年')) then 'not_applicable'
            -- 2021年预算数为7.00万元: the amount of the present year under another one.
            when
                list_contains(
                    table_amounts.amounts,
                    {{ prose_yuan("regexp_extract(first_amount, '^[0-9.]+')", "regexp_extract(first_amount, '[^0-9.]+$')") }}
                )
                then 'broken'
            when tells_of_other_years then 'not_applicable'
            when year > fiscal_year + 1 or year < fiscal_year - 6 then 'broken'
            when document_kind = 'final_accounts' and zone = 'notes' then 'broken'
            else 'not_applicable'
        end as status,
        concat('“', left(spoken.text, 40), '”写 ', year, ' 年，本文件为 ', fiscal_year, ' 年', if(document_kind = 'budget', '预算', '决算')) as finding,
        concat('应为', fiscal_year, '年') as advice,
    from spoken
    left join table_amounts on spoken.document_id = table_amounts.document_id

),

-- 2021年度“三公”经费支出决算数比2021年度减少: no year is compared with itself, the first one should be this year.
held_against_itself as (

    select
        sentences.*,
        regexp_extract(text, {{ pattern('same_year_compared') }}) as stretch,
        try_cast(regexp_extract(text, {{ pattern('same_year_compared') }}, 1) as integer) as year,
    from sentences
    where
        zone in ('notes', 'report')
        and regexp_extract(text, {{ pattern('same_year_compared') }}, 1) <> ''
        and regexp_extract(text, {{ pattern('same_year_compared') }}, 1) = regexp_extract(text, {{ pattern('same_year_compared') }}, 2)
        and not regexp_matches(regexp_extract(text, {{ pattern('same_year_compared') }}), {{ pattern('within_a_year') }})

),

own_comparisons as (

    select
        document_id,
        'identity_sentence_year' as rule_id,
        concat_ws('|', passage_no, sentence_no, 'itself') as place_key,
        line_no as source_line,
        left(text, 60) as source_text,
        [year] as years,
        fiscal_year,
        'broken' as status,
        concat('“', stretch, '”拿 ', year, ' 年与 ', year, ' 年自己比较，本文件为 ', fiscal_year, ' 年', if(document_kind = 'budget', '预算', '决算')) as finding,
        concat('前一个年份应为', fiscal_year, '年') as advice,
    from held_against_itself
    where year = fiscal_year - 1

),

-- 2023年部门预算未安排购置车辆: a budget tells of its own purchases.
planned_purchases as (

    select
        document_id,
        'identity_sentence_year' as rule_id,
        concat_ws('|', passage_no, sentence_no, 'planned') as place_key,
        line_no as source_line,
        regexp_extract(text, {{ pattern('planned_purchase') }}) as source_text,
        [try_cast(regexp_extract(text, {{ pattern('planned_purchase') }}, 1) as integer)] as years,
        fiscal_year,
        if(years[1] = fiscal_year, 'exact', 'broken') as status,
        concat('“', left(text, 40), '”写 ', years[1], ' 年，本文件为 ', fiscal_year, ' 年预算') as finding,
        concat('应为', fiscal_year, '年') as advice,
    from sentences
    where
        zone = 'notes'
        and document_kind = 'budget'
        and regexp_matches(text, {{ pattern('planned_purchase') }})
        and not regexp_matches(text, {{ pattern('up') }} || '|' || {{ pattern('down') }} || '|' || {{ pattern('equal') }})

),

-- 2021年组织因公出国（境）团组0个 in the accounts of 2022, where no sentence tells of the same event under the year itself.
events as (

    {% for kind in ['trips', 'vehicles', 'bought', 'guests', 'evaluated', 'targets'] -%}
    select
        *,
        '{{ kind }}' as event,
        try_cast(regexp_extract(text, {{ pattern('event_year_' ~ kind) }}, 1) as integer) as year,
    from sentences
    where
        zone = 'notes'
        and document_kind = '{{ 'budget' if kind == 'targets' else 'final_accounts' }}'
        and regexp_matches(text, {{ pattern('event_year_' ~ kind) }})
    {%- if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}

),

event_years as (

    select
        document_id,
        'identity_sentence_year' as rule_id,
        concat_ws('|', passage_no, sentence_no, event) as place_key,
        line_no as source_line,
        left(text, 60) as source_text,
        [year] as years,
        fiscal_year,
        case
            when year = fiscal_year then 'exact'
            when year <> fiscal_year - 1 or contains(text, concat(fiscal_year, '年')) then 'not_applicable'
            when regexp_matches(text, {{ pattern('event_of_other_year') }}) then 'not_applicable'
            when regexp_matches(text, {{ pattern('up') }} || '|' || {{ pattern('down') }} || '|' || {{ pattern('equal') }}) then 'not_applicable'
            when bool_or(year = fiscal_year) over (partition by document_id, event) then 'not_applicable'
            else 'broken'
        end as status,
        concat('“', left(text, 40), '”写 ', year, ' 年，本文件为 ', fiscal_year, ' 年', if(document_kind = 'budget', '预算', '决算')) as finding,
        concat('应为', fiscal_year, '年') as advice,
        -- A number of trips or cars, not an amount.
        'minor' as severity_override,
    from events

),

-- The year compared with is the year before; a final may also be held against the budget of its own year.
comparisons as (

    select
        *,
        unnest(regexp_extract_all(text, {{ pattern('compared_year') }})) as stretch,
        generate_subscripts(regexp_extract_all(text, {{ pattern('compared_year') }}), 1) as comparison_no,
        try_cast(regexp_extract(stretch, {{ pattern('compared_year') }}, 1) as integer) as year,
    from sentences
    where zone in ('notes', 'report') and regexp_matches(text, {{ pattern('amount_rate_or_equal') }})

),

compared as (

    select
        document_id,
        'identity_compared_year' as rule_id,
        concat_ws('|', passage_no, sentence_no, comparison_no) as place_key,
        line_no as source_line,
        stretch as source_text,
        [year] as years,
        fiscal_year,
        case
            -- 与2021年年初预算持平 in the final accounts of 2022: the plan is that of the year itself.
            when year = fiscal_year - 1 and document_kind = 'final_accounts' and contains(stretch, '年初预算') then 'broken'
            when year = fiscal_year - 1 then 'exact'
            -- 与2022年度财政拨款支出年初预算…相比: the whole clause says with what.
            when
                year = fiscal_year and document_kind <> 'budget'
                and regexp_matches(regexp_extract(substring(text, strpos(text, stretch)), '^[^，。；]*'), {{ pattern('of_budget') }})
                then 'exact'
            -- The last final a budget can look back to is two years old.
            when year = fiscal_year - 2 and regexp_matches(stretch, {{ pattern('of_final') }}) and document_kind = 'budget' then 'exact'
            when regexp_matches(text, {{ pattern('several_years') }}) then 'not_applicable'
            else 'broken'
        end as status,
        concat(
            '“', stretch, '”：比较的是 ', year, ' 年，本文件为 ', fiscal_year, ' 年', if(document_kind = 'budget', '预算', '决算'),
            if(year = fiscal_year - 1, '，年初预算应为本年的', concat('，上年为 ', fiscal_year - 1, ' 年'))
        ) as finding,
        concat('比较年度应为', if(year = fiscal_year - 1, fiscal_year, fiscal_year - 1), '年') as advice,
    from comparisons

),

everything as (

    select * exclude (years, fiscal_year)
    from headings
    union all by name
    select * exclude (years, fiscal_year) from sentence_years
    union all by name
    select * exclude (years, fiscal_year) from event_years
    union all by name
    select * exclude (years, fiscal_year) from own_comparisons
    union all by name
    select * exclude (years, fiscal_year) from planned_purchases
    union all by name
    select * exclude (years, fiscal_year) from compared

),

final as (

    select
        document_id,
        rule_id,
        place_key,
        source_line,
        source_text,
        finding,
        advice,
        severity_override,
        -- One wrong year, however often it is printed.
        if(rule_id = 'identity_compared_year', concat(rule_id, regexp_extract(source_text, '20[0-9]{2}')), null) as cause_key,
        status,
    from everything

)

select * from final
