-- grain: one administrative division code: the latest row of the list, retired divisions included
with

divisions as (

    select * from {{ ref('divisions') }}

),

latest as (

    select *
    from divisions
    qualify row_number() over (partition by code order by coalesce(valid_to, '9999') desc, valid_from desc) = 1

),

-- 市辖区 of a municipality and 省直辖 are places in the code, not on the map.
placed as (

    select
        code,
        name,
        level,
        parent_code,
        valid_from,
        valid_to,
        left(code, 2) || '0000' as province_code,
        case
            when level = '1' then null
            when substr(code, 3, 2) = '90' then null
            when left(code, 2) in ('11', '12', '31', '50') then null
            else left(code, 4) || '00'
        end as prefecture_code,
    from latest

),

final as (

    select
        placed.code as region_code,
        placed.name as region_name,
        case placed.level
            when '1' then 'province'
            when '2' then 'prefecture'
            else 'county'
        end as region_level,
        placed.parent_code,
        provinces.name as province_name,
        prefectures.name as prefecture_name,
        case when placed.level = '3' then placed.name end as county_name,
        try_cast(placed.valid_from as integer) as valid_from_year,
        try_cast(placed.valid_to as integer) as valid_to_year,
    from placed
    left join latest as provinces on placed.province_code = provinces.code
    left join latest as prefectures on placed.prefecture_code = prefectures.code

)

select * from final
