"""Whether a label is known to any vocabulary, is a piece of a known one, or prints several known ones at once.

Used where a page has cut labels in pieces or fused rows. What a label means is told in ``labels`` and ``meaning``.
"""

import re
from functools import lru_cache

from pipeline.extraction.tables.form_labels import is_form_label
from pipeline.extraction.tables.label_words import find_item, is_known_name, line_key
from pipeline.extraction.tables.labels import FULL_CODE

_AMOUNT = r"-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{2}"
_NAME = r"[^\W\d_]{2,}.*"
_AMOUNTS_TOGETHER = re.compile(r"-?\d[\d,]*\.\d{1,2}(?:\s*-?\d[\d,]*\.\d{1,2})+")
_AMOUNT_BESIDE = re.compile(
    rf"{_AMOUNT}\s+(?:[(\uff08]?\w{{1,3}}[\uff0e.\u3001)\uff09]\s*)?{_NAME}\Z|{_NAME}\s{_AMOUNT}\Z"
)
LEAST_DOUBLED = 4
"""Characters of the shortest label of which doubling can be told."""


@lru_cache(maxsize=1 << 13)
def is_known(text: str) -> bool:
    """True for a line, the name of a code, an item of a three-public table or the label of a form."""
    return is_known_name(text) or is_form_label(text) or bool(find_item(line_key(text)[0]))


def prints_several(text: str) -> bool:
    """True for a label that is no known one as a whole and whose parts, between blanks, are all known."""
    parts = text.split()
    return len(parts) > 1 and all(map(is_known, parts)) and not is_known("".join(parts))


def holds_two_amounts(text: str) -> bool:
    """True for a cell that prints amounts with nothing between them but a blank: those of two columns, one lost."""
    return _AMOUNTS_TOGETHER.fullmatch(text.strip()) is not None


def has_code_beside(text: str) -> bool:
    """True for a label of several parts, between blanks, one of which is a code."""
    parts = text.split()
    return len(parts) > 1 and any(map(FULL_CODE.match, parts))


def has_amount_beside(text: str) -> bool:
    """True for a cell that prints a name and, beside a blank, an amount: two cells run together."""
    return "." in text and _AMOUNT_BESIDE.match(text.strip()) is not None


def is_doubled(text: str) -> bool:
    """True where every sign is printed twice (fake bold)."""
    text = "".join(text.split())
    return len(text) >= LEAST_DOUBLED and text[::2] == text[1::2]
