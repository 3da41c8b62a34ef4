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

-- A table says zero only where it is printed empty: with its note, or without any number in its lines. One with numbers that
-- nobody read, or that leaves a single column blank, does not.
extents as (

    select
        document_id,
        statement_no,
        title_line,
        coalesce(
            lead(title_line) over (partition by document_id order by title_line, statement_no),
            greatest(coalesce(last_line, title_line), title_line) + 10
        ) as end_line,
    from statements
    where title_line is not null

),

lines_with_numbers as (

    select distinct
        extents.document_id,
        extents.statement_no,
    from extents
    inner join {{ ref('stg_lines') }} as lines
        on
            extents.document_id = lines.document_id
            and lines.line_no > extents.title_line
            and lines.line_no < extents.end_line
    where regexp_matches(lines.text, '[0-9][.．][0-9]')

),

statements_with_amounts as (

    select distinct
        document_id,
        statement_no,
    from operands
    where figure_no = 0 and amount_yuan <> 0

),

printed_empty as (

    select
        statements.document_id,
        statements.statement_id,
    from statements
    anti join statements_with_amounts
        on statements.document_id = statements_with_amounts.document_id and statements.statement_no = statements_with_amounts.statement_no
    left join lines_with_numbers
        on statements.document_id = lines_with_numbers.document_id and statements.statement_no = lines_with_numbers.statement_no
    where
        coalesce(statements.unplaced_count, 0) = 0
        and (statements.figure_count > 0 or statements.no_data_note is not null or lines_with_numbers.document_id is null)

),

empty_statements as (

    select distinct
        terms.rule_id,
        terms.alternative,
        terms.side,
        printed_empty.document_id,
        1 as scope_no,
    from {{ ref('int_recon_term') }} as terms
    inner join rules on terms.rule_id = rules.rule_id
    inner join printed_empty on terms.statement_id = printed_empty.statement_id
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
