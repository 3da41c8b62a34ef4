-- grain: document x section of the prose x function item
with

narrative_figures as (

    select * from {{ ref('int_narrative_figures') }}
    where
        metric in ('budget_initial', 'budget_adjusted', 'final', 'completion_rate')
        and (function_class is not null or function_section is not null or function_item is not null)

),

documents as (

    select * from {{ ref('int_documents') }}

),

-- A number that is printed twice in one item counts once: the first.
first_of_metric as (

    select *
    from narrative_figures
    qualify
        row_number() over (
            partition by
                document_id, zone, section_no, item_no, function_class, function_section, function_item, metric
            order by figure_no
        ) = 1

),

pivoted as (

    select
        document_id,
        zone,
        section_no,
        item_no,
        function_class,
        function_section,
        function_item,
        min(function_code) as function_code,
        max(case when metric = 'budget_initial' then amount_yuan end) as budget_initial_yuan,
        max(case when metric = 'budget_adjusted' then amount_yuan end) as budget_adjusted_yuan,
        max(case when metric = 'final' then amount_yuan end) as final_yuan,
        max(case when metric = 'completion_rate' then value end) as completion_rate_printed,
        min(zone_rank) as zone_rank,
        min(source_line) as source_line,
        list(distinct source_line order by source_line) as source_lines,
    from first_of_metric
    group by document_id, zone, section_no, item_no, function_class, function_section, function_item

),

-- A performance report inside the document repeats the items of the notes.
ranked as (

    select
        *,
        row_number() over (
            partition by document_id, function_class, function_section, function_item
            order by zone_rank, source_line, section_no, item_no
        ) = 1 as is_primary,
    from pivoted

),

final as (

    select
        md5({{ null_safe_key([
            'ranked.document_id', 'zone', 'section_no', 'item_no', 'function_class', 'function_section', 'function_item'
        ]) }}) as budget_execution_id,
        ranked.document_id,
        documents.department_id,
        documents.fiscal_year,
        documents.document_kind,
        zone,
        section_no,
        item_no,
        function_class,
        function_section,
        function_item,
        function_code,
        budget_initial_yuan,
        budget_adjusted_yuan,
        final_yuan,
        completion_rate_printed,
        {{ percent('final_yuan', 'coalesce(budget_initial_yuan, budget_adjusted_yuan)') }}
            as completion_rate_recomputed,
        is_primary,
        source_line,
        source_lines,
    from ranked
    inner join documents on ranked.document_id = documents.document_id

)

select * from final
