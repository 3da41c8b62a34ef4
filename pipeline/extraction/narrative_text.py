"""From the lines of a document to paragraphs of prose that know on which line each character stands.

Leaving out tables and page furniture, joining sentences that a page break cut, taking blanks away and replacing digits
by signs belong here. What a paragraph says does not.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.extraction.narrative_vocabulary import CODE, NUMBER, OTHER_YEAR, THIS_YEAR
from pipeline.extraction.normalise import fold

_SHORTEST_CUT_LINE = 24
"""A line shorter than this that ends without a stop is a title or a cell, not the first half of a sentence."""

_ENDS = frozenset("。;:!?！？…")
_RUN = re.compile(r"\S+")
_PAGE_FURNITURE = re.compile(r"[-—–\s]*\d{1,4}[-—–\s]*\Z|.*(?:…{2,}|\.{6,})\s*\d*\s*\Z")
_MARKUP_SIGN = re.compile(r"[*#<\[|]|​")
_MARKUP = re.compile(r"\[bookmark:[^\]]*\]|\*{2,}|</?[A-Za-z][^<>]*>|^\s*#{1,6}(?=\s|[^\x00-\x7f])|^\s*[->*]\s+(?=\D)|​")
_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"两": 2}


class Piece(NamedTuple):
    """A run of printed characters without blanks: where it begins in the paragraph, and where on the page."""

    start: int
    line: int
    offset: int


class Figure(NamedTuple):
    """A number of a sentence: its place in the paragraph, and its value as a plain decimal."""

    start: int
    end: int
    value: str


@dataclass(slots=True)
class Paragraph:
    """Prose without blanks.

    ``text`` is folded for matching, ``printed`` has the same length and the characters as published.
    """

    text: str
    printed: str
    pieces: list[Piece]
    first_line: int

    def place(self, position: int) -> Piece:
        """The piece in which a character of the paragraph stands."""
        return self.pieces[bisect_right(self.pieces, (position, 1 << 30, 0)) - 1]


class _Builder:
    """Collects the lines of one paragraph."""

    __slots__ = ("length", "pieces", "printed", "text")

    def __init__(self) -> None:
        self.text: list[str] = []
        self.printed: list[str] = []
        self.pieces: list[Piece] = []
        self.length = 0

    def add(self, number: int, line: str, folded: str) -> None:
        for run in _RUN.finditer(folded):
            start, end = run.span()
            if self.text and self.text[-1][-1].isdigit() and folded[start].isdigit():
                self.text.append(" ")
                self.printed.append(" ")
                self.length += 1
            self.text.append(folded[start:end])
            self.printed.append(line[start:end])
            self.pieces.append(Piece(self.length, number, start))
            self.length += end - start

    def build(self) -> Paragraph:
        return Paragraph("".join(self.text), "".join(self.printed), self.pieces, self.pieces[0].line)


def _blanked(line: str) -> str:
    """Replace left-over markup by blanks of the same length, so that offsets stay those of the page."""
    return _MARKUP.sub(lambda match: " " * len(match[0]), line)


def paragraphs(
    lines: Sequence[str],
    table_lines: AbstractSet[int],
    markers: re.Pattern[str],
    is_title: Callable[[str, bool], bool],
) -> list[Paragraph]:
    """Join the prose of a document into paragraphs.

    Args:
        lines: All lines of the document, index 0 is line 1.
        table_lines: 1-based numbers of the lines that belong to tables.
        markers: Ordinals with which a heading or an item begins: such a line never continues the one before.
        is_title: Whether a line (folded; True when it begins with an ordinal) is a title that the next one does not
            continue, however long it is.

    Returns:
        Paragraphs in order of reading, without blank lines, tables, page numbers and lines of a table of contents.
    """
    found: list[Paragraph] = []
    open_paragraph: _Builder | None = None
    for number, line in enumerate(lines, 1):
        if not line or number in table_lines:
            if line:
                open_paragraph = _close(open_paragraph, found)
            continue
        if _MARKUP_SIGN.search(line):
            line = _blanked(line)
        stripped = line.strip()
        if not stripped or (len(stripped) < 8 or ".." in line or "…" in line) and _PAGE_FURNITURE.match(stripped):
            continue
        folded = fold(line)
        marked = markers.match(folded, len(line) - len(line.lstrip())) is not None
        if marked:
            open_paragraph = _close(open_paragraph, found)
        first = open_paragraph is None
        if open_paragraph is None:
            open_paragraph = _Builder()
        open_paragraph.add(number, line, folded)
        last = open_paragraph.text[-1][-1]
        short = len(stripped) < _SHORTEST_CUT_LINE and not last.isdigit() and last != ","
        if last in _ENDS or short or (first and is_title(folded, marked)):
            open_paragraph = _close(open_paragraph, found)
    _close(open_paragraph, found)
    return found


def _close(open_paragraph: _Builder | None, found: list[Paragraph]) -> None:
    if open_paragraph is not None and open_paragraph.pieces:
        found.append(open_paragraph.build())


def _counted(word: str) -> str:
    """A count in Chinese numerals up to 99 as digits."""
    tens, ten, ones = word.rpartition("十")
    return str((_DIGITS.get(tens, 1) if ten else 0) * 10 + _DIGITS.get(ones, 0))


def without_digits(
    text: str, start: int, end: int, fiscal_year: str, pattern: re.Pattern[str]
) -> tuple[str, list[Figure]]:
    """Replace the figures of a sentence by signs.

    Sentences that differ in their numbers only become equal: what they name is then worked out once.

    Args:
        text: Text of the paragraph.
        start: Where the sentence begins.
        end: Where it ends.
        fiscal_year: The year of the document, or an empty text when it is not known.
        pattern: The forms of figures (``NarrativeVocabulary.figures``).

    Returns:
        The sentence with one sign per figure, and all figures in order (years and codes too).
    """
    parts: list[str] = []
    figures: list[Figure] = []
    at = start
    for match in pattern.finditer(text, start, end):
        kind = match.lastgroup
        printed = match[0]
        if kind == "number":
            sign, value = NUMBER, printed.replace(",", "")
        elif kind == "year":
            sign, value = (THIS_YEAR if printed == fiscal_year or not fiscal_year else OTHER_YEAR), printed
        elif kind == "words":
            sign, value = NUMBER, _counted(printed)
        else:
            sign, value = CODE, printed
        parts.append(text[at : match.start()])
        parts.append(sign)
        figures.append(Figure(match.start(), match.end(), value))
        at = match.end()
    parts.append(text[at:end])
    return "".join(parts), figures
