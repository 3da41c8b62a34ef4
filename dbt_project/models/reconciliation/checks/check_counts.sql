-- grain: one number of people, vehicles or groups held against money or another number
-- 数量与金额相称：有接待费就有批次和人次，出国团组与费用同有同无，购车辆数与购置费同有同无，没有车辆就没有运行费，车辆保有量不多于占用车辆；各类人员之和等于总数；中小企业合同额不大于采购总额。
with

scope as (

    select * from {{ ref('int_recon_scope') }}
    where document_kind in ('budget', 'final_accounts')

),

passages as (

    select
        passages.*,
        scope.document_kind,
        regexp_matches(passages.text, {{ pattern('paid_elsewhere') }}) as is_paid_elsewhere,
    from {{ ref('int_recon_passage') }} as passages
    inner join scope on passages.document_id = scope.document_id
    -- A number that was never filled in leaves the counts of its paragraph open.
    where passages.zone in ('notes', 'overview', 'report') and not regexp_matches(passages.text, {{ pattern('placeholder') }})

),

figures as (

    select
        narrative.document_id,
        narrative.metric,
        coalesce(narrative.subject, '') as subject,
        narrative.source_line,
        narrative.unit_text,
        narrative.value_text,
        try_cast(narrative.value_number as decimal(24, 8)) as value,
        {{ prose_yuan('narrative.value_number', 'narrative.unit_text') }} as yuan,
        passages.passage_no,
        passages.document_kind,
        passages.is_paid_elsewhere,
    from {{ ref('stg_narrative_figures') }} as narrative
    inner join passages
        on
            narrative.document_id = passages.document_id
            and narrative.source_line between passages.line_no and passages.last_line
    where coalesce(narrative.stage, '') not like 'prior%'

),

-- Money and groups of one paragraph; guests from abroad have a count of their own.
groups as (

    select
        document_id,
        passage_no,
        min(source_line) as source_line,
        min(is_paid_elsewhere) as is_paid_elsewhere,
        max(yuan) filter (
            where metric in ('three_public_final', 'three_public_budget') and regexp_matches(subject, {{ pattern('domestic_reception') }})
            and not regexp_matches(subject, {{ pattern('foreign_guest') }})
        ) as reception_yuan,
        max(value) filter (where metric = 'reception_batches') as batches,
        max(value) filter (where metric = 'reception_persons') as guests,
        max(yuan) filter (
            where metric in ('three_public_final', 'three_public_budget') and regexp_matches(subject, {{ pattern('abroad') }})
        ) as abroad_yuan,
        max(value) filter (where metric = 'abroad_groups') as trips,
        max(value) filter (where metric = 'abroad_persons') as travellers,
        max(value) filter (where metric = 'reception_batches' and not regexp_matches(subject, {{ pattern('foreign_guest') }})) as own_batches,
        max(value) filter (where metric = 'reception_persons' and not regexp_matches(subject, {{ pattern('foreign_guest') }})) as own_guests,
    from figures
    group by all

),

reception as (

    select
        document_id,
        'counts_reception' as rule_id,
        concat_ws('|', passage_no) as place_key,
        source_line,
        concat('公务接待费 ', {{ yuan_text('reception_yuan') }}, ' 元，', cast(batches as integer), ' 批次，', cast(guests as integer), ' 人次') as source_text,
        concat(
            case
                when reception_yuan > 0 and coalesce(batches, guests) = 0 and coalesce(guests, batches) = 0 then '有公务接待费，接待批次、人次却为 0：'
                when reception_yuan = 0 then '公务接待费为 0，却有接待批次、人次：'
                else '接待批次与人次一有一无，或人次少于批次：'
            end,
            '公务接待费 ', {{ yuan_text('reception_yuan') }}, ' 元', if(batches is null, '', concat('，', cast(batches as integer), ' 批次')),
            if(guests is null, '', concat('，', cast(guests as integer), ' 人次'))
        ) as finding,
        case
            when reception_yuan > 0 and (batches = 0 or guests = 0) then 'broken'
            when reception_yuan = 0 and greatest(coalesce(batches, 0), coalesce(guests, 0)) > 0 then if(is_paid_elsewhere, 'not_applicable', 'broken')
            when guests < batches then 'broken'
            else 'exact'
        end as status,
    from groups
    where reception_yuan is not null and (batches is not null or guests is not null)

),

