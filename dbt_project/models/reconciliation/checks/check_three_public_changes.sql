-- grain: the change of the three-public cost of a document against the changes of its three parts
-- 文字所印“三公”经费比上年的增减额等于因公出国（境）、公务用车、公务接待三项增减额之和。
with

scope as (

    select
        document_id,
        if(document_kind = 'budget', 'three_public_budget', 'three_public_final') as metric,
    from {{ ref('int_recon_scope') }}
    where document_kind in ('budget', 'final_accounts')

),

narrative as (

    select
        narrative.*,
        narrative.metric = scope.metric as is_amount,
        narrative.metric = concat(scope.metric, '_yoy_change') as is_change,
        -- What follows the amount, to the end of its clauses.
        substr(narrative.sentence, strpos(narrative.sentence, narrative.value_text) + length(narrative.value_text)) as tail,
    from {{ ref('int_recon_narrative') }} as narrative
    inner join scope
        on
            narrative.document_id = scope.document_id
            and narrative.metric in (scope.metric, concat(scope.metric, '_yoy_change'), concat(scope.metric, '_yoy_pct'))
    where narrative.zone = 'notes' and narrative.value is not null

),

-- What the notes say of each: its change where one is printed, none where it is said to be equal, and none of an amount of zero
-- of which no change is told. Where two changes or two amounts are printed, which is meant is not known; a change told in words or per cent has no amount.
said as (

    select
        document_id,
        subject_id,
        count(distinct value_yuan) filter (where is_change) as changes,
        count(distinct value_yuan) filter (where is_amount) as amounts,
        arg_min(value_yuan, figure_no) filter (where is_change) as printed_change,
        max(half_unit) filter (where is_change) as half_unit,
        arg_min(figure_no, figure_no) filter (where is_change) as figure_no,
        arg_min(source_line, figure_no) filter (where is_change) as source_line,
        arg_min(concat(value_text, ' ', unit_text), figure_no) filter (where is_change) as printed,
        max(value_yuan) filter (where is_amount) as amount,
        bool_or(is_amount and regexp_matches(tail, {{ pattern('equal_to_last_year') }})) as is_equal,
        bool_or(not is_amount and not is_change or is_amount and regexp_matches(tail, {{ pattern('changed_in_words') }})) as is_changed,
    from narrative
    group by document_id, subject_id

),

told as (

    select
        *,
        case
            when changes > 1 or amounts > 1 then null
            when changes = 1 then printed_change
            when is_equal then 0
            when amount = 0 and not is_changed then 0
        end as change,
        changes = 0 and not is_equal as is_assumed,
    from said

),

by_document as (

    select
        document_id,
        max(change) filter (where subject_id = 'total' and changes = 1) as total,
        max(half_unit) filter (where subject_id = 'total') as total_half,
        max(figure_no) filter (where subject_id = 'total') as figure_no,
        max(source_line) filter (where subject_id = 'total') as source_line,
        max(printed) filter (where subject_id = 'total') as printed,
        max(change) filter (where subject_id = 'abroad') as abroad,
        max(change) filter (where subject_id = 'reception') as reception,
        coalesce(
            max(change) filter (where subject_id = 'vehicles' and not is_assumed),
            max(change) filter (where subject_id = 'vehicle_purchase')
            + max(change) filter (where subject_id = 'vehicle_operation'),
            max(change) filter (where subject_id = 'vehicles')
        ) as vehicles,
        coalesce(bool_or(is_assumed) filter (where subject_id in ('abroad', 'reception')), false)
        or (
            max(change) filter (where subject_id = 'vehicles' and not is_assumed) is null
            and coalesce(bool_or(is_assumed) filter (where subject_id like 'vehicle%'), false)
        ) as is_assumed,
        sum(coalesce(half_unit, 0)) filter (where subject_id <> 'total') as halves,
    from told
    group by document_id

),

final as (

    select
        document_id,
        'three_public_change_parts' as rule_id,
        'document' as place_key,
        figure_no,
        source_line,
        concat('“三公”经费增减 ', printed) as source_text,
        concat(
            '文字所印“三公”经费比上年增减 ', {{ yuan_text('total') }}, ' 元，因公出国（境）费 ', {{ yuan_text('abroad') }}, ' 元、公务用车购置及运行费 ',
            {{ yuan_text('vehicles') }}, ' 元、公务接待费 ', {{ yuan_text('reception') }}, ' 元，三项增减合计 ',
            {{ yuan_text('abroad + vehicles + reception') }}, ' 元'
        ) as finding,
        concat('核对第', source_line, '行的增减额与其后各项的增减额') as advice,
        -- Of an amount of zero nobody says what it was the year before.
        if(is_assumed, 'minor', null) as severity_override,
        cast(null as varchar) as cause_key,
        if(abs(total - abroad - vehicles - reception) <= total_half + halves, 'exact', 'broken') as status,
    from by_document
    where total is not null and abroad is not null and vehicles is not null and reception is not null

)

select * from final
