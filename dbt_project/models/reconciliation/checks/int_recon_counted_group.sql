-- grain: one paragraph with what its guests and its trips cost and how many they are
-- 一段文字中接待、出国的金额与批次、人次。
with

figures as (

    select * from {{ ref('int_recon_counted') }}

),

final as (

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

)

select * from final
