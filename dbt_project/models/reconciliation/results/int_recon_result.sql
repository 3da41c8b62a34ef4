-- grain: one evaluation of one rule at one place, whatever engine made it
with

balance as (

    select * from {{ ref('int_recon_balance') }}

),

tree as (

    select * from {{ ref('int_recon_tree') }}

),

lists as (

    select * from {{ ref('int_recon_list') }}

),

ratios as (

    select * from {{ ref('int_recon_ratio') }}

),

codes as (

    select * from {{ ref('int_recon_code') }}

),

presence as (

    select * from {{ ref('int_recon_presence') }}

),

items as (

    select * from {{ ref('int_recon_items') }}

),

performance as (

    select * from {{ ref('int_recon_performance') }}

),

amounts as (

    {% for relation in ['balance', 'tree', 'lists'] -%}
    select
        document_id,
        rule_id,
        concat_ws('|', scope_no, base_key, detail_key) as place_key,
        statement_id,
        statement_no,
        row_label,
        function_code,
        economic_code,
        measure,
        stage,
        column_label,
        figure_no,
        cast(left_amount as decimal(28, 2)) as left_amount,
        cast(right_amount as decimal(28, 2)) as right_amount,
        cast(difference as decimal(28, 2)) as difference,
        cast(tolerance as decimal(28, 6)) as tolerance,
        cast(null as decimal(28, 8)) as left_value,
        cast(null as decimal(28, 8)) as right_value,
        cast(null as varchar) as value_unit,
        cast(null as varchar) as finding,
        cast(null as varchar) as severity_override,
        left_evidence,
        right_evidence,
        reason_code,
        status,
    from {{ relation }}
    {%- if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}

),

final as (

    select * from amounts
    union all by name
    select * from ratios
    union all by name
    select * from codes
    union all by name
    select * from presence
    union all by name
    select * from performance
    union all by name
    select * from items

)

select * from final
