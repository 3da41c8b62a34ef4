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
        region_code,
        fiscal_year,
        body_kind as document_kind,
    from documents
    qualify
        row_number() over (
            partition by body_year_id
            order by
                case disclosure_level when 'department' then 1 when 'government' then 2 else 3 end,
                superseded_by is not null,
                department_id is null,
                fiscal_year is null,
                disclosure_id,
                document_id
        ) = 1

)

select * from final
