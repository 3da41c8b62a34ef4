"""Pages to a Document: lines and tables in reading order, continued over pages, without furniture.

The order of steps belongs here; each step is a module of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median_low

from pipeline.extraction.page.builder import CellIn, DocumentBuilder, PieceIn
from pipeline.extraction.page.document import Address, Box, Document, Format, ReadBy
from pipeline.extraction.readers.printed.aligned import aligned_tables
from pipeline.extraction.readers.printed.aligned_pages import with_head, with_line, with_table
from pipeline.extraction.readers.printed.cells import Table
from pipeline.extraction.readers.printed.columns import folded, on_edges, same_columns, without_blank_rows
from pipeline.extraction.readers.printed.cut_rows import with_rest_of_row
from pipeline.extraction.readers.printed.filled import ruled_of_fills
from pipeline.extraction.readers.printed.furniture import furniture
from pipeline.extraction.readers.printed.lattice import NARROWEST, Lattice, lattice_of
from pipeline.extraction.readers.printed.lines import Line, Run, lines_of, runs_of
from pipeline.extraction.readers.printed.marks import Page
from pipeline.extraction.readers.printed.overflowing import with_overflow
from pipeline.extraction.readers.printed.overprint import without_watermark
from pipeline.extraction.readers.printed.paragraphs import Margins, glue, goes_on, margins_of
from pipeline.extraction.readers.printed.pieces import Ruled, ruled_of, with_cells_apart
from pipeline.extraction.readers.printed.ruled import ruled_tables
from pipeline.extraction.readers.printed.rulings import SAME, Frame, Ruling, frames_of, rulings_of
from pipeline.extraction.readers.printed.seams import with_codes_apart
from pipeline.extraction.readers.printed.tables import divide, table_of
from pipeline.extraction.readers.printed.upright import ruled_of_uprights
from pipeline.extraction.readers.printed.zones import lone_levels

NEXT_TABLE = 6.0
"""Points between two frames of the same columns on one page that are one table drawn in pieces."""


@dataclass(slots=True)
class Sheet:
    """What was found on one page: lines and tables from top to bottom.

    The page is kept without its glyphs, so that memory does not grow with what has been read.
    """

    page: Page
    lines: list[Line]
    tables: list[Table]
    items: list[Line | Table] = field(default_factory=list["Line | Table"])


def sheet_of(page: Page) -> Sheet:
    """Find the lines and tables of one page.

    Args:
        page: Its marks.

    Returns:
        The sheet.
    """
    runs = runs_of(without_watermark(page.glyphs))
    tables: list[Table] = []
    levels, uprights = rulings_of(page.rulings)
    frames = frames_of(levels, uprights)
    for lattice in _lattices(frames, runs):
        shared = with_overflow(lattice, *divide(lattice, runs))
        table = table_of(lattice, shared, page)
        if table is not None:
            tables.append(table)
            runs = shared.outside
    levels = lone_levels(frames)
    filled = ruled_of_fills(page.fills, uprights, runs) if page.fills else []
    levels = [level for level in levels if not any(group.top <= level.at <= group.bottom for group in filled)]
    groups = ruled_of(levels, page.rulings) + ruled_of_uprights(frames, page.rulings) + filled
    runs = with_codes_apart(with_cells_apart(runs, groups))
    ruled, lines = ruled_tables(groups, levels, runs, lines_of(runs), page)
    aligned, lines = aligned_tables(lines, page, [level for level in levels if not _is_of(level, groups)])
    return Sheet(replace(page, glyphs=[], rulings=[], fills=(), cut=()), lines, tables + ruled + aligned)


def _is_of(level: Ruling, groups: Sequence[Ruled]) -> bool:
    return any(abs(strip.at - level.at) <= SAME for group in groups for strip in group.strips)


def _lattices(frames: Sequence[Frame], runs: Sequence[Run]) -> list[Lattice]:
    """The lattices of a page, those inside others first: a frame around a table is no table."""
    lattices = [lattice for frame in frames if (lattice := lattice_of(frame, _narrowest(frame, runs))) is not None]
    return sorted(lattices, key=lambda lattice: (_area(lattice.box), lattice.box.top))


def _narrowest(frame: Frame, runs: Sequence[Run]) -> float:
    """How near two lines of a frame may be to be the edges of a row: a sheet scaled to its page has small type."""
    top = min([line.at for line in frame.levels] + [line.start for line in frame.uprights])
    bottom = max([line.at for line in frame.levels] + [line.end for line in frame.uprights])
    heights = [run.height for run in runs if top < (run.box.top + run.box.bottom) / 2 < bottom]
    return min(NARROWEST, median_low(heights)) if heights else NARROWEST


def _area(box: Box) -> float:
    return (box.x1 - box.x0) * (box.bottom - box.top)


def assemble(sheets: Iterable[Sheet], builder: DocumentBuilder) -> Document:
    """Put the sheets of a document together.

    Args:
        sheets: In order of the pages.
        builder: For the format.

    Returns:
        The document.
    """
    pages = list(sheets)
    dropped = furniture(
        [
            (sheet.page.height, sheet.lines, max((table.bottom for table in sheet.tables), default=0.0))
            for sheet in pages
        ]
    )
    for sheet, indexes in zip(pages, dropped, strict=True):
        sheet.items = _in_order([line for i, line in enumerate(sheet.lines) if i not in indexes], sheet.tables)
    _join_tables(pages)
    margins = _margins(pages)
    writer = _Writer(builder, margins)
    for sheet in pages:
        for item in sheet.items:
            writer.add(item, sheet)
    return writer.finish()


def _in_order(lines: Sequence[Line], tables: Sequence[Table]) -> list[Line | Table]:
    placed: list[tuple[float, int, Line | Table]] = [((line.box.top + line.box.bottom) / 2, 0, line) for line in lines]
    for table in tables:
        placed.append((table.top, 1, table))
        placed.extend((table.top, 0, line) for line in table.before)
        placed.extend((table.bottom, 2, line) for line in table.after)
    return [item for _, _, item in sorted(placed, key=lambda entry: entry[:2])]


def _join_tables(pages: Sequence[Sheet]) -> None:
    """Let tables go on over pages, and join those that are drawn in pieces."""
    last: Table | None = None
    before: Sheet | None = None
    for sheet in pages:
        items: list[Line | Table] = []
        for item in sheet.items:
            if last is not None and _goes_on(last, item, sheet, same_page=bool(items)):
                continue
            if before is not None and not items and isinstance(item, Table):
                _take_head(item, before)
            items.append(item)
            last = item if isinstance(item, Table) else None
        sheet.items = items
        before = sheet


def _take_head(table: Table, before: Sheet) -> None:
    """Let a table begin with the lines of its header that the page before ends with."""
    lines: list[Line] = []
    for item in reversed(before.items):
        if isinstance(item, Table):
            break
        lines.insert(0, item)
    height = with_head(table, lines, before.page)
    if height:
        del before.items[-height:]


def _goes_on(last: Table, item: Line | Table, sheet: Sheet, *, same_page: bool) -> bool:
    """Append what goes on with the table before, in place."""
    if isinstance(item, Line):
        return not same_page and with_line(last, item, sheet.page)
    return _is_joined(last, item, same_page=same_page) or (not same_page and with_table(last, item))


def _is_joined(before: Table, table: Table, *, same_page: bool) -> bool:
    """Append a table to the one before, in place, where it is its continuation."""
    if before.columns or table.columns:
        return False
    if table.before or before.after or (same_page and table.top - before.bottom > NEXT_TABLE):
        return False
    edges = same_columns(before, table)
    if edges is None:
        return False
    shift = len(before.rows)
    first, second = on_edges(before, edges), on_edges(table, edges)
    before.xs, before.rows, before.spans = edges, first.rows, first.spans
    if not same_page and shift:
        second = with_rest_of_row(before, second)
    before.rows.extend(second.rows)
    before.spans.extend(span._replace(row=span.row + shift) for span in second.spans)
    before.pages.extend(second.pages)
    before.bottom, before.after = second.bottom, second.after
    return True


def _margins(pages: Sequence[Sheet]) -> dict[int, Margins | None]:
    """Margins of running text by width of the page."""
    by_width: dict[int, list[Line]] = defaultdict(list)
    ends: dict[int, float] = defaultdict(float)
    for sheet in pages:
        width = round(sheet.page.width)
        by_width[width].extend(item for item in sheet.items if isinstance(item, Line))
        ends[width] = max([ends[width], *(table.xs[-1] for table in sheet.tables)])
    return {width: margins_of(lines, ends[width], width) for width, lines in by_width.items()}


class _Writer:
    """Writes items to the builder, joining lines to paragraphs."""

    def __init__(self, builder: DocumentBuilder, margins: dict[int, Margins | None]) -> None:
        self._builder = builder
        self._margins = margins
        self._open: list[tuple[Line, Page]] = []

    def add(self, item: Line | Table, sheet: Sheet) -> None:
        if isinstance(item, Table):
            self._close()
            table = without_blank_rows(item)
            if table.rows:
                self._add_table(folded(table))
            return
        if self._open:
            before, page = self._open[-1]
            new_page = page.number != sheet.page.number
            margins = self._margins.get(round(sheet.page.width))
            if not goes_on(before, item, margins, new_page=new_page):
                self._close()
        self._open.append((item, sheet.page))

    def finish(self) -> Document:
        self._close()
        return self._builder.build()

    def _close(self) -> None:
        if not self._open:
            return
        texts = [line.text for line, _ in self._open]
        ends = [glue(before, after) for before, after in pairwise(texts)] + [""]
        pieces = [
            PieceIn(line.text + end, Address(number, "", place, None, _read_by(line, page), line.confidence))
            for (line, page), end in zip(self._open, ends, strict=True)
            for number, place in (page.place(line.box),)
        ]
        self._builder.paragraph(*pieces, page=self._open[0][1].number)
        self._open = []

    def _add_table(self, table: Table) -> None:
        rows = [
            [CellIn(cell.text, cell.address) if cell else CellIn("") for cell in map(row.get, range(table.width))]
            for row in table.rows
        ]
        self._builder.table(rows, page=table.pages[0], spans=table.spans, row_pages=table.pages)


def _read_by(line: Line, page: Page) -> ReadBy:
    """A page of text may show pictures, which are recognised."""
    return page.read_by if line.confidence is None else "ocr"


def document_of(pages: Iterable[Page], document_format: Format) -> Document:
    """Read the pages of one document.

    Args:
        pages: In order.
        document_format: What it was.

    Returns:
        The document.
    """
    return assemble((sheet_of(page) for page in pages), DocumentBuilder(document_format))
