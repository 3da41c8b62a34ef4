-- grain: one evaluation of one rule of wording, identity, completeness or counts
-- What the files check_*.sql find, in the one shape of models/reconciliation/README.md. A rule is told by its file; what was not evaluated is left out, and a file leaves out the columns of which it has nothing to say.
{% set checks = [
    'check_abroad',
    'check_balances',
    'check_body_name',
    'check_change_parts',
    'check_change_words',
    'check_contents',
    'check_counts',
    'check_dates',
    'check_detail',
    'check_events',
    'check_final_against_budget',
    'check_item_names',
    'check_limits',
    'check_listed_items',
    'check_listed_parts',
    'check_lists',
    'check_named_shares',
    'check_numbering',
    'check_performance_money',
    'check_performance_prose',
    'check_printed_difference',
    'check_prior_of_table',
    'check_project_sheets',
    'check_rates_of_parts',
    'check_reason_of_change',
    'check_reason_words',
    'check_reception',
    'check_said_none',
    'check_sections',
    'check_tables',
    'check_three_public_changes',
    'check_three_public_rates',
    'check_unfinished_text',
    'check_unit_documents',
    'check_vehicles',
    'check_year',
    'check_year_before',
    'check_year_of_tables',
] %}
with

checks as (

    {% for relation in checks -%}
    select * from {{ ref(relation) }}
    {%- if not loop.last %}
    union all by name
    {% endif %}
    {%- endfor %}

),

shaped as (

    select distinct
        document_id,
        rule_id,
        place_key,
        coalesce(statement_id, 'notes') as statement_id,
        coalesce(statement_no, 0) as statement_no,
        if(statement_id is null, left(coalesce(source_text, ''), 20), '') as row_label,
        coalesce(figure_no, 0) as figure_no,
        cast(difference as decimal(28, 2)) as difference,
        if(status = 'broken', finding, null) as finding,
        severity_override,
        cause_key,
        if(status = 'broken', advice, null) as advice,
        if(
            source_line is null,
            [],
            [{{ operand('source_line', "left(coalesce(source_text, ''), 60)", "left(coalesce(source_text, ''), 60)") }}]
        ) as left_evidence,
        status,
    from checks
    where status in ('exact', 'broken')

),

-- What a document prints twice in one place (a passage doubled, lines run together) is judged twice: the second result gets a place of its own, for no document is lost over it.
final as (

    select
        * replace (
            concat_ws(
                '|',
                place_key,
                nullif(
                    row_number() over (
                        partition by document_id, rule_id, place_key
                        order by left_evidence, figure_no, status, finding, difference, statement_id, statement_no, severity_override, cause_key, advice
                    ), 1
                )
            ) as place_key
        ),
    from shaped

)

select * from final
