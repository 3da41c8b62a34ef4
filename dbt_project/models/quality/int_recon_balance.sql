-- grain: one evaluated balance: rule × document × place × alternative chosen
with

operands as (

    select * from {{ ref('int_recon_operand') }}

),

signatures as (

    select * from {{ ref('int_recon_signature') }}

),

rules as (

    select
        rule_id,
        comparison,
        coalesce(blank_left, 'skip') as blank_left,
        coalesce(blank_right, 'zero') as blank_right,
        coalesce(left_each, 'no') = 'yes' as is_left_each,
        if(parameter = 'both_left', 2, 0) as least_left,
        coalesce(cast(least_right as integer), 0) as least_right,
        string_split(keys, '|') as key_list,
    from {{ ref('rules') }}
    where method = 'balance'

),

key_flags as (

    select
        *,
        list_contains(key_list, 'statement') as by_statement,
        list_contains(key_list, 'row') as by_row,
        list_contains(key_list, 'function') as by_function,
        list_contains(key_list, 'economic') as by_economic,
        list_contains(key_list, 'measure') as by_measure,
        list_contains(key_list, 'stage') as by_stage,
        list_contains(key_list, 'line') as by_line,
        list_contains(key_list, 'project') as by_project,
        list_contains(key_list, 'sentence') as by_sentence,
    from rules

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
        links.document_id,
        signatures.rule_id,
        signatures.alternative,
        signatures.term_no,
        signatures.side,
        signatures.sign,
        signatures.pick,
        signatures.label as term_label,
        key_flags.is_left_each,
        -- The sides of a table printed side by side are tables of their own as far as a row is concerned.
        case
            when key_flags.by_row then operands.statement_no * 100 + operands.block_no
            when key_flags.by_statement then operands.statement_no
            else operands.statement_rank
        end as scope_no,
        concat_ws(
            '¦',
            if(key_flags.by_row, concat_ws('·', operands.row_no, operands.block_no, operands.row_label), ''),
            if(key_flags.by_function, operands.function_code, ''),
            if(key_flags.by_economic, operands.economic_code, ''),
            if(key_flags.by_measure, operands.measure, ''),
            if(key_flags.by_stage, operands.stage, ''),
            if(key_flags.by_line, operands.line_id, ''),
            if(key_flags.by_project, operands.project_name, ''),
            if(key_flags.by_sentence, operands.column_label, '')
        ) as base_key,
        operands.document_id as source_document_id,
        operands.* exclude (document_id),
    from operands
    inner join signatures
        on
            operands.statement_id = signatures.statement_id
            and operands.row_kind = signatures.row_kind
            and operands.line_id = signatures.line_id
            and operands.measure = signatures.measure
            and operands.stage = signatures.stage
            and operands.fund = signatures.fund
            and length(operands.function_code) = signatures.function_length
            and operands.economic_code = signatures.economic_code
            and operands.column_level = signatures.column_level
            and operands.is_of_which = signatures.is_of_which
    inner join key_flags on signatures.rule_id = key_flags.rule_id
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
        and (key_flags.by_row or not operands.is_repeated_total)

),

-- A total that a table prints on several sides is one operand, not several.
picked as (

    select * from matched
    where pick = 'sum'
    union all
    select * from matched
    where pick = 'first'
    qualify
        row_number() over (
            partition by document_id, rule_id, alternative, side, term_no, scope_no, base_key
            order by source_line, source_field, figure_no
        ) = 1

),

scopes as (

    select
        document_id,
        rule_id,
        alternative,
        scope_no,
        bool_or(side = 'left') as has_left,
        bool_or(side = 'right') as has_right,
    from picked
    group by all

),

-- A table that is printed without any figure says zero, where the rule takes it so.
empty_statements as (

    select distinct
        terms.rule_id,
        terms.alternative,
        terms.side,
        statements.document_id,
    from {{ ref('int_recon_term') }} as terms
    inner join key_flags on terms.rule_id = key_flags.rule_id
    inner join statements on terms.statement_id = statements.statement_id
    where terms.document_role in ('own', 'disclosure') and 'declared' in (key_flags.blank_left, key_flags.blank_right)

),

open_scopes as (

    select
        scopes.document_id,
        scopes.rule_id,
        scopes.alternative,
        scopes.scope_no,
    from scopes
    inner join key_flags on scopes.rule_id = key_flags.rule_id
    left join empty_statements as empty_left
        on
            scopes.document_id = empty_left.document_id and scopes.rule_id = empty_left.rule_id
            and scopes.alternative = empty_left.alternative and empty_left.side = 'left' and scopes.scope_no = 1
    left join empty_statements as empty_right
        on
            scopes.document_id = empty_right.document_id and scopes.rule_id = empty_right.rule_id
            and scopes.alternative = empty_right.alternative and empty_right.side = 'right' and scopes.scope_no = 1
    where
        (scopes.has_left or (key_flags.blank_left = 'declared' and empty_left.rule_id is not null))
        and (scopes.has_right or (key_flags.blank_right = 'declared' and empty_right.rule_id is not null))

),

-- What has no other side is dropped before its figures are gathered.
compared as (

    select picked.*
    from picked
    semi join open_scopes
        on
            picked.document_id = open_scopes.document_id
            and picked.rule_id = open_scopes.rule_id
            and picked.alternative = open_scopes.alternative
            and picked.scope_no = open_scopes.scope_no

),

