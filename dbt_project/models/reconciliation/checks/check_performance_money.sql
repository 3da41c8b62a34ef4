-- grain: one amount, share or number of projects of the prose on performance, held against the tables
-- 自评涉及资金不大于项目支出，所占比例与表中项目支出相符；各类项目的个数、金额之和与总数相符。
with

scope as (

    select * from {{ ref('int_recon_scope') }}

),

passages as (

    select
        passages.*,
        scope.document_kind,
    from {{ ref('int_recon_passage') }} as passages
    inner join scope on passages.document_id = scope.document_id
    where passages.zone in ('notes', 'report') and regexp_matches(passages.text, '绩效|评|执行率')

),

-- What the tables print as project expenditure.
project_money as (

    select
        document_id,
        max(amount_yuan) filter (where statement_id in ('final_expenditure', 'budget_expenditure')) as all_projects,
        max(amount_yuan) filter (where statement_id in ('final_general_expenditure', 'budget_general_expenditure')) as general_projects,
        max(amount_yuan) filter (where statement_id in ('final_government_fund', 'budget_government_fund')) as fund_projects,
        max(amount_yuan) filter (where statement_id in ('final_state_capital', 'budget_state_capital')) as capital_projects,
        list(distinct amount_yuan) as any_projects,
    from {{ ref('int_figures_valued') }}
    where measure = 'project' and row_kind = 'total' and amount_yuan is not null and coalesce(stage, '') <> 'prior_final'
    group by all

),

shares as (

    select
        passages.*,
        unnest(regexp_extract_all(passages.text, {{ pattern('evaluated_share') }})) as stretch,
        generate_subscripts(regexp_extract_all(passages.text, {{ pattern('evaluated_share') }}), 1) as share_no,
        regexp_extract(stretch, {{ pattern('evaluated_share') }}, ['amount', 'unit', 'base', 'share']) as printed,
        {{ prose_yuan('(printed).amount', '(printed).unit') }} as yuan,
        try_cast((printed).share as decimal(12, 4)) as share,
        {{ last_digit('(printed).share') }} as step,
    from passages

),

-- 占一般公共预算项目支出总额的100%: the base is what its words name; 占一般公共预算和政府性基金预算项目支出总额的: both together.
bases as (

    select
        shares.*,
        case
            when not regexp_matches((printed).base, {{ pattern('project_word') }}) then null
            when regexp_matches((printed).base, {{ pattern('general_word') }})
                then project_money.general_projects
                    + if(regexp_matches((printed).base, {{ pattern('fund_word') }}), coalesce(project_money.fund_projects, 0), 0)
                    + if(regexp_matches((printed).base, {{ pattern('capital_word') }}), coalesce(project_money.capital_projects, 0), 0)
            when regexp_matches((printed).base, {{ pattern('fund_word') }}) then project_money.fund_projects
            when regexp_matches((printed).base, {{ pattern('capital_word') }}) then project_money.capital_projects
            else project_money.all_projects
        end as base_yuan,
        greatest(project_money.all_projects, project_money.general_projects, project_money.fund_projects) as most_yuan,
        project_money.any_projects,
        regexp_matches((printed).base, {{ pattern('general_word') }})
        and not regexp_matches((printed).base, {{ pattern('fund_word') }} || '|' || {{ pattern('capital_word') }}) as is_general,
    from shares
    inner join project_money on shares.document_id = project_money.document_id

),

recomputed as (

    select
        *,
        {{ percent('yuan', 'base_yuan') }} as expected_share,
        {{ percent('yuan', 'most_yuan') }} as share_of_most,
    from bases

),

share_of_projects as (

    select
        document_id,
        'performance_share' as rule_id,
        concat_ws('|', passage_no, share_no) as place_key,
        {{ line_at('lines', 'line_lengths', '(strpos(text, stretch) - 1)') }} as source_line,
        stretch as source_text,
        concat(
            if(
                yuan > base_yuan and yuan > most_yuan,
                '绩效涉及资金大于项目支出：',
                '绩效涉及资金所占比例与表中项目支出不符：'
            ),
            '涉及 ', (printed).amount, (printed).unit, '，项目支出 ', {{ yuan_text('base_yuan') }}, ' 元，应占 ',
            {{ plain_text('expected_share') }}, '%，文中写 ', (printed).share, '%'
        ) as finding,
        case
            when base_yuan is null or base_yuan = 0 then 'not_applicable'
            -- More than all projects were evaluated: the share is right, and impossible.
            when share > 100 and yuan > most_yuan then 'broken'
            when abs(expected_share - share) <= step then 'exact'
            -- A table that contradicts the others is their cause, not this one.
            when not starts_with(stretch, '涉及') and share = 100 and list_contains(any_projects, yuan) then 'exact'
            -- The words of the base are often short: 项目支出 may mean the projects of the general budget.
            when not is_general and abs(share_of_most - share) <= step then 'exact'
            else 'broken'
        end as status,
        -- 填报绩效目标的项目支出预算 may leave out what has no target.
        if(starts_with(stretch, '涉及') and abs(expected_share - share) > step, null, 'minor') as severity_override,
    from recomputed

),

-- 涉及预算资金8020.00万元，其中：财政拨款3150.00万元，占39.28%: a share whose base has no words is that of the amount before it.
parts_of_evaluated as (

    select
        *,
        regexp_extract(text, {{ pattern('part_of_evaluated') }}) as stretch,
        regexp_extract(
            stretch, {{ pattern('part_of_evaluated') }}, ['whole', 'whole_unit', 'part', 'part_unit', 'share']
        ) as printed,
        {{ prose_yuan('(printed).part', '(printed).part_unit') }} as part_yuan,
        {{ prose_yuan('(printed).whole', '(printed).whole_unit') }} as whole_yuan,
        {{ percent('part_yuan', 'whole_yuan') }} as expected_share,
    from passages
    where regexp_matches(text, {{ pattern('part_of_evaluated') }})

),

