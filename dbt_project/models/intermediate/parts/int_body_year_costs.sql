-- grain: one body-year: personnel and public costs of its basic expenditure as the tables print them
with

documents as (

    select * from {{ ref('int_documents') }}

),

cost_lines as (

    select
        document_id,
        statement_no,
        stage,
        max(amount_yuan) filter (where line_id = 'personnel_total') as personnel_yuan,
        max(amount_yuan) filter (where line_id = 'public_total') as public_yuan,
    from {{ ref('int_figures') }}
    where role = 'cost_total' and measure = 'total' and not is_of_which
    group by all

),

cost_columns as (

    select
        document_id,
        statement_no,
        stage,
        max(amount_yuan) filter (where measure = 'personnel') as personnel_yuan,
        max(amount_yuan) filter (where measure = 'public') as public_yuan,
    from {{ ref('int_published_totals') }}
    where measure in ('personnel', 'public')
    group by all

),

-- Tables by economic code without such totals: the 类 belong to one of the two by the reference list.
cost_groups as (

    select
        document_id,
        statement_no,
        stage,
        sum(amount_yuan) filter (where cost_group = 'personnel') as personnel_yuan,
        sum(amount_yuan) filter (where cost_group = 'public') as public_yuan,
    from {{ ref('int_economic_parts') }}
    where nature = 'basic'
    group by all

),

candidates as (

    select
        *,
        1 as preference,
    from cost_lines
    union all
    select
        *,
        1 as preference,
    from cost_columns
    union all
    select
        *,
        2 as preference,
    from cost_groups

),

-- A printed total before a sum of its own table; of several tables the one with the most money, which is the widest fund.
of_tables as (

    select *
    from candidates
    where stage is distinct from 'prior_final' and coalesce(personnel_yuan, public_yuan) is not null
    qualify
        row_number() over (
            partition by document_id, statement_no, stage
            order by preference, personnel_yuan is null, public_yuan is null, personnel_yuan desc, public_yuan desc
        ) = 1

),

final as (

    select
        documents.body_year_id,
        of_tables.document_id,
        of_tables.statement_no,
        of_tables.personnel_yuan,
        of_tables.public_yuan,
    from of_tables
    inner join documents on of_tables.document_id = documents.document_id
    qualify
        row_number() over (
            partition by documents.body_year_id
            order by
                documents.superseded_by is not null,
                case documents.disclosure_level when 'department' then 1 when 'government' then 2 else 3 end,
                coalesce(of_tables.personnel_yuan, 0) + coalesce(of_tables.public_yuan, 0) desc,
                of_tables.preference,
                of_tables.document_id,
                of_tables.statement_no
        ) = 1

)

select * from final
