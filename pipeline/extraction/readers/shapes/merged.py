"""Rows of an export that leaves out what is merged: where, under a heading that spans columns, its columns stand.

A converter of web pages writes a heading over three columns as one cell, one over two rows in its first row alone, and
what the row lacks so as empty cells at its end. How the headings stand over each other is found again by their counts,
by their words (``heading_groups.csv``) and by the sums of the rows below; where several ways fit alike, the headings
are given as one cell, so that no amount gets a heading that is not its own. What headings mean does not belong here.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from pipeline.extraction.page.cells import classify
from pipeline.extraction.page.document import GridRow
from pipeline.extraction.page.text import match_key
from pipeline.extraction.seeds import Seed

HEADING_GROUPS = Seed("heading_groups")

Place = tuple[int, int]
_MOST_HEADINGS = 3
_BEST_OF_LEVEL = 40
_STRANGE, _ALONE = -2, -3
"""What a column under a heading that no row of the seed names counts, and a heading over one column."""
_BEGINS_ALIKE = 2
"""What a group counts that begins as the first one does (收入: 项目, 金额; 支出: 项目, 金额)."""
_SUM_HOLDS, _SUM_FAILS, _WRONG_KIND = 6, -6, -6
_TOLERANCE = Decimal("0.05")
_YEAR = re.compile(r"20\d\d\Z")
_COLON = re.compile("[:\uff1a]")


class Cell(NamedTuple):
    """A printed cell: its text, and the line and field (from 1) that it is printed in."""

    text: str
    place: Place


Row = Sequence[Cell]
Children = tuple[int, ...]
"""For each heading of a row how many of the next row stand under it."""


class _Way(NamedTuple):
    score: int
    levels: tuple[Children, ...]
    wider: int = 0
    """How many columns more than one the first column's heading spans: codes in several cells."""


def without_merging(rows: Sequence[Row]) -> list[GridRow]:
    """Put every cell into its column.

    Args:
        rows: The rows, each without the empty cells at its end that stand for merged ones.

    Returns:
        Rows in order, of one width from the headings on.
    """
    body = [row for row in rows if len(row) > 1 and _has_amount(row)]
    if not body:
        return [_row(row) for row in rows]
    counts = Counter(len(row) for row in body)
    width = max(counts, key=lambda count: (counts[count], count))
    first = next(index for index, row in enumerate(rows) if len(row) > 1 and _has_amount(row))
    start = first
    while start and _is_heading(rows[start - 1], width):
        start -= 1
    headings = [_without_end(row) for row in rows[start:first]]
    full = [row for row in rows[first:] if len(row) == width and not _is_numbering(row)]
    return [
        *(_row(row) for row in rows[:start]),
        *(_laid_out(headings, full, width) if headings else ()),
        *(_row(_widened(row, width)) for row in rows[first:]),
    ]


def _without_end(row: Row) -> Row:
    """A row of headings without empty cells at its end: no column has an empty heading of its own."""
    printed = [at for at, cell in enumerate(row, 1) if cell.text]
    return row[: printed[-1]] if printed else row


def _row(cells: Row) -> GridRow:
    return GridRow(tuple(cell.text for cell in cells), tuple(cell.place for cell in cells))


def _has_amount(row: Row) -> bool:
    return any(_is_amount(cell.text) for cell in row)


def _is_amount(text: str) -> bool:
    return classify(text)[0] in ("amount", "percent") and not _YEAR.match(text)


def _is_numbering(row: Row) -> bool:
    """栏次 1 2 3: numbers of the columns, no amounts."""
    numbers = [int(cell.text) for cell in row if cell.text.isdigit() and cell.text.isascii()]
    return len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _is_heading(row: Row, width: int) -> bool:
    """More than one cell, none a name and its value: above the headings stand the title, the body and the unit."""
    return 1 < len(row) <= width and not any(
        _COLON.search(cell.text) and not _is("OF_WHICH", cell.text) for cell in row
    )


