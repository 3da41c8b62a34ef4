"""Lines to blocks: which lines are rows of one table, and what stands before it.

Finding rows belongs here, in both forms that exports have: one row per line with TAB between cells, and one cell per
line. What the rows mean does not.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.extraction.page.cells import Kind, classify
from pipeline.extraction.page.document import Document, Grid, Span
from pipeline.extraction.page.text import is_page_number

CELL_PER_LINE_RUN = 3
LONGEST_PIECE = 24
"""Characters of a line that can be the middle of a cell broken over several lines."""
_TAKEN = "#"
SHEETS = ("xlsx", "xls")
"""Formats whose pages are sheets: each begins anew."""


Item = tuple[int, Kind, str]
"""A cell that prints something: its column, what it is, and its number."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells, classified where they are made, and where each stands on the page.

    Attributes:
        cells: The cells as printed.
        line: The 1-based line the row begins on.
        places: 1-based line and TAB field of each cell, where they are not the fields of ``line`` one after the other.
        items: The cells that print something.
    """

    cells: tuple[str, ...]
    line: int
    places: tuple[tuple[int, int], ...] | None = None
    items: tuple[Item, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "items", _items(self.cells))

    def position(self, column: int) -> tuple[int, int]:
        """Line and field of a cell (0-based column)."""
        return (self.line, column + 1) if self.places is None else self.places[column]


def _items(cells: Sequence[str]) -> tuple[Item, ...]:
    found: list[Item] = []
    for index, cell in enumerate(cells):
        if cell:
            kind, number = classify(cell)
            if kind != "blank":
                found.append((index, kind, number))
    return tuple(found)


@dataclass(slots=True)
class Block:
    """A table's rows and the lines of text between the table before and this one.

    Attributes:
        on_other_sheets: So many of the lines before it stand on other sheets of a workbook: no title of this table.
        tab: The name on the tab of its sheet, if it is the first of the sheet.
    """

    rows: list[Row]
    preamble: list[tuple[int, str]]
    first_line: int
    last_line: int
    cell_per_line: bool = False
    notes: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    spans: tuple[Span, ...] = ()
    on_other_sheets: int = 0
    tab: str = ""


@dataclass(slots=True)
class Segments:
    """All blocks of a document and the text after the last."""

    blocks: list[Block]
    tail: list[tuple[int, str]]
    table_lines: set[int]


def _is_in_row(line: str) -> bool:
    """True for a line of a run that prints a row or a piece of one: not for blank lines and numbers of pages."""
    return "\t" in line or (bool(line) and not line.isspace() and not is_page_number(line))


def _is_single_cell(line: str) -> bool:
    return line[:1] == "\t" and line.find("\t", 1) < 0


def _runs(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Ranges (from, to; 0-based, end excluded) of table lines.

    Blank lines, page numbers and the middle of a cell that is broken over lines do not end a run.
    """
    runs: list[tuple[int, int]] = []
    start = last = -1
    widths: Counter[int] = Counter()
    for index, line in enumerate(lines):
        if "\t" in line:
            if start < 0:
                start = index
                widths.clear()
            widths[line.count("\t")] += 1
            last = index
        elif start >= 0 and line and not line.isspace() and not is_page_number(line):
            if last == index - 1 and _is_middle_of_cell(lines, index, widths):
                last = index
            else:
                runs.append((start, last + 1))
                start = -1
    if start >= 0:
        runs.append((start, last + 1))
    return runs


def _is_middle_of_cell(lines: Sequence[str], index: int, widths: Counter[int]) -> bool:
    """True for a short line between two pieces of a row that together, and not apart, are as wide as other rows."""
    if len(lines[index]) > LONGEST_PIECE or index + 1 >= len(lines):
        return False
    above, below = lines[index - 1].count("\t"), lines[index + 1].count("\t")
    return bool(above and below) and widths[above + below] > 0 and widths[above] == 1


def _without_common_tail(lines: Sequence[str]) -> Sequence[str]:
    """The lines without the blank last field that an export puts behind every line, tables and text alike."""
    printed = [line for line in lines if line and not line.isspace()]
    if sum(line.rstrip(" ").endswith("\t") for line in printed) * 10 < len(printed) * 9:
        return lines
    return [line.rstrip(" ").removesuffix("\t") for line in lines]


