-- grain: one list of the prose, held against the number or amount it is a list of
-- 文中列举与其总数相符：“其中”之后以“其他”收尾的各项金额之和等于其前总额；逐一列出的内设机构与个数一致；行政、事业单位个数之和等于单位总数；公务用车保有量等于所列各类之和；各等级项目个数之和不大于项目总数；“N个，占M个的P%”比率相符。
with

scope as (

    select * from {{ ref('int_recon_scope') }}
    where document_kind in ('budget', 'final_accounts')

),

passages as (

    select passages.*
    from {{ ref('int_recon_passage') }} as passages
    inner join scope on passages.document_id = scope.document_id
    where
        passages.zone in ('notes', 'overview', 'report', 'duties')
        and not regexp_matches(passages.text, {{ pattern('placeholder') }})

),

-- 公务用车运行维护费27万元，其中：加油9万元，维修10万元，保险5万元，其他支出3万元: 其他 closes the list.
amount_lists as (

    {% for name in ['amount_list', 'balance_list', 'nature_list'] -%}
    select
        *,
        -- 年初财政拨款结转和结余246.00万元，其中：一般公共预算财政拨款结转和结余35.60万元，政府性基金…: the balance fund by fund.
        {{ name == 'balance_list' }} as is_by_fund,
        {{ name == 'nature_list' }} as is_by_category,
        unnest(regexp_extract_all(text, {{ pattern(name) }})) as stretch,
        generate_subscripts(regexp_extract_all(text, {{ pattern(name) }}), 1) + {{ 100 * loop.index0 }} as list_no,
        regexp_extract(stretch, {{ pattern(name) }}, ['total', 'unit', 'parts']) as printed,
        regexp_extract_all((printed).parts, {{ pattern('amount_part') }}) as parts,
        regexp_extract_all((printed).parts, {{ pattern('amount_part') }}, 1) as names,
        list_transform(parts, lambda p: regexp_extract(p, '([0-9.]+)(万元|亿元|元)[，、；]?$', ['amount', 'unit'])) as values,
    from passages
    where contains(text, '其中')
    {%- if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}

),

amount_sums as (

    select
        *,
        {{ prose_yuan('(printed).total', '(printed).unit') }} as total_yuan,
        list_sum(list_transform(values, lambda v: {{ prose_yuan('v.amount', 'v.unit') }})) as parts_yuan,
        -- Half of the last digit of the amount printed most coarsely, once for each amount.
        (len(parts) + 1) * 0.5 * {{ yuan_of_unit('(printed).unit') }}
        / power(10, list_min(list_transform(list_append(list_transform(values, lambda v: v.amount), (printed).total), lambda a: length(regexp_extract(a, '\.([0-9]+)', 1)))))
        as tolerance,
    from amount_lists

),

amounts as (

    select
        document_id,
        'prose_amount_list' as rule_id,
        concat_ws('|', passage_no, list_no) as place_key,
        {{ line_at('lines', 'line_lengths', '(strpos(text, stretch) - 1)') }} as source_line,
        left(stretch, 60) as source_text,
        concat('“', left(stretch, 120), '”：总额 ', {{ yuan_text('total_yuan') }}, ' 元，所列各项合计 ', {{ yuan_text('parts_yuan') }}, ' 元') as finding,
        if(abs(total_yuan - parts_yuan) <= tolerance, 'exact', 'broken') as status,
    from amount_sums
    where
        len(parts) >= 2
        -- A list that nothing closes may leave parts out; it cannot be more than its whole.
        and (
            regexp_matches(names[-1], {{ pattern('list_rest') }})
            or is_by_fund
            or (
                parts_yuan > total_yuan + tolerance
                and not contains(rtrim((printed).parts, '；'), '；')
                and (
                    is_by_category
                    or not list_bool_or(list_transform(
                        names, lambda n: regexp_matches(n, {{ pattern('no_whole') }}) or regexp_matches(n, {{ pattern('kind_of_procurement') }})
                    ))
                )
                and not regexp_matches(regexp_extract(left(text, strpos(text, stretch) - 1), '[^，。；：]*$'), {{ pattern('no_whole') }})
            )
        )
        -- 涉及财政拨款资金365.60万元，其中：一般公共预算拨款…: no other rule knows the funds of what is evaluated.
        and (
            not list_bool_or(list_transform(names, lambda n: regexp_matches(n, {{ pattern('amount_list_known') }})))
            or regexp_matches(left(text, strpos(text, stretch) - 1), {{ pattern('evaluated_before') }})
            or is_by_fund
            -- 基本支出752.02万元，占支出预算的17.04%。其中：工资福利支出636.89万元，商品和服务支出79.15万元，对个人和家庭的补助35.98万元
            or is_by_category
        )
        and total_yuan is not null
        and parts_yuan is not null

),

