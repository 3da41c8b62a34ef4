-- grain: one code that one side of a rule prints and the other side's table neither prints nor proves to be nothing
-- An absent row is not 0. It is nothing only where the nearest printed code above it is the sum of what stands under it;
-- where that does not add up, or rows below the absent one are printed, the row is missing and says nothing.
with

code_rows as (

    select * from {{ ref('int_recon_code_row') }}

),

operands as (

    select * from {{ ref('int_recon_operand') }}

),

links as (

    select * from {{ ref('int_recon_document_link') }}

),

terms as (

    select distinct
        terms.rule_id,
        terms.side,
        terms.document_role,
        terms.statement_id,
        rules.by_measure,
    from {{ ref('int_recon_term') }} as terms
    inner join {{ ref('int_recon_rule') }} as rules on terms.rule_id = rules.rule_id
    where rules.by_function and rules.method = 'balance'

),

-- The tables of each side of each rule, in each document.
tables as (

    select distinct
        links.document_id,
        terms.rule_id,
        terms.side,
        terms.by_measure,
        code_rows.document_id as source_document_id,
        code_rows.statement_no,
        code_rows.statement_rank as scope_no,
    from terms
    inner join links on terms.document_role = links.document_role
    inner join code_rows
        on links.source_document_id = code_rows.document_id and terms.statement_id = code_rows.statement_id

),

measures as (

    select distinct
        document_id,
        statement_no,
        measure,
    from operands
    where column_level <> 'of_fund'

),

codes_wanted as (

    select distinct
        tables.document_id,
        tables.rule_id,
        tables.side,
        tables.scope_no,
        code_rows.function_code,
        if(tables.by_measure, measures.measure, '') as measure,
    from tables
    inner join code_rows
        on tables.source_document_id = code_rows.document_id and tables.statement_no = code_rows.statement_no
    inner join measures
        on tables.source_document_id = measures.document_id and tables.statement_no = measures.statement_no

),

-- Each code of one side looked up in the tables of the other.
looked_up as (

    select
        codes_wanted.document_id,
        codes_wanted.rule_id,
        tables.side,
        codes_wanted.scope_no,
        codes_wanted.function_code,
        codes_wanted.measure,
        tables.source_document_id,
        tables.statement_no,
        bool_or(code_rows.function_code = codes_wanted.function_code) as is_printed,
        bool_or(
            codes_wanted.function_code <> ''
            and length(code_rows.function_code) > length(codes_wanted.function_code)
            and starts_with(code_rows.function_code, codes_wanted.function_code)
        ) as has_rows_below,
        arg_max(code_rows.is_complete, length(code_rows.function_code)) filter (
            where
            length(code_rows.function_code) < length(codes_wanted.function_code)
            and starts_with(codes_wanted.function_code, code_rows.function_code)
        ) as is_proven,
    from codes_wanted
    inner join tables
        on
            codes_wanted.document_id = tables.document_id
            and codes_wanted.rule_id = tables.rule_id
            and codes_wanted.side <> tables.side
            and codes_wanted.scope_no = tables.scope_no
    inner join code_rows
        on tables.source_document_id = code_rows.document_id and tables.statement_no = code_rows.statement_no
    group by all

),

judged as (

    select
        looked_up.*,
        looked_up.measure = '' or measures.measure is not null as has_column,
    from looked_up
    left join measures
        on
            looked_up.source_document_id = measures.document_id
            and looked_up.statement_no = measures.statement_no
            and looked_up.measure = measures.measure

),

final as (

    select
        document_id,
        rule_id,
        side,
        scope_no,
        function_code,
        measure,
    from judged
    group by all
    having function_code = '?' or not bool_or(has_column and (is_printed or (not has_rows_below and coalesce(is_proven, false))))

)

select * from final
