"""Cells of a text that stand under each other, set apart by blanks.

The fields of a line and the columns that their places make belong here; what is a table does not (``spaces``). How
columns and headings are told by what stands under each other is the same as on a page without lines.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import NamedTuple

from pipeline.extraction.page.cells import classify
from pipeline.extraction.page.document import Box
from pipeline.extraction.readers.printed.aligned_columns import Columns, columns_of, covered, has_values
from pipeline.extraction.readers.printed.lines import Line, Part

EM = 10.0
"""Points of a full-width sign; a half-width one takes half of it."""
MOST_HEAD_LINES = 3
"""Levels of headings; where more lines are printed some go on with the one above, and nothing tells which."""
_CODE = re.compile(r"\d{3,}")


class Field(NamedTuple):
    """A piece of a line.

    Attributes:
        start: Where it begins, in half-width signs.
        end: Where it ends.
        sign: How many signs of any width stand before it.
        text: What it prints.
        gap: The run of blanks before it, in half-width signs.
    """

    start: int
    end: int
    sign: int
    text: str
    gap: int


def width_of(text: str) -> int:
    """Width of a text in half-width signs."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)


def cells_by_place(rows: Sequence[Sequence[Field]]) -> list[list[str]] | None:
    """Put the fields of a table into columns.

    Programs that lay out a text give an ideograph the room of two signs or of one: the way in which the amounts end at
    fewer places is tried first.

    Args:
        rows: The fields of each line.

    Returns:
        The cells of each line, as many in all; None where two fields of a line fall into one column, those of a line
        with amounts over two, or headings are wrapped.
    """
    ways = [[_line(fields, number, way) for number, fields in enumerate(rows)] for way in (_by_width, _by_sign)]
    for lines in sorted(ways, key=_ends_of_amounts):
        cells = _in_columns(lines)
        if cells:
            return _with_codes_under_their_heading(cells)
    return None


def _in_columns(lines: Sequence[Line]) -> list[list[str]] | None:
    columns = columns_of([line for line in lines if has_values(line)], lines)
    if not columns or _has_wrapped_headings(lines, columns):
        return None
    cells: list[list[str]] = []
    for line in lines:
        row = [""] * len(columns)
        valued = has_values(line)
        for part in line.parts:
            first, last = covered(part, columns)
            free = next((column for column in range(first, last + 1) if not row[column]), None)
            if valued and (free is None or last > first):
                return None
            if free is None and (len(part.text) > 1 or len(row[last]) > 1):
                return None
            row[last if free is None else free] += part.text
        cells.append(row)
    return cells


def _has_wrapped_headings(lines: Sequence[Line], columns: Columns) -> bool:
    """Whether headings of amounts go on over lines: more lines than levels, and one under that of its own column.

    What stands under the heading of a group begins its group: the next column has no heading higher up.
    """
    head = lines[: next((number for number, line in enumerate(lines) if has_values(line)), 0)]
    if len(head) <= MOST_HEAD_LINES:
        return False
    amounts = {
        covered(part, columns)[0]
        for line in lines[len(head) :]
        for part in line.parts
        if classify(part.text)[0] == "amount" and not part.text.isdigit()
    }
    top: dict[int, int] = {}
    alone: set[int] = set()
    for number, line in enumerate(head):
        places = [covered(part, columns) for part in line.parts]
        for first, last in places:
            for column in range(first, last + 1):
                top.setdefault(column, number)
        under = {first for first, last in places if first == last}
        if any(top.get(column + 1) != number for column in under & alone & amounts):
            return True
        alone |= under
    return False


def _ends_of_amounts(lines: Sequence[Line]) -> int:
    return len({part.x1 for line in lines for part in line.parts if classify(part.text)[0] == "amount"})


def _by_width(field: Field) -> tuple[int, int]:
    return field.start, field.end


def _by_sign(field: Field) -> tuple[int, int]:
    return field.sign, field.sign + len(field.text)


def _line(fields: Sequence[Field], number: int, way: Callable[[Field], tuple[int, int]]) -> Line:
    """A line as it would be printed in type of one width: so far from the next that none is a rest of it."""
    places = [(field.text, *way(field)) for field in fields]
    parts = tuple(Part(text, start * EM / 2, end * EM / 2) for text, start, end in places)
    top = number * 3.0 * EM
    start, end = (parts[0].x0, parts[-1].x1) if parts else (0.0, 0.0)
    return Line("", Box(start, top, end, top + EM), EM, parts)


def _with_codes_under_their_heading(cells: list[list[str]]) -> list[list[str]]:
    """Put codes at the right of a column under its heading and into the column of the word for a total, at its left."""
    columns = list(zip(*cells, strict=True))
    for left in range(len(columns) - 1):
        words, codes = columns[left : left + 2]
        printed = [code for code in codes if code]
        beside = any(word and code for word, code in zip(words, codes, strict=True))
        only_codes = bool(printed) and all(map(_CODE.fullmatch, printed))
        only_words = any(words) and not any(map(_CODE.fullmatch, words))
        if only_codes and only_words and not beside:
            return [[*row[:left], row[left] or row[left + 1], *row[left + 2 :]] for row in cells]
    return cells
