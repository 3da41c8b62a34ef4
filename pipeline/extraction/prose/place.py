"""The way back from what was read without digits and blanks to what is printed on the page.

Turning references into the text without digits into printed names and sentences belongs here; finding them does not.
"""

import re
from collections.abc import Sequence

from pipeline.extraction.prose.paragraph import Reference, Span
from pipeline.extraction.prose.readings import Item
from pipeline.extraction.prose.text import Masked, Paragraph
from pipeline.extraction.prose.wording import Wording

LONGEST_SENTENCE = 1000
"""A longer one is cut to what is near the figure, in characters."""

_BLANK_IN_WORD = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")


class PlaceOnPage:
    """The way back from a paragraph without digits to the page."""

    __slots__ = ("_masked", "_shifts", "lines", "paragraph", "single", "wording")

    def __init__(self, paragraph: Paragraph, wording: Wording, lines: Sequence[str]) -> None:
        self.paragraph = paragraph
        self.wording = wording
        self.lines = lines
        self.single = paragraph.is_single
        self._masked: Masked | None = None
        self._shifts: list[int] | None = None

    @property
    def masked(self) -> Masked:
        """The figures; many paragraphs have none that is named."""
        if self._masked is None:
            self._masked = self.wording.figures(self.paragraph.printed)
        return self._masked

    @property
    def shifts(self) -> list[int]:
        """How far the paragraph lies behind the text without digits."""
        if self._shifts is None:
            self._shifts = self.masked.shifts()
        return self._shifts

    def text(self, reference: Reference) -> str:
        """What is printed there; blanks inside a word are left out."""
        if isinstance(reference, str):
            return reference
        start, before_start, end, before_end = reference
        shifts = self.shifts
        start, end = start + shifts[before_start], end + shifts[before_end]
        if start >= end:
            return ""
        if self.single:
            return self.paragraph.printed[start:end]
        first, first_line, offset = self.paragraph.place(start)
        last, last_line, last_offset = self.paragraph.place(end - 1)
        if first == last or first_line != last_line:
            return self.paragraph.printed[start:end]
        return _BLANK_IN_WORD.sub("", self.lines[first_line - 1][offset : last_offset + 1])

    def sentence(self, span: Span, begin: int, end_of_figure: int) -> str:
        """The sentence as printed, with what leads to it when it is the first; of a very long one what is near."""
        start = span[0] + self.shifts[span[1]] if span[0] else 0
        end = span[2] + self.shifts[span[3]]
        if end - start > LONGEST_SENTENCE:
            start = max(start, begin - LONGEST_SENTENCE // 2)
            end = min(end, end_of_figure + LONGEST_SENTENCE // 2)
        return self.paragraph.printed[start:end]

    def item(self, parts: tuple[Reference, Reference, Reference]) -> Item:
        """Names of 类, 款 and 项 as printed."""
        return Item(self.text(parts[0]), self.text(parts[1]), self.text(parts[2]))
