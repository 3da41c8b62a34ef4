-- grain: one functional code (empty: the total) that one table prints, and whether what stands under it adds up to it
with

operands as (

    select * from {{ ref('int_recon_operand') }}
    where not is_of_which

),

trees as (

    select * from {{ ref('int_recon_tree') }}
    where economic_code = ''

),

printed as (

    select distinct
        document_id,
        statement_id,
        statement_no,
        statement_rank,
        function_code,
    from operands
    where function_code <> '' or row_kind = 'total' or line_id in ('expenditure_total', 'expenditure_grand_total')

),

tree_totals as (

    select
        document_id,
        statement_no,
        function_code,
        bool_or(status in ('exact', 'rounding')) and not bool_or(status = 'broken') as is_complete,
    from trees
    group by all

),

-- A summary table lists its classes as lines under one total.
line_sums as (

    select
        document_id,
        statement_no,
        measure,
        sum(amount_yuan) filter (where function_code <> '') as classes,
        max(amount_yuan) filter (where line_id = 'expenditure_total') as total,
        max(amount_yuan) filter (where line_id = 'expenditure_grand_total') as grand_total,
    from operands
    where row_kind = 'line'
    group by all

),

line_totals as (

    select
        document_id,
        statement_no,
        '' as function_code,
        bool_and(classes in (total, grand_total)) as is_complete,
    from line_sums
    where classes is not null and coalesce(total, grand_total) is not null
    group by all

),

final as (

    select
        printed.*,
        coalesce(tree_totals.is_complete, line_totals.is_complete, false) as is_complete,
    from printed
    left join tree_totals
        on
            printed.document_id = tree_totals.document_id
            and printed.statement_no = tree_totals.statement_no
            and printed.function_code = tree_totals.function_code
    left join line_totals
        on
            printed.document_id = line_totals.document_id
            and printed.statement_no = line_totals.statement_no
            and printed.function_code = line_totals.function_code

)

select * from final
