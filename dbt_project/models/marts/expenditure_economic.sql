-- grain: one amount that answers "what was it spent on", per body, year and stage, by economic code
{{ config(materialized='view') }}
with

economic_expenditures as (

    select * from {{ ref('fct_expenditure_economic').include(database=false) }}
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

economics as (

    select * from {{ ref('dim_economic').include(database=false) }}

),

final as (

    select
        coalesce(departments.department_name, documents.printed_department_name, documents.title) as "部门",
        {{ region_path('regions') }} as "地区",
        economic_expenditures.fiscal_year as "年度",
        {{ code_name('stage', 'economic_expenditures.stage') }} as "阶段",
        economics.economic_name as "科目",
        classes.economic_name as "科目类",
        {{ code_name('nature', 'economic_expenditures.nature') }} as "支出性质",
        {{ code_name('cost_group', 'economic_expenditures.cost_group') }} as "经费类别",
        {{ code_name('fund', 'economic_expenditures.fund') }} as "资金",
        economic_expenditures.amount_yuan as "金额",
        economic_expenditures.department_id,
        documents.region_code,
        economic_expenditures.fiscal_year,
        economic_expenditures.stage,
        economic_expenditures.document_kind,
        economic_expenditures.economic_code,
        economics.class_code,
        economic_expenditures.function_code,
        economic_expenditures.nature,
        economic_expenditures.cost_group,
        economic_expenditures.fund,
        economic_expenditures.amount_yuan,
        economic_expenditures.is_rest,
        economic_expenditures.economic_expenditure_id,
        economic_expenditures.document_id,
        economic_expenditures.statement_id,
        economic_expenditures.source_line,
    from economic_expenditures
    inner join documents on economic_expenditures.document_id = documents.document_id
    left join departments on economic_expenditures.department_id = departments.department_id
    left join regions on documents.region_code = regions.region_code
    left join economics on economic_expenditures.economic_code = economics.economic_code
    left join economics as classes on economics.class_code = classes.economic_code

)

select * from final
