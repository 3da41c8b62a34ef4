"""Where on the page of a PDF a number of the prose stands: the box of a sentence's line made as narrow as the number.

A reading gives prose the box of its printed line, which may hold ten numbers. Only a page without rotation is looked
at; where a line prints a number more often than was read, the words before it tell which is meant.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

import pypdfium2 as pdfium  # pyright: ignore[reportMissingTypeStubs]

from pipeline.extraction.page.document import Box

_SLACK = 2.0
"""Points by which signs may stand beyond the box of their line."""
_WORDS = 12
"""Signs before a number that are compared."""
_IN_A_NUMBER = re.compile(r"[\d.,]")


class Printed(NamedTuple):
    """A number of the prose.

    Attributes:
        box: Of its line.
        line: Of the reading, from 1.
        offset: Signs before it; several readings of one number have the same.
        text: As printed.
    """

    box: Box
    line: int
    offset: int
    text: str


class _Hit(NamedTuple):
    """Where a page prints a text, and what it prints before it."""

    box: Box
    before: str


def narrowed(
    data: bytes, page: int, wanted: Sequence[Printed], lines: Callable[[], Sequence[str]]
) -> dict[Printed, Box]:
    """Find numbers on a page.

    Args:
        data: The whole PDF.
        page: From 1.
        wanted: All numbers that were read on the page.
        lines: Gives the lines of the reading, where they are needed.

    Returns:
        The box of each that can be told apart.

    Raises:
        PdfiumError: The file cannot be opened.
    """
    groups: dict[tuple[Box, str], set[Printed]] = defaultdict(set)
    for number in wanted:
        groups[number.box, number.text].add(number)
    boxes: dict[Printed, Box] = {}
    document: Any = pdfium.PdfDocument(data)
    try:
        sheet = document[page - 1]
        if sheet.get_rotation():
            return {}
        text_page = sheet.get_textpage()
        left, _, _, top = sheet.get_bbox()
        for (box, text), numbers in groups.items():
            hits = [hit for hit in _hits(text_page, text, left, top) if _is_within(hit.box, box)]
            if len(hits) == len(numbers):
                boxes |= dict(zip(sorted(numbers), sorted(hit.box for hit in hits), strict=True))
            elif hits:
                boxes |= {number: hit for number in numbers if (hit := _told_by_words(number, hits, lines()))}
    finally:
        document.close()
    return boxes


class _Search(Protocol):
    """A search in it."""

    def get_next(self) -> tuple[int, int] | None:
        """First sign and number of signs of the next hit."""
        ...


class _TextPage(Protocol):
    """The text of a page of the engine, which has no types."""

    def search(self, text: str, *, match_case: bool) -> "_Search":
        """Begin a search."""
        ...

    def get_text_range(self, index: int, count: int) -> str:
        """Some signs."""
        ...

    def get_charbox(self, index: int) -> tuple[float, float, float, float]:
        """Left, bottom, right and top of a sign."""
        ...


def _hits(text_page: _TextPage, text: str, left: float, top: float) -> list[_Hit]:
    """Where a number stands alone, not as a part of a longer one."""
    found: list[_Hit] = []
    search = text_page.search(text, match_case=True)
    while (hit := search.get_next()) is not None:
        start, count = hit
        first = max(start - 2 * _WORDS, 0)
        before = text_page.get_text_range(first, start - first) if start else ""
        after = text_page.get_text_range(start + count, 2)
        if _IN_A_NUMBER.match(before[-1:]) or re.match(r"[.,]?\d", after):
            continue
        edges = [text_page.get_charbox(sign) for sign in range(start, start + count)]
        x0, bottom = min(edge[0] for edge in edges), min(edge[1] for edge in edges)
        x1, high = max(edge[2] for edge in edges), max(edge[3] for edge in edges)
        found.append(_Hit(Box(x0 - left, top - high, x1 - left, top - bottom), before))
    return found


def _told_by_words(number: Printed, hits: Sequence[_Hit], lines: Sequence[str]) -> Box | None:
    """The one place before which the same words stand as in the reading; None where that tells nothing."""
    if number.line > len(lines):
        return None
    before = "".join(lines[number.line - 1][: number.offset].split())[-_WORDS:]
    alike = [_common_end(before, "".join(hit.before.split())) for hit in hits]
    most = max(alike)
    return hits[alike.index(most)].box if most and alike.count(most) == 1 else None


def _common_end(left: str, right: str) -> int:
    """How many signs two texts have in common at their end."""
    same = 0
    for one, other in zip(reversed(left), reversed(right), strict=False):
        if one != other:
            break
        same += 1
    return same


def _is_within(inner: Box, outer: Box) -> bool:
    return (
        inner.x0 >= outer.x0 - _SLACK
        and inner.x1 <= outer.x1 + _SLACK
        and inner.top >= outer.top - _SLACK
        and inner.bottom <= outer.bottom + _SLACK
    )
