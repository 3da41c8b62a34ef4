-- grain: one summary whose total row, or one table whose rows of a level, are not printed
-- 总表有总计；按科目列示的表类、款、项逐级列出；经济分类类、款逐级列出。
with

figures as (

    select * from {{ ref('int_recon_operand') }}
    where figure_no = 0

),

-- A summary table that lists sources or classes ends with a total.
summaries as (

    select
        document_id,
        statement_id,
        statement_no,
        count(*) filter (where line_id in ('revenue_total', 'revenue_grand_total')) as revenue_totals,
        count(*) filter (where line_id in ('expenditure_total', 'expenditure_grand_total')) as expenditure_totals,
        count(*) filter (where line_id = 'revenue_grand_total') as revenue_grand_totals,
        count(*) filter (where line_id = 'expenditure_grand_total') as expenditure_grand_totals,
        count(*) filter (where line_id in ('opening_balance', 'non_fiscal_balance_used') and amount_yuan <> 0) as opening_cells,
        count(*) filter (where line_id in ('closing_balance', 'surplus_distribution') and amount_yuan <> 0) as closing_cells,
        min(source_line) as source_line,
    from figures
    where
        statement_id in ('final_summary', 'budget_summary', 'final_appropriation_summary', 'budget_appropriation_summary')
        and amount_yuan <> 0
    group by all

),

summary_totals as (

    select
        document_id,
        'presence_summary_total' as rule_id,
        concat_ws('|', statement_no) as place_key,
        statement_id,
        statement_no,
        case
            when revenue_totals = 0 then '收入一侧没有合计（总计）行'
            when expenditure_totals = 0 then '支出一侧没有合计（总计）行'
            when opening_cells > 0 and revenue_grand_totals = 0 then '收入一侧列有结转结余，没有总计行'
            when closing_cells > 0 and expenditure_grand_totals = 0 then '支出一侧列有结转结余，没有总计行'
            else '收支两侧均有合计（总计）行'
        end as finding,
        source_line,
        if(
            revenue_totals = 0 or expenditure_totals = 0
            or (opening_cells > 0 and revenue_grand_totals = 0) or (closing_cells > 0 and expenditure_grand_totals = 0),
            'broken',
            'exact'
        ) as status,
        cast(null as varchar) as reason_code,
    from summaries

),

-- Levels: where a table prints class, section and item, each item stands under its section and class, and each section over an item.
code_rows as (

    select distinct
        document_id,
        statement_id,
        statement_no,
        function_code as code,
        length(function_code) as code_length,
    from figures
    where row_kind = 'function' and length(function_code) in (3, 5, 7)

),

code_links as (

    select
        code_rows.document_id,
        code_rows.statement_id,
        code_rows.statement_no,
        code_rows.code,
        code_rows.code_length,
        bool_or(other.code = left(code_rows.code, 3) and other.code_length = 3) as has_class,
        bool_or(other.code = left(code_rows.code, 5) and other.code_length = 5) as has_section,
        bool_or(other.code_length > code_rows.code_length and starts_with(other.code, code_rows.code)) as has_child,
        bool_or(other.code_length = 7 and starts_with(other.code, code_rows.code)) as has_item,
    from code_rows
    inner join code_rows as other
        on
            code_rows.document_id = other.document_id
            and code_rows.statement_no = other.statement_no
            and left(code_rows.code, 3) = left(other.code, 3)
    group by all

),

code_judged as (

    select
        *,
        case
            when code_length = 7 then has_class and has_section
            when code_length = 5 then has_class and has_item
            else has_child
        end as is_complete,
    from code_links

),

code_lines as (

    select
        document_id,
        statement_no,
        function_code as code,
        min(source_line) as source_line,
        min(row_label) as row_label,
    from figures
    where row_kind = 'function'
    group by all

),

