{#- Fails when a fact has rows and not one of its tables meets a published total: a renamed 合计 must not make the
    sum test pass in silence. -#}
{% test published_total_is_met(model, totals, theme) %}

with

compared as (

    select
        count(*) as row_count,
        count(published.amount_yuan) as compared_count,
    from {{ model }} as facts
    left join {{ totals }} as published
        on
            facts.document_id = published.document_id
            and facts.statement_no = published.statement_no
            and facts.stage is not distinct from published.stage
            and published.is_whole_table
            and published.theme = '{{ theme }}'

)

select *
from compared
where row_count > 0 and compared_count = 0

{% endtest %}
