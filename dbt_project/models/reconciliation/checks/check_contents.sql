-- grain: one line of a list of contents, or one table that such a list leaves out
-- 目录所列的表文中都有，文中的表目录都列；目录的序号按顺序排列。
with

scope as (

    select * from {{ ref('int_recon_scope') }}
    where document_kind in ('budget', 'final_accounts')

),

statements as (

    select
        statements.*,
        catalogue.row_axis,
        catalogue.statement_name,
    from {{ ref('stg_statements') }} as statements
    inner join scope on statements.document_id = scope.document_id
    inner join {{ ref('statements') }} as catalogue on statements.statement_id = catalogue.statement_id

),

-- 八、 twice in the contents.
contents_numbers as (

    select
        passages.document_id,
        passages.line_no,
        passages.text,
        regexp_extract(passages.text, '^([一二三四五六七八九十]+)、', 1) as number,
        lag(regexp_extract(passages.text, '^([一二三四五六七八九十]+)、', 1)) over in_document as number_before,
        lag(passages.text) over in_document as text_before,
        list_position({{ chinese_numbers() }}, number) as place,
        list_position({{ chinese_numbers() }}, number_before) as place_before,
    from {{ ref('int_recon_passage') }} as passages
    inner join scope on passages.document_id = scope.document_id
    where passages.zone = 'contents'
    window in_document as (partition by passages.document_id order by passages.passage_no)

),

contents_in_order as (

    select
        document_id,
        'completeness_contents' as rule_id,
        concat_ws('|', 'number', line_no) as place_key,
        line_no as source_line,
        text as source_text,
        if(
            number = number_before,
            concat('目录序号“', number, '”用了两次：“', text_before, '”与“', text, '”'),
            concat('目录序号由“', number_before, '”到“', number, '”，其间少一个：“', text_before, '”与“', text, '”')
        ) as finding,
        cast(null as varchar) as advice,
        if((number = number_before and text <> text_before) or place = place_before + 2, 'broken', 'exact') as status,
        cast(null as varchar) as statement_id,
        cast(null as integer) as statement_no,
    from contents_numbers
    where number <> ''

),

-- The tables that the contents announce.
announced as (

    select
        passages.document_id,
        passages.passage_no,
        passages.line_no,
        passages.text,
        regexp_replace(passages.bare, {{ pattern('table_name_noise') }}, '', 'g') as name,
        regexp_matches(passages.text, {{ pattern('ordinal') }}) as is_numbered,
    from {{ ref('int_recon_passage') }} as passages
    inner join scope on passages.document_id = scope.document_id
    where
        passages.zone = 'contents'
        and regexp_matches(passages.bare, {{ pattern('contents_table') }})
        and passages.heading_level <> 1
        and not regexp_matches(passages.bare, {{ pattern('not_a_table') }})
        and not regexp_matches(regexp_replace(passages.bare, {{ pattern('table_name_noise') }}, '', 'g'), {{ pattern('whole_of_tables') }})
    -- Among numbered entries one without a number is the rest of the line above.
    qualify is_numbered or not bool_or(is_numbered) over (partition by passages.document_id)

),

whole_contents as (

    select
        document_id,
        -- Line by line: where two meet, the end of one and the beginning of the next may look like a number.
        string_agg(regexp_replace(bare, {{ pattern('table_name_noise') }}, '', 'g'), '' order by passage_no) as text,
    from {{ ref('int_recon_passage') }}
    where zone = 'contents'
    group by all

),

titled as (

    select
        document_id,
        list(distinct regexp_replace(regexp_replace(coalesce(match_title, table_title), '\s', '', 'g'), {{ pattern('table_name_noise') }}, '', 'g'))
        || list(distinct regexp_replace(regexp_replace(table_title, '\s', '', 'g'), {{ pattern('table_name_noise') }}, '', 'g')) as names,
        list(distinct statement_id) as statement_ids,
    from statements
    group by all

),

