-- grain: one result that does not hold, with its severity and its order among those of its document
with

results as (

    select * from {{ ref('int_recon_result') }}
    where status = 'broken'

),

rules as (

    select * from {{ ref('rules') }}

),

final as (

    select
        results.reconciliation_id as finding_id,
        results.document_id,
        results.rule_id,
        coalesce(results.severity_override, rules.severity) as severity,
        results.statement_no,
        results.measure,
        results.stage,
        results.column_label,
        results.figure_no,
        results.difference,
        coalesce(rules.comparison, 'equal') as comparison,
        rules.method,
        results.cause_key,
        results.advice,
        results.right_value,
        results.value_unit,
        results.left_evidence,
        results.right_evidence,
        -- The worst first, then what stands nearest to the printed cell: its row, its column, its table, other tables, the prose.
        row_number() over (
            partition by results.document_id
            order by
                list_position(['material', 'minor', 'rounding', 'info'], coalesce(results.severity_override, rules.severity)),
                list_position(
                    ['row_sum', 'hierarchy', 'summary', 'cross_table', 'narrative_table', 'identity', 'budget_final', 'year_on_year', 'cross_document', 'percent'],
                    rules.family
                ) nulls last,
                results.left_evidence[1].line nulls last,
                results.rule_id,
                results.place_key
        ) as finding_no,
    from results
    inner join rules on results.rule_id = rules.rule_id

)

select * from final
