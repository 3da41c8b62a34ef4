-- grain: document x table (or prose) x project x source of its money
with

project_exclusions as (

    select * from {{ ref('project_exclusions') }}

),

figures as (

    select figures.*
    from {{ ref('int_figures') }} as figures
    anti join project_exclusions
        on regexp_full_match(regexp_replace(figures.project_name, '\s', '', 'g'), project_exclusions.pattern)
    where figures.project_name is not null and figures.is_money and figures.is_column_leaf

),

themes as (

    select * from {{ ref('statement_themes') }}
    where theme = 'project'

),

measure_roles as (

    select * from {{ ref('measure_roles') }}

),

narrative_figures as (

    select narrative_figures.*
    from {{ ref('int_narrative_figures') }} as narrative_figures
    anti join project_exclusions
        on regexp_full_match(regexp_replace(narrative_figures.subject, '\s', '', 'g'), project_exclusions.pattern)
    where
        narrative_figures.metric = 'project_amount'
        and narrative_figures.amount_yuan is not null
        and narrative_figures.subject is not null
        and not narrative_figures.is_prior

),

documents as (

    select * from {{ ref('int_documents') }}

),

cells as (

    select
        figures.document_id,
        figures.statement_no,
        figures.statement_id,
        figures.project_name,
        figures.function_code,
        figures.unit_name,
        figures.stage,
        figures.measure as source,
        figures.is_of_which,
        sum(figures.amount_yuan) as amount_yuan,
        any_value(coalesce(figures.column_label, figures.row_label) order by figures.figure_id) as source_label,
        list(figures.figure_id order by figures.figure_id) as figure_ids,
        min(figures.source_line) as source_line,
        {{ null_safe_key([
            'figures.document_id', 'figures.statement_no', 'figures.project_name', 'figures.function_code',
            'figures.unit_name', 'figures.stage'
        ]) }} as project_key,
    from figures
    inner join themes on figures.statement_id = themes.statement_id
    where figures.measure not in ('total_investment', 'subtotal')
    group by all

),

totals as (

    select
        project_key,
        sum(amount_yuan) as total_yuan,
    from cells
    where source = 'total' and not is_of_which
    group by project_key

),

-- 财政拨款 beside its three funds is the sum of them, not a source of its own.
named_sources as (

    select *
    from cells
    where source <> 'total'
    qualify
        source <> 'appropriation'
        or not bool_or(source in ('general_public', 'government_fund', 'state_capital')) over (partition by project_key)

),

-- 年度资金总额 21 其中：财政拨款 20 上年结转 1: what stands behind 其中 is a source like the others where all of them
-- together make up the total.
made_up as (

    select named_sources.project_key
    from named_sources
    inner join totals on named_sources.project_key = totals.project_key
    left join measure_roles on named_sources.source = measure_roles.measure
    where not named_sources.is_of_which or measure_roles.role = 'source'
    group by named_sources.project_key
    having sum(named_sources.amount_yuan) = min(totals.total_yuan)

),

sources as (

    select named_sources.*
    from named_sources
    left join made_up on named_sources.project_key = made_up.project_key
    left join measure_roles on named_sources.source = measure_roles.measure
    where
        not named_sources.is_of_which
        or (made_up.project_key is not null and measure_roles.role = 'source')

),

source_sums as (

    select
        project_key,
        sum(amount_yuan) as sources_yuan,
    from sources
    group by project_key

),

-- What the sources leave of the project's total; all of it, as the total that it is, where no source is printed.
rests as (

    select
        cells.* replace (
            if(source_sums.project_key is null, 'total', 'unspecified') as source,
            cells.amount_yuan - coalesce(source_sums.sources_yuan, 0) as amount_yuan
        ),
    from cells
    left join source_sums on cells.project_key = source_sums.project_key
    where
        cells.source = 'total'
        and not cells.is_of_which
        and (source_sums.project_key is null or cells.amount_yuan <> source_sums.sources_yuan)

),

