-- grain: region x year x stage x breakdown x code x nature x fund: what its own bodies spend together
with

-- A central body sits in a region and belongs to none.
departments as (

    select
        department_id,
        region_code,
    from {{ ref('dim_department') }}
    where region_code is not null and government_level is distinct from 'central'

),

expenditure as (

    select * from {{ ref('fct_expenditure') }}
    where is_primary

),

economic as (

    select * from {{ ref('fct_expenditure_economic') }}
    where is_primary

),

three_public as (

    select * from {{ ref('fct_three_public') }}
    where is_answer

),

parts as (

    select
        department_id,
        fiscal_year,
        stage,
        'function_class' as breakdown,
        left(function_code, 3) as code,
        nature,
        fund,
        amount_yuan,
    from expenditure
    union all
    select
        department_id,
        fiscal_year,
        stage,
        'economic_class' as breakdown,
        left(economic_code, 3) as code,
        cast(null as varchar) as nature,
        cast(null as varchar) as fund,
        amount_yuan,
    from economic
    union all
    select
        department_id,
        fiscal_year,
        stage,
        'three_public' as breakdown,
        item as code,
        cast(null as varchar) as nature,
        fund,
        amount_yuan,
    from three_public

),

summed as (

    select
        departments.region_code,
        parts.fiscal_year,
        parts.stage,
        parts.breakdown,
        parts.code,
        parts.nature,
        parts.fund,
        sum(parts.amount_yuan) as amount_yuan,
        count(distinct parts.department_id) as body_count,
    from parts
    inner join departments on parts.department_id = departments.department_id
    group by all

),

final as (

    select
        md5({{ null_safe_key([
            'region_code', 'fiscal_year', 'stage', 'breakdown', 'code', 'nature', 'fund'
        ]) }}) as region_spending_id,
        region_code,
        fiscal_year,
        stage,
        breakdown,
        code,
        nature,
        fund,
        cast(amount_yuan as decimal(20, 2)) as amount_yuan,
        cast(body_count as integer) as body_count,
    from summed

)

select * from final
