"""A disclosure as read: numbered lines, the grids among them, and where each piece stands in the original.

The types that every reader makes and every room reads belong here. How bytes become them does not (``readers/``), nor
what they mean (``facts/``, ``tables/``, ``prose/``).

The **canonical text** is the trick: whatever the format, a document is ``lines``; a paragraph is one line, a row of a
table is one line with TAB between its cells (a merged cell stands in its first field, the fields it covers are empty).
So a place is always a line and a field, both from 1; page, box and the file's own address are additions.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Format = Literal["text", "pdf", "docx", "xlsx", "xls", "html", "doc", "ofd", "image"]
"""``dim_document.format``."""
ReadBy = Literal["text", "ocr"]
"""Whether characters were stored in the file or recognised in a picture."""
ILLEGIBLE = 50
"""Per mille of confidence up to which a recognised number is not believed: it is kept, and placed nowhere."""
Outcome = Literal["ok", "partial", "quarantined", "skipped"]


class Box(NamedTuple):
    """A rectangle on a page in points (1/72 inch), from the left and from the top of the page as it is shown."""

    x0: float
    top: float
    x1: float
    bottom: float


class Address(NamedTuple):
    """Where a cell or a piece of a paragraph stands in the original.

    Attributes:
        page: Page or sheet, from 1; None where the format has none.
        ref: The file's own address: ``Sheet1!C7``, ``t3/r5/c2``; empty where the box says it.
        box: The rectangle on the page, for formats with pages.
        stored_text: What a workbook stores where it shows something shorter; as decimal text.
        read_by: How the characters were read.
        confidence: Of recognition, per mille; None for text.
    """

    page: int | None = None
    ref: str = ""
    box: Box | None = None
    stored_text: str | None = None
    read_by: ReadBy = "text"
    confidence: int | None = None


class Span(NamedTuple):
    """A merged cell of a grid: row and column of its first field (from 0) and how many rows and columns it covers."""

    row: int
    column: int
    rows: int
    columns: int


class GridRow(NamedTuple):
    """A row that is no line of its own: its cells, and the line and field (from 1) that each is printed in."""

    cells: tuple[str, ...]
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """One table as printed: the canonical lines from ``first_line`` to ``last_line``, one a row.

    A table that goes on over pages is one grid if the reader is sure of it, else one grid a page.

    Attributes:
        first_line: Line of its first row.
        last_line: Line of its last row.
        spans: Its merged cells.
        rows: Its rows, where a line with TABs is not a row (Markdown, HTML in a text); else empty.
        loose_lines: Lines whose cells are known by their order alone: one that prints nothing left no trace.
        loose_cells: Line and field of cells that print a value of which no heading is surely the one.
    """

    first_line: int
    last_line: int
    spans: tuple[Span, ...] = ()
    rows: tuple[GridRow, ...] = ()
    loose_lines: frozenset[int] = frozenset()
    loose_cells: frozenset[tuple[int, int]] = frozenset()


class Remark(NamedTuple):
    """Why a document was read only in part: a key of ``document_reasons.csv`` and what was found, in English."""

    reason_code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file gave no document: a key of ``document_reasons.csv`` and what was found, in English."""

    reason_code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Document:
    """One disclosure as read.

    Attributes:
        format: What kind of file it is, by its content.
        lines: The canonical text; index 0 is line 1.
        encoding: Of the characters, where the format leaves it open; else empty.
        grids: The tables, in order; None where only the TABs of the lines tell (plain text).
        pages: Page or sheet of each line; empty for formats without pages.
        addresses: By line and field (from 1) of a cell, or by line and offset (from 0) of a paragraph's piece.
        remarks: What of the file could not be read.
        shapes: Of a plain text, the tables that no TAB tells, each with rows of its own.
        site: Of a web page, the site it stands on, as the page names it outside its content.
        tabs: Of a workbook, by number of the sheet, the name on its tab.
    """

    format: Format
    lines: tuple[str, ...]
    encoding: str = ""
    grids: tuple[Grid, ...] | None = None
    pages: tuple[int | None, ...] = ()
    addresses: Mapping[int, Mapping[int, Address]] = field(default_factory=dict[int, Mapping[int, Address]])
    remarks: tuple[Remark, ...] = ()
    shapes: tuple[Grid, ...] = ()
    site: str = ""
    tabs: Mapping[int, str] = field(default_factory=dict[int, str])

    @property
    def text(self) -> str:
        """All lines in one string."""
        return "\n".join(self.lines)

    @property
    def character_count(self) -> int:
        """Signs of the text, without making it."""
        return sum(map(len, self.lines)) + max(len(self.lines) - 1, 0)

    def page(self, line: int) -> int | None:
        """Page or sheet of a line (from 1)."""
        return self.pages[line - 1] if self.pages else None

    def address_of_cell(self, line: int, cell_field: int) -> Address | None:
        """Address of a cell: line and field from 1; where the cell has none of its own, the line's page alone."""
        found = self.addresses.get(line, {}).get(cell_field)
        return found or self._page_alone(line)

    def address_of_offset(self, line: int, offset: int) -> Address | None:
        """Address of the piece of a paragraph in which a character stands (offset from 0)."""
        pieces = self.addresses.get(line)
        if not pieces:
            return self._page_alone(line)
        starts = sorted(pieces)
        return pieces[starts[max(bisect_right(starts, offset) - 1, 0)]]

    def _page_alone(self, line: int) -> Address | None:
        page = self.page(line)
        return Address(page) if page is not None else None


class Member(NamedTuple):
    """One file inside an archive: its name there (``/`` between folders, safe to show, never a path to write to)."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Archive:
    """A file that only holds others; members that were refused are told with their reason."""

    members: tuple[Member, ...]
    refused: tuple[tuple[str, Refusal], ...] = ()