three_public_of_table as (

    select
        document_id,
        max(amount_yuan) filter (where measure = 'reception') as reception_yuan,
        max(amount_yuan) filter (where measure = 'abroad') as abroad_yuan,
        max(amount_yuan) filter (where measure = 'vehicle_purchase') as purchase_yuan,
    from {{ ref('int_recon_cell') }}
    where statement_id = 'final_three_public' and row_kind = 'total' and stage = 'final'
    group by all

),

-- Where the groups have a paragraph of their own, the money of the table stands beside them.
reception_apart as (

    select
        figures.document_id,
        'counts_reception' as rule_id,
        'document' as place_key,
        min(figures.source_line) as source_line,
        concat('公务接待费 ', {{ yuan_text('min(tables.reception_yuan)') }}, ' 元，0 批次') as source_text,
        concat('“三公”经费表有公务接待费 ', {{ yuan_text('min(tables.reception_yuan)') }}, ' 元，文中接待批次、人次却为 0') as finding,
        if(min(tables.reception_yuan) > 0 and max(figures.value) = 0, 'broken', 'exact') as status,
    from figures
    inner join three_public_of_table as tables on figures.document_id = tables.document_id
    where
        figures.metric in ('reception_batches', 'reception_persons')
        -- That nobody came from abroad says nothing of the others.
        and not regexp_matches(figures.subject, {{ pattern('foreign_guest') }})
        and figures.document_id not in (select document_id from reception)
        and tables.reception_yuan is not null
    group by figures.document_id
    union all
    select
        document_id,
        'counts_reception' as rule_id,
        concat_ws('|', passage_no, 'apart') as place_key,
        source_line,
        concat(cast(own_batches as integer), ' 批次，', cast(own_guests as integer), ' 人次') as source_text,
        concat('接待人次少于批次：', cast(own_batches as integer), ' 批次，', cast(own_guests as integer), ' 人次') as finding,
        if(own_guests < own_batches, 'broken', 'exact') as status,
    from groups
    where reception_yuan is null and own_batches is not null and own_guests is not null

),

-- 国内公务接待9批次，71人次，支出0.65万元: what these guests cost is the reception of the table, or its domestic part.
guests_paid as (

    select
        *,
        regexp_extract_all(text, {{ pattern('reception_behind_counts') }}) as stretches,
        list_filter(
            list_transform(stretches, lambda s: {{ prose_yuan("regexp_extract(s, '([0-9.]+)[万亿]?元$', 1)", "regexp_extract(s, '[万亿]?元$')") }}),
            lambda a: a <> 0
        ) as amounts,
        list_max(list_transform(
            stretches,
            lambda s: {{ last_digit("regexp_extract(s, '([0-9.]+)[万亿]?元$', 1)") }} * if(regexp_matches(s, '万元$'), 10000, 1)
        )) as step,
        list_transform(
            regexp_extract_all(text, {{ pattern('any_amount') }}),
            lambda a: {{ prose_yuan("regexp_extract(a, '^[0-9.]+')", "regexp_extract(a, '[^0-9.]+$')") }}
        ) as amounts_of_text,
    from passages
    where contains(text, '接待') and regexp_matches(text, {{ pattern('reception_behind_counts') }})

),

