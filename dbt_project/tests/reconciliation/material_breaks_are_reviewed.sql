-- A material break in a document kept in this repository is either reviewed by a person or a mistake of ours.
-- Fixed by: whoever changed the reading or the rules; compare the message with the raw text, then mend the mechanism
-- or add the row to seeds/reviewed_discrepancies.csv. Documents that users add are never blocked.
{{ config(meta={'dagster': {'ref': {'name': 'fct_reconciliation'}}}) }}

select
    documents.file_name,
    results.rule_id,
    results.subject,
    results.difference_text,
    results.message,
from {{ ref('fct_reconciliation') }} as results
inner join {{ ref('dim_document') }} as documents on results.document_id = documents.document_id
inner join {{ ref('repository_documents') }} as kept on documents.sha256 = kept.sha256
where
    results.status = 'broken'
    and results.severity in ('material', 'minor')
    -- What breaks between documents depends on what users add beside ours.
    and results.family <> 'cross_document'
    and results.reviewed_reason is null
