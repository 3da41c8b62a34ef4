"""Rows of an export that leaves out blank cells wherever they are: in which columns the printed cells stand.

A converter of web pages writes the cells that print something and, for each blank one, a pipe at the end of the row.
What a cell is (a word, a number, the number of its line) and what stands left of it often allow one answer; where they
allow several, only what stands in one column in all of them is sure. Headings, and cells that are merged, do not belong
here (:mod:`pipeline.extraction.readers.shapes.merged`).
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.extraction.page.cells import classify
from pipeline.extraction.readers.shapes.column_numbers import Cell, Row, is_number

_MOST_ANSWERS = 64
_LEAST_OF_SERIALS = 0.8
_WORDS = frozenset({"text"})
_ORDINAL = re.compile(r"[(\uff08]?([\u4e00-\u5341]{1,3}|\d{1,2})[)\uff09]?[\u3001.\uff0e]")
_DIGITS = {
    sign: number for number, sign in enumerate("\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341", 1)
}


class _Column(NamedTuple):
    """What a column prints in rows without a blank cell; of numbers of lines, the first of them."""

    words: bool
    numbers: bool
    serial: int | None = None


def blanks_are_dropped(body: Sequence[Row], width: int) -> bool:
    """Whether some rows lack cells and none prints a blank one, but one at its end: that one may be left out as well.

    Where all lack as many, their cells are merged.
    """
    rows = [row for row in body if len(row) > 1]
    sure = [row if row[-1].text else row[:-1] for row in rows]
    are_alike = len({len(row) for row in rows}) == 1 == len({len(row) for row in sure})
    if are_alike and _are_of_one_kind(sure):
        return False
    return min(map(len, sure), default=width) < width and all(cell.text for row in sure for cell in row)


def _are_of_one_kind(rows: Sequence[Row]) -> bool:
    """Whether in rows of one length every cell but the first has only numbers, or only words, below it."""
    return all(len({is_number(cell.text) for cell in column}) == 1 for column in list(zip(*rows, strict=True))[1:])


def without_end(row: Row) -> Row:
    """A row without its blank cells at the end."""
    printed = [at for at, cell in enumerate(row, 1) if cell.text]
    return row[: printed[-1]] if printed else row[:0]


class Placed(NamedTuple):
    """The cells of a row by column, blank ones too, and which of them may stand elsewhere; no cells: nobody knows."""

    cells: Row
    doubtful: frozenset[int] = frozenset()


def in_their_columns(
    body: Sequence[Row], width: int, names: Sequence[bool] = (), sums: Sequence[bool] = ()
) -> list[Placed]:
    """Put the cells of each row into columns.

    Args:
        body: The rows below the headings, without blank cells.
        width: How many columns there are.
        names: Which columns have the heading of a name or a code, if the headings tell.
        sums: Which have the heading of a sum: the first of them is never blank where another amount is printed.

    Returns:
        The cells of each row; those that stand in one column whatever else may be are sure, others doubtful.
    """
    rows = [without_end(row) for row in body]
    columns = _columns(rows, width, names)
    if columns is None:
        return [Placed(())] * len(rows)
    first = next((at for at, column in enumerate(columns) if not column.words and column.serial is None), width)
    whole = first if first < len(sums) and sums[first] else -1
    before = [0] * width
    placed: list[Placed] = []
    for number, row in enumerate(rows):
        found = _answers(row, number, columns, whole) if row else []
        found = [at for at in found if _counts_on(row, at, before)] if len(found) > 1 and _has_ordinal(row) else found
        spread = _spread(row, found, width) if found else Placed(())
        for at, cell in enumerate(spread.cells):
            before[at] = (at not in spread.doubtful and _ordinal(cell.text)) or before[at]
        placed.append(spread)
    return placed


def _columns(rows: Sequence[Row], width: int, names: Sequence[bool]) -> list[_Column] | None:
    """What each column prints, as rows without a blank cell or the headings say; None where neither does."""
    full = [(number, row) for number, row in enumerate(rows) if len(row) == width]
    if full:
        return [_column(rows, [(number, row[at].text) for number, row in full]) for at in range(width)]
    return [_Column(is_name, True) for is_name in names] if len(names) == width and any(names) else None


def _column(rows: Sequence[Row], printed: Sequence[tuple[int, str]]) -> _Column:
    """What the rows without a blank cell print in one column."""
    numbers = [is_number(text) for _, text in printed]
    starts = {int(text) - number if text.isascii() and text.isdigit() else None for number, text in printed}
    start = starts.pop() if len(starts) == 1 else None
    if start is not None:
        counted = sum(any(cell.text == str(start + number) for cell in row) for number, row in enumerate(rows))
        start = start if counted >= max(_LEAST_OF_SERIALS * len(rows), 2) else None
    return _Column(not all(numbers), any(numbers), start)


def _answers(row: Row, number: int, columns: Sequence[_Column], whole: int) -> list[tuple[int, ...]]:
    """The ways in which the cells of a row may stand in the columns, in order; none where there are too many.

    ``whole``: the column of a sum, that no row leaves blank which prints an amount behind it.
    """
    ways = _Ways(columns, [[_fits(cell.text, number, column) for column in columns] for cell in row], whole)
    return list(ways.found((0, 0, False))) if 0 < ways.count((0, 0, False)) <= _MOST_ANSWERS else []


_Step = tuple[int, int, bool]
"""The next cell and the next column, and whether a name stands before it that the amounts behind it are of."""


class _Ways:
    """A walk over the columns: each is blank, or has the next cell if that fits."""

    def __init__(self, columns: Sequence[_Column], fits: Sequence[Sequence[bool]], whole: int) -> None:
        self._columns, self._fits, self._whole = columns, fits, whole
        self._counted: dict[_Step, int] = {}

    def count(self, at: _Step) -> int:
        """How many ways there are from a step on, up to a limit."""
        if at not in self._counted:
            cell, column, _ = at
            if len(self._columns) - column < len(self._fits) - cell:
                found = 0
            elif column == len(self._columns):
                found = 1
            else:
                found = min(sum(self.count(step) for step, _ in self._steps(at)), _MOST_ANSWERS + 1)
            self._counted[at] = found
        return self._counted[at]

    def found(self, at: _Step) -> Iterator[tuple[int, ...]]:
        """The columns of the cells from a step on, way by way."""
        if at[1] == len(self._columns):
            yield ()
            return
        for step, is_filled in self._steps(at):
            if self.count(step):
                yield from ((at[1], *rest) if is_filled else rest for rest in self.found(step))

    def _steps(self, at: _Step) -> Iterator[tuple[_Step, bool]]:
        """The steps after a column: it is blank, or has the next cell."""
        cell, column, is_named = at
        it, has_cell = self._columns[column], cell < len(self._fits)
        if it.serial is None and (column != self._whole or not has_cell):
            yield (cell, column + 1, is_named and not it.words), False
        may_print = it.words or is_named or it.serial is not None or not column
        if has_cell and may_print and self._fits[cell][column]:
            yield (cell + 1, column + 1, is_named or it.words or not column), True


def _fits(text: str, number: int, column: _Column) -> bool:
    """Whether a cell may stand in a column; the number of a line stands with its like alone."""
    if column.serial is not None:
        return text == str(number + column.serial)
    if is_number(text):
        return column.numbers
    return column.words if classify(text)[0] in _WORDS else column.numbers


def _has_ordinal(row: Row) -> bool:
    return any(_ordinal(cell.text) for cell in row)


def _counts_on(row: Row, at: Sequence[int], before: Sequence[int]) -> bool:
    """Whether the names that have ordinals count on from those above them: of \u4e00 \u4e8c \u4e09 the next."""
    ordinals = [(_ordinal(cell.text), column) for cell, column in zip(row, at, strict=True)]
    return all(ordinal == before[column] + 1 for ordinal, column in ordinals if ordinal)


def _ordinal(text: str) -> int:
    """The number before a name; 0 without one."""
    found = _ORDINAL.match(text)
    if found is None or is_number(text):
        return 0
    if found[1].isdigit():
        return int(found[1])
    tens, _, ones = found[1].rpartition("\u5341") if "\u5341" in found[1] else ("", "", found[1])
    ten = 10 * _DIGITS.get(tens, 1) if "\u5341" in found[1] else 0
    return ten + _DIGITS.get(ones, 0)


def _spread(row: Row, answers: Sequence[Sequence[int]], width: int) -> Placed:
    """All cells of a row as one of the answers has them; in doubt are those that stand elsewhere in another."""
    columns = dict(zip(answers[0], row, strict=True))
    spread: list[Cell] = []
    for column in range(width):
        spread.append(columns.get(column) or Cell("", spread[-1].place if spread else row[0].place))
    doubtful = frozenset(places[0] for places in zip(*answers, strict=True) if len(set(places)) > 1)
    return Placed(spread, doubtful)
