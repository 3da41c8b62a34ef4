-- grain: one project of a budget whose target sheet and whose row of the list of projects both print its money
-- 项目支出绩效目标表的年度资金总额，与项目支出表中同名项目的金额（各行合计、任一资金来源或各来源之和）一致。
with

scope as (

    select * from {{ ref('int_recon_scope') }}
    where document_kind = 'budget'

),

cells as (

    select
        figures.document_id,
        figures.statement_id,
        figures.statement_no,
        {{ name_key('figures.project_name') }} as project_key,
        figures.project_name,
        figures.measure,
        figures.amount_yuan,
        figures.source_line,
    from {{ ref('int_figures_valued') }} as figures
    inner join scope on figures.document_id = scope.document_id
    where
        figures.row_kind = 'project'
        and figures.project_name is not null
        and figures.is_money
        and figures.amount_yuan is not null
        and coalesce(figures.stage, 'budget') = 'budget'

),

-- A sheet with several totals (of all years and of this one), or a project with several sheets, says no single amount.
sheets as (

    select
        document_id,
        project_key,
        min(project_name) as project_name,
        min(amount_yuan) as amount_yuan,
        min(source_line) as source_line,
    from cells
    where statement_id = 'performance_project_target' and measure = 'total'
    group by all
    having count(*) = 1

),

by_measure as (

    select
        document_id,
        project_key,
        measure,
        sum(amount_yuan) as amount_yuan,
        list(amount_yuan) as amounts,
        min(source_line) as source_line,
    from cells
    where statement_id = 'budget_projects'
    group by all

),

listed as (

    select
        document_id,
        project_key,
        min(source_line) as source_line,
        min(amount_yuan) filter (where measure = 'total') as total_yuan,
        -- The whole, one row, one source, or this year's sources without what is carried over.
        flatten(list(list_append(amounts, amount_yuan)))
        || [sum(amount_yuan) filter (where measure in ('general_public', 'government_fund', 'state_capital'))]
        || [sum(amount_yuan) filter (where measure <> 'total')] as amounts,
    from by_measure
    group by all

),

final as (

    select
        sheets.document_id,
        'project_sheet_list' as rule_id,
        sheets.project_key as place_key,
        sheets.source_line,
        sheets.project_name as source_text,
        concat(
            '项目“', sheets.project_name, '”绩效目标表资金总额 ', {{ yuan_text('sheets.amount_yuan') }}, ' 元，项目支出表为 ',
            {{ yuan_text('listed.total_yuan') }}, ' 元（第 ', listed.source_line, ' 行）'
        ) as finding,
        if(
            -- Two tables may round to another last digit of 万元.
            len(list_filter(listed.amounts, lambda a: abs(a - sheets.amount_yuan) <= 100)) > 0,
            'exact', 'broken'
        ) as status,
    from sheets
    inner join listed on sheets.document_id = listed.document_id and sheets.project_key = listed.project_key
    where listed.total_yuan is not null

)

select * from final