def _widened(row: Row, width: int) -> Row:
    """A row whose name spans columns: what is missing stands behind the name."""
    missing = width - len(row)
    if missing <= 0 or len(row) < 2 or any(classify(cell.text)[0] == "text" for cell in row[1:]):
        return row
    return [row[0], *[Cell("", row[0].place)] * missing, *row[1:]]


# --- headings ---------------------------------------------------------------------------------------------------------


def _laid_out(headings: Sequence[Row], body: Sequence[Row], width: int) -> list[GridRow]:
    found = _way(headings, body, width)
    if found is None:
        return [GridRow((" ".join(cell.text for cell in row),), (row[0].place,)) for row in headings]
    rows = _columns(headings, found)
    return [_row([*row, *[Cell("", row[0].place)] * (width - len(row))]) for row in rows]


def _columns(headings: Sequence[Row], way: _Way) -> list[list[Cell]]:
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


def _way(headings: Sequence[Row], body: Sequence[Row], width: int) -> _Way | None:
    """The one way in which the headings stand over each other that fits best; None where none does, or several do."""
    counts = [len(row) for row in headings]
    if len(headings) > _MOST_HEADINGS or max(counts) > width:
        return None
    most = sum(counts[:-1])
    ways_of = {spanning: list(_ways(headings, counts, spanning)) for spanning in range(most + 1)}
    found: list[_Way] = []
    for columns in range(max(width - _blank_at_the_end(body), *counts), width + 1):
        least = max(1, sum(counts) - columns) if len(headings) > 1 else 0
        for spanning in range(least, most + 1):
            wider = columns - sum(counts) + spanning
            found.extend(way._replace(wider=wider) for way in ways_of[spanning])
    ways = [way._replace(score=way.score + _numbers(headings, way, body)) for way in found]
    highest = max((way.score for way in ways), default=0)
    best = [way for way in ways if way.score == highest]
    if highest <= 0 or len({_over_numbers(headings, way, body) for way in best[:_BEST_OF_LEVEL]}) > 1:
        return None
    return best[0]


def _blank_at_the_end(body: Sequence[Row]) -> int:
    """How many columns at the end print nothing: remarks, or none at all."""
    printed = [at + 1 for row in body for at, cell in enumerate(row) if cell.text]
    return len(body[0]) - max(printed) if printed else 0


def _over_numbers(headings: Sequence[Row], way: _Way, body: Sequence[Row]) -> tuple[str, ...]:
    """The headings over each column that prints a number: what the ways that fit alike must agree in."""
    rows = _columns(headings, way)
    printed = [column for column in range(len(rows[0])) if any(_is_amount(row[column].text) for row in body)]
    paths: list[str] = []
    for column in printed:
        path = [next((row[at].text for at in range(column, -1, -1) if row[at].text), "") for row in rows]
        if not _is("NAME", match_key(_leaf(rows, column))):
            paths.append("/".join(path))
    return tuple(paths)


def _ways(headings: Sequence[Row], counts: Sequence[int], spanning: int) -> Iterator[_Way]:
    """The best ways in which ``spanning`` headings of all rows stand over others."""
    if len(headings) == 1:
        yield _Way(1, ())
    elif len(headings) == 2:
        yield from _level(headings[0], headings[1], spanning)
    else:
        for upper in range(1, min(spanning, counts[0]) + 1):
            first = _level(headings[0], headings[1], upper)
            second = _level(headings[1], headings[2], spanning - upper) if first else []
            yield from (_Way(one.score + two.score, one.levels + two.levels) for one in first for two in second)


