-- grain: one year printed at a table, or one heading of the other kind of document
-- 表题、表头、表注所写年度为本年度；预算不称决算，决算不称预算。
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

-- 注：本单位2021年没有政府性基金…: what a table says of itself, and the year beside the body's name above it.
lines_at_tables as (

    select
        lines.document_id,
        lines.line_no,
        lines.text as raw_text,
        {{ folded('lines.text') }} as text,
        scope.fiscal_year,
        scope.document_kind,
    from {{ ref('stg_lines') }} as lines
    inner join scope on lines.document_id = scope.document_id
    where contains(lines.text, '20')

),

notes_of_tables as (

    select
        document_id,
        'identity_heading_year' as rule_id,
        concat_ws('|', 'line', line_no) as place_key,
        line_no as source_line,
        left(text, 60) as source_text,
        [coalesce(
            try_cast(regexp_extract(text, {{ pattern('note_year') }}, 1) as integer),
            try_cast(regexp_extract(raw_text, {{ pattern('year_beside_body') }}, 1) as integer)
        )] as years,
        fiscal_year,
        if(years[1] = fiscal_year, 'exact', 'broken') as status,
        concat('“', left(text, 40), '”写 ', years[1], ' 年，本文件为 ', fiscal_year, ' 年', if(document_kind = 'budget', '预算', '决算')) as finding,
        concat('应为', fiscal_year, '年') as advice,
    from lines_at_tables
    where
        (regexp_matches(text, {{ pattern('note_year') }}) and not contains(text, concat(fiscal_year, '年')))
        or regexp_extract(text, {{ pattern('note_year') }}, 1) = cast(fiscal_year as varchar)
        or (regexp_matches(raw_text, {{ pattern('body_cell') }}) and regexp_matches(raw_text, {{ pattern('year_beside_body') }}))

),

-- A head whose only years are other ones: 2021年基本支出 in a budget of 2022.
heads_of_tables as (

    select
        statements.document_id,
        'identity_heading_year' as rule_id,
        concat_ws('|', 'head', statements.statement_no) as place_key,
        statements.first_line as source_line,
        statements.table_title as source_text,
        list_distinct(list_transform(regexp_extract_all(statements.header_text, {{ pattern('heading_year') }}, 1), lambda y: cast(y as integer))) as years,
        scope.fiscal_year,
        if(list_contains(years, scope.fiscal_year), 'exact', 'broken') as status,
        concat(
            '《', statements.table_title, '》的表头写 ', years[1], ' 年，本文件为 ', scope.fiscal_year, ' 年', if(scope.document_kind = 'budget', '预算', '决算')
        ) as finding,
        concat('表头应为', scope.fiscal_year, '年') as advice,
    from {{ ref('stg_statements') }} as statements
    inner join scope on statements.document_id = scope.document_id
    where
        regexp_matches(statements.header_text, {{ pattern('heading_year') }})
        and statements.statement_id <> 'other'
        and not regexp_matches(statements.statement_id, '^performance')
        and not regexp_matches(statements.table_title, {{ pattern('heading_other_year') }})
        and not regexp_matches(statements.table_title, {{ pattern('heading_year') }})
        and not regexp_matches(statements.header_text, {{ pattern('other_year_word') }})

),

-- 第二部分 2024年部门决算表 in a budget of 2024: the other kind of document, where the other headings name its own.
kinds_named as (

    select
        document_id,
        passage_no,
        line_no,
        text,
        document_kind,
        fiscal_year,
        regexp_replace(text, '[.·…]+[0-9]*$', '') as shown,
        if(
            regexp_matches(shown, {{ pattern('kind_of_heading') }}),
            regexp_extract(shown, {{ pattern('kind_of_heading') }}, ['year', 'kind']),
            {'year': '', 'kind': regexp_extract(shown, {{ pattern('kind_of_part') }}, 1)}
        ) as printed,
        (printed).kind = if(document_kind = 'budget', '预算', '决算') as is_own,
    from passages
    where
        document_kind in ('budget', 'final_accounts')
        and (regexp_matches(shown, {{ pattern('kind_of_heading') }}) or regexp_matches(shown, {{ pattern('kind_of_part') }}))
        and (heading_level = 1 or zone = 'contents' or kind = 'title')

),

kinds_of_headings as (

    select
        document_id,
        'identity_heading_kind' as rule_id,
        concat_ws('|', passage_no) as place_key,
        line_no as source_line,
        text as source_text,
        [fiscal_year] as years,
        fiscal_year,
        case
            when is_own then 'exact'
            when (printed).year <> cast(fiscal_year as varchar) and (printed).year <> '' then 'not_applicable'
            when count_if(is_own) over (partition by document_id) >= count_if(not is_own) over (partition by document_id) then 'broken'
            else 'not_applicable'
        end as status,
        concat('标题“', text, '”写', (printed).kind, '，本文件为 ', fiscal_year, ' 年', if(document_kind = 'budget', '预算', '决算')) as finding,
        concat('应为', if(document_kind = 'budget', '预算', '决算')) as advice,
    from kinds_named

),

everything as (

    select * exclude (years, fiscal_year) from notes_of_tables
    union all by name
    select * exclude (years, fiscal_year) from heads_of_tables
    union all by name
    select * exclude (years, fiscal_year) from kinds_of_headings

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
