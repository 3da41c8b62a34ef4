-- grain: one line of a table (of a badly read table: the table) with numeric cells that could not be read, or one table read whole
-- Every number of a table is well formed and stands where its heading says what it is.
with

unread as (

    select * from {{ ref('int_recon_unread') }}
    where statement_id is not null and statement_id <> 'other'

),

statements as (

    select * from {{ ref('stg_statements') }}

),

-- One line is the publisher's slip; many lines, or numbers without a heading, are told once for the table.
grouped as (

    select
        *,
        if(
            reason_code in ('error_value', 'several_numbers')
            and count(distinct source_line) over (partition by document_id, statement_no) <= 3,
            source_line,
            0
        ) as group_line,
    from unread

),

by_line as (

    select
        document_id,
        statement_no,
        min(statement_id) as statement_id,
        group_line,
        min(source_line) as source_line,
        count(*) as cells,
        count(distinct source_line) as lines,
        list(
            {{ operand('source_line', "concat('第', source_field, '列')", 'cell_text', field='source_field') }}
            order by source_line, source_field
        ) as left_evidence,
        array_to_string(list_slice(list(place order by source_line, source_field), 1, 8), '、') as places,
    from grouped
    group by document_id, statement_no, group_line

),

found as (

    select
        document_id,
        'cell_unread' as rule_id,
        concat_ws('|', statement_no, group_line) as place_key,
        statement_id,
        statement_no,
        concat(cells, ' 个数字单元格无法读出：', places, if(cells > 8, '等', ''), '；需用到它们的合计不作比较') as finding,
        if(group_line > 0, 'minor', 'info') as severity_override,
        if(group_line > 0, concat('请核对第', source_line, '行所印数字的格式'), null) as advice,
        list_slice(left_evidence, 1, 50) as left_evidence,
        'broken' as status,
    from by_line

),

-- A table read whole is told too: a rule that never holds anywhere would say nothing.
held as (

    select
        statements.document_id,
        'cell_unread' as rule_id,
        concat_ws('|', statements.statement_no) as place_key,
        coalesce(statements.statement_id, '') as statement_id,
        statements.statement_no,
        'exact' as status,
    from statements
    anti join unread
        on statements.document_id = unread.document_id and statements.statement_no = unread.statement_no
    where statements.figure_count > 0 and statements.statement_id <> 'other'

),

final as (

    select * from found
    union all by name
    select * from held

)

select * from final
