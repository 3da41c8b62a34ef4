{#- The name that stands for a 类 in the prose: the one marked （类）, else the subject of a figure of a function that
    marks no level (教育支出12.00万元). -#}
{% macro narrative_class_name() -%}
    coalesce(
        function_class,
        if(function_section is null and function_item is null and metric like 'function_%', subject, null)
    )
{%- endmacro %}


{#- The decimals of a number as it is printed. -#}
{% macro decimals_of(printed) -%}
    length(regexp_extract({{ printed }}, '[.．]([0-9０-９]+)', 1))
{%- endmacro %}


{#- Half a unit of the last printed digit in yuan: from yuan per unit and decimals. -#}
{% macro half_unit_of(unit_yuan, decimals) -%}
    cast(
        {{ unit_yuan }}
        * cast(power(10, 6 - least(6, {{ decimals }})) as bigint)
        * cast(0.0000005 as decimal(8, 7))
        as decimal(24, 6)
    )
{%- endmacro %}
