-- grain: one placed figure, with its yuan and its codes
with

figures as (

    select * from {{ ref('stg_figures') }}

),

codes as (

    select * from {{ ref('int_codes') }}

),

units as (

    select * from {{ ref('money_units') }}

),

statements as (

    select * from {{ ref('statements') }}

),

documents as (

    select * from {{ ref('stg_documents') }}

),

titles as (

    select
        document_id,
        statement_no,
        try_cast(regexp_extract(table_title, '(20[0-9]{2})年', 1) as integer) as title_year,
    from {{ ref('stg_statements') }}

),

-- A stock is held at a date: the end of the year before a budget's year, the end of the year of a final account.
asset_stages as (

    select
        titles.document_id,
        titles.statement_no,
        case
            when titles.title_year = documents.fiscal_year - 1 then 'prior_final'
            when documents.document_kind = 'budget' then 'prior_final'
            when documents.document_kind = 'final_accounts' then 'final'
        end as stage,
    from titles
    inner join documents on titles.document_id = documents.document_id

),

-- Of-which columns that every place prints the same way are never a part of a sum, even where the heading does
-- not say 其中.
joined as (

    select
        figures.* exclude (is_of_which, stage, fund),
        figures.is_of_which or figures.measure in ('capital_construction', 'education_fees', 'reserved_for_small') as is_of_which,
        coalesce(
            figures.stage,
            nullif(statements.stage, ''),
            if(figures.statement_id = 'asset_holdings', asset_stages.stage, null)
        ) as stage,
        coalesce(figures.fund, nullif(statements.fund, ''), 'all') as fund,
        nullif(statements.fund, '') as statement_fund,
        coalesce(statements.row_axis, 'line') as row_axis,
        units.yuan as unit_factor,
        codes.code as row_code,
    from figures
    left join statements on figures.statement_id = statements.statement_id
    left join units on figures.is_money and replace(figures.unit_text, ' ', '') = units.unit
    left join codes on figures.row_code_text = codes.code_text
    left join asset_stages
        on
            figures.document_id = asset_stages.document_id
            and figures.statement_no = asset_stages.statement_no

),

-- Where the heading does not say which system a code belongs to, the axis of the statement and the first digit do.
coded as (

    select
        *,
        case
            when row_kind = 'total' then null
            when row_code_system is not null then row_code_system
            when row_axis = 'function' and row_code like '2%' then 'function'
            when row_axis = 'economic' and row_code like '3%' then 'economic_department'
            when row_axis = 'economic' and row_code like '5%' then 'economic_government'
        end as code_system,
    from joined

),

final as (

    select
        document_id || '-' || source_line || '-' || source_field as figure_id,
        document_id,
        statement_no,
        statement_id,
        row_axis,
        statement_fund,
        row_no,
        block_no,
        row_kind,
        row_label,
        row_code_text,
        row_context,
        case when code_system = 'function' then row_code else line_function_code end as function_code,
        coalesce(
            case when code_system in ('economic_department', 'economic_government') then row_code end,
            line_economic_code,
            column_economic_code
        ) as economic_code,
        case when code_system is not null then row_code end as row_code,
        code_system,
        column_economic_code,
        line_economic_code,
        line_id,
        unit_code,
        unit_name,
        project_name,
        column_label,
        measure,
        stage,
        fund,
        is_of_which,
        is_money,
        case
            when is_money then {{ yuan('amount_number', 'unit_factor') }}
            else {{ yuan('amount_number', "'1'") }}
        end as amount_yuan,
        amount_text,
        amount_number,
        unit_text,
        unit_factor,
        source_line,
        source_field,
        placement,
        placement_note,
        {{- place_columns('coded') }}
    from coded

)

select * from final