reception_of_guests as (

    select
        guests.document_id,
        'counts_reception' as rule_id,
        concat_ws('|', guests.passage_no, 'paid') as place_key,
        guests.line_no as source_line,
        guests.stretches[1] as source_text,
        concat(
            '“', array_to_string(guests.stretches, '”、“'), '”', if(len(guests.amounts) > 1, concat('，合计 ', {{ yuan_text('list_sum(guests.amounts)') }}, ' 元'), ''),
            '，“三公”经费表公务接待费为 ', {{ yuan_text('tables.reception_yuan') }}, ' 元'
        ) as finding,
        -- Of guests from home and abroad only the sum is in the table; and the last digit may be rounded.
        case
            when abs(list_sum(guests.amounts) - tables.reception_yuan) <= guests.step then 'exact'
            when len(list_filter(guests.amounts, lambda a: abs(a - tables.reception_yuan) <= guests.step)) > 0 then 'exact'
            when tables.reception_yuan = 0 then 'not_applicable'
            -- One amount of guests from home and one of those from abroad are all there is; others may leave some out.
            when
                len(guests.amounts) = 2
                and len(list_filter(guests.stretches, lambda s: regexp_matches(
                    regexp_extract(left(guests.text, strpos(guests.text, s) - 1), '[^；。]*$'), {{ pattern('foreign_guest') }}
                ))) = 1
                then 'broken'
            when len(guests.amounts) > 1 then 'not_applicable'
            -- What another amount of the paragraph repeats is a part.
            when len(list_filter(guests.amounts_of_text, lambda a: a = guests.amounts[1])) > 1 then 'not_applicable'
            else 'broken'
        end as status,
    from guests_paid as guests
    inner join three_public_of_table as tables on guests.document_id = tables.document_id
    where guests.document_kind = 'final_accounts' and tables.reception_yuan is not null and guests.amounts[1] is not null

),

abroad as (

    select
        document_id,
        'counts_abroad' as rule_id,
        concat_ws('|', passage_no) as place_key,
        source_line,
        concat('因公出国（境）费 ', {{ yuan_text('abroad_yuan') }}, ' 元，', cast(trips as integer), ' 个团组，', cast(travellers as integer), ' 人次') as source_text,
        concat(
            case
                when abroad_yuan = 0 then '因公出国（境）费为 0，却有团组、人次：'
                when greatest(coalesce(trips, 0), coalesce(travellers, 0)) = 0 then '有因公出国（境）费，团组、人次却为 0：'
                else '出国（境）人次少于团组：'
            end,
            '因公出国（境）费 ', {{ yuan_text('abroad_yuan') }}, ' 元', if(trips is null, '', concat('，', cast(trips as integer), ' 个团组')),
            if(travellers is null, '', concat('，', cast(travellers as integer), ' 人次'))
        ) as finding,
        case
            when abroad_yuan > 0 and coalesce(trips, travellers) = 0 and coalesce(travellers, trips) = 0 then 'broken'
            when abroad_yuan = 0 and greatest(coalesce(trips, 0), coalesce(travellers, 0)) > 0 then if(is_paid_elsewhere, 'not_applicable', 'broken')
            when travellers < trips then 'broken'
            else 'exact'
        end as status,
    from groups
    where abroad_yuan is not null and (trips is not null or travellers is not null)

),

-- The same for travel abroad.
abroad_apart as (

    select
        groups.document_id,
        'counts_abroad' as rule_id,
        concat_ws('|', groups.passage_no, 'apart') as place_key,
        groups.source_line,
        concat(cast(groups.trips as integer), ' 个团组，', cast(groups.travellers as integer), ' 人次') as source_text,
        concat(
            '“三公”经费表', if(tables.abroad_yuan > 0, '有', '没有'), '因公出国（境）费，文中却写',
            cast(coalesce(groups.trips, groups.travellers) as integer), if(groups.trips is null, ' 人次', ' 个团组')
        ) as finding,
        case
            when tables.abroad_yuan > 0 and coalesce(groups.trips, groups.travellers) = 0 and coalesce(groups.travellers, groups.trips) = 0 then 'broken'
            when tables.abroad_yuan = 0 and greatest(coalesce(groups.trips, 0), coalesce(groups.travellers, 0)) > 0
                then if(groups.is_paid_elsewhere, 'not_applicable', 'broken')
            when groups.travellers < groups.trips then 'broken'
            else 'exact'
        end as status,
    from groups
    inner join three_public_of_table as tables on groups.document_id = tables.document_id
    where
        groups.abroad_yuan is null
        and tables.abroad_yuan is not null
        and coalesce(groups.trips, groups.travellers) is not null
        and groups.document_id not in (select document_id from abroad)

),

