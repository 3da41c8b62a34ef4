-- grain: one evaluated sum down a column: rule × document × table × parent row × column
with

operands as (

    select * from {{ ref('int_recon_operand') }}
    where figure_no = 0 and row_kind in ('function', 'economic', 'total', 'unit', 'project')
    and not (measure = 'subtotal' and column_label = '')

),

rules as (

    select
        rule_id,
        parameter,
    from {{ ref('rules') }}
    where method = 'tree'

),

-- Rows by code, with the code that orders them; columns by economic category are columns like any other.
coded as (

    select
        *,
        case
            when row_kind = 'function' then function_code
            when row_kind = 'economic' and column_level = 'none' then economic_code
            else ''
        end as code,
        concat_ws('¦', measure, stage, if(column_level = 'none', '', economic_code), if(measure = 'subtotal' or is_of_which, column_label, '')) as column_key,
    from operands

),

codes as (

    select distinct
        document_id,
        statement_no,
        row_kind,
        code,
    from coded
    where code <> ''

),

-- The nearest code above that the table prints: each possible prefix is looked up by equality.
prefixes as (

    select
        document_id,
        statement_no,
        row_kind,
        code,
        -- A condition on one table alone would keep the outer join below from being a hash join.
        unnest(list_filter([left(code, 3), left(code, 5), left(code, 7), ''], lambda prefix: prefix <> code)) as prefix,
    from codes

),

ancestors as (

    select
        prefixes.document_id,
        prefixes.statement_no,
        prefixes.row_kind,
        prefixes.code,
        coalesce(max(parent.code), '') as parent_code,
    from prefixes
    left join codes as parent
        on
            prefixes.document_id = parent.document_id
            and prefixes.statement_no = parent.statement_no
            and prefixes.row_kind = parent.row_kind
            and prefixes.prefix = parent.code
    group by all

),

-- A local code of seven digits in an economic table may stand under 30112 or beside it: both readings are kept.
children as (

    select
        coded.*,
        case
            when coded.row_kind = 'economic' and length(coded.code) > 5 then left(coded.code, 3)
            else ancestors.parent_code
        end as parent_code,
        coded.row_kind = 'economic' and length(coded.code) > 5 and length(ancestors.parent_code) = 5 as is_local,
    from coded
    inner join ancestors
        on
            coded.document_id = ancestors.document_id
            and coded.statement_no = ancestors.statement_no
            and coded.row_kind = ancestors.row_kind
            and coded.code = ancestors.code

),

-- Rows without codes hang directly under the total, where the table has no rows by code.
plain_children as (

    select
        coded.*,
        '' as parent_code,
        false as is_local,
    from coded
    anti join codes on coded.document_id = codes.document_id and coded.statement_no = codes.statement_no
    where coded.row_kind in ('unit', 'project')

),

all_children as (

    select * from children
    union all
    select * from plain_children

),

child_sums as (

    select
        document_id,
        statement_no,
        row_kind,
        column_key,
        parent_code,
        sum(amount_yuan) as amount_all,
        coalesce(sum(amount_yuan) filter (where not is_local), 0) as amount_without_local,
        sum(half_unit) as half_units,
        list_sort(list(
            struct_pack(
                line := source_line,
                field := source_field,
                side := 'right',
                label := concat_ws(' ', nullif(code, ''), nullif(coalesce(nullif(project_name, ''), row_label), '')),
                term := cast(null as varchar),
                sign := 1,
                amount_yuan := amount_yuan,
                amount_text := amount_text,
                unit_text := unit_text,
                document_id := document_id
            )
        )) as evidence,
    from all_children
    group by all

),

-- Which parents have rows under them at all, in whatever column.
families as (

    select distinct
        document_id,
        statement_no,
        row_kind,
        parent_code,
    from all_children

),

columns_with_detail as (

    select distinct
        document_id,
        statement_no,
        row_kind,
        column_key,
    from all_children

),

parents as (

    select
        coded.*,
        families.row_kind as child_kind,
    from coded
    inner join families
        on
            coded.document_id = families.document_id
            and coded.statement_no = families.statement_no
            and coded.code = families.parent_code
            and (coded.row_kind = 'total' or (coded.row_kind = families.row_kind and coded.code <> ''))

),

compared as (

    select
        parents.document_id,
        case
            when parents.row_kind = 'total' and parents.child_kind = 'function' then 'total'
            when parents.row_kind = 'total' and parents.child_kind = 'economic' then 'economic_total'
            when parents.row_kind = 'total' then parents.child_kind
            when parents.row_kind = 'economic' and length(parents.code) = 3 then 'economic_class'
            when parents.row_kind = 'function' and length(parents.code) = 3 then 'class'
            when parents.row_kind = 'function' and length(parents.code) = 5 then 'section'
        end as parameter,
        parents.* exclude (document_id),
        columns_with_detail.document_id is not null as has_detail,
        case
            when child_sums.document_id is null then 0
            when
                parents.child_kind = 'unit'
                and abs(parents.amount_yuan * 2 - child_sums.amount_all) < abs(parents.amount_yuan - child_sums.amount_all)
                then child_sums.amount_all / 2
            when
                abs(parents.amount_yuan - child_sums.amount_without_local) < abs(parents.amount_yuan - child_sums.amount_all)
                then child_sums.amount_without_local
            else child_sums.amount_all
        end as right_amount,
        coalesce(child_sums.half_units, 0) as right_half_units,
        coalesce(child_sums.evidence, []) as right_evidence,
    from parents
    left join child_sums
        on
            parents.document_id = child_sums.document_id
            and parents.statement_no = child_sums.statement_no
            and parents.child_kind = child_sums.row_kind
            and parents.column_key = child_sums.column_key
            and parents.code = child_sums.parent_code
    left join columns_with_detail
        on
            parents.document_id = columns_with_detail.document_id
            and parents.statement_no = columns_with_detail.statement_no
            and parents.child_kind = columns_with_detail.row_kind
            and parents.column_key = columns_with_detail.column_key

),

judged as (

    select
        compared.document_id,
        rules.rule_id,
        1 as alternative,
        compared.statement_no as scope_no,
        compared.column_key as base_key,
        concat_ws('-', compared.source_line, compared.source_field) as detail_key,
        compared.amount_yuan as left_amount,
        cast(compared.right_amount as decimal(38, 2)) as right_amount,
        compared.half_unit + compared.right_half_units as tolerance,
        compared.statement_id,
        compared.statement_no,
        compared.row_label,
        if(compared.row_kind = 'function', compared.code, '') as function_code,
        if(compared.row_kind = 'economic', compared.code, '') as economic_code,
        compared.measure,
        compared.stage,
        compared.column_label,
        0 as figure_no,
        [
            struct_pack(
                line := compared.source_line,
                field := compared.source_field,
                side := 'left',
                label := concat_ws(' ', nullif(compared.code, ''), nullif(compared.row_label, '')),
                term := cast(null as varchar),
                sign := 1,
                amount_yuan := compared.amount_yuan,
                amount_text := compared.amount_text,
                unit_text := compared.unit_text,
                document_id := compared.document_id
            )
        ] as left_evidence,
        compared.right_evidence,
        if(compared.has_detail, null, 'column_blank') as reason_code,
    from compared
    inner join rules on compared.parameter = rules.parameter

),

final as (

    select
        *,
        left_amount - right_amount as difference,
        case
            when reason_code is not null then 'not_applicable'
            when left_amount = right_amount then 'exact'
            when abs(left_amount - right_amount) <= tolerance then 'rounding'
            else 'broken'
        end as status,
    from judged

)

select * from final
