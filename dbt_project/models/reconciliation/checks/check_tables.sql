-- grain: one demand on how a table is published: once, under its own number, with numbers in order
-- 表只印一次；同一张表两次印出的数相同；表号不重复、按顺序排列。
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

everything as (

    select * from printed_twice
    union all
    select * from printed_otherwise
    union all
    select * from numbers_twice
    union all
    select * from numbers_in_order

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
        status,
        statement_id,
        statement_no,
    from everything

)

select * from final
