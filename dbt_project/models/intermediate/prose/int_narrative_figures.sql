-- grain: one figure of the prose, with all that it means: value, yuan, precision, subject, code, fund
--
-- The one place where the meaning of a figure of the prose is worked out. The marts publish it and the rules compare it;
-- neither asks again what a subject or a name of an item stands for. A figure of another year has `stage` prior_final or
-- prior_budget under the metric of the present one: whoever wants this year alone asks `not is_prior`.
with

narrative_figures as (

    select
        * replace (
            -- 工资福利支出（301）1916.02万元: the code behind the name says that it is an economic category.
            if(printed_economic_code <> '', replace(metric, 'function_expenditure', 'economic_expenditure'), metric) as metric,
            if(printed_economic_code <> '', null, function_item) as function_item
        ),
    from (
        select
            *,
            if(
                metric like 'function_expenditure%'
                and coalesce(function_class, function_section) is null
                and coalesce(function_item, subject) = subject
                and contains(sentence, subject),
                regexp_extract(
                    substring(sentence, strpos(sentence, subject) + length(subject)),
                    '^[（(]((?:30[1-9]|31[0-3]|399|50[1-9]|51[0-4]|599)(?:[0-9]{2})?)[）)]', 1
                ),
                ''
            ) as printed_economic_code,
        from {{ ref('stg_narrative_figures') }}
    )

),

units as (

    select
        unit,
        cast(yuan as decimal(12, 0)) as yuan,
    from {{ ref('money_units') }}

),

functions as (

    select * from {{ ref('int_narrative_functions') }}

),

subjects as (

    select * from {{ ref('int_narrative_subjects') }}

),

documents as (

    select
        document_id,
        document_kind,
    from {{ ref('stg_documents') }}

),

metrics as (

    select * from {{ ref('metrics') }}

),

sections as (

    select * from {{ ref('rule_sections') }}

),

wholes_named as (

    select * from {{ ref('rule_wholes') }}

),

economics as (

    select
        code,
        name,
    from {{ ref('economic_department') }}
    union all
    select
        code,
        name,
    from {{ ref('economic_aliases') }}

),

keyed as (

    select
        *,
        {{ name_key('subject') }} as subject_key,
        {{ narrative_class_name() }} as class_name,
        {{ decimals_of('value_text') }} as printed_decimals,
        {{ decimals_of('base_text') }} as base_printed_decimals,
        -- 较上年5.15减少0.30万元: the amount of the other year has the unit of the change behind it.
        case when unit_text is null and stage is not null
            then lead(unit_text) over (partition by document_id order by figure_no)
            else unit_text
        end as meant_unit_text,
    from narrative_figures

),

section_funds as (

    select
        titles.section_title,
        arg_min(sections.fund, cast(sections.priority as integer)) as fund,
    from (select distinct section_title from narrative_figures) as titles
    inner join sections on regexp_matches(titles.section_title, sections.pattern)
    group by titles.section_title

),

-- A sentence, with those after it that go on with its parts (其中：…).
sentence_runs as (

    select
        *,
        count_if(not goes_on) over (
            partition by document_id, zone, section_title
            order by figure_no
            rows between unbounded preceding and current row
        ) as run_no,
    from (
        select
            document_id,
            figure_no,
            zone,
            section_title,
            metric,
            try_cast(value_number as decimal(24, 8)) as value,
            sentence is not distinct from lag(sentence) over (
                partition by document_id, zone, section_title
                order by figure_no
            )
            or regexp_matches(coalesce(sentence, ''), {{ pattern('parts_follow') }}) as goes_on,
        from narrative_figures
    )

),

-- Within it the whole that was named last says whose parts follow; numbered items below the appropriation are parts of it.
wholes as (

    select
        sentence_runs.document_id,
        sentence_runs.figure_no,
        last_value(wholes_named.fund ignore nulls) over (
            partition by
                sentence_runs.document_id,
                sentence_runs.zone,
                sentence_runs.section_title,
                sentence_runs.run_no
            order by sentence_runs.figure_no
            rows between unbounded preceding and current row
        ) as fund,
        last_value(if(sentence_runs.value <> 0, wholes_named.fund, null) ignore nulls) over (
            partition by sentence_runs.document_id, sentence_runs.zone, sentence_runs.section_title
            order by sentence_runs.figure_no
            rows between unbounded preceding and current row
        ) as fund_of_items,
    from sentence_runs
    left join wholes_named on sentence_runs.metric = wholes_named.metric

),

economic_names as (

    select
        {{ name_key('name') }} as name_key,
        min(code) as economic_code,
    from economics
    group by name_key

),

-- Trailing zeros are dropped here and there (1 for 1.00): a figure is as precise as the document's figures of its unit.
usual_decimals as (

    select
        document_id,
        unit_text,
        arg_max(printed_decimals, cells * 100 - printed_decimals) as decimals,
    from (
        select
            document_id,
            unit_text,
            printed_decimals,
            count(*) as cells,
        from keyed
        where printed_decimals > 0
        group by document_id, unit_text, printed_decimals
    )
    group by document_id, unit_text

),

