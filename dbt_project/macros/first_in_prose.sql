{#- The amount of the first narrative figure that fits, the notes before the other zones; null where none fits. -#}
{% macro first_in_prose(condition) -%}
    arg_min(narrative_figures.amount_yuan, narrative_figures.zone_rank * 1000000 + narrative_figures.figure_no)
        filter (
            where narrative_figures.{{ condition }}
            and narrative_figures.amount_yuan is not null
            and not narrative_figures.is_prior
        )
{%- endmacro %}
