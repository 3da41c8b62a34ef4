-- grain: one evaluation of one rule at one place, whatever engine or check made it
with

gathered as (

    select * from {{ ref('int_recon_gathered') }}

),

guard as (

    select * from {{ ref('int_recon_guard') }}

),

final as (

    select
        gathered.* replace (
            if(guard.reconciliation_id is null, gathered.status, 'not_applicable') as status,
            if(guard.reconciliation_id is null, gathered.reason_code, guard.reason_code) as reason_code
        ),
        guard.unread_cells,
    from gathered
    left join guard on gathered.reconciliation_id = guard.reconciliation_id

)

select * from final
