{#- Seeds are text. dbt infers types, and would turn the code `01` into the number 1; here DuckDB reads the file itself,
    every column as varchar, so no cell passes through another type on the way. An empty cell is null. -#}
{% materialization seed, adapter='duckdb' %}

    {%- set target_relation = this.incorporate(type='table') -%}

    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {% call statement('main') -%}
        create or replace table {{ target_relation }} as
        select *
        from read_csv(
            '{{ adapter.get_seed_file_path(model) | replace("'", "''") }}',
            header = true, all_varchar = true, delim = ',', quote = '"', escape = '"', strict_mode = true
        )
    {%- endcall %}

    {#- dbt asks for the seed under this name to show its first rows. -#}
    {% set head = run_query('select * from ' ~ target_relation ~ ' limit 5') %}
    {% do store_result('agate_table', response='OK', agate_table=head) %}

    {% do persist_docs(target_relation, model) %}

    {{ run_hooks(post_hooks, inside_transaction=True) }}

    {{ adapter.commit() }}

    {{ return({'relations': [target_relation]}) }}

{% endmaterialization %}
