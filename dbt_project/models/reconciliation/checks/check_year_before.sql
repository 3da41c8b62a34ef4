-- grain: one figure of the prose less its change against last year, or one number of vehicles at a date, held against another document of the body
-- 文中本年数减去比上年增减额，等于上年同类文件所印的数（科目、一般公共预算支出、“三公”各项）；同一日的车辆数，决算与次年预算一致。
with

narrative as (

    select
        narrative.*,
        scope.department_id,
        scope.disclosure_level,
        scope.document_kind,
        scope.fiscal_year,
    from {{ ref('int_recon_narrative') }} as narrative
    inner join {{ ref('int_recon_scope') }} as scope on narrative.document_id = scope.document_id
    where
        narrative.zone in ('notes', 'report', 'overview')
        -- 比上年执行数增加 in a budget, or on a basis made comparable, has another base than last year's document prints.
        and not regexp_matches(narrative.sentence, {{ pattern('other_base_of_change') }})
        and (scope.document_kind = 'final_accounts' or not regexp_matches(narrative.sentence, {{ pattern('executed_base_of_change') }}))

),

links as (

    select * from {{ ref('int_recon_document_link') }}

),

cells as (

    select * from {{ ref('int_recon_cell') }}
    where figure_no = 0 and not is_of_which

),

files as (

    select
        document_id,
        file_name,
    from {{ ref('int_documents') }}

),

-- A change tells of the figure of its own item that stands before it in the same section.
changed as (

    select
        document_id,
        figure_no,
        regexp_replace(metric, '_yoy_change$', '') as base_metric,
        subject_key,
        subject,
        zone,
        section_no,
        section_title,
        source_line,
        value_text,
        unit_text,
        value_yuan as change_yuan,
        half_unit as change_half_unit,
    from narrative
    where
        metric in (
            'function_expenditure_yoy_change', 'general_public_expenditure_yoy_change', 'three_public_budget_yoy_change',
            'three_public_final_yoy_change'
        )

),

before as (

    select
        changed.*,
        narrative.value_yuan - changed.change_yuan as before_yuan,
        narrative.half_unit + changed.change_half_unit as before_half_unit,
        narrative.function_code,
        narrative.subject_id,
    from changed
    inner join narrative
        on
            changed.document_id = narrative.document_id
            and changed.base_metric = narrative.metric
            and changed.subject_key = narrative.subject_key
            and changed.zone = narrative.zone
            and changed.section_no = narrative.section_no
            and changed.section_title = narrative.section_title
            and changed.figure_no > narrative.figure_no
    where narrative.fund = 'general_public'
    qualify row_number() over (partition by changed.document_id, changed.figure_no order by narrative.figure_no desc) = 1

),

-- What last year's document prints of an item, of the whole general public budget, or of a part of the three public funds.
printed as (

    select
        document_id,
        case
            when statement_id in ('budget_three_public', 'final_three_public')
                then concat('three_public|', measure)
            when row_kind = 'total' then 'general_public'
            else concat('item|', function_code)
        end as subject,
        min(amount_yuan) as amount_yuan,
        min(stage) as stage,
        max(half_unit) as half_unit,
        min(source_line) as source_line,
    from cells
    where
        column_level = 'none'
        and (
            (
                statement_id in ('budget_general_expenditure', 'budget_general_expenditure_by_category', 'final_general_expenditure')
                and measure = 'total'
                and stage = if(statement_id = 'final_general_expenditure', 'final', 'budget')
                and row_kind in ('function', 'total')
            )
            or (
                statement_id in ('budget_three_public', 'final_three_public')
                and row_kind = 'total'
                and stage = if(statement_id = 'final_three_public', 'final', 'budget')
                and measure in ('total', 'abroad', 'vehicles', 'reception')
            )
        )
    group by all
    having count(distinct amount_yuan) = 1

),

