-- grain: one number of people or of a table, or one amount of small enterprises, held against another number
-- 各类人员之和等于总数；同年预算、决算编制数相同；表中数量与文中一致；中小企业合同额不大于采购总额。
with

scope as (

    select * from {{ ref('int_recon_scope') }}
    where document_kind in ('budget', 'final_accounts')

),

passages as (

    select
        *,
        -- 编制人数42，其中：行政编制人数19: the unit stands before the number.
        regexp_replace(text, '(人数(?:小计|合计)?[0-9]+)([^0-9人]|$)', '\1人\2', 'g') as counted_text,
    from {{ ref('int_recon_counted_passage') }}

),

figures as (

    select * from {{ ref('int_recon_counted') }}

),

groups as (

    select * from {{ ref('int_recon_counted_group') }}

),

vehicles as (

    select * from {{ ref('int_recon_vehicle') }}

),

-- Some tables of three-public cost count too: 公务用车保有量（辆）, 国内公务接待批次（个）.
counts_of_table as (

    select
        document_id,
        case
            when regexp_matches(row_label, {{ pattern('operations_batches') }}) then 'batches'
            when regexp_matches(row_label, {{ pattern('operations_guests') }}) then 'guests'
            when regexp_matches(row_label, {{ pattern('operations_kept') }}) then 'kept'
            when regexp_matches(row_label, {{ pattern('operations_bought') }}) then 'bought'
            when regexp_matches(row_label, {{ pattern('operations_trips') }}) then 'trips'
            when regexp_matches(row_label, {{ pattern('operations_travellers') }}) then 'travellers'
        end as kind,
        min(row_label) as row_label,
        max(amount_yuan) as number,
        min(source_line) as table_line,
    from {{ ref('int_figures_valued') }}
    where statement_id = 'final_three_public' and not is_money and coalesce(stage, '') <> 'budget'
    group by 1, 2
    having kind is not null and count(distinct amount_yuan) = 1

),

counts_of_prose as (

    select document_id, 'batches' as kind, own_batches as number, source_line from groups where own_batches is not null
    union all
    select document_id, 'guests' as kind, own_guests as number, source_line from groups where own_guests is not null
    union all
    select document_id, 'trips' as kind, trips as number, source_line from groups where trips is not null
    union all
    select document_id, 'travellers' as kind, travellers as number, source_line from groups where travellers is not null
    union all
    select document_id, 'kept' as kind, kept as number, line_no as source_line from vehicles where kept is not null
    union all
    select document_id, 'bought' as kind, bought as number, bought_line as source_line from vehicles where bought is not null and is_three_public

),

operations as (

    select
        counts_of_table.document_id,
        'counts_operations' as rule_id,
        counts_of_table.kind as place_key,
        min(counts_of_prose.source_line) as source_line,
        concat(min(counts_of_table.row_label), ' ', cast(min(counts_of_table.number) as integer)) as source_text,
        concat(
            '表中“', min(counts_of_table.row_label), '”为 ', cast(min(counts_of_table.number) as integer), '（第 ',
            min(counts_of_table.table_line), ' 行），文中写 ', cast(max(counts_of_prose.number) as integer)
        ) as finding,
        if(bool_or(counts_of_prose.number = counts_of_table.number), 'exact', 'broken') as status,
    from counts_of_table
    inner join counts_of_prose
        on counts_of_table.document_id = counts_of_prose.document_id and counts_of_table.kind = counts_of_prose.kind
    group by counts_of_table.document_id, counts_of_table.kind

),

-- 编制30名，其中：行政编制22名，事业编制8名: all kinds there are, so they add up.
staff_lists as (

    select
        *,
        unnest(regexp_extract_all(read_text, {{ pattern('staff_list') }})) as stretch,
        generate_subscripts(regexp_extract_all(read_text, {{ pattern('staff_list') }}), 1) as list_no,
        regexp_extract(stretch, {{ pattern('staff_list') }}, ['kind', 'total', 'parts']) as printed,
        -- Behind a semicolon another number of people may begin: two kinds before it are a list of their own, and posts
        -- before people are.
        if(
            len(regexp_extract_all(split_part((printed).parts, '；', 1), {{ pattern('staff_kind') }})) >= 2
            or (
                (printed).kind = '编制'
                and contains((printed).parts, '；')
                and regexp_matches(split_part((printed).parts, '；', 2), {{ pattern('staff_other_list') }})
            ),
            split_part((printed).parts, '；', 1),
            (printed).parts
        ) as parts,
        regexp_extract_all(parts, {{ pattern('staff_kind') }}) as kinds,
        list_sum(list_transform(kinds, lambda k: cast(regexp_extract(k, '([0-9]+)(?:名|人|个)', 1) as integer))) as parts_total,
        try_cast((printed).total as integer) as total,
    from (
        select
            *,
            counted_text as read_text,
            false as is_bare,
        from passages
        union all
        -- 行政编制18人（含行政工勤编制2人），事业编制…: what a bracket adds is no kind of its own.
        select
            *,
            regexp_replace(counted_text, '（[^（）]*）', '', 'g') as read_text,
            true as is_bare,
        from passages
        where regexp_matches(text, '[0-9](?:名|人|个)（')
    )
    where regexp_matches(read_text, '编制|实有|在职|离退休')

),

