-- grain: one paragraph that speaks of vehicles, with their numbers and money
-- 一段讲车辆的文字：购置、保有、占用的辆数与金额。
with

passages as (

    select * from {{ ref('int_recon_counted_passage') }}

),

final as (

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

)

select * from final
