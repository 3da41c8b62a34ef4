"""Rows of an export that leaves out what is merged: where, under a heading that spans columns, its columns stand.

A converter of web pages writes a heading over three columns as one cell, one over two rows in its first row alone, and
what the row lacks so as empty cells at its end. How the headings stand over each other is found again by their counts,
by their words (``heading_groups.csv``) and by the sums of the rows below; where several ways fit alike, the headings
are given as one cell, so that no amount gets a heading that is not its own. What headings mean does not belong here.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from pipeline.extraction.page.cells import classify
from pipeline.extraction.page.document import GridRow
from pipeline.extraction.page.text import match_key
from pipeline.extraction.readers.shapes.column_numbers import LABEL, SUM_HOLDS, Cell, ColumnNumbers, Row, is_amount
from pipeline.extraction.readers.shapes.dropped import blanks_are_dropped, in_their_columns, without_end
from pipeline.extraction.readers.shapes.heading_ways import Children, Way, best_first, is_kind

_MOST_HEADINGS = 3
_MOST_STEPS, _MOST_WAYS = 200_000, 10_000
"""Steps to lay one row under another, and ways that are held against the numbers: beyond them none is looked for."""
_MOST_CUT = 40
"""Headings at most that are cut into two rows."""
_LEAST_OF_EACH = 2
"""What each heading below the first row counts at least on average for a cut to be one that may be."""
_WRONG_KIND = -6


class Laid(NamedTuple):
    """Rows in order, of one width from the headings on."""

    rows: list[GridRow]
    loose: frozenset[int] = frozenset()
    """Lines of which nobody knows the columns."""
    doubtful: frozenset[tuple[int, int]] = frozenset()
    """Lines and fields of cells that may stand in another column."""


def without_merging(rows: Sequence[Row], full_width: int = 0) -> Laid:
    """Put every cell into its column.

    Args:
        rows: The rows, each without the empty cells at its end that stand for merged ones.
        full_width: Cells of a row with those that are left out, if the lines tell.
    """
    body = [row for row in rows if len(row) > 1 and _has_amount(row)]
    if not body:
        return Laid([_row(row) for row in rows])
    first = next(index for index, row in enumerate(rows) if len(row) > 1 and _has_amount(row))
    if blanks_are_dropped(rows[first:], full_width):
        return _with_blanks(rows, first, full_width)
    counts = Counter(len(row) for row in body)
    width = max(counts, key=lambda count: (counts[count], count))
    headings, start = _headings_above(rows, first, width)
    full = [row for row in rows[first:] if len(row) == width and not _is_numbering(row)]
    return Laid(
        [
            *(_row(row) for row in rows[:start]),
            *(_laid_out(headings, full, width) if headings else ()),
            *(_row(_widened(row, width)) for row in rows[first:]),
        ]
    )


def _with_blanks(rows: Sequence[Row], first: int, width: int) -> Laid:
    """Rows of an export that drops blank cells, wherever they are."""
    headings, start = _headings_above(rows, first, width)
    body = [row for row in rows[first:] if row]
    if len(headings) == 1 and max(map(len, body)) <= len(headings[0]):
        width = len(headings[0])  # what it lacks itself has no heading
    full = [row for row in body if len(without_end(row)) == width and not _is_numbering(row)]
    laid = _laid_out(headings, full, width) if headings else []
    told = [_lowest(laid, column) for column in range(width)] if laid and len(laid[-1].cells) == width else []
    names, sums = [is_kind("NAME", text) for text in told], [is_kind("SUM", text) for text in told]
    placed = in_their_columns(body, width, names, sums)
    loose = frozenset(cell.place[0] for row, at in zip(body, placed, strict=True) if not at.cells for cell in row)
    doubtful = frozenset(at.cells[column].place for at in placed for column in at.doubtful)
    below = [_row(at.cells or row) for row, at in zip(body, placed, strict=True)]
    return Laid([*(_row(row) for row in rows[:start]), *laid, *below], loose, doubtful)


def _lowest(headings: Sequence[GridRow], column: int) -> str:
    """The key of the lowest heading of a column."""
    return next((match_key(row.cells[column]) for row in reversed(headings) if row.cells[column]), "")


def _headings_above(rows: Sequence[Row], first: int, width: int) -> tuple[list[Row], int]:
    """The rows of headings above the body, and the number of the first of them."""
    start = first
    while start and _is_heading(rows[start - 1], width):
        start -= 1
    return [_without_end(row) for row in rows[start:first]], start


def _without_end(row: Row) -> Row:
    """A row of headings without empty cells at its end: no column has an empty heading of its own."""
    printed = [at for at, cell in enumerate(row, 1) if cell.text]
    return row[: printed[-1]] if printed else row


def _row(cells: Row) -> GridRow:
    return GridRow(tuple(cell.text for cell in cells), tuple(cell.place for cell in cells))


def _has_amount(row: Row) -> bool:
    return any(is_amount(cell.text) for cell in row)


def _is_numbering(row: Row) -> bool:
    """栏次 1 2 3: numbers of the columns, no amounts."""
    numbers = [int(cell.text) for cell in row if cell.text.isdigit() and cell.text.isascii()]
    return len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _is_heading(row: Row, width: int) -> bool:
    """More than one cell, none a name and its value: above the headings stand the title, the body and the unit."""
    return 1 < len(row) <= width and not any(
        LABEL.search(cell.text) and not is_kind("OF_WHICH", cell.text) for cell in row
    )


def _widened(row: Row, width: int) -> Row:
    """A row whose name spans columns: what is missing stands behind the name."""
    missing = width - len(row)
    if missing <= 0 or len(row) < 2 or any(classify(cell.text)[0] == "text" for cell in row[1:]):
        return row
    return [row[0], *[Cell("", row[0].place)] * missing, *row[1:]]


# --- headings ---------------------------------------------------------------------------------------------------------


def in_rows(headings: Row, body: Sequence[Row], width: int) -> list[GridRow]:
    """Headings of which nothing tells where one row of them ends and the next begins.

    Args:
        headings: More of them than columns, in the order in which they are printed, row by row.
        body: The rows below.
        width: Columns of these.

    Returns:
        The headings in their columns, cut into two rows; all of them as one cell where none or several cuts fit.
    """
    numbers, found = ColumnNumbers(body), list[tuple[Fraction, Sequence[Row], Way]]()
    for end in range(2, len(headings) if len(headings) <= _MOST_CUT else 0):
        cut = [headings[:end], headings[end:]]
        if _is_tried(cut, width):
            score, ways = _best(cut, _ways(cut, body, width), numbers)
            found.extend((Fraction(score, len(cut[1])), cut, way) for way in ways)
    least = max([_LEAST_OF_EACH, *(score - Fraction(1, 2) for score, _, _ in found)])
    fitting = [(cut, way) for score, cut, way in sorted(found, key=lambda one: -one[0]) if score >= least]
    if not fitting or len({_over_numbers(cut, way, body) for cut, way in fitting}) > 1:
        return [as_one(headings)]
    return _in_columns(*fitting[0], width)


def as_one(row: Row) -> GridRow:
    """Headings of which nobody knows over which columns they stand, in one cell."""
    return GridRow((" ".join(cell.text for cell in row),), (row[0].place,))


def _laid_out(headings: Sequence[Row], body: Sequence[Row], width: int) -> list[GridRow]:
    found = _way(headings, body, width)
    return [as_one(row) for row in headings] if found is None else _in_columns(headings, found, width)


def _in_columns(headings: Sequence[Row], way: Way, width: int) -> list[GridRow]:
    rows = _columns(headings, way)
    return [_row([*row, *[Cell("", row[0].place)] * (width - len(row))]) for row in rows]


def _columns(headings: Sequence[Row], way: Way) -> list[list[Cell]]:
    """The headings in their columns."""
    rows: list[list[Cell]] = [[] for _ in headings]
    _place(headings, way.levels, rows, 0, range(len(headings[0])), [0] * len(headings))
    for row in rows:
        row[1:1] = [Cell("", row[0].place)] * way.wider
    return rows


def _place(
    headings: Sequence[Row],
    levels: Sequence[Children],
    rows: list[list[Cell]],
    level: int,
    columns: Sequence[int],
    used: list[int],
) -> None:
    """Write the headings of a row, and those under each, from left to right; the rows grow to one width."""
    for column in columns:
        cell = headings[level][column]
        count = levels[level][column] if level < len(levels) else 0
        rows[level].append(cell)
        if count:
            begin = used[level + 1]
            used[level + 1] += count
            _place(headings, levels, rows, level + 1, range(begin, begin + count), used)
        width = max(map(len, rows))
        for row in rows:
            row.extend([Cell("", cell.place)] * (width - len(row)))


def _way(headings: Sequence[Row], body: Sequence[Row], width: int) -> Way | None:
    """The one way in which the headings stand over each other that fits best; None where none does, or several do."""
    if not _is_tried(headings, width):
        return None
    _, best = _best(headings, _ways(headings, body, width), ColumnNumbers(body))
    if not best or any(_over_numbers(headings, way, body) != _over_numbers(headings, best[0], body) for way in best):
        return None
    return best[0]


def _ways(headings: Sequence[Row], body: Sequence[Row], width: int) -> Iterator[Way]:
    return best_first(headings, range(max(width - _blank_at_the_end(body), *map(len, headings)), width + 1))


def _is_tried(headings: Sequence[Row], width: int) -> bool:
    """Whether the headings fit into the columns, and the ways to put one row under the other can all be tried."""
    counts = [len(row) for row in headings]
    return len(headings) <= _MOST_HEADINGS and max(counts) <= width and _is_countable(counts)


def _is_countable(counts: Sequence[int]) -> bool:
    """Whether the ways to put one row under the other are few enough to be tried."""
    return all((above * below) ** 2 <= _MOST_STEPS for above, below in pairwise(counts))


def _best(headings: Sequence[Row], ways: Iterable[Way], numbers: ColumnNumbers) -> tuple[int, list[Way]]:
    """The ways that score highest with what the numbers say, and their score.

    None where nothing speaks for any, or they are too many.

    Args:
        headings: The rows of headings.
        ways: All ways, those first that score highest by their words: once even a way of which every sum held could
            not reach the highest, none behind it can.
        numbers: What the rows below say.
    """
    sums = sum(is_kind("SUM", match_key(cell.text)) for row in headings[1:] for cell in row)
    highest, best = 0, list[Way]()
    for tried, way in enumerate(ways):
        if way.score + SUM_HOLDS * sums < highest:
            break
        if tried == _MOST_WAYS:
            return 0, []
        score = way.score + _numbers(headings, way, numbers)
        if score > highest:
            highest, best = score, []
        if score == highest > 0:
            best.append(way)
    return highest, best


def _blank_at_the_end(body: Sequence[Row]) -> int:
    """How many columns at the end print nothing: remarks, or none at all."""
    printed = [at + 1 for row in body for at, cell in enumerate(row) if cell.text]
    return len(body[0]) - max(printed) if printed else 0


def _over_numbers(headings: Sequence[Row], way: Way, body: Sequence[Row]) -> tuple[str, ...]:
    """The headings over each column that prints a number: what the ways that fit alike must agree in."""
    rows = _columns(headings, way)
    printed = [column for column in range(len(rows[0])) if any(is_amount(row[column].text) for row in body)]
    paths: list[str] = []
    for column in printed:
        path = [next((row[at].text for at in range(column, -1, -1) if row[at].text), "") for row in rows]
        if not is_kind("NAME", match_key(_leaf(rows, column))):
            paths.append("/".join(path))
    return tuple(paths)


# --- numbers ----------------------------------------------------------------------------------------------------------


def _numbers(headings: Sequence[Row], way: Way, body: ColumnNumbers) -> int:
    """What the columns say of a way: names over words, and under a sum the columns that it adds."""
    rows = _columns(headings, way)
    score = 0
    for column in range(len(rows[0])):
        is_name = is_kind("NAME", match_key(_leaf(rows, column)))
        if (is_name and body.is_amounts(column)) or (column == 0 and way.wider and not is_name):
            score += _WRONG_KIND
    for row in rows[1:]:
        for begin, end in _groups_of(rows[0], row):
            parts = [column for column in range(begin + 1, end) if row[column].text]
            if is_kind("SUM", match_key(row[begin].text)) and not any(
                is_kind("OF_WHICH", row[column].text) for column in parts
            ):
                score += body.holds(begin, parts)
    return score


def _leaf(rows: Sequence[Row], column: int) -> str:
    """The lowest heading of a column."""
    return next((row[column].text for row in reversed(rows) if row[column].text), "")


def _groups_of(above: Row, row: Row) -> Iterator[tuple[int, int]]:
    """Stretches of a row under one heading of the first row."""
    begins = [column for column, cell in enumerate(above) if cell.text]
    for begin, end in zip(begins, [*begins[1:], len(above)], strict=True):
        if row[begin].text:
            yield begin, end
