-- grain: one figure that the prose prints
with

narrative_figures as (

    select * from {{ ref('int_narrative_figures') }}

),

final as (

    select
        narrative_figure_id,
        document_id,
        figure_no,
        metric,
        subject,
        subject_id,
        value,
        value_text,
        unit_text,
        amount_yuan,
        sentence,
        zone,
        section_no,
        section_title,
        item_no,
        function_class,
        function_section,
        function_item,
        function_code,
        source_line,
        source_offset,
        base_value,
        base_text,
        base_unit_text,
        base_yuan,
        base_line,
    from narrative_figures

)

select * from final
