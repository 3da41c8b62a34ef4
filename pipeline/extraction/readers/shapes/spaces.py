"""Tables whose cells stand apart by runs of blanks.

Three ways such a text was made are told apart: cells joined by a fixed run of blanks (a longer run is empty cells),
cells set under each other (their places tell the column), and cells just apart, which are placed only where every line
has as many. Prose has no such lines.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from pipeline.extraction.page.cells import classify
from pipeline.extraction.page.document import Grid, GridRow
from pipeline.extraction.readers.shapes.set_apart import Field, cells_by_place, width_of

FEWEST_ROWS = 3
MOST_HEAD_ROWS = 5
MOST_BLANK_LINES = 2
LONGEST_LABEL = 24
LONGEST_PAGE_NUMBER = 3
_GAP = re.compile(r"[ \u3000\xa0]{2,}|\u3000|(?<=\d\.\d\d) (?=[^\d\s])|(?<=[^\d\s.,]) (?=-?\d[\d,]*\.\d\d(?!\S))")
_SENTENCE = re.compile("[\u3002\uff1b]")
_COLON = re.compile("[:\uff1a]")
_PAGE = "\f"
_AGREE = 0.5
_NUMBERS = frozenset({"amount", "percent", "blank", "nil", "error", "many"})


def _fields(line: str) -> list[Field]:
    fields: list[Field] = []
    position = place = 0
    body = line.rstrip()
    while position < len(body):
        gap = _GAP.match(body, position) if position or body[0] in " \u3000\xa0" else None
        run = width_of(gap[0]) if gap else 0
        position, place = (gap.end(), place + run) if gap else (position, place)
        following = _GAP.search(body, position)
        text = body[position : following.start() if following else len(body)]
        fields.append(Field(place, place + width_of(text), position, text.strip(), run))
        position += len(text)
        place += width_of(text)
    return [field for field in fields if field.text]


def space_tables(lines: Sequence[str]) -> list[Grid]:
    """Tables of a head and rows of which most have an amount; of a head and one row where both have the same fields."""
    prose = {number for number, line in enumerate(lines) if _SENTENCE.search(line)}
    starts = {number for number, line in enumerate(lines) if line.startswith(_PAGE)}
    split = [[] if number in prose else _fields(line) for number, line in enumerate(lines)]
    blocks = _blocks(split, starts | prose)
    return [_grid(rows, numbers) for numbers in blocks if _is_table(rows := [split[number] for number in numbers])]


def _grid(rows: Sequence[Sequence[Field]], numbers: Sequence[int]) -> Grid:
    """The table of these lines."""
    columns = _columns(rows)
    cells = columns or [[field.text for field in fields] for fields in rows]
    placed = tuple(_row(row, number + 1) for row, number in zip(cells, numbers, strict=True))
    loose = frozenset(() if columns else (number + 1 for number in numbers))
    return Grid(numbers[0] + 1, numbers[-1] + 1, rows=placed, loose_lines=loose)


def _has_amount(cells: Sequence[str]) -> bool:
    return any(classify(cell)[0] in ("amount", "percent") for cell in cells)


def _blocks(split: Sequence[Sequence[Field]], breaks: Collection[int]) -> Iterator[list[int]]:
    """Numbers of lines of two and more fields; two blank lines and a short one of one field may stand between.

    A line of nothing but words with their values behind a colon stands over a table, not in it. Nothing goes on over a
    break: a line of prose, or the first of a page.
    """
    block: list[int] = []
    between: list[int] = []
    for index, fields in enumerate([*split, []]):
        if index in breaks and block:
            yield block
            block, between = [], []
        if len(fields) > 1 and not all(_COLON.search(field.text) for field in fields):
            block += [*(number for number in between if split[number]), index] if block else [index]
            between = []
        elif block and index < len(split) and _may_stand_between([split[number] for number in between], fields):
            between.append(index)
        elif block:
            yield block
            block, between = [], []
    if block:
        yield block


def _may_stand_between(lines: Sequence[Sequence[Field]], fields: Sequence[Field]) -> bool:
    """Whether a line may be one more of those between two rows."""
    if not fields:
        return sum(not line for line in lines) < MOST_BLANK_LINES
    return not any(lines) and len(fields) == 1 and len(fields[0].text) <= LONGEST_LABEL


def _is_table(rows: Sequence[Sequence[Field]]) -> bool:
    full = [fields for fields in rows if len(fields) > 1]
    amounts = [_has_amount([field.text for field in fields]) for fields in full]
    head = amounts.index(True) if True in amounts else len(full)
    body = full[head:]
    if not body or sum(amounts) * 2 < (len(body) if head <= MOST_HEAD_ROWS else len(full)):
        return False
    if len(full) < FEWEST_ROWS:
        return head == 1 and len(body[0]) >= FEWEST_ROWS and len(body[0]) == len(full[0])
    return not _is_contents(full)


def _is_contents(rows: Sequence[Sequence[Field]]) -> bool:
    """Titles with rising page numbers."""
    numbers = [fields[-1].text for fields in rows]
    pages = [int(text) for text in numbers if text.isdigit() and len(text) <= LONGEST_PAGE_NUMBER]
    return len(pages) == len(rows) and all(a <= b for a, b in pairwise(pages)) and all(len(row) == 2 for row in rows)


def _columns(rows: Sequence[Sequence[Field]]) -> list[list[str]] | None:
    """Cells of each row by column; None where nothing tells which column a field is of."""
    full = [fields for fields in rows if len(fields) > 1]
    if len({len(fields) for fields in full}) == 1:
        return [[field.text for field in fields] for fields in rows]
    return _by_runs(rows) or cells_by_place(rows)


def _by_runs(rows: Sequence[Sequence[Field]]) -> list[list[str]] | None:
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
    if not (_are_as_wide(cells, rows, widest) or _stand_under_a_head(cells, widest)):
        return None
    return [row + [""] * (widest - len(row)) for row in cells]


def _are_as_wide(cells: Sequence[Sequence[str]], rows: Sequence[Sequence[Field]], widest: int) -> bool:
    agreeing = sum(len(row) == widest for row, fields in zip(cells, rows, strict=True) if len(fields) > 1)
    return agreeing >= _AGREE * sum(len(fields) > 1 for fields in rows)


def _stand_under_a_head(cells: Sequence[Sequence[str]], widest: int) -> bool:
    """Whether a row without amounts is the widest, and every column below is of amounts or of other words.

    Blanks at the end of a line are often lost, so that most rows of a sparse table are shorter than its head.
    """
    kinds = [[classify(cell)[0] for cell in row] for row in cells]
    first = next((number for number, row in enumerate(kinds) if "amount" in row), len(kinds))
    if not any(len(row) == widest for row in cells[:first]):
        return False
    columns = [[row[column] for row in kinds[first:] if column < len(row)] for column in range(widest)]
    printed = [any(column < len(row) and row[column] for row in cells) for column in range(widest)]
    return all(printed) and all("amount" not in column or set(column) <= _NUMBERS for column in columns)


def _row(cells: Sequence[str], line: int) -> GridRow:
    return GridRow(tuple(cells), tuple((line, number) for number in range(1, len(cells) + 1)))
