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
        subject,
    from narrative_figures
    where subject is not null

),

final as (

    select
        subjects.metric,
        subjects.subject,
        arg_min(patterns.subject_id, cast(patterns.priority as integer)) as subject_id,
    from subjects
    inner join patterns
        on
            regexp_matches(subjects.metric, patterns.metric_pattern)
            and regexp_matches(replace(subjects.subject, ' ', ''), patterns.subject_pattern)
    group by subjects.metric, subjects.subject

)

select * from final
