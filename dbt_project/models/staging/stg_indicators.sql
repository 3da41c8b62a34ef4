-- grain: one indicator row of a performance table

with

source as (

    select * from {{ source('extracted', 'indicators') }}

),

final as (

    select
        cast(document_id as varchar) as document_id,
        cast(statement_no as integer) as statement_no,
        cast(indicator_no as integer) as indicator_no,
        cast(row_type as varchar) as row_type,
        cast(subject_kind as varchar) as subject_kind,
        cast(subject as varchar) as subject,
        cast(level1 as varchar) as level1,
        cast(level2 as varchar) as level2,
        cast(level3 as varchar) as level3,
        cast(description as varchar) as description,
        cast(target_text as varchar) as target_text,
        cast(actual_text as varchar) as actual_text,
        cast(weight_text as varchar) as weight_text,
        cast(score_text as varchar) as score_text,
        cast(grade_text as varchar) as grade_text,
        cast(deviation_text as varchar) as deviation_text,
        cast(source_line as integer) as source_line,
        {{- address_columns() }}
    from source

)

select * from final
