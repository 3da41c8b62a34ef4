-- grain: one disclosure of a department or unit: what the checks of wording and form look at
with

documents as (

    select * from {{ ref('int_documents') }}

),

final as (

    select
        document_id,
        document_kind,
        disclosure_level,
        fiscal_year,
        department_id,
        disclosure_id,
        department_name,
        title,
    from documents
    where document_kind in ('budget', 'final_accounts', 'performance_report') and disclosure_level <> 'government'

)

select * from final
