"""Cells of a text that stand under each other, set apart by blanks.

The fields of a line and the columns that their places make belong here; what is a table does not (``spaces``). How
columns and headings are told by what stands under each other is the same as on a page without lines.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.extraction.page.document import Box
from pipeline.extraction.readers.printed.aligned import header_of
from pipeline.extraction.readers.printed.aligned_columns import Columns, covered
from pipeline.extraction.readers.printed.bridges import over
from pipeline.extraction.readers.printed.cells import is_number, wrapped_text
from pipeline.extraction.readers.printed.lines import Line, Part
from pipeline.extraction.readers.printed.wrapping import Piece, Row, headings_of, pieces_of, rows_of
from pipeline.extraction.readers.shapes.headed import headed_columns, is_amount, prints_values, spreads_of

EM = 10.0
"""Points of a full-width sign; a half-width one takes half of it."""
PITCH = 1.2 * EM
"""From one line to the next."""
FEWEST_WRAPPED = 3
"""Headings and rows that go on in the next line before it is sure that some do."""
NEAR_ENDS = EM
"""Points between the ends of values that may be of one column."""
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


class Cell(NamedTuple):
    """A cell and the number of the line on which it begins."""

    text: str
    line: int


class Placed(NamedTuple):
    """The cells of a table by column, as many in each line, and the columns of which it is not sure what they are.

    Attributes:
        rows: The cells of each row.
        doubtful: Columns of values that stand under no certain heading.
        nameless: The same of names and codes: of their rows nothing is certain.
        open_lines: Numbers of lines of which it is not sure whether they go on with the one above.
        has_head: True where headings stand above the first row.
        is_full: True where each column prints something below its heading.
        is_wrapped: True where it is sure that cells go on over lines.
    """

    rows: list[list[Cell]]
    doubtful: frozenset[int] = frozenset()
    nameless: frozenset[int] = frozenset()
    open_lines: frozenset[int] = frozenset()
    has_head: bool = True
    is_full: bool = False
    is_wrapped: bool = False


def cells_by_place(
    rows: Sequence[Sequence[Field]], numbers: Sequence[int], usual_edge: str, above: Sequence[Sequence[Field]] = (),
    *, may_go_on: bool = False, is_wrapped: bool = False,
) -> Placed | None:  # fmt: skip
    """Put the fields of a table into columns.

    Programs that lay out a text give an ideograph the room of two signs or of one: the way in which the amounts end at
    fewer places is tried first.

    Args:
        rows: The fields of each line.
        numbers: The number of each line.
        usual_edge: What values of one column have in common in other tables of the text.
        above: The lines right above, which may be headings too.
        may_go_on: True where the text goes on right below, or on another page: the last row may not be complete.
        is_wrapped: True where cells of the table before go on over lines: those of one without headings do too.

    Returns:
        The cells of each row, as many in all; None where two fields of a line fall into one column, or those of a line
        with amounts over two.
    """
    higher = range(numbers[0] - len(above), numbers[0])
    for lines in _ways([*above, *rows], [*higher, *numbers]):
        words = _with_spaced_words(lines)
        placed = _in_columns(words[len(above) :], usual_edge, words[: len(above)], may_go_on=may_go_on)
        if placed and is_wrapped and not (placed.has_head or placed.is_wrapped):
            placed = placed._replace(open_lines=frozenset(numbers))
        if placed:
            return placed
    return None


def edges_of(rows: Sequence[Sequence[Field]]) -> list[dict[str, float]]:
    """For each column of values of a table, how far apart they end, begin and are centred."""
    lines = _ways(rows, range(len(rows)))[0]
    return spreads_of([line for line in lines if prints_values(line)])


def _ways(rows: Sequence[Sequence[Field]], numbers: Sequence[int]) -> list[list[Line]]:
    """The lines with the room that each way gives an ideograph, the way that fits best first."""
    ways = [
        [_line(fields, number, way) for fields, number in zip(rows, numbers, strict=True)]
        for way in (_by_width, _by_sign)
    ]
    return sorted(ways, key=_ends_of_amounts)


def _with_spaced_words(lines: Sequence[Line]) -> list[Line]:
    """The lines, ideographs that stand apart under or over one text of a row joined: they are a word set wide."""
    texts = [part for line in lines if prints_values(line) for part in line.parts if len(part.text) > 1]
    return [line._replace(parts=_joined(line.parts, texts)) for line in lines]


def _joined(parts: Sequence[Part], texts: Sequence[Part]) -> tuple[Part, ...]:
    found: list[Part] = []
    for run in _runs_of_single(parts):
        pairs = list(pairwise(run))
        is_word = any(over(text, (a.x0, a.x1)) and over(text, (b.x0, b.x1)) for text in texts for a, b in pairs)
        found += [Part(" ".join(part.text for part in run), run[0].x0, run[-1].x1)] if is_word else run
    return tuple(found)


def _runs_of_single(parts: Sequence[Part]) -> Iterator[list[Part]]:
    """The parts, single ideographs that follow each other at equal distances together."""
    run: list[Part] = []
    for part in parts:
        apart = part.x0 - run[-1].x1 if run else 0.0
        is_next = run and _is_ideograph(run[-1].text) and _is_ideograph(part.text)
        if not is_next or (len(run) > 1 and apart != run[1].x0 - run[0].x1):
            if run:
                yield run
            run = []
        run.append(part)
    if run:
        yield run


def _is_ideograph(text: str) -> bool:
    return len(text) == 1 and unicodedata.east_asian_width(text) == "W"


def _in_columns(lines: Sequence[Line], usual_edge: str, above: Sequence[Line], *, may_go_on: bool) -> Placed | None:
    body = [line for line in lines if prints_values(line)]
    first = next((number for number, line in enumerate(lines) if prints_values(line)), 0)
    headed = headed_columns(lines[:first], body, usual_edge)
    if headed and (height := header_of(above, headed.columns) if first else 0):
        lines, first = [*above[-height:], *lines], first + height
        headed = headed_columns(lines[:first], body, usual_edge)
    if headed is None or not headed.columns or not all(_is_in_columns(line, headed.columns) for line in body):
        return None
    columns = headed.columns
    head, rows = headings_of(lines[:first], columns), rows_of(lines[first:], columns)
    wrapped = [piece for row in head for piece in row if len(piece.lines) > 1]
    joined = [row for row in rows if any(len(piece.lines) > 1 for piece in row)]
    doubtful, open_rows = headed.doubtful, set[int]()
    is_wrapped = len(wrapped) + len(joined) >= FEWEST_WRAPPED
    if is_wrapped:
        head = _with_rests(head)
        open_rows = {_number_of(line) for row in rows[-1:] for line in _open_end(row, columns) if may_go_on}
    else:
        doubtful |= {column for piece in wrapped for column in range(piece.first, piece.last + 1)}
        open_rows = {_number_of(line) for row in joined for piece in row for line in piece.lines}
        rows = [pieces_of(line, columns) for line in lines[first:]]
    doubtful |= _under_two_headings(head)
    cells = [_cells(row, columns) for row in (*head, *rows)]
    is_full = all(any(row[column].text for row in cells[len(head) :]) for column in range(len(columns)))
    return Placed(
        cells, doubtful, headed.nameless, frozenset(open_rows), has_head=bool(head), is_full=is_full,
        is_wrapped=is_wrapped,
    )  # fmt: skip


def _open_end(row: Row, columns: Columns) -> list[Line]:
    """The first line of a row one of whose words fills its column, so that the rest of it may be missing."""
    full = any(
        piece.lines[-1].box.x1 + EM > columns[piece.last][1] and not is_number(piece.lines[-1].text) for piece in row
    )
    return [row[0].lines[0]] if full else []


def _with_rests(head: Sequence[Row]) -> list[Row]:
    """The rows of a head in which some headings wrap: one right under another, over the same columns, goes on with it.

    Not so where the next column is headed on the lower line alone: the upper heading is that of a group.
    """
    found: list[Row] = []
    for row in head:
        kept: Row = []
        for piece in row:
            above = next((other for other in found[-1] if _is_right_under(piece, other)), None) if found else None
            if above is None or _begins_group(piece, row, found[-1]):
                kept.append(piece)
            else:
                above.lines.extend(piece.lines)
        if kept:
            found.append(kept)
    return found


def _under_two_headings(head: Sequence[Row]) -> frozenset[int]:
    """Columns that have two headings of their own: one that goes on lower down, or one below its group."""
    found: set[int] = set()
    for number, row in enumerate(head):
        for piece in row:
            over_it = [(above, other) for above in head[:number] for other in above if _is_over_same(piece, other)]
            if over_it and piece.first == piece.last and not any(_begins_group(piece, row, up) for up, _ in over_it):
                found.add(piece.first)
    return frozenset(found)


def _is_over_same(piece: Piece, other: Piece) -> bool:
    return (piece.first, piece.last) == (other.first, other.last)


def _is_right_under(piece: Piece, above: Piece) -> bool:
    return _is_over_same(piece, above) and _number_of(piece.lines[0]) == _number_of(above.lines[-1]) + 1


def _begins_group(piece: Piece, row: Row, above: Row) -> bool:
    following = piece.last + 1
    is_headed = any(other.first <= following <= other.last for other in row)
    return is_headed and not any(other.first <= following <= other.last for other in above)


def _is_in_columns(line: Line, columns: Columns) -> bool:
    """Whether each part of a line stands over one column, and no two over the same."""
    places = [covered(part, columns) for part in line.parts]
    return all(first == last for first, last in places) and len({first for first, _ in places}) == len(places)


def _cells(row: Row, columns: Columns) -> list[Cell]:
    cells = [Cell("", _number_of(row[0].lines[0]))] * len(columns)
    for piece in row:
        box = Box(columns[piece.first][0], 0.0, columns[piece.last][1], 0.0)
        cells[piece.first] = Cell(wrapped_text(piece.lines, box), _number_of(piece.lines[0]))
    return cells


def _ends_of_amounts(lines: Sequence[Line]) -> tuple[int, int, int]:
    """At how many places amounts end, near ones taken for one, and exactly; and at how many anything begins."""
    ends = sorted({part.x1 for line in lines for part in line.parts if is_amount(part)})
    starts = {part.x0 for line in lines for part in line.parts}
    return sum(b - a > NEAR_ENDS for a, b in pairwise(ends)), len(ends), len(starts)


def _by_width(field: Field) -> tuple[int, int]:
    return field.start, field.end


def _by_sign(field: Field) -> tuple[int, int]:
    return field.sign, field.sign + len(field.text)


def _line(fields: Sequence[Field], number: int, way: Callable[[Field], tuple[int, int]]) -> Line:
    """A line as it would be printed in type of one width, below others as many lines down as in the text."""
    places = [(field.text, *way(field)) for field in fields]
    parts = tuple(Part(text, start * EM / 2, end * EM / 2) for text, start, end in places)
    top = number * PITCH
    start, end = (parts[0].x0, parts[-1].x1) if parts else (0.0, 0.0)
    return Line(" ".join(part.text for part in parts), Box(start, top, end, top + EM), EM, parts)


def _number_of(line: Line) -> int:
    return round(line.box.top / PITCH)
