-- grain: one class, section or item that an item of the prose names, or one item with the amounts its paragraph prints for it
-- 文中科目的类、款、项名称为本年度科目名称，与表中该科目一致；同一科目在同一段里只有一个本年数。
with

scope as (

    select * from {{ ref('int_recon_scope') }}
    where document_kind in ('budget', 'final_accounts')

),

named as (

    select
        narrative.document_id,
        scope.fiscal_year,
        narrative.function_class,
        narrative.function_section,
        narrative.function_item,
        {{ name_key('narrative.function_class') }} as class_key,
        {{ name_key('narrative.function_section') }} as section_key,
        {{ name_key('narrative.function_item') }} as item_key,
        min(narrative.source_line) as source_line,
    from {{ ref('stg_narrative_figures') }} as narrative
    inner join scope on narrative.document_id = scope.document_id
    where narrative.function_class is not null and narrative.zone = 'notes'
    group by all

),

printed as (

    select distinct
        figures.document_id,
        figures.function_code as code,
        regexp_replace(figures.row_label, '\s', '', 'g') as name,
        {{ name_key('figures.row_label') }} as name_key,
    from {{ ref('int_figures_valued') }} as figures
    inner join scope on figures.document_id = scope.document_id
    where figures.row_kind = 'function' and length(figures.function_code) in (3, 5, 7)

),

listed as (

    select
        code,
        name,
        {{ name_key('name') }} as name_key,
        coalesce(try_cast(valid_from as integer), 0) as valid_from_year,
        coalesce(try_cast(valid_to as integer), 9999) as valid_to_year,
    from {{ ref('functions') }}

),

aliases as (

    select
        code,
        name,
        {{ name_key('name') }} as name_key,
        alias_kind,
    from {{ ref('function_aliases') }}

),

-- Names of one level that are right in the year, and those that another year knows.
names_of_year as (

    select distinct
        named.document_id,
        named.class_key,
        listed.code,
        named.fiscal_year between listed.valid_from_year and listed.valid_to_year as is_of_year,
    from named
    inner join listed on named.class_key = listed.name_key and length(listed.code) = 3
    union all
    select distinct
        named.document_id,
        named.class_key,
        aliases.code,
        aliases.alias_kind = 'short' as is_of_year,
    from named
    inner join aliases on named.class_key = aliases.name_key and length(aliases.code) = 3

),

-- A class under a name it no longer has, where the table prints the new one.
old_classes as (

    select
        named.document_id,
        'wording_old_name' as rule_id,
        concat_ws('|', named.class_key) as place_key,
        min(named.source_line) as source_line,
        min(named.function_class) as source_text,
        concat(
            '文中类级科目写“', min(named.function_class), '”，', min(named.fiscal_year), ' 年为“',
            min(coalesce(printed.name, present.name)), '”'
        ) as finding,
        concat('应为“', min(coalesce(printed.name, present.name)), '”') as advice,
        if(bool_or(names.is_of_year) or bool_or(coalesce(printed.name_key = named.class_key, false)), 'exact', 'broken') as status,
        min(names.code) as code,
    from named
    inner join names_of_year as names on named.document_id = names.document_id and named.class_key = names.class_key
    left join printed on names.document_id = printed.document_id and names.code = printed.code
    left join listed as present
        on names.code = present.code and named.fiscal_year between present.valid_from_year and present.valid_to_year
    -- Of years before the list begins only a table knows the name.
    where named.class_key is not null and (names.is_of_year or coalesce(printed.name, present.name) is not null)
    group by named.document_id, named.class_key

),

-- The code an item means: the one row of the tables with its name, under the class it names where several have it.
meant as (

    select
        named.*,
        printed.code,
        sections.name as section_name,
        sections.name_key as section_name_key,
        classes.name_key as class_name_key,
        count(distinct printed.code) over (
            partition by named.document_id, named.class_key, named.section_key, named.item_key
        ) as candidates,
        coalesce(sections.name_key = named.section_key, false) as fits_section,
    from named
    inner join printed on named.document_id = printed.document_id and named.item_key = printed.name_key and length(printed.code) = 7
    left join printed as sections on named.document_id = sections.document_id and left(printed.code, 5) = sections.code
    left join printed as classes on named.document_id = classes.document_id and left(printed.code, 3) = classes.code
    where named.section_key is not null and named.class_key is not null

),

