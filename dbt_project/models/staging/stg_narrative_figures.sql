-- grain: one figure of the prose

with

source as (

    select * from {{ source('extracted', 'narrative_figures') }}

),

final as (

    select
        cast(document_id as varchar) as document_id,
        cast(figure_no as integer) as figure_no,
        cast(metric as varchar) as metric,
        cast(subject as varchar) as subject,
        cast(value_text as varchar) as value_text,
        cast(value_number as varchar) as value_number,
        cast(unit_text as varchar) as unit_text,
        cast(sentence as varchar) as sentence,
        cast(zone as varchar) as zone,
        cast(section_no as varchar) as section_no,
        cast(section_title as varchar) as section_title,
        cast(item_no as varchar) as item_no,
        cast(function_class as varchar) as function_class,
        cast(function_section as varchar) as function_section,
        cast(function_item as varchar) as function_item,
        cast(source_line as integer) as source_line,
        cast(source_offset as integer) as source_offset,
        cast(base_text as varchar) as base_text,
        cast(base_number as varchar) as base_number,
        cast(base_unit_text as varchar) as base_unit_text,
        cast(base_line as integer) as base_line,
        cast(stage as varchar) as stage,
        {{- address_columns() }}
    from source

)

select * from final
