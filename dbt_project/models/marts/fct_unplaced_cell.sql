-- grain: one numeric token of a table that could not be placed
with

unplaced_cells as (

    select * from {{ ref('stg_unplaced_cells') }}

),

statements as (

    select * from {{ ref('stg_statements') }}

),

documents as (

    select * from {{ ref('int_documents') }}

),

valued as (

    select * from {{ ref('int_figures_valued') }}

),

-- A placed number whose yuan cannot be known is as good as unplaced: no unit is guessed for it.
without_yuan as (

    select
        document_id,
        statement_no,
        source_line,
        source_field,
        amount_text as cell_text,
        case
            when is_money and unit_text is null then 'unit_missing'
            when is_money and unit_factor is null then 'unit_unknown'
            else 'not_an_amount'
        end as reason_code,
        case
            when is_money and unit_text is null then '该表未注明金额单位，无法换算为元'
            when is_money and unit_factor is null then '金额单位“' || unit_text || '”不在单位表中，无法换算为元'
            else '“' || amount_text || '”不是可换算的数值'
        end as reason,
        false as is_set_aside,
        {{- place_columns('valued') }}
    from valued
    where amount_yuan is null

),

everything as (

    select
        document_id,
        statement_no,
        source_line,
        source_field,
        cell_text,
        reason_code,
        reason,
        is_set_aside,
        {{- place_columns('unplaced_cells') }}
    from unplaced_cells
    union all
    select * from without_yuan

),

final as (

    select
        everything.document_id || '-' || everything.source_line || '-' || everything.source_field as cell_id,
        everything.document_id,
        documents.department_id,
        documents.fiscal_year,
        documents.document_kind,
        statements.statement_id,
        everything.statement_no,
        everything.source_line,
        everything.source_field,
        {{- place_columns('everything') }}
        everything.cell_text,
        everything.reason_code,
        everything.reason,
        everything.is_set_aside,
    from everything
    inner join documents on everything.document_id = documents.document_id
    left join statements
        on
            everything.document_id = statements.document_id
            and everything.statement_no = statements.statement_no

)

select * from final
