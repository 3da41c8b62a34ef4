-- grain: one part of one summed row (and side) of a table: table row x stage x nature x fund
with

figures as (

    select * from {{ ref('int_figures') }}

),

measure_roles as (

    select * from {{ ref('measure_roles') }}

),

themes as (

    select * from {{ ref('statement_themes') }}

),

both_themes as (

    select
        statement_id,
        bool_or(theme = 'revenue') and bool_or(theme = 'expenditure') as has_both,
    from themes
    group by statement_id

),

cells as (

    select
        themes.theme,
        figures.document_id,
        figures.statement_no,
        figures.statement_id,
        figures.row_no,
        figures.block_no,
        figures.side,
        figures.role,
        figures.row_kind,
        figures.line_id,
        figures.function_code,
        figures.stage,
        figures.statement_fund,
        figures.measure,
        measure_roles.role as measure_role,
        measure_roles.parent_measure,
        case when measure_roles.role = 'source' then figures.measure else figures.fund end as fund,
        figures.amount_yuan,
        figures.figure_id,
        figures.source_line,
        figures.row_kind = 'total'
        or coalesce(figures.role in ('total', 'grand_total', 'cost_total'), false) as is_total_row,
    from figures
    inner join themes on figures.statement_id = themes.statement_id
    inner join both_themes on figures.statement_id = both_themes.statement_id
    left join measure_roles on figures.measure = measure_roles.measure
    where
        figures.is_row_leaf
        and figures.economic_code is null
        and themes.theme in ('expenditure', 'revenue')
        and coalesce(figures.side, themes.theme) = themes.theme
        and coalesce(figures.role, '') <> 'unknown'
        and (
            (themes.theme = 'expenditure' and (figures.measure = 'total' or measure_roles.measure is not null))
            or (themes.theme = 'revenue' and (figures.measure in ('total', 'revenue') or measure_roles.role = 'source'))
        )
        -- A table whose row prints 年初, 收入, 支出 and 年末 of a fund has one revenue column; its total is the expenditure.
        and (
            themes.theme = 'expenditure'
            or figures.side = 'revenue'
            or figures.measure = 'revenue'
            or not both_themes.has_both
        )

),

-- The total row stands in only where the table sums nothing else.
detailed as (

    select *
    from cells
    qualify
        not is_total_row
        or not bool_or(not is_total_row) over (partition by theme, document_id, statement_no)

),

natured as (

    select
        * exclude (measure_role),
        case
            when theme = 'expenditure' and line_id = 'closing_balance' then 'carried_forward'
            when theme = 'expenditure' and role = 'use' then replace(line_id, '_expenditure', '')
            when theme = 'expenditure' and measure_role = 'nature' then measure
            when theme = 'expenditure' and measure_role = 'cost' then 'basic'
        end as nature,
        coalesce(measure_role = 'cost', false) as is_cost_part,
        fund = statement_fund as is_statement_fund,
        {{ null_safe_key(['theme', 'document_id', 'statement_no', 'row_no', 'block_no', 'stage']) }} as row_key,
    from detailed

),

-- 人员经费 and 公用经费 speak for 基本支出 only where it is not printed itself.
without_cost_parts as (

    select *
    from natured
    qualify
        not is_cost_part
        or not coalesce(bool_or(nature = 'basic' and not is_cost_part) over (partition by row_key, fund), false)

),

-- 财政拨款 beside its three funds counts only with what they leave of it.
appropriation_parts as (

    select
        row_key,
        nature,
        sum(amount_yuan) as parts_yuan,
    from without_cost_parts
    where parent_measure = 'appropriation' and not is_statement_fund
    group by row_key, nature

),

unnested as (

    select
        without_cost_parts.* replace (
            case
                when without_cost_parts.measure = 'appropriation' and appropriation_parts.row_key is not null
                    then without_cost_parts.amount_yuan - appropriation_parts.parts_yuan
                else without_cost_parts.amount_yuan
            end as amount_yuan
        ),
        without_cost_parts.measure = 'appropriation' and appropriation_parts.row_key is not null as is_remainder,
    from without_cost_parts
    left join appropriation_parts
        on
            without_cost_parts.row_key = appropriation_parts.row_key
            and without_cost_parts.nature is not distinct from appropriation_parts.nature

),

flagged as (

    select
        *,
        coalesce(
            bool_or(nature is not null and is_statement_fund) over (partition by row_key),
            false
        ) as row_has_natures,
        coalesce(bool_or(nature is not null) over (partition by row_key, fund), false) as fund_has_natures,
    from unnested
    where not (is_remainder and amount_yuan = 0)

),

natures as (

    select
        *,
        nature as part_nature,
    from flagged
    where nature is not null and (is_statement_fund or not row_has_natures)

),

-- A fund column without natures is one part; with natures, it is what they leave of it.
funds as (

    select
        flagged.* replace (
            flagged.amount_yuan
            - case
                when flagged.fund_has_natures
                    then sum(coalesce(case when flagged.nature is not null then flagged.amount_yuan end, 0))
                        over (partition by flagged.row_key, flagged.fund)
                else 0
            end as amount_yuan
        ),
        'unspecified' as part_nature,
    from flagged
    where not flagged.row_has_natures and not flagged.is_statement_fund
    qualify flagged.nature is null

),

parts as (

    select * from natures
    union all
    select * from funds
    where not (fund_has_natures and amount_yuan = 0)

),

row_sums as (

    select
        row_key,
        sum(amount_yuan) as parts_yuan,
    from parts
    group by row_key

),

-- What the parts leave of the printed total of their row; the whole row where it prints a total alone.
rests as (

    select
        flagged.* replace (flagged.amount_yuan - coalesce(row_sums.parts_yuan, 0) as amount_yuan),
        'unspecified' as part_nature,
        row_sums.row_key is not null as is_rest,
    from flagged
    left join row_sums on flagged.row_key = row_sums.row_key
    where
        flagged.is_statement_fund
        and flagged.nature is null
        and (row_sums.row_key is null or flagged.amount_yuan <> row_sums.parts_yuan)

),

everything as (

    select
        *,
        false as is_rest,
    from parts
    union all
    select * from rests

),

final as (

    select
        theme,
        document_id,
        statement_no,
        statement_id,
        row_no,
        block_no,
        row_kind,
        line_id,
        function_code,
        stage,
        statement_fund,
        measure,
        part_nature as nature,
        fund,
        amount_yuan,
        is_rest as is_row_rest,
        figure_id,
        source_line,
    from everything

)

select * from final
