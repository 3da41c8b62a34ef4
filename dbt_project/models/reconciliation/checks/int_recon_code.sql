-- grain: one code with its name, as one table prints it
with

figures as (

    select
        document_id,
        statement_id,
        statement_no,
        row_kind,
        if(row_kind = 'function', function_code, economic_code) as code,
        row_label,
        source_line,
        source_field,
    from {{ ref('int_figures_valued') }}
    where row_kind in ('function', 'economic') and row_label is not null

),

documents as (

    select * from {{ ref('int_documents') }}

),

listed as (

    select
        'function' as row_kind,
        code,
        name,
        cast(valid_from as integer) as valid_from,
        coalesce(try_cast(valid_to as integer), 9999) as valid_to,
        true as is_current,
    from {{ ref('functions') }}
    union all
    select
        'economic' as row_kind,
        code,
        name,
        cast(valid_from as integer) as valid_from,
        coalesce(try_cast(valid_to as integer), 9999) as valid_to,
        true as is_current,
    from {{ ref('economic_department') }}

),

aliases as (

    select
        'function' as row_kind,
        code,
        name,
        alias_kind = 'renamed' as is_renamed,
    from {{ ref('function_aliases') }}
    union all
    select
        'economic' as row_kind,
        code,
        name,
        false as is_renamed,
    from {{ ref('economic_aliases') }}

),

names as (

    select
        row_kind,
        code,
        {{ name_key('name') }} as name_key,
        min(name) as name,
        bool_or(is_listed) as is_listed,
    from (
        select row_kind, code, name, true as is_listed from listed
        union all
        select row_kind, code, name, false as is_listed from aliases
    )
    group by all

),

first_years as (

    select
        row_kind,
        min(valid_from) as first_year,
    from listed
    group by all

),

current_names as (

    select
        row_kind,
        code,
        min(name) as name,
    from listed
    group by all

),

-- How many codes of the same level share a name: 行政运行 is the name of a hundred items, all of them ending in 01.
name_endings as (

    select
        row_kind,
        name_key,
        length(code) as code_length,
        list_distinct(list(right(code, 2))) as endings,
        min(code) as first_code,
        count(distinct code) as codes,
    from names
    group by all

),

siblings as (

    select distinct
        row_kind,
        name_key,
        left(code, length(code) - 2) as parent_code,
    from names
    where length(code) > 3

),

printed as (

    select
        document_id,
        statement_id,
        statement_no,
        row_kind,
        code,
        {{ name_key('row_label') }} as name_key,
        -- One name may be printed in two ways that say the same.
        arg_min(row_label, (source_line, source_field)) as row_label,
        min(source_line) as source_line,
        min(source_field) as source_field,
    from figures
    where code is not null
    group by all

),

compared as (

    select
        printed.*,
        documents.fiscal_year,
        coalesce(documents.fiscal_year < first_years.first_year, true) as is_before_list,
        own.code is not null as is_known_name,
        coalesce(own.is_listed, false) as is_listed_name,
        current_names.name as listed_name,
        name_endings.first_code,
        name_endings.codes,
        -- 2010608 信息化建设: the name is that of a code beside it, whatever else bears it.
        coalesce(list_contains(name_endings.endings, right(printed.code, 2)), false) and siblings.parent_code is null as has_fitting_ending,
    from printed
    inner join documents on printed.document_id = documents.document_id
    inner join first_years on printed.row_kind = first_years.row_kind
    left join names as own
        on printed.row_kind = own.row_kind and printed.code = own.code and printed.name_key = own.name_key
    left join current_names on printed.row_kind = current_names.row_kind and printed.code = current_names.code
    left join name_endings
        on
            printed.row_kind = name_endings.row_kind
            and printed.name_key = name_endings.name_key
            and length(printed.code) = name_endings.code_length
    left join siblings
        on
            printed.row_kind = siblings.row_kind
            and printed.name_key = siblings.name_key
            and left(printed.code, length(printed.code) - 2) = siblings.parent_code

),

judged as (

    select
        *,
        if(is_known_name and not is_listed_name, 'code_name_changed', 'code_name') as rule_id,
        case
            when is_before_list then 'unknown_year'
            when is_known_name then null
            -- The name is that of another code, and not of this one: one of the two is printed wrong.
            when listed_name is not null and codes is not null and not has_fitting_ending then null
            -- A code of no list under a name that one code beside it has.
            when listed_name is null and codes = 1 and left(first_code, length(code) - 2) = left(code, length(code) - 2) then null
            else 'name_unknown'
        end as reason_code,
    from compared

),

final as (

    select
        document_id,
        rule_id,
        concat_ws('|', statement_no, code, name_key) as place_key,
        statement_id,
        statement_no,
        row_label,
        if(row_kind = 'function', code, '') as function_code,
        if(row_kind = 'economic', code, '') as economic_code,
        '' as measure,
        '' as stage,
        '' as column_label,
        0 as figure_no,
        cast(null as decimal(28, 2)) as left_amount,
        cast(null as decimal(28, 2)) as right_amount,
        cast(null as decimal(28, 2)) as difference,
        cast(null as decimal(28, 6)) as tolerance,
        cast(null as decimal(28, 8)) as left_value,
        cast(null as decimal(28, 8)) as right_value,
        cast(null as varchar) as value_unit,
        concat(
            '科目 ', code, ' 印作“', row_label, '”',
            if(listed_name is not null, concat('，科目表为“', listed_name, '”'), ''),
            if(not is_known_name and codes = 1, concat('；“', row_label, '”是 ', first_code), '')
        ) as finding,
        [
            struct_pack(
                line := source_line,
                field := source_field,
                side := 'left',
                label := concat_ws(' ', code, row_label),
                term := cast(null as varchar),
                sign := 1,
                amount_yuan := cast(null as decimal(20, 2)),
                amount_text := cast(null as varchar),
                unit_text := cast(null as varchar),
                document_id := document_id
            )
        ] as left_evidence,
        left_evidence[1:0] as right_evidence,
        reason_code,
        case
            when reason_code is not null then 'not_applicable'
            when rule_id = 'code_name_changed' then 'exact'
            when is_known_name then 'exact'
            else 'broken'
        end as status,
    from judged

)

select * from final
