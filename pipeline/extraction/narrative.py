"""The figures that the prose of a disclosure names: lines in, rows of ``NARRATIVE_FIGURES`` out.

The way from paragraph to row belongs here: which paragraphs are read, what one hands on to the next, and where on the
page a figure stands. Wording is in the seeds, the reading of a paragraph in ``narrative_paragraph`` and
``narrative_grammar``, headings in ``narrative_sections``. Tables and performance indicators do not belong here.
"""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Any, NamedTuple

from pipeline.extraction.narrative_grammar import read_heading
from pipeline.extraction.narrative_paragraph import NamedFigure, Outcome, Reference, Span, read_paragraph
from pipeline.extraction.narrative_readings import MONEY_UNIT, Context, Head, Item, State
from pipeline.extraction.narrative_sections import LONGEST_HEADING, Heading, Opening, Outline, is_of_government
from pipeline.extraction.narrative_text import Figure, Paragraph, paragraphs, without_digits
from pipeline.extraction.narrative_vocabulary import MONEY, NarrativeVocabulary, narrative_vocabulary

_TITLE_PARAGRAPHS = 8
_OPEN_NAME_LEVEL = 4
_LONGEST_SENTENCE = 1000
_DIGIT = re.compile(r"\d")
_BLANK_IN_WORD = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")


class _Carried(NamedTuple):
    """What one paragraph hands on to the next."""

    item: Item | None = None
    item_no: str = ""
    children: str = ""
    child_prefix: str = ""
    child_units: frozenset[str] = frozenset()
    classes: tuple[tuple[str, ...], str, str] | None = None
    head: Head | None = None


@lru_cache(maxsize=1 << 14)
def _heading_reading(
    title: str, printed: str, kinds: tuple[str, ...], is_budget: bool, project: str
) -> tuple[Head | None, Item | None]:
    return read_heading(title, printed, Context(kinds, is_budget, project=project))


