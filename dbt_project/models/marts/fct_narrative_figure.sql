-- grain: one figure that the prose prints
with

narrative_figures as (

    select * from {{ ref('int_narrative_figures') }}

),

documents as (

    select
        document_id,
        department_id,
        fiscal_year,
        document_kind,
    from {{ ref('int_documents') }}

),

final as (

    select
        narrative_figures.narrative_figure_id,
        narrative_figures.document_id,
        documents.department_id,
        documents.fiscal_year,
        documents.document_kind,
        narrative_figures.figure_no,
        narrative_figures.metric,
        narrative_figures.subject,
        narrative_figures.subject_id,
        narrative_figures.stage,
        narrative_figures.compared_with,
        narrative_figures.is_total,
        narrative_figures.is_primary,
        narrative_figures.value,
        narrative_figures.value_text,
        narrative_figures.unit_text,
        narrative_figures.amount_yuan,
        narrative_figures.sentence,
        narrative_figures.zone,
        narrative_figures.section_no,
        narrative_figures.section_title,
        narrative_figures.item_no,
        narrative_figures.function_class,
        narrative_figures.function_section,
        narrative_figures.function_item,
        narrative_figures.function_code,
        narrative_figures.economic_code,
        narrative_figures.source_line,
        narrative_figures.source_offset,
        narrative_figures.source_page,
        narrative_figures.source_ref,
        narrative_figures.source_x0,
        narrative_figures.source_top,
        narrative_figures.source_x1,
        narrative_figures.source_bottom,
        narrative_figures.stored_text,
        narrative_figures.read_by,
        narrative_figures.read_confidence,
        narrative_figures.base_value,
        narrative_figures.base_text,
        narrative_figures.base_unit_text,
        narrative_figures.base_yuan,
        narrative_figures.base_line,
    from narrative_figures
    inner join documents on narrative_figures.document_id = documents.document_id

)

select * from final
