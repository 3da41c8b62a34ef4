{#- Values of a column that dim_code does not know in this set of codes. -#}
{% test in_code_set(model, column_name, code_set) %}

select distinct {{ column_name }}
from {{ model }}
where
    {{ column_name }} is not null
    and {{ column_name }} not in (select code from {{ ref('dim_code') }} where code_set = '{{ code_set }}')

{% endtest %}
