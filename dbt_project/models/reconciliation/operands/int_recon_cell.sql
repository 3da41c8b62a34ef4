-- grain: one printed amount that a rule may use: a figure of a table, or an amount of money in the prose
with

figures as (

    select * from {{ ref('int_figures_valued') }}

),

narrative as (

    select * from {{ ref('int_recon_narrative') }}

),

printed as (

    select
        *,
        length(regexp_extract(amount_text, '[.．]([0-9０-９]+)', 1)) as printed_decimals,
        case when is_money then cast(unit_factor as decimal(12, 0)) else 1 end as factor,
    from figures
    where statement_id is not null and amount_yuan is not null
    -- In a three-public table the columns of single funds say again what the 合计 beside them says.
    qualify
        statement_id not in ('final_three_public', 'budget_three_public')
        or fund is not distinct from coalesce(
            max(fund) filter (where fund = 'all') over (partition by document_id, statement_no),
            max(fund) filter (where fund = 'appropriation') over (partition by document_id, statement_no),
            fund
        )

),

-- Spreadsheets drop trailing zeros (1 for 1.00), so the precision of a cell is that of its table, unless it prints more itself.
-- A table that prints trailing zeros somewhere drops them nowhere: there a cell without decimals is rounded to the unit.
usual_decimals as (

    select
        document_id,
        statement_no,
        factor,
        arg_max(printed_decimals, cells * 100 - printed_decimals) as decimals,
    from (
        select
            document_id,
            statement_no,
            factor,
            printed_decimals,
            count(*) as cells,
        from printed
        where printed_decimals > 0
        group by all
    )
    where
        (document_id, statement_no) not in (
            select (document_id, statement_no) from printed
            where regexp_matches(amount_text, '[.．][0-9０-９]*[0０]\s*$') and amount_yuan <> 0
        )
    group by all

),

-- The whole 合计 and its parts may be columns of one table: a category is counted only where nothing above it is printed.
column_codes as (

    select distinct
        document_id,
        statement_no,
        measure,
        column_economic_code as code,
    from printed
    where column_economic_code is not null and measure <> 'subtotal'

),

covered_columns as (

    select distinct
        child.document_id,
        child.statement_no,
        child.measure,
        child.code,
    from column_codes as child
    inner join column_codes as parent
        on
            child.document_id = parent.document_id
            and child.statement_no = parent.statement_no
            and child.measure = parent.measure
            and parent.code in (left(child.code, 3), left(child.code, 5))
            and length(parent.code) < length(child.code)

),

-- 合计 | 一般公共预算（基本支出、项目支出）| 政府性基金: natures that are told of some funds only are not those of the total.
natures_of_funds as (

    select
        printed.document_id,
        printed.statement_no,
        list(distinct printed.fund) as funds,
    from printed
    inner join {{ ref('statements') }} as statements on printed.statement_id = statements.statement_id
    inner join {{ ref('measure_roles') }} as measure_roles on printed.measure = measure_roles.measure
    where measure_roles.role in ('nature', 'cost') and printed.fund <> statements.fund
    group by all

),

natures_of_some_funds as (

    select distinct
        natures_of_funds.document_id,
        natures_of_funds.statement_no,
        unnest(natures_of_funds.funds) as fund,
    from natures_of_funds
    inner join printed
        on natures_of_funds.document_id = printed.document_id and natures_of_funds.statement_no = printed.statement_no
    inner join {{ ref('measure_roles') }} as measure_roles on printed.measure = measure_roles.measure
    where
        measure_roles.role = 'source'
        and printed.amount_yuan <> 0
        and not list_contains(natures_of_funds.funds, printed.fund)

),

statement_ranks as (

    select
        document_id,
        statement_no,
        row_number() over (partition by document_id, statement_id order by statement_no) as statement_rank,
    from (select distinct document_id, statement_no, statement_id from printed)

),

