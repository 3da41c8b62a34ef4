-- grain: document x table (or prose) x project x source of its money
with

figures as (

    select * from {{ ref('int_figures') }}
    where project_name is not null and is_money and not is_of_which and is_column_leaf

),

themes as (

    select * from {{ ref('statement_themes') }}
    where theme = 'project'

),

narrative_figures as (

    select * from {{ ref('int_narrative_figures') }}
    where metric = 'project_amount' and amount_yuan is not null and subject is not null and not is_prior

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
        sum(figures.amount_yuan) as amount_yuan,
        list(figures.figure_id order by figures.figure_id) as figure_ids,
        min(figures.source_line) as source_line,
    from figures
    inner join themes on figures.statement_id = themes.statement_id
    where figures.measure not in ('total_investment', 'subtotal')
    group by all

),

-- 财政拨款 beside its three funds is the sum of them, not a source of its own.
sources as (

    select *
    from cells
    where source <> 'total'
    qualify
        source <> 'appropriation'
        or not bool_or(source in ('general_public', 'government_fund', 'state_capital')) over (
            partition by document_id, statement_no, project_name, function_code, unit_name, stage
        )

),

source_sums as (

    select
        document_id,
        statement_no,
        project_name,
        function_code,
        unit_name,
        stage,
        sum(amount_yuan) as sources_yuan,
    from sources
    group by all

),

-- What the sources leave of the project's total; all of it where no source is printed.
rests as (

    select
        cells.* replace (
            'unspecified' as source,
            cells.amount_yuan - coalesce(source_sums.sources_yuan, 0) as amount_yuan
        ),
    from cells
    left join source_sums
        on
            cells.document_id = source_sums.document_id
            and cells.statement_no = source_sums.statement_no
            and cells.project_name = source_sums.project_name
            and cells.function_code is not distinct from source_sums.function_code
            and cells.unit_name is not distinct from source_sums.unit_name
            and cells.stage is not distinct from source_sums.stage
    where
        cells.source = 'total'
        and (source_sums.project_name is null or cells.amount_yuan <> source_sums.sources_yuan)

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
        'unspecified' as source,
        amount_yuan,
        [narrative_figure_id] as figure_ids,
        source_line,
        sentence as purpose,
    from narrative_figures
    qualify
        row_number() over (partition by document_id, subject, amount_yuan order by figure_no) = 1

),

everything as (

    select
        *,
        cast(null as varchar) as purpose,
    from sources
    union all
    select
        *,
        cast(null as varchar) as purpose,
    from rests
    union all
    select * from from_prose

),

described as (

    select
        everything.* exclude (purpose),
        coalesce(everything.purpose, prose.purpose) as purpose,
        dense_rank() over (
            partition by everything.document_id
            order by
                case everything.statement_id when 'budget_projects' then 1 when 'narrative' then 3 else 2 end,
                case
                    when everything.statement_id not in ('budget_projects', 'narrative') then everything.statement_id
                end
        ) as place_rank,
    from everything
    left join (
        select
            document_id,
            project_name,
            min_by(purpose, source_line) as purpose,
        from from_prose
        group by document_id, project_name
    ) as prose
        on
            everything.document_id = prose.document_id
            and everything.project_name = prose.project_name

),

final as (

    select
        md5({{ null_safe_key([
            'described.document_id', 'described.statement_no', 'described.project_name', 'described.function_code',
            'described.unit_name', 'described.stage', 'described.source',
            "if(described.statement_id = 'narrative', described.figure_ids[1], null)"
        ]) }}) as project_row_id,
        described.document_id,
        documents.department_id,
        documents.fiscal_year,
        nullif(described.statement_id, 'narrative') as statement_id,
        described.statement_no,
        if(described.statement_id = 'narrative', 'narrative', 'table') as printed_in,
        described.project_name,
        described.unit_name,
        described.function_code,
        coalesce(described.stage, if(documents.document_kind = 'final_accounts', 'final', 'budget')) as stage,
        described.source,
        cast(described.amount_yuan as decimal(20, 2)) as amount_yuan,
        described.purpose,
        described.place_rank = 1 as is_primary,
        described.figure_ids,
        described.source_line,
    from described
    inner join documents on described.document_id = documents.document_id

)

select * from final
