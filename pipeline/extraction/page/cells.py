"""What a cell is: blank, mark for nothing, amount, percentage, error, several numbers, text.

Only the form of one cell belongs here; what its column means does not.
"""

import re
from functools import lru_cache
from typing import Literal

from pipeline.extraction.page.text import fold, match_key

Kind = Literal["blank", "nil", "amount", "percent", "error", "many", "formula", "text"]

NUMERIC: frozenset[Kind] = frozenset({"amount", "percent", "error", "many"})
"""Kinds of cells that hold a number and must be accounted for."""

_AMOUNT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\Z")
_PERCENT = re.compile(r"-?\d+(?:,\d{3})*(?:\.\d+)?\s*[%‰]\Z")
_NIL = re.compile(r"(?:-{1,4}|/|\*{1,4}|\\)\Z")
_ERROR = re.compile(r"#(?:DIV/0!|REF!|VALUE!|N/A|NAME\?|NUM!|NULL!|#+)\Z", re.IGNORECASE)
_MANY = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:\s+-?\d[\d,]*(?:\.\d+)?)+\Z")
_NUMBER_LIKE = re.compile(r"[-+△▲(]?\s*[\d.,]+(?:\s*\)|\s*)\Z")
_FORMULA = re.compile(r"\(?\d{1,2}\)?(?:[=+-]\(?\d{1,2}\)?)+\Z")


def _classify_text(text: str) -> tuple[Kind, str]:
    plain = fold(text).strip()
    if plain and (plain[0] in "<*" or "</" in plain):
        plain = match_key(plain) or plain
    if not plain:
        return "blank", ""
    if _NIL.match(plain):
        return "nil", ""
    if _AMOUNT.match(plain):
        return "amount", plain.replace(",", "")
    if _ERROR.match(plain):
        return "error", ""
    if _PERCENT.match(plain):
        return "percent", plain.rstrip("%‰ ").replace(",", "")
    if _MANY.match(plain):
        return "many", ""
    if _FORMULA.match(plain):
        return "formula", ""
    if any(c.isdigit() for c in plain) and _NUMBER_LIKE.match(plain):
        return "error", ""
    return "text", ""


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