table_operands as (

    select
        printed.document_id,
        printed.statement_id,
        printed.statement_no,
        statement_ranks.statement_rank,
        printed.row_no,
        printed.block_no,
        coalesce(printed.row_kind, '') as row_kind,
        coalesce(printed.row_label, '') as row_label,
        coalesce(printed.function_code, '') as function_code,
        coalesce(printed.economic_code, '') as economic_code,
        case
            when natures_of_some_funds.fund is not null and measure_roles.measure is not null then 'of_fund'
            when printed.column_economic_code is null then 'none'
            when covered_columns.code is not null then 'under'
            else 'top'
        end as column_level,
        coalesce(printed.line_id, '') as line_id,
        coalesce(printed.unit_code, printed.unit_name, '') as unit_key,
        coalesce(printed.project_name, '') as project_name,
        coalesce(printed.column_label, '') as column_label,
        coalesce(printed.measure, '') as measure,
        coalesce(printed.stage, '') as stage,
        coalesce(printed.fund, '') as fund,
        coalesce(printed.is_of_which, false) as is_of_which,
        printed.amount_yuan,
        cast(
            case
                when printed.amount_yuan = 0 then 0
                else
                    cast(
                        printed.factor
                        * cast(power(10, 6 - least(6, greatest(printed.printed_decimals, coalesce(usual_decimals.decimals, 0)))) as bigint)
                        as decimal(24, 0)
                    )
                    * cast(0.0000005 as decimal(8, 7))
            end
            as decimal(24, 6)
        ) as half_unit,
        printed.amount_text,
        coalesce(printed.unit_text, '') as unit_text,
        printed.source_line,
        printed.source_field,
        0 as figure_no,
        -- Some forms print the total row above and below: one total, printed twice.
        printed.row_kind = 'total'
        and row_number() over (
            partition by
                printed.document_id, printed.statement_no, printed.row_kind, printed.block_no, printed.measure,
                printed.stage, printed.column_economic_code, printed.unit_code, printed.unit_name, printed.column_label
            order by printed.source_line, printed.source_field
        ) > 1 as is_repeated_total,
    from printed
    left join usual_decimals
        on
            printed.document_id = usual_decimals.document_id
            and printed.statement_no = usual_decimals.statement_no
            and printed.factor = usual_decimals.factor
    left join covered_columns
        on
            printed.document_id = covered_columns.document_id
            and printed.statement_no = covered_columns.statement_no
            and printed.measure = covered_columns.measure
            and printed.column_economic_code = covered_columns.code
    left join natures_of_some_funds
        on
            printed.document_id = natures_of_some_funds.document_id
            and printed.statement_no = natures_of_some_funds.statement_no
            and printed.fund = natures_of_some_funds.fund
    left join {{ ref('measure_roles') }} as measure_roles
        on printed.measure = measure_roles.measure and measure_roles.role in ('nature', 'cost')
    inner join statement_ranks
        on printed.document_id = statement_ranks.document_id and printed.statement_no = statement_ranks.statement_no

),

-- In the prose the kind of text takes the place of the statement, the metric that of the line, the subject that of the measure.
narrative_operands as (

    select
        document_id,
        zone as statement_id,
        0 as statement_no,
        1 as statement_rank,
        figure_no as row_no,
        1 as block_no,
        'narrative' as row_kind,
        subject as row_label,
        -- An item whose name no list knows has a code nobody knows; it is an item of the sum all the same.
        if(function_code = '' and is_item and metric in ('budget_initial', 'final', 'budget_adjusted'), '?', function_code) as function_code,
        economic_code,
        'none' as column_level,
        metric as line_id,
        '' as unit_key,
        subject_key as project_name,
        concat_ws(' ', zone, section_no, section_title) as column_label,
        subject_id as measure,
        '' as stage,
        fund,
        false as is_of_which,
        value_yuan as amount_yuan,
        case when value_yuan = 0 then 0 else half_unit end as half_unit,
        value_text as amount_text,
        unit_text,
        source_line,
        0 as source_field,
        figure_no,
        false as is_repeated_total,
    from narrative
    where value_yuan is not null

),

final as (

    select * from table_operands
    union all
    select * from narrative_operands

)

select * from final
