-- grain: one negative amount of a table of expenditure, or one such table without any
-- No expenditure of a table by code is negative.
with

amounts as (

    select * from {{ ref('int_recon_operand') }}
    where
        figure_no = 0
        and row_kind in ('function', 'economic', 'total')
        and measure in ('total', 'basic', 'project', 'personnel', 'public')
        and regexp_matches(statement_id, '(expenditure|basic|state_capital|three_public)')

),

found as (

    select
        document_id,
        'negative_amount' as rule_id,
        concat_ws('|', statement_no, source_line, source_field) as place_key,
        statement_id,
        statement_no,
        row_label,
        function_code,
        economic_code,
        measure,
        stage,
        column_label,
        concat('支出印作负数 ', trim(amount_text), unit_text) as finding,
        -- The negative amount of an item stands in its totals too.
        concat('negative|', amount_text) as cause_key,
        [{{ operand('source_line', 'row_label', 'amount_text', 'unit_text', field='source_field', yuan='amount_yuan') }}] as left_evidence,
        'broken' as status,
    from amounts
    where amount_yuan < 0

),

held as (

    select
        document_id,
        'negative_amount' as rule_id,
        concat_ws('|', statement_no) as place_key,
        statement_id,
        statement_no,
        'exact' as status,
    from amounts
    group by all
    having min(amount_yuan) >= 0

),

final as (

    select * from found
    union all by name
    select * from held

)

select * from final