compared as (

    select
        before.*,
        printed.amount_yuan as printed_yuan,
        printed.source_line as printed_line,
        printed.stage,
        files.file_name,
        before.before_yuan - printed.amount_yuan as difference,
        abs(before.before_yuan - printed.amount_yuan) <= before.before_half_unit + printed.half_unit as is_equal,
    from before
    inner join links on before.document_id = links.document_id and links.document_role = 'year_before'
    inner join files on links.source_document_id = files.document_id
    inner join printed
        on
            links.source_document_id = printed.document_id
            and printed.subject = case before.base_metric
                when 'function_expenditure' then concat('item|', before.function_code)
                when 'general_public_expenditure' then 'general_public'
                else concat('three_public|', before.subject_id)
            end

),

-- Whether last year's document is what the text compares with is asked of the text: most of its changes lead back to it.
voted as (

    select
        *,
        count(*) filter (where is_equal) over (partition by document_id) as agreeing,
        count(*) over (partition by document_id) - agreeing as others,
        -- The total that breaks by the same amount tells of it, and rules of totals have names of their own.
        bool_or(
            not is_equal and subject_id = 'total'
        ) over (partition by document_id, base_metric, difference) as is_told_by_total,
    from compared

),

changes as (

    select
        document_id,
        if(base_metric = 'function_expenditure', 'year_before_item', 'year_before_figure') as rule_id,
        concat_ws('|', figure_no) as place_key,
        source_line,
        concat(subject, ' ', value_text, unit_text) as source_text,
        concat(
            '文中', subject, '减去增减额，上年应为 ', {{ yuan_text('before_yuan') }}, ' 元，上年文件（', file_name, ' 第 ', printed_line, ' 行）为 ',
            {{ yuan_text('printed_yuan') }}, ' 元'
        ) as finding,
        difference,
        if(base_metric like 'three_public%', base_metric, null) as cause_key,
        if(is_equal, 'exact', 'broken') as status,
    from voted
    where
        agreeing >= others
        and not (not is_equal and is_told_by_total and subject_id <> 'total')
        -- The totals of final accounts are balances: year_before_three_public, year_before_general_public.
        and not (stage = 'final' and (subject_id = 'total' or base_metric = 'general_public_expenditure'))

),

-- 截至上年12月31日: the vehicles a budget tells of are those of the final accounts of the year before.
vehicles as (

    select
        document_id,
        subject_id,
        department_id,
        disclosure_level,
        document_kind,
        fiscal_year,
        min(source_line) as source_line,
        min(value) as vehicles,
        min(subject) as subject,
    from narrative
    where
        -- The date is that of the year itself in final accounts, that of the year before in a budget.
        metric = 'vehicles'
        and subject_id <> ''
        and try_cast(regexp_extract(replace(sentence, ' ', ''), {{ pattern('end_of_year') }}, 1) as integer)
        = fiscal_year - if(document_kind = 'budget', 1, 0)
    group by all
    having count(distinct value) = 1

),

vehicles_compared as (

    select
        budgets.document_id,
        'counts_vehicles_of_date' as rule_id,
        concat_ws('|', budgets.subject_id, finals.document_id) as place_key,
        budgets.source_line,
        concat(budgets.subject, ' ', cast(budgets.vehicles as integer), ' 辆') as source_text,
        concat(
            '截至 ', finals.fiscal_year, ' 年 12 月 31 日的', budgets.subject, '，本预算写 ', cast(budgets.vehicles as integer), ' 辆，',
            finals.fiscal_year, ' 年决算（', files.file_name, ' 第 ', finals.source_line, ' 行）写 ', cast(finals.vehicles as integer), ' 辆'
        ) as finding,
        cast(budgets.vehicles - finals.vehicles as decimal(28, 2)) as difference,
        'vehicles of date' as cause_key,
        if(budgets.vehicles = finals.vehicles, 'exact', 'broken') as status,
    from vehicles as budgets
    inner join vehicles as finals
        on
            budgets.department_id = finals.department_id
            and budgets.disclosure_level = finals.disclosure_level
            and budgets.subject_id = finals.subject_id
            and budgets.fiscal_year = finals.fiscal_year + 1
    inner join files on finals.document_id = files.document_id
    where budgets.document_kind = 'budget' and finals.document_kind = 'final_accounts'

),

final as (

    select * from changes
    union all by name
    select * from vehicles_compared

)

select
    document_id,
    rule_id,
    place_key,
    source_line,
    source_text,
    finding,
    difference,
    cause_key,
    status,
from final
