"""The figures that the prose of a disclosure names: lines in, rows of ``NARRATIVE_FIGURES`` out.

The way from paragraph to row belongs here: which paragraphs are read, what one hands on to the next, and where on the
page a figure stands. Wording is in the seeds, the reading of a paragraph in ``paragraph`` and
``grammar``, headings in ``sections``. Tables and performance indicators do not belong here.
"""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pipeline.extraction.dataset.records import NarrativeFigure
from pipeline.extraction.prose.changes import with_changes_of_wholes
from pipeline.extraction.prose.grammar import read_heading
from pipeline.extraction.prose.lines import joined_wording, paragraphs
from pipeline.extraction.prose.paragraph import NamedFigure, Outcome, read_paragraph
from pipeline.extraction.prose.place import LONGEST_SENTENCE, PlaceOnPage
from pipeline.extraction.prose.readings import MONEY_UNIT, Base, Context, Head, Item, State
from pipeline.extraction.prose.sections import Heading, Opening, View, first_view, is_of_government, next_view
from pipeline.extraction.prose.text import Paragraph, plain_value
from pipeline.extraction.prose.years import with_years_of_sentences
from pipeline.extraction.wording.prose import MONEY, REPORT, NarrativeVocabulary, narrative_vocabulary

"""One row of ``NARRATIVE_FIGURES``, its values in the order of the schema."""

_TITLE_PARAGRAPHS = 8
_OPEN_NAME_LEVEL = 4
_YEAR = re.compile(r"20\d\d", re.ASCII)
_REMEMBERED_PLACES = 1 << 14
_NO_ITEM = Item()
_NO_STATE = State()
_NO_BASE = (None, None, None, None)


@dataclass(slots=True)
class _Carried:
    """What one paragraph hands on to the next."""

    item: Item | None = None
    item_no: str = ""
    children: str = ""
    child_prefix: str = ""
    child_units: frozenset[str] = frozenset()
    classes: tuple[tuple[str, ...], str, str] | None = None
    outcome: Outcome | None = None
    place: PlaceOnPage | None = None

    def head(self) -> Head | None:
        """The head of which a comparison in the next paragraph speaks; few paragraphs ask for it."""
        if self.outcome is None or self.place is None:
            return None
        state = self.outcome.state
        head, subject = (state.whole, self.outcome.whole) if state.whole else (state.head, self.outcome.subject)
        return head and head._replace(subject=self.place.text(subject))


@lru_cache(maxsize=_REMEMBERED_PLACES)
def _heading_reading(
    title: str, printed: str, kinds: tuple[str, ...], is_budget: bool, project: str
) -> tuple[Head | None, Item | None]:
    return read_heading(title, printed, Context(kinds, is_budget, project=project))


def _kinds(view: View, label: Heading | None) -> tuple[str, ...]:
    kinds = (label.kind, *view.kinds) if label else view.kinds
    return (*kinds, REPORT) if view.zone == REPORT else kinds


@lru_cache(maxsize=_REMEMBERED_PLACES)
def _context(view: View, label: Heading | None, is_budget: bool) -> Context:
    """The context of a paragraph below these headings that names no items."""
    kinds = _kinds(view, label)
    heading = label or view.innermost
    if heading is None:
        return Context(kinds, is_budget)
    head, _ = _heading_reading(heading.title, heading.printed_title, kinds, is_budget, view.project)
    speaks_of_money = head is not None and MONEY in head.units
    bare_name = head is None and heading.level >= _OPEN_NAME_LEVEL and not heading.kind
    is_name = not speaks_of_money if label else bare_name
    vocabulary = narrative_vocabulary()
    name = (
        vocabulary.title_tail.sub("", heading.printed_title) if is_name else vocabulary.evaluated(heading.printed_title)
    )
    return Context(kinds, is_budget, head, name, view.project)


@lru_cache(maxsize=_REMEMBERED_PLACES)
def _classes_of_path(view: View, label: Heading | None, is_budget: bool) -> tuple[str, str]:
    """类 and 款 that the headings name."""
    class_name = section = ""
    for heading in view.path:
        _, item = _heading_reading(heading.title, heading.printed_title, _kinds(view, label), is_budget, view.project)
        if item is not None:
            class_name, section = str(item.class_name) or class_name, str(item.section) or section
    return class_name, section


