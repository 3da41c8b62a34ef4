"""Two pages of one sheet, and the one set beside the other: whether the second prints the columns behind the first's.

Its lines stand at the same heights, and a text that runs over the edge of the paper is drawn on both, at one place of
the sheet; or the page prints less above its table than the one before it, nothing that begins or ends as what stands
there. In which order a program prints its pages does not belong here (``wide``).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.extraction.readers.printed.marks import Beyond, Cut, Glyph, Page, Rect
from pipeline.extraction.readers.printed.rulings import rulings_of
from pipeline.extraction.readers.printed.spanning import (
    SAME,
    Line,
    Together,
    lines_at,
    places_of,
    together,
    without_repeated,
)

FEWEST = 4
"""Level lines that must agree."""
COMMON = 0.6
"""Share of the lines of one page that the other must have too."""
LABELLED = 0.5
"""Share of the lines of text of a table that its first columns have too, where they are repeated."""
UNLIKE = 0.2
"""Share of these that may be cut elsewhere."""
SLACK = 2.0
"""Points that a column may be wider than what is left of the page and still be printed there."""
MOST = 12
"""Pages set beside each other."""
SHARED = 3
"""Characters drawn on both pages at one place of the sheet, cut on one of them, that tell it is one sheet."""
ALIKE = 2
"""Signs with which two lines begin or end that are the same line of two tables."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page with a table that is drawn whole, and where its lines stand."""

    page: Page
    levels: tuple[float, ...]
    uprights: tuple[float, ...]


def drawn(page: Page) -> Drawn | None:
    """The lines of a page with a table that is drawn whole; None for others."""
    if page.turn or page.unmapped < 0 or not page.rulings:
        return None
    levels, uprights = rulings_of(page.rulings)
    if len({line.at for line in levels}) < 2 or len(uprights) < 2:
        return None
    return Drawn(page, tuple(_apart(line.at for line in levels)), tuple(_apart(line.at for line in uprights)))


