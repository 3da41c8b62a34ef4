-- grain: one document, with its body, its disclosure and its body-year
with

documents as (

    select * from {{ ref('stg_documents') }}

),

departments as (

    select * from {{ ref('int_department_names') }}

),

statements as (

    select * from {{ ref('stg_statements') }}
    where statement_id <> 'other'

),

statement_kinds as (

    select * from {{ ref('statements') }}

),

version_marks as (

    select * from {{ ref('version_marks') }}

),

-- A workbook that holds one table and no cover says by that table which disclosure it is a part of.
kinds_by_table as (

    select
        statements.document_id,
        min(statement_kinds.document_kind) as document_kind,
    from statements
    inner join statement_kinds on statements.statement_id = statement_kinds.statement_id
    where statement_kinds.document_kind in ('budget', 'final_accounts')
    group by statements.document_id
    having count(distinct statement_kinds.document_kind) = 1

),

corrected as (

    select distinct documents.document_id
    from documents
    inner join version_marks
        on contains(concat_ws(' ', documents.title, documents.file_name), version_marks.mark)

),

named as (

    select
        documents.* exclude (document_kind, disclosure_level),
        departments.department_id,
        coalesce(nullif(documents.document_kind, 'other'), kinds_by_table.document_kind, 'other') as body_kind,
        coalesce(documents.document_kind, 'other') as document_kind,
        documents.disclosure_level as printed_level,
        coalesce(documents.disclosure_level, 'department') as disclosure_level,
        corrected.document_id is not null as is_corrected,
    from documents
    left join departments
        on
            documents.department_name = departments.printed_name
            and documents.region_code is not distinct from departments.region_code
    left join kinds_by_table on documents.document_id = kinds_by_table.document_id
    left join corrected on documents.document_id = corrected.document_id

),

-- Files of one archive are read together: what one of them leaves unsaid, the others say where they all agree.
archives as (

    select
        container,
        if(count(distinct department_id) = 1, max(department_id), null) as department_id,
        if(count(distinct fiscal_year) = 1, max(fiscal_year), null) as fiscal_year,
        if(count(distinct printed_level) = 1, max(printed_level), null) as printed_level,
        if(
            count(distinct body_kind) filter (where body_kind in ('budget', 'final_accounts')) = 1,
            max(body_kind) filter (where body_kind in ('budget', 'final_accounts')),
            null
        ) as body_kind,
    from named
    where container is not null
    group by container

),

belonging as (

    select
        named.* exclude (printed_level, body_kind),
        coalesce(named.department_id, archives.department_id) as key_department_id,
        coalesce(named.fiscal_year, archives.fiscal_year) as key_year,
        coalesce(named.printed_level, archives.printed_level) as key_level,
        if(named.body_kind = 'other', coalesce(archives.body_kind, 'other'), named.body_kind) as body_kind,
    from named
    left join archives on named.container = archives.container

),

-- A document whose body or year is unknown is a disclosure of its own: nothing says which other file it belongs to.
keyed as (

    select
        * exclude (key_department_id, key_year, key_level),
        case
            when key_department_id is null or key_year is null or key_level is null
                then 'document-' || document_id
            else concat_ws('-', key_department_id, key_year, body_kind, key_level)
        end as disclosure_id,
        case
            when key_department_id is null or key_year is null then 'document-' || document_id
            else concat_ws('-', key_department_id, key_year, body_kind)
        end as body_year_id,
    from belonging

),

-- What a file is a version of: its kinds of table, or its prose where it has none.
contents as (

    select distinct
        keyed.document_id,
        keyed.disclosure_id,
        keyed.is_corrected,
        coalesce(statements.statement_id, 'prose') as content,
    from keyed
    left join statements on keyed.document_id = statements.document_id

),

-- A corrected file replaces the one it shares a table with; two files without a mark are left side by side.
corrections as (

    select
        former.document_id,
        max(latter.document_id) as superseded_by,
    from contents as former
    inner join contents as latter
        on
            former.disclosure_id = latter.disclosure_id
            and former.content = latter.content
    where latter.is_corrected and not former.is_corrected
    group by former.document_id

),

final as (

    select
        keyed.*,
        corrections.superseded_by,
    from keyed
    left join corrections on keyed.document_id = corrections.document_id

)

select * from final
