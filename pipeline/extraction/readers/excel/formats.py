"""Number formats of spreadsheets, taken apart: sections, placeholders, literals, conditions (ECMA-376, 18.8.31).

Reading a format belongs here, and those that files name by number alone (18.8.30). Showing a number by it does not.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

GENERAL = "General"
LONGEST_FORMAT = 512
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|_(?P<skip>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<ampm>AM/PM|A/P|\u4e0a\u5348/\u4e0b\u5348)|(?P<general>General|G/\u901a\u7528\u683c\u5f0f)"
    r"|(?P<exponent>E[+-])|(?P<date>[yY]+|[mM]+|[dD]+|[hH]+|[sS]+|[aA]{3,4}|[eE]+)|(?P<digit>[0#?])|(?P<sign>.)",
    re.DOTALL | re.IGNORECASE,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\Z")
_ELAPSED = re.compile(r"(?:h+|m+|s+)\Z", re.IGNORECASE)
_YEAR, _MONTH, _DAY = "\u5e74", "\u6708", "\u65e5"
_BUILT_IN = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"\xa5"#,##0;"\xa5"-#,##0',
    6: '"\xa5"#,##0;"\xa5"-#,##0', 7: '"\xa5"#,##0.00;"\xa5"-#,##0.00', 8: '"\xa5"#,##0.00;"\xa5"-#,##0.00',
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: f"yyyy{_YEAR}m{_MONTH}", 28: f"m{_MONTH}d{_DAY}", 29: f"m{_MONTH}d{_DAY}", 30: "m-d-yy",
    31: f"yyyy{_YEAR}m{_MONTH}d{_DAY}", 36: f"yyyy{_YEAR}m{_MONTH}", 37: "#,##0;-#,##0", 38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
    42: '_ "\xa5"* #,##0_ ;_ "\xa5"* -#,##0_ ;_ "\xa5"* "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ "\xa5"* #,##0.00_ ;_ "\xa5"* -#,##0.00_ ;_ "\xa5"* "-"??_ ;_ @_ ', 45: "mm:ss", 46: "[h]:mm:ss",
    47: "mm:ss.0", 48: "##0.0E+0", 49: "@", 50: f"yyyy{_YEAR}m{_MONTH}", 51: f"m{_MONTH}d{_DAY}",
    52: f"yyyy{_YEAR}m{_MONTH}", 53: f"m{_MONTH}d{_DAY}", 54: f"m{_MONTH}d{_DAY}", 57: f"yyyy{_YEAR}m{_MONTH}",
    58: f"m{_MONTH}d{_DAY}",
}  # fmt: skip
"""Formats that files name by number alone, as Chinese Excel shows them (ECMA-376, 18.8.30, zh-cn)."""


def built_in(number: int) -> str:
    """The format of that number where the file defines none."""
    return _BUILT_IN.get(number, GENERAL)


class Token:
    """A piece of a format: what kind it is, and its text."""

    __slots__ = ("kind", "text")

    def __init__(self, kind: str, text: str) -> None:
        self.kind = kind
        self.text = text


@dataclass(slots=True)
class Section:
    """One of up to four sections of a format."""

    tokens: list[Token]
    condition: tuple[str, Decimal] | None = None
    kind: str = "literal"

    def fits(self, value: Decimal) -> bool:
        """Whether the section's condition holds."""
        if self.condition is None:
            return True
        operator, limit = self.condition
        return {
            "<": value < limit, ">": value > limit, "=": value == limit,
            "<=": value <= limit, ">=": value >= limit, "<>": value != limit,
        }[operator]  # fmt: skip


def _currency(bracket: str) -> str:
    return bracket[1:].partition("-")[0]


def _section(text: str) -> Section:
    section = Section([])
    for match in _TOKEN.finditer(text):
        kind, value = match.lastgroup or "sign", match[match.lastgroup or "sign"]
        if kind in ("quoted", "escaped"):
            section.tokens.append(Token("literal", value))
        elif kind == "skip":
            section.tokens.append(Token("literal", " "))
        elif kind == "bracket":
            if condition := _CONDITION.match(value):
                section.condition = (condition[1], Decimal(condition[2]))
            elif value.startswith("$"):
                section.tokens.append(Token("literal", _currency(value)))
            elif _ELAPSED.match(value):
                section.tokens.append(Token("elapsed", value[0].lower()))
        elif kind == "sign":
            section.tokens.append(
                Token({".": "point", ",": "comma", "%": "percent", "@": "text"}.get(value, "literal"), value)
            )
        elif kind != "fill":
            section.tokens.append(Token(kind, value))
    section.kind = _kind(section)
    return section


def _kind(section: Section) -> str:
    kinds = {token.kind for token in section.tokens}
    if kinds & {"date", "ampm", "elapsed"}:
        return "date"
    if "general" in kinds:
        return "general"
    if "digit" in kinds:
        return "number"
    return "text" if "text" in kinds else "literal"


def _split(text: str) -> list[str]:
    parts: list[str] = []
    start = index = 0
    while index < len(text):
        sign = text[index]
        if sign in "\\!_*":
            index += 1
        elif sign == '"':
            index = text.find('"', index + 1)
            if index < 0:
                break
        elif sign == ";":
            parts.append(text[start:index])
            start = index + 1
        index += 1
    return [*parts, text[start:]][:4]


@lru_cache(maxsize=1024)
def sections(format_text: str) -> tuple[Section, ...]:
    r"""The sections of a format, at most four.

    Args:
        format_text: As the workbook defines it, such as ``#,##0.00_ ;[Red]\-#,##0.00``.
    """
    return tuple(_section(part) for part in _split(format_text[:LONGEST_FORMAT]))
