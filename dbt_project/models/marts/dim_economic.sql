-- grain: one economic code of either system
with

department_codes as (

    select * from {{ ref('economic_department') }}

),

government_codes as (

    select * from {{ ref('economic_government') }}

),

cost_groups as (

    select * from {{ ref('economic_cost_groups') }}

),

figures as (

    select * from {{ ref('fct_figure') }}

),

codes as (

    select
        code,
        name,
        valid_from,
        valid_to,
    from department_codes
    union all
    select
        code,
        name,
        valid_from,
        valid_to,
    from government_codes

),

listed as (

    select
        code,
        arg_max(name, (coalesce(valid_to, '9999'), name)) as name,
        min(try_cast(valid_from as integer)) as valid_from_year,
        case when bool_or(valid_to is null) then null else max(try_cast(valid_to as integer)) end as valid_to_year,
    from codes
    group by code

),

printed as (

    select
        economic_code as code,
        mode(row_label order by row_label) filter (where row_kind = 'economic') as name,
    from figures
    where economic_code is not null
    group by economic_code

),

implied as (

    select
        left(printed.code, lengths.digits) as code,
        cast(null as varchar) as name,
    from printed
    inner join (values (3), (5)) as lengths (digits) on length(printed.code) > lengths.digits

),

unlisted as (

    select
        all_printed.code,
        coalesce(min(all_printed.name), all_printed.code) as name,
        cast(null as integer) as valid_from_year,
        cast(null as integer) as valid_to_year,
    from (
        select * from printed
        union all
        select * from implied
    ) as all_printed
    left join listed on all_printed.code = listed.code
    where listed.code is null
    group by all_printed.code

),

everything as (

    select
        *,
        true as is_reference,
    from listed
    union all
    select
        *,
        false as is_reference,
    from unlisted

),

grouped as (

    select
        everything.code,
        arg_max(cost_groups.cost_group, length(cost_groups.code)) as cost_group,
    from everything
    inner join cost_groups on starts_with(everything.code, cost_groups.code)
    group by everything.code

),

final as (

    select
        everything.code as economic_code,
        everything.name as economic_name,
        case
            when length(everything.code) <= 3 then 'class'
            when length(everything.code) <= 5 then 'item'
            else 'subitem'
        end as economic_level,
        case
            when length(everything.code) > 5 then left(everything.code, 5)
            when length(everything.code) > 3 then left(everything.code, 3)
        end as parent_code,
        left(everything.code, 3) as class_code,
        if(everything.code like '5%', 'government', 'department') as economic_system,
        coalesce(grouped.cost_group, 'other') as cost_group,
        everything.valid_from_year,
        everything.valid_to_year,
        everything.is_reference,
    from everything
    left join grouped on everything.code = grouped.code

)

select * from final
