"""A table of a flowing document (Word, web page) to paragraphs and a grid.

What stands inside the frame of a table without being part of it belongs here: title, unit and note in cells merged over
the whole width, a second table, and a frame around plain text. How cells are found does not.
"""

from bisect import bisect_left
from collections.abc import Sequence
from functools import partial
from itertools import accumulate, chain, islice, pairwise

from pipeline.extraction.page.builder import CellIn, DocumentBuilder, PieceIn
from pipeline.extraction.page.cells import NUMERIC, classify
from pipeline.extraction.page.document import Span
from pipeline.extraction.page.text import is_page_number
from pipeline.extraction.readers.placed import PlacedCell, by_row
from pipeline.extraction.readers.stacked import RowShape, first_table
from pipeline.extraction.readers.unstacked import unstacked


class FlowWriter:
    """Writes paragraphs and tables in reading order; the parts of a table that the file cuts have the same columns.

    Publishers end a table where their page ends and begin another one, often without its head. Of two tables with the
    same drawn columns and nothing but the number of a page between them, columns that one of them leaves blank are
    columns of both. Whether the second goes on with the first is for those to say who know words.
    """

    def __init__(self, builder: DocumentBuilder) -> None:
        self._builder = builder
        self._tables: list[tuple[Sequence[PlacedCell], list[PieceIn]]] = []
        """Tables that may be parts of one, each with the lines behind it."""

    def paragraph(self, piece: PieceIn) -> None:
        """Add one paragraph; a blank one is a blank line."""
        if self._tables and (not piece.text.strip() or is_page_number(piece.text)):
            self._tables[-1][1].append(piece)
            return
        self.end()
        self._builder.paragraph(piece)

    def table(self, cells: Sequence[PlacedCell]) -> None:
        """Add a table.

        Args:
            cells: All cells that begin somewhere, in order; columns at which none begins are left out. Tables below
                each other in one frame, as a workbook saved as a web page has them, are tables of their own.
        """
        if not cells:
            return
        cells = unstacked(cells)
        if self._tables and not _goes_on(self._tables[-1][0], cells):
            self.end()
        if (
            self._tables
            and not any(p.text.strip() for p in self._tables[-1][1])
            and not _has_numbers(self._tables[-1][0])
        ):
            before, _ = self._tables.pop()
            below = max(cell.row for cell in before) + 1
            cells = [*before, *(cell._replace(row=cell.row + below) for cell in cells)]
        self._tables.append((cells, []))

    def end(self) -> None:
        """Write what waits for a further part."""
        tables, self._tables = self._tables, []
        parts = [_parts(cells) for cells, _ in tables]
        linked: list[list[list[PlacedCell]]] = []
        for of_table in parts:
            if linked and of_table:
                linked[-1].append(of_table[0])
            linked += [[part] for part in (of_table[1:] if linked else of_table)]
        mended = chain.from_iterable(map(_without_phantoms, linked))
        for of_table, (_, lines) in zip(parts, tables, strict=True):
            for part in islice(mended, len(of_table)):
                _write_part(self._builder, by_row(part))
            for piece in lines:
                self._builder.paragraph(piece)


def _goes_on(before: Sequence[PlacedCell], cells: Sequence[PlacedCell]) -> bool:
    """Whether a table may be the rest of the one before it: of the same width, more than a column, without a title."""
    width = max(cell.column + cell.columns for cell in cells)
    if width < 2 or width != max(cell.column + cell.columns for cell in before):
        return False
    printed = [row for row in by_row(cells) if any(cell.cell.text for cell in row)]
    return not printed or not _is_whole_width(printed[0], width)


def _has_numbers(cells: Sequence[PlacedCell]) -> bool:
    return any(classify(cell.cell.text)[0] in NUMERIC for cell in cells if cell.cell.text)


def _parts(cells: Sequence[PlacedCell]) -> list[list[PlacedCell]]:
    """The tables below each other in one frame."""
    rows = by_row(cells)
    bounds = pairwise([*_starts(rows), len(rows)])
    return [[cell._replace(row=cell.row - start) for row in rows[start:end] for cell in row] for start, end in bounds]


