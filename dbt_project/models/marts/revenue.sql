-- grain: one amount that answers "how much came in", per body, year and stage, by source
{{ config(materialized='view') }}
with

revenues as (

    select * from {{ ref('fct_revenue').include(database=false) }}
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
        revenues.fiscal_year as "年度",
        {{ code_name('stage', 'revenues.stage') }} as "阶段",
        functions.function_name as "科目",
        {{ code_name('revenue_source', 'revenues.revenue_source') }} as "收入来源",
        revenues.amount_yuan as "金额",
        revenues.department_id,
        documents.region_code,
        revenues.fiscal_year,
        revenues.stage,
        revenues.document_kind,
        revenues.revenue_source,
        revenues.line_id,
        revenues.function_code,
        revenues.amount_yuan,
        revenues.is_rest,
        revenues.revenue_id,
        revenues.document_id,
        revenues.statement_id,
        revenues.source_line,
    from revenues
    inner join documents on revenues.document_id = documents.document_id
    left join departments on revenues.department_id = departments.department_id
    left join regions on documents.region_code = regions.region_code
    left join functions on revenues.function_code = functions.function_code

)

select * from final
