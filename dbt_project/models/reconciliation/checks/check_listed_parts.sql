-- grain: one list of the prose whose words say that it is a whole, held against the number or amount it is a list of
-- 逐项列出的金额之和等于“合计”，公务用车运行维护费各项之和等于“三公”经费表所列，各分数段、等级的项目个数之和与所评项目个数相符。
with

passages as (

    select passages.*
    from {{ ref('int_recon_passage') }} as passages
    inner join {{ ref('int_recon_scope') }} as scope on passages.document_id = scope.document_id
    where
        passages.zone in ('notes', 'report')
        and scope.document_kind in ('budget', 'final_accounts')
        and not regexp_matches(passages.text, {{ pattern('placeholder') }})

),

spent as (

    select * from {{ ref('int_recon_three_public_spent') }}

),

-- 资产原值合计386.40万元，其中：（1）土地、房屋及构筑物280.00万元，（2）…
numbered as (

    select
        *,
        unnest(regexp_extract_all(text, {{ pattern('numbered_amounts') }})) as stretch,
        generate_subscripts(regexp_extract_all(text, {{ pattern('numbered_amounts') }}), 1) as list_no,
        regexp_extract(stretch, {{ pattern('numbered_amounts') }}, ['total', 'unit', 'parts']) as printed,
        {{ prose_yuan('(printed).total', '(printed).unit') }} as total_yuan,
        (printed).parts as parts,
    from passages

),

-- 2023年公务用车运行维护费中，公务用车加油1.80万元，公务用车维修2.10万元，公务用车保险1.40万元，公务用车其他支出0.30万元
running as (

    select
        passages.*,
        regexp_extract(text, {{ pattern('running_cost_parts') }}) as stretch,
        100 as list_no,
        spent.running_yuan as total_yuan,
        regexp_extract(stretch, {{ pattern('running_cost_parts') }}, 1) as parts,
    from passages
    inner join spent on passages.document_id = spent.document_id
    where regexp_matches(text, {{ pattern('running_cost_parts') }}) and contains(stretch, '其他')

),

lists as (

    select document_id, passage_no, text, lines, line_lengths, stretch, list_no, total_yuan, parts from numbered
    union all
    select document_id, passage_no, text, lines, line_lengths, stretch, list_no, total_yuan, parts from running

),

sums as (

    select
        *,
        list_transform(
            regexp_extract_all(parts, {{ pattern('any_amount') }}), lambda p: regexp_extract(p, '([0-9.]+)(万元|亿元|元)', ['amount', 'unit'])
        ) as values,
        list_sum(list_transform(values, lambda v: {{ prose_yuan('v.amount', 'v.unit') }})) as parts_yuan,
        -- Half of the last digit of each amount.
        (len(values) + 1) * 0.5 * list_max(list_transform(values, lambda v: {{ yuan_of_unit('v.unit') }} * {{ last_digit('v.amount') }})) as tolerance,
    from lists

),

amounts as (

    select
        document_id,
        'prose_amount_list' as rule_id,
        concat_ws('|', passage_no, 'whole', list_no) as place_key,
        {{ line_at('lines', 'line_lengths', '(strpos(text, stretch) - 1)') }} as source_line,
        left(stretch, 60) as source_text,
        concat('“', left(stretch, 120), '”：总额 ', {{ yuan_text('total_yuan') }}, ' 元，所列各项合计 ', {{ yuan_text('parts_yuan') }}, ' 元') as finding,
        if(abs(total_yuan - parts_yuan) <= tolerance, 'exact', 'broken') as status,
    from sums
    where total_yuan is not null and parts_yuan is not null

),

-- 纳入绩效自评的项目4个，自评等级为“优”的3个，“良”的1个; 评价项目12个…评价得分在90（含）-100分的7个、…
graded as (

    {% for name in ['graded_behind_number', 'scored_in_bands'] -%}
    select
        *,
        {{ name == 'scored_in_bands' }} as is_by_score,
        regexp_extract(text, {{ pattern(name) }}) as stretch,
        regexp_extract(stretch, {{ pattern(name) }}, ['total', 'parts']) as printed,
        list_sum(list_transform(regexp_extract_all((printed).parts, '([0-9]+)个', 1), lambda n: cast(n as integer))) as graded_projects,
        try_cast((printed).total as integer) as projects,
    from passages
    where regexp_matches(text, {{ pattern(name) }})
    {%- if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}

),

counts as (

    select
        document_id,
        'counts_graded' as rule_id,
        concat_ws('|', passage_no, if(is_by_score, 'scores', 'grades')) as place_key,
        {{ line_at('lines', 'line_lengths', '(strpos(text, stretch) - 1)') }} as source_line,
        left(stretch, 60) as source_text,
        concat(
            '所评项目 ', projects, ' 个，各', if(is_by_score, '分数段', '等级'), '合计 ', graded_projects, ' 个（“', rtrim((printed).parts, '，、；'), '”）'
        ) as finding,
        -- Some may be without a grade, none can have two.
        if(graded_projects > projects, 'broken', 'exact') as status,
    from graded

),

final as (

    select * from amounts
    union all
    select * from counts

)

select * from final