def _starts(rows: Sequence[Sequence[PlacedCell]]) -> list[int]:
    """Where the tables below each other begin."""
    ends = [max((cell.column + cell.columns for cell in row if cell.cell.text), default=0) for row in rows]
    widths_from = list(accumulate(reversed(ends), max))[::-1]
    printed = [index for index, end in enumerate(ends) if end]
    starts = [0] if rows else []
    first = 0
    while first < len(printed):
        shape_of = partial(_shape_of, rows, printed, first, widths_from[starts[-1]])
        first += first_table(len(printed) - first, shape_of)
        starts += printed[first : first + 1]
    return starts


def _shape_of(
    rows: Sequence[Sequence[PlacedCell]], printed: Sequence[int], first: int, width: int, index: int
) -> RowShape:
    """What the printed row ``index`` looks like, counted from ``first`` on, where the table begins."""
    place = printed[first + index]
    row = rows[place]
    has_numbers = any(classify(cell.cell.text)[0] in NUMERIC for cell in row if cell.cell.text)
    # A form has blank rows and lone labels; only what is merged over all of it is a title there.
    whole = len(row) == 1 and _is_whole_width(row, width)
    is_after_blank = index > 0 and printed[first + index - 1] < place - 1
    return RowShape(whole, has_numbers, whole, whole and is_after_blank)


def _write_part(builder: DocumentBuilder, rows: Sequence[Sequence[PlacedCell]]) -> None:
    if not rows:
        return
    width = max(cell.column + cell.columns for row in rows for cell in row)
    first, last = 0, len(rows)
    while first < last and _is_whole_width(rows[first], width):
        first += 1
    while last > first and _is_whole_width(rows[last - 1], width):
        last -= 1
    _paragraphs(builder, rows[:first])
    _grid(builder, rows[first:last], width, first)
    _paragraphs(builder, rows[last:])


def _without_phantoms(parts: Sequence[Sequence[PlacedCell]]) -> list[list[PlacedCell]]:
    """Leave out columns in which no printed cell of the parts of a table begins.

    A drawn grid has them where rows are divided differently, and Word's web pages end a table with a row of blank
    cells, one for each of them. Of two neighbours that no part divides, each part has drawn one: they are one column.
    """
    starts = sorted({cell.column for part in parts for cell in part if cell.cell.text})
    drawn = [_drawn_columns(part) for part in parts]
    index: dict[int, int] = {}
    for before, column in zip([None, *starts], starts, strict=False):
        is_same = before is not None and not any(before in columns and column in columns for columns in drawn)
        index[column] = 0 if before is None else index[before] + (not is_same)
    count = len(set(index.values()))
    mended: list[list[PlacedCell]] = []
    for part in parts:
        mended.append([])
        for cell in part:
            if cell.column in index:
                start = index[cell.column]
                end = bisect_left(starts, cell.column + cell.columns)
                width = (index[starts[end]] if end < len(starts) else count) - start
                mended[-1].append(cell._replace(column=start, columns=max(width, 1)))
    return mended


def _drawn_columns(part: Sequence[PlacedCell]) -> frozenset[int]:
    """Columns in which a cell of a row begins that prints something."""
    return frozenset(cell.column for row in by_row(part) if any(cell.cell.text for cell in row) for cell in row)


def _is_whole_width(row: Sequence[PlacedCell], width: int) -> bool:
    return not row or (len(row) == 1 and row[0].columns >= width)


def _paragraphs(builder: DocumentBuilder, rows: Sequence[Sequence[PlacedCell]]) -> None:
    for row in rows:
        for placed in row:
            for text in placed.cell.text.split("\n"):
                if text.strip():
                    builder.paragraph(PieceIn(text.strip(), placed.cell.address))


def _grid(builder: DocumentBuilder, rows: Sequence[Sequence[PlacedCell]], width: int, start: int) -> None:
    """Add the rows from number ``start`` on as a grid."""
    table = [[_EMPTY] * width for _ in rows]
    spans: list[Span] = []
    for index, row in enumerate(rows):
        for placed in row:
            table[index][placed.column] = placed.cell
            height = min(placed.rows, len(rows) - index)
            if height > 1 or placed.columns > 1:
                spans.append(Span(placed.row - start, placed.column, height, placed.columns))
    builder.table(table, spans=sorted(spans))


_EMPTY = CellIn("")
