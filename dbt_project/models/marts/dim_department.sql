-- grain: one department or unit
with

documents as (

    select * from {{ ref('int_documents') }}
    where department_id is not null

),

names as (

    select * from {{ ref('int_department_names') }}

),

aliases as (

    select * from {{ ref('department_aliases') }}
    where rule in ('short', 'short_end')

),

-- The fullest name any of its documents uses, without the marks of a version (本级, 汇总).
candidates as (

    select
        names.department_id,
        names.full_name,
        names.body_name,
        names.printed_name,
        names.region_code,
        documents.unit_code,
        documents.government_level,
        documents.document_id,
    from names
    inner join documents
        on
            names.printed_name = documents.department_name
            and names.region_code is not distinct from documents.region_code

),

fullest as (

    select *
    from candidates
    qualify
        row_number() over (
            partition by department_id
            order by length(printed_name) desc, printed_name, document_id
        ) = 1

),

codes as (

    select
        department_id,
        min(unit_code) as unit_code,
        mode(government_level order by government_level) as government_level,
        string_agg(distinct printed_name, '；' order by printed_name) as printed_names,
        count(distinct document_id) as document_count,
    from candidates
    group by department_id

),

shortened as (

    select
        fullest.department_id,
        fullest.printed_name as department_name,
        coalesce(
            arg_max(
                replace(fullest.body_name, aliases.name, aliases.alias),
                length(aliases.name) - length(aliases.alias)
            ),
            min(fullest.body_name)
        ) as department_short_name,
        fullest.region_code,
    from fullest
    left join aliases on contains(fullest.body_name, aliases.name) and length(aliases.alias) < length(aliases.name)
    group by fullest.department_id, fullest.printed_name, fullest.region_code

),

final as (

    select
        shortened.department_id,
        shortened.department_name,
        shortened.department_short_name,
        codes.unit_code,
        shortened.region_code,
        codes.government_level,
        codes.printed_names,
        cast(codes.document_count as integer) as document_count,
        false as is_reference,
    from shortened
    inner join codes on shortened.department_id = codes.department_id

)

select * from final
