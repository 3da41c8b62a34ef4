-- grain: one figure of the prose, with its value, its yuan and its code
with

narrative_figures as (

    select * from {{ ref('stg_narrative_figures') }}

),

units as (

    select * from {{ ref('money_units') }}

),

functions as (

    select * from {{ ref('int_narrative_functions') }}

),

subjects as (

    select * from {{ ref('int_narrative_subjects') }}

),

final as (

    select
        narrative_figures.document_id || '-n' || narrative_figures.figure_no as narrative_figure_id,
        narrative_figures.*,
        case
            when {{ is_plain_number('narrative_figures.value_number') }}
                then try_cast(narrative_figures.value_number as decimal(24, 6))
        end as value,
        {{ yuan('narrative_figures.value_number', 'units.yuan') }} as amount_yuan,
        case
            when {{ is_plain_number('narrative_figures.base_number') }}
                then try_cast(narrative_figures.base_number as decimal(24, 6))
        end as base_value,
        {{ yuan('narrative_figures.base_number', 'base_units.yuan') }} as base_yuan,
        functions.function_code,
        subjects.subject_id,
        case narrative_figures.zone when 'notes' then 1 when 'overview' then 2 else 3 end as zone_rank,
    from narrative_figures
    left join units on replace(narrative_figures.unit_text, ' ', '') = units.unit
    left join units as base_units on replace(narrative_figures.base_unit_text, ' ', '') = base_units.unit
    left join subjects
        on
            narrative_figures.metric = subjects.metric
            and narrative_figures.subject = subjects.subject
    left join functions
        on
            narrative_figures.document_id = functions.document_id
            and narrative_figures.function_class is not distinct from functions.function_class
            and narrative_figures.function_section is not distinct from functions.function_section
            and narrative_figures.function_item is not distinct from functions.function_item

)

select * from final
