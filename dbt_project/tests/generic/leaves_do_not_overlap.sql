{#- Leaf figures of a code above another leaf of the same table, unit and column: summing leaves would count them twice.
    The code of the row and the code of the column are looked at apart. -#}
{% test leaves_do_not_overlap(model, code_column) %}

select
    parent.figure_id as parent_figure_id,
    child.figure_id as child_figure_id,
from {{ model }} as parent
inner join {{ model }} as child
    on
        parent.document_id = child.document_id
        and parent.statement_no = child.statement_no
        and parent.measure = child.measure
        and parent.stage is not distinct from child.stage
        and parent.fund = child.fund
        and parent.unit_code is not distinct from child.unit_code
        and parent.unit_name is not distinct from child.unit_name
        {% if code_column == 'row_code' %}
        and parent.code_system = child.code_system
        and parent.column_economic_code is not distinct from child.column_economic_code
        {% else %}
        and parent.row_no = child.row_no
        and parent.block_no = child.block_no
        {% endif %}
        and length(child.{{ code_column }}) > length(parent.{{ code_column }})
        and starts_with(child.{{ code_column }}, parent.{{ code_column }})
where parent.is_leaf and child.is_leaf

{% endtest %}
