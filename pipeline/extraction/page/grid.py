"""Lines to blocks: which lines are rows of one table, and what stands before it.

Finding rows belongs here, in both forms that exports have: one row per line with TAB between cells, and one cell per
line. What the rows mean does not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.extraction.page.cells import Kind, classify
from pipeline.extraction.page.document import Document, Grid, Span

CELL_PER_LINE_RUN = 3
PAGE_NUMBER_LENGTH = 8


Item = tuple[int, Kind, str]
"""A cell that prints something: its column, what it is, and its number."""


class Row:
    """One row: the cells, and for each the 1-based line and the 1-based TAB field it stands in."""

    __slots__ = ("_items", "cells", "line", "lines")

    def __init__(self, cells: list[str], line: int, lines: list[int] | None = None) -> None:
        self.cells = cells
        self.line = line
        self.lines = lines
        self._items: list[Item] | None = None

    @property
    def items(self) -> list[Item]:
        """The cells that print something, classified once."""
        if self._items is None:
            found: list[Item] = []
            for index, cell in enumerate(self.cells):
                if cell:
                    kind, number = classify(cell)
                    if kind != "blank":
                        found.append((index, kind, number))
            self._items = found
        return self._items

    def position(self, column: int) -> tuple[int, int]:
        """Line and field of a cell (0-based column)."""
        if self.lines is None:
            return self.line, column + 1
        return self.lines[column], 2


@dataclass(slots=True)
class Block:
    """A table's rows and the lines of text between the table before and this one."""

    rows: list[Row]
    preamble: list[tuple[int, str]]
    first_line: int
    last_line: int
    cell_per_line: bool = False
    notes: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    spans: tuple[Span, ...] = ()


@dataclass(slots=True)
class Segments:
    """All blocks of a document and the text after the last."""

    blocks: list[Block]
    tail: list[tuple[int, str]]
    table_lines: set[int]


def _is_page_number(text: str) -> bool:
    bare = text.strip().strip("-—– ")
    return len(text.strip()) <= PAGE_NUMBER_LENGTH and bare.isdigit()


def _is_single_cell(line: str) -> bool:
    return line[:1] == "\t" and line.find("\t", 1) < 0


def _runs(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Ranges (from, to; 0-based, end excluded) of table lines; blank lines and page numbers do not end a run."""
    runs: list[tuple[int, int]] = []
    start = last = -1
    for index, line in enumerate(lines):
        if "\t" in line:
            if start < 0:
                start = index
            last = index
        elif start >= 0 and line.strip() and not _is_page_number(line):
            runs.append((start, last + 1))
            start = -1
    if start >= 0:
        runs.append((start, last + 1))
    return runs


def _is_cell_per_line(lines: Sequence[str], start: int, end: int) -> bool:
    table = [line for line in lines[start:end] if "\t" in line]
    return all(map(_is_single_cell, table)) and len(table) >= CELL_PER_LINE_RUN


def _chunks(lines: Sequence[str], start: int, end: int) -> list[Row]:
    """Rows of a cell-per-line run: cells on successive lines, rows apart by a blank line."""
    rows: list[Row] = []
    cells: list[str] = []
    places: list[int] = []
    for index in range(start, end):
        line = lines[index]
        if line[:1] == "\t":
            cells.append(line[1:])
            places.append(index + 1)
        elif not line.strip():
            if cells:
                rows.append(Row(cells, places[0], places))
                cells, places = [], []
        elif cells:
            cells[-1] += "\n" + line
    if cells:
        rows.append(Row(cells, places[0], places))
    return rows


def _mend_broken_chunks(rows: list[Row]) -> list[Row]:
    """Join a row that blank lines inside a cell have cut in two, when together they have the header's width."""
    mended: list[Row] = []
    width = 0
    for row in rows:
        before = mended[-1] if mended else None
        if before is not None and width > len(before.cells) and len(before.cells) + len(row.cells) == width:
            before.cells.extend(row.cells)
            (before.lines or []).extend(row.lines or [])
            continue
        if len(row.cells) > width and all(cell.strip() for cell in row.cells):
            width = len(row.cells)
        mended.append(row)
    return mended


def _extend_over_continued_cells(lines: Sequence[str], runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join cell-per-line runs that a multi-line cell (a text line right below a cell) has cut apart."""
    joined: list[tuple[int, int]] = []
    for start, end in runs:
        if joined and _is_cell_like(lines, start, end):
            first, last = joined[-1]
            between = range(last, start)
            texts = [i for i in between if lines[i].strip()]
            directly_below = bool(texts) and texts[0] == last and texts == list(range(last, last + len(texts)))
            if directly_below and _is_cell_like(lines, first, last) and len(texts) <= CELL_PER_LINE_RUN:
                joined[-1] = (first, end)
                continue
        joined.append((start, end))
    return joined


def _is_cell_like(lines: Sequence[str], start: int, end: int) -> bool:
    return all(_is_single_cell(line) for line in lines[start:end] if "\t" in line)


def _rows_of(lines: Sequence[str], start: int, end: int) -> list[Row]:
    return [Row(lines[i].split("\t"), i + 1) for i in range(start, end) if "\t" in lines[i]]


def _texts(lines: Sequence[str], start: int, end: int) -> list[tuple[int, str]]:
    """Numbers and texts of the lines that are not blank."""
    return [(i + 1, lines[i]) for i in range(start, end) if lines[i] and not lines[i].isspace()]


def _blocks_by_tabs(lines: Sequence[str]) -> Iterator[Block]:
    """Tables of a plain text, which only the TABs tell."""
    for start, end in _extend_over_continued_cells(lines, _runs(lines)):
        cell_per_line = _is_cell_per_line(lines, start, end)
        rows = _mend_broken_chunks(_chunks(lines, start, end)) if cell_per_line else _rows_of(lines, start, end)
        yield Block(rows, [], start + 1, end, cell_per_line)


def _blocks_by_grids(lines: Sequence[str], grids: Sequence[Grid]) -> Iterator[Block]:
    """Tables of a document whose reader knows them."""
    for grid in grids:
        rows = [Row(lines[i].split("\t"), i + 1) for i in range(grid.first_line - 1, grid.last_line)]
        yield Block(rows, [], grid.first_line, grid.last_line, spans=grid.spans)


def segment(document: Document) -> Segments:
    """Split a document into table blocks.

    Args:
        document: The document; where its reader did not find grids, the TABs of its lines tell them.

    Returns:
        Blocks in order, each with the non-blank lines of text since the block before.
    """
    lines = document.lines
    found = _blocks_by_tabs(lines) if document.grids is None else _blocks_by_grids(lines, document.grids)
    blocks: list[Block] = []
    table_lines: set[int] = set()
    done = 0
    for block in found:
        block.preamble = _texts(lines, done, block.first_line - 1)
        blocks.append(block)
        table_lines.update(range(block.first_line, block.last_line + 1))
        done = block.last_line
    tail = _texts(lines, done, len(lines))
    for index, block in enumerate(blocks):
        following = blocks[index + 1].preamble if index + 1 < len(blocks) else tail
        block.notes = following[:3]
    return Segments(blocks, tail, table_lines)


def is_blank_row(row: Row) -> bool:
    """True where no cell prints anything but marks for nothing."""
    return all(kind == "nil" for _, kind, _ in row.items)