sides as (

    select
        document_id,
        rule_id,
        alternative,
        scope_no,
        base_key,
        side,
        if(side = 'left' and is_left_each, concat_ws('-', source_line, source_field, figure_no), '') as detail_key,
        sum(sign * amount_yuan) as amount,
        sum(half_unit) as half_units,
        count(*) as operands,
        min_by(statement_id, source_line) as statement_id,
        min_by(statement_no, source_line) as statement_no,
        min_by(row_label, source_line * 1000 + source_field) as row_label,
        min_by(function_code, source_line * 1000 + source_field) as function_code,
        min_by(economic_code, source_line * 1000 + source_field) as economic_code,
        min_by(measure, source_line * 1000 + source_field) as measure,
        min_by(stage, source_line * 1000 + source_field) as stage,
        min_by(column_label, source_line * 1000 + source_field) as column_label,
        min_by(figure_no, source_line * 1000 + source_field) as figure_no,
        list_sort(list(
            struct_pack(
                line := source_line,
                field := source_field,
                side := side,
                label := concat_ws(' ', nullif(row_label, ''), nullif(if(figure_no = 0, column_label, ''), '')),
                term := term_label,
                sign := sign,
                amount_yuan := amount_yuan,
                amount_text := amount_text,
                unit_text := unit_text,
                document_id := source_document_id
            )
        )) as evidence,
    from compared
    group by all

),

left_sides as (

    select * from sides
    where side = 'left'

),

right_sides as (

    select * from sides
    where side = 'right'

),

paired as (

    select
        coalesce(left_sides.document_id, right_sides.document_id) as document_id,
        coalesce(left_sides.rule_id, right_sides.rule_id) as rule_id,
        coalesce(left_sides.alternative, right_sides.alternative) as alternative,
        coalesce(left_sides.scope_no, right_sides.scope_no) as scope_no,
        coalesce(left_sides.base_key, right_sides.base_key) as base_key,
        coalesce(left_sides.detail_key, '') as detail_key,
        left_sides.document_id is not null as has_left,
        right_sides.document_id is not null as has_right,
        coalesce(left_sides.amount, 0) as left_amount,
        coalesce(right_sides.amount, 0) as right_amount,
        coalesce(left_sides.half_units, 0) + coalesce(right_sides.half_units, 0) as tolerance,
        coalesce(left_sides.operands, 0) as left_operands,
        coalesce(right_sides.operands, 0) as right_operands,
        coalesce(left_sides.statement_id, right_sides.statement_id) as statement_id,
        coalesce(left_sides.statement_no, right_sides.statement_no) as statement_no,
        coalesce(left_sides.row_label, right_sides.row_label) as row_label,
        coalesce(left_sides.function_code, right_sides.function_code) as function_code,
        coalesce(left_sides.economic_code, right_sides.economic_code) as economic_code,
        coalesce(left_sides.measure, right_sides.measure) as measure,
        coalesce(left_sides.stage, right_sides.stage) as stage,
        coalesce(left_sides.column_label, right_sides.column_label) as column_label,
        coalesce(left_sides.figure_no, right_sides.figure_no) as figure_no,
        coalesce(left_sides.evidence, []) as left_evidence,
        coalesce(right_sides.evidence, []) as right_evidence,
    from left_sides
    full outer join right_sides
        on
            left_sides.document_id = right_sides.document_id
            and left_sides.rule_id = right_sides.rule_id
            and left_sides.alternative = right_sides.alternative
            and left_sides.scope_no = right_sides.scope_no
            and left_sides.base_key = right_sides.base_key

),

judged as (

    select
        paired.*,
        key_flags.comparison,
        paired.left_amount - paired.right_amount as difference,
        case
            when not paired.has_left and key_flags.blank_left = 'skip' then 'left_blank'
            when not paired.has_right and key_flags.blank_right = 'skip' then 'right_blank'
            when paired.right_operands < key_flags.least_right then 'few_parts'
            when paired.left_operands < key_flags.least_left then 'no_operand'
        end as reason_code,
        case key_flags.comparison
            when 'at_most' then greatest(paired.left_amount - paired.right_amount, 0)
            when 'at_least' then greatest(paired.right_amount - paired.left_amount, 0)
            else abs(paired.left_amount - paired.right_amount)
        end as excess,
    from paired
    inner join key_flags on paired.rule_id = key_flags.rule_id
    -- Nothing is above or below a limit where nothing is printed, and two blanks agree without being told.
    where
        case key_flags.comparison
            when 'equal' then paired.left_amount <> 0 or paired.right_amount <> 0 or (paired.has_left and paired.has_right)
            else paired.has_left and (paired.has_right or key_flags.blank_right <> 'skip')
        end
        and (paired.has_left or not key_flags.is_left_each)

),

final as (

    select
        *,
        case
            when reason_code is not null then 'not_applicable'
            when excess = 0 then 'exact'
            when excess <= tolerance then 'rounding'
            else 'broken'
        end as status,
    from judged
    -- Where a form may be read in several ways, the reading that balances is the form's own.
    qualify
        row_number() over (
            partition by document_id, rule_id, scope_no, base_key, detail_key
            order by reason_code is not null, excess, alternative
        ) = 1

)

select * from final
