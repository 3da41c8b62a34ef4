-- grain: one term of one rule in one alternative and one kind of statement
with

rules as (

    select * from {{ ref('rules') }}

),

terms as (

    select * from {{ ref('rule_terms') }}

),

alternatives as (

    select
        rule_id,
        unnest(range(1, coalesce(max(try_cast(alternative as integer)), 1) + 1)) as alternative,
    from terms
    group by rule_id

),

final as (

    select
        terms.rule_id,
        alternatives.alternative,
        cast(terms.term_no as integer) as term_no,
        terms.side,
        cast(terms.sign as integer) as sign,
        coalesce(terms.document_role, 'own') as document_role,
        unnest(string_split(terms.statement_ids, '|')) as statement_id,
        string_split(terms.row_kinds, '|') as row_kinds,
        string_split(terms.line_ids, '|') as line_ids,
        string_split(terms.measures, '|') as measures,
        string_split(terms.stages, '|') as stages,
        string_split(terms.funds, '|') as funds,
        terms.function_level,
        terms.economic,
        terms.column_level,
        coalesce(terms.of_which, 'no') as of_which,
        string_split(terms.unless_present, '|') as unless_present,
        string_split(terms.only_present, '|') as only_present,
        coalesce(terms.pick, 'sum') as pick,
        terms.label,
    from terms
    inner join rules on terms.rule_id = rules.rule_id
    inner join alternatives
        on
            terms.rule_id = alternatives.rule_id
            and coalesce(try_cast(terms.alternative as integer), alternatives.alternative) = alternatives.alternative

)

select * from final