class _Place:
    """The way back from a paragraph without digits to the page."""

    __slots__ = ("figures", "lines", "paragraph", "shifts")

    def __init__(self, paragraph: Paragraph, start: int, figures: list[Figure], lines: Sequence[str]) -> None:
        self.paragraph = paragraph
        self.figures = figures
        self.lines = lines
        self.shifts = [start]
        for figure in figures:
            start += figure.end - figure.start - 1
            self.shifts.append(start)

    def text(self, reference: Reference) -> str:
        """What is printed there; blanks inside a word are left out."""
        if isinstance(reference, str):
            return reference
        start = reference.start + self.shifts[reference.figures_before_start]
        end = reference.end + self.shifts[reference.figures_before_end]
        if start >= end:
            return ""
        first, last = self.paragraph.place(start), self.paragraph.place(end - 1)
        if first is last or first.line != last.line:
            return self.paragraph.printed[start:end]
        line = self.lines[first.line - 1]
        return _BLANK_IN_WORD.sub("", line[first.offset + start - first.start : last.offset + end - last.start])

    def sentence(self, span: Span, figure: Figure) -> str:
        """The sentence as printed, with what leads to it when it is the first; of a very long one what is near."""
        start = span.start + self.shifts[span.figures_before_start] if span.start else 0
        end = span.end + self.shifts[span.figures_before_end]
        if end - start > _LONGEST_SENTENCE:
            start = max(start, figure.start - _LONGEST_SENTENCE // 2)
            end = min(end, figure.end + _LONGEST_SENTENCE // 2)
        return self.paragraph.printed[start:end]

    def item(self, parts: tuple[Reference, Reference, Reference] | None) -> Item | None:
        """Names of 类, 款 and 项 as printed."""
        return parts and Item(self.text(parts[0]), self.text(parts[1]), self.text(parts[2]))


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
        self.rows: list[dict[str, Any]] = []

    def read(self, table_lines: AbstractSet[int]) -> list[dict[str, Any]]:
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
        opening = self.outline.enter(text, paragraph.printed, paragraph.marked)
        counts = self.vocabulary.count if self.vocabulary.count.search(text) else None
        if not (has_digits or names_items or counts) or self.outline.view().suppressed:
            return
        context = self._context(opening, names_items)
        is_heading = opening.heading is not None and opening.text_start == len(text)
        # The name of an item on a line of its own: what follows belongs to it.
        start = opening.title_start if is_heading and names_items else opening.text_start
        skeleton, figures = without_digits(text, start, self.fiscal_year, counts)
        found, outcome = read_paragraph(skeleton, context, self._first_state(opening, context, skeleton))
        place = _Place(paragraph, start, figures, self.lines)
        item_no = opening.ordinal if opening.level else self.carried.item_no
        for figure in found:
            self._row(place, figure, item_no)
        self._carry(text, opening, outcome, place, item_no)

    # --- what stands above and before a paragraph ---------------------------------------------------------------------

    def _reading_of(self, heading: Heading, kinds: tuple[str, ...]) -> tuple[Head | None, Item | None]:
        return _heading_reading(
            heading.title, heading.printed_title, kinds, self.is_budget, self.outline.view().project
        )

    def _context(self, opening: Opening, names_items: bool) -> Context:
        view = self.outline.view()
        label = opening.heading if opening.level == 0 else None
        heading = label or view.innermost
        kinds = (label.kind, *view.kinds) if label else view.kinds
        if heading is None:
            return Context(kinds, self.is_budget)
        head, _ = self._reading_of(heading, kinds)
        speaks_of_money = head is not None and MONEY in head.units
        bare_name = head is None and heading.level >= _OPEN_NAME_LEVEL and not heading.kind
        is_name = not speaks_of_money if label else bare_name
        class_name, section = self._classes(kinds) if names_items else ("", "")
        name = self.vocabulary.title_tail.sub("", heading.printed_title) if is_name else ""
        return Context(kinds, self.is_budget, head, name, view.project, class_name, section)

    def _classes(self, kinds: tuple[str, ...]) -> tuple[str, str]:
        """类 and 款 that a heading or an earlier paragraph under the same heading names."""
        class_name = section = ""
        for heading in self.outline.view().path:
            _, item = self._reading_of(heading, kinds)
            if item is not None:
                class_name, section = str(item.class_name) or class_name, str(item.section) or section
        if self.carried.classes is not None:
            titles, carried_class, carried_section = self.carried.classes
            if self.outline.view().titles[: len(titles)] == titles:
                class_name, section = carried_class or class_name, carried_section or section
        return class_name, section

    def _first_state(self, opening: Opening, context: Context, skeleton: str) -> State:
        item = None if opening.level else self.carried.item
        head = Head("function_item", "", item.item, MONEY_UNIT) if item else None
        if opening.level == 0 and opening.heading is None and self.vocabulary.comparisons.match(skeleton):
            # A page break after a full stop: the comparison still speaks of what stands above it.
            head = self.carried.head or head
        heading = context.heading
        if heading is not None and heading.children and MONEY in heading.units:
            return State(head, "", heading.children, heading.child_prefix, heading.units, item)
        if opening.level and self.carried.children:
            return State(head, "", self.carried.children, self.carried.child_prefix, self.carried.child_units, item)
        return State(head, item=item)

    def _carry(self, text: str, opening: Opening, outcome: Outcome, place: _Place, item_no: str) -> None:
        named = place.item(outcome.item)
        item = named if named and named.item else None
        classes = self.carried.classes
        if named is not None and item is None:
            classes = (self.outline.view().titles, str(named.class_name), str(named.section))
        goes_on = text.endswith(":") or (bool(opening.level) and bool(self.carried.children))
        state = outcome.state
        children = state.children if goes_on else ""
        number = item_no if item else ""
        head = state.head and state.head._replace(subject=place.text(outcome.subject))
        self.carried = _Carried(item, number, children, state.child_prefix, state.child_units, classes, head)

    # --- rows ---------------------------------------------------------------------------------------------------------

    def _row(self, place: _Place, named: NamedFigure, item_no: str) -> None:
        figure = place.figures[named.figure]
        paragraph = place.paragraph
        piece = paragraph.place(figure.start)
        item = place.item(named.item) or Item()
        view = self.outline.view()
        self.rows.append(
            {
                "document_id": self.document_id,
                "figure_no": len(self.rows) + 1,
                "metric": named.metric,
                "subject": place.text(named.subject) or None,
                "value_text": paragraph.printed[figure.start : figure.end],
                "value_number": _signed(figure.value, named.negative),
                "unit_text": paragraph.printed[figure.end : figure.end + named.unit_length] or None,
                "sentence": place.sentence(named.sentence, figure),
                "zone": view.zone,
                "section_no": view.section_no or None,
                "section_title": view.section_title or None,
                "item_no": item_no if item.item and item_no else None,
                "function_class": item.class_name or None,
                "function_section": item.section or None,
                "function_item": item.item or None,
                "source_line": piece.line,
                "source_offset": piece.offset + figure.start - piece.start,
            }
        )


def _signed(value: str, negative: bool) -> str:
    return f"-{value}" if negative and value[0] != "-" and value.strip("0.") else value


def narrative_figures(
    document_id: str,
    lines: Sequence[str],
    table_lines: AbstractSet[int],
    document_kind: str | None,
    fiscal_year: int | None,
) -> list[dict[str, Any]]:
    """Find every amount, percentage and count in the prose that names a known metric.

    Args:
        document_id: Key of the document, copied into each row.
        lines: The lines of the document as published; index 0 is line 1.
        table_lines: 1-based numbers of the lines that belong to tables; they are left out.
        document_kind: budget, final_accounts, performance_report, other, or None when it is not known.
        fiscal_year: The year the document is about, or None when it is not known.

    Returns:
        Rows with exactly the columns of ``schemas.NARRATIVE_FIGURES``, in order of reading. ``value_number`` is a
        plain decimal in the unit ``unit_text`` that is printed, never converted; a decrease is negative. A document of
        a whole government gives no rows.
    """
    return _Document(document_id, lines, document_kind, fiscal_year).read(table_lines)
