-- grain: one number of a disclosure that another number limits
-- 在职人员不多于编制，政府采购支出总额不大于本年支出合计。
with

scope as (

    select * from {{ ref('int_recon_scope') }}
    where document_kind in ('budget', 'final_accounts')

),

figures as (

    select
        narrative.document_id,
        narrative.metric,
        coalesce(narrative.subject, '') as subject,
        narrative.source_line,
        try_cast(narrative.value_number as decimal(24, 8)) as value,
        {{ prose_yuan('narrative.value_number', 'narrative.unit_text') }} as yuan,
    from {{ ref('stg_narrative_figures') }} as narrative
    inner join scope on narrative.document_id = scope.document_id
    where
        narrative.zone in ('notes', 'overview', 'report')
        and narrative.metric in ('staff_authorised', 'staff_actual', 'procurement_total')
        and coalesce(narrative.stage, '') not like 'prior%'

),

-- Of a body with units several numbers are printed, and which is the whole nobody says.
staff as (

    select
        document_id,
        max(value) filter (where metric = 'staff_authorised' and regexp_matches(subject, {{ pattern('total_posts') }})) as posts,
        count(distinct value) filter (
            where metric = 'staff_authorised' and regexp_matches(subject, {{ pattern('total_posts') }})
        ) as totals,
        max(value) filter (where metric = 'staff_actual' and regexp_matches(subject, {{ pattern('staff_in_post') }})) as persons,
        count(*) filter (where metric = 'staff_actual' and regexp_matches(subject, {{ pattern('staff_in_post') }})) as numbers,
        min(source_line) filter (where metric = 'staff_actual' and regexp_matches(subject, {{ pattern('staff_in_post') }})) as source_line,
    from figures
    group by all

),

posts as (

    select
        document_id,
        'counts_staff_posts' as rule_id,
        'document' as place_key,
        source_line,
        concat('编制 ', cast(posts as integer), '，在职 ', cast(persons as integer)) as source_text,
        concat('在职人员 ', cast(persons as integer), ' 人，多于编制 ', cast(posts as integer), ' 人') as finding,
        if(persons > posts, 'broken', 'exact') as status,
    from staff
    where totals = 1 and numbers = 1

),

procurement as (

    select
        document_id,
        max(yuan) as yuan,
        arg_max(source_line, (yuan, -source_line)) as source_line,
    from figures
    where metric = 'procurement_total' and yuan is not null
    group by all

),

spent as (

    select
        document_id,
        max(amount_yuan) as yuan,
        arg_max(source_line, (amount_yuan, -source_line)) as source_line,
    from {{ ref('int_recon_cell') }}
    where
        (statement_id in ('final_summary', 'budget_summary') and line_id in ('expenditure_total', 'expenditure_grand_total'))
        or (statement_id in ('final_expenditure', 'budget_expenditure') and row_kind = 'total' and measure = 'total')
    group by all

),

purchases as (

    select
        procurement.document_id,
        'counts_procurement_total' as rule_id,
        'document' as place_key,
        procurement.source_line,
        concat('采购 ', {{ yuan_text('procurement.yuan') }}, ' 元，支出 ', {{ yuan_text('spent.yuan') }}, ' 元') as source_text,
        concat(
            '政府采购支出总额 ', {{ yuan_text('procurement.yuan') }}, ' 元，大于表中支出总计 ', {{ yuan_text('spent.yuan') }}, ' 元（第 ',
            spent.source_line, ' 行）'
        ) as finding,
        if(procurement.yuan > spent.yuan, 'broken', 'exact') as status,
    from procurement
    inner join spent on procurement.document_id = spent.document_id

),

everything as (

    select * from posts
    union all
    select * from purchases

),

final as (

    select
        document_id,
        rule_id,
        place_key,
        source_line,
        source_text,
        finding,
        status,
    from everything

)

select * from final
