-- grain: one rate of completion of a whole in the prose, beside those of its two parts
-- 总的预算完成率在基本支出、项目支出两项完成率之间。
with

scope as (

    select * from {{ ref('int_recon_scope') }}
    where document_kind = 'final_accounts'

),

printed as (

    select
        passages.document_id,
        passages.passage_no,
        passages.lines,
        passages.line_lengths,
        passages.text,
        regexp_extract(passages.text, {{ pattern('rates_of_parts') }}) as stretch,
        regexp_extract(
            passages.text, {{ pattern('rates_of_parts') }}, ['whole', 'basic_gap', 'basic', 'project_gap', 'project']
        ) as rates,
    from {{ ref('int_recon_passage') }} as passages
    inner join scope on passages.document_id = scope.document_id
    where passages.zone in ('notes', 'report') and regexp_matches(passages.text, {{ pattern('rates_of_parts') }})

),

numbers as (

    select
        *,
        try_cast(rates.whole as decimal(12, 4)) as whole,
        try_cast(rates.basic as decimal(12, 4)) as basic,
        try_cast(rates.project as decimal(12, 4)) as project,
        case least(
            length(regexp_extract(rates.whole, '\.([0-9]+)', 1)),
            length(regexp_extract(rates.basic, '\.([0-9]+)', 1)),
            length(regexp_extract(rates.project, '\.([0-9]+)', 1))
        ) when 0 then 1.0 when 1 then 0.1 else 0.01 end as step,
        -- Between a part and its rate nothing stands, or the words of completion: 基本支出60%、项目支出40% are shares.
        (rates.basic_gap in ('', '为') or regexp_matches(rates.basic_gap, {{ pattern('completed') }}))
        and (rates.project_gap in ('', '为') or regexp_matches(rates.project_gap, {{ pattern('completed') }}))
        and abs(basic + project - 100) > 0.5 as is_told,
    from printed

),

final as (

    select
        document_id,
        'completion_of_parts' as rule_id,
        concat_ws('|', passage_no) as place_key,
        {{ line_at('lines', 'line_lengths', '(strpos(text, stretch) - 1)') }} as source_line,
        concat(rates.whole, '%，基本支出 ', rates.basic, '%，项目支出 ', rates.project, '%') as source_text,
        concat(
            '总的预算完成率 ', rates.whole, '%，不在基本支出 ', rates.basic, '%、项目支出 ', rates.project, '% 两者之间'
        ) as finding,
        cast(null as varchar) as advice,
        cast(null as varchar) as severity_override,
        cast(null as varchar) as cause_key,
        if(whole between least(basic, project) - step and greatest(basic, project) + step, 'exact', 'broken') as status,
    from numbers
    where is_told and whole is not null and basic is not null and project is not null

)

select * from final
