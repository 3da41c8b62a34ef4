-- grain: one demand on how a table is published: once, under its own number, to the level of the form, as the contents announce
-- 表只印一次；表号不重复；一般公共预算支出表公开到项，基本支出表公开到款；公务用车费分列购置费、运行费；目录所列的表文中都有。
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

figures as (

    select figures.*
    from {{ ref('int_figures_valued') }} as figures
    inner join scope on figures.document_id = scope.document_id

),

-- Two tables with the same rows and amounts are one table printed twice.
contents_of_table as (

    select
        document_id,
        statement_no,
        min(statement_id) as statement_id,
        md5(string_agg(
            concat_ws(':', row_no, coalesce(row_label, ''), coalesce(measure, ''), coalesce(stage, ''), coalesce(fund, ''), amount_text),
            '|' order by source_line, source_field
        )) as content,
        count(*) as cells,
    from figures
    where amount_yuan <> 0
    group by all

),

printed_twice as (

    select
        first.document_id,
        'completeness_table_twice' as rule_id,
        concat_ws('|', first.statement_no, second.statement_no) as place_key,
        titles.title_line as source_line,
        titles.table_title as source_text,
        concat('《', titles.table_title, '》印了两次（第 ', first_titles.title_line, '、', titles.title_line, ' 行），内容相同') as finding,
        concat('删去第', titles.title_line, '行起重复的表') as advice,
        'broken' as status,
        second.statement_id,
        second.statement_no,
    from contents_of_table as first
    inner join contents_of_table as second
        on
            first.document_id = second.document_id
            and first.statement_id = second.statement_id
            and first.content = second.content
            and first.statement_no < second.statement_no
    inner join statements as titles on second.document_id = titles.document_id and second.statement_no = titles.statement_no
    inner join statements as first_titles on first.document_id = first_titles.document_id and first.statement_no = first_titles.statement_no
    where first.cells >= 4 and first.statement_id <> 'other' and first.statement_id not like 'performance%'

),

amounts_of_tables as (

    select
        document_id,
        statement_no,
        statement_id,
        concat_ws(':', row_no, coalesce(row_label, ''), coalesce(measure, ''), coalesce(stage, ''), coalesce(fund, '')) as place,
        min(amount_yuan) as amount_yuan,
        min(source_line) as source_line,
    from figures
    where statement_id <> 'other' and statement_id not like 'performance%'
    group by all
    having count(*) = 1

),

-- The same rows with an amount or two that differ: one of the two prints is the older one.
printed_otherwise as (

    select
        first.document_id,
        'completeness_table_twice' as rule_id,
        concat_ws('|', first.statement_no, second.statement_no, 'other') as place_key,
        min(second.source_line) filter (where first.amount_yuan <> second.amount_yuan) as source_line,
        min(titles.table_title) as source_text,
        concat(
            '《', min(titles.table_title), '》印了两次（第 ', min(first_titles.title_line), '、', min(titles.title_line), ' 行），第 ',
            min(first.source_line) filter (where first.amount_yuan <> second.amount_yuan), ' 行与第 ',
            min(second.source_line) filter (where first.amount_yuan <> second.amount_yuan), ' 行金额不同'
        ) as finding,
        cast(null as varchar) as advice,
        'broken' as status,
        min(second.statement_id) as statement_id,
        second.statement_no,
    from amounts_of_tables as first
    inner join amounts_of_tables as second
        on
            first.document_id = second.document_id
            and first.statement_id = second.statement_id
            and first.place = second.place
            and first.statement_no < second.statement_no
    inner join statements as titles on second.document_id = titles.document_id and second.statement_no = titles.statement_no
    inner join statements as first_titles
        on
            first.document_id = first_titles.document_id
            and first.statement_no = first_titles.statement_no
            and first_titles.table_title = titles.table_title
    group by first.document_id, first.statement_no, second.statement_no
    having
        count_if(first.amount_yuan <> 0) >= 8
        and count_if(first.amount_yuan <> second.amount_yuan) between 1 and 3
        and count(*) = max(first_titles.figure_count)
        and count(*) = max(titles.figure_count)

),

-- One number on two tables of different kinds.
numbers as (

    select
        document_id,
        regexp_replace(regexp_replace(official_number, '\s', '', 'g'), '^公开0?', '') as number,
        list(distinct statement_id) as kinds,
        list(title_line order by title_line) as lines,
        list(table_title order by title_line) as titles,
        max_by(statement_no, title_line) as statement_no,
        max_by(statement_id, title_line) as statement_id,
        min(official_number) as official_number,
    from statements
    where official_number is not null and title_line is not null and coalesce(match_method, '') <> 'continuation'
    group by 1, 2

),

