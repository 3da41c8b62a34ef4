-- grain: one functional code
with

functions as (

    select * from {{ ref('functions') }}

),

crosswalk as (

    select
        cn_code,
        target_code,
    from {{ ref('cofog_crosswalk') }}
    where cn_system = 'functional'

),

figures as (

    select * from {{ ref('fct_figure') }}

),

-- A code keeps one row; its earlier names stay readable.
listed as (

    select
        code,
        arg_max(name, (coalesce(valid_to, '9999'), name)) as name,
        nullif(
            string_agg(distinct name, '；' order by name) filter (
                where name <> (
                    select arg_max(latest.name, (coalesce(latest.valid_to, '9999'), latest.name))
                    from functions as latest
                    where latest.code = functions.code
                )
            ),
            ''
        ) as former_names,
        min(try_cast(valid_from as integer)) as valid_from_year,
        case when bool_or(valid_to is null) then null else max(try_cast(valid_to as integer)) end as valid_to_year,
    from functions
    group by code

),

printed as (

    select
        function_code as code,
        mode(row_label order by row_label) as name,
    from figures
    where function_code is not null
    group by function_code

),

-- Digits alone say what a code stands under; a parent that nobody lists still gets its row.
implied as (

    select
        left(printed.code, lengths.digits) as code,
        cast(null as varchar) as name,
    from printed
    inner join (values (3), (5), (7)) as lengths (digits) on length(printed.code) > lengths.digits
    where regexp_full_match(printed.code, '[0-9]+')

),

unlisted as (

    select
        all_printed.code,
        coalesce(min(all_printed.name), all_printed.code) as name,
        cast(null as varchar) as former_names,
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
        true as is_plain,
    from listed
    union all
    select
        *,
        false as is_reference,
        regexp_full_match(code, '[0-9]+') as is_plain,
    from unlisted

),

final as (

    select
        everything.code as function_code,
        everything.name as function_name,
        -- A code of damaged shape says neither its level nor what it stands under.
        case
            when not is_plain then null
            when length(everything.code) <= 3 then 'class'
            when length(everything.code) <= 5 then 'section'
            else 'item'
        end as function_level,
        case
            when not is_plain then null
            when length(everything.code) > 7 then left(everything.code, 7)
            when length(everything.code) > 5 then left(everything.code, 5)
            when length(everything.code) > 3 then left(everything.code, 3)
        end as parent_code,
        case when is_plain then left(everything.code, 3) end as class_code,
        case when is_plain and length(everything.code) >= 5 then left(everything.code, 5) end as section_code,
        coalesce(own.target_code, by_section.target_code, by_class.target_code) as cofog_code,
        everything.valid_from_year,
        everything.valid_to_year,
        everything.former_names,
        everything.is_reference,
    from everything
    left join crosswalk as own on everything.code = own.cn_code
    left join crosswalk as by_section on left(everything.code, 5) = by_section.cn_code
    left join crosswalk as by_class on left(everything.code, 3) = by_class.cn_code

)

select * from final
