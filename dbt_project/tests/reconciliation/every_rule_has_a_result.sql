-- Every rule says something about every build: a result, or why it had nothing to compare.
-- A rule without any row would be a rule nobody evaluates. Fixed by: the developers of this project.
{{ config(meta={'dagster': {'ref': {'name': 'fct_reconciliation'}}}) }}

select dim_rule.rule_id
from {{ ref('dim_rule') }} as dim_rule
anti join {{ ref('fct_reconciliation') }} as results on dim_rule.rule_id = results.rule_id
where exists (select 1 from {{ ref('dim_document') }})