wrong_sections as (

    select
        document_id,
        'wording_item_name' as rule_id,
        concat_ws('|', 'section', class_key, section_key, item_key) as place_key,
        min(source_line) as source_line,
        min(concat(function_class, '（类）', function_section, '（款）', function_item, '（项）')) as source_text,
        concat(
            '文中“', min(function_item), '（项）”写在“', min(function_section), '（款）”下，表中该项（', min(code), '）属于“',
            min(section_name), '”'
        ) as finding,
        concat('款应为“', min(section_name), '”') as advice,
        case
            when bool_or(fits_section) or bool_or(coalesce(contains(section_name_key, section_key), false)) then 'exact'
            when min(candidates) = 1 and bool_or(section_name is not null) and bool_or(class_name_key = class_key) then 'broken'
            else 'not_applicable'
        end as status,
        min(code) as code,
    from meant
    group by document_id, class_key, section_key, item_key

),

-- 节能环保支出（类）林业和草原（款）森林资源管理（项）: section and item are one row of the tables, the class is that of others.
wrong_classes as (

    select
        meant.document_id,
        'wording_item_name' as rule_id,
        concat_ws('|', 'class', meant.class_key, meant.section_key, meant.item_key) as place_key,
        min(meant.source_line) as source_line,
        min(concat(meant.function_class, '（类）', meant.function_section, '（款）', meant.function_item, '（项）')) as source_text,
        concat(
            '文中“', min(meant.function_section), '（款）', min(meant.function_item), '（项）”写在“', min(meant.function_class),
            '（类）”下，表中该项（', min(meant.code), '）属于“', min(classes.name), '”'
        ) as finding,
        concat('类应为“', min(classes.name), '”') as advice,
        case
            when bool_or(left(names.code, 3) = left(meant.code, 3)) then 'exact'
            when min(meant.candidates) = 1 and bool_and(names.is_of_year) then 'broken'
            else 'not_applicable'
        end as status,
        min(meant.code) as code,
    from meant
    inner join names_of_year as names on meant.document_id = names.document_id and meant.class_key = names.class_key
    inner join printed as classes on meant.document_id = classes.document_id and left(meant.code, 3) = classes.code
    where meant.fits_section
    group by meant.document_id, meant.class_key, meant.section_key, meant.item_key

),

-- An item whose name stands in no table, beside one row of its section that is all but the same.
unmatched as (

    select
        named.*,
        items.code,
        items.name as item_name,
        items.name_key,
    from named
    inner join printed as sections
        on named.document_id = sections.document_id and named.section_key = sections.name_key and length(sections.code) = 5
    inner join printed as classes
        on named.document_id = classes.document_id and left(sections.code, 3) = classes.code and named.class_key = classes.name_key
    inner join printed as items
        on named.document_id = items.document_id and length(items.code) = 7 and left(items.code, 5) = sections.code
    anti join printed as same
        on named.document_id = same.document_id and named.item_key = same.name_key and length(same.code) = 7
    where
        length(named.item_key) >= 4
        and (
            contains(items.name_key, named.item_key)
            or contains(named.item_key, items.name_key)
            -- Two signs more, less or other: DuckDB counts the three bytes of each.
            or (levenshtein(items.name_key, named.item_key) <= 6 and abs(length(items.name_key) - length(named.item_key)) <= 2)
            or list_sort(string_split(items.name_key, '')) = list_sort(string_split(named.item_key, ''))
        )

),

short_items as (

    select
        document_id,
        'wording_item_name' as rule_id,
        concat_ws('|', 'item', class_key, section_key, item_key) as place_key,
        min(source_line) as source_line,
        min(function_item) as source_text,
        concat('文中项级科目写“', min(function_item), '”，表中为“', min(item_name), '”（', min(code), '）') as finding,
        concat('应为“', min(item_name), '”') as advice,
        if(count(distinct code) = 1, 'broken', 'not_applicable') as status,
        min(code) as code,
    from unmatched
    group by document_id, class_key, section_key, item_key

),

-- 行政单位离退休（01项）56.12万元……2026年预算安排57.8万元
item_figures as (

    select
        narrative.document_id,
        narrative.figure_no,
        narrative.source_line,
        narrative.function_class,
        narrative.function_section,
        narrative.function_item,
        concat(narrative.value_text, narrative.unit_text) as amount_text,
        {{ prose_yuan('narrative.value_number', 'narrative.unit_text') }} as yuan,
    from {{ ref('stg_narrative_figures') }} as narrative
    inner join scope on narrative.document_id = scope.document_id
    where
        narrative.metric = 'function_expenditure' and narrative.unit_text like '%元' and coalesce(narrative.stage, '') not like 'prior%'
        and narrative.function_item is not null and narrative.subject = narrative.function_item
        and scope.document_kind = 'budget'

),

