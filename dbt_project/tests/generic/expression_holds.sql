{#- Rows for which the expression is false or unknown: an unknown must not pass for a success. -#}
{% test expression_holds(model, expression) %}

select *
from {{ model }}
where not coalesce({{ expression }}, false)

{% endtest %}
