-- grain: document x table x stage x economic code x function code x nature x cost group: expenditure that may be summed
with

figures as (

    select * from {{ ref('int_figures') }}
    where is_leaf

),

measure_roles as (

    select * from {{ ref('measure_roles') }}

),

themes as (

    select * from {{ ref('statement_themes') }}
    where theme = 'economic'

),

-- Tables that print 基本支出 alone say so in their title, not in a column.
basic_tables as (

    select statement_id
    from {{ ref('statement_themes') }}
    where theme = 'basic'

),

economic_codes as (

    select * from {{ ref('dim_economic') }}

),

published_totals as (

    select * from {{ ref('int_published_totals') }}
    where is_whole_table and theme = 'expenditure'

),

cost_totals as (

    select
        document_id,
        statement_no,
        stage,
        sum(amount_yuan) as amount_yuan,
        min(source_line) as source_line,
        list(figure_id order by figure_id) as figure_ids,
    from {{ ref('int_figures') }}
    where role = 'cost_total' and measure = 'total' and not is_of_which
    group by document_id, statement_no, stage
    having count(distinct line_id) = 2 and count(*) = 2

),

cells as (

    select
        figures.document_id,
        figures.statement_no,
        figures.statement_id,
        figures.row_no,
        figures.block_no,
        figures.stage,
        figures.economic_code,
        figures.function_code,
        figures.measure,
        coalesce(measure_roles.role, 'total') as measure_role,
        figures.amount_yuan,
        figures.figure_id,
        figures.source_line,
    from figures
    inner join themes on figures.statement_id = themes.statement_id
    left join measure_roles on figures.measure = measure_roles.measure
    where
        figures.economic_code is not null
        and (figures.measure = 'total' or measure_roles.measure is not null)

),

role_sums as (

    select
        document_id,
        statement_no,
        row_no,
        block_no,
        stage,
        economic_code,
        measure_role,
        sum(amount_yuan) as amount_yuan,
    from cells
    group by all

),

with_totals as (

    select
        *,
        max(case when measure_role = 'total' then amount_yuan end) over (
            partition by document_id, statement_no, row_no, block_no, stage, economic_code
        ) as total_yuan,
    from role_sums

),

-- One row prints its amount as a total and again by cost group, nature or source: the finest split that adds up
-- to the total is kept.
chosen_roles as (

    select *
    from with_totals
    qualify
        row_number() over (
            partition by document_id, statement_no, row_no, block_no, stage, economic_code
            order by
                (measure_role = 'total' or coalesce(total_yuan, amount_yuan) = amount_yuan) desc,
                case measure_role when 'nature' then 1 when 'cost' then 2 when 'total' then 3 else 4 end
        ) = 1

),

chosen as (

    select
        cells.document_id,
        cells.statement_no,
        cells.statement_id,
        cells.stage,
        cells.economic_code,
        cells.function_code,
        case cells.measure_role
            when 'nature' then cells.measure
            when 'cost' then 'basic'
            else if(basic_tables.statement_id is not null, 'basic', 'unspecified')
        end as nature,
        case
            when cells.measure_role = 'cost' then cells.measure
            when cells.measure_role = 'nature' and cells.measure <> 'basic' then 'other'
            else coalesce(economic_codes.cost_group, 'other')
        end as cost_group,
        cells.amount_yuan,
        cells.figure_id,
        cells.source_line,
    from cells
    inner join chosen_roles
        on
            cells.document_id = chosen_roles.document_id
            and cells.statement_no = chosen_roles.statement_no
            and cells.row_no = chosen_roles.row_no
            and cells.block_no = chosen_roles.block_no
            and cells.stage is not distinct from chosen_roles.stage
            and cells.economic_code = chosen_roles.economic_code
            and cells.measure_role = chosen_roles.measure_role
    left join economic_codes on cells.economic_code = economic_codes.economic_code
    left join basic_tables on cells.statement_id = basic_tables.statement_id

),