vehicles as (

    select
        document_id,
        passage_no,
        document_kind,
        text,
        lines,
        line_lengths,
        is_paid_elsewhere,
        try_cast(regexp_extract(text, {{ pattern('vehicle_bought') }}, 1) as integer) as bought,
        {{ prose_yuan("regexp_extract(text, " ~ pattern('vehicle_purchase_cost') ~ ", 1)", "regexp_extract(text, " ~ pattern('vehicle_purchase_cost') ~ ", 2)") }} as purchase_yuan,
        {{ prose_yuan("regexp_extract(text, " ~ pattern('vehicle_running_cost') ~ ", 1)", "regexp_extract(text, " ~ pattern('vehicle_running_cost') ~ ", 2)") }} as running_yuan,
        regexp_matches(concat(section, heading), {{ pattern('vehicle_section') }}) or regexp_matches(text, {{ pattern('vehicle_section') }}) as is_three_public,
        coalesce(
            try_cast(regexp_extract(text, {{ pattern('vehicle_kept') }}, 1) as integer),
            if(is_three_public, try_cast(regexp_extract(text, {{ pattern('vehicle_kept_here') }}, 1) as integer), null)
        ) as kept,
        if(
            regexp_matches(concat(section, heading, text), {{ pattern('held_place') }}) and kept is null,
            coalesce(
                try_cast(regexp_extract(text, {{ pattern('vehicle_held') }}, 1) as integer),
                if(regexp_matches(text, {{ pattern('no_vehicle') }}), 0, null)
            ),
            null
        ) as held,
        {{ line_at('lines', 'line_lengths', '(greatest(strpos(text, regexp_extract(text, ' ~ pattern('vehicle_bought') ~ ')), 1) - 1)') }} as bought_line,
        line_no,
    from passages
    where contains(text, '车')

),

bought as (

    select
        document_id,
        'counts_vehicle_purchase' as rule_id,
        concat_ws('|', passage_no) as place_key,
        bought_line as source_line,
        concat('购置 ', bought, ' 辆，购置费 ', {{ yuan_text('purchase_yuan') }}, ' 元') as source_text,
        concat(
            if(bought > 0, '购置了车辆，公务用车购置费却为 0：', '有公务用车购置费，购置车辆却为 0：'),
            '购置公务用车 ', bought, ' 辆，购置费 ', {{ yuan_text('purchase_yuan') }}, ' 元'
        ) as finding,
        case
            when (bought > 0) = (purchase_yuan > 0) then 'exact'
            when is_paid_elsewhere then 'not_applicable'
            else 'broken'
        end as status,
    from vehicles
    where bought is not null and purchase_yuan is not null
    union all
    -- Where the paragraph has no money, that of the table stands beside the cars.
    select
        vehicles.document_id,
        'counts_vehicle_purchase' as rule_id,
        concat_ws('|', vehicles.passage_no, 'apart') as place_key,
        vehicles.bought_line as source_line,
        concat('购置 ', vehicles.bought, ' 辆，购置费 ', {{ yuan_text('tables.purchase_yuan') }}, ' 元') as source_text,
        concat(
            '文中写购置公务用车 ', vehicles.bought, ' 辆，“三公”经费表公务用车购置费为 ', {{ yuan_text('tables.purchase_yuan') }}, ' 元'
        ) as finding,
        case
            when (vehicles.bought > 0) = (tables.purchase_yuan > 0) then 'exact'
            when vehicles.is_paid_elsewhere then 'not_applicable'
            else 'broken'
        end as status,
    from vehicles
    inner join three_public_of_table as tables on vehicles.document_id = tables.document_id
    where
        vehicles.document_kind = 'final_accounts'
        and vehicles.is_three_public
        and vehicles.bought is not null
        and vehicles.purchase_yuan is null
        and tables.purchase_yuan is not null

),