-- 资产总额386.40万元，其中：流动资产28.90万元，固定资产357.50万元: a part is never more than what it is a part of.
parts_of_amounts as (

    select
        *,
        unnest(regexp_extract_all(text, {{ pattern('amount_of_which') }})) as stretch,
        generate_subscripts(regexp_extract_all(text, {{ pattern('amount_of_which') }}), 1) as list_no,
        regexp_extract(stretch, {{ pattern('amount_of_which') }}, ['whole', 'total', 'unit', 'parts']) as printed,
        {{ prose_yuan('(printed).total', '(printed).unit') }} as total_yuan,
    from passages
    where contains(text, '其中')

),

part_values as (

    select
        *,
        list_transform(
            regexp_extract_all((printed).parts, {{ pattern('amount_part') }}),
            lambda p: regexp_extract(p, '^(.*?)(?:为)?([0-9.]+)(万元|亿元|元)[，、；]?$', ['name', 'amount', 'unit'])
        ) as parts,
        list_filter(parts, lambda p: {{ prose_yuan('p.amount', 'p.unit') }} > total_yuan) as larger,
    from parts_of_amounts

),

part_limits as (

    select
        document_id,
        'prose_part_limit' as rule_id,
        concat_ws('|', passage_no, list_no) as place_key,
        {{ line_at('lines', 'line_lengths', '(strpos(text, stretch) - 1)') }} as source_line,
        left(stretch, 60) as source_text,
        concat(
            '“', left(stretch, 120), '”：其中的“', larger[1].name, '”', larger[1].amount, larger[1].unit, ' 大于其总额 ', (printed).total, (printed).unit
        ) as finding,
        if(len(larger) = 0, 'exact', 'broken') as status,
    from part_values
    where
        total_yuan > 0
        -- A change, a plan or a balance is no whole of what stands behind it.
        and not regexp_matches((printed).whole, {{ pattern('no_whole') }})
        and not regexp_matches((printed).whole, {{ pattern('amount_list_known') }})
        and not list_bool_or(
            list_transform(parts, lambda p: regexp_matches(p.name, {{ pattern('no_whole') }}) or regexp_matches(p.name, {{ pattern('amount_list_known') }}))
        )

),

-- 党群工作办公室、综合办公室…6个机构; 6个内设机构，包括：办公室、人事股…
bare as (

    select
        *,
        regexp_replace(text, '（[^（）]*）', '', 'g') as bare_text,
    from passages
    where regexp_matches(text, {{ pattern('office_word') }}) and zone in ('overview', 'notes', 'duties')

),

name_lists as (

    select
        *,
        regexp_extract(bare_text, {{ pattern('offices_before') }}, ['names', 'number']) as printed,
        regexp_extract(bare_text, {{ pattern('offices_before') }}) as stretch,
        'before' as side,
    from bare
    where regexp_matches(bare_text, {{ pattern('offices_before') }})
    union all by name
    select
        *,
        regexp_extract(bare_text, {{ pattern('offices_after') }}, ['number', 'names']) as printed,
        regexp_extract(bare_text, {{ pattern('offices_after') }}) as stretch,
        'after' as side,
    from bare
    where regexp_matches(bare_text, {{ pattern('offices_after') }})
    union all by name
    select
        *,
        regexp_extract(bare_text, {{ pattern('offices_inside') }}, ['number', 'names']) as printed,
        regexp_extract(bare_text, {{ pattern('offices_inside') }}) as stretch,
        'inside' as side,
    from bare
    where regexp_matches(bare_text, {{ pattern('offices_inside') }})
    union all by name
    select
        *,
        regexp_extract(bare_text, {{ pattern('units_before') }}, ['names', 'number']) as printed,
        regexp_extract(bare_text, {{ pattern('units_before') }}) as stretch,
        'units' as side,
    from bare
    where regexp_matches(bare_text, {{ pattern('units_before') }})
    union all by name
    select
        *,
        regexp_extract(bare_text, {{ pattern('units_inside') }}, ['number', 'names']) as printed,
        regexp_extract(bare_text, {{ pattern('units_inside') }}) as stretch,
        'units_inside' as side,
    from bare
    where regexp_matches(bare_text, {{ pattern('units_inside') }})

),

