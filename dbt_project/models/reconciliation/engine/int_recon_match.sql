-- grain: one operand taken by one term of one rule of sums, where both sides of the rule are printed
with

operands as (

    select * from {{ ref('int_recon_operand') }}

),

signatures as (

    select * from {{ ref('int_recon_signature') }}

),

rules as (

    select * from {{ ref('int_recon_rule') }}
    where method = 'balance'

),

links as (

    select * from {{ ref('int_recon_document_link') }}

),

statements as (

    select * from {{ ref('stg_statements') }}

),

-- What a table prints: a term with `unless_present` steps back where the table prints what already contains it,
-- and one with `only_present` counts only where the table prints what it presupposes.
printed_names as (

    select distinct
        document_id,
        statement_no,
        unnest([line_id, measure, row_kind || '_row', if(column_level = 'none', '', 'columns_of_' || measure)]) as name,
    from operands
    where figure_no = 0 and not is_of_which

),

conditional_terms as (

    select distinct
        rule_id,
        alternative,
        term_no,
        unless_present,
        only_present,
    from signatures
    where unless_present is not null or only_present is not null

),

exceptions as (

    select distinct
        printed_names.document_id,
        printed_names.statement_no,
        conditional_terms.rule_id,
        conditional_terms.alternative,
        conditional_terms.term_no,
    from (select rule_id, alternative, term_no, unnest(unless_present) as name from conditional_terms) as conditional_terms
    inner join printed_names on conditional_terms.name = printed_names.name

),

fulfilled as (

    select distinct
        printed_names.document_id,
        printed_names.statement_no,
        conditional_terms.rule_id,
        conditional_terms.alternative,
        conditional_terms.term_no,
    from (select rule_id, alternative, term_no, unnest(only_present) as name from conditional_terms) as conditional_terms
    inner join printed_names on conditional_terms.name = printed_names.name

),

matched as (

    select
        operands.operand_no,
        links.document_id,
        signatures.rule_id,
        signatures.alternative,
        signatures.term_no,
        signatures.side,
        -- The sides of a table printed side by side are tables of their own as far as a row is concerned.
        case
            when rules.by_row then operands.statement_no * 100 + operands.block_no
            when rules.by_statement then operands.statement_no
            else operands.statement_rank
        end as scope_no,
    from operands
    inner join signatures on operands.signature_no = signatures.signature_no
    inner join rules on signatures.rule_id = rules.rule_id
    inner join links on operands.document_id = links.source_document_id and signatures.document_role = links.document_role
    anti join exceptions
        on
            operands.document_id = exceptions.document_id
            and operands.statement_no = exceptions.statement_no
            and signatures.rule_id = exceptions.rule_id
            and signatures.alternative = exceptions.alternative
            and signatures.term_no = exceptions.term_no
    left join fulfilled
        on
            operands.document_id = fulfilled.document_id
            and operands.statement_no = fulfilled.statement_no
            and signatures.rule_id = fulfilled.rule_id
            and signatures.alternative = fulfilled.alternative
            and signatures.term_no = fulfilled.term_no
    where
        (signatures.only_present is null or fulfilled.rule_id is not null)
        and (rules.by_row or not operands.is_repeated_total)

),

scopes as (

    select
        document_id,
        rule_id,
        alternative,
        scope_no,
        bool_or(side = 'left') as has_left,
        bool_or(side = 'right') as has_right,
    from matched
    group by all

),

-- A table that is printed without any figure says zero, where the rule takes it so.
empty_statements as (

    select distinct
        terms.rule_id,
        terms.alternative,
        terms.side,
        statements.document_id,
        1 as scope_no,
    from {{ ref('int_recon_term') }} as terms
    inner join rules on terms.rule_id = rules.rule_id
    inner join statements on terms.statement_id = statements.statement_id
    where terms.document_role in ('own', 'disclosure') and 'declared' in (rules.blank_left, rules.blank_right)

),

open_scopes as (

    select
        scopes.document_id,
        scopes.rule_id,
        scopes.alternative,
        scopes.scope_no,
    from scopes
    inner join rules on scopes.rule_id = rules.rule_id
    left join empty_statements as empty_left
        on
            scopes.document_id = empty_left.document_id and scopes.rule_id = empty_left.rule_id
            and scopes.alternative = empty_left.alternative and empty_left.side = 'left' and scopes.scope_no = empty_left.scope_no
    left join empty_statements as empty_right
        on
            scopes.document_id = empty_right.document_id and scopes.rule_id = empty_right.rule_id
            and scopes.alternative = empty_right.alternative and empty_right.side = 'right' and scopes.scope_no = empty_right.scope_no
    where
        (scopes.has_left or (rules.blank_left = 'declared' and empty_left.rule_id is not null))
        and (scopes.has_right or (rules.blank_right = 'declared' and empty_right.rule_id is not null))

),

final as (

    select matched.*
    from matched
    semi join open_scopes
        on
            matched.document_id = open_scopes.document_id
            and matched.rule_id = open_scopes.rule_id
            and matched.alternative = open_scopes.alternative
            and matched.scope_no = open_scopes.scope_no

)

select * from final
