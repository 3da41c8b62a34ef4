-- grain: one evaluation of one rule at one place of one document
with

results as (

    select * from {{ ref('int_recon_result') }}

),

unevaluated as (

    select * from {{ ref('int_recon_unevaluated') }}

),

rules as (

    select * from {{ ref('rules') }}

),

statements as (

    select * from {{ ref('statements') }}

),

zones as (

    select * from {{ ref('rule_zones') }}

),

tables as (

    select * from {{ ref('stg_statements') }}

),

reasons as (

    select * from {{ ref('rule_reasons') }}

),

documents as (

    select
        document_id,
        department_id,
        fiscal_year,
        document_kind,
    from {{ ref('int_documents') }}

),

causes as (

    select * from {{ ref('int_recon_cause') }}

),

advices as (

    select * from {{ ref('int_recon_advice') }}

),

reviewed as (

    select
        document_id,
        rule_id,
        subject,
        coalesce(difference, '') as difference,
        min(reason) as reason,
    from {{ ref('reviewed_discrepancies') }}
    group by all

),

described as (

    select
        results.*,
        coalesce(results.severity_override, rules.severity) as severity,
        rules.family,
        rules.method,
        rules.left_label,
        rules.right_label,
        rules.comparison,
        coalesce(
            nullif(if(length({{ bare_title('tables.table_title') }}) <= 40, {{ bare_title('tables.table_title') }}, null), ''),
            statements.statement_name,
            zones.zone_name,
            ''
        ) as table_name,
        reasons.message_zh as reason,
        list_concat(results.left_evidence, results.right_evidence) as all_evidence,
    from results
    inner join rules on results.rule_id = rules.rule_id
    left join tables
        on results.document_id = tables.document_id and results.statement_no = tables.statement_no
    left join statements on results.statement_id = statements.statement_id
    left join zones on results.statement_id = zones.zone
    left join reasons on results.reason_code = reasons.reason_code

),

located as (

    select
        *,
        coalesce(
            list_sort(list_distinct(list_transform(list_filter(all_evidence, lambda e: e.line is not null and e.document_id = described.document_id), lambda e: e.line))),
            []
        ) as source_lines,
        -- A column is named by the last heading over it; in prose the place is the section.
        if(figure_no > 0, '', coalesce(nullif(trim(split_part(column_label, ' / ', -1)), ''), measure)) as column_name,
        -- Of what holds nothing is told: most rows need no sentence.
        status not in ('exact', 'rounding') as is_told,
        if(is_told, array_to_string(list_transform(right_evidence, lambda e: concat(e.amount_text, ' ', e.unit_text)), '、'), null) as operand_texts,
    from described

),

worded as (

    select
        * exclude (left_label),
        if(
            family in ('row_sum', 'hierarchy') and figure_no = 0 and column_label <> '' and not contains(left_label, '+'),
            column_name,
            concat(
                left_label,
                if(len(left_evidence) > 1, concat('（', array_to_string(list_transform(left_evidence, lambda e: trim(e.amount_text)), ' + '), '）'), '')
            )
        ) as left_label,
        concat_ws(
            ' ',
            table_name,
            nullif(coalesce(nullif(function_code, ''), economic_code), ''),
            nullif(row_label, ''),
            nullif(column_name, ''),
            case stage when 'budget' then '预算' when 'adjusted_budget' then '全年预算' when 'prior_final' then '上年决算' end,
            if(figure_no > 0, concat('第 ', left_evidence[1].line, ' 行'), null)
        ) as subject,
        concat_ws(
            ' ',
            table_name,
            nullif(coalesce(nullif(function_code, ''), economic_code), ''),
            nullif(row_label, '')
        ) as place,
        if(
            is_told,
            concat(
                '（第 ',
                array_to_string(list_slice(source_lines, 1, 8), '、'),
                if(len(source_lines) > 8, ' 等', ''),
                ' 行）'
            ),
            null
        ) as line_text,
    from located

),