parts as (

    select
        document_id,
        statement_no,
        statement_id,
        stage,
        economic_code,
        function_code,
        nature,
        cost_group,
        sum(amount_yuan) as amount_yuan,
        false as is_rest,
        list(distinct figure_id order by figure_id) as figure_ids,
        min(source_line) as source_line,
    from chosen
    group by all

),

class_sums as (

    select
        document_id,
        statement_no,
        stage,
        left(economic_code, 3) as class_code,
        sum(amount_yuan) as items_yuan,
    from parts
    where length(economic_code) > 3
    group by all

),

-- A 类 that a table by code prints once, above its 款.
printed_classes as (

    select
        figures.*,
    from {{ ref('int_figures') }} as figures
    inner join themes on figures.statement_id = themes.statement_id
    where
        figures.row_kind = 'economic'
        and figures.measure = 'total'
        and figures.function_code is null
        and length(figures.economic_code) = 3
        and not figures.is_of_which
    qualify
        not figures.is_leaf
        and count(*) over (
            partition by figures.document_id, figures.statement_no, figures.stage, figures.economic_code
        ) = 1

),

-- Where the 款 do not add up to their 类, the rest stands at the 类, so that personnel and public costs are as published.
class_rests as (

    select
        printed_classes.document_id,
        printed_classes.statement_no,
        printed_classes.statement_id,
        printed_classes.stage,
        printed_classes.economic_code,
        cast(null as varchar) as function_code,
        if(basic_tables.statement_id is not null, 'basic', 'unspecified') as nature,
        coalesce(economic_codes.cost_group, 'other') as cost_group,
        printed_classes.amount_yuan - class_sums.items_yuan as amount_yuan,
        true as is_rest,
        [printed_classes.figure_id] as figure_ids,
        printed_classes.source_line,
    from printed_classes
    inner join class_sums
        on
            printed_classes.document_id = class_sums.document_id
            and printed_classes.statement_no = class_sums.statement_no
            and printed_classes.stage is not distinct from class_sums.stage
            and printed_classes.economic_code = class_sums.class_code
    left join economic_codes on printed_classes.economic_code = economic_codes.economic_code
    left join basic_tables on printed_classes.statement_id = basic_tables.statement_id
    where printed_classes.amount_yuan <> class_sums.items_yuan

),

parts_and_class_rests as (

    select * from parts
    union all
    select * from class_rests

),

table_sums as (

    select
        document_id,
        statement_no,
        statement_id,
        stage,
        sum(amount_yuan) as parts_yuan,
    from parts_and_class_rests
    group by all

),

-- 公开06表 has no 合计 row: its total is 人员经费合计 + 公用经费合计.
totals as (

    select
        table_sums.*,
        coalesce(published_totals.amount_yuan, cost_totals.amount_yuan) as published_yuan,
        if(published_totals.figure_id is not null, [published_totals.figure_id], cost_totals.figure_ids) as figure_ids,
        coalesce(published_totals.source_line, cost_totals.source_line) as source_line,
    from table_sums
    left join published_totals
        on
            table_sums.document_id = published_totals.document_id
            and table_sums.statement_no = published_totals.statement_no
            and table_sums.stage is not distinct from published_totals.stage
    left join cost_totals
        on
            table_sums.document_id = cost_totals.document_id
            and table_sums.statement_no = cost_totals.statement_no
            and table_sums.stage is not distinct from cost_totals.stage
    qualify
        row_number() over (
            partition by table_sums.document_id, table_sums.statement_no, table_sums.stage
            order by published_totals.source_line, published_totals.fund
        ) = 1

),

table_rests as (

    select
        document_id,
        statement_no,
        statement_id,
        stage,
        cast(null as varchar) as economic_code,
        cast(null as varchar) as function_code,
        'unspecified' as nature,
        'unspecified' as cost_group,
        published_yuan - parts_yuan as amount_yuan,
        true as is_rest,
        figure_ids,
        source_line,
    from totals
    where published_yuan <> parts_yuan

),

final as (

    select * from parts_and_class_rests
    union all
    select * from table_rests

)

select * from final
