{#- The name of a division without its rank, when at least two characters remain (石峰区 -> 石峰; 沙县 stays 沙县). -#}
{% macro bare_region_name(name) -%}
    coalesce(
        nullif(regexp_extract({{ name }}, '^(..+?)(特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|省|市|地区|盟|区|县|旗)$', 1), ''),
        {{ name }}
    )
{%- endmacro %}
