{#- How far a table goes in the dimension of its theme: the longest code that is printed, 0 where codes stand at less than half
    of the money. A table of zeros is judged by its rows. -#}
{% macro dimension_depth(is_in_dimension, depth) -%}
    case
        when
            2 * coalesce(sum(abs(amount_yuan)) filter (where {{ is_in_dimension }}), 0) >= sum(abs(amount_yuan))
            then coalesce(max({{ depth }}) filter (where {{ is_in_dimension }}), 0)
        else 0
    end
{%- endmacro %}