-- 购置执法执勤用车2辆 in one paragraph and 公务用车购置3辆 in another: one of them is wrong. Vehicles in all may be more than those
-- of the three-public cost, for some are bought with other money, but not fewer.
bought_here as (

    select
        *,
        list_contains([bought_of_text], bought) as is_whole,
    from (
        select
            *,
            list_sum(list_transform(
                regexp_extract_all(text, {{ pattern('vehicle_bought') }}, 1),
                lambda n: cast(n as integer)
            )) as bought_of_text,
            split_part(text, regexp_extract(text, {{ pattern('vehicle_bought') }}), 2) as bought_tail,
        from vehicles
        where bought is not null
    )
    where
        document_kind = 'final_accounts'
        and not is_paid_elsewhere
        and not regexp_matches(bought_tail, {{ pattern('vehicles_go_on') }})

),

bought_twice as (

    select
        first.document_id,
        'counts_vehicle_purchase' as rule_id,
        concat_ws('|', first.passage_no, second.passage_no, 'twice') as place_key,
        first.bought_line as source_line,
        concat('购置 ', first.bought, ' 辆，购置 ', second.bought, ' 辆') as source_text,
        concat('文中两处所写购置车辆数不同：', first.bought, ' 辆（第 ', first.bought_line, ' 行）与 ', second.bought, ' 辆（第 ', second.bought_line, ' 行）') as finding,
        case
            when first.bought = second.bought then 'exact'
            when second.is_three_public or second.bought < first.bought then 'broken'
            else 'not_applicable'
        end as status,
    from bought_here as first
    inner join bought_here as second
        on
            first.document_id = second.document_id
            and first.passage_no <> second.passage_no
            and first.is_three_public
            and (first.passage_no < second.passage_no or not second.is_three_public)
            and first.is_whole
            and second.is_whole

),

vehicles_of_document as (

    select
        document_id,
        min(document_kind) as document_kind,
        max(running_yuan) as running_yuan,
        arg_max(line_no, (running_yuan, -line_no)) filter (where running_yuan is not null) as running_line,
        max(kept) as kept,
        arg_max(line_no, (kept, -line_no)) filter (where kept is not null) as kept_line,
        max(held) as held,
        arg_max(line_no, (held, -line_no)) filter (where held is not null) as held_line,
        bool_or(is_paid_elsewhere) as is_paid_elsewhere,
    from vehicles
    group by all

),

kept_and_held as (

    select
        document_id,
        'counts_vehicles_kept' as rule_id,
        'document' as place_key,
        kept_line as source_line,
        concat('保有量 ', kept, ' 辆，占用车辆 ', held, ' 辆') as source_text,
        concat('公务用车保有量 ', kept, ' 辆，多于国有资产中的车辆 ', held, ' 辆（第 ', held_line, ' 行）') as finding,
        if(kept > held, 'broken', 'exact') as status,
    from vehicles_of_document
    where kept is not null and held is not null

),

running as (

    select
        document_id,
        'counts_vehicle_running' as rule_id,
        'document' as place_key,
        running_line as source_line,
        concat('运行费 ', {{ yuan_text('running_yuan') }}, ' 元，车辆 ', greatest(kept, held), ' 辆') as source_text,
        concat(
            '有公务用车运行维护费 ', {{ yuan_text('running_yuan') }}, ' 元，',
            if(kept is null, '国有资产中的车辆', '公务用车保有量'), '却为 0 辆（第 ', coalesce(kept_line, held_line), ' 行）'
        ) as finding,
        case
            when running_yuan = 0 or coalesce(kept, held) > 0 then 'exact'
            when is_paid_elsewhere then 'not_applicable'
            else 'broken'
        end as status,
        -- The budget is for the year to come: a car may yet be had.
        if(document_kind = 'budget', 'info', null) as severity_override,
    from vehicles_of_document
    where running_yuan is not null and coalesce(kept, held) is not null

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
        -- Behind a semicolon another number of people may begin: two kinds before it are a list of their own.
        if(
            len(regexp_extract_all(split_part((printed).parts, '；', 1), {{ pattern('staff_kind') }})) >= 2,
            split_part((printed).parts, '；', 1),
            (printed).parts
        ) as parts,
        regexp_extract_all(parts, {{ pattern('staff_kind') }}) as kinds,
        list_sum(list_transform(kinds, lambda k: cast(regexp_extract(k, '([0-9]+)(?:名|人|个)', 1) as integer))) as parts_total,
        try_cast((printed).total as integer) as total,
    from (
        select
            *,
            text as read_text,
        from passages
        union all
        -- 行政编制18人（含行政工勤编制2人），事业编制…: what a bracket adds is no kind of its own.
        select
            *,
            regexp_replace(text, '（[^（）]*）', '', 'g') as read_text,
        from passages
        where regexp_matches(text, '[0-9](?:名|人|个)（')
    )
    where regexp_matches(read_text, '编制|实有|在职|离退休')

),

