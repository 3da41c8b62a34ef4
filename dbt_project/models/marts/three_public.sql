-- grain: one part of the three-public expenditure of one body, year and stage: the parts add up to the published total
{{ config(materialized='view') }}
with

items as (

    select * from {{ ref('fct_three_public').include(database=false) }}
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

final as (

    select
        coalesce(departments.department_name, documents.printed_department_name, documents.title) as "部门",
        {{ region_path('regions') }} as "地区",
        items.fiscal_year as "年度",
        {{ code_name('stage', 'items.stage') }} as "阶段",
        {{ code_name('item', 'items.item') }} as "科目",
        {{ code_name('fund', 'items.fund') }} as "资金",
        items.amount_yuan as "金额",
        items.department_id,
        documents.region_code,
        items.fiscal_year,
        items.stage,
        items.document_kind,
        items.item,
        items.fund,
        items.amount_yuan,
        items.is_rest,
        items.printed_in,
        items.three_public_id,
        items.document_id,
        items.statement_id,
        items.source_line,
    from items
    inner join documents on items.document_id = documents.document_id
    left join departments on items.department_id = departments.department_id
    left join regions on documents.region_code = regions.region_code

)

select * from final