evaluated as (

    select
        reconciliation_id,
        rule_id,
        document_id,
        family,
        nullif(statement_id, '') as statement_id,
        statement_no,
        subject,
        nullif(row_label, '') as row_label,
        nullif(function_code, '') as function_code,
        nullif(economic_code, '') as economic_code,
        nullif(measure, '') as measure,
        nullif(stage, '') as stage,
        cast(right_amount as decimal(20, 2)) as expected_yuan,
        cast(left_amount as decimal(20, 2)) as actual_yuan,
        cast(difference as decimal(20, 2)) as difference_yuan,
        cast(tolerance as decimal(20, 4)) as tolerance_yuan,
        cast(right_value as decimal(20, 6)) as expected_value,
        cast(left_value as decimal(20, 6)) as actual_value,
        value_unit,
        status,
        severity,
        source_lines,
        all_evidence as evidence,
        if(
            is_told,
            concat(
                place,
                '：',
                case
                    when finding is not null then finding
                    when left_value is null and left_amount is null then left_label
                    when left_value is not null
                        then concat(
                            left_label, ' ', {{ plain_text('left_value') }}, value_unit,
                            if(method = 'ratio' and right_value is null and status = 'broken', concat('，', right_label, '（', operand_texts, '），基数为零'), ''),
                            if(right_value is null, '', concat('，', right_label, if(method = 'ratio' and operand_texts <> '', concat('（', operand_texts, '）'), ''), ' = ', {{ plain_text('right_value') }}, value_unit))
                        )
                    else concat(
                        left_label, ' ', {{ yuan_text('left_amount') }}, ' 元，',
                        right_label, case comparison when 'at_most' then '（上限）' when 'at_least' then '（下限）' else '' end,
                        ' = ', {{ yuan_text('right_amount') }}, ' 元'
                    )
                end,
                case
                    when reason is not null then concat('；', reason, coalesce('：' || unread_cells, ''))
                    when finding is not null then ''
                    when left_value is not null then '，不符'
                    else concat('，相差 ', {{ yuan_text('difference') }}, ' 元')
                end,
                if(len(source_lines) > 0, line_text, '')
            ),
            null
        ) as message,
        advice,
    from worded

),

not_evaluated as (

    select
        md5(concat_ws('|', unevaluated.document_id, unevaluated.rule_id, 'unevaluated')) as reconciliation_id,
        unevaluated.rule_id,
        unevaluated.document_id,
        rules.family,
        cast(null as varchar) as statement_id,
        cast(null as integer) as statement_no,
        '' as subject,
        cast(null as varchar) as row_label,
        cast(null as varchar) as function_code,
        cast(null as varchar) as economic_code,
        cast(null as varchar) as measure,
        cast(null as varchar) as stage,
        cast(null as decimal(20, 2)) as expected_yuan,
        cast(null as decimal(20, 2)) as actual_yuan,
        cast(null as decimal(20, 2)) as difference_yuan,
        cast(null as decimal(20, 4)) as tolerance_yuan,
        cast(null as decimal(20, 6)) as expected_value,
        cast(null as decimal(20, 6)) as actual_value,
        cast(null as varchar) as value_unit,
        'not_applicable' as status,
        rules.severity,
        cast([] as integer[]) as source_lines,
        cast([] as struct(
            line integer, field integer, side varchar, label varchar, term varchar, sign integer,
            amount_yuan decimal(20, 2), amount_text varchar, unit_text varchar, document_id varchar
        )[]) as evidence,
        unevaluated.reason as message,
        cast(null as varchar) as advice,
    from unevaluated
    inner join rules on unevaluated.rule_id = rules.rule_id

),

everything as (

    select * from evaluated
    union all
    select * from not_evaluated

),

-- The difference as the review seed writes it: yuan, or the number with its unit.
compared as (

    select
        *,
        case
            when difference_yuan is not null then cast(difference_yuan as varchar)
            when actual_value is not null and expected_value is not null
                then {{ plain_text('actual_value - expected_value') }} || value_unit
            else ''
        end as difference_text,
    from everything

),

final as (

    select
        compared.reconciliation_id,
        compared.rule_id,
        compared.document_id,
        documents.department_id,
        documents.fiscal_year,
        documents.document_kind,
        compared.family,
        compared.statement_id,
        compared.statement_no,
        compared.subject,
        compared.row_label,
        compared.function_code,
        compared.economic_code,
        compared.measure,
        compared.stage,
        compared.expected_yuan,
        compared.actual_yuan,
        compared.difference_yuan,
        compared.tolerance_yuan,
        compared.expected_value,
        compared.actual_value,
        compared.value_unit,
        compared.status,
        if(compared.status = 'broken', compared.severity, null) as severity,
        if(compared.status = 'broken', compared.reconciliation_id, null) as finding_id,
        causes.cause_id,
        causes.is_consequence,
        compared.source_lines,
        -- What holds can be computed again from its lines: a sentence and the operands of every balance would be most of the file.
        if(compared.status in ('exact', 'rounding'), null, compared.evidence) as evidence,
        compared.message,
        if(causes.is_consequence, null, coalesce(compared.advice, advices.advice)) as advice,
        compared.difference_text,
        if(compared.status = 'broken', reviewed.reason, null) as reviewed_reason,
    from compared
    left join documents on compared.document_id = documents.document_id
    left join causes on compared.reconciliation_id = causes.finding_id
    left join advices on causes.cause_id = advices.cause_id
    left join reviewed
        on
            compared.document_id = reviewed.document_id
            and compared.rule_id = reviewed.rule_id
            and compared.subject = reviewed.subject
            and compared.difference_text = reviewed.difference

)

select * from final
