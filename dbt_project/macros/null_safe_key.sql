{#- One text out of several columns, nulls kept apart from empty text: a key for grouping, never shown to a reader. -#}
{% macro null_safe_key(columns) -%}
    concat_ws('|'{% for column in columns %}, coalesce(cast({{ column }} as varchar), '∅'){% endfor %})
{%- endmacro %}
