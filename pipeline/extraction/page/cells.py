"""What a cell is: blank, mark for nothing, amount, code, percentage, error, several numbers, text.

Only the form of one cell belongs here; what its column means does not.
"""

import re
from functools import lru_cache
from typing import Literal

from pipeline.extraction.page.text import match_key, visible
from pipeline.extraction.seeds import Seed

MONEY_UNITS = Seed("money_units")

Kind = Literal["blank", "nil", "amount", "code", "percent", "error", "many", "formula", "text"]

NUMERIC: frozenset[Kind] = frozenset({"amount", "code", "percent", "error", "many"})
"""Kinds of cells that hold a number and must be accounted for."""

HIDDEN = "…"
"""What stands at the end of a cell's text for the part of it that the cell hides."""

INTEGER_DIGITS = 14
"""Of a number that is an amount: times the largest unit (万亿) it still fits DECIMAL(20, 2)."""
DECIMALS = 8
_STORABLE = re.compile(rf"-?[0-9]{{1,{INTEGER_DIGITS}}}(\.[0-9]{{1,{DECIMALS}}})?")
_AMOUNT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\Z", re.ASCII)
_PERCENT = re.compile(r"-?\d+(?:,\d{3})*(?:\.\d+)?\s*[%‰]\Z")
_NIL = re.compile(r"(?:-{1,4}|/|\*{1,4}|\\)\Z")
_ERROR = re.compile(r"#(?:DIV/0!|REF!|VALUE!|N/A|NAME\?|NUM!|NULL!|#+)\Z", re.IGNORECASE)
_MANY = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:\s+-?\d[\d,]*(?:\.\d+)?)+\Z")
_NUMBER_LIKE = re.compile(r"(?=.*\d)[-+△▲(]?\s*[\d.,]+(?:\s*\)|\s*)\Z")
_SPACED = re.compile(r"-?\d{1,3}(?: \d{3})+\.\d{1,2}\Z")
"""Blanks between thousands; several numbers one after the other would each print decimals."""
_CODE = re.compile(r"\d{3}(?:\s\d{2}){1,3}\Z")
_MISREAD = re.compile(r"(?=(?:.*\d){2})(?=.*[.,。])[-(]{0,2}[\d.,。OoIlSB|)\s'`’‘·?*#~!①-⑳\ufffd]+\Z")
"""A number in which a sign is misprinted, misread or lost, or beside it a mark (``86.2O``, ``12。34``, ``4?6.15``)."""
_CURRENCIES = "\xa5\uffe5$"
_CURRENCY = re.compile(rf"\A(?P<minus>-?)[{_CURRENCIES}]\s*(?=-?\d)")
_FORMULA = re.compile(r"\(?\d{1,2}\)?(?:[=+-]\(?\d{1,2}\)?)+\Z")


_FORMS: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (_NIL, "nil"),
    (_AMOUNT, "amount"),
    (_SPACED, "amount"),
    (_CODE, "code"),
    (_ERROR, "error"),
    (_PERCENT, "percent"),
    (_MANY, "many"),
    (_FORMULA, "formula"),
    (_NUMBER_LIKE, "error"),
    (_MISREAD, "error"),
)
"""The forms of a cell, tried in this order; what has none of them is text."""
_WITH_NUMBER: frozenset[Kind] = frozenset({"amount", "code", "percent"})
_NO_DIGIT = re.compile(r"[, %‰]")


def _without_currency(plain: str) -> str:
    """A number without the sign of its currency, which formats of workbooks print before it."""
    return _CURRENCY.sub(r"\g<minus>", plain) if plain[:1] == "-" or plain[:1] in _CURRENCIES else plain


def _classify_text(text: str) -> tuple[Kind, str]:
    plain = visible(text).strip()
    if plain and (plain[0] in "<*" or "</" in plain):
        plain = match_key(plain) or plain
    if not plain:
        return "blank", ""
    plain = _without_currency(plain.removesuffix(cell_unit(plain)).strip())
    for form, kind in _FORMS:
        if form.match(plain):
            return kind, _NO_DIGIT.sub("", plain) if kind in _WITH_NUMBER else ""
    return "text", ""


@lru_cache(maxsize=1)
def _with_unit() -> re.Pattern[str]:
    units = sorted((row["unit"] for row in MONEY_UNITS.rows()), key=len, reverse=True)
    return re.compile(rf"-?\d[\d,]*(?:\.\d+)?\s*({'|'.join(map(re.escape, units))})\Z")


@lru_cache(maxsize=1 << 12)
def cell_unit(cell: str) -> str:
    """The unit of money that a cell prints behind its number (``551.75万元``), or an empty string."""
    found = _with_unit().match(visible(cell).strip()) if cell and cell.strip()[-1:].isalpha() else None
    return found[1] if found else ""


def is_spaced(cell: str) -> bool:
    """True for a number with blanks between its thousands."""
    return " " in cell.strip() and bool(_SPACED.match(visible(cell).strip()))


def is_storable(number: str) -> bool:
    """Whether a plain decimal string is a number that an amount can be: of so many digits and decimals at most."""
    return bool(_STORABLE.fullmatch(number))


@lru_cache(maxsize=1 << 16)
def classify(cell: str) -> tuple[Kind, str]:
    """Classify one cell.

    Args:
        cell: The cell as printed.

    Returns:
        The kind, and for amounts and percentages the number as a plain decimal string (``1,234.50`` → ``1234.50``).
        A number in a form that cannot be read for certain (``△1.2``, ``1,23.4``, ``#DIV/0!``) is an ``error``.
    """
    if not cell:
        return "blank", ""
    if _AMOUNT.match(cell):
        return "amount", cell.replace(",", "") if "," in cell else cell
    return _classify_text(cell)
