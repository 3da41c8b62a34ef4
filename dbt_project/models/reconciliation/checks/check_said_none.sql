-- grain: one subject that the prose or the note under a table says there is none of
-- 文中写“没有、无、未发生”某项收支的，表中该项没有数；表中注明无数据的，文中不写该项金额。
-- Each subject of the seed has its own pattern: 没有“三公”经费支出, 公务接待费为零.
{% set relation = ref('check_subjects') %}
{% set subjects = run_query('select subject, pattern from ' ~ relation ~ ' order by subject').rows if execute else [['', '']] %}
{% set before = pattern('none_before')[1:-1] %}
{% set after = pattern('none_after')[1:-1] %}
{% set state_capital = "regexp_extract(sentences.text, " ~ pattern('state_capital_money') %}
{% set state_capital_yuan = prose_yuan(state_capital ~ ", 1)", state_capital ~ ", 2)") %}
{% set followed = pattern('none_followed')[1:-1] %}
with

scope as (

    select * from {{ ref('int_recon_scope') }}
    where document_kind in ('budget', 'final_accounts')

),

sentences as (

    select sentences.*
    from {{ ref('int_recon_sentence') }} as sentences
    inner join scope on sentences.document_id = scope.document_id
    where
        sentences.zone in ('notes', 'overview')
        and sentences.kind in ('text', 'note')
        and regexp_matches(sentences.text, {{ pattern('none_word') }})

),

said as (

    {% for subject in subjects -%}
    {%- set said_none = "'(?:" ~ before ~ ')(?:' ~ subject[1] ~ ')(?:' ~ followed ~ ')|(?:' ~ subject[1] ~ ')(?:' ~ after ~ ")'" %}
    select
        document_id,
        passage_no,
        sentence_no,
        line_no as source_line,
        '{{ subject[0] }}' as subject,
        regexp_extract(text, {{ said_none }}) as stretch,
    from sentences
    where regexp_matches(text, {{ said_none }}) and not regexp_matches(regexp_extract(text, {{ said_none }}), {{ pattern('none_not_here') }})
    {%- if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}

),

subjects as (

    select
        subject,
        name_zh,
        string_split(coalesce(statements, ''), '|') as statements,
        string_split(coalesce(measures, ''), '|') as measures,
        economic_codes,
        lines,
    from {{ ref('check_subjects') }}

),

money as (

    select
        figures.document_id,
        subjects.subject,
        arg_max(figures.amount_yuan, (abs(figures.amount_yuan), -figures.source_line, figures.statement_no)) as amount_yuan,
        arg_max(figures.source_line, (abs(figures.amount_yuan), -figures.source_line, figures.statement_no)) as source_line,
        arg_max(figures.statement_no, (abs(figures.amount_yuan), -figures.source_line, figures.statement_no)) as statement_no,
    from {{ ref('int_figures_valued') }} as figures
    inner join scope on figures.document_id = scope.document_id
    inner join subjects
        on
            list_contains(subjects.statements, figures.statement_id)
            and list_contains(subjects.measures, figures.measure)
            and (scope.document_kind = 'budget' or figures.statement_id <> 'final_three_public' or figures.stage = 'final')
    where figures.amount_yuan is not null and figures.row_kind in ('total', 'unit', 'function', 'line')
    group by all
    union all
    select
        figures.document_id,
        subjects.subject,
        arg_max(figures.amount_yuan, (abs(figures.amount_yuan), -figures.source_line, figures.statement_no)) as amount_yuan,
        arg_max(figures.source_line, (abs(figures.amount_yuan), -figures.source_line, figures.statement_no)) as source_line,
        arg_max(figures.statement_no, (abs(figures.amount_yuan), -figures.source_line, figures.statement_no)) as statement_no,
    from {{ ref('int_figures_valued') }} as figures
    inner join subjects on subjects.economic_codes = figures.economic_code
    where
        figures.document_id in (select document_id from scope)
        and figures.amount_yuan is not null
        and figures.statement_id in ('final_basic_by_economic', 'budget_general_basic_by_economic', 'budget_appropriation_basic_by_economic')
        and figures.measure = 'total'
    group by all

),

-- 其中：政府性基金预算财政拨款80.00 in the summary, though it has no table of its own.
money_of_summary as (

    select
        figures.document_id,
        subjects.subject,
        arg_max(figures.amount_yuan, (abs(figures.amount_yuan), -figures.source_line, figures.statement_no)) as amount_yuan,
        arg_max(figures.source_line, (abs(figures.amount_yuan), -figures.source_line, figures.statement_no)) as source_line,
        arg_max(figures.statement_no, (abs(figures.amount_yuan), -figures.source_line, figures.statement_no)) as statement_no,
    from {{ ref('int_figures_valued') }} as figures
    inner join subjects on subjects.lines = figures.line_id
    where
        figures.document_id in (select document_id from scope)
        and figures.amount_yuan is not null
        and figures.row_kind = 'line'
        and figures.measure = 'total'
        and coalesce(figures.stage, '') <> 'prior_final'
        and figures.statement_id in ('final_summary', 'final_appropriation_summary', 'budget_summary', 'budget_appropriation_summary')
    group by all

),