staff as (

    select
        document_id,
        'counts_staff_parts' as rule_id,
        concat_ws('|', passage_no, list_no, if(is_bare, 'bare', null)) as place_key,
        {{ line_at('lines', 'line_lengths', "(greatest(strpos(text, left(stretch, 8)), 1) - 1)") }} as source_line,
        stretch as source_text,
        concat('“', stretch, '”：总数 ', total, '，所列各类合计 ', parts_total) as finding,
        case
            when parts_total = total then 'exact'
            when regexp_matches(stretch, {{ pattern('staff_whole_list') }}) then 'broken'
            when parts_total > total and regexp_matches(stretch, {{ pattern('bare_posts') }}) and not contains(parts, '（') then 'broken'
            -- A bracket that opens behind a kind holds part of it: the reading without brackets judges these.
            when parts_total <= total and contains(parts, '（') then 'not_applicable'
            -- A sum above its total is staff_parts, which knows a total by its name; here too where the kinds are those of all posts.
            when
                parts_total > total
                and not (
                    len(kinds) = len(list_filter(kinds, lambda k: regexp_matches(k, {{ pattern('staff_post_kind') }})))
                    and regexp_matches(parts, {{ pattern('staff_all_posts') }})
                    and not contains(parts, '（')
                    and not contains(parts, '其中')
                )
                then 'not_applicable'
            when
                len(kinds) = len(list_filter(kinds, lambda k: regexp_matches(k, {{ pattern('staff_post_kind') }})))
                and regexp_matches(parts, {{ pattern('staff_all_posts') }})
                then 'broken'
            when
                len(kinds) = len(list_filter(kinds, lambda k: regexp_matches(k, {{ pattern('staff_people_kind') }})))
                and regexp_matches(parts, {{ pattern('staff_all_people') }})
                then 'broken'
            else 'not_applicable'
        end as status,
    from staff_lists
    where len(kinds) >= 2 and total is not null and (not is_bare or not contains(counted_text, stretch))

),

-- 实有人数小计287人，其中：在职人数小计209人，行政在职…；离休人数小计1人；退休人数小计77人: whole kinds, with details between.
staff_of_all as (

    select
        document_id,
        'counts_staff_parts' as rule_id,
        concat_ws('|', passage_no, 'all') as place_key,
        {{ line_at('lines', 'line_lengths', "(greatest(strpos(text, left(stretch, 6)), 1) - 1)") }} as source_line,
        stretch as source_text,
        concat('“', stretch, '”：总数 ', numbers[1], '，在职、离休、退休合计 ', numbers[2] + numbers[3] + numbers[4]) as finding,
        if(numbers[1] = numbers[2] + numbers[3] + numbers[4], 'exact', 'broken') as status,
    from (
        select
            *,
            regexp_extract(counted_text, {{ pattern('staff_of_all') }}) as stretch,
            list_transform([1, 2, 3, 4], lambda n: cast(case n
                when 1 then regexp_extract(counted_text, {{ pattern('staff_of_all') }}, 1)
                when 2 then regexp_extract(counted_text, {{ pattern('staff_of_all') }}, 2)
                when 3 then regexp_extract(counted_text, {{ pattern('staff_of_all') }}, 3)
                else regexp_extract(counted_text, {{ pattern('staff_of_all') }}, 4)
            end as integer)) as numbers,
        from passages
        where regexp_matches(counted_text, {{ pattern('staff_of_all') }})
    )

),