-- A title of the body is often longer or shorter than its entry in the contents.
met as (

    select
        announced.*,
        len(list_filter(titled.names, lambda n: {{ same_title('n', 'announced.name') }})) > 0
        or coalesce(list_contains(titled.statement_ids, known.statement_id), false) as is_met,
        known.statement_id as known_statement_id,
    from announced
    inner join titled on announced.document_id = titled.document_id
    left join (
        select
            regexp_replace(regexp_replace(title, '\s', '', 'g'), {{ pattern('table_name_noise') }}, '', 'g') as name,
            min(statement_id) as statement_id,
        from {{ ref('statement_titles') }}
        group by all
    ) as known on announced.name = known.name
    where length(announced.name) >= 3

),

-- And the tables that the contents leave out.
listed as (

    select
        document_id,
        list(name) as names,
        count(*) as entries,
    from announced
    where length(name) >= 3
    group by all
    having count(*) >= 5

),

left_out as (

    select
        statements.document_id,
        statements.statement_no,
        statements.statement_id,
        statements.table_title,
        statements.title_line,
        regexp_replace(regexp_replace(statements.table_title, '\s', '', 'g'), {{ pattern('table_name_noise') }}, '', 'g') as name,
        listed.entries,
        len(list_filter(listed.names, lambda n: {{ same_title('n', 'name') }})) > 0
        -- A short title (支出决算表) is part of longer entries, which do not list it.
        or coalesce(
            contains(
                list_reduce(
                    [whole_contents.text]
                    || list_filter(listed.names, lambda n: contains(n, name) and length(n) > length(name)),
                    lambda text, entry: replace(text, entry, '')
                ),
                name
            ),
            false
        )
        or exists (
            select 1
            from met
            inner join {{ ref('statement_titles') }} as known on met.known_statement_id = known.statement_id
            where met.document_id = statements.document_id and known.statement_id = statements.statement_id
        ) as is_listed,
    from statements
    inner join listed on statements.document_id = listed.document_id
    left join whole_contents on statements.document_id = whole_contents.document_id
    where
        statements.title_line is not null
        and statements.table_title <> ''
        and statements.statement_id not like 'performance%'
        and statements.statement_id not in ('other', 'organisation_units', 'asset_holdings')
        and coalesce(statements.match_method, '') <> 'continuation'

),

unlisted as (

    select
        document_id,
        list(concat('《', table_title, '》') order by title_line) filter (where not is_listed) as titles,
        min(title_line) filter (where not is_listed) as title_line,
        min_by(statement_no, title_line) filter (where not is_listed) as statement_no,
        min_by(statement_id, title_line) filter (where not is_listed) as statement_id,
        count_if(is_listed) as listed,
        count(*) as tables,
    from left_out
    group by all

),

contents_and_tables as (

    select
        met.document_id,
        'completeness_contents' as rule_id,
        concat_ws('|', met.passage_no) as place_key,
        met.line_no as source_line,
        met.text as source_text,
        concat(
            '目录列有“', regexp_replace(met.text, '[.·…]{2,}[0-9]*$', ''), '”，文中没有同名的表',
            if(len(coalesce(unlisted.titles, [])) > 0, concat('（文中另有目录未列的', array_to_string(unlisted.titles[1:3], '、'), '）'), '')
        ) as finding,
        cast(null as varchar) as advice,
        if(is_met, 'exact', 'broken') as status,
        cast(null as varchar) as statement_id,
        cast(null as integer) as statement_no,
    from met
    left join unlisted on met.document_id = unlisted.document_id
    -- Contents whose tables stand in another file announce nothing here.
    qualify count_if(is_met) over (partition by met.document_id) >= 0.7 * count(*) over (partition by met.document_id)
    union all
    select
        document_id,
        'completeness_contents' as rule_id,
        'unlisted' as place_key,
        title_line as source_line,
        array_to_string(titles, '、') as source_text,
        concat('文中有', array_to_string(titles[1:3], '、'), '，目录没有列出') as finding,
        '目录补列此表' as advice,
        'broken' as status,
        statement_id,
        statement_no,
    from unlisted
    where
        len(coalesce(titles, [])) > 0
        and listed >= 0.7 * tables
        and document_id not in (select document_id from met where not is_met)

),

everything as (

    select * from contents_in_order
    union all
    select * from contents_and_tables

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
        if(rule_id = 'completeness_contents', rule_id, null) as cause_key,
        status,
        statement_id,
        statement_no,
    from everything

)

select * from final
