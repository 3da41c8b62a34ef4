-- grain: one rule that had nothing to compare in one document, with the reason
with

rules as (

    select * from {{ ref('rules') }}

),

terms as (

    select * from {{ ref('int_recon_term') }}

),

documents as (

    select document_id from {{ ref('int_documents') }}

),

results as (

    select distinct
        document_id,
        rule_id,
    from {{ ref('int_recon_result') }}

),

present as (

    select distinct
        document_id,
        statement_id,
    from {{ ref('stg_statements') }}
    union
    select distinct
        document_id,
        zone as statement_id,
    from {{ ref('int_recon_narrative') }}

),

names as (

    select
        statement_id,
        statement_name,
    from {{ ref('statements') }}
    union all
    select
        zone as statement_id,
        zone_name as statement_name,
    from {{ ref('rule_zones') }}

),

side_names as (

    select
        terms.rule_id,
        terms.side,
        array_to_string(list_slice(list_sort(list(distinct names.statement_name)), 1, 3), '》或《') as statement_names,
    from terms
    inner join names on terms.statement_id = names.statement_id
    where terms.document_role in ('own', 'disclosure')
    group by all

),

sides_present as (

    select distinct
        present.document_id,
        terms.rule_id,
        terms.side,
    from (select distinct rule_id, side, statement_id from terms) as terms
    inner join present on terms.statement_id in (present.statement_id, '*')

),

needs_other_document as (

    select distinct rule_id from terms
    where document_role not in ('own', 'disclosure')

),

final as (

    select
        documents.document_id,
        rules.rule_id,
        case
            when sides_present.rule_id is null and side_names.statement_names is not null then concat('文件中没有《', side_names.statement_names, '》，未作比较')
            when needs_other_document.rule_id is not null then '库中没有可比的另一份文件，或其中没有相应的表，未作比较'
            else '文件中没有本规则所比的数字，未作比较'
        end as reason,
    from documents
    cross join rules
    anti join results on documents.document_id = results.document_id and rules.rule_id = results.rule_id
    left join sides_present on documents.document_id = sides_present.document_id and rules.rule_id = sides_present.rule_id and sides_present.side = 'left'
    left join side_names on rules.rule_id = side_names.rule_id and side_names.side = 'left'
    left join needs_other_document on rules.rule_id = needs_other_document.rule_id

)

select * from final
