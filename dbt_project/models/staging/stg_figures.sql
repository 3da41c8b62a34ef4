-- grain: one placed amount or quantity

with

source as (

    select * from {{ source('extracted', 'figures') }}

),

final as (

    select
        cast(document_id as varchar) as document_id,
        cast(statement_no as integer) as statement_no,
        cast(statement_id as varchar) as statement_id,
        cast(source_line as integer) as source_line,
        cast(source_field as integer) as source_field,
        cast(row_no as integer) as row_no,
        cast(block_no as integer) as block_no,
        cast(row_kind as varchar) as row_kind,
        cast(row_label as varchar) as row_label,
        cast(row_code_text as varchar) as row_code_text,
        cast(row_code_system as varchar) as row_code_system,
        cast(row_context as varchar) as row_context,
        cast(unit_code as varchar) as unit_code,
        cast(unit_name as varchar) as unit_name,
        cast(project_name as varchar) as project_name,
        cast(line_id as varchar) as line_id,
        cast(line_function_code as varchar) as line_function_code,
        cast(line_economic_code as varchar) as line_economic_code,
        cast(column_label as varchar) as column_label,
        cast(column_economic_code as varchar) as column_economic_code,
        cast(measure as varchar) as measure,
        cast(stage as varchar) as stage,
        cast(fund as varchar) as fund,
        cast(is_of_which as boolean) as is_of_which,
        cast(is_money as boolean) as is_money,
        cast(amount_text as varchar) as amount_text,
        cast(amount_number as varchar) as amount_number,
        cast(unit_text as varchar) as unit_text,
        cast(placement as varchar) as placement,
        cast(placement_note as varchar) as placement_note,
        {{- address_columns() }}
    from source

)

select * from final
