-- grain: one department name as printed x region
with recursive

documents as (

    select * from {{ ref('stg_documents') }}

),

regions as (

    select * from {{ ref('int_regions') }}

),

aliases as (

    select * from {{ ref('department_aliases') }}

),

-- Rules are applied one after the other; the order is: whole names, suffixes, prefixes, then short forms,
-- longer before shorter.
rules as (

    select
        *,
        row_number() over (
            order by
                case rule
                    when 'whole' then 1
                    when 'suffix' then 2
                    when 'bracketed' then 3
                    when 'prefix' then 4
                    else 5
                end,
                length(alias) desc,
                alias
        ) as rule_no,
    from aliases

),

printed as (

    select distinct
        documents.department_name as printed_name,
        documents.region_code,
        regexp_replace(documents.department_name, '\s', '', 'g') as name,
        regions.province_name,
        regions.prefecture_name,
        regions.county_name,
    from documents
    left join regions on documents.region_code = regions.region_code
    where documents.department_name is not null

),

applied as (

    select
        printed_name,
        region_code,
        name,
        cast(0 as bigint) as rule_no,
        cast([] as varchar[]) as rules_applied,
    from printed

    union all

    select
        stepped.printed_name,
        stepped.region_code,
        stepped.next_name as name,
        stepped.rule_no,
        case
            when stepped.next_name <> stepped.name then list_append(stepped.rules_applied, stepped.alias)
            else stepped.rules_applied
        end as rules_applied,
    from (
        select
            applied.printed_name,
            applied.region_code,
            applied.name,
            applied.rules_applied,
            rules.rule_no,
            rules.alias,
            case
                when
                    rules.rule = 'whole'
                    and applied.name = rules.alias
                    and coalesce(rules.region_code, applied.region_code) is not distinct from applied.region_code
                    then rules.name
                when rules.rule = 'suffix'
                    then regexp_replace(applied.name, '([（(]' || rules.alias || '[）)]|' || rules.alias || ')$', '')
                when rules.rule = 'bracketed' then regexp_replace(applied.name, '[（(]' || rules.alias || '[）)]$', '')
                when rules.rule = 'prefix' then regexp_replace(applied.name, '^' || rules.alias, '')
                when rules.rule = 'short_end' and not ends_with(applied.name, rules.name)
                    then regexp_replace(applied.name, rules.alias || '$', rules.name)
                when
                    rules.rule = 'short'
                    and contains(applied.name, rules.alias)
                    and not contains(applied.name, rules.name)
                    then replace(applied.name, rules.alias, rules.name)
                else applied.name
            end as next_name,
        from applied
        inner join rules on applied.rule_no + 1 = rules.rule_no
    ) as stepped

),

named as (

    select
        applied.printed_name,
        applied.region_code,
        applied.name as full_name,
        applied.rules_applied,
        printed.province_name,
        printed.prefecture_name,
        printed.county_name,
    from applied
    inner join printed
        on
            applied.printed_name = printed.printed_name
            and applied.region_code is not distinct from printed.region_code
    where applied.rule_no = (select max(rule_no) from rules)

),

-- The body without its place: 株洲市石峰区委… and 石峰区委… and 区委… of one region are one body.
without_province as (

    select
        *,
        regexp_replace(
            full_name,
            '^(' || province_name || '|' || {{ bare_region_name('province_name') }} || '(省|市)?)',
            ''
        ) as after_province,
    from named

),

without_prefecture as (

    select
        *,
        case
            when prefecture_name is null then coalesce(after_province, full_name)
            else regexp_replace(
                coalesce(after_province, full_name),
                '^(' || prefecture_name || '|' || {{ bare_region_name('prefecture_name') }} || '(市|州|盟)?)',
                ''
            )
        end as after_prefecture,
    from without_province

),

without_county as (

    select
        *,
        case
            when county_name is null then after_prefecture
            else regexp_replace(
                after_prefecture,
                '^(' || county_name || '|' || {{ bare_region_name('county_name') }} || '(区|县|市|旗)?)',
                ''
            )
        end as after_county,
    from without_prefecture

),

-- The place can stand inside the name: 政协江苏省委员会办公厅.
without_inner_place as (

    select
        *,
        replace(
            replace(
                replace(after_county, coalesce(province_name, '∅'), ''),
                coalesce(prefecture_name, '∅'),
                ''
            ),
            coalesce(county_name, '∅'),
            ''
        ) as bare_name,
    from without_county

),

-- 委员会 of a party committee is 委 in short; a rank without its place (区委…) goes too.
bodies as (

    select
        *,
        case
            when length(bare_name) < 2 then full_name
            when bare_name = full_name
                then regexp_replace(bare_name, '^[省市区县旗州](委|人大|人民|政协|政府|纪|监|法院|检察院|直)', '\1')
            else regexp_replace(bare_name, '^委员会', '委')
        end as body_name,
    from without_inner_place

),

final as (

    select
        printed_name,
        region_code,
        coalesce(region_code, '000000') || '-' || left(md5(body_name), 8) as department_id,
        full_name,
        body_name,
        array_to_string(rules_applied, ' → ') as aliases_applied,
    from bodies

)

select * from final
