{#- A functional name for comparison: without blanks and without the 支出 that some texts add and others leave out. -#}
{% macro function_name_key(name) -%}
    nullif(regexp_replace(regexp_replace({{ name }}, '\s', '', 'g'), '支出$', ''), '')
{%- endmacro %}
