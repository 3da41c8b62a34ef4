-- grain: one number of vehicles held against money or another number of vehicles
-- 购车辆数与购置费同有同无，没有车辆就没有运行费，车辆保有量不多于占用车辆。
with

three_public_of_table as (

    select * from {{ ref('int_recon_three_public_spent') }}

),

vehicles as (

    select * from {{ ref('int_recon_vehicle') }}

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

-- 国有资产占用情况中固定资产车辆1辆，与公务用车保有量差异原因是：无差异。 The note on assets has as many.
held_as_said as (

    select
        said.document_id,
        'counts_vehicles_kept' as rule_id,
        concat_ws('|', said.passage_no, 'said') as place_key,
        said.line_no as source_line,
        regexp_extract(said.text, {{ pattern('vehicles_of_assets') }}) as source_text,
        concat(
            '文中写“', regexp_extract(said.text, {{ pattern('vehicles_of_assets') }}), '”，国有资产占用情况的车辆为 ', vehicles_of_document.held, ' 辆（第 ',
            vehicles_of_document.held_line, ' 行）'
        ) as finding,
        if(
            try_cast(regexp_extract(said.text, {{ pattern('vehicles_of_assets') }}, 1) as integer) = vehicles_of_document.held, 'exact', 'broken'
        ) as status,
    from vehicles as said
    inner join vehicles_of_document on said.document_id = vehicles_of_document.document_id
    where
        regexp_matches(said.text, {{ pattern('vehicles_of_assets') }})
        and vehicles_of_document.held is not null
        and said.line_no <> vehicles_of_document.held_line

),

everything as (

    select * from bought
    union all by name
    select * from bought_twice
    union all by name
    select * from kept_and_held
    union all by name
    select * from running
    union all by name
    select * from held_as_said

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
        -- What a paragraph says of the cars bought, held against money and against a table, is one contradiction.
        if(rule_id = 'counts_vehicle_purchase', concat('bought ', source_line), null) as cause_key,
        status,
    from everything

)

select * from final
