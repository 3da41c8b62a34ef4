-- grain: one functional item as the prose of one document names it: document x class x section x item names, and the name that stands for a 类 where none is marked
with

narrative_figures as (

    select * from {{ ref('stg_narrative_figures') }}

),

documents as (

    select * from {{ ref('stg_documents') }}

),

functions as (

    select * from {{ ref('functions') }}

),

figures as (

    select * from {{ ref('int_figures') }}

),

-- The prose writes 一般公共服务（类） where the list writes 一般公共服务支出. A figure of a function that names no level is of
-- a 类: 教育支出12.00万元.
named as (

    select distinct
        narrative_figures.document_id,
        narrative_figures.function_class,
        narrative_figures.function_section,
        narrative_figures.function_item,
        narrative_figures.class_name,
        documents.fiscal_year,
        nullif({{ name_key('narrative_figures.class_name') }}, '') as class_key,
        nullif({{ name_key('narrative_figures.function_section') }}, '') as section_key,
        nullif({{ name_key('narrative_figures.function_item') }}, '') as item_key,
        -- 2010601-行政运行: a name without marks that brings its code.
        if(
            narrative_figures.function_class is null and narrative_figures.function_section is null and narrative_figures.function_item is null,
            nullif(regexp_extract(narrative_figures.class_name, '^(2[0-9]{2}(?:[0-9]{2}){0,2})[^0-9]', 1), ''),
            null
        ) as own_code,
        nullif({{ name_key("regexp_replace(narrative_figures.class_name, '^[0-9]+[^0-9一-龥]*', '')") }}, '') as coded_key,
    from (select *, {{ narrative_class_name() }} as class_name, from narrative_figures) as narrative_figures
    inner join documents on narrative_figures.document_id = documents.document_id
    where
        narrative_figures.class_name is not null
        or narrative_figures.function_section is not null
        or narrative_figures.function_item is not null

),

listed as (

    select
        code,
        {{ name_key('name') }} as name_key,
        coalesce(try_cast(valid_from as integer), 0) as valid_from_year,
        coalesce(try_cast(valid_to as integer), 9999) as valid_to_year,
    from functions

),

printed as (

    select distinct
        document_id,
        function_code as code,
        {{ name_key('row_label') }} as name_key,
    from figures
    where function_code is not null and row_kind in ('function', 'line')

),

-- A code can be meant when the deepest name fits: the list of any year, or the document's own tables.
candidates as (

    select
        named.*,
        listed.code,
        named.fiscal_year between listed.valid_from_year and listed.valid_to_year as is_of_year,
        false as is_printed,
    from named
    inner join listed
        on
            coalesce(named.item_key, named.section_key, named.class_key) = listed.name_key
            and length(listed.code)
            = case when named.item_key is not null then 7 when named.section_key is not null then 5 else 3 end

    union all

    select
        named.*,
        printed.code,
        true as is_of_year,
        true as is_printed,
    from named
    inner join printed
        on
            named.document_id = printed.document_id
            and coalesce(named.item_key, named.section_key, named.class_key) = printed.name_key
            and length(printed.code)
            = case when named.item_key is not null then 7 when named.section_key is not null then 5 else 3 end

    union all

    -- A code that its name contradicts decides nothing.
    select
        named.*,
        printed.code,
        true as is_of_year,
        true as is_printed,
    from named
    inner join printed
        on named.document_id = printed.document_id and named.own_code = printed.code and named.coded_key = printed.name_key

    union all

    -- A bare name of a 款 or 项 that one row of the tables has, and no 类.
    select
        named.*,
        min(printed.code) as code,
        true as is_of_year,
        true as is_printed,
    from named
    inner join printed
        on named.document_id = printed.document_id and named.class_key = printed.name_key and length(printed.code) in (5, 7)
    where named.function_class is null and named.function_section is null and named.function_item is null
    group by all
    having count(distinct printed.code) = 1

    union all

    -- 社会保障和就业 is also the name of an item of the transfers: alone, it is the 类 that the tables print.
    select
        named.*,
        printed.code,
        true as is_of_year,
        true as is_printed,
    from named
    inner join printed
        on named.document_id = printed.document_id and named.item_key = printed.name_key and length(printed.code) = 3
    where named.function_class is null and named.function_section is null

),

-- The names above it must fit too, as far as the prose gives them.
scored as (

    select
        candidates.document_id,
        candidates.function_class,
        candidates.function_section,
        candidates.function_item,
        candidates.class_name,
        candidates.code,
        bool_or(candidates.is_printed) as is_printed,
        bool_or(candidates.is_of_year) as is_of_year,
        coalesce(bool_or(sections.name_key = candidates.section_key), false) as fits_section,
        coalesce(bool_or(classes.name_key = candidates.class_key), false) as fits_class,
        bool_and(candidates.item_key is null) as has_no_item,
        bool_and(candidates.section_key is null) as has_no_section,
        bool_and(candidates.class_key is null) as has_no_class,
    from candidates
    left join listed as sections on left(candidates.code, 5) = sections.code
    left join listed as classes on left(candidates.code, 3) = classes.code
    group by
        candidates.document_id,
        candidates.function_class,
        candidates.function_section,
        candidates.function_item,
        candidates.class_name,
        candidates.code

),

ranked as (

    select
        *,
        4 * cast(fits_section as integer)
        + 2 * cast(fits_class as integer)
        + 4 * cast(is_printed as integer)
        + cast(is_of_year as integer) as score,
    from scored
    where
        is_printed
        or fits_section
        or (fits_class and (has_no_item or has_no_section))
        or (has_no_section and has_no_class)

),

-- Two codes that fit equally well: none is taken.
best as (

    select *
    from ranked
    qualify
        rank() over (
            partition by document_id, function_class, function_section, function_item, class_name
            order by score desc
        ) = 1
        and count(*) over (
            partition by document_id, function_class, function_section, function_item, class_name, score
        ) = 1

),

final as (

    select
        document_id,
        function_class,
        function_section,
        function_item,
        class_name,
        code as function_code,
    from best

)

select * from final
