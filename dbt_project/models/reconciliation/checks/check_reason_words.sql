-- grain: one change or degree of completion of the prose with the one reason given for it
-- 增加、超预算的原因不是节约、减少，减少、未完成预算的原因不是追加、增加；全年执行数不大于全年预算数。
with

passages as (

    select passages.*
    from {{ ref('int_recon_passage') }} as passages
    inner join {{ ref('int_recon_scope') }} as scope on passages.document_id = scope.document_id
    where passages.zone in ('notes', 'report') and regexp_matches(passages.text, '[0-9]')

),

-- 增加300.60万元，增长3.70%，主要原因是公路养护任务减少。
changes as (

    select
        *,
        unnest(regexp_extract_all(text, {{ pattern('change_and_reason') }})) as stretch,
        generate_subscripts(regexp_extract_all(text, {{ pattern('change_and_reason') }}), 1) as reason_no,
        regexp_extract(stretch, {{ pattern('change_and_reason') }}, ['word', 'amount', 'second', 'reason']) as printed,
        (printed).reason as reason,
        regexp_full_match((printed).word, {{ pattern('up') }}) as is_more,
        -- Of two words that contradict each other (增加…，下降…) neither says the direction; wording_change_pair tells them.
        try_cast((printed).amount as decimal(24, 8)) = 0
        or ((printed).second <> '' and regexp_full_match((printed).second, {{ pattern('up') }}) <> is_more) as is_nothing,
    from passages
    where contains(text, '原因')

),

-- 完成年初预算的95.87%，主要原因是：年中追加人员经费。
completions as (

    select
        *,
        unnest(regexp_extract_all(text, {{ pattern('completion_and_reason') }})) as stretch,
        100 + generate_subscripts(regexp_extract_all(text, {{ pattern('completion_and_reason') }}), 1) as reason_no,
        regexp_extract(stretch, {{ pattern('completion_and_reason') }}, ['rate', 'reason']) as printed,
        (printed).reason as reason,
        try_cast((printed).rate as decimal(24, 8)) > 100 as is_more,
        try_cast((printed).rate as decimal(24, 8)) in (0, 100) as is_nothing,
    from passages
    where contains(text, '原因')

),

reasons as (

    select document_id, passage_no, text, lines, line_lengths, stretch, reason_no, reason, is_more, is_nothing from changes
    union all
    select document_id, passage_no, text, lines, line_lengths, stretch, reason_no, reason, is_more, is_nothing from completions

),

of_reasons as (

    select
        document_id,
        'wording_change_reason' as rule_id,
        concat_ws('|', passage_no, 'reason', reason_no) as place_key,
        {{ line_at('lines', 'line_lengths', '(strpos(text, stretch) - 1)') }} as source_line,
        left(stretch, 60) as source_text,
        concat('所写原因“', reason, '”与', if(is_more, '增加（超出）', '减少（未完成）'), '的方向相反：', stretch) as finding,
        case
            when is_nothing or regexp_matches(reason, {{ pattern('reason_of_another') }}) then 'exact'
            when is_more and regexp_matches(reason, {{ pattern('reason_of_less') }}) then 'broken'
            when not is_more and regexp_matches(reason, {{ pattern('reason_of_more') }}) then 'broken'
            else 'exact'
        end as status,
        'minor' as severity_override,
    from reasons

),

-- 全年预算数67.80万元，全年执行数64.20万元: more than the budget of the whole year cannot be carried out.
executed as (

    select
        *,
        unnest(regexp_extract_all(text, {{ pattern('executed_of_year') }})) as stretch,
        generate_subscripts(regexp_extract_all(text, {{ pattern('executed_of_year') }}), 1) as pair_no,
        regexp_extract(stretch, {{ pattern('executed_of_year') }}, ['budget', 'budget_unit', 'spent', 'spent_unit']) as printed,
        {{ prose_yuan('(printed).budget', '(printed).budget_unit') }} as budget_yuan,
        {{ prose_yuan('(printed).spent', '(printed).spent_unit') }} as spent_yuan,
    from passages
    where contains(text, '执行数')

),

of_execution as (

    select
        document_id,
        'performance_execution_prose' as rule_id,
        concat_ws('|', passage_no, 'limit', pair_no) as place_key,
        {{ line_at('lines', 'line_lengths', '(strpos(text, stretch) - 1)') }} as source_line,
        stretch as source_text,
        concat('“', stretch, '”：执行数大于全年预算数') as finding,
        if(spent_yuan > budget_yuan, 'broken', 'exact') as status,
        'minor' as severity_override,
    from executed
    where spent_yuan is not null and budget_yuan is not null

),

final as (

    select * from of_reasons
    union all
    select * from of_execution

)

select * from final