def _level(parents: Row, children: Row, spanning: int) -> list[_Way]:
    """The best ways to put all cells of one row under ``spanning`` of the row above, from left to right."""
    if not 1 <= spanning <= min(len(parents), len(children)):
        return []
    texts = [match_key(cell.text) for cell in parents]
    below = [match_key(cell.text) for cell in children]
    # By how many headings below are placed, and under how many.
    reached: dict[tuple[int, int], list[tuple[int, Children]]] = {(0, 0): [(0, ())]}
    for parent in texts:
        following: dict[tuple[int, int], list[tuple[int, Children]]] = defaultdict(list)
        for (placed, used), found in reached.items():
            following[placed, used] += [(score, (*counts, 0)) for score, counts in found]
            for end in range(placed + 1, len(below) + 1) if used < spanning else ():
                group = below[placed:end]
                fits = _fits(parent, group) + (_BEGINS_ALIKE if placed and group[0] == below[0] else 0)
                following[end, used + 1] += [(score + fits, (*counts, end - placed)) for score, counts in found]
        reached = {key: sorted(found, key=_worst_last)[:_BEST_OF_LEVEL] for key, found in following.items()}
    return [_Way(score, (counts,)) for score, counts in reached.get((len(below), spanning), ())]


def _worst_last(way: tuple[int, Children]) -> tuple[int, Children]:
    return -way[0], way[1]


def _fits(parent: str, children: Sequence[str]) -> int:
    """How well headings stand under another, by the seed."""
    score = (_ALONE if len(children) == 1 else 0) + sum(_fits_one(parent, child) for child in children)
    # A sum begins a group, and so does what its first heading begins with; inside of one they are another's.
    return score + sum(_STRANGE for child in children[1:] if _is("SUM", child) or child[:2] == children[0][:2])


@lru_cache(maxsize=4096)
def _fits_one(parent: str, child: str) -> int:
    weights = [weight for over, under, weight in _groups() if over.search(parent) and under.search(child)]
    return max(weights, default=_STRANGE)


def _is(kind: Literal["SUM", "NAME", "OF_WHICH"], text: str) -> bool:
    return any(over.pattern == kind and under.search(text) for over, under, _ in _groups())


@lru_cache(maxsize=1)
def _groups() -> list[tuple[re.Pattern[str], re.Pattern[str], int]]:
    return [(re.compile(row["parent"]), re.compile(row["child"]), int(row["weight"])) for row in HEADING_GROUPS.rows()]


# --- numbers ----------------------------------------------------------------------------------------------------------


def _numbers(headings: Sequence[Row], way: _Way, body: Sequence[Row]) -> int:
    """What the columns say of a way: names over words, and under a sum the columns that it adds."""
    rows = _columns(headings, way)
    score = -way.wider
    for column in range(len(rows[0])):
        is_name = _is("NAME", match_key(_leaf(rows, column)))
        if (is_name and _is_amounts(body, column)) or (column == 0 and way.wider and not is_name):
            score += _WRONG_KIND
    for row in rows[1:]:
        for begin, end in _groups_of(rows[0], row):
            parts = [column for column in range(begin + 1, end) if row[column].text]
            if _is("SUM", match_key(row[begin].text)) and not any(
                _is("OF_WHICH", row[column].text) for column in parts
            ):
                score += _holds(body, begin, parts)
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


def _is_amounts(body: Sequence[Row], column: int) -> bool:
    """Whether a column prints amounts: decimals."""
    texts = [row[column].text for row in body]
    return any("." in text and _is_amount(text) for text in texts)


def _holds(body: Sequence[Row], total: int, parts: Sequence[int]) -> int:
    """Whether a column is the sum of others in all rows; what is nothing everywhere says nothing."""
    if not parts:
        return 0
    seen = False
    for row in body:
        amounts = [_amount(row[column].text) for column in (total, *parts)]
        seen = seen or any(amounts)
        if abs(amounts[0] - sum(amounts[1:])) > _TOLERANCE:
            return _SUM_FAILS
    return _SUM_HOLDS if seen else 0


def _amount(text: str) -> Decimal:
    kind, number = classify(text)
    return Decimal(number) if kind == "amount" else Decimal(0)
