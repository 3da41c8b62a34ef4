"""Paragraphs of prose that know on which line each character stands, and their figures.

Joining runs of characters, taking blanks away and replacing digits by signs belong here. Which lines make a paragraph
stands in ``lines``; what a paragraph says does not belong here either.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from pipeline.extraction.page.text import fold
from pipeline.extraction.wording.prose import CODE, NUMBER, OTHER_YEAR, THIS_YEAR

if TYPE_CHECKING:
    from pipeline.extraction.prose.wording import Wording

_LONGEST_NUMBER = 24
_LAST_DIGITS = re.compile(r"\d+\Z")
_LONGEST_LABEL = 12
"""A line shorter than this may be a label of a chart: its digits are not the beginning of those below."""
_BROKEN_DECIMALS = re.compile(r"[^\d.,]\d[\d,]*\.\d?\Z")
_LAST_DECIMALS = re.compile(r"\d{1,2}(?:[^\W\d_]|%)")
_BROKEN_WHOLE = re.compile(r"[^\d.,]\d[\d,]*\Z")
_REST_WHOLE = re.compile(r"\d+(?:[^\W\d_年月日]|%)")
_SHORTEST_CUT_LINE = 24
_REST_WITH_DECIMALS = re.compile(r"\d+\.\d+(?:[^\W\d_]|%)")
_YEAR = re.compile(r"(?:19|20)\d\d年")
_LONGEST_GROUP = 3
# It begins with a plain class of characters, to which the search skips: an alternative would be tried everywhere.
NUMBER_FORM = re.compile(r"([0-9](?:[0-9]{0,2}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]*(?:\.[0-9]+)?))")
_IN_WORD = re.compile(r"[0-9A-Za-z)%-]")
_YEAR_SIGN, _YEAR_LENGTH, _CENTURIES = "年", 4, ("19", "20")
_CODE_LENGTHS = (3, 5, 7)
_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"两": 2}


Place = tuple[int, int, int]
"""Where a character of a paragraph is printed: in which run without blanks, on which line, how far into it."""


class Figure(NamedTuple):
    """A number of a paragraph: its place, and its value as a plain decimal."""

    start: int
    end: int
    value: str


class _Runs(NamedTuple):
    """Runs of characters without blanks: where each begins in the paragraph, its line, its offset in that line."""

    begins: list[int]
    lines: list[int]
    offsets: list[int]

    def add(self, number: int, line: str, begins: list[int] | None) -> None:
        """Add the runs of a line that begin at these places of the paragraph; None where they follow from 0."""
        words, at = line.split(), 0
        self.begins.extend(accumulate(map(len, words[:-1]), initial=0) if begins is None else begins)
        self.lines.extend([number] * len(words))
        for word in words:
            at = line.index(word, at)
            self.offsets.append(at)
            at += len(word)


class Paragraph:
    """Prose without blanks.

    ``text`` is folded for matching, ``printed`` has the same length and the characters as published.

    Attributes:
        marked: Whether it begins with an ordinal.
        is_single: Whether it is one run of characters.
        wording: What is remembered of a paragraph of one line with this wording, if anything is.
        key: The lines that were joined to it, with a sign for each amount.
    """

    __slots__ = ("_lines", "_runs", "_text", "is_single", "key", "marked", "printed", "wording")

    def __init__(
        self, number: int, line: str, marked: bool, is_single: bool, joins: bool, text: str | None = None
    ) -> None:
        """Begin with a line.

        Args:
            number: Its 1-based number.
            line: The line as published, left-over markup blanked.
            marked: Whether it begins with an ordinal.
            is_single: Whether no blank stands inside it.
            joins: Whether no two numbers in it are apart by a blank only, so that blanks can just be left out.
            text: Its text without blanks where that is known.
        """
        self.marked = marked
        self.is_single = is_single
        self.wording: Wording | None = None
        self._text = text
        self._runs: _Runs | None = None
        self.key = ""
        self._lines: list[tuple[int, str, list[int] | None]]
        if is_single or joins:
            self.printed = line.strip() if is_single else "".join(line.split())
            self._lines = [(number, line, None)]
        else:
            self.printed, self._text, self._lines = "", "", []
            self._append(number, line)

    @property
    def text(self) -> str:
        """The folded characters."""
        if self._text is None:
            self._text = fold(self.printed)
        return self._text

    def place(self, position: int) -> Place:
        """Where a character of the paragraph is printed: 1-based line, 0-based offset."""
        if self.is_single:
            number, line, _ = self._lines[0]
            return 0, number, len(line) - len(line.lstrip()) + position
        if self._runs is None:
            self._runs = _Runs([], [], [])
            for line in self._lines:
                self._runs.add(*line)
        begins, lines, offsets = self._runs
        run = bisect_right(begins, position) - 1
        return run, lines[run], offsets[run] + position - begins[run]

    def add(self, number: int, line: str, key: str) -> None:
        """Append a line, without its blanks."""
        self._append(number, line)
        self.key = f"{self.key}\n{key}"
        self.is_single = False
        self.wording = self._runs = None

    def _is_cut(self) -> bool:
        """Whether its last line is long enough to break off anywhere."""
        return bool(self._lines) and len(self._lines[-1][1].strip()) >= _SHORTEST_CUT_LINE

    def _append(self, number: int, line: str) -> None:
        text, printed = [self.text], [self.printed]
        length, starts = len(self.printed), list[int]()
        for word, printed_word in zip(fold(line).split(), line.split(), strict=True):
            broken = not starts and length >= _LONGEST_LABEL and _goes_on(text[-1], word, self._is_cut())
            if word[0].isdigit() and not broken and _apart(text[-1], word, same_line=bool(starts)):
                text.append(" ")
                printed.append(" ")
                length += 1
            text.append(word)
            printed.append(printed_word)
            starts.append(length)
            length += len(word)
        self._text, self.printed = "".join(text), "".join(printed)
        self._lines.append((number, line, starts))


def _goes_on(before: str, text: str, is_cut: bool) -> bool:
    """Whether the digits that begin a line end the number that the line above breaks off (98593.8 / 2万元, 20 / 21年).

    Of two whole numbers (34 / 56万元) only a line that is long enough to be cut tells that they are one: no sentence
    sets two numbers side by side.
    """
    before = before[-_LONGEST_NUMBER:]
    if _BROKEN_DECIMALS.search(before):
        return _LAST_DECIMALS.match(text) is not None
    if not _BROKEN_WHOLE.search(before):
        return False
    if _REST_WITH_DECIMALS.match(text) or (is_cut and _REST_WHOLE.match(text)):
        return True
    last = _LAST_DIGITS.search(before)
    return last is not None and _YEAR.match(last[0] + text[: _YEAR_LENGTH + 1 - len(last[0])]) is not None


def _apart(before: str, text: str, *, same_line: bool) -> bool:
    """Whether digits that only a blank or a line break separates are two numbers, not one printed with a gap."""
    if not before[-1:].isdecimal():
        return False
    if not same_line:
        return True
    last = _LAST_DIGITS.search(before[-_LONGEST_NUMBER:])
    return (last is not None and len(last[0]) > _LONGEST_GROUP) or _YEAR.match(text) is not None


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
    parts = _split(text, start, counts) if counts else NUMBER_FORM.split(text[start:])
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
    found = sorted([*NUMBER_FORM.finditer(text, start), *counts.finditer(text, start)], key=lambda match: match.start())
    parts: list[str] = []
    for match in found:
        parts += (text[start : match.start()], match[0])
        start = match.end()
    return [*parts, text[start:]]
