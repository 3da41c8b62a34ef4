-- grain: one printed amount that a rule may use, numbered, with its kind of cell
with

cells as (

    select * from {{ ref('int_recon_cell') }}

),

kinds as (

    select * from {{ ref('int_recon_cell_kind') }}

),

final as (

    select
        row_number() over () as operand_no,
        kinds.signature_no,
        cells.*,
    from cells
    inner join kinds
        on
            cells.statement_id = kinds.statement_id
            and cells.row_kind = kinds.row_kind
            and cells.line_id = kinds.line_id
            and cells.measure = kinds.measure
            and cells.stage = kinds.stage
            and cells.fund = kinds.fund
            and length(cells.function_code) = kinds.function_length
            and cells.economic_code = kinds.economic_code
            and cells.column_level = kinds.column_level
            and cells.is_of_which = kinds.is_of_which

)

select * from final
