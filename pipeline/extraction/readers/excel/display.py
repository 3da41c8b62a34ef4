"""What a workbook shows of a stored number: placeholders, separators, percent.

Showing numbers and texts by a format belongs here. Reading formats does not (``formats``), nor colours, widths and the
rounding of a number to a narrow column.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache

from pipeline.extraction.readers.excel.book import Cell, fifteen_digits, plain
from pipeline.extraction.readers.excel.dates import date_text
from pipeline.extraction.readers.excel.formats import Section, Token, sections

_LONGEST_GENERAL = 11
_DIGITS = 80
"""Of the arithmetic: more than any stored number and any format have together."""


def show(stored: Decimal, format_text: str, *, epoch_1904: bool = False, shows_zeros: bool = True) -> Cell:
    """What a workbook shows of a stored number.

    Args:
        stored: The number as stored.
        format_text: Its number format.
        epoch_1904: Whether days count from 1904.
        shows_zeros: Whether the sheet shows zeros.

    Returns:
        The text, and the stored number where the text is another one.
    """
    value = fifteen_digits(stored)
    if not value and not shows_zeros:
        return Cell("")
    return _show(value, format_text, epoch_1904)


@lru_cache(maxsize=1 << 14)
def _show(value: Decimal, format_text: str, epoch_1904: bool) -> Cell:
    with localcontext(prec=_DIGITS):
        return _number(sections(format_text), value, epoch_1904)


def show_text(value: str, format_text: str) -> str:
    """What a workbook shows of a stored text."""
    found = sections(format_text)
    section = _of_texts(found)
    if section is None:
        return value
    return "".join(
        value if token.kind == "text" else token.text for token in section.tokens if token.kind in ("text", "literal")
    )


def _of_texts(found: Sequence[Section]) -> Section | None:
    """The section for texts: the fourth, else the last that holds ``@``."""
    if len(found) == 4:
        return found[3]
    return next((section for section in reversed(found) if section.kind == "text"), None)


def _of_numbers(found: Sequence[Section]) -> list[Section]:
    if len(found) == 1:
        return list(found)
    texts = _of_texts(found)
    return [section for section in found[:3] if section is not texts]


def _number(found: Sequence[Section], value: Decimal, epoch_1904: bool) -> Cell:
    section, absolute = _choose(_of_numbers(found), value)
    if section is None:
        return Cell(general(value))
    shown = abs(value) if absolute else value
    if section.kind == "date":
        return Cell(date_text(section, shown, epoch_1904) or general(value))
    if section.kind in ("general", "text"):
        return Cell(
            "".join(
                general(shown) if token.kind == section.kind else token.text
                for token in section.tokens
                if token.kind in (section.kind, "literal")
            ).strip()
        )
    if section.kind == "literal":
        text = "".join(token.text for token in section.tokens).strip()
        return Cell(text, plain(value) if value and text else None)
    text, exact = _show_number(section, shown)
    return Cell(text, None if exact else plain(value))


def _choose(found: Sequence[Section], value: Decimal) -> tuple[Section | None, bool]:
    """The section for a value, and whether the sign is in the section's own literals."""
    if not found:
        return None, False
    if any(section.condition for section in found):
        chosen = next((section for section in found if section.fits(value)), None)
        return chosen, chosen is not None and chosen is not found[0]
    if value < 0 and len(found) > 1:
        return found[1], True
    if value == 0 and len(found) > 2:
        return found[2], False
    return found[0], False


def general(value: Decimal) -> str:
    """A number as the format General shows it: up to eleven signs, whole numbers whole (codes may have more)."""
    text = plain(value)
    if "." not in text or len(text.lstrip("-")) <= _LONGEST_GENERAL:
        return text
    decimals = max(_LONGEST_GENERAL - len(text.lstrip("-").partition(".")[0]) - 1, 0)
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return plain(rounded) if rounded else text


def _show_number(section: Section, value: Decimal) -> tuple[str, bool]:
    """Text of a number by its placeholders, and whether it is the whole number."""
    kinds = [token.kind for token in section.tokens]
    if "exponent" in kinds or any(token.text == "/" for token in section.tokens if token.kind == "literal"):
        return general(value), True
    scaled = value * (100 ** kinds.count("percent"))
    last_digit = max(index for index, kind in enumerate(kinds) if kind == "digit")
    point = kinds.index("point") if "point" in kinds else len(kinds)
    whole_end = max((index for index in range(min(point, last_digit + 1)) if kinds[index] == "digit"), default=-1)
    thousands = 0
    for kind in kinds[max(whole_end, last_digit) + 1 :]:
        if kind != "comma":
            break
        thousands += 1
    scaled = scaled.scaleb(-3 * thousands)
    decimals = sum(kind == "digit" for kind in kinds[point:])
    rounded = abs(scaled).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    grouped = any(kind == "comma" for kind in kinds[: max(whole_end, 0)])
    whole, _, fraction = f"{rounded:f}".partition(".")
    text = _fill(section.tokens, point, whole, fraction, grouped)
    exact = rounded == abs(scaled)
    return (f"-{text}" if value < 0 else text), exact


def _fill(tokens: list[Token], point: int, whole: str, fraction: str, grouped: bool) -> str:
    """Put the digits where the placeholders stand; digits beyond go before the first."""
    places = [index for index, token in enumerate(tokens[:point]) if token.kind == "digit"]
    digits = whole.lstrip("0")
    filled: dict[int, str] = {}
    for index in reversed(places):
        if digits:
            filled[index], digits = digits[-1], digits[:-1]
        else:
            filled[index] = "0" if tokens[index].text == "0" else ""
    if places:
        filled[places[0]] = digits + filled[places[0]]
    elif digits:
        fraction_lead = digits
        return fraction_lead + _after(tokens, point, fraction)
    if grouped:
        return _grouped(tokens, places, filled) + _after(tokens, point, fraction)
    before = "".join(
        filled[index] if token.kind == "digit" else token.text
        for index, token in enumerate(tokens[:point])
        if token.kind in ("digit", "literal", "percent")
    )
    return (before + _after(tokens, point, fraction)).strip()


def _grouped(tokens: list[Token], places: list[int], filled: dict[int, str]) -> str:
    digits = "".join(filled[index] for index in places)
    text = f"{int(digits):,}".zfill(len(digits)) if digits else ""
    before = "".join(token.text for token in tokens[: places[0]] if token.kind in ("literal", "percent"))
    between = tokens[places[-1] + 1 : next((i for i, t in enumerate(tokens) if t.kind == "point"), len(tokens))]
    return before.lstrip() + text + "".join(token.text for token in between if token.kind in ("literal", "percent"))


def _after(tokens: list[Token], point: int, fraction: str) -> str:
    """The decimal point and what stands behind it."""
    text = ""
    places = [token for token in tokens[point:] if token.kind == "digit"]
    while fraction and places[len(fraction) - 1].text != "0" and fraction[-1] == "0":
        fraction = fraction[:-1]
    used = 0
    for token in tokens[point:]:
        if token.kind == "point":
            text += "." if fraction else ""
        elif token.kind == "digit":
            text += fraction[used : used + 1]
            used += 1
        elif token.kind in ("literal", "percent"):
            text += token.text
    return text.rstrip()
