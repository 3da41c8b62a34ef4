-- grain: one reconciliation rule
with

rules as (

    select * from {{ ref('rules') }}

),

final as (

    select
        rule_id,
        family,
        severity,
        statement,
        scope,
        description,
        description_zh,
        formula,
        comparison,
        left_label,
        right_label,
        method,
    from rules

)

select * from final
