-- grain: one demand on which tables a document prints, and on their notes
with

statements as (

    select * from {{ ref('stg_statements') }}

),

figures as (

    select * from {{ ref('int_recon_operand') }}
    where figure_no = 0

),

documents as (

    select * from {{ ref('dim_document') }}

),

national as (

    select
        statement_id,
        statement_name,
        official_number,
    from {{ ref('statements') }}
    where document_kind = 'final_accounts' and official_number is not null

),

printed as (

    select
        document_id,
        statement_id,
        min(title_line) as title_line,
    from statements
    group by all

),

-- A disclosure follows the national form when it prints most of its tables; where some table is not recognised, nothing is called missing.
national_documents as (

    select
        documents.document_id,
        count(distinct printed.statement_id) filter (where printed.statement_id in (select statement_id from national)) as tables,
        bool_or(printed.statement_id = 'other') as has_other,
    from documents
    inner join printed on documents.document_id = printed.document_id
    where documents.document_kind = 'final_accounts'
    group by all
    having tables >= 6

),

tables_demanded as (

    select
        national_documents.document_id,
        'presence_table' as rule_id,
        national.statement_id as place_key,
        national.statement_id,
        0 as statement_no,
        concat(national.official_number, ' ', national.statement_name, if(printed.title_line is null, '：文件中没有这张表', '：已公开')) as finding,
        printed.title_line as source_line,
        case
            when printed.document_id is not null then 'exact'
            when national_documents.has_other then 'not_applicable'
            else 'broken'
        end as status,
        if(printed.document_id is null and national_documents.has_other, 'other_table', null) as reason_code,
    from national_documents
    cross join national
    left join printed
        on national_documents.document_id = printed.document_id and national.statement_id = printed.statement_id

),

non_zero as (

    select
        document_id,
        statement_no,
        count(*) as cells,
    from figures
    where amount_yuan <> 0
    group by all

),

notes as (

    select
        statements.document_id,
        if(coalesce(non_zero.cells, 0) = 0, 'presence_note', 'presence_no_note') as rule_id,
        concat_ws('|', statements.statement_no) as place_key,
        statements.statement_id,
        statements.statement_no,
        case
            when coalesce(non_zero.cells, 0) > 0 and statements.no_data_note is not null
                then concat('《', statements.table_title, '》有数据，却注明“', statements.no_data_note, '”')
            when coalesce(non_zero.cells, 0) > 0 then concat('《', statements.table_title, '》有数据，无空表说明')
            when statements.no_data_note is not null then concat('《', statements.table_title, '》为空表，已说明')
            else concat('《', statements.table_title, '》为空表，没有说明')
        end as finding,
        statements.title_line as source_line,
        case
            when (coalesce(non_zero.cells, 0) > 0) = (statements.no_data_note is null) then 'exact'
            else 'broken'
        end as status,
        cast(null as varchar) as reason_code,
    from statements
    left join non_zero
        on statements.document_id = non_zero.document_id and statements.statement_no = non_zero.statement_no
    where
        statements.statement_id like 'final%'
        or statements.statement_id like 'budget%'
    -- A zero printed in every cell says itself that there is nothing.
    and not (coalesce(non_zero.cells, 0) = 0 and statements.figure_count > 0)

),

-- A table by code with several rows has a total row: where none is printed, its sums are nobody's.
totals as (

    select
        document_id,
        statement_id,
        statement_no,
        count(*) filter (where row_kind = 'function') as code_cells,
        count(*) filter (where row_kind = 'total') as total_cells,
        min(source_line) as source_line,
    from figures
    where statement_id in (select statement_id from national)
    group by all
    having code_cells > 0

),

total_rows as (

    select
        document_id,
        'presence_total_row' as rule_id,
        concat_ws('|', statement_no) as place_key,
        statement_id,
        statement_no,
        if(total_cells > 0, '合计行已列', '表内有科目行，没有有数的合计行') as finding,
        source_line,
        if(total_cells > 0, 'exact', 'broken') as status,
        cast(null as varchar) as reason_code,
    from totals

),

everything as (

    select * from tables_demanded
    union all
    select * from notes
    union all
    select * from total_rows

),

final as (

    select
        document_id,
        rule_id,
        place_key,
        statement_id,
        statement_no,
        '' as row_label,
        '' as function_code,
        '' as economic_code,
        '' as measure,
        '' as stage,
        '' as column_label,
        0 as figure_no,
        cast(null as decimal(28, 2)) as left_amount,
        cast(null as decimal(28, 2)) as right_amount,
        cast(null as decimal(28, 2)) as difference,
        cast(null as decimal(28, 6)) as tolerance,
        cast(null as decimal(28, 8)) as left_value,
        cast(null as decimal(28, 8)) as right_value,
        cast(null as varchar) as value_unit,
        finding,
        [
            struct_pack(
                side := 'left',
                label := statement_id,
                term := cast(null as varchar),
                sign := 1,
                amount_yuan := cast(null as decimal(20, 2)),
                amount_text := cast(null as varchar),
                unit_text := cast(null as varchar),
                document_id := document_id,
                line := source_line,
                field := 0
            )
        ] as left_evidence,
        left_evidence[1:0] as right_evidence,
        reason_code,
        status,
    from everything

)

select * from final