class _Document:
    """One run over the prose of one document."""

    def __init__(self, document_id: str, lines: Sequence[str], kind: str | None, fiscal_year: int | None) -> None:
        self.vocabulary: NarrativeVocabulary = narrative_vocabulary()
        self.document_id = document_id
        self.lines = lines
        self.is_budget = kind == "budget"
        self.fiscal_year = str(fiscal_year) if fiscal_year else ""
        self.view = first_view(kind == "performance_report")
        self.carried = _Carried()
        self.rows: list[NarrativeFigure] = []
        self.above: list[NarrativeFigure] = []
        """Figures of the paragraph above."""

    def read(self, table_lines: AbstractSet[int]) -> list[NarrativeFigure]:
        """All rows of the document."""
        prose = paragraphs(self.lines, table_lines, self.fiscal_year)
        if is_of_government([paragraph.text for paragraph in prose[:_TITLE_PARAGRAPHS]], self.vocabulary):
            return []
        for paragraph in prose:
            self._paragraph(paragraph)
        return self.rows

    def _paragraph(self, paragraph: Paragraph) -> None:
        wording = paragraph.wording or joined_wording(paragraph, self.fiscal_year)
        opening = wording.opening
        if opening is None:
            return
        if opening.closed >= 0:
            self.view = next_view(self.view, opening.closed, opening.heading)
            self.carried.item = None
        if self.view.suppressed or not wording.is_read:
            return
        context = self._context(opening, wording.names_items)
        state = self._first_state(opening, context, wording.skeleton)
        found, outcome = read_paragraph(wording.skeleton, context, state)
        place = PlaceOnPage(paragraph, wording, self.lines)
        item_no = opening.ordinal if opening.level else self.carried.item_no
        first = len(self.rows)
        if found:
            self._add_rows(place, found, item_no)
            goes_on = self._speaks_of_above(opening, wording.skeleton)
            rows = with_changes_of_wholes(self.rows[first:], self.above if goes_on else ())
            self.rows[first:] = with_years_of_sentences(rows, self.above, self.fiscal_year, is_budget=self.is_budget)
        self.above = self.rows[first:]
        self._carry(opening, outcome, place, item_no)

    # --- what stands above and before a paragraph ---------------------------------------------------------------------

    def _context(self, opening: Opening, names_items: bool) -> Context:
        view = self.view
        label = opening.heading if opening.level == 0 else None
        context = _context(view, label, self.is_budget)
        if self._is_of_the_year_before(label):
            context = context._replace(is_prior=True)
        if not names_items or (label is None and view.innermost is None):
            return context
        class_name, section = self._classes(label)
        return context._replace(class_name=class_name, section=section)

    def _is_of_the_year_before(self, label: Heading | None) -> bool:
        """Whether a heading of a budget names the outcome of another year alone."""
        heading = label or self.view.innermost
        if not self.is_budget or heading is None or not (years := _YEAR.findall(heading.printed_title)):
            return False
        return self.fiscal_year not in years and self.vocabulary.account(heading.printed_title) == "outcome"

    def _classes(self, label: Heading | None) -> tuple[str, str]:
        """类 and 款 that a heading or an earlier paragraph under the same heading names."""
        view = self.view
        class_name, section = _classes_of_path(view, label, self.is_budget)
        if self.carried.classes is not None:
            titles, carried_class, carried_section = self.carried.classes
            if view.titles[: len(titles)] == titles:
                class_name, section = carried_class or class_name, carried_section or section
        return class_name, section

    def _first_state(self, opening: Opening, context: Context, skeleton: str) -> State:
        carried = self.carried
        item = None if opening.level else carried.item
        head = Head("function_item", "", item.item, MONEY_UNIT) if item else None
        if self._speaks_of_above(opening, skeleton):
            # A page break after a full stop: the comparison still speaks of what stands above it.
            head = carried.head() or head
        heading = context.heading
        if heading is not None and heading.children and not heading.listed_only and MONEY in heading.units:
            return State(head, None, "", heading.children, heading.child_prefix, heading.units, item)
        if opening.level and carried.children:
            return State(head, None, "", carried.children, carried.child_prefix, carried.child_units, item)
        return _NO_STATE if head is None and item is None else State(head, item=item)

    def _speaks_of_above(self, opening: Opening, skeleton: str) -> bool:
        """Whether a paragraph without number or heading of its own opens with a comparison."""
        return opening.level == 0 and opening.heading is None and bool(self.vocabulary.comparisons.match(skeleton))

    def _carry(self, opening: Opening, outcome: Outcome, place: PlaceOnPage, item_no: str) -> None:
        carried, state = self.carried, outcome.state
        item = None
        if outcome.item is not None:
            named = place.item(outcome.item)
            if named.item and state.marked:
                item = named
            elif not named.item:
                carried.classes = (self.view.titles, str(named.class_name), str(named.section))
        goes_on = place.wording.is_open or (bool(opening.level) and bool(carried.children))
        carried.item, carried.item_no = item, item_no if item else ""
        carried.children = state.children if goes_on else ""
        carried.child_prefix, carried.child_units = state.child_prefix, state.child_units
        carried.outcome, carried.place = outcome, place

    # --- rows ---------------------------------------------------------------------------------------------------------

    def _add_rows(self, place: PlaceOnPage, found: tuple[NamedFigure, ...], item_no: str) -> None:
        paragraph, view, rows = place.paragraph, self.view, self.rows
        printed, parts, bounds = paragraph.printed, place.masked.parts, place.masked.bounds()
        zone, section_no, section_title = view.zone, view.section_no or None, view.section_title or None
        sentence, last_span = "", None
        for number, metric, subject, negative, unit_length, names, span, base, stage in found:
            index = 2 * number + 1
            start, end = bounds[index], bounds[index + 1]
            # One string for all figures of a sentence: it is stored, and encoded for Arrow, once.
            if span is not last_span or len(sentence) >= LONGEST_SENTENCE:
                sentence, last_span = place.sentence(span, start, end), span
            value = parts[index]
            if "," in value or not value.isascii():
                value = plain_value(value)
            class_name, section, item = place.item(names) if names else _NO_ITEM
            _, line, offset = paragraph.place(start)
            rows.append(
                NarrativeFigure(
                    self.document_id,
                    len(rows) + 1,
                    metric,
                    place.text(subject) or None,
                    printed[start:end],
                    _decreased(value) if negative else value,
                    printed[end : end + unit_length] or None,
                    sentence,
                    zone,
                    section_no,
                    section_title,
                    item_no if item and item_no else None,
                    str(class_name) if class_name else None,
                    str(section) if section else None,
                    str(item) if item else None,
                    line,
                    offset,
                    *(_base(base, place) if base else _NO_BASE),
                    stage or None,
                )
            )