offices as (

    select
        document_id,
        if(starts_with(side, 'units'), 'counts_units', 'counts_offices') as rule_id,
        concat_ws('|', passage_no, side) as place_key,
        line_no as source_line,
        left(stretch, 60) as source_text,
        concat('“', left(stretch, 120), '”：列出 ', len(string_split((printed).names, '、')), ' 个，写 ', (printed).number, ' 个') as finding,
        case
            when len(string_split((printed).names, '、')) = try_cast((printed).number as integer) then 'exact'
            -- 甲和乙 is one name or two.
            when regexp_matches((printed).names, '和|及|与|等') then 'not_applicable'
            else 'broken'
        end as status,
    from name_lists

),

-- 单位共27个。其中：行政单位1个，参公单位0个，其他事业单位26个
unit_lists as (

    select
        *,
        regexp_extract(text, {{ pattern('unit_list') }}) as stretch,
        regexp_extract(stretch, {{ pattern('unit_list') }}, ['total', 'parts']) as printed,
        list_transform(regexp_extract_all((printed).parts, '([0-9]+)个', 1), lambda n: cast(n as integer)) as numbers,
    from passages
    where regexp_matches(text, {{ pattern('unit_list') }})

),

units as (

    select
        document_id,
        'counts_units' as rule_id,
        concat_ws('|', passage_no) as place_key,
        line_no as source_line,
        stretch as source_text,
        concat('“', stretch, '”：总数 ', (printed).total, ' 个，所列各类合计 ', list_sum(numbers), ' 个') as finding,
        if(list_sum(numbers) = try_cast((printed).total as integer), 'exact', 'broken') as status,
    from unit_lists
    where regexp_matches((printed).parts, '行政.*事业|事业.*行政')

),

-- 保有量为7辆，其中：执法执勤用车2辆，特种专业技术用车3辆，其他用车2辆: 其他 closes the list; without it kinds may be left out.
kept_lists as (

    select
        *,
        regexp_extract(text, {{ pattern('kept_list') }}) as stretch,
        regexp_extract(stretch, {{ pattern('kept_list') }}, ['total', 'parts']) as printed,
        list_transform(regexp_extract_all((printed).parts, '([0-9]+)(?:辆|台)', 1), lambda n: cast(n as integer)) as numbers,
        regexp_extract((printed).parts, '([^0-9，、；]+)[0-9]+(?:辆|台)[，、；]?$', 1) as last_kind,
    from passages
    where regexp_matches(text, {{ pattern('kept_list') }})

),

kept as (

    select
        document_id,
        'counts_vehicles_kept' as rule_id,
        concat_ws('|', passage_no, 'kinds') as place_key,
        {{ line_at('lines', 'line_lengths', '(strpos(text, stretch) - 1)') }} as source_line,
        left(stretch, 60) as source_text,
        concat('“', left(stretch, 120), '”：保有量 ', (printed).total, ' 辆，所列各类合计 ', list_sum(numbers), ' 辆') as finding,
        case
            when list_sum(numbers) = try_cast((printed).total as integer) then 'exact'
            when list_sum(numbers) > try_cast((printed).total as integer) then 'broken'
            when regexp_matches(last_kind, {{ pattern('list_rest') }}) then 'broken'
            else 'not_applicable'
        end as status,
    from kept_lists

),

-- 对4个项目开展绩效自评…其中，优秀3个、良好1个: some may be without a grade, none can have two.
graded_lists as (

    select
        *,
        regexp_extract(text, {{ pattern('graded_projects') }}) as stretch,
        regexp_extract(stretch, {{ pattern('graded_projects') }}, ['total', 'parts']) as printed,
        list_transform(regexp_extract_all((printed).parts, '([0-9]+)个', 1), lambda n: cast(n as integer)) as numbers,
    from passages
    where regexp_matches(text, {{ pattern('graded_projects') }})

),

graded as (

    select
        document_id,
        'counts_graded' as rule_id,
        concat_ws('|', passage_no) as place_key,
        {{ line_at('lines', 'line_lengths', '(strpos(text, stretch) - 1)') }} as source_line,
        left(stretch, 60) as source_text,
        concat('所评项目 ', (printed).total, ' 个，各等级合计 ', list_sum(numbers), ' 个（“', (printed).parts, '”）') as finding,
        if(list_sum(numbers) > try_cast((printed).total as integer), 'broken', 'exact') as status,
    from graded_lists

),

