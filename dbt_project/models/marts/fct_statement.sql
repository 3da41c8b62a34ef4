-- grain: document x table: one that is published in it, or one of the form that its disclosure nowhere has
with

statements as (

    select * from {{ ref('stg_statements') }}

),

figures as (

    select
        document_id,
        statement_no,
        bool_or(amount_yuan <> 0) as has_money,
    from {{ ref('int_figures') }}
    group by document_id, statement_no

),

kinds as (

    select * from {{ ref('statements') }}

),

forms as (

    select * from {{ ref('forms') }}

),

documents as (

    select * from {{ ref('int_documents') }}
    where outcome in ('ok', 'partial')

),

-- A table of text alone (机构设置, an unfilled indicator form) has no numbers to be without.
printed as (

    select
        statements.*,
        documents.disclosure_id,
        case
            when coalesce(figures.has_money, false) or statements.unplaced_count > 0 then 'published'
            when coalesce(kinds.document_kind, 'other') not in ('budget', 'final_accounts') then 'published'
            when statements.no_data_note is not null then 'declared_empty'
            when statements.figure_count > 0 or statements.indicator_count > 0 then 'published'
            else 'empty_without_note'
        end as status,
    from statements
    inner join documents on statements.document_id = documents.document_id
    left join kinds on statements.statement_id = kinds.statement_id
    left join figures
        on
            statements.document_id = figures.document_id
            and statements.statement_no = figures.statement_no

),

printed_of_form as (

    select distinct
        printed.disclosure_id,
        forms.counts_as,
    from printed
    inner join forms on printed.statement_id = forms.statement_id

),

table_counts as (

    select
        document_id,
        count(*) filter (where statement_id <> 'other') as known_count,
        count(*) filter (where statement_id = 'other') as other_count,
    from printed
    group by document_id

),

-- Notes and tables can be two files of one disclosure: what neither has is absent from the one with the tables.
bearers as (

    select
        documents.*,
        coalesce(table_counts.other_count, 0) as other_count,
    from documents
    left join table_counts on documents.document_id = table_counts.document_id
    where documents.disclosure_level <> 'government' and documents.superseded_by is null
    qualify
        row_number() over (
            partition by documents.disclosure_id
            order by coalesce(table_counts.known_count, 0) desc, documents.document_id
        ) = 1

),

absent as (

    select distinct
        bearers.document_id,
        bearers.other_count,
        forms.counts_as as statement_id,
    from bearers
    inner join forms
        on
            bearers.body_kind = forms.document_kind
            and coalesce(bearers.fiscal_year >= try_cast(forms.valid_from_year as integer), true)
    left join printed_of_form
        on
            bearers.disclosure_id = printed_of_form.disclosure_id
            and forms.counts_as = printed_of_form.counts_as
    where printed_of_form.counts_as is null

),

everything as (

    select
        document_id,
        statement_id,
        statement_no,
        status,
        true as is_certain,
        table_title,
        official_number,
        source_page,
        title_line,
        first_line,
        last_line,
        unit_text,
        no_data_note,
        row_count,
        numeric_token_count,
        figure_count,
        indicator_count,
        structural_count,
        unplaced_count,
        match_method,
    from printed
    union all by name
    select
        document_id,
        statement_id,
        'absent' as status,
        other_count = 0 as is_certain,
        0 as row_count,
        0 as numeric_token_count,
        0 as figure_count,
        0 as indicator_count,
        0 as structural_count,
        0 as unplaced_count,
    from absent

),

final as (

    select
        everything.document_id || '-' || coalesce('t' || everything.statement_no, everything.statement_id)
            as document_statement_id,
        everything.document_id,
        documents.disclosure_id,
        documents.department_id,
        documents.fiscal_year,
        documents.document_kind,
        everything.statement_id,
        kinds.statement_name,
        everything.statement_no,
        everything.status,
        everything.statement_id in (select forms.statement_id from forms) as is_in_form,
        everything.is_certain,
        everything.table_title,
        everything.official_number,
        everything.source_page,
        everything.title_line,
        everything.first_line,
        everything.last_line,
        everything.unit_text,
        everything.no_data_note,
        everything.row_count,
        everything.numeric_token_count,
        everything.figure_count,
        everything.indicator_count,
        everything.structural_count,
        everything.unplaced_count,
        everything.match_method,
    from everything
    inner join documents on everything.document_id = documents.document_id
    left join kinds on everything.statement_id = kinds.statement_id

)

select * from final