money_of_subject as (

    select
        document_id,
        subject,
        arg_max(amount_yuan, (abs(amount_yuan), -source_line, statement_no)) as amount_yuan,
        arg_max(source_line, (abs(amount_yuan), -source_line, statement_no)) as source_line,
        arg_max(statement_no, (abs(amount_yuan), -source_line, statement_no)) as statement_no,
    from (select * from money union all select * from money_of_summary)
    group by all

),

contradicted as (

    select
        said.document_id,
        'wording_said_none' as rule_id,
        concat_ws('|', said.passage_no, said.sentence_no, said.subject) as place_key,
        said.source_line,
        said.stretch as source_text,
        concat(
            '文中写“', said.stretch, '”，表中', subjects.name_zh, '为 ', {{ yuan_text('money_of_subject.amount_yuan') }}, ' 元（第 ',
            money_of_subject.source_line, ' 行）'
        ) as finding,
        if(money_of_subject.amount_yuan <> 0, 'broken', 'exact') as status,
        concat('none|', said.subject) as cause_key,
    from said
    inner join subjects on said.subject = subjects.subject
    inner join money_of_subject on said.document_id = money_of_subject.document_id and said.subject = money_of_subject.subject
    qualify row_number() over (partition by said.document_id, said.subject order by (money_of_subject.amount_yuan <> 0) desc, said.source_line) = 1

),

-- “三公”经费 of the general public budget has its table and that of the fund another, which is empty.
statements_with_money as (

    select distinct
        document_id,
        statement_id,
    from {{ ref('stg_statements') }}
    where figure_count > 0 or unplaced_count > 0

),

-- The other way round: an empty table with its note, and money in the prose.
empty_tables as (

    select
        statements.document_id,
        statements.statement_no,
        statements.statement_id,
        statements.table_title,
        statements.title_line,
        statements.no_data_note,
    from {{ ref('stg_statements') }} as statements
    inner join scope on statements.document_id = scope.document_id
    anti join statements_with_money
        on statements.document_id = statements_with_money.document_id and statements.statement_id = statements_with_money.statement_id
    where
        statements.figure_count = 0 and statements.no_data_note is not null and statements.unplaced_count = 0
        and statements.statement_id in (
            'final_government_fund', 'budget_government_fund', 'final_three_public', 'budget_three_public',
            'final_state_capital', 'budget_state_capital'
        )

),

prose_money as (

    select
        document_id,
        metric,
        min(subject) as subject,
        max({{ prose_yuan('value_number', 'unit_text') }}) as amount_yuan,
        arg_max(source_line, ({{ prose_yuan('value_number', 'unit_text') }}, -source_line)) filter (where {{ prose_yuan('value_number', 'unit_text') }} is not null) as source_line,
        arg_max(figure_no, ({{ prose_yuan('value_number', 'unit_text') }}, -source_line)) filter (where {{ prose_yuan('value_number', 'unit_text') }} is not null) as figure_no,
    from {{ ref('stg_narrative_figures') }}
    where
        zone = 'notes'
        and metric in ('government_fund_revenue', 'government_fund_expenditure', 'three_public_final', 'three_public_budget')
        and unit_text like '%元'
        and coalesce(stage, '') not like 'prior%'
    group by all
    union all
    select
        sentences.document_id,
        'state_capital' as metric,
        min('国有资本经营预算收支') as subject,
        max({{ state_capital_yuan }}) as amount_yuan,
        arg_max(sentences.line_no, ({{ state_capital_yuan }}, -sentences.line_no)) filter (
            where {{ state_capital_yuan }} is not null
        ) as source_line,
        cast(null as integer) as figure_no,
    from {{ ref('int_recon_sentence') }} as sentences
    where
        sentences.zone = 'notes'
        and sentences.kind = 'text'
        and regexp_matches(sentences.text, {{ pattern('state_capital_money') }})
    group by all

),

empty_but_told as (

    select
        empty_tables.document_id,
        'wording_said_none' as rule_id,
        concat_ws('|', 'table', empty_tables.statement_no) as place_key,
        max(prose_money.source_line) as source_line,
        min(empty_tables.no_data_note) as source_text,
        concat(
            '《', min(empty_tables.table_title), '》注明“', min(empty_tables.no_data_note), '”，文中', max_by(prose_money.subject, prose_money.amount_yuan),
            '为 ', {{ yuan_text('max(prose_money.amount_yuan)') }}, ' 元'
        ) as finding,
        if(max(prose_money.amount_yuan) > 0, 'broken', 'exact') as status,
        concat('empty|', empty_tables.statement_no) as cause_key,
        max_by(prose_money.figure_no, prose_money.amount_yuan) as figure_no,
    from empty_tables
    inner join prose_money
        on
            empty_tables.document_id = prose_money.document_id
            and (
                (empty_tables.statement_id like '%government_fund' and prose_money.metric like 'government_fund%')
                or (empty_tables.statement_id like '%three_public' and prose_money.metric like 'three_public%')
                or (empty_tables.statement_id like '%state_capital' and prose_money.metric = 'state_capital')
            )
    group by empty_tables.document_id, empty_tables.statement_no

),

everything as (

    select * from contradicted
    union all by name
    select * from empty_but_told

),

final as (

    select
        document_id,
        rule_id,
        place_key,
        source_line,
        source_text,
        finding,
        cause_key,
        figure_no,
        status,
    from everything

)

select * from final
