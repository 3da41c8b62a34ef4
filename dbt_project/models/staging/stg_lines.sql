-- grain: one line of a document

with

source as (

    select * from {{ source('extracted', 'lines') }}

),

final as (

    select
        cast(document_id as varchar) as document_id,
        cast(line_no as integer) as line_no,
        cast(text as varchar) as text,
        cast(kind as varchar) as kind,
        cast(statement_no as integer) as statement_no,
        cast(page as integer) as source_page,
    from source

)

select * from final
