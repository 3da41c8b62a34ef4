-- grain: one row (one side of it) of one table that prints at least one figure
with

figures as (

    select * from {{ ref('int_figures_valued') }}

),

line_roles as (

    select * from {{ ref('line_roles') }}

),

rows_of_tables as (

    select
        document_id,
        statement_no,
        row_no,
        block_no,
        any_value(statement_id order by source_field) as statement_id,
        any_value(row_axis order by source_field) as row_axis,
        any_value(row_kind order by source_field) as row_kind,
        any_value(row_code order by source_field) as row_code,
        any_value(code_system order by source_field) as code_system,
        any_value(function_code order by source_field) as function_code,
        any_value(line_economic_code order by source_field) as line_economic_code,
        any_value(line_id order by source_field) as line_id,
        any_value(project_name order by source_field) as project_name,
        any_value(unit_code order by source_field) as unit_code,
        coalesce(any_value(unit_code order by source_field), any_value(unit_name order by source_field)) as unit_key,
        bool_and(is_of_which) as is_of_which_row,
    from figures
    group by all

),

-- A code row is a parent when the same table (of the same unit) prints a longer code that starts with it.
parents as (

    select distinct
        parent.document_id,
        parent.statement_no,
        parent.row_no,
        parent.block_no,
    from rows_of_tables as parent
    inner join rows_of_tables as child
        on
            parent.document_id = child.document_id
            and parent.statement_no = child.statement_no
            and parent.code_system = child.code_system
            and parent.unit_key is not distinct from child.unit_key
            and length(child.row_code) > length(parent.row_code)
            and starts_with(child.row_code, parent.row_code)

),

-- The same for units: 152 is the department of which 152001 is a unit.
unit_parents as (

    select distinct
        parent.document_id,
        parent.statement_no,
        parent.row_no,
        parent.block_no,
    from rows_of_tables as parent
    inner join rows_of_tables as child
        on
            parent.document_id = child.document_id
            and parent.statement_no = child.statement_no
            and length(child.unit_code) > length(parent.unit_code)
            and starts_with(child.unit_code, parent.unit_code)
    where
        parent.row_kind = 'unit'
        and child.row_kind = 'unit'

),

all_parents as (

    select * from parents
    union
    select * from unit_parents

),

-- A table that prints both economic systems prints the same money twice; the department's own system is the one
-- that is summed.
statements_by_department_system as (

    select distinct
        document_id,
        statement_no,
    from rows_of_tables
    where code_system = 'economic_department'

),

described as (

    select
        rows_of_tables.*,
        line_roles.side as line_side,
        line_roles.role as line_role,
        all_parents.document_id is not null as is_parent,
        coalesce(rows_of_tables.code_system = 'economic_government', false)
        and by_department.document_id is not null as is_second_system,
    from rows_of_tables
    left join line_roles on rows_of_tables.line_id = line_roles.line_id
    left join all_parents
        on
            rows_of_tables.document_id = all_parents.document_id
            and rows_of_tables.statement_no = all_parents.statement_no
            and rows_of_tables.row_no = all_parents.row_no
            and rows_of_tables.block_no = all_parents.block_no
    left join statements_by_department_system as by_department
        on
            rows_of_tables.document_id = by_department.document_id
            and rows_of_tables.statement_no = by_department.statement_no

),

final as (

    select
        * exclude (line_side, line_role),
        case
            when row_kind <> 'line' then null
            when line_side is not null then line_side
            when function_code is not null or line_economic_code is not null then 'expenditure'
        end as side,
        case
            when row_kind <> 'line' then null
            when line_role is not null then line_role
            when line_economic_code is not null then 'use_part'
            when function_code is not null then 'class'
            else 'unknown'
        end as role,
    from described

)

select * from final
