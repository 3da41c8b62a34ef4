-- grain: one name of a body printed at a table or at the head of a sentence, held against the body of the disclosure
-- 表头“部门：”、表下说明和句首所写的单位名称为本部门或其所属单位，不是别的部门。
with

scope as (

    select
        document_id,
        department_name,
        disclosure_level,
        regexp_replace(department_name, {{ pattern('body_prefix') }}, '', 'g') as body,
    from {{ ref('int_recon_scope') }}
    where department_name is not null

),

labels as (

    select
        lines.document_id,
        lines.line_no as source_line,
        lines.statement_no,
        'label' as place,
        regexp_extract(lines.text, {{ pattern('body_cell') }}, 1) as name,
    from {{ ref('stg_lines') }} as lines
    inner join scope on lines.document_id = scope.document_id
    where regexp_matches(lines.text, {{ pattern('body_cell') }})

),

passages as (

    select passages.*
    from {{ ref('int_recon_passage') }} as passages
    inner join scope on passages.document_id = scope.document_id

),

sentences as (

    select
        document_id,
        line_no as source_line,
        cast(null as integer) as statement_no,
        'sentence' as place,
        coalesce(
            nullif(regexp_extract(text, {{ pattern('body_of_note') }}, 1), ''),
            if(zone in ('notes', 'overview'), nullif(regexp_extract(text, {{ pattern('body_of_sentence') }}, 1), ''), null)
        ) as name,
    from {{ ref('int_recon_sentence') }}
    where
        document_id in (select document_id from scope)
        and (regexp_matches(text, {{ pattern('body_of_note') }}) or regexp_matches(text, {{ pattern('body_of_sentence') }}))

),

-- 第一部分 某某局概况: the heading of the first part names the body itself.
headings as (

    select
        document_id,
        line_no as source_line,
        cast(null as integer) as statement_no,
        'heading' as place,
        regexp_extract(text, {{ pattern('body_of_heading') }}, 1) as name,
    from passages
    where heading_level > 0 and regexp_matches(text, {{ pattern('body_of_heading') }})
    union all
    -- 第三部分 某某局2020年部门预算情况说明
    select
        document_id,
        line_no as source_line,
        cast(null as integer) as statement_no,
        'heading' as place,
        regexp_extract(text, {{ pattern('heading_of_body') }}, 1) as name,
    from passages
    where
        heading_level > 0
        and not regexp_matches(text, {{ pattern('body_of_heading') }})
        and regexp_matches(text, {{ pattern('heading_of_body') }})

),

-- 主管部门 某某局 above a project that the body itself carries out; a unit stands under another body.
sheets as (

    select
        lines.document_id,
        lines.line_no as source_line,
        lines.statement_no,
        'sheet' as place,
        regexp_extract(lines.text, {{ pattern('sheet_owner') }}, 1) as name,
    from {{ ref('stg_lines') }} as lines
    inner join scope on lines.document_id = scope.document_id
    where
        regexp_matches(lines.text, {{ pattern('sheet_owner') }})
        and scope.disclosure_level = 'department'
        and regexp_extract(lines.text, {{ pattern('sheet_owner') }}, 2) in (scope.department_name, scope.body)
        and regexp_matches(regexp_extract(lines.text, {{ pattern('sheet_owner') }}, 1), {{ pattern('body_end') }})
        and not regexp_matches(regexp_extract(lines.text, {{ pattern('sheet_owner') }}, 1), {{ pattern('owner_of_others') }})

),

printed as (

    select
        *,
        regexp_replace(translate(name, '()', '（）'), {{ pattern('body_prefix') }}, '', 'g') as bare,
    from (
        select * from labels
        union all
        select * from sentences
        union all
        select * from headings
        union all
        select * from sheets
    )
    where name is not null and not regexp_matches(name, {{ pattern('not_a_body') }})

),

-- What the document says of itself and of its units, in titles, contents and the sections on its organisation.
own_text as (

    select
        document_id,
        -- 某某局内设机构4个: a paragraph that begins so says it of the body, and cannot be its own witness.
        string_agg(
            if(regexp_matches(text, {{ pattern('ordinal') }}), text, regexp_replace(text, {{ pattern('body_of_sentence') }}, '')),
            '|' order by passage_no
        ) filter (where 
            zone in ('contents', 'duties', 'overview') or passage_no <= 6
            -- A heading of the form names the body it is about; another one may tell of a unit.
            or (heading_level > 0 and not regexp_matches(text, {{ pattern('form_topic') }}))
        ) as text,
    from passages
    where not regexp_matches(text, {{ pattern('body_of_heading') }})
    group by all

),

units as (

    select
        document_id,
        string_agg(distinct coalesce(unit_name, row_label), '|') as text,
    from {{ ref('int_figures_valued') }}
    where row_kind = 'unit' or unit_name is not null
    group by all

),

counted as (

    select
        printed.document_id,
        printed.name,
        printed.bare,
        count(*) as times,
        count(*) filter (where place = 'label') as labels,
        min(source_line) as source_line,
        list(distinct source_line order by source_line) as source_lines,
        arg_min(place, (source_line, place)) as place,
        arg_min(statement_no, (source_line, statement_no)) as statement_no,
    from printed
    where length(printed.bare) >= 3
    group by all

),

-- A short name is made of signs of the full one, in their order: 区委网信办.
compared as (

    select
        counted.*,
        scope.department_name,
        scope.body,
        regexp_matches(scope.body, regexp_replace(regexp_replace(counted.bare, '[^一-龥]', '', 'g'), '(.)', '\1.*', 'g'))
        or regexp_matches(counted.bare, regexp_replace(regexp_replace(scope.body, '[^一-龥]', '', 'g'), '(.)', '\1.*', 'g')) as is_body,
        coalesce(contains(own_text.text, counted.bare) or contains(own_text.text, counted.name), false) as is_told_of,
        coalesce(contains(units.text, counted.bare), false) as is_unit,
        sum(counted.times) filter (where counted.bare = scope.body) over (partition by counted.document_id) as own_times,
    from counted
    inner join scope on counted.document_id = scope.document_id
    left join own_text on counted.document_id = own_text.document_id
    left join units on counted.document_id = units.document_id

),

-- A name that is printed as often as that of the body itself is no slip.
final as (

    select
        document_id,
        'identity_body_name' as rule_id,
        name as place_key,
        source_line,
        name as source_text,
        concat(
            case place when 'label' then '表头' when 'sheet' then '绩效表主管部门' when 'heading' then '标题' else '文中' end, '写的单位是“', name, '”，本文件的单位是“', department_name, '”',
            if(len(source_lines) > 1, concat('（第 ', array_to_string(source_lines[1:5], '、'), ' 行）'), '')
        ) as finding,
        concat('应为“', department_name, '”') as advice,
        case
            when is_body then 'exact'
            when is_told_of or is_unit or times > 3 or coalesce(own_times, 0) <= times then 'not_applicable'
            else 'broken'
        end as status,
    from compared

)

select * from final
