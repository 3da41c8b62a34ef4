-- grain: document x table (or prose) x stage x fund x item of the three-public expenditure
with

themes as (

    select * from {{ ref('statement_themes') }}
    where theme = 'three_public'

),

figures as (

    select * from {{ ref('int_figures') }}
    where is_leaf and is_money

),

published_totals as (

    select * from {{ ref('int_published_totals') }}

),

narrative_figures as (

    select * from {{ ref('int_narrative_figures') }}
    where
        metric in ('three_public_budget', 'three_public_final', 'three_public_prior_final')
        and amount_yuan is not null
        and subject_id in (select code from {{ ref('code_words') }} where code_set = 'item')

),

documents as (

    select * from {{ ref('int_documents') }}

),

totals as (

    select
        published_totals.document_id,
        published_totals.statement_no,
        published_totals.statement_id,
        published_totals.stage,
        published_totals.fund,
        published_totals.measure as item,
        published_totals.amount_yuan,
        [published_totals.figure_id] as figure_ids,
        published_totals.source_line,
    from published_totals
    inner join themes on published_totals.statement_id = themes.statement_id

),

sums as (

    select
        figures.document_id,
        figures.statement_no,
        figures.statement_id,
        figures.stage,
        figures.fund,
        figures.measure as item,
        sum(figures.amount_yuan) as amount_yuan,
        list(figures.figure_id order by figures.figure_id) as figure_ids,
        min(figures.source_line) as source_line,
    from figures
    inner join themes on figures.statement_id = themes.statement_id
    group by all

),

-- The printed total of an item; the sum of its units or functions where none is printed.
from_tables as (

    select * from totals
    union all
    select sums.*
    from sums
    anti join totals
        on
            sums.document_id = totals.document_id
            and sums.statement_no = totals.statement_no
            and sums.stage is not distinct from totals.stage
            and sums.fund = totals.fund
            and sums.item = totals.item

),

-- The prose speaks where no table of the document does: a county that publishes notes alone, a table that is
-- declared empty.
from_prose as (

    select
        document_id,
        cast(null as integer) as statement_no,
        cast(null as varchar) as statement_id,
        replace(metric, 'three_public_', '') as stage,
        'general_public' as fund,
        subject_id as item,
        amount_yuan,
        [narrative_figure_id] as figure_ids,
        source_line,
    from narrative_figures
    where document_id not in (select from_tables.document_id from from_tables)
    qualify row_number() over (partition by document_id, metric, subject_id order by zone_rank, figure_no) = 1

),

items as (

    select * from from_tables
    union all
    select * from from_prose

),

-- Items that add up to the three-public figure. Meetings, training and the operating cost stand beside it.
parts as (

    select
        document_id,
        statement_no,
        statement_id,
        stage,
        fund,
        min(amount_yuan) filter (where item = 'total') as total_yuan,
        min(amount_yuan) filter (where item = 'vehicles') as vehicles_yuan,
        sum(amount_yuan) filter (where item in ('vehicle_purchase', 'vehicle_operation')) as vehicle_kinds_yuan,
        sum(amount_yuan) filter (where item in ('abroad', 'reception')) as other_items_yuan,
        min(figure_ids) filter (where item = 'total') as total_ids,
        min(source_line) filter (where item = 'total') as total_line,
    from items
    group by document_id, statement_no, statement_id, stage, fund

),

-- What the printed items leave of the printed total.
rests as (

    select
        document_id,
        statement_no,
        statement_id,
        stage,
        fund,
        'unspecified' as item,
        total_yuan - coalesce(vehicles_yuan, vehicle_kinds_yuan, 0) - coalesce(other_items_yuan, 0) as amount_yuan,
        total_ids as figure_ids,
        total_line as source_line,
    from parts
    where
        coalesce(vehicles_yuan, vehicle_kinds_yuan, other_items_yuan) is not null
        and total_yuan <> coalesce(vehicles_yuan, vehicle_kinds_yuan, 0) + coalesce(other_items_yuan, 0)

),

everything as (

    select
        *,
        false as is_rest,
    from items
    union all
    select
        *,
        true as is_rest,
    from rests

),

