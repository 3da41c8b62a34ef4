-- grain: one finding, with the finding that stands for the contradiction it belongs to
-- Findings are joined by what they share (a "tie"); the smallest number that reaches a finding over its ties is its cause.
with

findings as (

    select * from {{ ref('int_recon_finding') }}

),

-- One printed cell and one difference: the same contradiction seen by several rules.
cell_ties as (

    select
        finding_id,
        document_id,
        finding_no,
        -- Several figures of one line of prose have no field that tells them apart.
        concat_ws(
            '|', 'cell', cell.document_id, cell.line, cell.field, cell.amount_text, if(cell.field = 0, cell.label, null),
            abs(difference)
        ) as tie,
    from (
        select
            *,
            unnest(list_concat(left_evidence, right_evidence)) as cell,
        from findings
        where difference is not null
    )
    where cell.amount_text is not null

),

-- One figure of the prose that no rule confirms.
figure_ties as (

    select
        finding_id,
        document_id,
        finding_no,
        concat_ws('|', 'figure', figure_no) as tie,
    from findings
    where figure_no > 0 and (difference is not null or method = 'check')

),

-- One rule that breaks by one amount along a column, or in three rows of it and more: the column is wrong, not each row.
column_ties as (

    select
        finding_id,
        document_id,
        finding_no,
        concat_ws(
            '|', 'column', rule_id, statement_no, measure, stage, column_label,
            if(count(*) over same_column >= 3, null, abs(difference))
        ) as tie,
    from findings
    where difference is not null and statement_no > 0
    window same_column as (partition by document_id, rule_id, statement_no, measure, stage, column_label)

),

-- One row that breaks by one amount in several columns of one rule.
row_ties as (

    select
        finding_id,
        document_id,
        finding_no,
        concat_ws(
            '|', 'row', rule_id, statement_no, left_evidence[1].line, abs(difference)
        ) as tie,
    from findings
    where difference is not null and statement_no > 0

),

told_ties as (

    select
        finding_id,
        document_id,
        finding_no,
        concat('told|', cause_key) as tie,
    from findings
    where cause_key is not null

),

-- A rate whose amount is itself contradicted follows from that amount.
broken_figures as (

    select
        document_id,
        left_evidence[1].line as line,
        left_evidence[1].amount_text as amount_text,
        min(finding_no) as figure_finding_no,
        arg_min(finding_id, finding_no) as figure_finding_id,
    from findings
    where figure_no > 0 and difference is not null
    group by all

),

rate_ties as (

    select
        rates.finding_id,
        rates.document_id,
        rates.finding_no,
        broken_figures.figure_finding_id,
        broken_figures.figure_finding_no,
        concat('rate|', broken_figures.figure_finding_id) as tie,
    from (
        select
            finding_id,
            document_id,
            finding_no,
            unnest(right_evidence) as cell,
        from findings
        where method = 'ratio'
    ) as rates
    inner join broken_figures
        on
            rates.document_id = broken_figures.document_id
            and rates.cell.line = broken_figures.line
            and rates.cell.amount_text = broken_figures.amount_text

),

cells as (

    select
        finding_id,
        document_id,
        finding_no,
        method,
        difference,
        side,
        cell,
    from (
        select *, 'left' as side, unnest(left_evidence) as cell from findings where method <> 'check'
        union all
        select *, 'right' as side, unnest(right_evidence) as cell from findings where method <> 'check'
    )
    where cell.line > 0

),

