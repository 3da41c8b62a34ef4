-- grain: one document by content

with

source as (

    select * from {{ source('extracted', 'documents') }}

),

final as (

    select
        cast(document_id as varchar) as document_id,
        cast(sha256 as varchar) as sha256,
        cast(file_name as varchar) as file_name,
        cast(duplicate_file_names as varchar[]) as duplicate_file_names,
        cast(byte_size as bigint) as byte_size,
        cast(format as varchar) as format,
        cast(container as varchar) as container,
        cast(encoding as varchar) as encoding,
        cast(line_count as integer) as line_count,
        cast(character_count as bigint) as character_count,
        cast(title as varchar) as title,
        cast(document_kind as varchar) as document_kind,
        cast(disclosure_level as varchar) as disclosure_level,
        cast(fiscal_year as integer) as fiscal_year,
        cast(department_name as varchar) as department_name,
        cast(unit_code as varchar) as unit_code,
        cast(region_code as varchar) as region_code,
        cast(government_level as varchar) as government_level,
        cast(facts_evidence as varchar) as facts_evidence,
        cast(outcome as varchar) as outcome,
        cast(outcome_reason_code as varchar) as outcome_reason_code,
        cast(outcome_reason as varchar) as outcome_reason,
        cast(parser_version as varchar) as parser_version,
    from source

)

select * from final
