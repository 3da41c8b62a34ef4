"""Sheets wider than their paper: columns that a program printed on the next page, set beside those before them.

Such a page goes on with the rows of the page before: its lines stand at the same heights, what is printed above them
stands at the height of a line there, and its first column would not have fitted there. A page on which the table goes
on below has the same columns instead.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.extraction.readers.printed.marks import Beyond, Glyph, Page, Rect
from pipeline.extraction.readers.printed.rulings import rulings_of

SAME = 1.0
"""Points by which lines of one row may stand apart on two pages, or those of one column."""
FEWEST = 4
"""Level lines that must agree."""
COMMON = 0.6
"""Share of the lines of one page that the other must have too."""
SLACK = 2.0
"""Points that a column may be wider than what is left of the page and still be printed there."""
MOST = 6
"""Pages set beside each other."""


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Where the lines of a page stand."""

    levels: tuple[float, ...]
    uprights: tuple[float, ...]


def with_wide_sheets(pages: Iterable[Page]) -> Iterator[Page]:
    """Set pages that go on to the right of the page before beside it.

    Args:
        pages: In order.

    Returns:
        The pages; one with others beside it is wider, and knows on which page each place is.
    """
    before: Page | None = None
    first: _Drawn | None = None
    last: _Drawn | None = None
    for page in pages:
        drawn = _drawn(page)
        if before and first and last and drawn and _goes_on(before, first, last, page, drawn):
            before = _beside(before, last, page, drawn)
            last = drawn
            continue
        if before:
            yield before
        before, first, last = page, drawn, drawn
    if before:
        yield before


def _drawn(page: Page) -> _Drawn | None:
    """The lines of a page with a table that is drawn whole; None for others."""
    if page.turn or page.unmapped < 0 or not page.rulings:
        return None
    levels, uprights = rulings_of(page.rulings)
    if len({line.at for line in levels}) < FEWEST or len(uprights) < 2:
        return None
    return _Drawn(tuple(_apart(line.at for line in levels)), tuple(_apart(line.at for line in uprights)))


def _apart(places: Iterable[float], same: float = SAME) -> list[float]:
    """The places in order, one of those that stand no further apart than ``same``."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > same:
            found.append(place)
    return found


def _goes_on(before: Page, first: _Drawn, last: _Drawn, page: Page, drawn: _Drawn) -> bool:
    """Whether a page prints the columns that follow those of the page before."""
    if len(before.beyond) + 1 >= MOST or page.height != before.height or not _are_rows(first.levels, drawn.levels):
        return False
    if _agree(last.uprights, drawn.uprights):
        return False
    width = before.beyond[-1].width if before.beyond else before.width
    left = drawn.uprights[0]
    room = width - left - last.uprights[-1]
    return drawn.uprights[1] - left > room - SLACK and _is_without_title(before, page, first.levels[0])


def _are_rows(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether lines stand at the same heights; some are not drawn through headings that are merged."""
    fewer, more = sorted((one, other), key=len)
    ends = abs(one[0] - other[0]) <= SAME and abs(one[-1] - other[-1]) <= SAME
    return ends and len(fewer) >= COMMON * len(more) and all(any(abs(a - b) <= SAME for b in more) for a in fewer)


def _agree(one: Sequence[float], other: Sequence[float]) -> bool:
    return len(one) == len(other) and all(abs(a - b) <= SAME for a, b in zip(one, other, strict=True))


def _is_without_title(before: Page, page: Page, top: float) -> bool:
    """Whether a page prints fewer lines above its table than the page before, each at the height of one there."""
    lines, own = _heights(before.glyphs, top), _heights(page.glyphs, top)
    return len(own) < len(lines) and all(any(abs(at - line) <= SAME for line in lines) for at in own)


def _heights(glyphs: Iterable[Glyph], top: float) -> list[float]:
    """Heights of the lines that are printed above a table."""
    return _apart((glyph.bottom for glyph in glyphs if (glyph.top + glyph.bottom) / 2 < top), 3 * SAME)


def _beside(before: Page, last: _Drawn, page: Page, drawn: _Drawn) -> Page:
    """The page before with this one to the right of its last column."""
    shift = _right_of(before, last) - drawn.uprights[0]
    glyphs = [glyph._replace(x0=glyph.x0 + shift, x1=glyph.x1 + shift) for glyph in page.glyphs]
    rulings = [Rect(x0 + shift, top, x1 + shift, bottom) for x0, top, x1, bottom in page.rulings]
    return replace(
        before,
        width=max(before.width, page.width + shift),
        glyphs=before.glyphs + glyphs,
        rulings=before.rulings + rulings,
        beyond=(*before.beyond, Beyond(_right_of(before, last), page.number, shift, page.width)),
    )


def _right_of(before: Page, last: _Drawn) -> float:
    """Where the columns of a page end that may have others beside it."""
    return last.uprights[-1] + (before.beyond[-1].shift if before.beyond else 0.0)
