-- grain: one code as printed
with

figures as (

    select * from {{ ref('stg_figures') }}

),

printed as (

    select distinct row_code_text as code_text
    from figures
    where row_code_text is not null

),

-- Cells are joined by '|'; an empty cell between two full ones says nothing.
cleaned as (

    select
        code_text,
        regexp_replace(code_text, '\s', '', 'g') as printed_code,
        trim(regexp_replace(regexp_replace(code_text, '[^0-9|]', '', 'g'), '[|]+', '|', 'g'), '|') as digits,
    from printed

),

parts as (

    select
        code_text,
        printed_code,
        split_part(digits, '|', 1) as part1,
        split_part(digits, '|', 2) as part2,
        split_part(digits, '|', 3) as part3,
        split_part(digits, '|', 4) as part4,
    from cleaned

),

-- A later cell either repeats the whole code so far (201|20137|2013701) or adds two digits (201|37|01, 301|2).
two_cells as (

    select
        *,
        case
            when part2 = '' then part1
            when starts_with(part2, part1) and length(part2) > length(part1) then part2
            else part1 || if(length(part2) = 1, '0', '') || part2
        end as code2,
    from parts

),

three_cells as (

    select
        *,
        case
            when part3 = '' then code2
            when starts_with(part3, code2) and length(part3) > length(code2) then part3
            else code2 || if(length(part3) = 1, '0', '') || part3
        end as code3,
    from two_cells

),

four_cells as (

    select
        *,
        case
            when part4 = '' then code3
            when starts_with(part4, code3) and length(part4) > length(code3) then part4
            else code3 || if(length(part4) = 1, '0', '') || part4
        end as code4,
    from three_cells

),

-- A code of damaged shape (7-11-02) is no other code: it stays as printed.
final as (

    select
        code_text,
        if(regexp_matches(printed_code, '[0-9][^0-9|]+[0-9]'), printed_code, nullif(code4, '')) as code,
    from four_cells

)

select * from final
