-- grain: one table whose counted numeric cells are not all figures, indicators, structure or unplaced cells
{{ config(meta={'dagster': {'ref': {'name': 'fct_figure'}}}) }}

with

statements as (

    select * from {{ ref('stg_statements') }}

),

figure_counts as (

    select
        document_id,
        statement_no,
        count(*) as figures_read,
    from {{ ref('stg_figures') }}
    group by document_id, statement_no

),

unplaced_counts as (

    select
        document_id,
        statement_no,
        count(*) as unplaced_read,
    from {{ ref('stg_unplaced_cells') }}
    group by document_id, statement_no

),

published_counts as (

    select
        document_id,
        statement_no,
        count(*) as published,
    from (
        select
            document_id,
            statement_no,
        from {{ ref('fct_figure') }}
        union all
        select
            document_id,
            statement_no,
        from {{ ref('fct_unplaced_cell') }}
    ) as cells
    group by document_id, statement_no

),

final as (

    select
        statements.document_id,
        statements.statement_no,
        statements.statement_id,
        statements.numeric_token_count,
        statements.figure_count,
        statements.indicator_count,
        statements.structural_count,
        statements.unplaced_count,
        coalesce(figure_counts.figures_read, 0) as figures_read,
        coalesce(unplaced_counts.unplaced_read, 0) as unplaced_read,
        coalesce(published_counts.published, 0) as published,
    from statements
    left join figure_counts
        on
            statements.document_id = figure_counts.document_id
            and statements.statement_no = figure_counts.statement_no
    left join unplaced_counts
        on
            statements.document_id = unplaced_counts.document_id
            and statements.statement_no = unplaced_counts.statement_no
    left join published_counts
        on
            statements.document_id = published_counts.document_id
            and statements.statement_no = published_counts.statement_no

)

select * from final
where
    numeric_token_count <> figure_count + indicator_count + structural_count + unplaced_count
    or figure_count <> figures_read
    or unplaced_count <> unplaced_read
    or published <> figures_read + unplaced_read
