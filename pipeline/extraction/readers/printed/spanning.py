"""What two pages of one sheet print together: each sign once, a text that runs over the edge of the paper is whole.

A program draws such a text on both pages and clips it there. Whether two pages are of one sheet does not belong here
(``beside``).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from pipeline.extraction.readers.printed.marks import Cut, Glyph, Page

SAME = 1.0
"""Points by which lines of one row may stand apart on two pages, or those of one column."""

Line = list[Glyph]
At = Callable[[Glyph, float], Cut | None]


@dataclass(frozen=True, slots=True)
class Together:
    """Two pages on one sheet.

    Attributes:
        old: What the first page shows.
        new: What the second page adds to that, where it stands on its own paper.
        cut: What neither shows where it is drawn, on the places of the first page.
        shared: How many characters are drawn on both at one place of the sheet, and cut on one of them.
    """

    old: list[Glyph]
    new: list[Glyph]
    cut: tuple[Cut, ...]
    shared: int

    def glyphs(self, shift: float) -> list[Glyph]:
        """All of the sheet, the second page moved to the right."""
        return self.old + [moved(glyph, shift) for glyph in self.new]


def together(one: Page, other: Page, shift: float) -> Together:
    """Set a page beside another one: a text that is cut on both is whole on the sheet, and there once.

    Args:
        one: The page to the left.
        other: The page to the right.
        shift: How far it is moved to the right.

    Returns:
        What both print.
    """
    at = places_of(_drawn_on(one))
    dropped: set[Glyph] = set()
    whole: list[Glyph] = []
    shared = 0
    for cut in _drawn_on(other):
        before = at(cut.drawn, shift)
        if before is None:
            continue
        is_whole, was_whole = cut.drawn is cut.shown, before.drawn is before.shown
        shared += not (is_whole and was_whole)
        if was_whole or not is_whole:
            dropped.add(cut.shown)
        if not was_whole:
            dropped.add(before.shown)
        if not (is_whole or was_whole):
            whole.append(before.drawn)
    old = [glyph for glyph in one.glyphs if glyph not in dropped] + whole
    new = [glyph for glyph in other.glyphs if glyph not in dropped]
    rest = [cut for cut in one.cut if cut.shown not in dropped]
    shown = set(new)
    rest.extend(Cut(moved(cut.drawn, shift), moved(cut.shown, shift)) for cut in other.cut if cut.shown in shown)
    return Together(old, new, tuple(rest), shared)


def _drawn_on(page: Page) -> Iterator[Cut]:
    """All that is drawn on a page, seen or not."""
    cut = {cut.shown for cut in page.cut}
    yield from page.cut
    yield from (Cut(glyph, glyph) for glyph in page.glyphs if glyph not in cut)


def places_of(drawn: Iterable[Cut]) -> At:
    """Finds what is drawn where a glyph stands that is moved to the right."""
    places: dict[str, list[Cut]] = defaultdict(list)
    for cut in drawn:
        places[cut.drawn.text].append(cut)

    def at(glyph: Glyph, move: float) -> Cut | None:
        for cut in places[glyph.text]:
            if abs(cut.drawn.x0 - glyph.x0 - move) <= SAME and abs(cut.drawn.bottom - glyph.bottom) <= SAME:
                return cut
        return None

    return at


def without_repeated(one: Page, page: Page, table: tuple[float, float], repeated: tuple[float, float] | None) -> Page:
    """A page without what the paper of both has at its head and foot, and without columns that both have.

    Args:
        one: The page to the left.
        page: The page to the right.
        table: Where its table begins and ends.
        repeated: How far its first columns stand from those of the other, and where they end; None if it has others.

    Returns:
        The page with what is its own.
    """
    at = places_of(Cut(glyph, glyph) for glyph in one.glyphs)
    move, left = repeated or (0.0, 0.0)
    own: list[Glyph] = []
    for line in lines_at(page.glyphs):
        middle = (line[0].top + line[0].bottom) / 2
        words = [glyph for glyph in line if not glyph.text.isdigit()]
        if table[0] < middle < table[1]:
            own.extend(glyph for glyph in line if (glyph.x0 + glyph.x1) / 2 > left)
        elif (not words and middle < table[0]) or not all(at(glyph, 0.0) for glyph in words):
            own.extend(line if repeated is None else (glyph for glyph in line if not at(glyph, move)))
    return replace(page, glyphs=own)


def lines_at(glyphs: Iterable[Glyph]) -> list[Line]:
    """Glyphs of about one height, from left to right."""
    found: list[Line] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.bottom):
        if found and glyph.bottom - found[-1][0].bottom <= 3 * SAME:
            found[-1].append(glyph)
        else:
            found.append([glyph])
    return [sorted(line, key=lambda glyph: glyph.x0) for line in found]


def moved(glyph: Glyph, shift: float) -> Glyph:
    """A glyph further to the right."""
    return glyph._replace(x0=glyph.x0 + shift, x1=glyph.x1 + shift)
