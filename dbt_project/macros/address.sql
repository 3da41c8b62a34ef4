{#- Where a cell or a figure of the prose stands in the original: the columns of the contract from the extracted struct.
    Boxes are points on a page, never money; two decimals are more than any eye can see. -#}
{%- macro address_columns() %}
        cast(address.page as integer) as source_page,
        cast(nullif(address.ref, '') as varchar) as source_ref,
        cast(address.box.x0 as decimal(9, 2)) as source_x0,
        cast(address.box.top as decimal(9, 2)) as source_top,
        cast(address.box.x1 as decimal(9, 2)) as source_x1,
        cast(address.box.bottom as decimal(9, 2)) as source_bottom,
        cast(address.stored_text as varchar) as stored_text,
        cast(coalesce(address.read_by, 'text') as varchar) as read_by,
        cast(address.confidence as decimal(7, 3)) * cast(0.001 as decimal(4, 3)) as read_confidence,
{%- endmacro %}


{#- The same columns passed on, of one relation. -#}
{%- macro place_columns(relation) %}
{%- for column in [
    'source_page', 'source_ref', 'source_x0', 'source_top', 'source_x1', 'source_bottom', 'stored_text', 'read_by',
    'read_confidence',
] %}
        {{ relation }}.{{ column }},
{%- endfor %}
{%- endmacro %}
