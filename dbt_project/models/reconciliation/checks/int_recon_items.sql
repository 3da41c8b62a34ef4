-- grain: one demand that prose and tables, or a total and its kinds, name the same things
with

narrative as (

    select * from {{ ref('int_recon_narrative') }}

),

operands as (

    select * from {{ ref('int_recon_operand') }}
    where figure_no = 0

),

links as (

    select * from {{ ref('int_recon_document_link') }}
    where document_role = 'disclosure'

),

wordings as (

    select
        max(pattern) filter (where kind = 'opening') as opening,
        max(pattern) filter (where kind = 'open_ended') as open_ended,
        max(pattern) filter (where kind = 'staff_total') as staff_total,
        max(pattern) filter (where kind = 'vehicle_total') as vehicle_total,
        max(pattern) filter (where kind = 'vehicle_rest') as vehicle_rest,
        max(pattern) filter (where kind = 'nested') as nested_wording,
    from {{ ref('rule_lists') }}

),

economic_names as (

    select distinct
        {{ name_key('name') }} as name_key,
        code,
    from (
        select code, name from {{ ref('economic_department') }}
        union all
        select code, name from {{ ref('economic_aliases') }}
    )

),

-- 人员经费 …，主要包括 A、B、C；公用经费 …: the list runs from the opening words to the end of its clause.
lists as (

    select
        narrative.document_id,
        narrative.figure_no,
        narrative.metric,
        narrative.subject,
        narrative.zone,
        narrative.section_no,
        narrative.section_title,
        narrative.source_line,
        narrative.value_text,
        narrative.unit_text,
        wordings.open_ended,
        regexp_extract(
            substr(narrative.sentence, instr(narrative.sentence, narrative.subject)),
            '^[^；;。]*?' || wordings.opening || '([^；;。]*)',
            2
        ) as list_text,
    from narrative
    cross join wordings
    where narrative.metric in ('personnel', 'public') and narrative.zone = 'notes'
    qualify
        row_number() over (
            partition by narrative.document_id, narrative.metric
            order by list_text = '', narrative.figure_no
        ) = 1

),

basic_rows as (

    select
        links.document_id,
        operands.economic_code as code,
        -- A code that a table prints twice may have two names there.
        arg_min(operands.row_label, operands.source_line) as row_label,
        {{ name_key('arg_min(operands.row_label, operands.source_line)') }} as name_key,
        if(left(operands.economic_code, 3) in ('301', '303'), 'personnel', 'public') as metric,
        sum(operands.amount_yuan) as amount,
        min(operands.source_line) as source_line,
        min(operands.amount_text) as amount_text,
        min(operands.unit_text) as unit_text,
        min(operands.document_id) as source_document_id,
    from operands
    inner join links on operands.document_id = links.source_document_id
    where
        operands.statement_id = 'final_basic_by_economic'
        and operands.row_kind = 'economic'
        and length(operands.economic_code) = 5
        and operands.measure = 'total'
    group by all

),

-- One name may stand for several codes (办公设备购置 30902, 31002): the one with an amount in the table is meant, and
-- before all others the one beside which the table prints the name (住房公积金 was 30311 up to 2017).
named as (

    select
        names.* exclude (list_text, open_ended),
        regexp_matches(list_text, open_ended) as is_open_ended,
        coalesce(rows_named.code, economic_names.code) as code,
    from (
        select
            *,
            -- 基本工资352.40万元、津贴补贴196.83万元: an amount behind a name is no part of it.
            regexp_replace(
                trim(unnest(string_split(regexp_replace(list_text, open_ended, ''), '、'))), '(?:为|支出)?[0-9,.]+(?:亿元|万元|元)$', ''
            ) as name,
        from lists
        where list_text <> ''
    ) as names
    left join economic_names on {{ name_key('names.name') }} = economic_names.name_key
    left join basic_rows on names.document_id = basic_rows.document_id and economic_names.code = basic_rows.code
    left join basic_rows as rows_named
        on names.document_id = rows_named.document_id and {{ name_key('names.name') }} = rows_named.name_key
    qualify
        row_number() over (
            partition by names.document_id, names.figure_no, names.name
            order by coalesce(rows_named.amount, basic_rows.amount, 0) <> 0 desc, rows_named.code nulls last, economic_names.code
        ) = 1

),

