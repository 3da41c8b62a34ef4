"""Tables whose cells stand apart by runs of blanks.

Three ways such a text was made are told apart: cells set under each other (their places tell the column), cells joined
by a fixed run of blanks (a longer run is empty cells), cells just apart (their order tells). Prose has no such lines.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.extraction.page.cells import classify
from pipeline.extraction.page.document import Grid, GridRow

FEWEST_ROWS = 3
LONGEST_LABEL = 24
LONGEST_PAGE_NUMBER = 3
_GAP = re.compile(r"[ \u3000\xa0]{2,}|\u3000")
_SENTENCE = re.compile("[\u3002\uff1b]")
_AGREE = 0.5


class _Field(NamedTuple):
    """A piece of a line: where it begins and ends as set in type, its text, and the run of blanks before it."""

    start: int
    end: int
    text: str
    gap: int


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)


def _fields(line: str) -> list[_Field]:
    fields: list[_Field] = []
    position = place = 0
    body = line.rstrip()
    while position < len(body):
        gap = _GAP.match(body, position) if position or body[0] in " \u3000\xa0" else None
        run = _width(gap[0]) if gap else 0
        position, place = (gap.end(), place + run) if gap else (position, place)
        following = _GAP.search(body, position)
        text = body[position : following.start() if following else len(body)]
        fields.append(_Field(place, place + _width(text), text.strip(), run))
        position += len(text)
        place += _width(text)
    return [field for field in fields if field.text]


def space_tables(lines: Sequence[str]) -> list[Grid]:
    """Tables of at least three rows of which most have an amount."""
    split = [_fields(line) if line.strip() and not _SENTENCE.search(line) else [] for line in lines]
    grids: list[Grid] = []
    for start, end in _blocks(split):
        rows = split[start:end]
        if _is_table(rows):
            columns = _columns(rows)
            grids.append(
                Grid(start + 1, end, rows=tuple(_row(cells, start + index + 1) for index, cells in enumerate(columns)))
            )
    return grids


def _blocks(split: Sequence[Sequence[_Field]]) -> Iterator[tuple[int, int]]:
    """Ranges of lines of two and more fields; a short line of one, such as a broken label, may stand between."""
    start = last = -1
    for index, fields in enumerate([*split, []]):
        if len(fields) > 1:
            start = index if start < 0 else start
            last = index
        elif not (len(fields) == 1 and len(fields[0].text) <= LONGEST_LABEL and index == last + 1) and start >= 0:
            yield start, last + 1
            start = -1


def _is_table(rows: Sequence[Sequence[_Field]]) -> bool:
    full = [fields for fields in rows if len(fields) > 1]
    with_amounts = sum(any(classify(field.text)[0] in ("amount", "percent") for field in fields) for fields in full)
    return len(full) >= FEWEST_ROWS and with_amounts * 2 >= len(full) and not _is_contents(full)


def _is_contents(rows: Sequence[Sequence[_Field]]) -> bool:
    """Titles with rising page numbers."""
    numbers = [fields[-1].text for fields in rows]
    pages = [int(text) for text in numbers if text.isdigit() and len(text) <= LONGEST_PAGE_NUMBER]
    return len(pages) == len(rows) and all(a <= b for a, b in pairwise(pages)) and all(len(row) == 2 for row in rows)


def _columns(rows: Sequence[Sequence[_Field]]) -> list[list[str]]:
    """Cells of each row."""
    full = [fields for fields in rows if len(fields) > 1]
    if len({len(fields) for fields in full}) == 1:
        return [[field.text for field in fields] for fields in rows]
    return _by_runs(rows) or _by_place(rows) or [[field.text for field in fields] for fields in rows]


def _by_runs(rows: Sequence[Sequence[_Field]]) -> list[list[str]] | None:
    """Cells that a fixed run of blanks joins: a run twice as long is an empty cell between."""
    runs = {field.gap for fields in rows for number, field in enumerate(fields) if number or field.gap}
    shortest = min((run for run in runs if run), default=0)
    if shortest < 2 or len(runs) < 2 or any(run % shortest for run in runs):
        return None
    cells: list[list[str]] = []
    for fields in rows:
        row: list[str] = []
        for number, field in enumerate(fields):
            row += [""] * (field.gap // shortest - (1 if number else 0))
            row.append(field.text)
        cells.append(row)
    widest = max(map(len, cells))
    agreeing = sum(len(row) == widest for row, fields in zip(cells, rows, strict=True) if len(fields) > 1)
    if agreeing < _AGREE * sum(len(fields) > 1 for fields in rows):
        return None
    return [row + [""] * (widest - len(row)) for row in cells]


def _by_place(rows: Sequence[Sequence[_Field]]) -> list[list[str]] | None:
    """Cells set under each other: fields of the rows with amounts that overlap are one column."""
    body = [fields for fields in rows if any(classify(field.text)[0] == "amount" for field in fields)]
    columns: list[tuple[int, int]] = []
    for field in sorted(field for fields in body for field in fields):
        if columns and field.start < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], field.end))
        else:
            columns.append((field.start, field.end))
    cells: list[list[str]] = []
    for fields in rows:
        row = [""] * len(columns)
        for field in fields:
            index = min(range(len(columns)), key=lambda number: _distance(columns[number], field))
            if row[index]:
                return None
            row[index] = field.text
        cells.append(row)
    return cells


def _distance(column: tuple[int, int], field: _Field) -> int:
    """How far a field stands from a column; negative by how much they overlap."""
    return max(column[0], field.start) - min(column[1], field.end)


def _row(cells: Sequence[str], line: int) -> GridRow:
    return GridRow(tuple(cells), tuple((line, number) for number in range(1, len(cells) + 1)))
