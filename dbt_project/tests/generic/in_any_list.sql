{#- Values of a column that are in none of several seeds (`seed.column`) and are none of the words given. -#}
{% test in_any_list(model, column_name, lists, words) %}

select distinct {{ column_name }}
from {{ model }}
where
    {{ column_name }} is not null
    {%- for word in words %}
    and {{ column_name }} <> '{{ word }}'
    {%- endfor %}
    {%- for list in lists %}
    and {{ column_name }} not in (
        select {{ list.split('.')[1] }} from {{ ref(list.split('.')[0]) }}
        where {{ list.split('.')[1] }} is not null
    )
    {%- endfor %}

{% endtest %}
