-- grain: one demand on how far a table or a section goes into detail
-- 一般公共预算支出表公开到项，基本支出表公开到款；公务用车费分列购置费、运行费；没有的表，说明中写明。
with

scope as (

    select * from {{ ref('int_recon_scope') }}
    where document_kind in ('budget', 'final_accounts')

),

statements as (

    select
        statements.*,
        catalogue.row_axis,
        catalogue.statement_name,
    from {{ ref('stg_statements') }} as statements
    inner join scope on statements.document_id = scope.document_id
    inner join {{ ref('statements') }} as catalogue on statements.statement_id = catalogue.statement_id

),

figures as (

    select figures.*
    from {{ ref('int_figures_valued') }} as figures
    inner join scope on figures.document_id = scope.document_id

),

-- Level of detail.
levels as (

    select
        figures.document_id,
        figures.statement_no,
        min(figures.statement_id) as statement_id,
        min(statements.table_title) as table_title,
        min(statements.title_line) as title_line,
        min(statements.row_axis) as row_axis,
        min(statements.unplaced_count) as unplaced_count,
        count(distinct figures.function_code) filter (where figures.row_kind = 'function') as functions,
        max(length(figures.function_code)) filter (where figures.row_kind = 'function') as function_length,
        count(distinct figures.economic_code) filter (where figures.row_kind = 'economic') as economics,
        max(length(figures.economic_code)) filter (where figures.row_kind = 'economic') as economic_length,
    from figures
    inner join statements on figures.document_id = statements.document_id and figures.statement_no = statements.statement_no
    where
        figures.amount_yuan <> 0
        and figures.statement_id in (
            'final_expenditure', 'final_revenue', 'final_general_expenditure', 'final_government_fund',
            'budget_general_expenditure', 'budget_expenditure', 'budget_government_fund',
            'final_basic_by_economic', 'budget_general_basic_by_economic'
        )
    group by figures.document_id, figures.statement_no

),

detail as (

    select
        document_id,
        'completeness_level' as rule_id,
        concat_ws('|', statement_no) as place_key,
        title_line as source_line,
        table_title as source_text,
        concat(
            '《', table_title, '》只公开到“',
            case coalesce(function_length, economic_length) when 3 then '类' else '款' end, '”，应公开到“',
            if(functions > 0, '项', '款'), '”'
        ) as finding,
        concat('补充到“', if(functions > 0, '项', '款'), '”级科目') as advice,
        case
            when functions > 0 and function_length < 7 then if(unplaced_count > 0, 'not_applicable', 'broken')
            when functions = 0 and economics > 0 and economic_length < 5 then if(unplaced_count > 0, 'not_applicable', 'broken')
            else 'exact'
        end as status,
        statement_id,
        statement_no,
    from levels
    where functions > 0 or economics > 0

),

code_rows as (

    select
        document_id,
        statement_no,
        min(statement_id) as statement_id,
        function_code,
        min(source_line) as source_line,
    from figures
    where row_kind = 'function' and function_code is not null
    group by document_id, statement_no, function_code

),

-- 212 and 2120803 without 21208: the sums hold without it, and another table of the document prints it.
absent_sections as (

    select distinct on (items.document_id, items.statement_no, left(items.function_code, 5))
        items.document_id,
        'completeness_level' as rule_id,
        concat_ws('|', items.statement_no, left(items.function_code, 5)) as place_key,
        items.source_line,
        levels.table_title as source_text,
        concat(
            '《', levels.table_title, '》印有', left(items.function_code, 3), '和', items.function_code, '，没有印其间的款级科目', left(items.function_code, 5),
            '（另一表第 ', others.source_line, ' 行有）'
        ) as finding,
        concat('补充款级科目', left(items.function_code, 5), '一行') as advice,
        'broken' as status,
        items.statement_id,
        items.statement_no,
    from code_rows as items
    inner join levels on items.document_id = levels.document_id and items.statement_no = levels.statement_no
    inner join code_rows as classes
        on
            items.document_id = classes.document_id
            and items.statement_no = classes.statement_no
            and left(items.function_code, 3) = classes.function_code
    inner join code_rows as others
        on
            items.document_id = others.document_id
            and items.statement_no <> others.statement_no
            and left(items.function_code, 5) = others.function_code
    where
        length(items.function_code) = 7
        and coalesce(levels.unplaced_count, 0) = 0
        -- With another section of the class the sums say it; without any section in the table it is a way of printing, unless there is one class only.
        and not exists (
            select 1 from code_rows as siblings
            where
                siblings.document_id = items.document_id
                and siblings.statement_no = items.statement_no
                and length(siblings.function_code) = 5
                and left(siblings.function_code, 3) = left(items.function_code, 3)
        )
        and exists (
            select 1 from code_rows as styles
            where styles.document_id = items.document_id and styles.statement_no = items.statement_no
            having
                count(*) filter (where length(styles.function_code) = 5) > 0
                or count(*) filter (where length(styles.function_code) = 3) = 1
        )
    order by items.document_id, items.statement_no, left(items.function_code, 5), items.function_code, others.source_line

),

-- Vehicle cost is published as purchase and operation, beside it or, where items stand in rows, below it.
three_public as (

    select
        document_id,
        statement_no,
        min(statement_id) as statement_id,
        coalesce(stage, '') as stage,
        row_no,
        min(source_line) as source_line,
        max(amount_yuan) filter (where measure = 'vehicles') as vehicles,
        count(*) filter (where measure in ('vehicle_purchase', 'vehicle_operation')) as parts,
    from figures
    where statement_id in ('final_three_public', 'budget_three_public') and coalesce(stage, '') <> 'prior_final'
    group by document_id, statement_no, stage, row_no

),

vehicles as (

    select
        document_id,
        'completeness_vehicle_parts' as rule_id,
        concat_ws('|', statement_no) as place_key,
        min(source_line) filter (where vehicles is not null) as source_line,
        cast(null as varchar) as source_text,
        concat('“三公”经费表公务用车购置及运行费 ', {{ yuan_text('max(vehicles)') }}, ' 元，没有分列购置费和运行费') as finding,
        '分列公务用车购置费和运行费' as advice,
        if(bool_or(parts = 0 and vehicles > 0) and not bool_or(parts > 0 and vehicles is null), 'broken', 'exact') as status,
        min(statement_id) as statement_id,
        statement_no,
    from three_public
    group by document_id, statement_no
    having bool_or(vehicles is not null)

),

everything as (

    select * from detail
    union all
    select * from absent_sections
    union all
    select * from vehicles

),

final as (

    select
        document_id,
        rule_id,
        place_key,
        source_line,
        source_text,
        finding,
        advice,
        status,
        statement_id,
        statement_no,
    from everything

)

select * from final
