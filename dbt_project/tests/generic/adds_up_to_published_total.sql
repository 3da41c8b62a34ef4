{#- Tables of a themed fact whose rows do not add up to the total that the table itself prints. -#}
{% test adds_up_to_published_total(model, totals, theme) %}

with

sums as (

    select
        document_id,
        statement_no,
        stage,
        sum(amount_yuan) as fact_yuan,
    from {{ model }}
    group by document_id, statement_no, stage

),

published as (

    select *
    from {{ totals }}
    where is_whole_table and theme = '{{ theme }}'

)

select
    sums.document_id,
    sums.statement_no,
    sums.stage,
    sums.fact_yuan,
    published.amount_yuan as published_yuan,
from sums
inner join published
    on
        sums.document_id = published.document_id
        and sums.statement_no = published.statement_no
        and sums.stage is not distinct from published.stage
where sums.fact_yuan is distinct from published.amount_yuan

{% endtest %}