-- 公务用车 is summed through its two kinds only where they make it up.
marked as (

    select
        everything.*,
        case
            when everything.item in ('abroad', 'reception', 'unspecified') then true
            when everything.item in ('vehicle_purchase', 'vehicle_operation')
                then coalesce(parts.vehicles_yuan = parts.vehicle_kinds_yuan, true)
            when everything.item = 'vehicles'
                then coalesce(parts.vehicles_yuan <> parts.vehicle_kinds_yuan, true)
            when everything.item = 'total'
                then coalesce(parts.vehicles_yuan, parts.vehicle_kinds_yuan, parts.other_items_yuan) is null
            else false
        end as is_leaf,
        coalesce(parts.total_yuan is not null, false) as has_total,
        count(*) over (
            partition by everything.document_id, everything.statement_no, everything.stage, everything.fund
        ) as item_count,
    from everything
    inner join parts
        on
            everything.document_id = parts.document_id
            and everything.statement_no is not distinct from parts.statement_no
            and everything.stage is not distinct from parts.stage
            and everything.fund = parts.fund

),

fund_sums as (

    select
        document_id,
        statement_no,
        stage,
        fund,
        coalesce(
            sum(amount_yuan) filter (where item = 'total'), sum(amount_yuan) filter (where is_leaf)
        ) as amount_yuan,
        bool_or(fund = 'all') over (partition by document_id, statement_no, stage) as has_all,
    from marked
    where statement_no is not null
    group by document_id, statement_no, stage, fund

),

wholes as (

    select
        document_id,
        statement_no,
        stage,
        if(has_all, 'all', 'appropriation') as fund,
        coalesce(
            sum(amount_yuan) filter (where fund = if(has_all, 'all', 'appropriation'))
            = sum(amount_yuan) filter (where fund <> if(has_all, 'all', 'appropriation')),
            false
        ) as is_made_up,
    from fund_sums
    group by document_id, statement_no, stage, has_all
    having bool_or(fund = if(has_all, 'all', 'appropriation')) and count(*) > 1

),

-- The 合计 over funds says again what its funds say: these answer where they make it up, else it does.
repeated as (

    select
        fund_sums.document_id,
        fund_sums.statement_no,
        fund_sums.stage,
        fund_sums.fund,
    from fund_sums
    inner join wholes
        on
            fund_sums.document_id = wholes.document_id
            and fund_sums.statement_no = wholes.statement_no
            and fund_sums.stage is not distinct from wholes.stage
            and (fund_sums.fund = wholes.fund) = wholes.is_made_up

),

-- Notes, tables and the versions of one body can all carry the figures: one table (else one prose) answers per stage.
answers as (

    select
        documents.body_year_id,
        marked.stage,
        marked.fund,
        marked.document_id,
        marked.statement_no,
    from marked
    inner join documents on marked.document_id = documents.document_id
    anti join repeated
        on
            marked.document_id = repeated.document_id
            and marked.statement_no = repeated.statement_no
            and marked.stage is not distinct from repeated.stage
            and marked.fund = repeated.fund
    qualify
        row_number() over (
            partition by documents.body_year_id, marked.stage, marked.fund
            order by
                documents.superseded_by is not null,
                case documents.disclosure_level when 'department' then 1 when 'government' then 2 else 3 end,
                marked.statement_no is null,
                marked.has_total desc,
                marked.item_count desc,
                marked.document_id,
                marked.statement_no
        ) = 1

),

keyed as (

    select
        md5({{ null_safe_key([
            'marked.document_id', 'marked.statement_no', 'marked.stage', 'marked.fund', 'marked.item'
        ]) }}) as three_public_id,
        marked.document_id,
        documents.disclosure_id,
        documents.department_id,
        documents.fiscal_year,
        documents.document_kind,
        marked.statement_id,
        marked.statement_no,
        if(marked.statement_no is null, 'narrative', 'table') as printed_in,
        marked.stage,
        marked.fund,
        marked.item,
        cast(marked.amount_yuan as decimal(20, 2)) as amount_yuan,
        answers.document_id is not null as is_primary,
        marked.is_leaf,
        marked.is_rest,
        marked.figure_ids,
        marked.source_line,
    from marked
    inner join documents on marked.document_id = documents.document_id
    left join answers
        on
            marked.document_id = answers.document_id
            and marked.statement_no is not distinct from answers.statement_no
            and marked.stage is not distinct from answers.stage
            and marked.fund = answers.fund

),

-- The budget of a year stands in its own document and again in the final accounts: its own document speaks first.
final as (

    select
        * exclude (figure_ids, source_line),
        is_primary and is_leaf and stage in ('budget', 'adjusted_budget', 'final')
        and dense_rank() over (
            partition by coalesce(department_id, document_id), fiscal_year, stage, fund, is_primary and is_leaf
            order by
                document_kind is distinct from if(stage = 'budget', 'budget', 'final_accounts'),
                document_id,
                statement_no
        ) = 1 as is_answer,
        figure_ids,
        source_line,
    from keyed

)

select * from final
