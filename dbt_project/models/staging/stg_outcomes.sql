-- grain: one document file x step

with

source as (

    select * from {{ source('extracted', 'outcomes') }}

),

final as (

    select
        cast(file_name as varchar) as file_name,
        cast(document_id as varchar) as document_id,
        cast(step as varchar) as step,
        cast(outcome as varchar) as outcome,
        cast(reason_code as varchar) as reason_code,
        cast(reason as varchar) as reason,
        cast(figure_count as integer) as figure_count,
        cast(narrative_figure_count as integer) as narrative_figure_count,
        cast(unplaced_count as integer) as unplaced_count,
        cast(parser_version as varchar) as parser_version,
    from source

)

select * from final