named_without_row as (

    select
        named.document_id,
        'note_items_named' as rule_id,
        concat_ws('|', named.figure_no, named.code) as place_key,
        named.zone,
        named.name as row_label,
        named.code as economic_code,
        named.figure_no,
        concat('文字列举的“', named.name, '”', if(coalesce(basic_rows.amount, 0) <> 0, '在基本支出表中有数', '在基本支出表中没有数')) as finding,
        if(coalesce(basic_rows.amount, 0) <> 0, 'exact', 'broken') as status,
        named.source_line,
        basic_rows.source_line as other_line,
    from named
    inner join (select distinct document_id from basic_rows) as with_table on named.document_id = with_table.document_id
    left join basic_rows on named.document_id = basic_rows.document_id and named.code = basic_rows.code
    where length(named.code) = 5

),

closed_lists as (

    select
        document_id,
        metric,
        min(figure_no) as figure_no,
        min(zone) as zone,
        min(source_line) as source_line,
        bool_or(is_open_ended) as is_open_ended,
        bool_and(code is not null) as is_understood,
        list(code) as codes,
    from named
    group by all

),

row_not_named as (

    select
        closed_lists.document_id,
        'note_items_named' as rule_id,
        concat_ws('|', closed_lists.figure_no, basic_rows.code, 'row') as place_key,
        closed_lists.zone,
        basic_rows.row_label,
        basic_rows.code as economic_code,
        closed_lists.figure_no,
        concat('基本支出表“', basic_rows.row_label, '”有数，文字没有列举') as finding,
        'broken' as status,
        closed_lists.source_line,
        basic_rows.source_line as other_line,
    from closed_lists
    inner join basic_rows
        on closed_lists.document_id = basic_rows.document_id and closed_lists.metric = basic_rows.metric
    where
        basic_rows.amount <> 0
        and not closed_lists.is_open_ended
        and closed_lists.is_understood
        and not list_contains(closed_lists.codes, basic_rows.code)
    -- A list that leaves out more than it names gives examples.
    qualify count(*) over (partition by closed_lists.document_id, closed_lists.metric) <= len(closed_lists.codes)

),

-- 决算具体情况: once some items are explained, all are.
explained as (

    select
        document_id,
        list(distinct function_code) as codes,
        bool_and(function_code <> '') as is_understood,
        min(source_line) as source_line,
        min(figure_no) as figure_no,
        min(zone) as zone,
    from narrative
    where metric = 'final' and is_item and zone = 'notes'
    group by all

),

items_of_table as (

    select
        links.document_id,
        operands.function_code as code,
        arg_min(operands.row_label, operands.source_line) as row_label,
        sum(operands.amount_yuan) as amount,
        min(operands.source_line) as source_line,
    from operands
    inner join links on operands.document_id = links.source_document_id
    where
        operands.statement_id = 'final_general_expenditure'
        and operands.row_kind = 'function'
        and length(operands.function_code) = 7
        and operands.measure = 'total'
        and operands.column_level = 'none'
    group by all

),

functions_explained as (

    select
        explained.document_id,
        'note_functions_explained' as rule_id,
        items_of_table.code as place_key,
        explained.zone,
        items_of_table.row_label,
        '' as economic_code,
        explained.figure_no,
        concat(
            '一般公共预算财政拨款支出决算表 ', items_of_table.code, ' ', items_of_table.row_label,
            if(list_contains(explained.codes, items_of_table.code), '：文字已说明', '：文字没有说明')
        ) as finding,
        if(list_contains(explained.codes, items_of_table.code), 'exact', 'broken') as status,
        explained.source_line,
        items_of_table.source_line as other_line,
    from explained
    inner join items_of_table on explained.document_id = items_of_table.document_id
    where explained.is_understood and items_of_table.amount <> 0

),

-- Staff: 实有人数 13 人（其中行政编制 12 人、参公编制 1 人). A list of kinds may be partial or nested, but never more than its total.
staff as (

    select
        narrative.document_id,
        narrative.figure_no,
        narrative.zone,
        narrative.metric,
        narrative.sentence,
        narrative.subject,
        narrative.source_line,
        cast(narrative.value as decimal(18, 0)) as persons,
        if(narrative.metric like 'vehicles%', wordings.vehicle_total, wordings.staff_total) as total_wording,
        wordings.nested_wording,
        regexp_matches(narrative.subject, total_wording) as is_total,
        -- Where the rest of the kinds is named too (其他用车), nothing is left out.
        narrative.metric like 'vehicles%' and regexp_matches(narrative.subject, wordings.vehicle_rest) as is_rest,
        -- 行政编制346人（其中：工勤编制12人），事业编制16人: what a bracket adds is a detail, where kinds stand outside too.
        not is_total
        and len(list_filter(
            regexp_extract_all(narrative.sentence, '[（(][^（）()]*[）)]'),
            lambda aside: contains(aside, narrative.subject) and contains(aside, narrative.value_text)
        )) > 0 as is_aside,
        count_if(regexp_matches(narrative.subject, total_wording)) over (
            partition by narrative.document_id, narrative.metric, narrative.sentence
            order by narrative.figure_no
            rows between unbounded preceding and current row
        ) as total_no,
    from narrative
    cross join wordings
    where narrative.metric in ('staff_actual', 'staff_authorised', 'vehicles', 'vehicles_planned')

),