-- Two codes at most miss a level (an item and its class miss one section): more is the form's own way of listing.
level_rows as (

    select
        code_judged.document_id,
        code_judged.statement_id,
        code_judged.statement_no,
        code_judged.code,
        code_judged.is_complete,
        -- The code that is not printed: the one above, or what should stand under this one.
        case
            when code_judged.is_complete then code_judged.code
            when code_judged.code_length = 7 and not code_judged.has_section then left(code_judged.code, 5)
            when code_judged.code_length > 3 and not code_judged.has_class then left(code_judged.code, 3)
            else code_judged.code
        end as about_code,
        code_lines.row_label,
        code_lines.source_line,
    from code_judged
    inner join code_lines
        on
            code_judged.document_id = code_lines.document_id
            and code_judged.statement_no = code_lines.statement_no
            and code_judged.code = code_lines.code
    window same_table as (partition by code_judged.document_id, code_judged.statement_no)
    qualify
        count_if(code_judged.code_length = 7 and code_judged.is_complete) over same_table >= 1
        and (
            count_if(not code_judged.is_complete) over same_table <= 2
            or (
                count(distinct if(code_judged.is_complete, null, left(code_judged.code, 3))) over same_table = 1
                and count(distinct left(code_judged.code, 3)) over same_table >= 3
            )
        )

),

-- One absent row is one finding, however many rows stand under it.
levels as (

    select
        document_id,
        'presence_levels' as rule_id,
        concat_ws('|', statement_no, about_code, if(is_complete, '', 'missing')) as place_key,
        statement_id,
        statement_no,
        case
            when is_complete then concat(about_code, '：上下级科目行齐全')
            when bool_and(about_code = code)
                then concat(about_code, ' ', min(row_label), '：缺其下级科目行')
            else concat('缺 ', about_code, if(length(about_code) = 5, ' 款', ' 类'), '一行，其下列有 ', string_agg(concat(code, ' ', row_label), '、' order by code))
        end as finding,
        min(source_line) as source_line,
        if(is_complete, 'exact', 'broken') as status,
        cast(null as varchar) as reason_code,
    from level_rows
    group by document_id, statement_id, statement_no, about_code, is_complete

),

-- 30301 and 30302 without 303: the class is absent, where the table prints other classes.
economic_codes as (

    select
        document_id,
        statement_id,
        statement_no,
        economic_code as code,
        min(source_line) as source_line,
        max(abs(amount_yuan)) as largest_yuan,
    from figures
    where row_kind = 'economic' and statement_id <> 'other'
    group by all

),

economic_classes as (

    select
        items.document_id,
        items.statement_id,
        items.statement_no,
        left(items.code, 3) as class_code,
        min(items.source_line) as source_line,
        arg_min(items.code, items.source_line) as code,
        bool_or(classes.code is not null) as has_class,
        max(items.largest_yuan) as largest_yuan,
    from economic_codes as items
    left join economic_codes as classes
        on
            items.document_id = classes.document_id
            and items.statement_no = classes.statement_no
            and left(items.code, 3) = classes.code
    where length(items.code) >= 5
    group by items.document_id, items.statement_id, items.statement_no, left(items.code, 3)
    -- A table that prints no class at all lists its own way.
    qualify bool_or(has_class) over (partition by items.document_id, items.statement_no)

),

economic_levels as (

    select
        classes.document_id,
        'presence_levels' as rule_id,
        concat_ws('|', classes.statement_no, classes.class_code, if(classes.has_class, '', 'missing')) as place_key,
        classes.statement_id,
        classes.statement_no,
        if(
            classes.has_class,
            concat('经济分类 ', classes.class_code, ' 上下级齐全'),
            concat('印有款级科目 ', classes.code, '，没有印类级科目 ', classes.class_code)
        ) as finding,
        classes.source_line,
        if(classes.has_class, 'exact', 'broken') as status,
        cast(null as varchar) as reason_code,
    from economic_classes as classes
    -- A class whose amount is blank is printed all the same.
    left join (
        select distinct
            document_id,
            statement_no,
            unnest(regexp_extract_all(text, '(?:^|\t)\s*(3[0-9]{2})(?:[^0-9.,]|$)', 1)) as class_code,
        from {{ ref('stg_lines') }}
        where statement_no is not null
    ) as printed
        on
            classes.document_id = printed.document_id
            and classes.statement_no = printed.statement_no
            and classes.class_code = printed.class_code
    where classes.has_class or (classes.largest_yuan > 0 and printed.class_code is null)

),

everything as (

    select * from summary_totals
    union all
    select * from levels
    union all
    select * from economic_levels

),

final as (

    select
        document_id,
        rule_id,
        place_key,
        statement_id,
        statement_no,
        finding,
        [{{ operand('source_line', 'statement_id') }}] as left_evidence,
        reason_code,
        status,
    from everything

)

select * from final
