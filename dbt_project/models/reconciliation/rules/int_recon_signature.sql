-- grain: one distinct kind of cell × one term of a rule that takes such cells
-- Rules are matched with kinds of cells, whose number the vocabulary bounds; the figures then only look their kind up.
with

signatures as (

    select * from {{ ref('int_recon_cell_kind') }}

),

terms as (

    select * from {{ ref('int_recon_term') }}

),

final as (

    select
        signatures.signature_no,
        terms.* exclude (statement_id, row_kinds, line_ids, measures, stages, funds, function_level, economic, column_level, of_which),
    from signatures
    inner join terms
        on
            terms.statement_id = signatures.statement_id
            or (terms.statement_id = '*' and signatures.row_kind <> 'narrative')
    where
        (terms.row_kinds is null or list_contains(terms.row_kinds, signatures.row_kind))
        and (terms.line_ids is null or list_contains(terms.line_ids, signatures.line_id))
        and (terms.measures is null or list_contains(terms.measures, signatures.measure))
        -- What was carried out last year is no operand of this year, unless a term asks for it.
        and if(terms.stages is null, signatures.stage <> 'prior_final', list_contains(terms.stages, signatures.stage))
        and (terms.funds is null or list_contains(terms.funds, signatures.fund))
        and case coalesce(terms.function_level, 'any')
            when 'none' then signatures.function_length = 0
            when 'class' then signatures.function_length = 3
            when 'item' then signatures.function_length = 7
            when 'code' then signatures.function_length > 0
            else true
        end
        and case
            when terms.economic is null then true
            when terms.economic = 'none' then signatures.economic_code = ''
            when terms.economic = 'class' then length(signatures.economic_code) = 3
            when terms.economic = 'item' then length(signatures.economic_code) >= 5
            when terms.economic = 'any' then signatures.economic_code <> ''
            when left(terms.economic, 1) = '!'
                then
                    length(signatures.economic_code) = 3
                    and not list_contains(string_split(substr(terms.economic, 2), '|'), signatures.economic_code)
            else list_contains(string_split(terms.economic, '|'), signatures.economic_code)
        end
        and (terms.column_level is null or terms.column_level = signatures.column_level)
        and case terms.of_which
            when 'no' then not signatures.is_of_which
            when 'only' then signatures.is_of_which
            else true
        end

)

select * from final
