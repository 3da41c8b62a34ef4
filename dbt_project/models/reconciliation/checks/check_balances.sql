-- grain: one opening or closing balance that the notes print, held against those of the tables
-- 文中所印年初（年末）结转和结余与表中的一致：总表、财政拨款总表（及其各资金栏）或政府性基金表之一。
with

passages as (

    select
        passages.*,
        scope.document_kind,
    from {{ ref('int_recon_passage') }} as passages
    inner join {{ ref('int_recon_scope') }} as scope on passages.document_id = scope.document_id
    where scope.document_kind in ('final_accounts', 'budget') and passages.zone = 'notes' and contains(passages.text, '结转')

),

printed as (

    select
        document_id,
        passage_no,
        text,
        concat(section, heading) as place,
        lines,
        line_lengths,
        'closing_balance' as balance,
        unnest(regexp_extract_all(text, {{ pattern('closing_amount') }})) as stretch,
        generate_subscripts(regexp_extract_all(text, {{ pattern('closing_amount') }}), 1) as stretch_no,
    from passages
    union all by name
    select
        document_id,
        passage_no,
        text,
        concat(section, heading) as place,
        lines,
        line_lengths,
        'opening_balance' as balance,
        unnest(regexp_extract_all(text, {{ pattern('opening_amount') }})) as stretch,
        generate_subscripts(regexp_extract_all(text, {{ pattern('opening_amount') }}), 1) as stretch_no,
    from passages
    union all by name
    -- A budget's carry-over of all money is revenue, which has rules of its own; that of the appropriation is told here.
    select
        document_id,
        passage_no,
        text,
        concat(section, heading) as place,
        lines,
        line_lengths,
        'opening_balance' as balance,
        unnest(regexp_extract_all(text, {{ pattern('carry_amount') }})) as stretch,
        100 + generate_subscripts(regexp_extract_all(text, {{ pattern('carry_amount') }}), 1) as stretch_no,
    from passages
    where document_kind = 'budget' and regexp_matches(concat(section, heading), {{ pattern('appropriation_overall') }})

),

valued as (

    select
        *,
        regexp_extract(stretch, '([0-9]+(?:\.[0-9]+)?)(万元|亿元|元)$', ['amount', 'unit']) as amount,
        {{ prose_yuan('(amount).amount', '(amount).unit') }} as yuan,
        -- Half a unit of the last printed digit, and as much for the table.
        case (amount).unit when '亿元' then 100000000 when '元' then 1 else 10000 end
        * case length(regexp_extract((amount).amount, '\.([0-9]+)', 1)) when 0 then 1 when 1 then 0.1 when 2 then 0.01 else 0.001 end as tolerance,
        {{ line_at('lines', 'line_lengths', '(strpos(text, stretch) - 1)') }} as source_line,
    from printed

),

cells as (

    select
        document_id,
        if(line_id = '', measure, line_id) as balance,
        statement_id,
        amount_yuan,
        source_line,
    from {{ ref('int_recon_cell') }}
    where
        statement_id in (
            'final_summary', 'final_appropriation_summary', 'final_government_fund', 'budget_summary', 'budget_appropriation_summary'
        )
        and figure_no = 0
        and (line_id in ('opening_balance', 'closing_balance') or measure in ('opening_balance', 'closing_balance'))

),

-- Only where the summary prints the balance itself is anything known of it.
known as (

    select
        document_id,
        balance,
        min(amount_yuan) filter (where statement_id in ('final_summary', 'budget_summary')) as summary_yuan,
        min(source_line) filter (where statement_id in ('final_summary', 'budget_summary')) as summary_line,
        list(distinct amount_yuan) as amounts,
    from cells
    group by all
    having
        count(distinct amount_yuan) filter (where statement_id in ('final_summary', 'budget_summary')) = 1
        and count(*) filter (where statement_id in ('final_appropriation_summary', 'budget_appropriation_summary')) > 0

),

final as (

    select
        valued.document_id,
        if(valued.balance = 'closing_balance', 'note_closing_balance', 'note_opening_balance') as rule_id,
        concat_ws('|', valued.passage_no, valued.stretch_no) as place_key,
        valued.source_line,
        valued.stretch as source_text,
        concat(
            '文中写', valued.stretch, '，各表所印', if(valued.balance = 'closing_balance', '年末', '年初'), '结转和结余没有此数：总表为 ',
            {{ yuan_text('known.summary_yuan') }}, ' 元（第 ', known.summary_line, ' 行）'
        ) as finding,
        cast(null as varchar) as advice,
        cast(null as varchar) as severity_override,
        cast(null as varchar) as cause_key,
        case
            when list_bool_or(list_transform(known.amounts, lambda a: abs(a - valued.yuan) <= valued.tolerance)) then 'exact'
            -- Nothing is left of one fund: a table that leaves its cell blank says so too.
            when valued.yuan = 0 and regexp_matches(valued.place, {{ pattern('single_fund') }}) then 'not_applicable'
            else 'broken'
        end as status,
    from valued
    inner join known on valued.document_id = known.document_id and valued.balance = known.balance
    where valued.yuan is not null

)

select * from final
