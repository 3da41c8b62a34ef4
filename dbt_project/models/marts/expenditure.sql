-- grain: one amount that answers "how much was spent", per body, year and stage, by function, nature and fund
{{ config(materialized='view') }}
with

expenditures as (

    select * from {{ ref('fct_expenditure').include(database=false) }}
    where is_primary

),

departments as (

    select * from {{ ref('dim_department').include(database=false) }}

),

documents as (

    select * from {{ ref('dim_document').include(database=false) }}

),

regions as (

    select * from {{ ref('dim_region').include(database=false) }}

),

functions as (

    select * from {{ ref('dim_function').include(database=false) }}

),

final as (

    select
        coalesce(departments.department_name, documents.printed_department_name, documents.title) as "部门",
        {{ region_path('regions') }} as "地区",
        expenditures.fiscal_year as "年度",
        {{ code_name('stage', 'expenditures.stage') }} as "阶段",
        functions.function_name as "科目",
        classes.function_name as "科目类",
        {{ code_name('nature', 'expenditures.nature') }} as "支出性质",
        {{ code_name('fund', 'expenditures.fund') }} as "资金",
        expenditures.amount_yuan as "金额",
        expenditures.department_id,
        documents.region_code,
        expenditures.fiscal_year,
        expenditures.stage,
        expenditures.document_kind,
        expenditures.function_code,
        functions.class_code,
        functions.cofog_code,
        expenditures.nature,
        expenditures.fund,
        expenditures.amount_yuan,
        expenditures.is_rest,
        expenditures.expenditure_id,
        expenditures.document_id,
        expenditures.statement_id,
        expenditures.source_line,
    from expenditures
    inner join documents on expenditures.document_id = documents.document_id
    left join departments on expenditures.department_id = departments.department_id
    left join regions on documents.region_code = regions.region_code
    left join functions on expenditures.function_code = functions.function_code
    left join functions as classes on functions.class_code = classes.function_code

)

select * from final
