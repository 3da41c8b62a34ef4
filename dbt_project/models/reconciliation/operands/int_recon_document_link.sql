-- grain: one document × one document whose figures a rule about the first may use, and in which role
with

documents as (

    select
        document_id,
        document_kind,
        disclosure_level,
        department_id,
        fiscal_year,
        disclosure_id,
    from {{ ref('int_documents') }}

),

with_tables as (

    select distinct document_id from {{ ref('stg_statements') }}
    where statement_id <> 'other'

),

own as (

    select
        document_id,
        unnest(['own', 'disclosure']) as document_role,
        document_id as source_document_id,
    from documents

),

-- A rule between documents is told once, to the document that comes later or is the wider one.
related as (

    select
        documents.document_id,
        case
            when documents.document_kind = 'final_accounts' and other.document_kind = 'budget' and other.fiscal_year = documents.fiscal_year
                and other.disclosure_level = documents.disclosure_level
                then 'budget_of_year'
            when other.document_kind = documents.document_kind and other.fiscal_year = documents.fiscal_year - 1
                and other.disclosure_level = documents.disclosure_level
                then 'year_before'
            when other.document_kind = documents.document_kind and other.fiscal_year = documents.fiscal_year
                and documents.disclosure_level = 'department' and other.disclosure_level = 'unit'
                then 'unit_version'
            -- The notes and the tables of one disclosure may be two files: the notes then speak of the other file's tables.
            when other.disclosure_id = documents.disclosure_id and own_tables.document_id is null and other_tables.document_id is not null
                then 'disclosure'
            -- Two files of one disclosure that both print tables are two versions of it; told once, to one of them.
            when other.disclosure_id = documents.disclosure_id and other.document_id > documents.document_id
                and own_tables.document_id is not null and other_tables.document_id is not null
                then 'other_version'
        end as document_role,
        other.document_id as source_document_id,
    from documents
    inner join documents as other
        on documents.department_id = other.department_id and documents.document_id <> other.document_id
    left join with_tables as own_tables on documents.document_id = own_tables.document_id
    left join with_tables as other_tables on other.document_id = other_tables.document_id
    where documents.fiscal_year is not null and documents.department_id is not null

),

-- Where several documents could take the role, none is chosen by luck: the first by identifier, the same in every build.
one_each as (

    select
        document_id,
        document_role,
        min(source_document_id) as source_document_id,
    from related
    where document_role is not null
    group by all

),

final as (

    select
        document_id,
        document_role,
        source_document_id,
    from own
    union all
    select
        document_id,
        document_role,
        source_document_id,
    from one_each

)

select * from final
