-- grain: one paragraph of the notes of a budget or of final accounts in which numbers are counted
-- 预算、决算说明中的一段文字，无未填的空。
with

scope as (

    select * from {{ ref('int_recon_scope') }}
    where document_kind in ('budget', 'final_accounts')

),

final as (

    select
        passages.*,
        scope.document_kind,
        regexp_matches(regexp_replace(passages.text, {{ pattern('disposed_none') }}, '', 'g'), {{ pattern('paid_elsewhere') }}) as is_paid_elsewhere,
    from {{ ref('int_recon_passage') }} as passages
    inner join scope on passages.document_id = scope.document_id
    -- A number that was never filled in leaves the counts of its paragraph open.
    where passages.zone in ('notes', 'overview', 'report') and not regexp_matches(passages.text, {{ pattern('placeholder') }})

)

select * from final
