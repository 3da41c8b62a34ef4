-- grain: document x table x stage x economic code x function code x nature x cost group
with

parts as (

    select * from {{ ref('int_economic_parts') }}

),

primary_statements as (

    select * from {{ ref('int_primary_statements') }}
    where theme = 'economic'

),

documents as (

    select * from {{ ref('int_documents') }}

),

statements as (

    select * from {{ ref('statements') }}

),

final as (

    select
        md5({{ null_safe_key([
            'parts.document_id', 'parts.statement_no', 'parts.stage', 'parts.economic_code', 'parts.function_code',
            'parts.nature', 'parts.cost_group'
        ]) }}) as economic_expenditure_id,
        parts.document_id,
        documents.disclosure_id,
        documents.department_id,
        documents.fiscal_year,
        documents.document_kind,
        parts.statement_id,
        parts.statement_no,
        parts.stage,
        parts.economic_code,
        parts.function_code,
        parts.nature,
        parts.cost_group,
        statements.fund,
        cast(parts.amount_yuan as decimal(20, 2)) as amount_yuan,
        primary_statements.document_id is not null as is_primary,
        parts.is_rest,
        parts.figure_ids,
        parts.source_line,
    from parts
    inner join documents on parts.document_id = documents.document_id
    inner join statements on parts.statement_id = statements.statement_id
    left join primary_statements
        on
            parts.document_id = primary_statements.document_id
            and parts.statement_no = primary_statements.statement_no
            and parts.stage is not distinct from primary_statements.stage

)

select * from final
