"""The figures that the prose of a disclosure names: lines in, rows of ``NARRATIVE_FIGURES`` out.

The way from paragraph to row belongs here: which sentences are read, what one paragraph hands on to the next, and where
on the page a figure stands. Wording is in the seeds, the reading of a sentence in ``narrative_grammar``, headings in
``narrative_sections``. Tables and performance indicators do not belong here.
"""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Any, NamedTuple

from pipeline.extraction.narrative_grammar import read_heading, read_sentence
from pipeline.extraction.narrative_readings import MONEY_UNIT, Context, Head, Item, Reading, State, Subject
from pipeline.extraction.narrative_sections import Opening, Outline, is_of_government
from pipeline.extraction.narrative_text import Figure, Paragraph, paragraphs, without_digits
from pipeline.extraction.narrative_vocabulary import MONEY, NUMBER, NarrativeVocabulary, narrative_vocabulary

_TITLE_PARAGRAPHS = 8
_OPEN_NAME_LEVEL = 4
_DIGIT = re.compile(r"\d")
_BLANK_IN_WORD = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")


class _Carried(NamedTuple):
    """What one paragraph hands on to the next."""

    item: Item | None = None
    item_no: str = ""
    children: str = ""
    child_prefix: str = ""
    child_units: frozenset[str] = frozenset()
    classes: tuple[tuple[str, ...], Item] | None = None


@lru_cache(maxsize=1 << 14)
def _heading_reading(title: str, kinds: tuple[str, ...], is_budget: bool) -> tuple[Head | None, Item | None]:
    return read_heading(title, Context(kinds, is_budget))


