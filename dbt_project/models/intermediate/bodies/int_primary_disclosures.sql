-- grain: one body-year (body x year x kind): the disclosure that stands for it
with

documents as (

    select * from {{ ref('int_documents') }}

),

final as (

    select
        body_year_id,
        disclosure_id,
        department_id,
        fiscal_year,
        document_kind,
    from documents
    group by body_year_id, disclosure_id, department_id, fiscal_year, document_kind, disclosure_level
    qualify
        row_number() over (
            partition by body_year_id
            order by
                case disclosure_level when 'department' then 1 when 'government' then 2 else 3 end,
                disclosure_id
        ) = 1

)

select * from final
