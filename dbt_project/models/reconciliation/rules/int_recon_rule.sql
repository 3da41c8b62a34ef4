-- grain: one rule, with what pairs its sides
with

rules as (

    select * from {{ ref('rules') }}

),

listed as (

    select
        *,
        string_split(coalesce(keys, ''), '|') as key_list,
    from rules

),

final as (

    select
        rule_id,
        method,
        parameter,
        comparison,
        coalesce(blank_left, 'skip') as blank_left,
        coalesce(blank_right, if(method = 'list', 'skip', 'zero')) as blank_right,
        coalesce(left_each, 'no') = 'yes' as is_left_each,
        if(parameter = 'both_left', 2, 0) as least_left,
        coalesce(cast(least_right as integer), if(method = 'list', 1, 0)) as least_right,
        list_contains(key_list, 'statement') as by_statement,
        list_contains(key_list, 'row') as by_row,
        list_contains(key_list, 'unit') as by_unit,
        list_contains(key_list, 'function') as by_function,
        list_contains(key_list, 'economic') as by_economic,
        list_contains(key_list, 'measure') as by_measure,
        list_contains(key_list, 'stage') as by_stage,
        list_contains(key_list, 'line') as by_line,
        list_contains(key_list, 'project') as by_project,
    from listed

)

select * from final
