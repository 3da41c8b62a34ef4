-- grain: one published total: document x table x side x measure x stage x fund
with

figures as (

    select * from {{ ref('int_figures') }}
    where not is_of_which

),

themes as (

    select
        statement_id,
        bool_or(theme = 'revenue') and not bool_or(theme = 'expenditure') as is_revenue_table,
    from {{ ref('statement_themes') }}
    group by statement_id

),

-- A line of the revenue side names its own fund; the total of the side is over all of them.
leaf_sums as (

    select
        document_id,
        statement_no,
        side,
        measure,
        stage,
        if(side = 'revenue', null, fund) as column_fund,
        sum(amount_yuan) as leaf_yuan,
    from figures
    where is_leaf and column_economic_code is null
    group by all

),

candidates as (

    select
        document_id,
        statement_no,
        statement_id,
        statement_fund,
        side,
        measure,
        stage,
        fund,
        figure_id,
        amount_yuan,
        source_line,
        row_no,
        case
            when row_kind = 'total' then 1
            when role = 'total' then 2
            else 3
        end as preference,
    from figures
    where
        column_economic_code is null
        and (row_kind = 'total' or role in ('total', 'grand_total'))

),

-- A table can print several totals (one per page, per unit): the one its leaves add up to, else the first of
-- the best kind.
chosen as (

    select
        candidates.document_id,
        candidates.statement_no,
        candidates.statement_id,
        candidates.statement_fund,
        candidates.side,
        candidates.measure,
        candidates.stage,
        candidates.fund,
        candidates.figure_id,
        candidates.amount_yuan,
        candidates.source_line,
    from candidates
    left join leaf_sums
        on
            candidates.document_id = leaf_sums.document_id
            and candidates.statement_no = leaf_sums.statement_no
            and candidates.side is not distinct from leaf_sums.side
            and candidates.measure = leaf_sums.measure
            and candidates.stage is not distinct from leaf_sums.stage
            and if(candidates.side = 'revenue', null, candidates.fund) is not distinct from leaf_sums.column_fund
    qualify
        row_number() over (
            partition by
                candidates.document_id,
                candidates.statement_no,
                candidates.side,
                candidates.measure,
                candidates.stage,
                candidates.fund
            order by
                coalesce(candidates.amount_yuan = leaf_sums.leaf_yuan and candidates.preference < 3, false) desc,
                candidates.preference,
                candidates.row_no,
                candidates.figure_id
        ) = 1

),

-- A table whose row prints 年初, 收入, 支出 and 年末 of a fund has one revenue column; its total is the expenditure.
final as (

    select
        chosen.document_id,
        chosen.statement_no,
        chosen.statement_id,
        coalesce(
            chosen.side,
            if(chosen.measure = 'revenue' or coalesce(themes.is_revenue_table, false), 'revenue', 'expenditure')
        ) as theme,
        chosen.side,
        chosen.measure,
        chosen.stage,
        chosen.fund,
        coalesce(
            chosen.fund = chosen.statement_fund
            and (chosen.measure = 'total' or chosen.measure = 'revenue'),
            false
        ) as is_whole_table,
        chosen.figure_id,
        chosen.amount_yuan,
        chosen.source_line,
    from chosen
    left join themes on chosen.statement_id = themes.statement_id

)

select * from final
