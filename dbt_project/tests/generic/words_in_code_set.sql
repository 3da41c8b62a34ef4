{#- Words of a column of lists (separated by blanks) that dim_code does not know in this set of codes. -#}
{% test words_in_code_set(model, column_name, code_set) %}

select word
from (
    select distinct unnest(string_split({{ column_name }}, ' ')) as word
    from {{ model }}
) as words
where word not in (select code from {{ ref('dim_code') }} where code_set = '{{ code_set }}')

{% endtest %}
