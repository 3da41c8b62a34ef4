-- grain: one demand on which tables a document prints, and on their notes
-- 规定的表都印出；无数据的表注明；一栏有合计行、有明细行。
with

statements as (

    select * from {{ ref('stg_statements') }}

),

figures as (

    select * from {{ ref('int_recon_operand') }}
    where figure_no = 0

),

documents as (

    select * from {{ ref('int_documents') }}

),

national as (

    select
        statements.statement_id,
        statements.statement_name,
        statements.official_number,
        try_cast(forms.valid_from_year as integer) as valid_from_year,
    from {{ ref('statements') }} as statements
    left join {{ ref('forms') }} as forms
        on statements.document_kind = forms.document_kind and statements.statement_id = forms.statement_id
    where statements.document_kind = 'final_accounts' and statements.official_number is not null

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
        min(documents.fiscal_year) as fiscal_year,
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
    -- The national form had one table less before it had state capital.
    inner join national on coalesce(national_documents.fiscal_year >= national.valid_from_year, true)
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

-- A note that names the matter of a table which the document does not print is that table's, lost above it.
strayed_notes as (

    select
        statements.document_id,
        statements.statement_no,
    from (
        select
            *,
            case
                {% for matter in ['government_fund', 'state_capital', 'three_public'] -%}
                when regexp_matches(no_data_note, {{ pattern('note_of_' ~ matter) }}) then '{{ matter }}'
                {% endfor %}
            end as matter,
        from statements
    ) as statements
    left join printed
        on statements.document_id = printed.document_id and contains(printed.statement_id, statements.matter)
    where statements.matter is not null and printed.document_id is null

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
    anti join strayed_notes
        on statements.document_id = strayed_notes.document_id and statements.statement_no = strayed_notes.statement_no
    where
        (statements.statement_id like 'final%' or statements.statement_id like 'budget%')
        -- A zero printed in every cell says itself that there is nothing.
        and not (coalesce(non_zero.cells, 0) = 0 and statements.figure_count > 0)

),

-- What each table by functional code prints: rows by code, and a total row with its label.
by_code as (

    select
        document_id,
        statement_id,
        statement_no,
        count(distinct function_code) filter (where row_kind = 'function') as codes,
        count(*) filter (where row_kind = 'total') as total_cells,
        count(*) filter (where row_kind = 'total' and row_label <> '' and amount_yuan <> 0) as labelled_totals,
        count(*) filter (where row_kind not in ('function', 'total')) as other_cells,
        min(source_line) as source_line,
    from figures
    where statement_id in (select statement_id from {{ ref('statements') }} where row_axis = 'function')
    group by all

),

-- Where the other tables of the document print a total row, the one without has lost it.
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
    from by_code
    where codes > 1
    qualify total_cells > 0 or count_if(total_cells > 0) over (partition by document_id) >= 1
        or statement_id in (select statement_id from national)

),

-- The other way round: a labelled total over no row at all.
detail_rows as (

    select
        document_id,
        'presence_detail' as rule_id,
        concat_ws('|', statement_no) as place_key,
        statement_id,
        statement_no,
        if(codes > 0, '合计行之外有科目行', '合计行有数，没有科目行') as finding,
        source_line,
        if(codes > 0, 'exact', 'broken') as status,
        cast(null as varchar) as reason_code,
    from by_code
    where labelled_totals > 0 and other_cells = 0
    qualify codes > 0 or count_if(codes > 0) over (partition by document_id) >= 1

),

everything as (

    select * from tables_demanded
    union all
    select * from notes
    union all
    select * from total_rows
    union all
    select * from detail_rows

),

final as (

    select
        document_id,
        rule_id,
        place_key,
        statement_id,
        statement_no,
        finding,
        [{{ operand('source_line', 'statement_id') }}] as left_evidence,
        reason_code,
        status,
    from everything

)

select * from final
