-- grain: one kind of cell that is printed anywhere
with

cells as (

    select * from {{ ref('int_recon_cell') }}

),

kinds as (

    select distinct
        statement_id,
        row_kind,
        line_id,
        measure,
        stage,
        fund,
        length(function_code) as function_length,
        economic_code,
        column_level,
        is_of_which,
    from cells

),

final as (

    select
        row_number() over () as signature_no,
        *,
    from kinds

)

select * from final
