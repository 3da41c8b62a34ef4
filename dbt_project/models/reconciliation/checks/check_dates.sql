-- grain: one date to which a stock is told, held against the year of the disclosure
-- 资产、车辆的时点为本年末（决算）或上年（预算）；年末的日期真实存在。
with

scope as (

    select * from {{ ref('int_recon_scope') }}
    where fiscal_year is not null

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

dates as (

    select
        *,
        unnest(regexp_extract_all(text, {{ pattern('asset_date') }})) as stretch,
        generate_subscripts(regexp_extract_all(text, {{ pattern('asset_date') }}), 1) as date_no,
        try_cast(regexp_extract(stretch, '20[0-9]{2}') as integer) as year,
        try_cast(regexp_extract(stretch, '年([0-9]{1,2})月', 1) as integer) as month,
        try_cast(regexp_extract(stretch, '月([0-9]{1,2})日', 1) as integer) as day,
        month is null or try_cast(concat_ws('-', year, month, coalesce(day, 1)) as date) is not null as exists_in_calendar,
    from sentences
    where regexp_matches(text, {{ pattern('asset_words') }}) and document_kind in ('budget', 'final_accounts')

),

-- 2021年末，…保有量为2辆: the end of a year with which a sentence begins, where the paragraph does not tell of both years.
year_ends as (

    select
        *,
        regexp_extract(text, {{ pattern('year_end_date') }}) as stretch,
        try_cast(regexp_extract(text, {{ pattern('year_end_date') }}, 1) as integer) as year,
        regexp_matches(text, {{ pattern('staff_words') }}) and not regexp_matches(text, {{ pattern('asset_words') }}) as is_staff,
    from sentences
    where
        document_kind in ('budget', 'final_accounts')
        and regexp_matches(text, {{ pattern('year_end_date') }})
        and (regexp_matches(text, {{ pattern('staff_words') }}) or regexp_matches(text, {{ pattern('asset_words') }}))
        and not regexp_matches(text, {{ pattern('any_amount') }})
        and not contains(passage_text, concat(fiscal_year, '年'))

),

ends_of_years as (

    select
        document_id,
        'identity_asset_date' as rule_id,
        concat_ws('|', passage_no, sentence_no, 'end') as place_key,
        line_no as source_line,
        stretch as source_text,
        [year] as years,
        fiscal_year,
        case
            when year = fiscal_year - if(document_kind = 'budget', 1, 0) then 'exact'
            -- A budget is made in the autumn, and counts its people as the last final accounts did.
            when document_kind = 'budget' and is_staff then 'not_applicable'
            else 'broken'
        end as status,
        concat(
            if(is_staff, '人员', '资产、车辆'), '的时点写“', stretch, '”，', fiscal_year, ' 年',
            if(document_kind = 'budget', concat('预算应为 ', fiscal_year - 1, ' 年末'), concat('决算应为 ', fiscal_year, ' 年末'))
        ) as finding,
        concat('时点应为', if(document_kind = 'budget', fiscal_year - 1, fiscal_year), '年末') as advice,
    from year_ends

),

asset_dates as (

    select
        document_id,
        'identity_asset_date' as rule_id,
        concat_ws('|', passage_no, sentence_no, date_no) as place_key,
        line_no as source_line,
        stretch as source_text,
        [year] as years,
        fiscal_year,
        case
            when not exists_in_calendar then 'broken'
            -- Final accounts count at the end of the year; another day of December is a slip of the pen.
            when document_kind = 'final_accounts' and month = 12 and day <> 31 then 'broken'
            when document_kind = 'final_accounts' and year = fiscal_year then 'exact'
            when document_kind = 'budget' and year = fiscal_year - 1 then 'exact'
            when document_kind = 'budget' and year = fiscal_year and coalesce(month, 12) <= 6 then 'exact'
            else 'broken'
        end as status,
        concat(
            '资产、车辆的时点写“', stretch, '”，',
            if(
                exists_in_calendar,
                concat(
                    fiscal_year, ' 年',
                    if(document_kind = 'budget', concat('预算应为 ', fiscal_year - 1, ' 年'), concat('决算应为 ', fiscal_year, ' 年末'))
                ),
                '没有这一天'
            )
        ) as finding,
        concat('时点应为', if(document_kind = 'budget', fiscal_year - 1, fiscal_year), '年', if(document_kind = 'budget', '', '12月31日')) as advice,
    from dates

),

everything as (

    select * exclude (years, fiscal_year) from ends_of_years
    union all by name
    select * exclude (years, fiscal_year) from asset_dates

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
        -- One wrong year, however often it is printed.
        if(rule_id = 'identity_compared_year', concat(rule_id, regexp_extract(source_text, '20[0-9]{2}')), null) as cause_key,
        status,
    from everything

)

select * from final
