-- grain: one published amount (or quantity) of one table cell
with

figures as (

    select * from {{ ref('int_figures') }}

),

statements as (

    select * from {{ ref('stg_statements') }}

),

documents as (

    select * from {{ ref('int_documents') }}

),

final as (

    select
        figures.figure_id,
        figures.document_id,
        documents.department_id,
        documents.fiscal_year,
        documents.document_kind,
        figures.statement_id,
        figures.statement_no,
        statements.table_title,
        figures.row_no,
        figures.block_no,
        figures.row_kind,
        figures.row_label,
        figures.row_code_text,
        figures.row_context,
        figures.function_code,
        figures.economic_code,
        figures.line_id,
        figures.project_name,
        figures.unit_code,
        figures.unit_name,
        figures.column_label,
        figures.measure,
        figures.stage,
        figures.fund,
        figures.side,
        figures.is_leaf,
        figures.is_of_which,
        figures.is_money,
        figures.amount_yuan,
        figures.amount_text,
        figures.unit_text,
        figures.source_line,
        figures.source_field,
        {{- place_columns('figures') }}
        figures.placement,
        figures.placement_note,
    from figures
    inner join documents on figures.document_id = documents.document_id
    left join statements
        on
            figures.document_id = statements.document_id
            and figures.statement_no = statements.statement_no

)

select * from final
