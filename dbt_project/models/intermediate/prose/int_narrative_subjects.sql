-- grain: one metric x subject as the prose writes it, with the word of the contract for it
with

narrative_figures as (

    select * from {{ ref('stg_narrative_figures') }}

),

patterns as (

    select * from {{ ref('rule_subjects') }}

),

subjects as (

    select distinct
        metric,
        {{ name_key('subject') }} as subject_key,
    from narrative_figures
    where subject is not null

),

-- The first pattern, in the order of the seed, that the subject of such a metric fits.
final as (

    select
        subjects.metric,
        subjects.subject_key,
        arg_min(patterns.subject_id, cast(patterns.priority as integer)) as subject_id,
    from subjects
    inner join patterns
        on
            regexp_matches(subjects.metric, patterns.metric_pattern)
            and regexp_matches(subjects.subject_key, patterns.subject_pattern)
    group by subjects.metric, subjects.subject_key

)

select * from final
