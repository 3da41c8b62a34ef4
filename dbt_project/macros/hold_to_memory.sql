{#- Hold DuckDB to the memory set by the pipeline (pipeline/memory.py); beyond it DuckDB spills beside the file it writes.
    Not a setting of the profile, and not asked while parsing: another number would make dbt parse everything anew. -#}
{% macro hold_to_memory() -%}
    {%- if execute %}set memory_limit = '{{ env_var('YUJUESUAN_MEMORY_MB', '4096') }}MB'{% endif -%}
{%- endmacro %}