-- 预算项目5个，占本部门本年预算项目8个的62.5%
shares as (

    select
        *,
        unnest(regexp_extract_all(text, {{ pattern('share_of_number') }})) as stretch,
        generate_subscripts(regexp_extract_all(text, {{ pattern('share_of_number') }}), 1) as share_no,
        regexp_extract(stretch, {{ pattern('share_of_number') }}, ['part', 'whole', 'rate']) as printed,
        100.0 * try_cast((printed).part as double) / nullif(try_cast((printed).whole as double), 0) as expected,
    from passages
    where contains(text, '占')

),

shares_of_numbers as (

    select
        document_id,
        'percent_of_number' as rule_id,
        concat_ws('|', passage_no, share_no) as place_key,
        {{ line_at('lines', 'line_lengths', '(strpos(text, stretch) - 1)') }} as source_line,
        stretch as source_text,
        concat('“', stretch, '”：按所印个数计算应为 ', cast(round(expected, 2) as varchar), '%') as finding,
        if(
            abs(expected - try_cast((printed).rate as double)) <= 1.0 / power(10, length(regexp_extract((printed).rate, '\.([0-9]+)', 1))),
            'exact', 'broken'
        ) as status,
    from shares
    where expected is not null

),

-- 人均接待费117.86元，车均购置费22.48万元，车均维护费4.24万元
averages as (

    select
        *,
        unnest(regexp_extract_all(text, {{ pattern('averages') }})) as stretch,
        generate_subscripts(regexp_extract_all(text, {{ pattern('averages') }}), 1) as average_no,
        regexp_extract(stretch, '([0-9.]+)(万元|亿元|元)$', ['amount', 'unit']) as printed,
        {{ prose_yuan('(printed).amount', '(printed).unit') }} as average_yuan,
        case
            when contains(stretch, '接待') then 'reception'
            when contains(stretch, '购置') then 'vehicle_purchase'
            else 'vehicle_operation'
        end as measure,
        try_cast(case
            when contains(stretch, '接待') then regexp_extract(text, '国内公务接待[0-9]+批次?，?([0-9]+)人', 1)
            when contains(stretch, '购置') then regexp_extract(text, {{ pattern('vehicle_bought') }}, 1)
            else regexp_extract(text, {{ pattern('vehicle_kept') }}, 1)
        end as double) as number,
    from passages
    where regexp_matches(text, {{ pattern('averages') }})

),

money_of_table as (

    select
        document_id,
        measure,
        min(amount_yuan) as amount_yuan,
        max(half_unit) as half_unit,
    from {{ ref('int_recon_cell') }}
    where statement_id = 'final_three_public' and row_kind = 'total' and stage = 'final'
    group by all
    having count(distinct amount_yuan) = 1

),

average_costs as (

    select
        averages.document_id,
        'counts_average' as rule_id,
        concat_ws('|', averages.passage_no, averages.average_no) as place_key,
        {{ line_at('averages.lines', 'averages.line_lengths', '(strpos(averages.text, averages.stretch) - 1)') }} as source_line,
        averages.stretch as source_text,
        concat(
            '“', averages.stretch, '”：费用 ', {{ yuan_text('money_of_table.amount_yuan') }}, ' 元，数量 ', cast(averages.number as integer), '，平均应为 ',
            cast(round(cast(money_of_table.amount_yuan as double) / averages.number, 2) as varchar), ' 元'
        ) as finding,
        if(
            abs(cast(averages.average_yuan as double) - cast(money_of_table.amount_yuan as double) / averages.number)
            <= cast(money_of_table.half_unit as double) / averages.number
            + if((averages.printed).unit = '元', 1, 10000) * 1.0 / power(10, length(regexp_extract((averages.printed).amount, '\.([0-9]+)', 1))),
            'exact', 'broken'
        ) as status,
    from averages
    inner join money_of_table on averages.document_id = money_of_table.document_id and averages.measure = money_of_table.measure
    where averages.number > 0 and averages.average_yuan is not null

),

everything as (

    select * from average_costs
    union all
    select * from amounts
    union all
    select * from part_limits
    union all
    select * from offices
    union all
    select * from units
    union all
    select * from kept
    union all
    select * from graded
    union all
    select * from shares_of_numbers

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