-- What a check of the words says, and a number that the same words print: 减少236.47万元，增长12.26%, and its rate; a sentence of
-- another year, and its shares; an item under another name, and its amount.
text_pairs as (

    select distinct
        checks.finding_id as check_id,
        checks.finding_no as check_no,
        cells.finding_id,
        cells.finding_no,
        cells.document_id,
    from findings as checks
    inner join cells
        on checks.document_id = cells.document_id and checks.left_evidence[1].line = cells.cell.line
    where
        checks.method = 'check'
        -- A wrong figure that the words then contradict: the reader corrects the figure, or the words.
        and not (checks.rule_id = 'wording_final_against_budget' and cells.method = 'balance')
        and (
            (
                length(regexp_replace(cells.cell.amount_text, '[^0-9]', '', 'g')) >= 3
                and regexp_matches(
                    replace(checks.left_evidence[1].amount_text, ',', ''),
                    concat('(?:^|[^0-9.])\Q', replace(cells.cell.amount_text, ',', ''), '\E(?:[^0-9]|$)')
                )
            )
            or (checks.rule_id = 'identity_sentence_year' and cells.method = 'ratio')
            or (
                checks.rule_id = 'wording_item_name'
                and cells.method = 'balance'
                and cells.side = 'left'
                and cells.cell.label = checks.left_evidence[1].amount_text
            )
        )

),

-- A figure that its table contradicts, and a sum of the prose that it is a part of: they differ by the same amount but for the
-- last digits of the table.
list_pairs as (

    select distinct
        lists.finding_id as list_id,
        lists.finding_no as list_no,
        figures.finding_id,
        figures.finding_no,
        figures.document_id,
    from cells as figures
    inner join cells as lists
        on
            figures.document_id = lists.document_id
            and figures.cell.line = lists.cell.line
            and figures.cell.amount_text = lists.cell.amount_text
            and figures.cell.label = lists.cell.label
    where
        lists.method = 'list'
        and (
            -- The rate of a part says which part of the sum it is.
            (figures.method = 'ratio' and figures.side = 'right' and lists.side = 'right')
            or (
                figures.method = 'balance'
                and figures.side = 'left'
                and abs(abs(figures.difference) - abs(lists.difference)) <= 0.01 * abs(lists.difference)
            )
        )

),

pair_ties as (

    select check_id as finding_id, document_id, check_no as finding_no, concat('text|', finding_id) as tie from text_pairs
    union
    select finding_id, document_id, finding_no, concat('text|', finding_id) as tie from text_pairs
    union
    select list_id as finding_id, document_id, list_no as finding_no, concat('list|', finding_id) as tie from list_pairs
    union
    select finding_id, document_id, finding_no, concat('list|', finding_id) as tie from list_pairs

),

ties as (

    select finding_id, document_id, finding_no, tie from pair_ties
    union
    select finding_id, document_id, finding_no, tie from cell_ties
    union
    select finding_id, document_id, finding_no, tie from figure_ties
    union
    select finding_id, document_id, finding_no, tie from column_ties
    union
    select finding_id, document_id, finding_no, tie from row_ties
    union
    select finding_id, document_id, finding_no, tie from told_ties
    union
    select finding_id, document_id, finding_no, tie from rate_ties
    union
    select figure_finding_id as finding_id, document_id, figure_finding_no as finding_no, tie from rate_ties

),

reached_0 as (

    select
        finding_id,
        document_id,
        finding_no as cause_no,
    from findings

),

{% for round in range(1, 6) -%}
tied_{{ round }} as (

    select
        ties.document_id,
        ties.tie,
        min(reached.cause_no) as cause_no,
    from ties
    inner join reached_{{ round - 1 }} as reached on ties.finding_id = reached.finding_id
    group by all

),

reached_{{ round }} as (

    select
        reached.finding_id,
        reached.document_id,
        min(least(reached.cause_no, coalesce(tied.cause_no, reached.cause_no))) as cause_no,
    from reached_{{ round - 1 }} as reached
    left join ties on reached.finding_id = ties.finding_id
    left join tied_{{ round }} as tied on ties.document_id = tied.document_id and ties.tie = tied.tie
    group by all

),

{% endfor -%}
final as (

    select
        reached.finding_id,
        reached.document_id,
        causes.finding_id as cause_id,
        reached.finding_id <> causes.finding_id as is_consequence,
    from reached_5 as reached
    inner join findings as causes on reached.document_id = causes.document_id and reached.cause_no = causes.finding_no

)

select * from final