def _is_cell_per_line(lines: Sequence[str], start: int, end: int) -> bool:
    table = [line for line in lines[start:end] if "\t" in line]
    return all(map(_is_single_cell, table)) and len(table) >= CELL_PER_LINE_RUN


def _chunks(lines: Sequence[str], start: int, end: int) -> list[Row]:
    """Rows of a cell-per-line run: cells on successive lines, rows apart by a blank line."""
    rows: list[Row] = []
    cells: list[str] = []
    places: list[tuple[int, int]] = []
    for index in range(start, end + 1):
        line = lines[index] if index < end else ""
        if line[:1] == "\t":
            cells.append(line[1:])
            places.append((index + 1, 2))
        elif line and not line.isspace() and cells:
            cells[-1] += "\n" + line
        elif cells:
            rows.append(Row(tuple(cells), places[0][0], tuple(places)))
            cells, places = [], []
    return rows


def _mend_broken_chunks(rows: list[Row]) -> list[Row]:
    """Join a row that blank lines inside a cell have cut in two, when together they have the header's width."""
    mended: list[Row] = []
    width = 0
    for row in rows:
        before = mended[-1] if mended else None
        if before is not None and width > len(before.cells) and len(before.cells) + len(row.cells) == width:
            mended[-1] = Row(before.cells + row.cells, before.line, (before.places or ()) + (row.places or ()))
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
    return [Row(tuple(lines[i].split("\t")), i + 1) for i in range(start, end) if _is_in_row(lines[i])]


def _texts(lines: Sequence[str], start: int, end: int) -> list[tuple[int, str]]:
    """Numbers and texts of the lines that are neither blank nor the number of a page."""
    return [(i + 1, lines[i]) for i in range(start, end) if _is_in_row(lines[i])]


def _blocks_by_tabs(lines: Sequence[str]) -> Iterator[Block]:
    """Tables of a plain text, which only the TABs tell."""
    for start, end in _extend_over_continued_cells(lines, _runs(lines)):
        cell_per_line = _is_cell_per_line(lines, start, end)
        rows = _mend_broken_chunks(_chunks(lines, start, end)) if cell_per_line else _rows_of(lines, start, end)
        yield Block(rows, [], start + 1, end, cell_per_line)


def _blocks_by_grids(lines: Sequence[str], grids: Sequence[Grid]) -> Iterator[Block]:
    """Tables of a document whose reader knows them."""
    for grid in grids:
        if grid.rows:
            rows = [Row(row.cells, row.places[0][0], row.places) for row in grid.rows]
        else:
            rows = [Row(tuple(lines[i].split("\t")), i + 1) for i in range(grid.first_line - 1, grid.last_line)]
        yield Block(rows, [], grid.first_line, grid.last_line, spans=grid.spans)


def _blocks_of_text(lines: Sequence[str], shapes: Sequence[Grid]) -> list[Block]:
    """Tables of a plain text: those with TABs, and those of another shape, whose lines are no matter for the first."""
    left = list(lines)
    for grid in shapes:
        left[grid.first_line - 1 : grid.last_line] = [_TAKEN] * (grid.last_line - grid.first_line + 1)
    found = [*_blocks_by_tabs(left), *_blocks_by_grids(lines, shapes)]
    return sorted(found, key=lambda block: block.first_line)


def segment(document: Document) -> Segments:
    """Split a document into table blocks.

    Args:
        document: The document; where its reader did not find grids, the TABs of its lines tell them.

    Returns:
        Blocks in order, each with the non-blank lines of text since the block before.
    """
    lines = document.lines if document.grids is not None else _without_common_tail(document.lines)
    if document.grids is None:
        found = _blocks_of_text(lines, document.shapes)
    else:
        found = list(_blocks_by_grids(lines, document.grids))
    blocks: list[Block] = []
    table_lines: set[int] = set()
    tabs = dict(document.tabs)
    done = 0
    for block in found:
        block.preamble = _texts(lines, done, block.first_line - 1)
        if document.format in SHEETS:
            block.tab = tabs.pop(document.page(block.first_line) or 0, "")
            block.on_other_sheets = sum(
                document.page(line) != document.page(block.first_line) for line, _ in block.preamble
            )
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
