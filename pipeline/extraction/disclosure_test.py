"""Whether a text is a disclosure at all.

Telling a disclosure from a blank form, a law and an article belongs here; reading its facts does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extraction.cover import Cover, HeadLine
from pipeline.extraction.fact_vocabulary import pattern

_FEWEST_HEADINGS = 3
_FEWEST_ARTICLES = 3
_FEWEST_AMOUNTS = 3
_ARTICLE_SAMPLE = 40_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the text is a disclosure; if not, the key of ``document_reasons.csv`` and what was found."""

    is_disclosure: bool
    reason_code: str = ""
    detail: str = ""


def verdict_on(
    cover: Cover, head: Sequence[HeadLine], text: str, *, has_kind: bool, statement_count: int, has_name: bool
) -> Verdict:
    """Judge a text.

    Args:
        cover: Title and labels.
        head: The first lines.
        text: The whole text.
        has_kind: The title or the headings tell a kind of document.
        statement_count: Number of recognised tables.
        has_name: The document names its body, or speaks for a whole government.

    Returns:
        The verdict; a disclosure needs tables, or the headings that disclosures share, or a title that is one.
    """
    headings = sum(bool(pattern("standard_heading").match(line.text)) for line in head)
    in_tables = pattern("amount_in_table").search(text) is not None
    in_prose = _count(text, "amount_in_prose")
    if not in_tables and in_prose < _FEWEST_AMOUNTS and (statement_count or headings >= _FEWEST_HEADINGS):
        placeholder = pattern("placeholder").search(cover.title) or pattern("placeholder").search(text[:2000])
        whole = pattern("integer_in_table").search(text) is not None and not placeholder
        if not whole and (placeholder or not has_name):
            left_open = f", left open: {placeholder[0]!r}" if placeholder else ""
            return Verdict(False, "blank_form", f"no amount in any table{left_open}")
    if statement_count:
        return Verdict(True)
    title = cover.title or (head[0].text if head else "")
    articles = len(pattern("article").findall(text[:_ARTICLE_SAMPLE]))
    if articles >= _FEWEST_ARTICLES or pattern("legal_title").search(title):
        return Verdict(False, "legal_text", f"title {title[:60]!r}, {articles} articles")
    is_titled = has_kind and pattern("title_end").search(title) is not None and len(title) > 0
    if news := pattern("news").search("\n".join(line.text for line in head[:12])):
        if headings < _FEWEST_HEADINGS:
            return Verdict(False, "news_item", f"{news[0]!r} near the beginning, title {title[:60]!r}")
    if headings >= _FEWEST_HEADINGS and (has_kind or in_tables):
        return Verdict(True)
    if is_titled and has_name and (in_tables or in_prose >= _FEWEST_AMOUNTS):
        return Verdict(True)
    detail = f"no table, {headings} headings of a disclosure, {in_prose or 'no'} amounts, title {title[:60]!r}"
    return Verdict(False, "not_disclosure", detail)


def _count(text: str, name: str) -> int:
    """Matches of a pattern, no more than the fewest that matter."""
    count = 0
    for _ in pattern(name).finditer(text):
        count += 1
        if count == _FEWEST_AMOUNTS:
            break
    return count
