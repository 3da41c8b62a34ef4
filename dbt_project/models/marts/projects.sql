-- grain: one project of one body, year and stage x source of its money
{{ config(materialized='view') }}
with

project_rows as (

    select * from {{ ref('fct_project').include(database=false) }}
    where is_answer

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
        project_rows.fiscal_year as "年度",
        {{ code_name('stage', 'project_rows.stage') }} as "阶段",
        project_rows.project_name as "项目",
        functions.function_name as "科目",
        {{ code_name('project_source', 'project_rows.source') }} as "资金来源",
        project_rows.amount_yuan as "金额",
        project_rows.purpose as "用途",
        project_rows.department_id,
        documents.region_code,
        project_rows.fiscal_year,
        project_rows.stage,
        project_rows.document_kind,
        project_rows.project_name,
        project_rows.unit_name,
        project_rows.function_code,
        project_rows.source,
        project_rows.amount_yuan,
        project_rows.is_rest,
        project_rows.printed_in,
        project_rows.project_row_id,
        project_rows.document_id,
        project_rows.statement_id,
        project_rows.source_line,
    from project_rows
    inner join documents on project_rows.document_id = documents.document_id
    left join departments on project_rows.department_id = departments.department_id
    left join regions on documents.region_code = regions.region_code
    left join functions on project_rows.function_code = functions.function_code

)

select * from final
