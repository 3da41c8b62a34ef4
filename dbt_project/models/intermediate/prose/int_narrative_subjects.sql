-- grain: one metric x subject as the prose writes it, with the word of the contract for it
-- The patterns stand here as constants: one that comes from a column is compiled anew for every row.
{% set relation = ref('rule_subjects') %}
{% set patterns = run_query(
    'select metric_pattern, subject_pattern, subject_id from ' ~ relation ~ ' order by cast(priority as integer), metric_pattern, subject_pattern'
).rows if execute else [['', '', '']] %}
with

narrative_figures as (

    select * from {{ ref('stg_narrative_figures') }}

),

subjects as (

    select distinct
        metric,
        {{ name_key('subject') }} as subject_key,
    from narrative_figures
    where subject is not null

),

-- The first pattern, in the order of the seed, that the subject of such a metric fits.
named as (

    select
        metric,
        subject_key,
        case
            {%- for metric_pattern, subject_pattern, subject_id in patterns %}
            when
                regexp_matches(metric, '{{ metric_pattern | replace("'", "''") }}')
                and regexp_matches(subject_key, '{{ subject_pattern | replace("'", "''") }}')
                then '{{ subject_id }}'
            {%- endfor %}
        end as subject_id,
    from subjects

),

final as (

    select * from named where subject_id is not null

)

select * from final
