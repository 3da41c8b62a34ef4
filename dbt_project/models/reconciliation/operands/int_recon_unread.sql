-- grain: one cell of a table that could not be read, with what is known of its row and its column
with

unplaced as (

    -- Numbers that are read but are no amounts of the table (a rate, an earlier year) take part in no sum.
    select * from {{ ref('stg_unplaced_cells') }}
    where not is_set_aside

),

statements as (

    select * from {{ ref('stg_statements') }}

),

operands as (

    select
        document_id,
        statement_no,
        source_line,
        source_field,
        measure,
    from {{ ref('int_recon_operand') }}
    where figure_no = 0

),

columns as (

    select
        document_id,
        statement_no,
        source_field,
        list(distinct measure) as measures,
    from operands
    semi join (select distinct document_id, statement_no from unplaced) as damaged
        on operands.document_id = damaged.document_id and operands.statement_no = damaged.statement_no
    group by all

),

final as (

    select
        unplaced.document_id,
        unplaced.statement_no,
        statements.statement_id,
        unplaced.source_line,
        unplaced.source_field,
        unplaced.cell_text,
        unplaced.reason_code,
        coalesce(columns.measures, []) as measures,
        read_lines.document_id is null as is_row_lost,
        concat('第', unplaced.source_line, '行第', unplaced.source_field, '列“', trim(unplaced.cell_text), '”') as place,
    from unplaced
    inner join statements
        on unplaced.document_id = statements.document_id and unplaced.statement_no = statements.statement_no
    left join columns
        on
            unplaced.document_id = columns.document_id
            and unplaced.statement_no = columns.statement_no
            and unplaced.source_field = columns.source_field
    left join (select distinct document_id, statement_no, source_line from operands) as read_lines
        on
            unplaced.document_id = read_lines.document_id
            and unplaced.statement_no = read_lines.statement_no
            and unplaced.source_line = read_lines.source_line

)

select * from final