staff as (

    select
        document_id,
        'counts_staff_parts' as rule_id,
        concat_ws('|', passage_no, list_no, if(contains(text, stretch), null, 'bare')) as place_key,
        {{ line_at('lines', 'line_lengths', "(greatest(strpos(text, left(stretch, 8)), 1) - 1)") }} as source_line,
        stretch as source_text,
        concat('“', stretch, '”：总数 ', total, '，所列各类合计 ', parts_total) as finding,
        case
            when parts_total = total then 'exact'
            when regexp_matches(stretch, {{ pattern('staff_whole_list') }}) then 'broken'
            when parts_total > total and regexp_matches(stretch, {{ pattern('bare_posts') }}) then 'broken'
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
    where len(kinds) >= 2 and total is not null and (text = read_text or not contains(text, stretch))

),

-- 实有人数小计287人，其中：在职人数小计209人，行政在职…；离休人数小计1人；退休人数小计77人: whole kinds, with details between.
staff_of_all as (

    select
        document_id,
        'counts_staff_parts' as rule_id,
        concat_ws('|', passage_no, 'all') as place_key,
        {{ line_at('lines', 'line_lengths', '(strpos(text, stretch) - 1)') }} as source_line,
        stretch as source_text,
        concat('“', stretch, '”：总数 ', numbers[1], '，在职、离休、退休合计 ', numbers[2] + numbers[3] + numbers[4]) as finding,
        if(numbers[1] = numbers[2] + numbers[3] + numbers[4], 'exact', 'broken') as status,
    from (
        select
            *,
            regexp_extract(text, {{ pattern('staff_of_all') }}) as stretch,
            list_transform([1, 2, 3, 4], lambda n: cast(case n
                when 1 then regexp_extract(text, {{ pattern('staff_of_all') }}, 1)
                when 2 then regexp_extract(text, {{ pattern('staff_of_all') }}, 2)
                when 3 then regexp_extract(text, {{ pattern('staff_of_all') }}, 3)
                else regexp_extract(text, {{ pattern('staff_of_all') }}, 4)
            end as integer)) as numbers,
        from passages
        where regexp_matches(text, {{ pattern('staff_of_all') }})
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

    select * from reception
    union all by name
    select * from reception_apart
    union all by name
    select * from abroad
    union all by name
    select * from abroad_apart
    union all by name
    select * from operations
    union all by name
    select * from bought
    union all by name
    select * from bought_twice
    union all by name
    select * from reception_of_guests
    union all by name
    select * from kept_and_held
    union all by name
    select * from running
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
        cast(null as varchar) as advice,
        severity_override,
        -- What a paragraph says of its guests, trips or cars, held against money and against a table, is one contradiction.
        case
            when rule_id = 'counts_staff_parts' then concat('staff ', source_line)
            when rule_id = 'counts_reception' or place_key in ('batches', 'guests') then concat('reception ', source_line)
            when rule_id = 'counts_abroad' or place_key in ('trips', 'travellers') then concat('abroad ', source_line)
            when rule_id = 'counts_vehicle_purchase' or place_key = 'bought' then concat('bought ', source_line)
        end as cause_key,
        status,
    from everything

)

select * from final
