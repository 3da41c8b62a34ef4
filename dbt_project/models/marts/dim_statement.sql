-- grain: one kind of table
with

statements as (

    select * from {{ ref('statements') }}

),

final as (

    select
        statement_id,
        statement_name,
        document_kind,
        official_number,
        row_axis,
        fund,
    from statements

)

select * from final
