{#- The Chinese name of a coded value; the code itself where no name is listed, so that nothing is lost from sight. Only for views:
    they name tables without their database, so that they work under any name that a file is attached with. -#}
{% macro code_name(code_set, column) -%}
    coalesce(
        (
            select words.name_zh from {{ ref('dim_code').include(database=false) }} as words
            where words.code_set = '{{ code_set }}' and words.code = {{ column }}
        ),
        {{ column }}
    )
{%- endmacro %}


{#- A place as people write it: 湖南省株洲市荷塘区; a county-level row has all three names, a province one. -#}
{% macro region_path(regions) -%}
    nullif(
        concat_ws('', {{ regions }}.province_name, {{ regions }}.prefecture_name, {{ regions }}.county_name),
        ''
    )
{%- endmacro %}
