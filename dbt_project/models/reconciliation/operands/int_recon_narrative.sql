-- grain: one figure of the prose, with what its subject means in the tables
with

figures as (

    select * from {{ ref('stg_narrative_figures') }}

),

subjects as (

    select * from {{ ref('rule_subjects') }}

),

sections as (

    select * from {{ ref('rule_sections') }}

),

units as (

    select
        unit,
        cast(yuan as decimal(12, 0)) as yuan,
    from {{ ref('money_units') }}

),

table_figures as (

    select * from {{ ref('int_figures_valued') }}

),

functions as (

    select
        code,
        name,
    from {{ ref('functions') }}
    union all
    select
        code,
        name,
    from {{ ref('function_aliases') }}

),

economics as (

    select
        code,
        name,
    from {{ ref('economic_department') }}
    union all
    select
        code,
        name,
    from {{ ref('economic_aliases') }}

),

-- One spelling for comparing names: no blanks, quotes, brackets, (类), (款), (项), nor a last 支出.
keyed as (

    select
        *,
        {{ name_key('subject') }} as subject_key,
        {{ name_key('coalesce(function_item, function_section, function_class, subject)') }} as function_key,
        {{ name_key('function_section') }} as section_key,
        {{ name_key('function_class') }} as class_key,
        coalesce(function_item, '') <> '' as is_item,
        length(regexp_extract(value_text, '[.．]([0-9０-９]+)', 1)) as printed_decimals,
    from figures

),

-- The first pattern, in the order of the seed, that the subject of such a metric fits.
subject_meanings as (

    select
        wordings.metric,
        wordings.subject_key,
        min_by(subjects.subject_id, cast(subjects.priority as integer)) as subject_id,
    from (select distinct metric, subject_key from keyed) as wordings
    inner join subjects
        on
            regexp_matches(wordings.metric, subjects.metric_pattern)
            and regexp_matches(wordings.subject_key, subjects.subject_pattern)
    group by all

),

section_funds as (

    select
        titles.section_title,
        min_by(sections.fund, cast(sections.priority as integer)) as fund,
    from (select distinct section_title from figures) as titles
    inner join sections on regexp_matches(titles.section_title, sections.pattern)
    group by all

),

-- Within a sentence the whole that was named last says whose parts follow.
wholes as (

    select
        document_id,
        figure_no,
        last_value(rule_wholes.fund ignore nulls) over (
            partition by document_id, zone, section_title, sentence
            order by figure_no
            rows between unbounded preceding and current row
        ) as fund,
    from figures
    left join {{ ref('rule_wholes') }} as rule_wholes on figures.metric = rule_wholes.metric

),

-- Names of codes: first what this document's own tables call them, then the reference list.
names_of_document as (

    select distinct
        document_id,
        function_code as code,
        {{ name_key('row_label') }} as name_key,
    from table_figures
    where row_kind in ('function', 'line') and function_code is not null

),

names_of_reference as (

    select distinct
        code,
        {{ name_key('name') }} as name_key,
    from functions

),

own_codes as (

    select
        keyed.document_id,
        keyed.figure_no,
        if(count(distinct names.code) = 1, min(names.code), null) as code,
    from keyed
    inner join names_of_document as names
        on
            keyed.document_id = names.document_id
            and names.name_key = keyed.function_key
            and length(names.code) = if(keyed.is_item, 7, if(keyed.section_key <> '', 5, 3))
    left join names_of_document as sections_of_document
        on
            keyed.document_id = sections_of_document.document_id
            and sections_of_document.code = left(names.code, 5)
    where
        not keyed.is_item
        or coalesce(keyed.section_key, '') = ''
        or coalesce(sections_of_document.name_key, keyed.section_key) = keyed.section_key
    group by all

),

reference_paths as (

    select
        item.code,
        item.name_key as item_key,
        section.name_key as section_key,
        class.name_key as class_key,
    from names_of_reference as item
    inner join names_of_reference as section on section.code = left(item.code, 5) and length(item.code) = 7
    inner join names_of_reference as class on class.code = left(item.code, 3)

),

