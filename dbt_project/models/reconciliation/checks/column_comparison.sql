-- grain: one number of a column that compares two other columns of its table (增减额, 增减%, 完成预算%, 单价), at its row
-- 增减额、增减率、完成率、单价等栏，等于所在行另两栏之差或之比。
-- Which columns are compared is not asked of the headings: the rows say it, because nearly all of them agree.
with

unplaced as (

    select * from {{ ref('stg_unplaced_cells') }}
    where reason_code in ('aside', 'prior_year')

),

statements as (

    select * from {{ ref('stg_statements') }}
    where statement_id is not null and statement_id <> 'other'

),

operands as (

    select * from {{ ref('int_recon_operand') }}
    where figure_no = 0

),

-- A table of two units of money says nowhere in which of them a column compares.
table_factors as (

    select
        document_id,
        statement_no,
        min(cast(unit_factor as decimal(12, 0))) as factor,
        min(unit_text) as unit_text,
    from {{ ref('int_figures_valued') }}
    where is_money and unit_factor is not null
    group by all
    having count(distinct unit_factor) = 1

),

printed as (

    select
        unplaced.document_id,
        unplaced.statement_no,
        statements.statement_id,
        unplaced.source_line,
        unplaced.source_field,
        unplaced.reason_code,
        trim(unplaced.cell_text) as cell_text,
        unplaced.cell_text like '%\%%' escape '\' or unplaced.cell_text like '%％%' as is_rate,
        table_factors.factor,
        table_factors.unit_text,
        try_cast(
            regexp_extract(regexp_replace(unplaced.cell_text, '[,，\s]', '', 'g'), '^[-－−(（]?([0-9]{1,14}(?:[.][0-9]{1,6})?)[%％]?[)）]?$', 1)
            as decimal(24, 6)
        ) * if(regexp_matches(unplaced.cell_text, '^\s*[-－−(（]'), -1, 1) as value,
        length(regexp_extract(unplaced.cell_text, '[.]([0-9]+)', 1)) as decimals,
    from unplaced
    inner join statements
        on unplaced.document_id = statements.document_id and unplaced.statement_no = statements.statement_no
    inner join table_factors
        on unplaced.document_id = table_factors.document_id and unplaced.statement_no = table_factors.statement_no

),

comparisons as (

    select
        *,
        cast(0.5 * power(10, -decimals) as double) as half_step,
        -- A table may print how much and leave the direction to its words.
        bool_or(value < 0) over (partition by document_id, statement_no) as has_signs,
    from printed
    where reason_code = 'aside' and value is not null

),

amounts as (

    select
        document_id,
        statement_no,
        source_line,
        source_field,
        row_label,
        column_label,
        amount_text,
        unit_text,
        amount_yuan,
        cast(half_unit as double) as half_unit,
        measure = 'quantity' as is_count,
    from operands
    union all
    select
        document_id,
        statement_no,
        source_line,
        source_field,
        '' as row_label,
        '' as column_label,
        cell_text as amount_text,
        unit_text,
        cast(value * factor as decimal(20, 2)) as amount_yuan,
        cast(factor * 0.5 * power(10, -decimals) as double) as half_unit,
        false as is_count,
    from printed
    where reason_code = 'prior_year' and not is_rate and value is not null

),

compared_amounts as (

    select amounts.*
    from amounts
    semi join comparisons
        on
            amounts.document_id = comparisons.document_id
            and amounts.statement_no = comparisons.statement_no
            and amounts.source_line = comparisons.source_line
    qualify count(*) over (partition by amounts.document_id, amounts.statement_no, amounts.source_line) <= 16

),

pairs as (

    select
        comparisons.*,
        present.source_field as present_field,
        base.source_field as base_field,
        struct_pack(
            label := present.row_label, column_label := present.column_label, amount_text := present.amount_text,
            unit_text := present.unit_text, amount_yuan := present.amount_yuan
        ) as present,
        struct_pack(
            label := base.row_label, column_label := base.column_label, amount_text := base.amount_text,
            unit_text := base.unit_text, amount_yuan := base.amount_yuan
        ) as base,
        cast(present.amount_yuan as double) as present_yuan,
        cast(base.amount_yuan as double) as base_yuan,
        present.half_unit as present_half,
        base.half_unit as base_half,
        base.is_count,
    from comparisons
    inner join compared_amounts as present
        on
            comparisons.document_id = present.document_id
            and comparisons.statement_no = present.statement_no
            and comparisons.source_line = present.source_line
    inner join compared_amounts as base
        on
            present.document_id = base.document_id
            and present.statement_no = base.statement_no
            and present.source_line = base.source_line
            and present.source_field <> base.source_field
    where not present.is_count

),

