"""Whether a text is a disclosure at all.

Telling a disclosure from a blank form, a law and an article belongs here; reading its facts does not.
"""

from dataclasses import dataclass
from itertools import islice

from pipeline.extraction.facts.cover import HEAD_LINES, DocumentHead
from pipeline.extraction.wording.facts import compact, pattern

_FEWEST_HEADINGS = 3
_FEWEST_ARTICLES = 3
_FEWEST_AMOUNTS = 3
_ARTICLE_SAMPLE = 40_000
_ARTICLE_LINES = 12
_FORM_SAMPLE = 2_000
_LANDING_PAGE = 6_000
"""Longest text of a page that only leads elsewhere, navigation included; in characters."""
_ATTACHMENTS_NAMED = 8
_COSTS_SAMPLE = 2_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the text is a disclosure; if not, the key of ``document_reasons.csv`` and what was found."""

    is_disclosure: bool
    reason_code: str = ""
    detail: str = ""


def verdict_on(
    document: DocumentHead, *, has_kind: bool, has_name: bool, statement_count: int, amount_count: int = 0
) -> Verdict:
    """Judge a text.

    Args:
        document: The document.
        has_kind: The title, the tables or the headings tell a kind of document.
        has_name: The document names its body, or speaks for a whole government.
        statement_count: Number of recognised tables.
        amount_count: Number of amounts placed in them that are not zero.

    Returns:
        The verdict; a disclosure has tables, or the headings that disclosures share, or a title that is one, or states
        what the three public costs are.
    """
    in_tables = pattern("amount_in_table").search(document.text) is not None
    if statement_count and in_tables:
        return Verdict(True)
    amounts = _FEWEST_AMOUNTS if in_tables else _amounts_in_prose(document.text)
    headings = sum(bool(pattern("standard_heading").match(line.text)) for line in document.head)
    is_formal = statement_count > 0 or headings >= _FEWEST_HEADINGS
    states_costs = has_kind and _states_costs(document)
    is_bare = max(amounts, amount_count) < _FEWEST_AMOUNTS and not states_costs
    if is_formal and is_bare and (verdict := _blank_form(document, has_name)):
        return verdict
    if statement_count:
        return Verdict(True)
    if verdict := _landing_page(document, has_kind, amounts):
        return verdict
    if verdict := _law_or_article(document, headings):
        return verdict
    title = _title(document)
    if headings >= _FEWEST_HEADINGS and (has_kind or in_tables):
        return Verdict(True)
    if states_costs or (has_kind and has_name and amounts >= _FEWEST_AMOUNTS and pattern("title_end").search(title)):
        return Verdict(True)
    detail = f"no table, {headings} headings of a disclosure, {amounts or 'no'} amounts, title {title[:60]!r}"
    return Verdict(False, "not_disclosure", detail)


def _states_costs(document: DocumentHead) -> bool:
    """Whether a sentence says what the three public costs are; a text on one line holds it far from its beginning."""
    return any(pattern("stated_costs").search(compact(line[:_COSTS_SAMPLE])) for line in document.lines[:HEAD_LINES])


def _title(document: DocumentHead) -> str:
    return document.cover.title or (document.head[0].text if document.head else "")


def _blank_form(document: DocumentHead, has_name: bool) -> Verdict | None:
    """A form with a name left open, or with neither a name nor a number."""
    places = (document.cover.title, document.text[:_FORM_SAMPLE])
    placeholder = next((found for place in places if (found := pattern("placeholder").search(place))), None)
    if placeholder:
        return Verdict(False, "blank_form", f"no amount in any table, left open: {placeholder[0]!r}")
    if has_name or pattern("integer_in_table").search(document.text):
        return None
    return Verdict(False, "blank_form", "no amount in any table, no name of a body")


def _landing_page(document: DocumentHead, has_kind: bool, amounts: int) -> Verdict | None:
    """A title and the name of a file: the disclosure itself is elsewhere."""
    if amounts or not (has_kind and len(document.text) <= _LANDING_PAGE):
        return None
    attachments = dict.fromkeys(match[0] for match in pattern("attachment").finditer(document.text))
    if not attachments:
        return None
    return Verdict(False, "landing_page", "; ".join(list(attachments)[:_ATTACHMENTS_NAMED]))


def _law_or_article(document: DocumentHead, headings: int) -> Verdict | None:
    title = _title(document)
    articles = len(pattern("article").findall(document.text[:_ARTICLE_SAMPLE]))
    if articles >= _FEWEST_ARTICLES or pattern("legal_title").search(title):
        return Verdict(False, "legal_text", f"title {title[:60]!r}, {articles} articles")
    news = pattern("news").search("\n".join(line.text for line in document.head[:_ARTICLE_LINES]))
    if news and headings < _FEWEST_HEADINGS:
        return Verdict(False, "news_item", f"{news[0]!r} near the beginning, title {title[:60]!r}")
    return None


def _amounts_in_prose(text: str) -> int:
    """Amounts in the prose, counted no further than the fewest that matter."""
    return sum(1 for _ in islice(pattern("amount_in_prose").finditer(text), _FEWEST_AMOUNTS))
