"""The figures that the prose of a disclosure names: lines in, rows of ``NARRATIVE_FIGURES`` out.

The way from paragraph to row belongs here: which paragraphs are read, what one hands on to the next, and where on the
page a figure stands. Wording is in the seeds, the reading of a paragraph in ``narrative_paragraph`` and
``narrative_grammar``, headings in ``narrative_sections``. Tables and performance indicators do not belong here.
"""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pipeline.extraction.narrative_grammar import read_heading
from pipeline.extraction.narrative_paragraph import NamedFigure, Outcome, Reference, Span, read_paragraph
from pipeline.extraction.narrative_readings import MONEY_UNIT, Context, Head, Item, State
from pipeline.extraction.narrative_sections import LONGEST_HEADING, Heading, Opening, Outline, View, is_of_government
from pipeline.extraction.narrative_text import Masked, Paragraph, paragraphs, plain_value, without_digits
from pipeline.extraction.narrative_vocabulary import MONEY, NarrativeVocabulary, narrative_vocabulary
from pipeline.extraction.schemas import NARRATIVE_FIGURES

Row = tuple[Any, ...]
"""One row of ``NARRATIVE_FIGURES``, its values in the order of the schema."""

_TITLE_PARAGRAPHS = 8
_OPEN_NAME_LEVEL = 4
_LONGEST_SENTENCE = 1000
_REMEMBERED_PLACES = 1 << 14
_DIGIT = re.compile(r"[0-9]")
_BLANK_IN_WORD = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")
_NO_ITEM = Item()
_NO_STATE = State()


