-- grain: one demand on which tables a document prints, and on their notes
with

statements as (

    select * from {{ ref('stg_statements') }}

),

figures as (

    select * from {{ ref('int_recon_operand') }}
    where figure_no = 0

),

documents as (

    select * from {{ ref('int_documents') }}

),

national as (

    select
        statements.statement_id,
        statements.statement_name,
        statements.official_number,
        try_cast(forms.valid_from_year as integer) as valid_from_year,
    from {{ ref('statements') }} as statements
    left join {{ ref('forms') }} as forms
        on statements.document_kind = forms.document_kind and statements.statement_id = forms.statement_id
    where statements.document_kind = 'final_accounts' and statements.official_number is not null

),

printed as (

    select
        document_id,
        statement_id,
        min(title_line) as title_line,
    from statements
    group by all

),

-- A disclosure follows the national form when it prints most of its tables; where some table is not recognised, nothing is called missing.
national_documents as (

    select
        documents.document_id,
        min(documents.fiscal_year) as fiscal_year,
        count(distinct printed.statement_id) filter (where printed.statement_id in (select statement_id from national)) as tables,
        bool_or(printed.statement_id = 'other') as has_other,
    from documents
    inner join printed on documents.document_id = printed.document_id
    where documents.document_kind = 'final_accounts'
    group by all
    having tables >= 6

),

tables_demanded as (

    select
        national_documents.document_id,
        'presence_table' as rule_id,
        national.statement_id as place_key,
        national.statement_id,
        0 as statement_no,
        concat(national.official_number, ' ', national.statement_name, if(printed.title_line is null, '：文件中没有这张表', '：已公开')) as finding,
        printed.title_line as source_line,
        case
            when printed.document_id is not null then 'exact'
            when national_documents.has_other then 'not_applicable'
            else 'broken'
        end as status,
        if(printed.document_id is null and national_documents.has_other, 'other_table', null) as reason_code,
    from national_documents
    -- The national form had one table less before it had state capital.
    inner join national on coalesce(national_documents.fiscal_year >= national.valid_from_year, true)
    left join printed
        on national_documents.document_id = printed.document_id and national.statement_id = printed.statement_id

),

non_zero as (

    select
        document_id,
        statement_no,
        count(*) as cells,
    from figures
    where amount_yuan <> 0
    group by all

),

-- A note that names the matter of a table which the document does not print is that table's, lost above it.
strayed_notes as (

    select
        statements.document_id,
        statements.statement_no,
    from (
        select
            *,
            case
                {% for matter in ['government_fund', 'state_capital', 'three_public'] -%}
                when regexp_matches(no_data_note, {{ pattern('note_of_' ~ matter) }}) then '{{ matter }}'
                {% endfor %}
            end as matter,
        from statements
    ) as statements
    left join printed
        on statements.document_id = printed.document_id and contains(printed.statement_id, statements.matter)
    where statements.matter is not null and printed.document_id is null

),

notes as (

    select
        statements.document_id,
        if(coalesce(non_zero.cells, 0) = 0, 'presence_note', 'presence_no_note') as rule_id,
        concat_ws('|', statements.statement_no) as place_key,
        statements.statement_id,
        statements.statement_no,
        case
            when coalesce(non_zero.cells, 0) > 0 and statements.no_data_note is not null
                then concat('《', statements.table_title, '》有数据，却注明“', statements.no_data_note, '”')
            when coalesce(non_zero.cells, 0) > 0 then concat('《', statements.table_title, '》有数据，无空表说明')
            when statements.no_data_note is not null then concat('《', statements.table_title, '》为空表，已说明')
            else concat('《', statements.table_title, '》为空表，没有说明')
        end as finding,
        statements.title_line as source_line,
        case
            when (coalesce(non_zero.cells, 0) > 0) = (statements.no_data_note is null) then 'exact'
            else 'broken'
        end as status,
        cast(null as varchar) as reason_code,
    from statements
    left join non_zero
        on statements.document_id = non_zero.document_id and statements.statement_no = non_zero.statement_no
    anti join strayed_notes
        on statements.document_id = strayed_notes.document_id and statements.statement_no = strayed_notes.statement_no
    where
        (statements.statement_id like 'final%' or statements.statement_id like 'budget%')
        -- A zero printed in every cell says itself that there is nothing.
        and not (coalesce(non_zero.cells, 0) = 0 and statements.figure_count > 0)

),

-- What each table by functional code prints: rows by code, and a total row with its label.
by_code as (

    select
        document_id,
        statement_id,
        statement_no,
        count(distinct function_code) filter (where row_kind = 'function') as codes,
        count(*) filter (where row_kind = 'total') as total_cells,
        count(*) filter (where row_kind = 'total' and row_label <> '' and amount_yuan <> 0) as labelled_totals,
        count(*) filter (where row_kind not in ('function', 'total')) as other_cells,
        min(source_line) as source_line,
    from figures
    where statement_id in (select statement_id from {{ ref('statements') }} where row_axis = 'function')
    group by all

),

-- Where the other tables of the document print a total row, the one without has lost it.
total_rows as (

    select
        document_id,
        'presence_total_row' as rule_id,
        concat_ws('|', statement_no) as place_key,
        statement_id,
        statement_no,
        if(total_cells > 0, '合计行已列', '表内有科目行，没有有数的合计行') as finding,
        source_line,
        if(total_cells > 0, 'exact', 'broken') as status,
        cast(null as varchar) as reason_code,
    from by_code
    where codes > 1
    qualify total_cells > 0 or count_if(total_cells > 0) over (partition by document_id) >= 1
        or statement_id in (select statement_id from national)

),

-- The other way round: a labelled total over no row at all.
detail_rows as (

    select
        document_id,
        'presence_detail' as rule_id,
        concat_ws('|', statement_no) as place_key,
        statement_id,
        statement_no,
        if(codes > 0, '合计行之外有科目行', '合计行有数，没有科目行') as finding,
        source_line,
        if(codes > 0, 'exact', 'broken') as status,
        cast(null as varchar) as reason_code,
    from by_code
    where labelled_totals > 0 and other_cells = 0
    qualify codes > 0 or count_if(codes > 0) over (partition by document_id) >= 1

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

    select * from tables_demanded
    union all
    select * from notes
    union all
    select * from total_rows
    union all
    select * from detail_rows
    union all
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
        '' as row_label,
        '' as function_code,
        '' as economic_code,
        '' as measure,
        '' as stage,
        '' as column_label,
        0 as figure_no,
        cast(null as decimal(28, 2)) as left_amount,
        cast(null as decimal(28, 2)) as right_amount,
        cast(null as decimal(28, 2)) as difference,
        cast(null as decimal(28, 6)) as tolerance,
        cast(null as decimal(28, 8)) as left_value,
        cast(null as decimal(28, 8)) as right_value,
        cast(null as varchar) as value_unit,
        finding,
        [
            struct_pack(
                line := source_line,
                field := 0,
                side := 'left',
                label := statement_id,
                term := cast(null as varchar),
                sign := 1,
                amount_yuan := cast(null as decimal(20, 2)),
                amount_text := cast(null as varchar),
                unit_text := cast(null as varchar),
                document_id := document_id
            )
        ] as left_evidence,
        left_evidence[1:0] as right_evidence,
        reason_code,
        status,
    from everything

)

select * from final
