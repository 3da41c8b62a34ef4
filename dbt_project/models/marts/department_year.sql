-- grain: department x fiscal year x stage, in words
{{ config(materialized='view') }}
with

department_years as (

    select * from {{ ref('mart_department_year').include(database=false) }}

),

departments as (

    select * from {{ ref('dim_department').include(database=false) }}

),

regions as (

    select * from {{ ref('dim_region').include(database=false) }}

),

final as (

    select
        departments.department_name as "部门",
        {{ region_path('regions') }} as "地区",
        department_years.fiscal_year as "年度",
        {{ code_name('stage', 'department_years.stage') }} as "阶段",
        department_years.revenue_yuan as "收入",
        department_years.expenditure_yuan as "支出",
        department_years.basic_yuan as "基本支出",
        department_years.project_yuan as "项目支出",
        department_years.other_yuan as "其他性质支出",
        department_years.personnel_yuan as "人员经费",
        department_years.public_yuan as "公用经费",
        department_years.three_public_yuan as "三公经费",
        department_years.agency_operating_cost_yuan as "机关运行经费",
        department_years.procurement_yuan as "政府采购",
        department_years.staff_count as "在职人数",
        department_years.contradictions_material as "重要矛盾",
        department_years.contradictions_minor as "次要矛盾",
        department_years.*,
        regions.region_name,
        regions.province_name,
        departments.government_level,
    from department_years
    left join departments on department_years.department_id = departments.department_id
    left join regions on department_years.region_code = regions.region_code

)

select * from final
