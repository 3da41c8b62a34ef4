"""From the lines of a document to paragraphs of prose that know on which line each character stands.

Leaving out tables and page furniture, joining sentences that a page break cut, taking blanks away and replacing digits
by signs belong here. What a paragraph says does not.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import accumulate
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
_PAGE_FURNITURE = re.compile(r"[-—–\s]*\d{1,4}[-—–\s]*\Z|.*(?:…{2,}|\.{6,})\s*\d*\s*\Z")
_MARKUP_SIGN = re.compile(r"[*#<\[\u200b]")
_MARKUP = re.compile(
    r"\[bookmark:[^\]]*\]|\*{2,}|</?[A-Za-z][^<>]*>|^\s*#{1,6}(?=\s|[^\x00-\x7f])|^\s*[->*]\s+(?=\D)|\u200b"
)
_LAST_DIGITS = re.compile(r"\d+\Z")
_YEAR = re.compile(r"(?:19|20)\d\d年")
_LONGEST_GROUP = 3
# It begins with a plain class of characters, to which the search skips: an alternative would be tried everywhere.
_NUMBER = re.compile(r"([0-9](?:[0-9]{0,2}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]*(?:\.[0-9]+)?))")
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
            word = folded[start:end]
            if word[0].isdigit() and self._apart(text[-1], word, number):
                text.append(" ")
                printed.append(" ")
                length += 1
            text.append(word)
            printed.append(line[start:end])
            self.pieces.append(Piece(length, number, start))
            length += end - start
        self.text, self.printed = "".join(text), "".join(printed)

    def _apart(self, before: str, text: str, line: int) -> bool:
        """Whether digits that only a blank or a line break separates are two numbers, not one printed with a gap."""
        if not before[-1:].isdecimal():
            return False
        if self.pieces[-1].line != line:
            return True
        last = _LAST_DIGITS.search(before[-_LONGEST_NUMBER:])
        return (last is not None and len(last[0]) > _LONGEST_GROUP) or _YEAR.match(text) is not None


def _has_markup(line: str) -> bool:
    return _MARKUP_SIGN.search(line) is not None or ("-" in line and line.lstrip()[0] == "-")


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
    numbers, printed = _prose(lines, table_lines)
    text = "\n".join(printed)
    if "-" in text or _MARKUP_SIGN.search(text):
        printed = [_blanked(line) if _has_markup(line) else line for line in printed]
        text = "\n".join(printed)
    dotted = ".." in text or "…" in text
    for number, line, folded_line in zip(numbers, printed, fold(text).split("\n"), strict=True):
        runs = folded_line.split(None, 1)
        if not runs:
            if not number:
                open_paragraph = None
            continue
        if (dotted or len(runs[0]) < _LONGEST_PAGE_NUMBER) and _is_furniture(line.strip()):
            continue
        folded = runs[0] if len(runs) == 1 else folded_line.strip()
        marked = markers.match(folded) is not None
        begins = open_paragraph is None or marked or len(open_paragraph.text) > _LONGEST_PARAGRAPH
        if begins:
            open_paragraph = _opened(number, line, folded_line, folded, single=len(runs) == 1)
            open_paragraph.marked = marked
            found.append(open_paragraph)
        elif open_paragraph is not None:
            open_paragraph.add(number, line, folded_line)
        last = folded[-1]
        if last in _ENDS or (
            last not in _GOES_ON
            and not last.isdigit()
            and (len(folded) < _SHORTEST_CUT_LINE or (begins and is_title(folded, marked)))
        ):
            open_paragraph = None
    return found


def _prose(lines: Sequence[str], table_lines: AbstractSet[int]) -> tuple[list[int], list[str]]:
    """Numbers and texts of the lines that are not empty; number 0 with an empty text where a table stands between."""
    numbers = [0]
    for number, line in enumerate(lines, 1):
        if line:
            if number not in table_lines:
                numbers.append(number)
            elif numbers[-1]:
                numbers.append(0)
    return numbers, [lines[number - 1] if number else "" for number in numbers]


def _opened(number: int, line: str, folded_line: str, folded: str, *, single: bool) -> Paragraph:
    """A paragraph that begins with this line; ``single`` where no blank stands inside it."""
    if not single:
        paragraph = Paragraph("", "", [])
        paragraph.add(number, line, folded_line)
        return paragraph
    offset = 0 if len(line) == len(folded) else len(line) - len(line.lstrip())
    return Paragraph(folded, line[offset : offset + len(folded)], [Piece(0, number, offset)])


def _counted(word: str) -> str:
    """A count in Chinese numerals up to 99 as digits."""
    tens, ten, ones = word.rpartition("十")
    return str((_DIGITS.get(tens, 1) if ten else 0) * 10 + _DIGITS.get(ones, 0))


@dataclass(slots=True)
class Masked:
    """Text with signs for its figures.

    ``skeleton`` begins at ``start`` of the text; ``parts`` are the stretches between the figures and the figures, by
    turns, so that a figure has an odd index.
    """

    skeleton: str
    parts: list[str]
    start: int

    @property
    def figures(self) -> list[Figure]:
        """All figures in order, years and codes too."""
        bounds = self.bounds()
        return [
            Figure(bounds[index], bounds[index + 1], plain_value(self.parts[index]))
            for index in range(1, len(self.parts), 2)
        ]

    def bounds(self) -> list[int]:
        """Where each part begins in the text, and the end of the last."""
        return list(accumulate(map(len, self.parts), initial=self.start))

    def shifts(self) -> list[int]:
        """How far the text lies behind the skeleton, after no figure, after the first, and so on."""
        lengths = accumulate(map(len, self.parts[1::2]), initial=self.start)
        return [length - figures for figures, length in enumerate(lengths)]


def plain_value(figure: str) -> str:
    """The plain decimal of a figure as it is written."""
    return figure.replace(",", "") if figure[0].isascii() else _counted(figure)


def without_digits(text: str, start: int, fiscal_year: str, counts: re.Pattern[str] | None) -> Masked:
    """Replace the figures of a paragraph by signs.

    Paragraphs that differ in their numbers only become equal: what they name is then worked out once.

    Args:
        text: Text of the paragraph.
        start: Where its own text begins, behind ordinal and run-in heading.
        fiscal_year: The year of the document, or an empty text when it is not known.
        counts: The form of counts in Chinese numerals, where the paragraph holds any.

    Returns:
        The text with one sign per figure.
    """
    if counts is None:
        parts = _NUMBER.split(text[start:] if start else text)
    else:
        parts = _split(text, start, counts)
    signed = parts.copy()
    for index in range(1, len(parts), 2):
        value, before, following = parts[index], signed[index - 1], parts[index + 1][:1]
        sign = NUMBER
        if following == _YEAR_SIGN and len(value) == _YEAR_LENGTH and value[:2] in _CENTURIES:
            sign = THIS_YEAR if value == fiscal_year or not fiscal_year else OTHER_YEAR
        elif before.endswith("(") and following == ")" and len(value) in _CODE_LENGTHS and value.isdigit():
            sign = CODE
        elif before.endswith("-") and value[0].isascii() and _is_sign(text, start + sum(map(len, parts[:index])) - 1):
            parts[index - 1] = signed[index - 1] = before[:-1]
            parts[index] = f"-{value}"
        signed[index] = sign
    return Masked("".join(signed), parts, start)


def _is_sign(text: str, dash: int) -> bool:
    """Whether a dash before a figure is its sign, not part of a range or a word."""
    return dash > 0 and not _IN_WORD.match(text, dash - 1)


def _split(text: str, start: int, counts: re.Pattern[str]) -> list[str]:
    """The text cut at its numbers and at its counts in Chinese numerals."""
    found = sorted([*_NUMBER.finditer(text, start), *counts.finditer(text, start)], key=lambda match: match.start())
    parts: list[str] = []
    for match in found:
        parts += (text[start : match.start()], match[0])
        start = match.end()
    return [*parts, text[start:]]
