-- grain: one disclosure file, by content
with

documents as (

    select * from {{ ref('int_documents') }}

),

final as (

    select
        document_id,
        file_name,
        duplicate_file_names,
        sha256,
        title,
        document_kind,
        disclosure_level,
        fiscal_year,
        department_id,
        department_name as printed_department_name,
        region_code,
        disclosure_id,
        body_year_id,
        superseded_by,
        format,
        container,
        encoding,
        byte_size,
        line_count,
        character_count,
        outcome,
        outcome_reason_code,
        outcome_reason,
        facts_evidence,
        parser_version,
    from documents

)

select * from final
