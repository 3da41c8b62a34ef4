-- grain: one section that the form of the year demands of the notes of one disclosure
-- 说明中应有政府采购、国有资产占用、机关运行经费、预算绩效、“三公”经费各节，决算还应有名词解释。
with

scope as (

    select * from {{ ref('int_recon_scope') }}
    where document_kind in ('budget', 'final_accounts')

),

passages as (

    select
        passages.*,
        -- A purpose or a definition that mentions the thing does not tell of it: a heading does, an amount, or that there is none.
        (passages.heading_level > 0 and length(passages.text) <= 40) or regexp_matches(passages.text, {{ pattern('tells_of_money') }}) as tells,
    from {{ ref('int_recon_passage') }} as passages
    inner join scope on passages.document_id = scope.document_id
    where passages.zone <> 'contents'

),

-- Notes that follow the common form: some headings of it, and figures.
notes as (

    select
        passages.document_id,
        count(distinct passages.bare) filter (where passages.heading_level in (1, 2, 3) and passages.zone = 'notes' and regexp_matches(passages.text, {{ pattern('form_heading') }})) as form_headings,
        max(passages.line_no) as last_line,
        bool_or(passages.tells and passages.zone in ('notes', 'report', 'overview') and passages.kind = 'text' and regexp_matches(passages.text, {{ pattern('section_procurement') }})) as has_procurement,
        bool_or(passages.zone in ('notes', 'report', 'overview') and passages.kind = 'text' and regexp_matches(passages.text, {{ pattern('section_assets') }})) as has_assets,
        bool_or(passages.tells and passages.zone in ('notes', 'report', 'overview') and passages.kind = 'text' and regexp_matches(passages.text, {{ pattern('section_operating_cost') }})) as has_operating_cost,
        bool_or(passages.zone in ('notes', 'overview') and passages.kind = 'text' and regexp_matches(passages.text, {{ pattern('section_performance') }})) as has_performance,
        bool_or(passages.zone in ('notes', 'report', 'overview') and passages.kind = 'text' and regexp_matches(passages.text, {{ pattern('section_three_public') }})) as has_three_public,
        bool_or(regexp_matches(passages.text, {{ pattern('section_glossary') }})) as has_glossary,
    from passages
    group by all

),

figures as (

    select
        document_id,
        count(*) filter (where zone = 'notes') as figures,
    from {{ ref('stg_narrative_figures') }}
    group by all

),

-- The notes and the tables of one disclosure may be two files.
disclosures as (

    select
        scope.disclosure_id,
        scope.document_kind,
        min(scope.fiscal_year) as fiscal_year,
        arg_max(scope.document_id, (coalesce(figures.figures, 0), scope.document_id)) as document_id,
        arg_max(notes.last_line, (coalesce(figures.figures, 0), scope.document_id)) as last_line,
        max(notes.form_headings) as form_headings,
        max(coalesce(figures.figures, 0)) as figures,
        min(
            regexp_matches(coalesce(scope.department_name, ''), {{ pattern('no_organ') }})
            and not regexp_matches(coalesce(scope.department_name, ''), {{ pattern('organ_of_law') }})
        ) as is_no_organ,
        map {
            'procurement': bool_or(notes.has_procurement),
            'assets': bool_or(notes.has_assets),
            'operating_cost': bool_or(notes.has_operating_cost),
            'performance': bool_or(notes.has_performance),
            'three_public': bool_or(notes.has_three_public),
            'glossary': bool_or(notes.has_glossary)
        } as has,
    from scope
    inner join notes on scope.document_id = notes.document_id
    left join figures on scope.document_id = figures.document_id
    group by scope.disclosure_id, scope.document_kind
    having max(coalesce(figures.figures, 0)) >= 8

),

-- A form of another kind (a university's) demands other things: this one shows in what it has.
of_form as (

    select
        *,
        list_count(list_filter(['procurement', 'assets', 'operating_cost', 'performance', 'three_public'], lambda s: has[s])) as present,
    from disclosures
    where present >= 3 or (present >= 2 and form_headings >= 4)

),

demanded as (

    select
        of_form.*,
        sections.section,
        sections.name_zh,
        sections.for_units,
    from of_form
    inner join {{ ref('demanded_sections') }} as sections
        on of_form.document_kind = sections.document_kind and of_form.fiscal_year >= cast(sections.from_year as integer)

),

final as (

    select
        document_id,
        'completeness_section' as rule_id,
        section as place_key,
        last_line as source_line,
        name_zh as source_text,
        concat('说明中没有“', name_zh, '”') as finding,
        concat('补充“', name_zh, '”的说明') as advice,
        case
            when has[section] then 'exact'
            when for_units = 'no' and is_no_organ then 'not_applicable'
            else 'broken'
        end as status,
    from demanded

)

select * from final
