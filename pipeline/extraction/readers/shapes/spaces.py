"""Tables whose cells stand apart by runs of blanks.

Three ways such a text was made are told apart: cells joined by a fixed run of blanks (a longer run is empty cells),
cells set under each other (their places tell the column), and cells just apart, which are placed only where every line
has as many. Prose has no such lines.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.extraction.page.cells import classify
from pipeline.extraction.page.document import Grid, GridRow
from pipeline.extraction.readers.shapes.headed import common_edge
from pipeline.extraction.readers.shapes.set_apart import Field, Placed, cells_by_place, edges_of, width_of

FEWEST_ROWS = 3
MOST_HEAD_ROWS = 5
MOST_BLANK_LINES = 2
LONGEST_LABEL = 24
WIDEST_WORD = 2
"""Cells from one ideograph of a word set wide to the next."""
SHORTEST_GAP = 2
"""Blanks: a longer run between all cells joins them."""
LONGEST_PAGE_NUMBER = 3
_GAP = re.compile(
    r"[ \u3000\xa0]{2,}|\u3000|(?<=\d\.\d\d) (?=\S)|(?<=\d,\d{3}) (?=[^\d\s])"
    r"|(?<=[^\d\s.,]) (?=-?\d[\d,]*\.\d\d(?!\S))"
)
_SENTENCE = re.compile("[\u3002\uff1b]")
_PAUSE = re.compile("\uff0c|(?<!\\d),|,(?!\\d)", re.ASCII)
_UNIT_AND_PAUSE = re.compile("\\.\\d+ ?[\u4e00-\u9fff]{1,2}[\u3001;\uff1b,\uff0c]")
"""An amount with its unit, and the sentence goes on: no cell prints that."""
_WIDE_GAP = re.compile(r"[ \u3000\xa0]{2,}|\u3000")
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
    prose = {number for number, line in enumerate(lines) if _is_prose(line)}
    starts = {number for number, line in enumerate(lines) if line.startswith(_PAGE)}
    split = [[] if number in prose else _fields(line) for number, line in enumerate(lines)]
    blocks = [(numbers, [split[number] for number in numbers]) for numbers in _blocks(split, starts | prose)]
    tables = [(numbers, rows) for numbers, rows in blocks if _is_table(rows)]
    usual_edge = common_edge([edges_of(rows) for _, rows in tables])
    grids: list[Grid] = []
    before = _Before()
    for numbers, rows in tables:
        following = numbers[-1] + 1
        placed = _placed(lines, split, numbers, usual_edge, before)
        if placed:
            is_known = placed.has_head or before.width == len(placed.rows[0])
            width = len(placed.rows[0]) if placed.is_full else 0
            grids.append(_grid_of(placed, numbers, is_known=is_known))
        else:
            by_order = _by_order(rows)
            width = max(map(len, by_order)) if by_order else 0
            is_known = width > 0 and (before.width == width or not _has_amount([field.text for field in rows[0]]))
            is_cut = following < len(split) and _goes_on(rows[-1], split[following], _longest(rows))
            grids.append(_grid(rows, numbers, by_order if is_known else None, is_cut=is_cut))
        if placed is None or placed.has_head or not is_known:
            before = _Before(width if is_known else 0, is_wrapped=placed is not None and placed.is_wrapped)
        before = before._replace(end=following)
    return grids


def _is_prose(line: str) -> bool:
    """A line with a stop, or with a pause where no more than one blank parts its words: a sentence set wide."""
    if _SENTENCE.search(line):
        return True
    has_pause = _PAUSE.search(line) or _UNIT_AND_PAUSE.search(line)
    return has_pause is not None and not _WIDE_GAP.search(line.strip())


class _Before(NamedTuple):
    """The table before: where it ends, and how many columns a part of it without headings has, if that is known."""

    width: int = 0
    end: int = 0
    is_wrapped: bool = False


def _placed(
    lines: Sequence[str], split: Sequence[Sequence[Field]], numbers: Sequence[int], usual_edge: str, before: _Before
) -> Placed | None:
    """The cells of a table by their places; None where their order tells, or the places do not."""
    rows = [split[number] for number in numbers]
    if _is_in_order(rows) or _is_joined(rows):
        return None
    above = _right_above(split, numbers[0], before.end)
    may_go_on = _may_go_on(lines, numbers[-1] + 1)
    placed = cells_by_place(rows, numbers, usual_edge, above, may_go_on=may_go_on, is_wrapped=before.is_wrapped)
    has_more = _is_of_head(split[before.end : numbers[0] - len(above)][-1:])
    return placed._replace(has_head=placed.has_head and not has_more) if placed else None


def _is_of_head(lines: Sequence[Sequence[Field]]) -> bool:
    """Whether the line above a table, and what may stand between, is one of headings that belong to it."""
    return any(len(fields) > 1 and not any(_COLON.search(field.text) for field in fields) for fields in lines)


def _right_above(split: Sequence[Sequence[Field]], first: int, free: int) -> list[Sequence[Field]]:
    """The lines of one field each right above a table, the lowest last: they may be headings of its columns."""
    start = first
    while start > free and len(split[start - 1]) == 1 and not _COLON.search(split[start - 1][0].text):
        start -= 1
    return list(split[start:first])


def _may_go_on(lines: Sequence[str], following: int) -> bool:
    """Whether what follows a table stands right below it or on another page."""
    return following < len(lines) and (bool(lines[following].strip()) or lines[following].startswith(_PAGE))


def _is_in_order(rows: Sequence[Sequence[Field]]) -> bool:
    """Whether the order of the fields, or the blanks between them, tells the column of each."""
    return all(len(fields) > 1 for fields in rows) and _by_order(rows) is not None


def _is_joined(rows: Sequence[Sequence[Field]]) -> bool:
    """Whether the same run of blanks stands between all fields, so that nothing was set under anything."""
    runs = [field.gap for fields in rows for field in fields[1:]]
    shortest = min(runs, default=0)
    return shortest > SHORTEST_GAP and not any(run % shortest for run in runs)


def _grid(
    rows: Sequence[Sequence[Field]], numbers: Sequence[int], by_order: Sequence[Sequence[str]] | None, *, is_cut: bool
) -> Grid:
    """The table of lines whose fields stand in order; nothing is sure where that tells nothing, or of a row cut off."""
    cells = by_order or [[field.text for field in fields] for fields in rows]
    grid_rows = tuple(_row(row, number + 1) for row, number in zip(cells, numbers, strict=True))
    loose = frozenset(
        number + 1
        for at, number in enumerate(numbers)
        if by_order is None
        or (at + 1 < len(rows) and len(rows[at + 1]) == 1 and numbers[at + 1] == number + 1)
        or (is_cut and at + 1 == len(rows))
        or _has_word_apart(rows[at])
    )
    return Grid(numbers[0] + 1, numbers[-1] + 1, rows=grid_rows, loose_lines=loose)


def _grid_of(placed: Placed, numbers: Sequence[int], *, is_known: bool) -> Grid:
    """The table of cells by column; where its columns are not known nothing in it is sure."""
    rows = tuple(
        GridRow(tuple(cell.text for cell in row), tuple((cell.line + 1, field) for field, cell in enumerate(row, 1)))
        for row in placed.rows
    )
    loose = frozenset(
        row[0].line + 1
        for row in placed.rows
        if not is_known or row[0].line in placed.open_lines or any(row[column].text for column in placed.nameless)
    )
    doubtful = frozenset((row[column].line + 1, column + 1) for row in placed.rows for column in placed.doubtful)
    first = min(cell.line for row in placed.rows for cell in row)
    return Grid(first + 1, numbers[-1] + 1, rows=rows, loose_lines=loose, loose_cells=doubtful)


def _has_amount(cells: Sequence[str]) -> bool:
    return any(classify(cell)[0] in ("amount", "percent") for cell in cells)


def _blocks(split: Sequence[Sequence[Field]], breaks: Collection[int]) -> Iterator[list[int]]:
    """Numbers of lines of two and more fields; two blank lines and a short one of one field may stand between.

    A line of nothing but words with their values behind a colon stands over a table, not in it. Nothing goes on over a
    break: a line of prose, or the first of a page.
    """
    block: list[int] = []
    between: list[int] = []
    longest: dict[int, int] = {}
    for index, fields in enumerate([*split, []]):
        if index in breaks and block:
            yield block
            block, between, longest = [], [], {}
        goes_on = bool(block) and index < len(split) and _goes_on(split[index - 1], fields, longest)
        if len(fields) > 1 and not all(_COLON.search(field.text) for field in fields):
            block += [*(number for number in between if split[number]), index] if block else [index]
            between = []
        elif goes_on or (
            block and index < len(split) and _may_stand_between([split[number] for number in between], fields)
        ):
            between.append(index)
        elif block:
            yield block
            block, between, longest = [], [], {}
        for field in fields if block else ():
            longest[field.sign] = max(len(field.text), longest.get(field.sign, 0))
    if block:
        yield block


def _goes_on(above: Sequence[Field], fields: Sequence[Field], longest: Mapping[int, int]) -> bool:
    """Whether a line is the rest of one cell of the line right above it: it begins where that does and is no longer.

    That cell is then among the longest that begin there.
    """
    return (
        len(fields) == 1
        and not _COLON.search(fields[0].text)
        and any(
            fields[0].sign == field.sign
            and len(fields[0].text) <= len(field.text)
            and len(field.text) + 1 >= longest.get(field.sign, 0)
            for field in above
        )
    )


def _has_word_apart(fields: Sequence[Field]) -> bool:
    """Whether two ideographs that stand alone follow each other in a row with an amount: a word in two cells."""
    texts = [field.text for field in fields]
    return _has_amount(texts) and any(len(a) == len(b) == 1 and not (a + b).isascii() for a, b in pairwise(texts))


def _longest(rows: Sequence[Sequence[Field]]) -> dict[int, int]:
    """Signs of the longest text that begins at each place."""
    longest: dict[int, int] = {}
    for field in (field for fields in rows for field in fields):
        longest[field.sign] = max(len(field.text), longest.get(field.sign, 0))
    return longest


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


def _by_order(rows: Sequence[Sequence[Field]]) -> list[list[str]] | None:
    """Cells of each row by column where their order or the blanks between them tell; None where neither does."""
    full = [fields for fields in rows if len(fields) > 1]
    if len({len(fields) for fields in full}) == 1:
        return [[field.text for field in fields] for fields in rows]
    return _by_runs(rows)


def _by_runs(printed: Sequence[Sequence[Field]]) -> list[list[str]] | None:
    """Cells that a fixed run of blanks joins: a run twice as long is an empty cell between."""
    apart = {field.gap for fields in printed for at, field in enumerate(fields) if at and not _is_rest(fields, at)}
    shortest = min(apart, default=0)
    if shortest < SHORTEST_GAP:
        return None
    rows = [_with_words_whole(fields, shortest) for fields in printed]
    runs = {field.gap for fields in rows for number, field in enumerate(fields) if number or field.gap}
    leaves_traces = len(runs) > 1 or any(fields[0].gap for fields in rows)
    if not leaves_traces or any(run % shortest for run in runs):
        return None
    cells: list[list[str]] = []
    for fields in rows:
        row: list[str] = []
        for number, field in enumerate(fields):
            row += [""] * (field.gap // shortest - (1 if number else 0))
            row.append(field.text)
        cells.append(row)
    widest = max(map(len, cells))
    has_singles = any(_is_rest(fields, at) for fields in rows for at in range(1, len(fields)))
    is_sure = shortest > SHORTEST_GAP and not has_singles and _are_of_one_kind(cells, widest)
    fits = is_sure or _are_as_wide(cells, rows, widest) or _stand_under_a_head(cells, widest)
    if not fits or any(_is_divided(row, cells) for row in cells):
        return None
    return [row + [""] * (widest - len(row)) for row in cells]


def _is_divided(row: Sequence[str], cells: Sequence[Sequence[str]]) -> bool:
    """Whether cells of a row are one word set wide: ideographs alone over more than parts of codes (类 款 项)."""
    singles = [at for at, cell in enumerate(row) if len(cell) == 1 and not cell.isascii()]
    below = {at for at, before in zip(singles[1:], singles, strict=False) if at - before <= WIDEST_WORD}
    return any(
        at < len(other) and other[at] and not other[at].isdigit()
        for other in cells
        if _has_amount(other)
        for at in below
    )


def _is_rest(fields: Sequence[Field], at: int) -> bool:
    """Whether a field and the one before are ideographs that stand alone, as in a word set wide."""
    return all(len(field.text) == 1 and not field.text.isascii() for field in fields[at - 1 : at + 1])


def _with_words_whole(fields: Sequence[Field], shortest: int) -> list[Field]:
    """The fields, ideographs put together that stand alone and apart by what is no run between cells."""
    found: list[Field] = []
    for at, field in enumerate(fields):
        if at and _is_rest(fields, at) and field.gap % shortest:
            before = found[-1]
            found[-1] = before._replace(text=f"{before.text} {field.text}", end=field.end)
        else:
            found.append(field)
    return found


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
    printed = [any(column < len(row) and row[column] for row in cells) for column in range(widest)]
    return all(printed) and _are_of_one_kind(cells, widest)


def _are_of_one_kind(cells: Sequence[Sequence[str]], widest: int) -> bool:
    """Whether every column below the first row with an amount is of amounts or of other words."""
    kinds = [[classify(cell)[0] for cell in row] for row in cells]
    first = next((number for number, row in enumerate(kinds) if "amount" in row), len(kinds))
    columns = [[row[column] for row in kinds[first:] if column < len(row)] for column in range(widest)]
    return all("amount" not in column or set(column) <= _NUMBERS for column in columns)


def _row(cells: Sequence[str], line: int) -> GridRow:
    return GridRow(tuple(cells), tuple((line, number) for number in range(1, len(cells) + 1)))
