-- grain: one document whose three-public table prints what was spent
-- “三公”经费决算表合计行的支出数。
with

final as (

    select
        document_id,
        max(amount_yuan) filter (where measure = 'reception') as reception_yuan,
        max(amount_yuan) filter (where measure = 'abroad') as abroad_yuan,
        max(amount_yuan) filter (where measure = 'vehicle_purchase') as purchase_yuan,
        max(amount_yuan) filter (where measure = 'vehicle_operation') as running_yuan,
    from {{ ref('int_recon_cell') }}
    where statement_id = 'final_three_public' and row_kind = 'total' and stage = 'final'
    group by all

)

select * from final
