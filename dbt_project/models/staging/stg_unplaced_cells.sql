-- grain: one numeric token of a table that extraction could not place

with

source as (

    select * from {{ source('extracted', 'unplaced_cells') }}

),

final as (

    select
        cast(document_id as varchar) as document_id,
        cast(statement_no as integer) as statement_no,
        cast(source_line as integer) as source_line,
        cast(source_field as integer) as source_field,
        cast(cell_text as varchar) as cell_text,
        cast(reason_code as varchar) as reason_code,
        cast(reason as varchar) as reason,
        cast(is_set_aside as boolean) as is_set_aside,
        {{- address_columns() }}
    from source

)

select * from final
