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
    where figure_no > 0 and difference is not null

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

ties as (

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