def _apart(places: Iterable[float], same: float = SAME) -> list[float]:
    """The places in order, one of those that stand no further apart than ``same``."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > same:
            found.append(place)
    return found


def columns_on(before: Drawn, last: Drawn, after: Drawn) -> float | None:
    """Whether a page prints the columns that follow those of the pages before.

    Args:
        before: Those pages, set beside each other; its lines are those of the first.
        last: The last of them.
        after: The page.

    Returns:
        Where on the page the columns begin that were not printed before; None where it is another table.
    """
    one = before.page
    if len(one.beyond) + 1 >= MOST or after.page.height != one.height or not are_rows(before, after):
        return None
    must_share = have_same_columns(last, after) or len(before.levels) < FEWEST
    columns = _repeated(before, after)
    if must_share and not columns and not (one.cut and after.page.cut):
        return None
    left = after.uprights[columns]
    sheet = _set_together(before, last, after, left)
    lines, own = _above(before, one.glyphs), _above(after, sheet.new if columns else after.page.glyphs)
    if sheet.shared >= SHARED or (columns and _are_titled_alike(lines, _above(after, after.page.glyphs))):
        return left
    if must_share or _are_alike(lines, own):
        return None
    if columns:
        return left if own and _are_below(lines, own) else None
    is_without_title = _goes_without(lines, own) or _are_apart(lines, own)
    return left if is_without_title and _would_not_fit(before, last, after) else None


def are_rows(one: Drawn, other: Drawn) -> bool:
    """Whether lines stand at the same heights; some are not drawn through headings that are merged."""
    fewer, more = sorted((one.levels, other.levels), key=len)
    ends = abs(fewer[0] - more[0]) <= SAME and abs(fewer[-1] - more[-1]) <= SAME
    return ends and len(fewer) >= COMMON * len(more) and all(any(abs(a - b) <= SAME for b in more) for a in fewer)


def have_same_columns(one: Drawn, other: Drawn) -> bool:
    """Whether two pages have the same columns: the table goes on below."""
    return len(one.uprights) == len(other.uprights) and all(
        abs(a - b) <= SAME for a, b in zip(one.uprights, other.uprights, strict=True)
    )


def _would_not_fit(before: Drawn, last: Drawn, after: Drawn) -> bool:
    """Whether the first column of a page had no room behind the last one of the page before."""
    width = before.page.beyond[-1].width if before.page.beyond else before.page.width
    margin = min(last.uprights[0], after.uprights[0])
    room = width - 2 * margin - (last.uprights[-1] - last.uprights[0])
    return after.uprights[1] - after.uprights[0] > room - SLACK


def _repeated(before: Drawn, after: Drawn) -> int:
    """How many columns a page prints once more before its own, as a sheet whose first columns are told to be."""
    move = before.uprights[0] - after.uprights[0]
    columns = 0
    for one, other in zip(before.uprights[1:], after.uprights[1:-1], strict=False):
        if abs(one - other - move) > SAME:
            break
        columns += 1
    while columns and not _print_the_same(before, after, columns, move):
        columns -= 1
    return columns


def _print_the_same(before: Drawn, after: Drawn, columns: int, move: float) -> bool:
    """Whether two pages print the same text in their first columns, in most of the rows.

    A line above the headings, within the frame, may reach over the last of these columns and is cut elsewhere then.
    """
    own, others = _inside(after, after.uprights[columns]), _inside(before, before.uprights[columns])
    lines = lines_at(own)
    others_lines = len(lines_at(others))
    all_lines = len(lines_at(_inside(after, after.uprights[-1])))
    if len(lines) != others_lines or len(lines) < max(2, LABELLED * all_lines):
        return False
    at = places_of(Cut(glyph, glyph) for glyph in others)
    there = places_of(Cut(glyph, glyph) for glyph in own)
    unlike = sum(not all(at(glyph, move) for glyph in line) for line in lines)
    unlike_there = sum(not all(there(glyph, -move) for glyph in line) for line in lines_at(others))
    return max(unlike, unlike_there) <= UNLIKE * len(lines)


def _are_titled_alike(lines: Sequence[Line], own: Sequence[Line]) -> bool:
    """Whether a page prints all that stands above the table of another, but the lowest line, and nothing else.

    The signs of a line that runs over the edge of a column are cut elsewhere, and may stand in another order.
    """
    same = [line for other, line in _at_one_height(lines, own) if sorted(_text(other)) == sorted(_text(line))]
    return len(same) == len(own) >= max(1, len(lines) - 1)


def _inside(drawn: Drawn, right: float) -> list[Glyph]:
    """What a table prints in its columns up to one."""
    top, bottom, left = drawn.levels[0], drawn.levels[-1], drawn.uprights[0]
    return [
        glyph
        for glyph in drawn.page.glyphs
        if left < (glyph.x0 + glyph.x1) / 2 < right and top < (glyph.top + glyph.bottom) / 2 < bottom
    ]


def _above(drawn: Drawn, glyphs: Iterable[Glyph]) -> list[Line]:
    """The lines of those glyphs that are printed above a table."""
    return lines_at(glyph for glyph in glyphs if (glyph.top + glyph.bottom) / 2 < drawn.levels[0])


def _at_one_height(lines: Sequence[Line], own: Sequence[Line]) -> Iterator[tuple[Line, Line]]:
    for line in own:
        yield from ((other, line) for other in lines if abs(other[0].bottom - line[0].bottom) <= SAME)


def _are_alike(lines: Sequence[Line], own: Sequence[Line]) -> bool:
    """Whether a page prints at the height of a line of the page before one that begins or ends as that does."""
    pairs = [(_text(other), _text(line)) for other, line in _at_one_height(lines, own)]
    return any(one[:ALIKE] == other[:ALIKE] or one[-ALIKE:] == other[-ALIKE:] for one, other in pairs)


def _goes_without(lines: Sequence[Line], own: Sequence[Line]) -> bool:
    """Whether a page prints fewer lines above its table than the page before, each at the height of one there."""
    return len(own) < len(lines) and sum(1 for _ in _at_one_height(lines, own)) >= len(own)


def _are_apart(lines: Sequence[Line], own: Sequence[Line]) -> bool:
    """Whether a page prints the title above the lines of the page before, where that prints none, and not those."""
    return bool(lines and own) and own[-1][0].bottom < lines[0][0].bottom - 3 * SAME


def _are_below(lines: Sequence[Line], own: Sequence[Line]) -> bool:
    """Whether all that is new above the table of a page stands in the lowest of several lines, where units do."""
    return len(lines) > 1 and all(abs(lines[-1][0].bottom - line[0].bottom) <= SAME for line in own)


def _text(line: Iterable[Glyph]) -> str:
    return "".join(glyph.text for glyph in line)


def beside(before: Drawn, last: Drawn, after: Drawn, left: float) -> Drawn:
    """The pages before with one more to the right of the last column.

    Args:
        before: Pages that are set beside each other, with the lines of the first.
        last: The last of them.
        after: The page to the right.
        left: Where its new columns begin.

    Returns:
        The wider page. What both print is there once.
    """
    one, page = before.page, after.page
    start = _right_of(one, last)
    shift = start - left
    sheet = _set_together(before, last, after, left)
    rulings = [
        Rect(max(x0, left) + shift, top, x1 + shift, bottom)
        for x0, top, x1, bottom in page.rulings
        if x1 > (left - SAME if left == after.uprights[0] else left + SLACK)
    ]
    wider = replace(
        one,
        width=max(one.width, page.width + shift),
        glyphs=sheet.glyphs(shift),
        rulings=one.rulings + rulings,
        beyond=(*one.beyond, Beyond(start, page.number, shift, page.width)),
        cut=sheet.cut,
    )
    return Drawn(wider, before.levels, before.uprights)


def _set_together(before: Drawn, last: Drawn, after: Drawn, left: float) -> Together:
    """What the pages before print, and what a page adds to it."""
    one, page = before.page, after.page
    table = (after.levels[0], after.levels[-1])
    repeated = (before.uprights[0] - after.uprights[0], left) if left != after.uprights[0] else None
    return together(one, without_repeated(one, page, table, repeated), _right_of(one, last) - left)


def _right_of(page: Page, last: Drawn) -> float:
    """Where the columns of a page end that may have others beside it."""
    return last.uprights[-1] + (page.beyond[-1].shift if page.beyond else 0.0)
