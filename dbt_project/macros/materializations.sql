{#- How seeds and tables are made: in as few statements as it takes, since over some hundreds of nodes a statement costs
    more than its SQL. Every build writes a new file that nobody reads before it is published, so a table is made in
    place; the adapter's own way (build beside, rename, drop the old one, ask for the columns before commenting on them)
    protects readers that do not exist. -#}

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
        );
        {{ comments_of(target_relation) }}
    {%- endcall %}

    {#- dbt asks for the seed under this name, to show its first rows where it is told to. -#}
    {% do store_result('agate_table', response='OK') %}

    {{ run_hooks(post_hooks, inside_transaction=True) }}

    {{ adapter.commit() }}

    {{ return({'relations': [target_relation]}) }}

{% endmaterialization %}


{#- With a contract dbt compares names and types first, and the table is made with them and their constraints. -#}
{% materialization table, adapter='duckdb' %}

    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set existing_relation = load_cached_relation(this) -%}

    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {#- Only where a few models are run again on a copy of the published file. -#}
    {% if existing_relation is not none %}
        {% do adapter.drop_relation(existing_relation) %}
    {% endif %}

    {% call statement('main') -%}
        {{ create_table_as(False, target_relation, compiled_code) }}
        ;
        {{ comments_of(target_relation) }}
    {%- endcall %}

    {{ run_hooks(post_hooks, inside_transaction=True) }}

    {{ adapter.commit() }}

    {{ return({'relations': [target_relation]}) }}

{% endmaterialization %}


{#- The descriptions of a node and of its columns as comments of the database. -#}
{% macro comments_of(relation) -%}
    {%- if config.persist_relation_docs() and model.description %}
    comment on table {{ relation }} is '{{ model.description | replace("'", "''") }}';
    {%- endif %}
    {%- if config.persist_column_docs() %}
    {%- for column in model.columns.values() if column.description %}
    comment on column {{ relation }}.{{ adapter.quote(column.name) }} is '{{ column.description | replace("'", "''") }}';
    {%- endfor %}
    {%- endif %}
{%- endmacro %}
