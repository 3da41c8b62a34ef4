{#- Money is decimal on the whole way: text -> decimal(24, 8) -> x factor -> decimal(20, 2), rounded half up. No
    DOUBLE in between. -#}

{#- A text that is a plain decimal number. Not `try_cast` alone: that accepts '1e3' and ' 12 ', and drops
    '1,234.50' silently. -#}
{% macro is_plain_number(number_text) -%}
    coalesce(regexp_full_match({{ number_text }}, '-?[0-9]{1,14}([.][0-9]{1,8})?'), false)
{%- endmacro %}


{#- Yuan of a plain number and the factor of its unit; null when either is missing or the result has more than
    18 integer digits. -#}
{% macro yuan(number_text, factor_text) -%}
    case
        when {{ is_plain_number(number_text) }}
            then try_cast(
                try_cast({{ number_text }} as decimal(24, 8)) * try_cast({{ factor_text }} as decimal(10, 0))
                as decimal(20, 2)
            )
    end
{%- endmacro %}


{#- 100 x numerator / denominator with four decimals, rounded half away from zero; null for a zero denominator.
    Integer arithmetic on purpose: `/` and `avg` of DuckDB give DOUBLE even for decimals. -#}
{% macro percent(numerator, denominator) -%}
    case
        when {{ denominator }} <> 0
            then cast(
                cast(
                    sign({{ numerator }}) * sign({{ denominator }}) * (
                        (
                            2 * abs(cast({{ numerator }} * 100 as hugeint)) * 1000000
                            + abs(cast({{ denominator }} * 100 as hugeint))
                        ) // (2 * abs(cast({{ denominator }} * 100 as hugeint)))
                    )
                    as decimal(28, 0)
                ) * cast(0.0001 as decimal(5, 4))
                as decimal(28, 4)
            )
    end
{%- endmacro %}
