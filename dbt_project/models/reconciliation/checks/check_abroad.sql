-- grain: one number of trips abroad held against what they cost
-- 出国团组、人次与费用同有同无；人次不少于团组。
with

groups as (

    select * from {{ ref('int_recon_counted_group') }}

),

three_public_of_table as (

    select * from {{ ref('int_recon_three_public_spent') }}

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

everything as (

    select * from abroad
    union all by name
    select * from abroad_apart

),

final as (

    select
        document_id,
        rule_id,
        place_key,
        source_line,
        source_text,
        finding,
        -- What a paragraph says of its trips, held against money and against a table, is one contradiction.
        concat('abroad ', source_line) as cause_key,
        status,
    from everything

)

select * from final
