-- grain: one contradiction for which arithmetic can say which printed number to correct, or which of two
with

findings as (

    select * from {{ ref('int_recon_finding') }}

),

causes as (

    select * from {{ ref('int_recon_cause') }}

),

results as (

    select * from {{ ref('int_recon_result') }}

),

rules as (

    select
        rule_id,
        coalesce(comparison, 'equal') as comparison,
    from {{ ref('rules') }}

),

units as (

    select
        unit,
        cast(yuan as bigint) as yuan,
    from {{ ref('money_units') }}

),

sums as (

    select
        causes.cause_id,
        findings.*,
        count(*) over (partition by causes.cause_id) as sums_of_cause,
    from findings
    inner join causes on findings.finding_id = causes.finding_id
    where
        findings.difference is not null
        and findings.comparison = 'equal'
        -- What is blank may be what is wrong: nobody is told to correct the printed side to nothing.
        and len(findings.left_evidence) > 0
        and len(findings.right_evidence) > 0

),

-- What each cell would have to print for its finding to hold.
cells as (

    select
        cause_id,
        document_id,
        finding_id,
        sums_of_cause,
        cell,
        cell.amount_yuan - difference * cell.sign * if(cell.side = 'left', 1, -1) as should_be,
    from (
        select
            *,
            unnest(list_concat(left_evidence, right_evidence)) as cell,
        from sums
    )
    where cell.amount_text is not null and cell.line is not null

),

-- How many balances confirm a cell: one that many confirm is not the one to correct.
confirmed as (

    select
        results.document_id,
        cell.document_id as cell_document_id,
        cell.line,
        cell.field,
        cell.amount_text,
        count(*) as balances,
    from (
        select
            results.document_id,
            unnest(list_concat(results.left_evidence, results.right_evidence)) as cell,
        from results
        inner join rules on results.rule_id = rules.rule_id
        semi join sums on results.document_id = sums.document_id
        where results.status = 'exact' and results.difference is not null and rules.comparison = 'equal'
    ) as results
    where cell.amount_yuan <> 0
    group by all

),

candidates as (

    select
        cells.cause_id,
        cells.document_id,
        cells.cell.document_id as cell_document_id,
        cells.cell.line as line,
        cells.cell.field as field,
        cells.cell.amount_text as amount_text,
        min(cells.cell.label) as label,
        min(cells.cell.unit_text) as unit_text,
        min(cells.should_be) as should_be,
        count(distinct cells.should_be) as readings,
        count(distinct cells.finding_id) = min(cells.sums_of_cause) as is_in_all,
        min(cells.sums_of_cause) as sums_of_cause,
        coalesce(max(confirmed.balances), 0) as balances,
    from cells
    left join confirmed
        on
            cells.document_id = confirmed.document_id
            and cells.cell.document_id = confirmed.cell_document_id
            and cells.cell.line = confirmed.line
            and cells.cell.field = confirmed.field
            and cells.cell.amount_text = confirmed.amount_text
    group by all

),

worded as (

    select
        candidates.*,
        concat(
            if(candidates.cell_document_id <> candidates.document_id, '另一份文件', ''),
            '第', candidates.line, '行',
            if(coalesce(candidates.label, '') = '', '', concat('“', translate(candidates.label, '“”', '‘’'), '”')),
            '应为', {{ plain_text('cast(candidates.should_be as decimal(28, 2)) * cast(100000000 // coalesce(units.yuan, 1) as decimal(10, 0)) * cast(0.00000001 as decimal(9, 8))') }},
            coalesce(candidates.unit_text, ''), '（印作', trim(candidates.amount_text), '）'
        ) as correction,
    from candidates
    left join units on replace(candidates.unit_text, ' ', '') = units.unit
    where candidates.readings = 1 and candidates.is_in_all

),

ranked as (

    select
        *,
        row_number() over (partition by cause_id order by balances, line, field, amount_text, correction) as place,
        lead(balances) over (partition by cause_id order by balances, line, field, amount_text, correction) as next_balances,
        count(*) over (partition by cause_id) as cells,
    from worded

),

-- One cell stands against all others when nothing, or a third of what confirms the next, confirms it.
final as (

    select
        cause_id,
        case
            when max(cells) = 1 or max(next_balances) filter (where place = 1) > 3 * max(balances) filter (where place = 1)
                then min(correction) filter (where place = 1)
            else concat(if(count(*) = 2, '两处', '三处'), '之一有误：', string_agg(correction, '，或' order by line, field, amount_text, correction))
        end as advice,
    from ranked
    where cells <= 3 or (place = 1 and next_balances > 3 * balances)
    group by cause_id

)

select * from final