numbers_twice as (

    select
        document_id,
        'completeness_table_number' as rule_id,
        number as place_key,
        lines[-1] as source_line,
        official_number as source_text,
        concat('表号“', official_number, '”用了两次：《', titles[1], '》（第 ', lines[1], ' 行）与《', titles[-1], '》（第 ', lines[-1], ' 行）') as finding,
        cast(null as varchar) as advice,
        if(len(kinds) > 1, 'broken', 'exact') as status,
        statement_id,
        statement_no,
    from numbers

),

-- 表8, 公开07表 on a line of their own: each follows the one above it.
form_lines as (

    select
        lines.document_id,
        lines.line_no,
        trim(lines.text) as printed,
        try_cast(regexp_extract(trim(lines.text), '([0-9]+)', 1) as integer) as number,
        lag(try_cast(regexp_extract(trim(lines.text), '([0-9]+)', 1) as integer)) over in_document as number_before,
        lag(trim(lines.text)) over in_document as printed_before,
        lag(lines.line_no) over in_document as line_before,
        lag(try_cast(regexp_extract(trim(lines.text), '([0-9]+)', 1) as integer), 2) over in_document as number_two_before,
        lead(try_cast(regexp_extract(trim(lines.text), '([0-9]+)', 1) as integer)) over in_document as number_after,
        count(*) over (partition by lines.document_id) as forms,
    from {{ ref('stg_lines') }} as lines
    inner join scope on lines.document_id = scope.document_id
    where regexp_full_match(trim(lines.text), {{ pattern('form_line') }})
    window in_document as (partition by lines.document_id order by lines.line_no)

),

