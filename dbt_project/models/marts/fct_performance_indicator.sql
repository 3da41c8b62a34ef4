-- grain: one row of a performance table: document x table x indicator
with

indicators as (

    select * from {{ ref('stg_indicators') }}

),

statements as (

    select * from {{ ref('stg_statements') }}

),

documents as (

    select * from {{ ref('int_documents') }}

),

final as (

    select
        indicators.document_id || '-' || indicators.statement_no || '-i' || indicators.indicator_no as indicator_id,
        indicators.document_id,
        documents.department_id,
        documents.fiscal_year,
        documents.document_kind,
        statements.statement_id,
        indicators.statement_no,
        indicators.indicator_no,
        indicators.row_type,
        indicators.subject_kind,
        indicators.subject,
        indicators.level1,
        indicators.level2,
        indicators.level3,
        indicators.description,
        indicators.target_text as target,
        indicators.actual_text as actual,
        indicators.weight_text,
        {{ only_number('indicators.weight_text') }} as weight,
        indicators.score_text,
        {{ only_number('indicators.score_text') }} as score,
        indicators.grade_text as grade,
        indicators.deviation_text as deviation,
        indicators.source_line,
        {{- place_columns('indicators') }}
    from indicators
    inner join documents on indicators.document_id = documents.document_id
    left join statements
        on
            indicators.document_id = statements.document_id
            and indicators.statement_no = statements.statement_no

)

select * from final
