"""Sheets wider than their paper: columns that a program printed on further pages, set beside those before them.

A program prints a wide sheet over its columns first, so that the page beside follows its page, or down its rows first,
so that all pages of the first columns come before those of the next. Which two pages are neighbours is for ``beside``;
that all pages of a sheet stand so, and in which order, belongs here. Pages that leave a doubt stay as they are.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from pipeline.extraction.readers.printed.beside import Drawn, are_rows, beside, columns_on, drawn, have_same_columns
from pipeline.extraction.readers.printed.marks import Page

HELD = 48
"""Pages that wait for those beside them."""


def with_wide_sheets(pages: Iterable[Page]) -> Iterator[Page]:
    """Set pages that go on to the right of others beside them.

    Args:
        pages: In order.

    Returns:
        The pages; one with others beside it is wider, and knows on which page each place is.
    """
    held: list[Drawn] = []
    for page in pages:
        lines = drawn(page)
        if lines is None or len(held) == HELD:
            yield from _joined(held)
            held = []
        if lines is None:
            yield page
        else:
            held.append(lines)
    yield from _joined(held)


def _joined(held: Sequence[Drawn]) -> Iterator[Page]:
    """Pages with a table each, those of wide sheets set beside each other."""
    first = 0
    while first < len(held):
        rest = held[first:]
        down = _of_same_columns(rest)
        taken, sheet = _over_columns(rest) if down == 1 else _down_rows(rest, down)
        yield from (wide.page for wide in sheet)
        first += taken


def _of_same_columns(rest: Sequence[Drawn]) -> int:
    """How many pages begin with the same columns as the first one, and go on below it."""
    for index, (last, page) in enumerate(pairwise(rest), 1):
        if not have_same_columns(rest[0], page) or columns_on(last, last, page) is not None:
            return index
    return len(rest)


def _over_columns(rest: Sequence[Drawn]) -> tuple[int, list[Drawn]]:
    """The first page with those beside it that follow it, then the pages below these, as many in each row."""
    lefts = [rest[0].uprights[0]]
    wide = rest[0]
    for last, page in pairwise(rest):
        left = columns_on(wide, last, page)
        if left is None:
            break
        wide = beside(wide, last, page, left)
        lefts.append(left)
    across = len(lefts)
    sheet = [wide]
    while across > 1 and _are_below(rest[:across], rest[across * len(sheet) : across * (len(sheet) + 1)]):
        sheet.append(_row_of(rest[across * len(sheet) : across * (len(sheet) + 1)], lefts))
    return across * len(sheet), sheet


def _are_below(above: Sequence[Drawn], pages: Sequence[Drawn]) -> bool:
    """Whether pages go on below others that stand beside each other."""
    return len(above) == len(pages) and all(
        have_same_columns(one, other) and are_rows(pages[0], other) for one, other in zip(above, pages, strict=True)
    )


def _row_of(pages: Sequence[Drawn], lefts: Sequence[float]) -> Drawn:
    """Pages of one row of a sheet, beside each other."""
    wide = pages[0]
    for last, page, left in zip(pages, pages[1:], lefts[1:], strict=False):
        wide = beside(wide, last, page, left)
    return wide


def _down_rows(rest: Sequence[Drawn], down: int) -> tuple[int, list[Drawn]]:
    """The first pages, which have the same columns, with the pages of further columns that come behind all of them."""
    sheet = list(rest[:down])
    strips = 1
    while True:
        strip, before = rest[down * strips : down * (strips + 1)], rest[down * (strips - 1) : down * strips]
        if len(strip) < down or _of_same_columns(rest[down * strips :]) != down:
            break
        left = columns_on(sheet[0], before[0], strip[0])
        if left is None or not all(map(are_rows, sheet, strip)):
            break
        sheet = [beside(wide, last, page, left) for wide, last, page in zip(sheet, before, strip, strict=True)]
        strips += 1
    return down * strips, sheet
