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

_LONGEST_PAGE_NUMBER = 8
_LONGEST_CONTENTS_LINE = 400
_LONGEST_NUMBER = 24
_LONGEST_PARAGRAPH = 20_000
"""No sentence is longer: text without any stop is not joined for ever."""
_ENDS = frozenset("。;:!?！？…；：")
_GOES_ON = frozenset(",，")
_RUN = re.compile(r"\S+")
_BLANK = re.compile(r"\s")
_PAGE_FURNITURE = re.compile(r"[-—–\s]*\d{1,4}[-—–\s]*\Z|.*(?:…{2,}|\.{6,})\s*\d*\s*\Z")
_MARKUP_SIGN = re.compile(r"[*#<\[\u200b]|^\s*-")
_MARKUP = re.compile(
    r"\[bookmark:[^\]]*\]|\*{2,}|</?[A-Za-z][^<>]*>|^\s*#{1,6}(?=\s|[^\x00-\x7f])|^\s*[->*]\s+(?=\D)|\u200b"
)
_LAST_DIGITS = re.compile(r"\d+\Z")
_YEAR = re.compile(r"(?:19|20)\d\d年")
_LONGEST_GROUP = 3
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?", re.ASCII)
_IN_WORD = re.compile(r"[0-9A-Za-z)%-]")
_YEAR_SIGN, _YEAR_LENGTH, _CENTURIES = "年", 4, ("19", "20")
_CODE_LENGTHS = (3, 5, 7)
_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"两": 2}


class Piece(NamedTuple):
    """A run of printed characters without blanks: where it begins in the paragraph, and where on the page."""

    start: int
    line: int
    offset: int


class Figure(NamedTuple):
    """A number of a paragraph: its place, and its value as a plain decimal."""

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
    marked: bool = False
    """Begins with an ordinal."""

    def place(self, position: int) -> Piece:
        """The piece in which a character of the paragraph stands."""
        if len(self.pieces) == 1:
            return self.pieces[0]
        return self.pieces[bisect_right(self.pieces, (position, 1 << 30, 0)) - 1]

    def add(self, number: int, line: str, folded: str) -> None:
        """Append a line, without its blanks."""
        text, printed = [self.text], [self.printed]
        length = len(self.text)
        for run in _RUN.finditer(folded):
            start, end = run.span()
            if folded[start].isdigit() and self._apart(text[-1], folded[start:end], number):
                text.append(" ")
                printed.append(" ")
                length += 1
            text.append(folded[start:end])
            printed.append(line[start:end])
            self.pieces.append(Piece(length, number, start))
            length += end - start
        self.text, self.printed = "".join(text), "".join(printed)

    def _apart(self, before: str, text: str, line: int) -> bool:
        """Whether digits that only a blank or a line break separates are two numbers, not one printed with a gap."""
        last = _LAST_DIGITS.search(before[-_LONGEST_NUMBER:])
        if last is None or self.pieces[-1].line != line:
            return last is not None
        return len(last[0]) > _LONGEST_GROUP or _YEAR.match(text) is not None


def _blanked(line: str) -> str:
    """Replace left-over markup by blanks of the same length, so that offsets stay those of the page."""
    return _MARKUP.sub(lambda match: " " * len(match[0]), line)


def _is_furniture(stripped: str) -> bool:
    if len(stripped) < _LONGEST_PAGE_NUMBER or (
        len(stripped) < _LONGEST_CONTENTS_LINE and (".." in stripped or "…" in stripped)
    ):
        return _PAGE_FURNITURE.match(stripped) is not None
    return False


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
    open_paragraph: Paragraph | None = None
    for number, line in enumerate(lines, 1):
        if not line:
            continue
        if number in table_lines:
            open_paragraph = None
            continue
        if _MARKUP_SIGN.search(line):
            line = _blanked(line)
        stripped = line.strip()
        if not stripped or _is_furniture(stripped):
            continue
        folded = fold(stripped)
        marked = markers.match(folded) is not None
        begins = open_paragraph is None or marked or len(open_paragraph.text) > _LONGEST_PARAGRAPH
        if begins:
            open_paragraph = _opened(number, line, stripped, folded)
            open_paragraph.marked = marked
            found.append(open_paragraph)
        elif open_paragraph is not None:
            open_paragraph.add(number, line, fold(line))
        last = stripped[-1]
        if last in _ENDS or (
            last not in _GOES_ON
            and not last.isdigit()
            and (len(stripped) < _SHORTEST_CUT_LINE or (begins and is_title(folded, marked)))
        ):
            open_paragraph = None
    return found


def _opened(number: int, line: str, stripped: str, folded: str) -> Paragraph:
    """A paragraph that begins with this line."""
    if _BLANK.search(folded):
        paragraph = Paragraph("", "", [])
        paragraph.add(number, line, fold(line))
        return paragraph
    offset = 0 if line[0] == stripped[0] else line.index(stripped)
    return Paragraph(folded, stripped, [Piece(0, number, offset)])


def _counted(word: str) -> str:
    """A count in Chinese numerals up to 99 as digits."""
    tens, ten, ones = word.rpartition("十")
    return str((_DIGITS.get(tens, 1) if ten else 0) * 10 + _DIGITS.get(ones, 0))


def without_digits(text: str, start: int, fiscal_year: str, counts: re.Pattern[str] | None) -> tuple[str, list[Figure]]:
    """Replace the figures of a paragraph by signs.

    Paragraphs that differ in their numbers only become equal: what they name is then worked out once.

    Args:
        text: Text of the paragraph.
        start: Where its own text begins, behind ordinal and run-in heading.
        fiscal_year: The year of the document, or an empty text when it is not known.
        counts: The form of counts in Chinese numerals, where the paragraph holds any.

    Returns:
        The text with one sign per figure, and all figures in order (years and codes too).
    """
    parts: list[str] = []
    figures: list[Figure] = []
    at = start
    for match in _matches(text, start, counts):
        begin, end = match.span()
        value = match[0]
        sign = NUMBER
        following = text[end : end + 1]
        if following == _YEAR_SIGN and len(value) == _YEAR_LENGTH and value[:2] in _CENTURIES:
            sign = THIS_YEAR if value == fiscal_year or not fiscal_year else OTHER_YEAR
        elif following == ")" and len(value) in _CODE_LENGTHS and text[begin - 1 : begin] == "(" and value.isdigit():
            sign = CODE
        elif not value[0].isascii():
            value = _counted(value)
        else:
            value = value.replace(",", "")
            if text[begin - 1 : begin] == "-" and not _IN_WORD.match(text, begin - 2):
                begin, value = begin - 1, f"-{value}"
        parts.append(text[at:begin])
        parts.append(sign)
        figures.append(Figure(begin, end, value))
        at = end
    parts.append(text[at:])
    return "".join(parts), figures


def _matches(text: str, start: int, counts: re.Pattern[str] | None) -> list[re.Match[str]]:
    found = list(_NUMBER.finditer(text, start))
    if counts is not None:
        found = sorted([*found, *counts.finditer(text, start)], key=lambda match: match.start())
    return found
