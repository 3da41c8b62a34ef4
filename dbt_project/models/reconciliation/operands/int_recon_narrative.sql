-- grain: one figure of the prose, in the words of the rules: an empty text where nothing is known
with

narrative_figures as (

    select * from {{ ref('int_narrative_figures') }}

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
        if(is_prior and not contains(metric, '_prior_'), metric || '_prior', metric) as metric,
        coalesce(subject, '') as subject,
        subject_key,
        coalesce(subject_id, '') as subject_id,
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
    from narrative_figures

)

select * from final
