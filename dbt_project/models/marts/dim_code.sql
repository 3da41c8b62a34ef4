-- grain: one coded value of one set of codes
with

code_words as (

    select * from {{ ref('code_words') }}

),

statements as (

    select * from {{ ref('statements') }}

),

metrics as (

    select * from {{ ref('metrics') }}

),

document_reasons as (

    select * from {{ ref('document_reasons') }}

),

rules as (

    select * from {{ ref('dim_rule') }}

),

everything as (

    select
        code_set,
        code,
        name_zh,
        name_en,
        description_zh,
    from code_words
    union all
    select
        'statement_id' as code_set,
        statement_id as code,
        statement_name as name_zh,
        replace(statement_id, '_', ' ') as name_en,
        official_number as description_zh,
    from statements
    union all
    select
        'metric' as code_set,
        metric as code,
        term as name_zh,
        description as name_en,
        cast(null as varchar) as description_zh,
    from metrics
    union all
    select
        'reason_code' as code_set,
        reason_code as code,
        chinese as name_zh,
        english as name_en,
        cast(null as varchar) as description_zh,
    from document_reasons
    union all
    select
        'rule_id' as code_set,
        rule_id as code,
        description_zh as name_zh,
        description as name_en,
        formula as description_zh,
    from rules

),

final as (

    select
        code_set,
        code,
        name_zh,
        name_en,
        description_zh,
    from everything

)

select * from final
