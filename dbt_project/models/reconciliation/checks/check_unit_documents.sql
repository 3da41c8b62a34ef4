-- grain: one amount of one unit in a table of its department, held against the total of the same table in the unit's own document
-- 部门表中某单位一行的数，等于该单位同年自己公开的同一张表的合计。
with

documents as (

    select * from {{ ref('int_recon_scope') }}
    where document_kind in ('budget', 'final_accounts') and fiscal_year is not null and department_id is not null

),

files as (

    select
        document_id,
        file_name,
    from {{ ref('int_documents') }}

),

names as (

    select distinct
        department_id,
        region_code,
        unnest([printed_name, full_name, body_name]) as name,
    from {{ ref('int_department_names') }}

),

cells as (

    select * from {{ ref('int_recon_cell') }}
    where
        figure_no = 0
        and not is_of_which
        and column_level = 'none'
        and economic_code = ''
        and statement_id in (
            'budget_revenue', 'budget_expenditure', 'budget_general_expenditure', 'budget_three_public', 'final_revenue', 'final_expenditure',
            'final_general_expenditure', 'final_three_public'
        )

),

units as (

    select
        cells.*,
        documents.department_id,
        documents.document_kind,
        documents.fiscal_year,
        regexp_matches(cells.row_label, {{ pattern('own_level') }}) as is_own_level,
        regexp_replace(cells.row_label, {{ pattern('own_level') }}, '') as unit_name,
    from cells
    inner join documents on cells.document_id = documents.document_id
    where cells.row_kind = 'unit' and documents.disclosure_level = 'department'
    -- A name that stands in several rows of one table (the unit and its department, or one row a nature) tells of no one row.
    qualify count(*) over (
        partition by cells.document_id, cells.statement_no, cells.row_label, cells.measure, cells.stage, cells.fund
    ) = 1

),

-- The row 本级 is the department's own unit version; another name is that of a unit of its own.
paired as (

    select distinct
        units.document_id,
        units.row_label,
        others.document_id as unit_document_id,
    from (select distinct document_id, row_label, unit_name, is_own_level, department_id, document_kind, fiscal_year from units) as units
    inner join names on units.unit_name = names.name
    inner join documents as others
        on
            names.department_id = others.department_id
            and units.document_kind = others.document_kind
            and units.fiscal_year = others.fiscal_year
    where
        others.disclosure_level = 'unit'
        and units.is_own_level = (others.department_id = units.department_id)
        -- The unit stands in the region of its department: 第二中学 is the name of many.
        and split_part(others.department_id, '-', 1) = split_part(units.department_id, '-', 1)
    qualify count(distinct others.document_id) over (partition by units.document_id, units.row_label) = 1

),

totals as (

    select
        document_id,
        statement_id,
        measure,
        stage,
        fund,
        min(amount_yuan) as amount_yuan,
        max(half_unit) as half_unit,
        min(source_line) as source_line,
    from cells
    where row_kind = 'total'
    group by all
    having count(distinct amount_yuan) = 1

),

final as (

    select
        units.document_id,
        'unit_row_of_department' as rule_id,
        concat_ws('|', units.statement_no, units.row_no, units.source_field) as place_key,
        units.statement_id,
        units.statement_no,
        units.source_line,
        concat(units.row_label, ' ', units.amount_text) as source_text,
        concat(
            '部门表中“', units.row_label, '”为 ', {{ yuan_text('units.amount_yuan') }}, ' 元，该单位自己公开的同一张表（', files.file_name, ' 第 ',
            totals.source_line, ' 行）合计为 ', {{ yuan_text('totals.amount_yuan') }}, ' 元'
        ) as finding,
        units.amount_yuan - totals.amount_yuan as difference,
        concat('unit ', units.row_label) as cause_key,
        if(abs(units.amount_yuan - totals.amount_yuan) <= units.half_unit + totals.half_unit, 'exact', 'broken') as status,
    from units
    inner join paired on units.document_id = paired.document_id and units.row_label = paired.row_label
    inner join files on paired.unit_document_id = files.document_id
    inner join totals
        on
            paired.unit_document_id = totals.document_id
            and units.statement_id = totals.statement_id
            and units.measure = totals.measure
            and units.stage = totals.stage
            and units.fund = totals.fund

)

select * from final
