-- grain: one department name as printed x region
with

names as (

    select * from {{ ref('int_department_names') }}

),

final as (

    select
        department_id,
        printed_name,
        region_code,
        body_name,
        nullif(aliases_applied, '') as aliases_applied,
    from names

)

select * from final
