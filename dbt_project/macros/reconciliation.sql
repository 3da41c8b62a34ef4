{#- The text that two spellings of one name share: no blanks, quotes, punctuation, level marks (类) (款) (项), nor a last 支出. -#}
{% macro name_key(column) -%}
    regexp_replace(
        regexp_replace(
            regexp_replace({{ column }}, '[（(][类款项][)）]', '', 'g'),
            '[\s“”"„‟''‘’（）()、，,：:．.·]|^[一二三四五六七八九十]+、|^[0-9]+[.、．]', '', 'g'
        ),
        '(.)支出$', '\1'
    )
{%- endmacro %}


{#- Yuan for a sentence: 1,234,567.80, without passing through a floating-point number. -#}
{% macro yuan_text(column) -%}
    if({{ column }} < 0, '-', '')
    || format('{:,}', cast(trunc(abs({{ column }})) as hugeint))
    || '.'
    || lpad(cast(cast((abs({{ column }}) - trunc(abs({{ column }}))) * 100 as integer) as varchar), 2, '0')
{%- endmacro %}


{#- A value as people print it: no trailing zeros. -#}
{% macro plain_text(column) -%}
    regexp_replace(regexp_replace(cast({{ column }} as varchar), '(\.[0-9]*?)0+$', '\1'), '\.$', '')
{%- endmacro %}


{#- A title without the marks that an export leaves before it (#, **, [bookmark: …]). -#}
{% macro bare_title(column) -%}
    trim(regexp_replace(regexp_replace({{ column }}, '\[bookmark:[^\]]*\]|\*\*', '', 'g'), '^[#*\s]+', ''))
{%- endmacro %}


{#- One operand of a finding, as both engines and checks hand it over: what is printed, and where. `line` is 1-based, `field` 0
    in prose. -#}
{% macro operand(line, label, text='cast(null as varchar)', unit='cast(null as varchar)', field='0', side='left', yuan='cast(null as decimal(20, 2))', document='document_id') -%}
    struct_pack(
        line := cast({{ line }} as integer),
        field := cast({{ field }} as integer),
        side := '{{ side }}',
        label := cast({{ label }} as varchar),
        term := cast(null as varchar),
        sign := cast(1 as integer),
        amount_yuan := cast({{ yuan }} as decimal(20, 2)),
        amount_text := cast({{ text }} as varchar),
        unit_text := cast({{ unit }} as varchar),
        document_id := cast({{ document }} as varchar)
    )
{%- endmacro %}
