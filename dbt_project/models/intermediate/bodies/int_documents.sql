-- grain: one document, with its body, its disclosure and its body-year
with

documents as (

    select * from {{ ref('stg_documents') }}

),

departments as (

    select * from {{ ref('int_department_names') }}

),

named as (

    select
        documents.*,
        departments.department_id,
    from documents
    left join departments
        on
            documents.department_name = departments.printed_name
            and documents.region_code is not distinct from departments.region_code

),

-- A document whose body or year is unknown is a disclosure of its own: nothing says which other file it belongs to.
final as (

    select
        * exclude (document_kind, disclosure_level),
        coalesce(document_kind, 'other') as document_kind,
        coalesce(disclosure_level, 'department') as disclosure_level,
        case
            when department_id is null or fiscal_year is null or disclosure_level is null
                then 'document-' || document_id
            else concat_ws('-', department_id, fiscal_year, document_kind, disclosure_level)
        end as disclosure_id,
        case
            when department_id is null or fiscal_year is null then 'document-' || document_id
            else concat_ws('-', department_id, fiscal_year, coalesce(document_kind, 'other'))
        end as body_year_id,
    from named

)

select * from final