numbers_in_order as (

    select
        form_lines.document_id,
        'completeness_table_number' as rule_id,
        concat_ws('|', 'line', form_lines.line_no) as place_key,
        form_lines.line_no as source_line,
        printed as source_text,
        case
            when number = number_before then concat('表号“', printed, '”用了两次（第 ', line_before, '、', form_lines.line_no, ' 行）')
            when number = number_before + 2
                then concat('表号由“', printed_before, '”（第 ', line_before, ' 行）到“', printed, '”，其间没有第 ', number_before + 1, ' 号')
            else concat('表号“', printed, '”在“', printed_before, '”（第 ', line_before, ' 行）之后，应为第 ', number_before + 1, ' 号')
        end as finding,
        cast(null as varchar) as advice,
        case
            -- Where tables are known by their numbers, a number used twice is told of above.
            when number = number_before then if(known.document_id is null, 'broken', 'not_applicable')
            -- 表5, 表6, 表6, 表8: the second 表6 is the mistake, told of once.
            when number = number_before + 2 then if(number_before = number_two_before, 'not_applicable', 'broken')
            -- 公开06表, 公开17表, 公开08表
            when number_after = number_before + 2 and number <> number_before + 1 then 'broken'
            else 'exact'
        end as status,
        cast(null as varchar) as statement_id,
        cast(null as integer) as statement_no,
    from form_lines
    left join (select distinct document_id from numbers) as known on form_lines.document_id = known.document_id
    where number_before is not null and forms >= 4

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

-- Level of detail.
levels as (

    select
        figures.document_id,
        figures.statement_no,
        min(figures.statement_id) as statement_id,
        min(statements.table_title) as table_title,
        min(statements.title_line) as title_line,
        min(statements.row_axis) as row_axis,
        min(statements.unplaced_count) as unplaced_count,
        count(distinct figures.function_code) filter (where figures.row_kind = 'function') as functions,
        max(length(figures.function_code)) filter (where figures.row_kind = 'function') as function_length,
        count(distinct figures.economic_code) filter (where figures.row_kind = 'economic') as economics,
        max(length(figures.economic_code)) filter (where figures.row_kind = 'economic') as economic_length,
    from figures
    inner join statements on figures.document_id = statements.document_id and figures.statement_no = statements.statement_no
    where
        figures.amount_yuan <> 0
        and figures.statement_id in (
            'final_expenditure', 'final_revenue', 'final_general_expenditure', 'final_government_fund',
            'budget_general_expenditure', 'budget_expenditure', 'budget_government_fund',
            'final_basic_by_economic', 'budget_general_basic_by_economic'
        )
    group by figures.document_id, figures.statement_no

),

detail as (

    select
        document_id,
        'completeness_level' as rule_id,
        concat_ws('|', statement_no) as place_key,
        title_line as source_line,
        table_title as source_text,
        concat(
            '《', table_title, '》只公开到“',
            case coalesce(function_length, economic_length) when 3 then '类' else '款' end, '”，应公开到“',
            if(functions > 0, '项', '款'), '”'
        ) as finding,
        concat('补充到“', if(functions > 0, '项', '款'), '”级科目') as advice,
        case
            when functions > 0 and function_length < 7 then if(unplaced_count > 0, 'not_applicable', 'broken')
            when functions = 0 and economics > 0 and economic_length < 5 then if(unplaced_count > 0, 'not_applicable', 'broken')
            else 'exact'
        end as status,
        statement_id,
        statement_no,
    from levels
    where functions > 0 or economics > 0

),

code_rows as (

    select
        document_id,
        statement_no,
        min(statement_id) as statement_id,
        function_code,
        min(source_line) as source_line,
    from figures
    where row_kind = 'function' and function_code is not null
    group by document_id, statement_no, function_code

),

-- 212 and 2120803 without 21208: the sums hold without it, and another table of the document prints it.
absent_sections as (

    select distinct on (items.document_id, items.statement_no, left(items.function_code, 5))
        items.document_id,
        'completeness_level' as rule_id,
        concat_ws('|', items.statement_no, left(items.function_code, 5)) as place_key,
        items.source_line,
        levels.table_title as source_text,
        concat(
            '《', levels.table_title, '》印有', left(items.function_code, 3), '和', items.function_code, '，没有印其间的款级科目', left(items.function_code, 5),
            '（另一表第 ', others.source_line, ' 行有）'
        ) as finding,
        concat('补充款级科目', left(items.function_code, 5), '一行') as advice,
        'broken' as status,
        items.statement_id,
        items.statement_no,
    from code_rows as items
    inner join levels on items.document_id = levels.document_id and items.statement_no = levels.statement_no
    inner join code_rows as classes
        on
            items.document_id = classes.document_id
            and items.statement_no = classes.statement_no
            and left(items.function_code, 3) = classes.function_code
    inner join code_rows as others
        on
            items.document_id = others.document_id
            and items.statement_no <> others.statement_no
            and left(items.function_code, 5) = others.function_code
    where
        length(items.function_code) = 7
        and coalesce(levels.unplaced_count, 0) = 0
        -- With another section of the class the sums say it; without any section in the table it is a way of printing, unless there is one class only.
        and not exists (
            select 1 from code_rows as siblings
            where
                siblings.document_id = items.document_id
                and siblings.statement_no = items.statement_no
                and length(siblings.function_code) = 5
                and left(siblings.function_code, 3) = left(items.function_code, 3)
        )
        and exists (
            select 1 from code_rows as styles
            where styles.document_id = items.document_id and styles.statement_no = items.statement_no
            having
                count(*) filter (where length(styles.function_code) = 5) > 0
                or count(*) filter (where length(styles.function_code) = 3) = 1
        )
    order by items.document_id, items.statement_no, left(items.function_code, 5), items.function_code, others.source_line

),

-- Vehicle cost is published as purchase and operation, beside it or, where items stand in rows, below it.
three_public as (

    select
        document_id,
        statement_no,
        min(statement_id) as statement_id,
        coalesce(stage, '') as stage,
        row_no,
        min(source_line) as source_line,
        max(amount_yuan) filter (where measure = 'vehicles') as vehicles,
        count(*) filter (where measure in ('vehicle_purchase', 'vehicle_operation')) as parts,
    from figures
    where statement_id in ('final_three_public', 'budget_three_public') and coalesce(stage, '') <> 'prior_final'
    group by document_id, statement_no, stage, row_no

),

vehicles as (

    select
        document_id,
        'completeness_vehicle_parts' as rule_id,
        concat_ws('|', statement_no) as place_key,
        min(source_line) filter (where vehicles is not null) as source_line,
        cast(null as varchar) as source_text,
        concat('“三公”经费表公务用车购置及运行费 ', {{ yuan_text('max(vehicles)') }}, ' 元，没有分列购置费和运行费') as finding,
        '分列公务用车购置费和运行费' as advice,
        if(bool_or(parts = 0 and vehicles > 0) and not bool_or(parts > 0 and vehicles is null), 'broken', 'exact') as status,
        min(statement_id) as statement_id,
        statement_no,
    from three_public
    group by document_id, statement_no
    having bool_or(vehicles is not null)

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

    select * from printed_twice
    union all
    select * from printed_otherwise
    union all
    select * from numbers_twice
    union all
    select * from numbers_in_order
    union all
    select * from contents_in_order
    union all
    select * from detail
    union all
    select * from absent_sections
    union all
    select * from vehicles
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
        cast(null as varchar) as severity_override,
        if(rule_id = 'completeness_contents', rule_id, null) as cause_key,
        status,
        statement_id,
        statement_no,
    from everything

)

select * from final
