-- Every rule of sums has both sides, every term belongs to a rule, and every term names cells that the vocabulary knows.
-- Fixed by: the developers of this project (seeds rules, rule_terms).
{{ config(meta={'dagster': {'ref': {'name': 'rules'}}}) }}

with

rules as (

    select * from {{ ref('rules') }}

),

terms as (

    select * from {{ ref('rule_terms') }}

),

statements as (

    select statement_id from {{ ref('statements') }}
    union all
    select zone as statement_id from {{ ref('rule_zones') }}
    union all
    select '*' as statement_id

),

one_sided as (

    select
        rules.rule_id,
        'a rule of sums needs terms on both sides' as problem,
    from rules
    left join terms on rules.rule_id = terms.rule_id
    where rules.method in ('balance', 'list')
    group by rules.rule_id
    having count(distinct terms.side) < 2

),

orphans as (

    select
        terms.rule_id,
        'a term without its rule' as problem,
    from terms
    anti join rules on terms.rule_id = rules.rule_id

),

unknown_statements as (

    select
        named.rule_id,
        'unknown statement ' || named.statement_id as problem,
    from (select rule_id, unnest(string_split(statement_ids, '|')) as statement_id from terms) as named
    anti join statements on named.statement_id = statements.statement_id

)

select * from one_sided
union all
select * from orphans
union all
select * from unknown_statements