meant as (

    select
        keyed.* exclude (class_name, base_printed_decimals, stage, meant_unit_text, printed_economic_code),
        keyed.stage is not null as is_prior,
        coalesce(
            keyed.stage,
            case
                when metrics.base_metric in ('budget_initial', 'three_public_budget') then 'budget'
                when metrics.base_metric = 'budget_adjusted' then 'adjusted_budget'
                when metrics.base_metric = 'three_public_prior_final' then 'prior_final'
                when documents.document_kind in ('final_accounts', 'performance_report') then 'final'
                -- What a budget says is held was held at the end of the year before.
                when documents.document_kind = 'budget' and metrics.base_metric in ('vehicles', 'equipment', 'fixed_assets')
                    then 'prior_final'
                when documents.document_kind = 'budget' then 'budget'
            end
        ) as stage,
        case
            when metrics.comparison like 'yoy%' then 'year'
            when metrics.comparison like 'vs_budget%' then 'budget'
            when keyed.metric in ('completion_rate', 'three_public_completion') then 'budget'
        end as compared_with,
        metrics.base_metric,
        metrics.is_part,
        case
            when {{ is_plain_number('keyed.value_number') }}
                then try_cast(keyed.value_number as decimal(24, 6))
        end as value,
        {{ yuan('keyed.value_number', 'units.yuan') }} as amount_yuan,
        case
            when {{ is_plain_number('keyed.base_number') }}
                then try_cast(keyed.base_number as decimal(24, 6))
        end as base_value,
        {{ yuan('keyed.base_number', 'base_units.yuan') }} as base_yuan,
        subjects.subject_id,
        functions.function_code,
        if(
            keyed.metric like 'economic_expenditure%',
            coalesce(nullif(keyed.printed_economic_code, ''), economic_names.economic_code),
            null
        ) as economic_code,
        coalesce(
            wholes.fund,
            section_funds.fund,
            if(
                (keyed.metric = 'revenue_by_source' or (keyed.metric = 'function_expenditure' and keyed.item_no is not null))
                and wholes.fund_of_items = 'appropriation',
                wholes.fund_of_items,
                null
            ),
            'all'
        ) as fund,
        coalesce(keyed.function_item, '') <> '' as is_item,
        case keyed.zone when 'notes' then 1 when 'overview' then 2 else 3 end as zone_rank,
        coalesce(usual_decimals.decimals, 0) as usual_decimals,
        units.yuan as unit_yuan,
        greatest(keyed.base_printed_decimals, coalesce(base_decimals.decimals, 0)) as base_decimals,
        base_units.yuan as base_unit_yuan,
    from keyed
    inner join documents on keyed.document_id = documents.document_id
    inner join metrics on keyed.metric = metrics.metric
    left join subjects on keyed.metric = subjects.metric and keyed.subject_key = subjects.subject_key
    left join functions
        on
            keyed.document_id = functions.document_id
            and keyed.class_name is not distinct from functions.class_name
            and keyed.function_class is not distinct from functions.function_class
            and keyed.function_section is not distinct from functions.function_section
            and keyed.function_item is not distinct from functions.function_item
    left join economic_names on keyed.subject_key = economic_names.name_key
    left join section_funds on keyed.section_title = section_funds.section_title
    left join wholes on keyed.document_id = wholes.document_id and keyed.figure_no = wholes.figure_no
    left join usual_decimals
        on keyed.document_id = usual_decimals.document_id and keyed.unit_text = usual_decimals.unit_text
    left join usual_decimals as base_decimals
        on keyed.document_id = base_decimals.document_id and keyed.base_unit_text = base_decimals.unit_text
    left join units on replace(keyed.meant_unit_text, ' ', '') = units.unit
    left join units as base_units on replace(keyed.base_unit_text, ' ', '') = base_units.unit

),

-- 在职人员 is a part where the document also prints how many there are in all, else the only total there is.
totalled as (

    select
        *,
        case
            when is_part = 'yes' then false
            when coalesce(function_class, function_section, function_item) is not null then false
            when subject_id = 'in_service'
                then count_if(subject_id is null or subject_id = 'total') over (
                    partition by document_id, base_metric
                ) = 0
            when base_metric = 'performance_amount' then coalesce(subject_id, 'total') in ('total', 'project')
            when is_part = 'by_subject' then coalesce(subject_id, 'total') in ('total', 'domestic')
            when is_part = 'unless_total' then coalesce(subject_id, '') = 'total'
            else true
        end as is_total,
    from meant

),

final as (

    select
        document_id || '-n' || figure_no as narrative_figure_id,
        * exclude (is_part),
        row_number() over (
            partition by
                document_id, metric, stage, value, coalesce(function_code, economic_code, subject_id, subject_key)
            order by zone_rank, figure_no
        ) = 1 as is_primary,
        {{ half_unit_of('unit_yuan', 'greatest(printed_decimals, usual_decimals)') }} as half_unit,
        {{ half_unit_of('base_unit_yuan', 'base_decimals') }} as base_half_unit,
    from totalled

)

select * from final