from_tables as (

    select
        * exclude (is_of_which, project_key),
        false as is_rest,
    from sources
    union all
    select
        * exclude (is_of_which, project_key),
        source = 'unspecified' as is_rest,
    from rests

),

from_prose as (

    select
        document_id,
        cast(null as integer) as statement_no,
        'narrative' as statement_id,
        subject as project_name,
        cast(null as varchar) as function_code,
        cast(null as varchar) as unit_name,
        cast(null as varchar) as stage,
        'total' as source,
        amount_yuan,
        cast(null as varchar) as source_label,
        [narrative_figure_id] as figure_ids,
        source_line,
        false as is_rest,
        sentence as purpose,
    from narrative_figures
    qualify
        row_number() over (partition by document_id, subject, amount_yuan order by figure_no) = 1

),

everything as (

    select
        *,
        cast(null as varchar) as purpose,
    from from_tables
    union all
    select * from from_prose

),

purposes as (

    select
        document_id,
        project_name,
        min_by(purpose, source_line) as purpose,
    from from_prose
    group by document_id, project_name

),

described as (

    select
        everything.* exclude (purpose),
        coalesce(everything.purpose, purposes.purpose) as purpose,
        documents.body_year_id,
        documents.disclosure_id,
        documents.department_id,
        documents.fiscal_year,
        documents.document_kind,
        documents.superseded_by is not null as is_superseded,
        documents.disclosure_level,
        case everything.statement_id when 'budget_projects' then '1' when 'narrative' then '3' else '2' end
        || everything.statement_id as place,
        coalesce(everything.stage, if(documents.body_kind = 'final_accounts', 'final', 'budget')) as known_stage,
    from everything
    inner join documents on everything.document_id = documents.document_id
    left join purposes
        on
            everything.document_id = purposes.document_id
            and everything.project_name = purposes.project_name

),

-- Which version of a body speaks, then which kind of table of it: the project list before targets, prose last.
ranked as (

    select
        *,
        dense_rank() over (
            partition by body_year_id
            order by
                is_superseded,
                case disclosure_level when 'department' then 1 when 'government' then 2 else 3 end,
                place
        ) = 1 as is_answering_place,
        dense_rank() over (
            partition by body_year_id, place, regexp_replace(project_name, '\s', '', 'g'), unit_name
            order by is_superseded, disclosure_level, document_id
        ) = 1 as is_first_file,
        row_number() over (
            partition by
                document_id, place, project_name, function_code, unit_name, known_stage, source, amount_yuan
            order by statement_no
        ) = 1 as is_first_table,
    from described

),

keyed as (

    select
        md5({{ null_safe_key([
            'document_id', 'statement_no', 'project_name', 'function_code', 'unit_name', 'stage', 'source',
            "if(statement_id = 'narrative', figure_ids[1], null)"
        ]) }}) as project_row_id,
        document_id,
        disclosure_id,
        department_id,
        fiscal_year,
        document_kind,
        nullif(statement_id, 'narrative') as statement_id,
        statement_no,
        if(statement_id = 'narrative', 'narrative', 'table') as printed_in,
        project_name,
        unit_name,
        function_code,
        known_stage as stage,
        source,
        source_label,
        cast(amount_yuan as decimal(20, 2)) as amount_yuan,
        purpose,
        is_answering_place and is_first_file and is_first_table as is_primary,
        is_rest,
        figure_ids,
        source_line,
    from ranked

),

-- A project of the budget stands again in the final accounts with its budget: its own kind of document speaks first.
final as (

    select
        * exclude (is_rest, figure_ids, source_line),
        is_primary
        and dense_rank() over (
            partition by coalesce(department_id, document_id), fiscal_year, stage, is_primary
            order by
                document_kind is distinct from if(stage = 'budget', 'budget', 'final_accounts'),
                if(document_kind in ('budget', 'final_accounts'), '', document_kind)
        ) = 1 as is_answer,
        is_rest,
        figure_ids,
        source_line,
    from keyed

)

select * from final
