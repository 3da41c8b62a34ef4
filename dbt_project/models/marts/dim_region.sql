-- grain: one administrative division
with

regions as (

    select * from {{ ref('int_regions') }}

),

documents as (

    select * from {{ ref('dim_document') }}

),

unlisted as (

    select distinct
        documents.region_code,
        documents.region_code as region_name,
        case
            when right(documents.region_code, 4) = '0000' then 'province'
            when right(documents.region_code, 2) = '00' then 'prefecture'
            else 'county'
        end as region_level,
        cast(null as varchar) as parent_code,
        cast(null as varchar) as province_name,
        cast(null as varchar) as prefecture_name,
        cast(null as varchar) as county_name,
        cast(null as integer) as valid_from_year,
        cast(null as integer) as valid_to_year,
        false as is_reference,
    from documents
    left join regions on documents.region_code = regions.region_code
    where documents.region_code is not null and regions.region_code is null

),

final as (

    select
        *,
        true as is_reference,
    from regions
    union all
    select * from unlisted

)

select * from final