class _Place:
    """The way back from a paragraph without digits to the page."""

    __slots__ = ("bounds", "lines", "masked", "paragraph", "shifts", "single")

    def __init__(self, paragraph: Paragraph, masked: Masked, lines: Sequence[str]) -> None:
        self.paragraph = paragraph
        self.masked = masked
        self.lines = lines
        self.bounds = masked.bounds()
        self.shifts = masked.shifts()
        self.single = len(paragraph.pieces) == 1

    def text(self, reference: Reference) -> str:
        """What is printed there; blanks inside a word are left out."""
        if isinstance(reference, str):
            return reference
        start = reference[0] + self.shifts[reference[1]]
        end = reference[2] + self.shifts[reference[3]]
        if start >= end:
            return ""
        if self.single:
            return self.paragraph.printed[start:end]
        first, last = self.paragraph.place(start), self.paragraph.place(end - 1)
        if first is last or first.line != last.line:
            return self.paragraph.printed[start:end]
        line = self.lines[first.line - 1]
        return _BLANK_IN_WORD.sub("", line[first.offset + start - first.start : last.offset + end - last.start])

    def sentence(self, span: Span, begin: int, end_of_figure: int) -> str:
        """The sentence as printed, with what leads to it when it is the first; of a very long one what is near."""
        start = span[0] + self.shifts[span[1]] if span[0] else 0
        end = span[2] + self.shifts[span[3]]
        if end - start > _LONGEST_SENTENCE:
            start = max(start, begin - _LONGEST_SENTENCE // 2)
            end = min(end, end_of_figure + _LONGEST_SENTENCE // 2)
        return self.paragraph.printed[start:end]

    def item(self, parts: tuple[Reference, Reference, Reference]) -> Item:
        """Names of 类, 款 and 项 as printed."""
        return Item(self.text(parts[0]), self.text(parts[1]), self.text(parts[2]))


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
    place: _Place | None = None

    def head(self) -> Head | None:
        """The head that is left; few paragraphs ask for it."""
        head = self.outcome.state.head if self.outcome else None
        if head is None or self.outcome is None or self.place is None:
            return None
        return head._replace(subject=self.place.text(self.outcome.subject))


@lru_cache(maxsize=_REMEMBERED_PLACES)
def _heading_reading(
    title: str, printed: str, kinds: tuple[str, ...], is_budget: bool, project: str
) -> tuple[Head | None, Item | None]:
    return read_heading(title, printed, Context(kinds, is_budget, project=project))


def _kinds(view: View, label: Heading | None) -> tuple[str, ...]:
    return (label.kind, *view.kinds) if label else view.kinds


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
    name = narrative_vocabulary().title_tail.sub("", heading.printed_title) if is_name else ""
    return Context(kinds, is_budget, head, name, view.project)


@lru_cache(maxsize=_REMEMBERED_PLACES)
def _classes_of_path(view: View, label: Heading | None, is_budget: bool) -> tuple[str, str]:
    """类 and 款 that the headings name."""
    class_name = section = ""
    for heading in view.path:
        _, item = _heading_reading(
            heading.title, heading.printed_title, _kinds(view, label), is_budget, view.project
        )
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
        self.outline = Outline(self.vocabulary, kind == "performance_report")
        self.carried = _Carried()
        self.rows: list[Row] = []

    def read(self, table_lines: AbstractSet[int]) -> list[Row]:
        """All rows of the document."""
        prose = paragraphs(self.lines, table_lines, self.vocabulary.markers, self.outline.is_title)
        if is_of_government([paragraph.text for paragraph in prose[:_TITLE_PARAGRAPHS]], self.vocabulary):
            return []
        for paragraph in prose:
            self._paragraph(paragraph)
        return self.rows

    def _paragraph(self, paragraph: Paragraph) -> None:
        text = paragraph.text
        has_digits = _DIGIT.search(text) is not None
        names_items = ")" in text and self.vocabulary.levels.search(text) is not None
        if not (has_digits or names_items or paragraph.marked) and len(text) > LONGEST_HEADING:
            return
        opening = self.outline.enter(text, paragraph.printed, marked=paragraph.marked, has_digits=has_digits)
        if self.outline.view.suppressed:
            return
        counts = self.vocabulary.count if self.vocabulary.count.search(text) else None
        if not (has_digits or names_items or counts):
            return
        context = self._context(opening, names_items)
        is_heading = opening.heading is not None and opening.text_start == len(text)
        # The name of an item on a line of its own: what follows belongs to it.
        start = opening.title_start if is_heading and names_items else opening.text_start
        masked = without_digits(text, start, self.fiscal_year, counts)
        found, outcome = read_paragraph(masked.skeleton, context, self._first_state(opening, context, masked.skeleton))
        place = _Place(paragraph, masked, self.lines)
        item_no = opening.ordinal if opening.level else self.carried.item_no
        if found:
            self._add_rows(place, found, item_no)
        self._carry(text, opening, outcome, place, item_no)

    # --- what stands above and before a paragraph ---------------------------------------------------------------------

    def _context(self, opening: Opening, names_items: bool) -> Context:
        view = self.outline.view
        label = opening.heading if opening.level == 0 else None
        context = _context(view, label, self.is_budget)
        if not names_items or (label is None and view.innermost is None):
            return context
        class_name, section = self._classes(label)
        return Context(*context[:5], class_name, section)

    def _classes(self, label: Heading | None) -> tuple[str, str]:
        """类 and 款 that a heading or an earlier paragraph under the same heading names."""
        view = self.outline.view
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
        if opening.level == 0 and opening.heading is None and self.vocabulary.comparisons.match(skeleton):
            # A page break after a full stop: the comparison still speaks of what stands above it.
            head = carried.head() or head
        heading = context.heading
        if heading is not None and heading.children and MONEY in heading.units:
            return State(head, "", heading.children, heading.child_prefix, heading.units, item)
        if opening.level and carried.children:
            return State(head, "", carried.children, carried.child_prefix, carried.child_units, item)
        return _NO_STATE if head is None and item is None else State(head, item=item)

    def _carry(self, text: str, opening: Opening, outcome: Outcome, place: _Place, item_no: str) -> None:
        carried, state = self.carried, outcome.state
        item = None
        if outcome.item is not None:
            named = place.item(outcome.item)
            if named.item:
                item = named
            else:
                carried.classes = (self.outline.view.titles, str(named.class_name), str(named.section))
        goes_on = text.endswith(":") or (bool(opening.level) and bool(carried.children))
        carried.item, carried.item_no = item, item_no if item else ""
        carried.children = state.children if goes_on else ""
        carried.child_prefix, carried.child_units = state.child_prefix, state.child_units
        carried.outcome, carried.place = outcome, place

    # --- rows ---------------------------------------------------------------------------------------------------------

    def _add_rows(self, place: _Place, found: tuple[NamedFigure, ...], item_no: str) -> None:
        paragraph, view, rows = place.paragraph, self.outline.view, self.rows
        printed, parts, bounds = paragraph.printed, place.masked.parts, place.bounds
        sentence, span = "", None
        for named in found:
            index = 2 * named.figure + 1
            start, end = bounds[index], bounds[index + 1]
            # One string for all figures of a sentence: it is stored, and encoded for Arrow, once.
            if named.sentence is not span or len(sentence) >= _LONGEST_SENTENCE:
                sentence, span = place.sentence(named.sentence, start, end), named.sentence
            piece = paragraph.pieces[0] if place.single else paragraph.place(start)
            item = place.item(named.item) if named.item else _NO_ITEM
            rows.append(
                (
                    self.document_id,
                    len(rows) + 1,
                    named.metric,
                    place.text(named.subject) or None,
                    printed[start:end],
                    _signed(plain_value(parts[index]), named.negative),
                    printed[end : end + named.unit_length] or None,
                    sentence,
                    view.zone,
                    view.section_no or None,
                    view.section_title or None,
                    item_no if item.item and item_no else None,
                    item.class_name or None,
                    item.section or None,
                    item.item or None,
                    piece.line,
                    piece.offset + start - piece.start,
                )
            )


def _signed(value: str, negative: bool) -> str:
    return f"-{value}" if negative and value[0] != "-" and value.strip("0.") else value


def narrative_rows(
    document_id: str,
    lines: Sequence[str],
    table_lines: AbstractSet[int],
    document_kind: str | None,
    fiscal_year: int | None,
) -> list[Row]:
    """Find every amount, percentage and count in the prose that names a known metric.

    Args:
        document_id: Key of the document, copied into each row.
        lines: The lines of the document as published; index 0 is line 1.
        table_lines: 1-based numbers of the lines that belong to tables; they are left out.
        document_kind: budget, final_accounts, performance_report, other, or None when it is not known.
        fiscal_year: The year the document is about, or None when it is not known.

    Returns:
        Rows of ``schemas.NARRATIVE_FIGURES``, their values in its order, in order of reading. ``value_number`` is a
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
    names = NARRATIVE_FIGURES.names
    found = narrative_rows(document_id, lines, table_lines, document_kind, fiscal_year)
    return [dict(zip(names, row, strict=True)) for row in found]