staff_running as (

    select
        *,
        max(persons) filter (where is_total) over (
            partition by document_id, metric, sentence, total_no
        ) as total_persons,
        sum(persons) filter (where not is_total) over (
            partition by document_id, metric, sentence, total_no
            order by figure_no
            rows between unbounded preceding and current row
        ) as running,
    from staff
    where total_no > 0

),

staff_sums as (

    select
        document_id,
        metric,
        sentence,
        total_no,
        min(zone) as zone,
        min(figure_no) as figure_no,
        min(source_line) as source_line,
        max(subject) filter (where is_total) as subject,
        max(total_persons) as total_persons,
        coalesce(
            sum(persons) filter (where not is_total and not is_aside and metric not like 'vehicles%'),
            max(running)
        ) as parts,
        count_if(not is_total) as kinds,
        max(running) filter (where is_rest) as complete_parts,
        -- Kinds that go on behind a sum that is already met are details, where the sentence opens them with a word or a bracket.
        bool_or(running = total_persons and not is_total)
        and bool_and(metric not like 'vehicles%' or regexp_matches(sentence, nested_wording)) as meets_total,
    from staff_running
    group by all
    -- One kind alone may be part of the total, but not more than it.
    having count_if(is_total) = 1 and (kinds >= 2 or (metric like 'vehicles%' and contains(sentence, '其中') and parts > total_persons))

),

staff_parts as (

    select
        document_id,
        if(metric like 'vehicles%', 'vehicle_parts', 'staff_parts') as rule_id,
        concat_ws('|', figure_no) as place_key,
        zone,
        subject as row_label,
        '' as economic_code,
        figure_no,
        concat(
            subject, ' ', total_persons, if(metric like 'vehicles%', ' 辆', ' 人'),
            '，所列各类合计 ', coalesce(complete_parts, parts), if(metric like 'vehicles%', ' 辆', ' 人')
        ) as finding,
        case
            when complete_parts is not null then if(complete_parts = total_persons, 'exact', 'broken')
            else if(meets_total or parts <= total_persons, 'exact', 'broken')
        end as status,
        source_line,
        cast(null as integer) as other_line,
    from staff_sums

),

everything as (

    select * from named_without_row
    union all
    select * from row_not_named
    union all
    select * from functions_explained
    union all
    select * from staff_parts

),

final as (

    select
        document_id,
        rule_id,
        place_key,
        zone as statement_id,
        0 as statement_no,
        row_label,
        '' as function_code,
        economic_code,
        '' as measure,
        '' as stage,
        '' as column_label,
        figure_no,
        cast(null as decimal(28, 2)) as left_amount,
        cast(null as decimal(28, 2)) as right_amount,
        cast(null as decimal(28, 2)) as difference,
        cast(null as decimal(28, 6)) as tolerance,
        cast(null as decimal(28, 8)) as left_value,
        cast(null as decimal(28, 8)) as right_value,
        cast(null as varchar) as value_unit,
        finding,
        cast(null as varchar) as severity_override,
        if(rule_id = 'staff_parts', concat('staff ', source_line), null) as cause_key,
        [
            struct_pack(
                line := source_line,
                field := 0,
                side := 'left',
                label := row_label,
                term := cast(null as varchar),
                sign := 1,
                amount_yuan := cast(null as decimal(20, 2)),
                amount_text := cast(null as varchar),
                unit_text := cast(null as varchar),
                document_id := document_id
            )
        ] as left_evidence,
        if(
            other_line is null,
            left_evidence[1:0],
            [
                struct_pack(
                    line := other_line,
                    field := 0,
                    side := 'right',
                    label := row_label,
                    term := cast(null as varchar),
                    sign := 1,
                    amount_yuan := cast(null as decimal(20, 2)),
                    amount_text := cast(null as varchar),
                    unit_text := cast(null as varchar),
                    document_id := document_id
                )
            ]
        ) as right_evidence,
        cast(null as varchar) as reason_code,
        status,
    from everything

)

select * from final