def _base(base: Base, place: PlaceOnPage) -> tuple[str, str, str | None, int]:
    """The base of a comparison as printed, as a plain decimal, its unit and its line."""
    figure, printed = place.masked.figures[base.figure], place.paragraph.printed
    unit = printed[figure.end : figure.end + base.unit_length] or None
    return printed[figure.start : figure.end], figure.value, unit, place.paragraph.place(figure.start)[1]


def _decreased(value: str) -> str:
    return f"-{value}" if value[0] != "-" and value.strip("0.") else value


def narrative_rows(
    document_id: str,
    lines: Sequence[str],
    table_lines: AbstractSet[int],
    document_kind: str | None,
    fiscal_year: int | None,
) -> list[NarrativeFigure]:
    """Find every amount, percentage and count in the prose that names a known metric.

    Args:
        document_id: Key of the document, copied into each row.
        lines: The lines of the document as published; index 0 is line 1.
        table_lines: 1-based numbers of the lines that belong to tables; they are left out.
        document_kind: budget, final_accounts, performance_report, other, or None when it is not known.
        fiscal_year: The year the document is about, or None when it is not known.

    Returns:
        Rows in order of reading. ``value_number`` is a
        plain decimal in the unit ``unit_text`` that is printed, never converted; a decrease is negative. A document of
        a whole government gives no rows.
    """
    return _Document(document_id, lines, document_kind, fiscal_year).read(table_lines)


def narrative_figures(
    document_id: str,
    lines: Sequence[str],
    table_lines: AbstractSet[int],
    document_kind: str | None,
    fiscal_year: int | None,
) -> list[dict[str, Any]]:
    """The rows of :func:`narrative_rows` by name of column, for a reader."""
    return [row._asdict() for row in narrative_rows(document_id, lines, table_lines, document_kind, fiscal_year)]
