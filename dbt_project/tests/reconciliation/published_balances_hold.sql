-- The balances of the publisher: a break is data, and the publisher's to mend. It warns and never stops the build.
-- Fixed by: the publishing body; the message says where and by how much.
{{ config(severity='warn', meta={'dagster': {'ref': {'name': 'fct_reconciliation'}}}) }}

select
    document_id,
    rule_id,
    message,
from {{ ref('fct_reconciliation') }}
where status = 'broken' and severity = 'material' and reviewed_reason is null
