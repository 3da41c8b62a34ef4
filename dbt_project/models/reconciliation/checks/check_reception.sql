-- grain: one number of guests held against what they cost
-- 有接待费就有批次和人次，没有接待费就没有批次和人次；人次不少于批次；文中接待金额与表相符。
with

passages as (

    select * from {{ ref('int_recon_counted_passage') }}

),

figures as (

    select * from {{ ref('int_recon_counted') }}

),

groups as (

    select * from {{ ref('int_recon_counted_group') }}

),

three_public_of_table as (

    select * from {{ ref('int_recon_three_public_spent') }}

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

everything as (

    select * from reception
    union all by name
    select * from reception_apart
    union all by name
    select * from reception_of_guests

),

final as (

    select
        document_id,
        rule_id,
        place_key,
        source_line,
        source_text,
        finding,
        -- What a paragraph says of its guests, held against money and against a table, is one contradiction.
        concat('reception ', source_line) as cause_key,
        status,
    from everything

)

select * from final