share_of_evaluated as (

    select
        document_id,
        'performance_share' as rule_id,
        concat_ws('|', passage_no, 'part') as place_key,
        {{ line_at('lines', 'line_lengths', '(strpos(text, stretch) - 1)') }} as source_line,
        stretch as source_text,
        concat('“', stretch, '”：按所印两数计算应占 ', {{ plain_text('expected_share') }}, '%') as finding,
        case
            when whole_yuan = 0 then 'not_applicable'
            when
                abs(expected_share - try_cast((printed).share as decimal(12, 4)))
                <= {{ last_digit('(printed).share') }}
                then 'exact'
            else 'broken'
        end as status,
        cast(null as varchar) as severity_override,
    from parts_of_evaluated
    where part_yuan is not null and whole_yuan is not null

),

-- Without a share: the money evaluated as projects is at most what all projects cost.
amounts as (

    select
        passages.*,
        unnest(regexp_extract_all(passages.text, {{ pattern('evaluated_amount') }})) as stretch,
        generate_subscripts(regexp_extract_all(passages.text, {{ pattern('evaluated_amount') }}), 1) as amount_no,
        regexp_extract(stretch, '([0-9]+(?:\.[0-9]+)?)(万元|亿元|元)$', ['amount', 'unit']) as printed,
        {{ prose_yuan('(printed).amount', '(printed).unit') }} as yuan,
    from passages
    where document_kind in ('final_accounts', 'budget') and not regexp_matches(text, {{ pattern('evaluated_share') }})

),

money_of_projects as (

    select
        amounts.document_id,
        'performance_amount_limit' as rule_id,
        concat_ws('|', amounts.passage_no, amounts.amount_no) as place_key,
        {{ line_at('amounts.lines', 'amounts.line_lengths', '(strpos(amounts.text, amounts.stretch) - 1)') }} as source_line,
        right(amounts.stretch, 40) as source_text,
        concat(
            '项目绩效涉及资金 ', (amounts.printed).amount, (amounts.printed).unit, '，大于项目支出',
            if(amounts.document_kind = 'budget', '预算 ', '决算 '),
            {{ yuan_text('project_money.all_projects') }}, ' 元'
        ) as finding,
        if(amounts.yuan > project_money.all_projects, 'broken', 'exact') as status,
        'info' as severity_override,
    from amounts
    inner join project_money on amounts.document_id = project_money.document_id
    where
        regexp_matches(amounts.stretch, {{ pattern('project_word') }})
        and not regexp_matches(amounts.stretch, {{ pattern('whole_word') }})
        and project_money.all_projects is not null
        and amounts.yuan is not null

),

-- 涉及项目7个，涉及资金322.35万元，其中：一般性项目4个，涉及资金171.15万元；专项资金项目3个…: kinds are at most the whole, and
-- where either their numbers or their money are all of it, so is the other.
by_kind as (

    select
        *,
        regexp_extract(text, {{ pattern('projects_by_kind') }}) as stretch,
        regexp_extract(stretch, {{ pattern('projects_by_kind') }}, ['projects', 'amount', 'unit', 'parts']) as printed,
        regexp_extract_all((printed).parts, {{ pattern('kind_of_projects') }}) as kinds,
        list_sum(list_transform(kinds, lambda k: cast(regexp_extract(k, '([0-9]+)个', 1) as integer))) as projects_of_kinds,
        list_transform(kinds, lambda k: regexp_extract(k, '个.*?([0-9.]+)(万元|亿元|元)）?$', ['amount', 'unit'])) as amounts,
        list_sum(list_transform(amounts, lambda a: {{ prose_yuan('a.amount', 'a.unit') }})) as yuan_of_kinds,
        {{ prose_yuan('(printed).amount', '(printed).unit') }} as yuan,
        try_cast((printed).projects as integer) as projects,
        (len(kinds) + 1) * {{ yuan_of_unit('(printed).unit') }}
        * list_max(list_transform(list_append(list_transform(amounts, lambda a: a.amount), (printed).amount), lambda a: {{ last_digit('a') }}))
        as tolerance,
    from passages
    where regexp_matches(text, {{ pattern('projects_by_kind') }})

),

kinds_of_projects as (

    select
        document_id,
        'performance_kinds' as rule_id,
        concat_ws('|', passage_no, 'kinds') as place_key,
        {{ line_at('lines', 'line_lengths', '(strpos(text, stretch) - 1)') }} as source_line,
        right(stretch, 60) as source_text,
        concat(
            '“', left(stretch, 120), '”：共 ', projects, ' 个、', {{ yuan_text('yuan') }}, ' 元，所列各类合计 ', projects_of_kinds, ' 个、',
            {{ yuan_text('yuan_of_kinds') }}, ' 元'
        ) as finding,
        case
            when projects_of_kinds > projects or yuan_of_kinds > yuan + tolerance then 'broken'
            when (projects_of_kinds = projects) = (abs(yuan_of_kinds - yuan) <= tolerance) then 'exact'
            else 'broken'
        end as status,
        cast(null as varchar) as severity_override,
    from by_kind
    where yuan is not null and yuan_of_kinds is not null and len(kinds) >= 2

),

everything as (

    select * from kinds_of_projects
    union all
    select * from share_of_projects
    union all
    select * from share_of_evaluated
    union all
    select * from money_of_projects

),

final as (

    select
        document_id,
        rule_id,
        place_key,
        source_line,
        source_text,
        finding,
        severity_override,
        status,
    from everything

)

select * from final
