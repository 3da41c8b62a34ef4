"""Where in the document a paragraph stands: part, section, item, and what kind of section that is.

Recognising headings, run-in headings (``（二）政府采购预算：2020年…``) and unnumbered titles, and keeping the path of
open headings belong here. Reading figures does not.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pipeline.extraction.wording.prose import REPORT, NarrativeVocabulary, SectionRule, narrative_vocabulary

TITLE_LEVEL, SECTION_LEVEL = 1, 2
REMEMBERED_TITLES = 1 << 14
LONGEST_HEADING = 45
_NOTES, _PROJECT, _DUTIES = "notes", "project", "duties"
_CLOSING_SIGNS = "。:;"
_YEAR = re.compile(r"(?:19|20)\d\d年")
_STOP = re.compile(r"[,。;!?]")
_RUN_IN = re.compile(r"([^,。;:!?\d]{2,30})[:。](?=\D|(?:19|20)\d\d年)")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True, eq=False)
class Heading:
    """One open heading. Headings are remembered, as views are, and compared by identity."""

    level: int
    ordinal: str
    title: str
    printed_title: str
    kind: str
    zone: str
    suppress: bool


class Opening(NamedTuple):
    """How a paragraph begins: its ordinal, the heading it is or opens, and where its text goes on.

    A heading at level 0 without ordinal is a label that holds for its own paragraph only.
    """

    level: int
    ordinal: str
    heading: Heading | None
    text_start: int
    title_start: int = 0
    closed: int = -1
    """The level whose headings end here; -1 where none do."""


_NO_OPENING = Opening(0, "", None, 0)


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """The open headings, and what follows from them for a paragraph below.

    Views are remembered, so that the same headings are the same object, and compared by identity.
    """

    is_report: bool
    path: tuple[Heading, ...]
    titles: tuple[str, ...]
    kinds: tuple[str, ...]
    """Kinds of all open headings, innermost first."""
    suppressed: bool
    """Figures are not to be read here (definitions, duties)."""
    innermost: Heading | None
    project: str
    """Name of the project that this part of the document describes."""
    zone: str
    section_no: str
    section_title: str


class _Class(NamedTuple):
    """What a title opens, by its wording."""

    is_title: bool
    kind: str
    zone: str
    title_zone: str
    suppress: bool


def _first_rule(title: str, rules: tuple[SectionRule, ...]) -> SectionRule | None:
    for rule in rules:
        if rule.pattern.search(title):
            return rule
    return None


@lru_cache(maxsize=REMEMBERED_TITLES)
def _classified(title: str) -> _Class:
    vocabulary = narrative_vocabulary()
    rule = _first_rule(title, vocabulary.title_rules) if len(title) <= LONGEST_HEADING else None
    kind_rule = _first_rule(title, vocabulary.heading_rules)
    kind = (rule.kind if rule and rule.suppress else "") or (kind_rule.kind if kind_rule else "")
    zone = kind_rule.zone if kind_rule else ""
    suppress = bool((rule and rule.suppress) or (kind_rule and kind_rule.suppress))
    return _Class(rule is not None, kind, zone, rule.zone if rule else zone, suppress)


def _is_plain_title(text: str) -> bool:
    """No sentence: nothing but years for digits, and no stop inside."""
    return (
        len(text) <= LONGEST_HEADING
        and not _STOP.search(text[:-1])
        and not (_DIGIT.search(text) and _DIGIT.search(_YEAR.sub("", text)))
    )


@lru_cache(maxsize=REMEMBERED_TITLES)
def _heading(level: int, ordinal: str, title: str, printed: str) -> Heading:
    found = _classified(title)
    zone = found.title_zone if level <= TITLE_LEVEL else found.zone
    return Heading(level, ordinal, title, printed, found.kind, zone, found.suppress)


def _closes(level: int, heading: Heading) -> bool:
    """Whether a numbered section ends an unnumbered list of duties (after definitions numbers go on inside them)."""
    return level == SECTION_LEVEL and heading.level == TITLE_LEVEL and heading.kind == _DUTIES


def _run_in(text: str) -> re.Match[str] | None:
    """A heading at the beginning of its own text; the name of an item (类、款、项) is no heading."""
    label = _RUN_IN.match(text)
    return None if label is None or narrative_vocabulary().levels.search(label[1]) else label


def _marked_opening(text: str, printed: str, match: re.Match[str]) -> Opening:
    level, end = int((match.lastgroup or "l0")[1]), match.end()
    ordinal = next(filter(None, match.groups()[match.lastindex or 0 :]), "")
    rest = text[end:]
    if _is_plain_title(rest):
        title = rest.rstrip(_CLOSING_SIGNS)
        heading = _heading(level, ordinal, title, printed[end : end + len(title)])
        return Opening(level, ordinal, heading, len(text), end, level)
    label = _run_in(rest)
    if label is not None:
        heading = _heading(level, ordinal, label[1], printed[end : end + label.end(1)])
        return Opening(level, ordinal, heading, end + label.end(), 0, level)
    return Opening(level, ordinal, None, end, 0, level)


def _unmarked_opening(text: str, printed: str) -> Opening:
    if _is_plain_title(text) and _classified(text).is_title:
        title = text.rstrip(_CLOSING_SIGNS)
        heading = _heading(TITLE_LEVEL, "", title, printed[: len(title)])
        return Opening(TITLE_LEVEL, "", heading, len(text), 0, TITLE_LEVEL)
    label = _run_in(text)
    if label is not None and text[label.end() - 1] == ":":
        heading = _heading(SECTION_LEVEL, "", label[1], printed[: label.end(1)])
        if heading.kind and not heading.suppress:
            return Opening(0, "", heading, label.end())
    return _NO_OPENING


def opening_of(text: str, printed: str, *, marked: bool) -> Opening:
    """How a paragraph begins.

    Args:
        text: The paragraph, folded and without blanks.
        printed: The same characters as published.
        marked: Whether it begins with an ordinal.

    Returns:
        Its ordinal, the heading that it is or begins with, and the position at which its own text begins (the end of
        the paragraph when it is nothing but a heading).
    """
    match = narrative_vocabulary().markers.match(text) if marked else None
    return _unmarked_opening(text, printed) if match is None else _marked_opening(text, printed, match)


def is_title(line: str, marked: bool) -> bool:
    """Whether a line of its own is a title, so that the line below does not continue it.

    Args:
        line: The line, folded.
        marked: Whether it begins with an ordinal.

    Returns:
        True for a title, however long it is.
    """
    match = narrative_vocabulary().markers.match(line) if marked else None
    text = line[match.end() :] if match else line
    return _is_plain_title(text) and (marked or _classified(text).is_title)


def _viewed(path: tuple[Heading, ...], is_report: bool) -> View:
    zones = [heading.zone for heading in path if heading.zone]
    zone = REPORT if is_report or REPORT in zones else (zones or [_NOTES])[-1]
    sections = [heading for heading in path if heading.level >= SECTION_LEVEL]
    section = sections[0] if sections else (path[-1] if path else None)
    projects = [h.printed_title for h in path if h.level == TITLE_LEVEL and h.kind == _PROJECT]
    return View(
        is_report,
        path,
        tuple(heading.title for heading in path),
        tuple(heading.kind for heading in reversed(path) if heading.kind),
        any(heading.suppress for heading in path),
        path[-1] if path else None,
        narrative_vocabulary().title_tail.sub("", projects[0]) if projects else "",
        zone,
        section.ordinal if section else "",
        section.printed_title if section else "",
    )


@lru_cache(maxsize=2)
def first_view(is_report: bool) -> View:
    """The view before any heading; ``is_report`` where the whole document is a performance report."""
    return _viewed((), is_report)


@lru_cache(maxsize=REMEMBERED_TITLES)
def next_view(view: View, closed: int, heading: Heading | None) -> View:
    """The view after the headings from a level on are closed and the next one is opened, if one is."""
    path = tuple(h for h in view.path if h.level < closed and not _closes(closed, h))
    if heading is None and path == view.path:
        return view
    return _viewed(path if heading is None else (*path, heading), view.is_report)


def is_of_government(first_paragraphs: list[str], vocabulary: NarrativeVocabulary) -> bool:
    """Whether the title says that this is what a whole government lays before its congress."""
    return _first_rule("".join(first_paragraphs), vocabulary.document_rules) is not None
