-- grain: one opening or closing balance, or one expenditure of the state capital budget, that the notes print, held against the tables
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
        {{ yuan_of_unit('(amount).unit') }}
        * {{ last_digit('(amount).amount') }} as tolerance,
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

-- 国有资本经营预算财政拨款本年支出12.40万元, held against table 09.
capital_of_table as (

    select
        document_id,
        min(amount_yuan) as amount_yuan,
        min(source_line) as source_line,
    from {{ ref('int_recon_cell') }}
    where
        statement_id in ('final_state_capital', 'budget_state_capital')
        and figure_no = 0
        and row_kind = 'total'
        and measure = 'total'
        and coalesce(stage, '') <> 'prior_final'
    group by all
    having count(distinct amount_yuan) = 1

),

capital_spent as (

    select
        passages.document_id,
        'note_state_capital' as rule_id,
        concat_ws('|', passages.passage_no) as place_key,
        regexp_extract(passages.text, {{ pattern('state_capital_spent') }}) as stretch,
        {{ line_at('passages.lines', 'passages.line_lengths', "(strpos(passages.text, stretch) - 1)") }} as source_line,
        regexp_extract(passages.text, {{ pattern('state_capital_spent') }}, ['amount', 'unit']) as printed,
        {{ prose_yuan('(printed).amount', '(printed).unit') }} as yuan,
        {{ last_digit('(printed).amount') }} * {{ yuan_of_unit('(printed).unit') }} as step,
        capital_of_table.amount_yuan,
        capital_of_table.source_line as table_line,
    from {{ ref('int_recon_passage') }} as passages
    inner join capital_of_table on passages.document_id = capital_of_table.document_id
    where passages.zone = 'notes' and regexp_matches(passages.text, {{ pattern('state_capital_spent') }})

),

final as (

    select
        document_id,
        rule_id,
        place_key,
        source_line,
        stretch as source_text,
        concat('文中写', stretch, '，国有资本经营预算表本年支出合计为 ', {{ yuan_text('amount_yuan') }}, ' 元（第 ', table_line, ' 行）') as finding,
        cast(null as varchar) as advice,
        cast(null as varchar) as severity_override,
        cast(null as varchar) as cause_key,
        if(abs(yuan - amount_yuan) <= step, 'exact', 'broken') as status,
    from capital_spent
    where yuan is not null
    union all
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
