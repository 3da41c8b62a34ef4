"""What one heading says: exactly, without its year, as a comparison, as a category, by similarity.

A pure look-up of the seeds by the heading's key and the kind of table belongs here. Headings above each other do not.
"""

from dataclasses import replace
from functools import lru_cache

from pipeline.extraction.page.cells import HIDDEN
from pipeline.extraction.tables.columns import is_total_word
from pipeline.extraction.wording.kinds import Axis
from pipeline.extraction.wording.tables import SIMILARITY_THRESHOLD, Heading, Vocabulary, vocabulary

LONGEST_HEADING = 40
AMOUNT_ROLES = frozenset({"amount", "economic", "generic", "subtotal_group", "part"})
_SEPARATE_SOURCES = frozenset(
    {"general_public", "government_fund", "state_capital", "special_account", "superior_subsidy", "service_revenue",
     "business_revenue", "affiliate_remittance", "other_revenue"}
)  # fmt: skip


@lru_cache(maxsize=1 << 14)
def lookup_heading(key: str, axis: Axis) -> Heading | None:
    """Find what a heading says.

    Exactly, then without year, unit in brackets or 其中, then as a comparison (…数比…数增减), as an economic category,
    by similarity.

    Args:
        key: Normalised heading.
        axis: Kind of table, which some headings depend on.
    """
    words = vocabulary()
    if not key or len(key) > LONGEST_HEADING:
        return None
    found = words.heading(key, axis)
    if found:
        return found
    for marker in words.of_which:
        if key.startswith(marker):
            rest = key[len(marker) :].lstrip(":、")
            inner = lookup_heading(rest, axis) if rest else Heading("group")
            return replace(inner, of_which=bool(rest)) if inner else None
    plain = words.unit_in_heading.sub("", words.year.sub("", words.strip_ordinal(key)))
    if plain != key and plain:
        return lookup_heading(plain, axis)
    if any(word in key for word in words.comparisons):
        return Heading("aside")
    if (whole := _with_its_total(key, axis, words)) is not None:
        return whole
    code = words.economic_codes.get(key) or words.government_codes.get(key)
    if code:
        return Heading("economic", economic_code=code)
    return Heading("aside") if _is_of_two_columns(key, axis, words) else _similar(key, axis, words)


def _is_of_two_columns(key: str, axis: Axis, words: Vocabulary) -> bool:
    """True for the headings of two columns of sources in one cell: which number is whose is not said."""
    for cut in range(2, len(key) - 1):
        pair = [words.heading(part, axis) for part in (key[:cut], key[cut:])]
        if len({heading.measure for heading in pair if heading is not None} & _SEPARATE_SOURCES) == len(pair):
            return True
    return False


@lru_cache(maxsize=1 << 12)
def holds_two_headings(key: str, axis: Axis) -> bool:
    """True for a cell with the headings of two columns: one of them has lost its place.

    Args:
        key: Normalised heading.
        axis: Kind of table.
    """
    words = vocabulary()
    if not key or len(key) > LONGEST_HEADING or words.heading(key, axis) is not None:
        return False
    return _is_run_together(key, axis, words) or _is_of_two_columns(key, axis, words)


def _similar(key: str, axis: Axis, words: Vocabulary) -> Heading | None:
    if key.endswith(HIDDEN) or _is_run_together(key, axis, words):
        return None
    index, meanings = words.near_headings
    best, best_score = None, 0
    for number, score in index.scores(key, SIMILARITY_THRESHOLD):
        known_axis, heading = meanings[number]
        if known_axis in ("", axis) and score > best_score:
            best, best_score = heading, score
    return best


def _with_its_total(key: str, axis: Axis, words: Vocabulary) -> Heading | None:
    """The heading of an amount with the word for its own amount or total behind it in one cell (事业收入 金额)."""
    for cut in range(2, len(key) - 1):
        below = words.heading(key[cut:], axis)
        if is_total_word(key[cut:]) or (below is not None and below.role == "generic" and not below.stage):
            heading = words.heading(key[:cut], axis)
            if heading is not None and heading.role == "amount" and heading.measure not in ("", "total"):
                return heading
    return None


def _is_run_together(key: str, axis: Axis, words: Vocabulary) -> bool:
    """True for a word for a total and another heading of amounts in one cell (合计 基本支出): two columns, not one."""
    return any(
        is_total_word(key[:cut]) and (heading := words.heading(key[cut:], axis)) and heading.role in AMOUNT_ROLES
        for cut in range(2, len(key) - 1)
    )


def is_amount_heading(key: str, axis: Axis) -> bool:
    """True for a heading under which amounts stand."""
    heading = lookup_heading(key, axis) if key else None
    return heading is not None and heading.role in AMOUNT_ROLES
