{#- Bodies and years for which the primary rows of a fact come from more than one table: a yuan would count twice. -#}
{% test one_table_per_body_year(model, documents) %}

select
    documents.body_year_id,
    count(distinct concat_ws('|', facts.document_id, facts.statement_no, facts.stage)) as table_count,
from {{ model }} as facts
inner join {{ documents }} as documents on facts.document_id = documents.document_id
where facts.is_primary
group by documents.body_year_id
having count(distinct concat_ws('|', facts.document_id, facts.statement_no, facts.stage)) > 1

{% endtest %}
