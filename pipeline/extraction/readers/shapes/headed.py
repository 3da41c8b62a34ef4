"""Columns of a text whose cells stand under each other: which heading each column of values has, if that is sure.

A column that prints nothing leaves no trace but its heading, and values stand at the right of a column whose heading
stands at its left. So a value may stand under no heading, between two: one is its own only where no other can be.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from pipeline.extraction.page.cells import classify
from pipeline.extraction.readers.printed.aligned_columns import Columns, body_columns, has_values, is_nothing
from pipeline.extraction.readers.printed.bridges import over
from pipeline.extraction.readers.printed.cells import is_cut_number, is_number
from pipeline.extraction.readers.printed.lines import Line, Part

SPREAD = 25.0
"""Points by which values of one column may end (or begin, or be centred) apart: five half-width signs."""
MOST_DOUBTFUL = 4
"""Columns of values of which one may be doubtful before it is doubted whether values stand under headings at all."""
NARROW = 10.0
"""Points between two columns that no text sets so near each other: two half-width signs."""
Extent = tuple[float, float]
_EDGES: dict[str, Callable[[Part], float]] = {
    "end": lambda part: part.x1,
    "start": lambda part: part.x0,
    "middle": lambda part: (part.x0 + part.x1) / 2,
}


class Headed(NamedTuple):
    """The columns of a table.

    Attributes:
        columns: From where to where each prints, its heading included.
        doubtful: Columns of values of which it is not sure under which heading they stand.
        nameless: The same of columns of names and codes.
    """

    columns: Columns
    doubtful: frozenset[int] = frozenset()
    nameless: frozenset[int] = frozenset()


@dataclass(slots=True)
class _Column:
    """What the rows print under each other."""

    extent: Extent
    parts: list[Part]
    is_of_values: bool
    heading: Part | None = None
    is_doubtful: bool = False


def headed_columns(head: Sequence[Line], body: Sequence[Line], usual_edge: str = "") -> Headed | None:
    """Find the columns of a table.

    Args:
        head: The lines above the first row.
        body: The lines with values.
        usual_edge: What values of one column have in common in other tables of the document.

    Returns:
        The columns from left to right; each lowest heading has one of its own. None where the values do not stand
        under each other.
    """
    parts = [part for line in body for part in line.parts]
    columns = [
        _column(extent, [part for part in parts if over(part, extent)])
        for extent in _without_narrow_gaps(body_columns(parts), body)
    ]
    spreads = spreads_of(body)
    edge = common_edge([spreads]) or usual_edge
    if spreads and min(max(spread[name] for spread in spreads) for name in _EDGES) > SPREAD:
        return None
    leaves = _without_groups(_lowest(head), columns)
    _give_headings(columns, leaves, edge)
    _with_codes_beside(columns, leaves, body)
    _join_under_one_heading(columns, body)
    claimed = {id(column.heading) for column in columns if column.heading}
    found = [(_united(column), column.is_doubtful, column.is_of_values) for column in columns]
    found += [((leaf.x0, leaf.x1), False, False) for leaf in leaves if id(leaf) not in claimed]
    found.sort()
    crossing = {
        index + side
        for index, ((left, *_), (right, *_)) in enumerate(pairwise(found))
        for side in (0, 1)
        if left[1] > right[0]
    }
    open_columns = {index for index, (_, doubt, _) in enumerate(found) if doubt or index in crossing}
    values = {index for index, (*_, is_of_values) in enumerate(found) if is_of_values}
    if len(open_columns & values) * MOST_DOUBTFUL > len(values):
        open_columns |= values
    return Headed([extent for extent, *_ in found], frozenset(open_columns & values), frozenset(open_columns - values))


def spreads_of(body: Sequence[Line]) -> list[dict[str, float]]:
    """For each column of values of several widths, how far apart they end, begin and are centred.

    Args:
        body: The lines with values of a table.
    """
    parts = [part for line in body for part in line.parts]
    found: list[dict[str, float]] = []
    for extent in body_columns(parts):
        values = [part for part in parts if over(part, extent) and is_amount(part)]
        if len({round(part.x1 - part.x0) for part in values}) > 1:
            found.append({edge: max(map(of, values)) - min(map(of, values)) for edge, of in _EDGES.items()})
    return found


def common_edge(spreads: Sequence[Sequence[dict[str, float]]]) -> str:
    """What the values of each column have in common: that they end, begin or are centred under each other.

    Args:
        spreads: Of the columns of some tables, how far apart these stand.

    Returns:
        The one that holds best; an empty string where nothing tells.
    """
    sums = {edge: sum(column[edge] for table in spreads for column in table) for edge in _EDGES}
    least = min(sums.values())
    best = [edge for edge in sums if sums[edge] == least]
    return best[0] if len(best) == 1 else ""


def prints_values(line: Line) -> bool:
    """Whether a line is a row: several parts, and a number, the first line of one, or a mark for nothing among them."""
    return has_values(line) or (len(line.parts) > 1 and any(is_cut_number(part.text) for part in line.parts))


def is_amount(part: Part) -> bool:
    """Whether a part is a value that can be no code."""
    return is_number(part.text) and not part.text.isdigit() and classify(part.text)[0] != "text"


def _column(extent: Extent, parts: list[Part]) -> _Column:
    amounts = sum(is_nothing(part) or is_amount(part) for part in parts)
    return _Column(extent, parts, amounts * 2 > len(parts))


def _without_narrow_gaps(extents: Sequence[Extent], body: Sequence[Line]) -> list[Extent]:
    """The columns, neighbours made one that all but touch and of which no row prints both."""
    found: list[Extent] = []
    for extent in extents:
        before = found[-1] if found else None
        if before is not None and extent[0] - before[1] < NARROW and not _prints_both(body, before, extent):
            found[-1] = before[0], extent[1]
        else:
            found.append(extent)
    return found


def _prints_both(body: Sequence[Line], left: Extent, right: Extent) -> bool:
    return any(
        any(over(part, left) for part in line.parts) and any(over(p, right) for p in line.parts) for line in body
    )


def _lowest(head: Sequence[Line]) -> list[tuple[int, Part]]:
    """The headings below which no other stands, from left to right, each with the number of its line."""
    found = [
        (number, part)
        for number, line in enumerate(head)
        for part in line.parts
        if not any(over(other, (part.x0, part.x1)) for lower in head[number + 1 :] for other in lower.parts)
    ]
    return sorted(found, key=lambda leaf: leaf[1].x0)


def _without_groups(leaves: Sequence[tuple[int, Part]], columns: Sequence[_Column]) -> list[Part]:
    """The headings without those of groups, which stand over or beside a column that a lower heading is nearer to."""
    places = [column.extent for column in columns]
    for number, column in enumerate(columns):
        if not column.is_of_values and not any(over(part, column.extent) for _, part in leaves):
            following = columns[number + 1].extent[0] if number + 1 < len(columns) else float("inf")
            places.append((column.extent[1], following))
    groups: set[int] = set()
    for place in places:
        here = [(line, part) for line, part in leaves if part.x0 < place[1] and part.x1 > place[0]]
        lowest = max((line for line, _ in here), default=0)
        groups |= {id(part) for line, part in here if line < lowest and sum(low == lowest for low, _ in here) == 1}
    return [part for _, part in leaves if id(part) not in groups]


def _give_headings(columns: Sequence[_Column], leaves: Sequence[Part], edge: str) -> None:
    """Give each column the heading that stands over it, else the free one beside it that alone can be it."""
    for column in columns:
        above = [leaf for leaf in leaves if over(leaf, column.extent)]
        column.heading = above[0] if above else None
        column.is_doubtful = len(above) > 1
    taken = {id(leaf) for leaf in leaves if any(over(leaf, column.extent) for column in columns)}
    open_columns = [number for number, column in enumerate(columns) if column.heading is None]
    beside = {number: _beside(columns, number, leaves, edge) for number in open_columns}
    while True:
        free = {number: [leaf for leaf in beside[number] if id(leaf) not in taken] for number in open_columns}
        wanted = Counter(id(found[0]) for found in free.values() if len(found) == 1)
        sure = [number for number, found in free.items() if len(found) == 1 and wanted[id(found[0])] == 1]
        if not sure:
            break
        for number in sure:
            columns[number].heading = free[number][0]
            taken.add(id(free[number][0]))
            open_columns.remove(number)
    for number in open_columns:
        columns[number].is_doubtful = columns[number].is_of_values and bool(leaves)


def _beside(columns: Sequence[_Column], number: int, leaves: Sequence[Part], edge: str) -> list[Part]:
    """The nearest headings to the left and to the right of a column that may be its own, no column between.

    Where values end under each other a heading that stands beside them stands to their left, and to their right where
    they begin under each other; texts begin under each other.
    """
    column = columns[number]
    first = columns[number - 1].extent[1] if number else float("-inf")
    last = columns[number + 1].extent[0] if number + 1 < len(columns) else float("inf")
    left = [leaf for leaf in leaves if first <= leaf.x0 and leaf.x1 <= column.extent[0]][-1:]
    right = [leaf for leaf in leaves if column.extent[1] <= leaf.x0 and leaf.x1 <= last][:1]
    if not column.is_of_values:
        return right or left
    return {"end": left, "start": right, "middle": []}.get(edge, left + right)


def _with_codes_beside(columns: list[_Column], leaves: Sequence[Part], body: Sequence[Line]) -> None:
    """Codes at the left and words at the right of one heading are one column, where no row prints two of them."""
    for column in columns[:]:
        if column.heading is not None or column.is_of_values:
            continue
        left = [leaf for leaf in leaves if leaf.x1 <= column.extent[0]][-1:]
        right = [leaf for leaf in leaves if column.extent[1] <= leaf.x0][:1]
        near = [leaf for leaf in left + right if not _prints_beside(column, leaf, columns, body)]
        if len(near) == 1:
            column.heading = near[0]
        elif near:
            column.is_doubtful = True


def _prints_beside(column: _Column, leaf: Part, columns: Sequence[_Column], body: Sequence[Line]) -> bool:
    """Whether a column is none of those under a heading: a row prints in both, they hold values, or one is between."""
    others = [other for other in columns if other.heading is leaf]
    between = sorted((column.extent[0], leaf.x0))
    is_apart = any(
        between[0] < other.extent[0] < between[1] and other is not column and other not in others for other in columns
    )
    if is_apart or not others or any(other.is_of_values for other in others):
        return True
    return any(_prints_both(body, column.extent, other.extent) for other in others)


def _join_under_one_heading(columns: list[_Column], body: Sequence[Line]) -> None:
    """Make one of the columns under one heading of which no row prints two; values beside each other are doubtful."""
    for left, right in pairwise(columns[:]):
        if left.heading is None or left.heading is not right.heading:
            continue
        if _prints_both(body, left.extent, right.extent):
            left.is_doubtful |= left.is_of_values
            right.is_doubtful |= right.is_of_values
            right.heading = None
        else:
            right.extent = left.extent[0], right.extent[1]
            right.parts = left.parts + right.parts
            right.is_of_values |= left.is_of_values
            right.is_doubtful |= left.is_doubtful
            columns.remove(left)


def _united(column: _Column) -> Extent:
    heading = column.heading
    if heading is None:
        return column.extent
    return min(column.extent[0], heading.x0), max(column.extent[1], heading.x1)