-- Which of the two the tables confirm, to a hundredth of 万元.
confirmed as (

    select distinct
        item_figures.document_id,
        item_figures.figure_no,
    from item_figures
    inner join {{ ref('int_figures_valued') }} as figures
        on
            item_figures.document_id = figures.document_id
            and figures.row_kind = 'function'
            and abs(figures.amount_yuan - item_figures.yuan) <= 100
            and {{ name_key('figures.row_label') }} = {{ name_key('item_figures.function_item') }}

),

two_amounts as (

    select
        item_figures.document_id,
        'wording_two_amounts' as rule_id,
        concat_ws('|', source_line, function_class, function_section, function_item) as place_key,
        source_line,
        function_item as source_text,
        concat('“', function_item, '”在同一段里有两个本年数：', string_agg(amount_text, '、' order by item_figures.figure_no)) as finding,
        if(
            count(confirmed.figure_no) = 1,
            concat('表中为', max(amount_text) filter (where confirmed.figure_no is not null), '，另一个数有误'),
            null
        ) as advice,
        if(count(distinct yuan) = 1, 'exact', 'broken') as status,
        cast(null as varchar) as code,
        coalesce(max(item_figures.figure_no) filter (where confirmed.figure_no is null), max(item_figures.figure_no)) as figure_no,
        max(yuan) - min(yuan) as difference,
    from item_figures
    left join confirmed on item_figures.document_id = confirmed.document_id and item_figures.figure_no = confirmed.figure_no
    group by item_figures.document_id, source_line, function_class, function_section, function_item
    having count(*) = 2

),

-- 2080505-机关事业单位职业年金缴费支出: a code before a name that is another code's.
coded as (

    select
        document_id,
        -- The code is a part of the subject, or stands right before it or in brackets behind it.
        coalesce(
            nullif(regexp_extract(subject, '^[0-9]{7}'), ''),
            nullif(regexp_extract(left(sentence, greatest(strpos(sentence, subject), 1) - 1), '(?:^|[^0-9.])([0-9]{7})[-—－\s]*$', 1), ''),
            regexp_extract(substring(sentence, strpos(sentence, subject) + length(subject)), '^[（(]([0-9]{7})[）)]', 1)
        ) as code,
        regexp_replace(subject, '^[0-9]{7}[-—－\s]*', '') as name,
        {{ name_key("regexp_replace(subject, '^[0-9]{7}[-—－\s]*', '')") }} as item_key,
        min(source_line) as source_line,
    from (
        select narrative.*
        from {{ ref('stg_narrative_figures') }} as narrative
        inner join scope on narrative.document_id = scope.document_id
        where narrative.zone = 'notes' and regexp_matches(narrative.sentence, '[0-9]{7}[-—－\s）)]*[一-龥0-9]')
    )
    where code <> '' and name <> ''
    group by all

),

names_of_codes as (

    select
        code,
        name,
        name_key,
    from listed
    where length(code) = 7
    union all
    select
        code,
        name,
        name_key,
    from aliases
    where length(code) = 7

),

wrong_codes as (

    select
        coded.document_id,
        'wording_item_code' as rule_id,
        concat_ws('|', coded.code, coded.item_key) as place_key,
        min(coded.source_line) as source_line,
        min(concat(coded.code, coded.name)) as source_text,
        concat(
            '文中写“', min(concat(coded.code, coded.name)), '”，', min(coded.code), ' 是“',
            min(own.name), '”，“', min(coded.name), '”的编码是 ', min(others.code)
        ) as finding,
        concat('核对第', min(coded.source_line), '行的科目编码与名称') as advice,
        if(bool_or(own.name_key = coded.item_key) or bool_or(coalesce(printed.name_key = coded.item_key, false)), 'exact', 'broken') as status,
    from coded
    inner join names_of_codes as own on coded.code = own.code
    inner join names_of_codes as others on coded.item_key = others.name_key
    left join printed on coded.document_id = printed.document_id and coded.code = printed.code
    group by coded.document_id, coded.code, coded.item_key

),

everything as (

    select * from old_classes
    union all
    select * from wrong_sections
    union all
    select * from wrong_classes
    union all
    select * from short_items
    union all by name
    select * from wrong_codes
    union all by name
    select * from two_amounts

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
        figure_no,
        difference,
        status,
    from everything

)

select * from final
