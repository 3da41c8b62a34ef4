"""Paragraphs and tables, one after the other, to a :class:`~pipeline.extraction.page.document.Document`.

Numbering of lines and book-keeping of addresses belong here, so that no reader does either. How a reader finds a
paragraph or a table does not.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.extraction.page.document import Address, Document, Format, Grid, Remark, Span

FARTHEST = 1_000_000.0
"""Points from the corner of a page at which something can be printed: 350 metres."""
_BREAKS = re.compile(r"[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


class CellIn(NamedTuple):
    """One cell as a reader found it; ``text`` as printed (a line break inside counts as nothing between ideographs)."""

    text: str
    address: Address | None = None


class PieceIn(NamedTuple):
    """One printed line of a paragraph, as it is joined to the others: the paragraph is its pieces in order."""

    text: str
    address: Address | None = None


def one_line(text: str) -> str:
    """The text without TABs and line breaks: each run of them is one blank."""
    return _BREAKS.sub(" ", text)


class DocumentBuilder:
    """Collects what a reader finds, in reading order."""

    def __init__(self, document_format: Format, *, encoding: str = "") -> None:
        self._format: Format = document_format
        self._encoding = encoding
        self._lines: list[str] = []
        self._pages: list[int | None] = []
        self._grids: list[Grid] = []
        self._addresses: dict[int, dict[int, Address]] = {}
        self._remarks: list[Remark] = []
        self._sites: list[str] = []
        self._tabs: dict[int, str] = {}

    @property
    def line_count(self) -> int:
        """Lines so far."""
        return len(self._lines)

    def paragraph(self, *pieces: PieceIn, page: int | None = None) -> None:
        """Add one paragraph; a blank one is a blank line."""
        starts: dict[int, Address] = {}
        length = 0
        texts: list[str] = []
        for piece in pieces:
            text = one_line(piece.text)
            if piece.address is not None and text:
                starts[length] = piece.address
            texts.append(text)
            length += len(text)
        self._add("".join(texts), page, starts)

    def table(
        self, rows: Sequence[Sequence[CellIn]], *, page: int | None = None, spans: Sequence[Span] = (),
        row_pages: Sequence[int | None] | None = None,
    ) -> None:  # fmt: skip
        """Add one table.

        Args:
            rows: Cells of each row, covered cells of a merged one empty, so that columns stand under each other.
            page: Page or sheet it stands on.
            spans: The merged cells.
            row_pages: Page of each row, for a table that goes on over pages.
        """
        if not rows:
            return
        first = len(self._lines) + 1
        for number, row in enumerate(rows):
            addresses = {index: cell.address for index, cell in enumerate(row, 1) if cell.address is not None}
            text = "\t".join(one_line(cell.text) for cell in row)
            self._add(text, row_pages[number] if row_pages else page, addresses)
        self._grids.append(Grid(first, len(self._lines), tuple(spans)))

    def remark(self, reason_code: str, detail: str) -> None:
        """Say what could not be read; the outcome of the document is then ``partial``."""
        self._remarks.append(Remark(reason_code, detail))

    def site(self, words: str) -> None:
        """Add what a web page says of its site outside its content."""
        self._sites.append(one_line(words))

    def tab(self, page: int, name: str) -> None:
        """Add the name on the tab of a sheet."""
        self._tabs[page] = one_line(name)

    def build(self) -> Document:
        """The document."""
        return Document(
            format=self._format,
            lines=tuple(self._lines),
            encoding=self._encoding,
            grids=tuple(self._grids),
            pages=tuple(self._pages) if any(page is not None for page in self._pages) else (),
            addresses=self._addresses,
            remarks=tuple(self._remarks),
            site="\n".join(self._sites),
            tabs=self._tabs,
        )

    def _add(self, line: str, page: int | None, addresses: dict[int, Address]) -> None:
        self._lines.append(line)
        self._pages.append(page)
        if addresses:
            self._addresses[len(self._lines)] = {start: _possible(address) for start, address in addresses.items()}


def _possible(address: Address) -> Address:
    """An address without a rectangle that is on no page: a file may say any number, and more than can be stored."""
    if address.box is None or all(abs(place) < FARTHEST for place in address.box):
        return address
    return address._replace(box=None)
