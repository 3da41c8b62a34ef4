-- grain: one figure of the prose, in the words of the rules: an empty text where nothing is known
with

narrative_figures as (

    select * from {{ ref('int_narrative_figures') }}

),

wholes as (

    select distinct metric from {{ ref('rule_wholes') }}

),

-- 会议费支出2.20万元，其中一般公共预算支出2.00万元: behind 其中 the words of a whole name the part of one item.
parts_of_items as (

    select
        document_id,
        figure_no,
        metric in (select metric from wholes)
        and regexp_matches(
            lag(metric) over (partition by document_id, sentence order by figure_no),
            '^(?:meetings|training|festivals|agency_operating_cost|procurement|three_public|project_amount|performance|economic_expenditure)'
        )
        and (contains(sentence, '其中' || subject) or contains(sentence, '其中：' || subject)) as is_part_of_item,
    from narrative_figures
    where subject is not null

),

-- The precision of a number is that of its own digits and of its section: a section of whole 万元 is precise to half a 万元.
-- One that prints trailing zeros somewhere drops them nowhere.
section_decimals as (

    select
        document_id,
        zone,
        section_no,
        section_title,
        unit_text,
        if(bool_or(printed_decimals > 0 and right(value_text, 1) in ('0', '０')), 0, quantile_disc(printed_decimals, 0.5)) as decimals,
    from narrative_figures
    where amount_yuan is not null and value <> 0
    group by all

),

-- Whose costs are told: those of the whole that the section named last.
costed as (

    select
        document_id,
        figure_no,
        coalesce(
            last_value(
                case
                    when is_prior then null
                    when metric = 'general_public_basic' or (metric = 'expenditure_by_nature' and subject_id = 'basic') then true
                    when
                        metric in (
                            'expenditure_by_nature', 'expenditure_total', 'grand_total', 'appropriation_expenditure', 'general_public_expenditure'
                        )
                        then false
                end ignore nulls
            ) over (
                partition by document_id, zone, section_no, section_title
                order by figure_no
                rows between unbounded preceding and current row
            ),
            true
        ) as is_of_basic,
        -- 当年一般公共预算支出2383.72万元，其中：工资福利支出（301）…: of both natures together.
        coalesce(
            last_value(
                case
                    when is_prior then null
                    when metric in ('general_public_basic', 'expenditure_by_nature', 'expenditure_total', 'grand_total', 'appropriation_expenditure')
                        then false
                    when metric = 'general_public_expenditure' then true
                end ignore nulls
            ) over (
                partition by document_id, zone, section_no, section_title
                order by figure_no
                rows between unbounded preceding and current row
            ),
            false
        ) as is_of_general,
    from narrative_figures

),

-- A body with other money has basic expenditure of all money beside that of the general public budget.
basic_of_table as (

    select
        document_id,
        statement_id,
        -- A table may print personnel and public cost only.
        coalesce(
            max(amount_yuan) filter (where measure = 'basic'),
            max(amount_yuan) filter (where measure = 'personnel') + max(amount_yuan) filter (where measure = 'public')
        ) as amount_yuan,
    from {{ ref('int_figures_valued') }}
    where row_kind = 'total' and column_economic_code is null
    group by all

),

has_other_basic as (

    select document_id
    from basic_of_table
    group by document_id
    having
        max(amount_yuan) filter (where statement_id in ('final_expenditure', 'budget_expenditure'))
        <> max(amount_yuan) filter (where statement_id in ('final_general_expenditure', 'budget_general_expenditure'))

),

basic_named as (

    select
        document_id,
        figure_no,
        coalesce(
            last_value(
                case
                    when is_prior then null
                    when metric = 'general_public_basic' then false
                    when metric = 'expenditure_by_nature' and subject_id = 'basic' and fund = 'all' then true
                end ignore nulls
            ) over (
                partition by document_id, zone, section_no, section_title
                order by figure_no
                rows between unbounded preceding and current row
            ),
            false
        ) as is_of_all,
    from narrative_figures
    where document_id in (select document_id from has_other_basic)

),

precise as (

    select
        narrative_figures.* exclude (usual_decimals, half_unit),
        coalesce(section_decimals.decimals, 0) as usual_decimals,
        {{ half_unit_of('narrative_figures.unit_yuan', 'greatest(narrative_figures.printed_decimals, coalesce(section_decimals.decimals, 0))') }} as half_unit,
        costed.is_of_basic,
        costed.is_of_general,
        coalesce(basic_named.is_of_all, false) as is_of_all,
        coalesce(parts_of_items.is_part_of_item, false) as is_part_of_item,
    from narrative_figures
    inner join costed
        on narrative_figures.document_id = costed.document_id and narrative_figures.figure_no = costed.figure_no
    left join basic_named
        on narrative_figures.document_id = basic_named.document_id and narrative_figures.figure_no = basic_named.figure_no
    left join parts_of_items
        on narrative_figures.document_id = parts_of_items.document_id and narrative_figures.figure_no = parts_of_items.figure_no
    left join section_decimals
        on
            narrative_figures.document_id = section_decimals.document_id
            and narrative_figures.zone = section_decimals.zone
            and narrative_figures.section_no is not distinct from section_decimals.section_no
            and narrative_figures.section_title is not distinct from section_decimals.section_title
            and narrative_figures.unit_text is not distinct from section_decimals.unit_text

),

final as (

    select
        document_id,
        figure_no,
        zone,
        coalesce(section_no, '') as section_no,
        coalesce(section_title, '') as section_title,
        fund,
        -- A figure of another year is no operand of this one: the rules that want it ask for `<metric>_prior`.
        -- Nor is a kind of cost of projects, or of all expenditure, that of basic expenditure.
        case
            when is_prior and not contains(metric, '_prior_') then metric || '_prior'
            when metric = 'economic_expenditure' and is_of_general then metric || '_of_general'
            when metric = 'economic_expenditure' and (is_of_all or not is_of_basic) then metric || '_of_whole'
            when is_part_of_item then metric || '_of_item'
            else metric
        end as metric,
        coalesce(subject, '') as subject,
        subject_key,
        -- Whose personnel and public cost: that of basic expenditure of all money, or of the general public budget.
        if(metric in ('personnel', 'public'), if(is_of_all, 'of_all', 'of_general'), coalesce(subject_id, '')) as subject_id,
        -- A change or a rate of growth is no amount of its code.
        if(regexp_matches(metric, '_(yoy|vs_budget)_'), '', coalesce(function_code, '')) as function_code,
        coalesce(economic_code, '') as economic_code,
        is_item,
        coalesce(sentence, '') as sentence,
        value_text,
        value,
        printed_decimals,
        usual_decimals,
        coalesce(unit_text, '') as unit_text,
        unit_yuan,
        source_line,
        coalesce(base_text, '') as base_text,
        coalesce(base_unit_text, '') as base_unit_text,
        base_line,
        base_yuan,
        base_decimals,
        base_unit_yuan,
        amount_yuan as value_yuan,
        half_unit,
        base_half_unit,
    from precise

)

select * from final