-- Contracts of small enterprises are part of the procurement.
procurement as (

    select
        document_id,
        max(yuan) filter (where metric = 'procurement_total') as total_yuan,
        max(yuan) filter (where metric = 'procurement_sme' and unit_text like '%元') as sme_yuan,
        max(yuan) filter (where metric = 'procurement_micro' and unit_text like '%元') as micro_yuan,
        max(concat(value_text, unit_text)) filter (where metric = 'procurement_sme' and unit_text like '%元') as sme_text,
        max(concat(value_text, unit_text)) filter (where metric = 'procurement_micro' and unit_text like '%元') as micro_text,
        min(source_line) filter (where metric = 'procurement_sme') as sme_line,
        min(source_line) filter (where metric = 'procurement_micro') as micro_line,
    from figures
    where metric like 'procurement%'
    group by all

),

limits as (

    select
        document_id,
        'counts_procurement_sme' as rule_id,
        'sme' as place_key,
        sme_line as source_line,
        concat('中小企业 ', sme_text, '，采购总额 ', {{ yuan_text('total_yuan') }}, ' 元') as source_text,
        concat('中小企业的采购 ', {{ yuan_text('sme_yuan') }}, ' 元，大于政府采购总额 ', {{ yuan_text('total_yuan') }}, ' 元') as finding,
        if(sme_yuan > total_yuan, 'broken', 'exact') as status,
    from procurement
    where sme_yuan is not null and total_yuan is not null
    union all
    select
        document_id,
        'counts_procurement_sme' as rule_id,
        'micro' as place_key,
        micro_line as source_line,
        concat('小微企业 ', micro_text, '，中小企业 ', {{ yuan_text('coalesce(sme_yuan, total_yuan)') }}, ' 元') as source_text,
        concat(
            '小微企业的采购 ', {{ yuan_text('micro_yuan') }}, ' 元，大于', if(sme_yuan is null, '政府采购总额 ', '中小企业的采购 '),
            {{ yuan_text('coalesce(sme_yuan, total_yuan)') }}, ' 元'
        ) as finding,
        if(micro_yuan > coalesce(sme_yuan, total_yuan), 'broken', 'exact') as status,
    from procurement
    where micro_yuan is not null and coalesce(sme_yuan, total_yuan) is not null

),

-- Posts in the budget and in the final of the same body and year.
posts as (

    select
        figures.document_id,
        scope.department_id,
        scope.fiscal_year,
        scope.disclosure_level,
        scope.document_kind,
        min(figures.source_line) as source_line,
        max(figures.value) as posts,
        count(distinct figures.value) as numbers,
    from figures
    inner join scope on figures.document_id = scope.document_id
    where figures.metric = 'staff_authorised' and regexp_matches(figures.subject, {{ pattern('total_posts') }})
    group by all

),

posts_compared as (

    select
        finals.document_id,
        'counts_posts_of_year' as rule_id,
        budgets.document_id as place_key,
        finals.source_line,
        concat('决算 ', cast(finals.posts as integer), '，预算 ', cast(budgets.posts as integer)) as source_text,
        concat(
            finals.fiscal_year, ' 年决算写编制 ', cast(finals.posts as integer), '，同年预算写编制 ', cast(budgets.posts as integer),
            '（预算文件第 ', budgets.source_line, ' 行）'
        ) as finding,
        if(finals.posts = budgets.posts, 'exact', 'broken') as status,
    from posts as finals
    inner join posts as budgets
        on
            finals.department_id = budgets.department_id
            and finals.fiscal_year = budgets.fiscal_year
            and finals.disclosure_level = budgets.disclosure_level
    where finals.document_kind = 'final_accounts' and budgets.document_kind = 'budget' and finals.numbers = 1 and budgets.numbers = 1

),

everything as (

    select * from operations
    union all by name
    select * from staff
    union all by name
    select * from staff_of_all
    union all by name
    select * from limits
    union all by name
    select * from posts_compared

),

final as (

    select
        document_id,
        rule_id,
        place_key,
        source_line,
        source_text,
        finding,
        -- What a paragraph says of its guests, trips or cars, held against money and against a table, is one contradiction.
        case
            when rule_id = 'counts_staff_parts' then concat('staff ', source_line)
            when place_key in ('batches', 'guests') then concat('reception ', source_line)
            when place_key in ('trips', 'travellers') then concat('abroad ', source_line)
            when place_key = 'bought' then concat('bought ', source_line)
        end as cause_key,
        status,
    from everything

)

select * from final
