{#- Columns of a relation that are floating point: money (or anything it is computed from) must be decimal. -#}
{% test no_floating_point(model) %}

select
    column_name,
    data_type,
from duckdb_columns()
where
    schema_name = '{{ model.schema }}'
    and table_name = '{{ model.identifier }}'
    and regexp_matches(data_type, 'DOUBLE|FLOAT|REAL')

{% endtest %}