-- One quotient, which is printed as a rate, as growth in percent or as its share.
ratios as (

    select
        *,
        present_yuan / base_yuan as ratio,
        (present_half + base_half * abs(ratio)) / base_yuan as ratio_slack,
    from pairs
    where base_yuan > base_half and not is_count

),

-- What the number would be, and how far the rounding of its operands and its own lets it stand from that.
readings as (

    select
        *,
        'difference' as relation,
        (present_yuan - base_yuan) / cast(factor as double) as expected,
        (present_half + base_half) / cast(factor as double) + half_step as slack,
    from pairs
    where not is_rate and not is_count
    union all
    select
        * exclude (ratio, ratio_slack),
        'growth' as relation,
        100 * (ratio - 1) as expected,
        100 * ratio_slack + 2 * half_step as slack,
    from ratios
    union all
    select
        * exclude (ratio, ratio_slack),
        'growth_share' as relation,
        ratio - 1 as expected,
        ratio_slack + 2 * half_step as slack,
    from ratios
    where not is_rate and decimals >= 2
    union all
    select
        * exclude (ratio, ratio_slack),
        'rate' as relation,
        100 * ratio as expected,
        100 * ratio_slack + 2 * half_step as slack,
    from ratios
    union all
    select
        *,
        'price' as relation,
        present_yuan / base_yuan / cast(factor as double) as expected,
        present_half / base_yuan / cast(factor as double) + half_step as slack,
    from pairs
    where base_yuan > 0 and is_count and not is_rate

),

judged as (

    select
        *,
        abs(cast(value as double) - expected) <= slack + 1e-9
        or (not has_signs and abs(cast(value as double) + expected) <= slack + 1e-9) as holds,
    from readings

),

-- Two zeros and their difference of 0 say nothing about a column.
votes as (

    select
        document_id,
        statement_no,
        source_field,
        relation,
        present_field,
        base_field,
        count(*) as cells,
        count_if(holds) as held,
    from judged
    where value <> 0 or abs(expected) > slack
    group by all
    having
        count(distinct value) filter (where holds and value <> 0) >= 3
        and count_if(holds) * 4 >= count(*) * 3

),

best as (

    select * from votes
    qualify held = max(held) over (partition by document_id, statement_no, source_field)

),

-- Columns that print the same amounts (合计 and 基本支出) are rivals: a number that agrees with one of them holds.
chosen as (

    select judged.*
    from judged
    inner join best
        on
            judged.document_id = best.document_id
            and judged.statement_no = best.statement_no
            and judged.source_field = best.source_field
            and judged.relation = best.relation
            and judged.present_field = best.present_field
            and judged.base_field = best.base_field
    qualify
        row_number() over (
            partition by judged.document_id, judged.statement_no, judged.source_line, judged.source_field
            order by judged.holds desc, judged.relation, judged.present_field, judged.base_field
        ) = 1

),

final as (

    select
        document_id,
        'column_comparison' as rule_id,
        concat_ws('|', statement_no, source_line, source_field) as place_key,
        statement_id,
        statement_no,
        present.label as row_label,
        if(relation = 'difference', cast(value * factor as decimal(28, 2)) - (present.amount_yuan - base.amount_yuan), null) as difference,
        if(
            holds,
            null,
            concat(
                '比较栏印 ', cell_text, '，按同行 ', present.amount_text, ' 与 ', base.amount_text,
                case relation when 'difference' then ' 之差应为 ' when 'rate' then ' 之比应为 ' when 'price' then ' 相除应为 ' else ' 的增减率应为 ' end,
                {{ plain_text('cast(round(expected, cast(greatest(2, decimals) as integer)) as decimal(24, 6))') }},
                if(relation in ('growth', 'rate'), '%', '')
            )
        ) as finding,
        if(holds, null, concat('核对第', source_line, '行的比较栏与被比较的两个数')) as advice,
        if(holds, null, concat_ws('|', 'comparison', statement_no, source_line)) as cause_key,
        [{{ operand('source_line', 'present.label', 'cell_text', "''", field='source_field') }}] as left_evidence,
        [
            {{ operand('source_line', 'present.label', 'present.amount_text', 'present.unit_text', field='present_field', side='right', yuan='present.amount_yuan') }},
            {{ operand('source_line', 'base.label', 'base.amount_text', 'base.unit_text', field='base_field', side='right', yuan='base.amount_yuan') }},
        ] as right_evidence,
        if(holds, 'exact', 'broken') as status,
    from chosen

)

select * from final
