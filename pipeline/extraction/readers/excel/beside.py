"""Tables side by side on a sheet: which columns belong together, told by empty columns and by titles. No word is read.

Where tables stand below each other does not belong here.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.extraction.page.cells import NUMERIC, classify
from pipeline.extraction.readers.excel.book import Area, Cell

Rows = dict[int, dict[int, Cell]]
"""Shown rows by number, their cells by column."""

WIDEST_GAP = 3
"""So many empty columns part two tables whatever they print; a spacer within a table is narrower."""
_LABELLED = re.compile("[\uff1a:]")


def tables_beside(rows: Rows, merges: Sequence[Area]) -> Iterator[tuple[Rows, int, int]]:
    """The parts of a sheet that stand beside each other, from left to right, those further up first.

    Args:
        rows: What the sheet shows.
        merges: Its merged cells.

    Yields:
        Rows, and the first and last column of a part.
    """
    waiting: Rows = {}
    for band in _bands(rows):
        groups = _titled_groups(band, merges)
        if len(groups) < 2:
            waiting |= band
            continue
        yield from ((waiting, *group) for group in _column_groups(waiting, merges, WIDEST_GAP))
        yield from ((band, *group) for group in groups)
        waiting = {}
    yield from ((waiting, *group) for group in _column_groups(waiting, merges, WIDEST_GAP))


def _bands(rows: Rows) -> Iterator[Rows]:
    """The rows between blank ones."""
    numbers = list(rows)
    starts = [0, *(index for index, (before, row) in enumerate(pairwise(numbers), 1) if row > before + 1)]
    for start, end in pairwise([*starts, len(numbers)]):
        yield {number: rows[number] for number in numbers[start:end]}


def _titled_groups(band: Rows, merges: Sequence[Area]) -> list[tuple[int, int]]:
    """Groups of columns each of which begins with its own title and, below it, a line such as the unit's.

    The halves of one table have neither, and above a half stands the unit at most.
    """
    found: list[tuple[int, int]] = []
    for group in _column_groups(band, merges, 1):
        is_near = bool(found) and group[0] - found[-1][1] - 1 < WIDEST_GAP
        if is_near and not (_is_titled(band, *found[-1]) and _is_titled(band, *group)):
            found[-1] = (found[-1][0], group[1])
        else:
            found.append(group)
    return found


def _is_titled(band: Rows, first: int, last: int) -> bool:
    has_title = False
    for cells in band.values():
        texts = [cell.text for column, cell in cells.items() if first <= column <= last]
        if has_title and texts and all(map(_LABELLED.search, texts)):
            return True
        if len(texts) > 1 or any(classify(text)[0] in NUMERIC for text in texts):
            break
        has_title = has_title or bool(texts)
    return False


def _column_groups(rows: Rows, merges: Sequence[Area], widest: int) -> list[tuple[int, int]]:
    """Ranges of columns (ends included) that so many empty columns part."""
    used = sorted({column for cells in rows.values() for column in cells})
    if not used:
        return []
    bridged = [(merge.left, merge.right) for merge in merges if merge.left in rows.get(merge.top, ())]
    groups = [(used[0], used[0])]
    for column in used[1:]:
        first, last = groups[-1]
        gap = column - last - 1
        if gap >= widest and not any(left <= last and right >= column for left, right in bridged):
            groups.append((column, column))
        else:
            groups[-1] = (first, column)
    return groups