reference_codes as (

    select
        keyed.document_id,
        keyed.figure_no,
        if(count(distinct paths.code) = 1, min(paths.code), null) as code,
    from keyed
    inner join reference_paths as paths
        on
            keyed.is_item
            and paths.item_key = keyed.function_key
            and paths.section_key = keyed.section_key
            and paths.class_key = keyed.class_key
    group by all

),

economic_names as (

    select
        {{ name_key('name') }} as name_key,
        min(code) as code,
    from economics
    group by all

),

usual_decimals as (

    select
        document_id,
        unit_text,
        arg_max(printed_decimals, cells * 100 - printed_decimals) as decimals,
    from (
        select
            document_id,
            unit_text,
            printed_decimals,
            count(*) as cells,
        from keyed
        where printed_decimals > 0
        group by all
    )
    group by all

),

described as (

    select
        keyed.document_id,
        keyed.figure_no,
        keyed.zone,
        coalesce(keyed.section_no, '') as section_no,
        coalesce(keyed.section_title, '') as section_title,
        coalesce(wholes.fund, section_funds.fund, 'all') as fund,
        keyed.metric,
        coalesce(keyed.subject, '') as subject,
        keyed.subject_key,
        coalesce(subject_meanings.subject_id, '') as subject_id,
        coalesce(if(keyed.metric in ('function_expenditure', 'function_share', 'budget_initial', 'budget_adjusted', 'final', 'completion_rate'), coalesce(own_codes.code, reference_codes.code), null), '') as function_code,
        coalesce(if(keyed.metric = 'economic_expenditure', economic_names.code, null), '') as economic_code,
        keyed.is_item,
        coalesce(keyed.sentence, '') as sentence,
        keyed.value_text,
        cast(keyed.value_number as decimal(28, 8)) as value,
        keyed.printed_decimals,
        coalesce(usual_decimals.decimals, 0) as usual_decimals,
        coalesce(keyed.unit_text, '') as unit_text,
        units.yuan as unit_yuan,
        keyed.source_line,
        coalesce(keyed.base_text, '') as base_text,
        coalesce(keyed.base_unit_text, '') as base_unit_text,
        keyed.base_line,
        cast(cast(keyed.base_number as decimal(28, 8)) * base_units.yuan as decimal(20, 2)) as base_yuan,
        greatest(
            length(regexp_extract(keyed.base_text, '[.．]([0-9０-９]+)', 1)),
            coalesce(base_decimals.decimals, 0)
        ) as base_decimals,
        base_units.yuan as base_unit_yuan,
    from keyed
    left join subject_meanings
        on keyed.metric = subject_meanings.metric and keyed.subject_key = subject_meanings.subject_key
    left join section_funds on keyed.section_title = section_funds.section_title
    left join wholes on keyed.document_id = wholes.document_id and keyed.figure_no = wholes.figure_no
    left join own_codes on keyed.document_id = own_codes.document_id and keyed.figure_no = own_codes.figure_no
    left join reference_codes
        on keyed.document_id = reference_codes.document_id and keyed.figure_no = reference_codes.figure_no
    left join economic_names on keyed.subject_key = economic_names.name_key
    left join usual_decimals
        on keyed.document_id = usual_decimals.document_id and keyed.unit_text = usual_decimals.unit_text
    left join units on replace(keyed.unit_text, ' ', '') = units.unit
    left join units as base_units on replace(keyed.base_unit_text, ' ', '') = base_units.unit
    left join usual_decimals as base_decimals
        on keyed.document_id = base_decimals.document_id and keyed.base_unit_text = base_decimals.unit_text

),

final as (

    select
        *,
        cast(value * unit_yuan as decimal(20, 2)) as value_yuan,
        cast(
            unit_yuan
            * cast(power(10, 6 - least(6, greatest(printed_decimals, usual_decimals))) as bigint)
            * cast(0.0000005 as decimal(8, 7))
            as decimal(24, 6)
        ) as half_unit,
        cast(
            base_unit_yuan
            * cast(power(10, 6 - least(6, base_decimals)) as bigint)
            * cast(0.0000005 as decimal(8, 7))
            as decimal(24, 6)
        ) as base_half_unit,
    from described

)

select * from final
