-- grain: one table of a document

with

source as (

    select * from {{ source('extracted', 'statements') }}

),

final as (

    select
        cast(document_id as varchar) as document_id,
        cast(statement_no as integer) as statement_no,
        cast(statement_id as varchar) as statement_id,
        cast(table_title as varchar) as table_title,
        cast(title_line as integer) as title_line,
        cast(official_number as varchar) as official_number,
        cast(match_method as varchar) as match_method,
        cast(match_title as varchar) as match_title,
        cast(match_score as integer) as match_score,
        cast(unit_text as varchar) as unit_text,
        cast(unit_line as integer) as unit_line,
        cast(first_line as integer) as first_line,
        cast(last_line as integer) as last_line,
        cast(header_text as varchar) as header_text,
        cast(row_count as integer) as row_count,
        cast(numeric_token_count as integer) as numeric_token_count,
        cast(figure_count as integer) as figure_count,
        cast(indicator_count as integer) as indicator_count,
        cast(structural_count as integer) as structural_count,
        cast(unplaced_count as integer) as unplaced_count,
        cast(no_data_note as varchar) as no_data_note,
        cast(printed_header_only as boolean) as printed_header_only,
        cast(page as integer) as source_page,
    from source

)

select * from final
