"""What the words of a label name: a line, a class, a category, a total, nothing.

Pure look-ups of the seeds by the label's key belong here. Taking a label from the cells of a row does not (``labels``).
"""

import re
from functools import lru_cache

from pipeline.extraction.page.text import match_key, printed
from pipeline.extraction.wording.facts import suffix_of
from pipeline.extraction.wording.tables import similarity, vocabulary

_LEADING_CODE = re.compile(r"[235]\d{2}(?:\d{2}){0,2}[-_]?(?=[^\d\W])")
BETWEEN_UNITS = re.compile(r"[\u3001,/]")
LAST_BRACKETS = re.compile(r"\(([^()]*)\):?\Z")
LEAST_LIKE_A_CLASS = 300
GLUED_CODE = re.compile(r"(\d{2,9})[\s\-]*(?=[^\d\s.,%])")
CLASS_LINE_SIMILARITY = 780
TOTAL_KIND = "total"
SUM_LINES = frozenset({"revenue_total", "revenue_grand_total", "expenditure_total", "expenditure_grand_total"})
SUBTOTAL_KIND = "subtotal"


@lru_cache(maxsize=1 << 14)
def line_key(text: str) -> tuple[str, bool]:
    """Key of a line's label without ordinals, and whether it is an of-which line."""
    words = vocabulary()
    key = words.strip_ordinal(match_key(text))
    of_which = False
    for marker in words.of_which:
        if key.startswith(marker):
            key, of_which = words.strip_ordinal(key[len(marker) :].lstrip(":、")), True
    if coded := _LEADING_CODE.match(key):
        key = key[coded.end() :]
    return key.rstrip(":"), of_which


@lru_cache(maxsize=1 << 14)
def has_ordinal(text: str) -> bool:
    """True for labels like ``一、财政拨款收入``."""
    return bool(vocabulary().ordinal.match(match_key(text)))


@lru_cache(maxsize=1 << 14)
def ordinal_level(text: str) -> int:
    """How deep a label's number stands: 1 for 一、, 2 for （一）, 3 for 1., 4 for （1）, 0 without number."""
    found = vocabulary().ordinal.match(match_key(text))
    if not found:
        return 0
    return 1 + found[0].startswith("(") + 2 * any(sign.isdigit() for sign in found[0] if sign.isascii())


@lru_cache(maxsize=1 << 14)
def is_known_line(text: str) -> bool:
    """True for a label that is a line of any table, a 类 or an economic category, exactly."""
    words = vocabulary()
    key = line_key(text)[0]
    sides = ("revenue", "expenditure", "total", "economic", "procurement")
    return any((key, side) in words.lines for side in sides) or key in words.class_codes or key in words.economic_codes


@lru_cache(maxsize=1 << 14)
def names_no_single_row(text: str) -> bool:
    """True for the heading of codes, and for a line run together with the 收入总计 of the row below it."""
    words = vocabulary()
    key = line_key(text)[0]
    if is_known_line(text):
        return False
    for cut in range(2, len(key) + 1):
        heading = words.heading(key[:cut], "")
        if heading is not None and heading.role in ("code", "code_part"):
            return True
        is_sum = any(words.lines.get((key[cut:], side)) in SUM_LINES for side in ("revenue", "expenditure"))
        if is_sum and is_known_line(key[:cut]):
            return True
    return False


@lru_cache(maxsize=1 << 14)
def is_known_name(text: str) -> bool:
    """True for a line of any table or the name of any code of a classification, exactly."""
    return is_known_line(text) or line_key(text)[0] in vocabulary().names


@lru_cache(maxsize=1 << 14)
def names_category(text: str) -> bool:
    """True for the name of a code that no body could have (行政运行, but not 图书馆): 单位名称（科目） holds both."""
    key = line_key(text)[0]
    return key in vocabulary().names and suffix_of(key) is None


@lru_cache(maxsize=1 << 14)
def ends_a_group(key: str) -> bool:
    """True for a line's key that ends in a word for a sum: what follows belongs to no group above it."""
    return any(key.endswith(word) for word, side in vocabulary().lines if side == SUBTOTAL_KIND)


def find_line(key: str, side: str) -> str:
    """The ``line_id`` of a label on one side of a table, or an empty string."""
    return vocabulary().lines.get((key, side), "")


@lru_cache(maxsize=1 << 14)
def find_item(key: str) -> str:
    """The measure of a three-public table that a row's label names (items may stand below each other), or nothing."""
    heading = vocabulary().heading(key, "three_public")
    return heading.measure if heading and heading.role == "amount" else ""


@lru_cache(maxsize=1 << 14)
def counts_things(text: str) -> bool:
    """True for a label whose last brackets name what is counted (``车辆数（辆）``, ``（台、辆）``): no money."""
    found = LAST_BRACKETS.search(match_key(text))
    return bool(found) and set(BETWEEN_UNITS.split(found[1])) <= vocabulary().count_units


@lru_cache(maxsize=1 << 14)
def find_class(key: str) -> str:
    """The 类 code that a line names (exactly, by a known alias, or nearly), or an empty string."""
    words = vocabulary()
    code = words.class_codes.get(key)
    if code or len(key) < 4:  # too short to be compared
        return code or ""
    best = max(words.class_codes, key=lambda name: similarity(key, name))
    return words.class_codes[best] if similarity(key, best) >= CLASS_LINE_SIMILARITY else ""


@lru_cache(maxsize=1 << 14)
def is_no_category(code: str, name: str) -> bool:
    """True for a three-digit code beside a name that no 类 of any classification resembles: the code of a unit."""
    words = vocabulary()
    key = line_key(name)[0]
    if len(code) != 3 or not key or find_class(key) or find_economic(key) or key in words.revenue_names:
        return False
    known = (*words.class_codes, *words.economic_class_codes)
    return max(similarity(key, other) for other in known) < LEAST_LIKE_A_CLASS


@lru_cache(maxsize=1 << 14)
def find_economic(key: str, system: str = "") -> str:
    """The economic category that a label names, or an empty string; where both systems have the name, that of one."""
    words = vocabulary()
    codes = {"3": words.economic_codes, "5": words.government_codes}.get(system, {})
    if code := codes.get(key):
        return code
    heading = words.headings.get((key, ""))
    if heading and heading.economic_code:
        return heading.economic_code
    return words.economic_codes.get(key) or words.government_codes.get(key, "")


@lru_cache(maxsize=1 << 14)
def is_coded_name(text: str) -> bool:
    """True for a cell that prints a code and, behind it, a name which a classification gives that code."""
    plain = printed(text)
    glued = GLUED_CODE.match(plain)
    return bool(glued) and match_key(plain[glued.end() :]) in vocabulary().codes.get(glued[1], frozenset())


@lru_cache(maxsize=1 << 14)
def is_total(text: str) -> bool:
    """True for 合计, 总计 and their like."""
    return (line_key(text)[0], TOTAL_KIND) in vocabulary().lines


@lru_cache(maxsize=1 << 14)
def is_no_data(text: str) -> bool:
    """True for a note or cell saying that the table has no data."""
    key = match_key(text)
    return any(phrase in key for phrase in vocabulary().no_data_phrases)
