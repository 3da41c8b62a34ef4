{#- The first plain decimal in a short printed text (`10分`, `99.5`, `5%`); null where there is none or more than
    one. -#}
{% macro only_number(printed) -%}
    case
        when regexp_full_match({{ printed }}, '[^0-9.]*[0-9]{1,9}([.][0-9]{1,6})?[^0-9.]*')
            then try_cast(regexp_extract({{ printed }}, '[0-9]+([.][0-9]+)?') as decimal(18, 6))
    end
{%- endmacro %}