class _Sentence:
    """A sentence without digits, and the way back to the paragraph."""

    def __init__(self, paragraph: Paragraph, start: int, end: int, fiscal_year: str, figures: re.Pattern[str]) -> None:
        self.start, self.end = start, end
        self.skeleton, self.figures = without_digits(paragraph.text, start, end, fiscal_year, figures)

    def position(self, index: int) -> int:
        """The position in the paragraph of a position in the sentence without digits."""
        at = self.start + index
        for figure in self.figures:
            if figure.start >= at:
                break
            at += figure.end - figure.start - 1
        return at


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
        opening = self.outline.enter(paragraph.text)
        kinds, suppressed = self.outline.view()
        if suppressed:
            return
        has_levels = self.vocabulary.levels.search(paragraph.text) is not None
        if not has_levels and not _DIGIT.search(paragraph.text) and not self.vocabulary.figures.search(paragraph.text):
            return
        context = self._context(opening, kinds)
        state = self._first_state(opening, context)
        item_no = opening.ordinal if opening.level else self.carried.item_no
        if has_levels and opening.text_start == len(paragraph.text):
            state = self._item_heading(paragraph, context, state, opening)
        for start, end in _sentences(paragraph.text, opening.text_start):
            sentence = _Sentence(paragraph, start, end, self.fiscal_year, self.vocabulary.figures)
            if NUMBER not in sentence.skeleton and not (has_levels and self.vocabulary.levels.search(sentence.skeleton)):
                continue
            readings, state = read_sentence(sentence.skeleton, context, state)
            from_start = start if start > opening.text_start else 0
            for reading in readings:
                self._row(paragraph, sentence, reading, item_no, from_start)
            state = self._literal_state(state, paragraph, sentence)
        self._carry(paragraph, opening, state, item_no)

    def _context(self, opening: Opening, kinds: tuple[str, ...]) -> Context:
        label = opening.heading if opening.heading and opening.level == 0 else None
        heading = label or self.outline.innermost()
        if label is not None:
            kinds = (label.kind, *kinds)
        if heading is None:
            return Context(kinds, self.is_budget)
        head, _ = _heading_reading(heading.title, kinds, self.is_budget)
        is_name = head is None and heading.level >= _OPEN_NAME_LEVEL and not heading.kind
        classes = self._classes(kinds)
        return Context(
            kinds,
            self.is_budget,
            head,
            heading.title if is_name else "",
            self.outline.project(),
            _text(classes.class_name),
            _text(classes.section),
        )

    def _titles(self) -> tuple[str, ...]:
        return tuple(heading.title for heading in self.outline.path())

    def _classes(self, kinds: tuple[str, ...]) -> Item:
        """类 and 款 that a heading or an earlier paragraph of the same heading names."""
        for heading in reversed(self.outline.path()):
            _, item = _heading_reading(heading.title, kinds, self.is_budget)
            if item is not None and not item.item:
                return Item(*(self._literal(part, heading.title) for part in item))
        if self.carried.classes is not None:
            titles, item = self.carried.classes
            if self._titles()[: len(titles)] == titles:
                return item
        return Item()

    @staticmethod
    def _literal(subject: Subject, text: str) -> str:
        return subject if isinstance(subject, str) else text[subject[0] : subject[1]]

    def _first_state(self, opening: Opening, context: Context) -> State:
        item = None if opening.level else self.carried.item
        head = Head("function_item", "", item.item, MONEY_UNIT) if item else None
        if context.heading is not None and context.heading.children and MONEY in context.heading.units:
            heading = context.heading
            return State(head, "", heading.children, heading.child_prefix, heading.units, item)
        if opening.level and self.carried.children:
            return State(
                head, "", self.carried.children, self.carried.child_prefix, self.carried.child_units, item
            )
        return State(head, item=item)

    def _item_heading(self, paragraph: Paragraph, context: Context, state: State, opening: Opening) -> State:
        """A paragraph that is nothing but the name of an item: what follows belongs to it."""
        begin = len(paragraph.text) if opening.heading is None else paragraph.text.find(opening.heading.title)
        if begin < 0:
            return state
        sentence = _Sentence(paragraph, begin, len(paragraph.text), self.fiscal_year, self.vocabulary.figures)
        _, after = read_sentence(sentence.skeleton, context, state)
        return self._literal_state(after, paragraph, sentence)

    def _carry(self, paragraph: Paragraph, opening: Opening, state: State, item_no: str) -> None:
        item = state.item if state.item and state.item.item else None
        classes = self.carried.classes
        if state.item is not None and item is None:
            classes = (self._titles(), state.item)
        goes_on = paragraph.text.endswith(":") or (bool(opening.level) and bool(self.carried.children))
        self.carried = _Carried(
            item,
            item_no if item else "",
            state.children if goes_on else "",
            state.child_prefix,
            state.child_units,
            classes,
        )

    # --- from readings to rows ----------------------------------------------------------------------------------------

    def _printed(self, paragraph: Paragraph, start: int, end: int) -> str:
        if start >= end:
            return ""
        first, last = paragraph.place(start), paragraph.place(end - 1)
        if first.line != last.line:
            return paragraph.printed[start:end]
        line = self.lines[first.line - 1]
        return _BLANK_IN_WORD.sub("", line[first.offset + start - first.start : last.offset + end - last.start])

    def _resolved(self, subject: Subject, paragraph: Paragraph, sentence: _Sentence) -> str:
        if isinstance(subject, str):
            return subject
        return self._printed(paragraph, sentence.position(subject[0]), sentence.position(subject[1]))

    def _literal_item(self, item: Item | None, paragraph: Paragraph, sentence: _Sentence) -> Item | None:
        return item and Item(*(self._resolved(part, paragraph, sentence) for part in item))

    def _literal_state(self, state: State, paragraph: Paragraph, sentence: _Sentence) -> State:
        head = state.head
        if head is not None:
            head = head._replace(subject=self._resolved(head.subject, paragraph, sentence))
        return state._replace(head=head, item=self._literal_item(state.item, paragraph, sentence))

    def _row(
        self, paragraph: Paragraph, sentence: _Sentence, reading: Reading, item_no: str, sentence_start: int
    ) -> None:
        figure = sentence.figures[reading.index]
        place = paragraph.place(figure.start)
        item = self._literal_item(reading.item, paragraph, sentence) or Item()
        section_no, section_title = self.outline.section()
        self.rows.append(
            {
                "document_id": self.document_id,
                "figure_no": len(self.rows) + 1,
                "metric": reading.metric,
                "subject": self._resolved(reading.subject, paragraph, sentence) or None,
                "value_text": paragraph.printed[figure.start : figure.end],
                "value_number": _signed(figure, reading.negative),
                "unit_text": paragraph.printed[figure.end : figure.end + reading.unit_length] or None,
                "sentence": paragraph.printed[sentence_start : sentence.end],
                "zone": self.outline.zone(),
                "section_no": section_no or None,
                "section_title": section_title or None,
                "item_no": item_no if item.item and item_no else None,
                "function_class": item.class_name or None,
                "function_section": item.section or None,
                "function_item": item.item or None,
                "source_line": place.line,
                "source_offset": place.offset + figure.start - place.start,
            }
        )


def _signed(figure: Figure, negative: bool) -> str:
    zero = not figure.value.strip("-0.")
    return f"-{figure.value}" if negative and not zero and figure.value[0] != "-" else figure.value


def _text(subject: Subject) -> str:
    return subject if isinstance(subject, str) else ""


def _sentences(text: str, start: int) -> list[tuple[int, int]]:
    """Spans of the sentences of a paragraph, stops included."""
    spans: list[tuple[int, int]] = []
    while start < len(text):
        stop = text.find("。", start)
        end = len(text) if stop < 0 else stop + 1
        spans.append((start, end))
        start = end
    return spans


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
