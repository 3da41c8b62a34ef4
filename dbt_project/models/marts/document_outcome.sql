-- grain: one document file x step of the pipeline
with

outcomes as (

    select * from {{ ref('stg_outcomes') }}

),

final as (

    select
        md5(concat_ws('|', file_name, step)) as document_outcome_id,
        document_id,
        file_name,
        step,
        outcome,
        reason_code,
        reason,
        figure_count,
        narrative_figure_count,
        unplaced_count,
        parser_version,
    from outcomes

)

select * from final
