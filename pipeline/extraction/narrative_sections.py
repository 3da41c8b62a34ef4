"""Where in the document a paragraph stands: part, section, item, and what kind of section that is.

Recognising headings, run-in headings (``（二）政府采购预算：2020年…``) and unnumbered titles, and keeping the path of
open headings belong here. Reading figures does not.
"""

import re
from typing import NamedTuple

from pipeline.extraction.narrative_vocabulary import NarrativeVocabulary, SectionRule

TITLE_LEVEL, SECTION_LEVEL = 1, 2
_LONGEST_HEADING, _LONGEST_LABEL = 45, 30
_YEAR = re.compile(r"(?:19|20)\d\d年")
_STOP = re.compile(r"[,。;!?]")
_RUN_IN = re.compile(r"([^,。;:!?\d]{2,30})[:。](?=\D|(?:19|20)\d\d年)")
_DIGIT = re.compile(r"\d")


class Heading(NamedTuple):
    """One open heading."""

    level: int
    ordinal: str
    title: str
    kind: str
    zone: str
    suppress: bool


class Opening(NamedTuple):
    """How a paragraph begins: its ordinal, the heading it is or opens, and where its text goes on."""

    level: int
    ordinal: str
    heading: Heading | None
    text_start: int


def _first_rule(title: str, rules: tuple[SectionRule, ...]) -> SectionRule | None:
    return next((rule for rule in rules if rule.pattern.search(title)), None)


def _plain_title(text: str) -> bool:
    """No sentence: nothing but years for digits, and no stop inside."""
    return not _STOP.search(text[:-1]) and not _DIGIT.search(_YEAR.sub("", text))


class Outline:
    """The path of headings that are open at the present paragraph."""

    def __init__(self, vocabulary: NarrativeVocabulary, is_report: bool) -> None:
        self._vocabulary = vocabulary
        self._is_report = is_report
        self._path: list[Heading] = []
        self._view: tuple[tuple[str, ...], bool] | None = None

    def is_title(self, line: str, marked: bool) -> bool:
        """Whether a line of its own is a title, so that the line below does not continue it."""
        text = line.strip()
        match = self._vocabulary.markers.match(text) if marked else None
        text = text[match.end() :] if match else text
        return len(text) <= _LONGEST_HEADING and _plain_title(text) and (marked or self._title_rule(text) is not None)

    def _title_rule(self, text: str) -> SectionRule | None:
        return _first_rule(text, self._vocabulary.title_rules) if len(text) <= _LONGEST_HEADING else None

    def _heading(self, level: int, ordinal: str, title: str) -> Heading:
        rule = self._title_rule(title)
        kind_rule = _first_rule(title, self._vocabulary.heading_rules)
        kind = (rule.kind if rule and rule.suppress else "") or (kind_rule.kind if kind_rule else "")
        zone = rule.zone if rule and level <= TITLE_LEVEL else (kind_rule.zone if kind_rule else "")
        suppress = bool((rule and rule.suppress) or (kind_rule and kind_rule.suppress))
        return Heading(level, ordinal, title, kind, zone, suppress)

    def enter(self, text: str) -> Opening:
        """Move to the next paragraph.

        Args:
            text: The paragraph, folded and without blanks.

        Returns:
            Its ordinal, the heading that it is or begins with, and the position at which its own text begins (the end
            of the paragraph when it is nothing but a heading).
        """
        match = self._vocabulary.markers.match(text)
        if match is None:
            return self._enter_unmarked(text)
        level = int((match.lastgroup or "l0")[1])
        ordinal = next(value for name, value in match.groupdict().items() if name[0] == "n" and value)
        rest = text[match.end() :]
        self._leave(level)
        if len(rest) <= _LONGEST_HEADING and _plain_title(rest):
            heading = self._heading(level, ordinal, rest.rstrip("。:;"))
            self._open(heading)
            return Opening(level, ordinal, heading, len(text))
        label = _RUN_IN.match(rest)
        if label:
            heading = self._heading(level, ordinal, label[1])
            self._open(heading)
            return Opening(level, ordinal, heading, match.end() + label.end())
        return Opening(level, ordinal, None, match.end())

    def _enter_unmarked(self, text: str) -> Opening:
        if len(text) <= _LONGEST_HEADING and _plain_title(text) and self._title_rule(text):
            self._leave(TITLE_LEVEL)
            heading = self._heading(TITLE_LEVEL, "", text.rstrip("。:;"))
            self._open(heading)
            return Opening(TITLE_LEVEL, "", heading, len(text))
        label = _RUN_IN.match(text)
        if label and label[0][-1] == ":":
            heading = self._heading(SECTION_LEVEL, "", label[1])
            if heading.kind and not heading.suppress:
                return Opening(0, "", heading, label.end())
        return Opening(0, "", None, 0)

    def _leave(self, level: int) -> None:
        self._path = [heading for heading in self._path if heading.level < level]
        self._view = None

    def _open(self, heading: Heading) -> None:
        self._path.append(heading)
        self._view = None

    def view(self) -> tuple[tuple[str, ...], bool]:
        """Kinds of all open headings, innermost first, and whether figures are not to be read here."""
        if self._view is None:
            kinds = tuple(heading.kind for heading in reversed(self._path) if heading.kind)
            self._view = (kinds, any(heading.suppress for heading in self._path))
        return self._view

    def innermost(self) -> Heading | None:
        """The heading directly above the paragraph."""
        return self._path[-1] if self._path else None

    def path(self) -> list[Heading]:
        """All open headings, outermost first."""
        return self._path

    def project(self) -> str:
        """Title of the part that describes one project."""
        return next((h.title for h in self._path if h.level == TITLE_LEVEL and h.kind == "project"), "")

    def zone(self) -> str:
        """notes, overview or report."""
        zones = [heading.zone for heading in self._path if heading.zone]
        if self._is_report or "report" in zones:
            return "report"
        return zones[-1] if zones else "notes"

    def section(self) -> tuple[str, str]:
        """Ordinal and title of the section (一、) or, where there is none, of the outermost open heading."""
        at_section = [heading for heading in self._path if heading.level >= SECTION_LEVEL]
        heading = at_section[0] if at_section else (self._path[-1] if self._path else None)
        return (heading.ordinal, heading.title) if heading else ("", "")


def is_of_government(first_paragraphs: list[str], vocabulary: NarrativeVocabulary) -> bool:
    """Whether the title says that this is what a whole government lays before its congress."""
    return _first_rule("".join(first_paragraphs), vocabulary.document_rules) is not None
