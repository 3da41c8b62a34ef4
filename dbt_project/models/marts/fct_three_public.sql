-- grain: document x table (or prose) x stage x fund x item of the three-public expenditure
with

figures as (

    select * from {{ ref('int_figures') }}
    where is_leaf and is_money and row_kind in ('total', 'unit')

),

narrative_figures as (

    select * from {{ ref('int_narrative_figures') }}
    where
        metric in ('three_public_budget', 'three_public_final', 'three_public_prior_final')
        and amount_yuan is not null
        and subject_id is not null

),

themes as (

    select * from {{ ref('statement_themes') }}
    where theme = 'three_public'

),

documents as (

    select * from {{ ref('int_documents') }}

),

primary_disclosures as (

    select * from {{ ref('int_primary_disclosures') }}

),

from_tables as (

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

-- Notes and tables of one disclosure can both carry the table: the first file that does is the answer, tables
-- before prose.
answering as (

    select
        documents.disclosure_id,
        items.stage,
        items.fund,
        items.item,
        arg_min(items.document_id, if(items.statement_no is null, '2', '1') || items.document_id) as document_id,
    from items
    inner join documents on items.document_id = documents.document_id
    inner join primary_disclosures on documents.disclosure_id = primary_disclosures.disclosure_id
    group by all

),

final as (

    select
        md5({{ null_safe_key([
            'items.document_id', 'items.statement_no', 'items.stage', 'items.fund', 'items.item'
        ]) }}) as three_public_id,
        items.document_id,
        documents.disclosure_id,
        documents.department_id,
        documents.fiscal_year,
        items.statement_id,
        items.statement_no,
        if(items.statement_no is null, 'narrative', 'table') as printed_in,
        items.stage,
        items.fund,
        items.item,
        cast(items.amount_yuan as decimal(20, 2)) as amount_yuan,
        answering.document_id is not null as is_primary,
        items.figure_ids,
        items.source_line,
    from items
    inner join documents on items.document_id = documents.document_id
    left join answering
        on
            items.document_id = answering.document_id
            and items.stage is not distinct from answering.stage
            and items.fund = answering.fund
            and items.item = answering.item

)

select * from final
