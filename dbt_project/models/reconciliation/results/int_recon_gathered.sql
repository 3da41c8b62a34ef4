-- grain: one evaluation of one rule at one place, as the engine or check that made it says
-- Checks written in SQL, one model each: a new check is a new line here and a file in models/reconciliation/checks/.
{% set checks = [
    'cell_unread',
    'column_comparison',
    'int_recon_check',
    'int_recon_code',
    'int_recon_items',
    'int_recon_levels',
    'int_recon_performance',
    'int_recon_presence',
    'negative_amount',
] %}
with

amounts as (

    {% for relation in ['int_recon_balance', 'int_recon_tree', 'int_recon_list'] -%}
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
        left_evidence,
        right_evidence,
        reason_code,
        status,
    from {{ ref(relation) }}
    {%- if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}

),

-- What an engine or a check does not deliver is null: the columns are listed in models/reconciliation/README.md.
shape as (

    select
        cast(null as varchar) as document_id,
        cast(null as varchar) as rule_id,
        cast(null as varchar) as place_key,
        cast(null as varchar) as statement_id,
        cast(null as integer) as statement_no,
        cast(null as varchar) as row_label,
        cast(null as varchar) as function_code,
        cast(null as varchar) as economic_code,
        cast(null as varchar) as measure,
        cast(null as varchar) as stage,
        cast(null as varchar) as column_label,
        cast(null as integer) as figure_no,
        cast(null as decimal(28, 2)) as left_amount,
        cast(null as decimal(28, 2)) as right_amount,
        cast(null as decimal(28, 2)) as difference,
        cast(null as decimal(28, 6)) as tolerance,
        cast(null as decimal(28, 8)) as left_value,
        cast(null as decimal(28, 8)) as right_value,
        cast(null as varchar) as value_unit,
        cast(null as varchar) as finding,
        cast(null as varchar) as severity_override,
        cast(null as varchar) as cause_key,
        cast(null as varchar) as advice,
        cast([] as struct(
            line integer, field integer, side varchar, label varchar, term varchar, sign integer,
            amount_yuan decimal(20, 2), amount_text varchar, unit_text varchar, document_id varchar
        )[]) as left_evidence,
        left_evidence as right_evidence,
        cast(null as varchar) as reason_code,
        cast(null as varchar) as status,
    limit 0

),

gathered as (

    select * from shape
    union all by name
    select * from amounts
    union all by name
    select * from {{ ref('int_recon_ratio') }}
    {% for relation in checks -%}
    union all by name
    select * from {{ ref(relation) }}
    {% endfor %}

),

-- Texts without a value are empty and lists without a member too, so that no later sentence is lost to a null.
final as (

    select
        md5(concat_ws('|', document_id, rule_id, place_key)) as reconciliation_id,
        * replace (
            coalesce(statement_id, '') as statement_id,
            coalesce(statement_no, 0) as statement_no,
            coalesce(row_label, '') as row_label,
            coalesce(function_code, '') as function_code,
            coalesce(economic_code, '') as economic_code,
            coalesce(measure, '') as measure,
            coalesce(stage, '') as stage,
            coalesce(column_label, '') as column_label,
            coalesce(figure_no, 0) as figure_no,
            coalesce(left_evidence, []) as left_evidence,
            coalesce(right_evidence, []) as right_evidence
        ),
    from gathered

)

select * from final
