{#- Wording of the checks written in SQL. A pattern is a row of seeds/rules/check_patterns.csv; rows with one name are alternatives,
    {name} inside a pattern stands for another one. It is written into the model as a constant when the model is compiled: a pattern
    that DuckDB takes from a column is compiled anew for every row, a hundred times slower. -#}

{% macro pattern(name) -%}
    {%- set relation = ref('check_patterns') -%}
    {%- if execute -%}
        {%- do gather_patterns(relation) -%}
        {{ "'" ~ expanded_pattern(name) | replace("'", "''") ~ "'" }}
    {%- else -%}
        ''
    {%- endif -%}
{%- endmacro %}


{#- The pattern of a name, with every {name} in it replaced by the pattern of that name. -#}
{% macro expanded_pattern(name) -%}
    {%- if name not in graph['check_patterns'] -%}
        {{ exceptions.raise_compiler_error('seeds/rules/check_patterns.csv has no pattern named ' ~ name) }}
    {%- endif -%}
    {%- set state = namespace(text=graph['check_patterns'][name]) -%}
    {%- for begun in state.text.split('{')[1:] -%}
        {%- set other = begun.split('}')[0] -%}
        {#- {2,4} is how often, not a name. -#}
        {%- if other[:1] not in '0123456789' -%}
            {%- set state.text = state.text | replace('{' ~ other ~ '}', '(?:' ~ expanded_pattern(other) ~ ')') -%}
        {%- endif -%}
    {%- endfor -%}
    {{- state.text -}}
{%- endmacro %}


{#- The seed as a dictionary, asked for once in a run: dbt needs ten milliseconds for a question, and eight hundred patterns stand
    in the models. `graph` is the one object that all models of a run see. -#}
{% macro gather_patterns(relation) -%}
    {%- if 'check_patterns' not in graph -%}
        {%- set patterns = {} -%}
        {%- for row in run_query(
            "select name, string_agg(pattern, '|' order by pattern) from " ~ relation ~ " group by name order by name"
        ).rows -%}
            {%- do patterns.update({row[0]: row[1]}) -%}
        {%- endfor -%}
        {%- do graph.update({'check_patterns': patterns}) -%}
    {%- endif -%}
{%- endmacro %}


{#- A line as the checks compare it: no blanks, no marks of an export, no thousands separators, Chinese punctuation, half-width
    digits. -#}
{% macro folded(column) -%}
    translate(
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    regexp_replace(
                        regexp_replace({{ column }}, '\[bookmark:[^\]]*\]|^#+|[\s\x{200b}\x{feff}\x{3000}]+', '', 'g'),
                        {{ pattern('bold_mark') }}, '\1', 'g'
                    ),
                    '([0-9]),([0-9]{3})', '\1\2', 'g'
                ),
                '([0-9]),([0-9]{3})', '\1\2', 'g'
            ),
            '([0-9])．([0-9])', '\1.\2', 'g'
        ),
        '(),:;％０１２３４５６７８９．～',
        '（），：；%0123456789.~'
    )
{%- endmacro %}


{#- The line on which a place of a paragraph stands: the last one that begins at or before it. `offset` is 0-based. -#}
{% macro line_at(lines, line_lengths, offset) -%}
    {{ lines }}[greatest(1, len(list_filter(
        list_transform(range(1, len({{ lines }}) + 1), lambda i: coalesce(list_sum({{ line_lengths }}[1:i - 1]), 0)),
        lambda start: start <= {{ offset }}
    )))]
{%- endmacro %}


{#- Yuan of one of a unit, in prose. -#}
{% macro yuan_of_unit(unit_text) -%}
    case {{ unit_text }} when '亿元' then 100000000 when '元' then 1 else 10000 end
{%- endmacro %}


{#- Yuan of a printed number and its unit, in prose. -#}
{% macro prose_yuan(number_text, unit_text) -%}
    try_cast(
        try_cast({{ number_text }} as decimal(24, 8))
        * {{ yuan_of_unit(unit_text) }}
        as decimal(20, 2)
    )
{%- endmacro %}



{#- Two titles of one table: the same, or one of them with a few signs more (支出决算表 is no short form of every other table). -#}
{% macro same_title(one, other) -%}
    (
        (contains({{ one }}, {{ other }}) or contains({{ other }}, {{ one }}))
        and least(length({{ one }}), length({{ other }})) >= 0.7 * greatest(length({{ one }}), length({{ other }}))
    )
{%- endmacro %}


{#- Of which money a whole is that a share names (占本年财政拨款支出), or that a figure is printed as. -#}
{% macro money_of_whole(words) -%}
    case
        when regexp_matches({{ words }}, {{ pattern('share_of_general_public') }}) then 'general_public'
        when regexp_matches({{ words }}, {{ pattern('share_of_other_fund') }}) then 'other_fund'
        when regexp_matches({{ words }}, {{ pattern('share_of_appropriation') }}) then 'appropriation'
        else 'all'
    end
{%- endmacro %}


{#- The ordinals of headings in their order. -#}
{% macro chinese_numbers() -%}
    ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '十一', '十二', '十三', '十四', '十五', '十六', '十七', '十八', '十九', '二十']
{%- endmacro %}


{#- One unit of the last digit of a printed number: 0.01 of 5.20. -#}
{% macro last_digit(printed) -%}
    case length(regexp_extract({{ printed }}, '\.([0-9]+)', 1)) when 0 then 1 when 1 then 0.1 when 2 then 0.01 when 3 then 0.001 else 0.0001 end
{%- endmacro %}
