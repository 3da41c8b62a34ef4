"""Tables side by side on a sheet: which columns belong together, told by empty columns and by titles. No word is read.

Where tables stand below each other does not belong here.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from pipeline.extraction.page.cells import NUMERIC, classify
from pipeline.extraction.readers.excel.book import Area, Cell

Rows = dict[int, dict[int, Cell]]
"""Shown rows by number, their cells by column."""

Merges = Mapping[int, Sequence[Area]]
"""Merged cells by the row in which they begin."""

WIDEST_GAP = 3
"""So many empty columns part two tables whatever they print; a spacer within a table is narrower."""
_LABELLED = re.compile("[\uff1a:]")


def merges_by_row(merges: Iterable[Area]) -> Merges:
    """Merged cells by the row in which they begin."""
    found: dict[int, list[Area]] = {}
    for merge in merges:
        found.setdefault(merge.top, []).append(merge)
    return found


def tables_beside(rows: Rows, merges: Merges) -> Iterator[tuple[Rows, int, int]]:
    """The parts of a sheet that stand beside each other, from left to right, those further up first.

    Args:
        rows: What the sheet shows, the cells of each row in order.
        merges: Its merged cells.

    Yields:
        What a part shows, and its first and last column.
    """
    waiting: Rows = {}
    for band in _bands(rows):
        groups = _titled_groups(band, merges)
        if len(groups) < 2:
            waiting |= band
            continue
        yield from _cut(waiting, _column_groups(waiting, merges, WIDEST_GAP))
        yield from _cut(band, groups)
        waiting = {}
    yield from _cut(waiting, _column_groups(waiting, merges, WIDEST_GAP))


def _cut(rows: Rows, groups: Sequence[tuple[int, int]]) -> Iterator[tuple[Rows, int, int]]:
    """The cells of each group of columns, every cell looked at once."""
    starts = [first for first, _ in groups]
    parts: list[Rows] = [{} for _ in groups]
    for number, cells in rows.items():
        for column, cell in cells.items():
            parts[bisect_right(starts, column) - 1].setdefault(number, {})[column] = cell
    yield from ((part, *group) for part, group in zip(parts, groups, strict=True))


def _bands(rows: Rows) -> Iterator[Rows]:
    """The rows between blank ones."""
    numbers = list(rows)
    starts = [0, *(index for index, (before, row) in enumerate(pairwise(numbers), 1) if row > before + 1)]
    for start, end in pairwise([*starts, len(numbers)]):
        yield {number: rows[number] for number in numbers[start:end]}


def _titled_groups(band: Rows, merges: Merges) -> list[tuple[int, int]]:
    """Groups of columns each of which begins with its own title and, below it, a line such as the unit's.

    The halves of one table have neither, and above a half stands the unit at most.
    """
    found: list[tuple[int, int]] = []
    rows = [(list(cells), [cell.text for cell in cells.values()]) for cells in band.values()]
    for group in _column_groups(band, merges, 1):
        is_near = bool(found) and group[0] - found[-1][1] - 1 < WIDEST_GAP
        if is_near and not (_is_titled(rows, *group) and _is_titled(rows, *found[-1])):
            found[-1] = (found[-1][0], group[1])
        else:
            found.append(group)
    return found


def _is_titled(rows: Sequence[tuple[list[int], list[str]]], first: int, last: int) -> bool:
    """Whether columns begin with a title; of each row are given the columns that print something, and what."""
    has_title = False
    for columns, printed in rows:
        texts = printed[bisect_left(columns, first) : bisect_right(columns, last)]
        if has_title and texts and all(map(_LABELLED.search, texts)):
            return True
        if len(texts) > 1 or any(classify(text)[0] in NUMERIC for text in texts):
            break
        has_title = has_title or bool(texts)
    return False


def _column_groups(rows: Rows, merges: Merges, widest: int) -> list[tuple[int, int]]:
    """Ranges of columns (ends included) that so many empty columns part."""
    used = sorted({column for cells in rows.values() for column in cells})
    if not used:
        return []
    bridges = sorted(
        (merge.left, merge.right) for row, cells in rows.items() for merge in merges.get(row, ()) if merge.left in cells
    )
    groups = [(used[0], used[0])]
    bridge, reached = 0, -1
    for column in used[1:]:
        first, last = groups[-1]
        while bridge < len(bridges) and bridges[bridge][0] <= last:
            reached = max(reached, bridges[bridge][1])
            bridge += 1
        if column - last - 1 >= widest and reached < column:
            groups.append((column, column))
        else:
            groups[-1] = (first, column)
    return groups
