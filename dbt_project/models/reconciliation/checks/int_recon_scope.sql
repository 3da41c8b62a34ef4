-- grain: one disclosure of a department or unit: what the checks of wording and form look at
with

documents as (

    select * from {{ ref('dim_document') }}
    where document_kind in ('budget', 'final_accounts', 'performance_report') and disclosure_level <> 'government'

),

names as (

    select
        document_id,
        department_name,
        title,
    from {{ ref('stg_documents') }}

),

final as (

    select
        documents.document_id,
        documents.document_kind,
        documents.disclosure_level,
        documents.fiscal_year,
        documents.department_id,
        documents.disclosure_id,
        names.department_name,
        names.title,
    from documents
    inner join names on documents.document_id = names.document_id

)

select * from final
