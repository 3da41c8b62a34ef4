"""The original beside what was read: a page with links over its cells, or its printed lines with the cells marked.

How a place is looked up and cut out of the original belongs here; which figures a page shows does not.
"""

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import quote

from pipeline.extraction.page.document import Box
from pipeline.locations import Locations
from pipeline.reports.originals import Original, original_of
from pipeline.reports.prose_boxes import Printed
from pipeline.web.page import Cell, LinesView, PageView, Piece, PrintedLine, Row, Spot

LINES_AROUND = 6
REMEMBERED = 8
"""Documents whose lines, or sizes of pages, are kept between questions."""
Kind = Literal["figure", "marked", "unread"]


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of a document.

    Attributes:
        line: 1-based line.
        field: 1-based field; 0 for prose, or for the line as a whole.
        page: 1-based page; None where the format has none.
        box: Left, top, right, bottom in points; None where the format has no boxes.
        kind: How it is shown.
        address: Where it leads; empty for nowhere.
        words: What is said of it.
        offset: Signs of the line before it, in prose.
        text: What is printed there, in prose.
    """

    line: int
    field: int
    page: int | None
    box: tuple[float, float, float, float] | None
    kind: Kind
    address: str = ""
    words: str = ""
    offset: int | None = None
    text: str = ""


def place_of(row: Row, kind: Kind, *, address: str = "", words: str = "") -> Place:
    """The place of a row that has the columns of the contract."""
    edges = [row.get(f"source_{edge}") for edge in ("x0", "top", "x1", "bottom")]
    box = None if None in edges else (float(edges[0]), float(edges[1]), float(edges[2]), float(edges[3]))  # type: ignore[arg-type]
    offset, text = row.get("source_offset"), row.get("value_text") or ""
    field_no = row.get("source_field") or 0
    return Place(row["source_line"], field_no, row.get("source_page"), box, kind, address, words, offset, text)


def figure_address(figure_id: str) -> str:
    """The page of a figure."""
    return f"/figures/{quote(figure_id, safe='')}"


@dataclass(slots=True)
class Originals:
    """Originals of one raw folder; remembers what the last ones asked for look like.

    Attributes:
        locations: Where the raw folder is.
    """

    locations: Locations
    _known: OrderedDict[str, Original] = field(default_factory=OrderedDict[str, Original])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def _of(self, document: Row) -> Original:
        key = str(document["sha256"])
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        made = original_of(self.locations, document["file_name"], key)
        with self._lock:
            self._known[key] = made
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return made

    def page_view(self, document: Row, page: int, places: Sequence[Place]) -> PageView:
        """One page with its cells as links.

        Raises:
            NoOriginalError: The page cannot be shown.
        """
        original = self._of(document)
        width, height, count = original.size(page)
        boxes = {place: Box(*place.box) for place in places if place.page == page and place.box}
        prose = {place: Printed(box, place.line, place.offset, place.text) for place, box in boxes.items()
                 if place.offset is not None}  # fmt: skip
        narrow = original.narrowed(page, list(prose.values()))
        boxes |= {place: narrow[printed] for place, printed in prose.items() if printed in narrow}
        # What is marked lies above what is only read.
        spots = [
            Spot(*_rounded(boxes[place]), place.kind, place.address, place.words)
            for place in sorted(boxes, key=lambda place: place.kind == "marked")
        ]
        address = f"/documents/{document['document_id']}/pages/{page}.png"
        return PageView(
            address, f"第 {page} 页，共 {count} 页 Page {page} of {count}", round(width), round(height), spots
        )

    def page_count(self, document: Row) -> int:
        """Pages of a document.

        Raises:
            NoOriginalError: It has none.
        """
        return self._of(document).size(1)[2]

    def lines_view(self, document: Row, first: int, last: int, places: Sequence[Place]) -> LinesView:
        """Printed lines with their cells as links.

        Raises:
            NoOriginalError: The original cannot be read.
        """
        lines = self._of(document).lines()
        by_line: dict[int, list[Place]] = {}
        for place in places:
            by_line.setdefault(place.line, []).append(place)
        shown = [
            PrintedLine(number, _cells(lines[number - 1], by_line.get(number, [])), _is_marked(by_line.get(number, [])))
            for number in range(max(first, 1), min(last, len(lines)) + 1)
            if lines[number - 1].strip()
        ]
        return LinesView(f"第 {first}–{last} 行，共 {len(lines)} 行 Lines {first}–{last} of {len(lines)}", shown)

    def line_count(self, document: Row) -> int:
        """Lines of a document.

        Raises:
            NoOriginalError: The original cannot be read.
        """
        return len(self._of(document).lines())

    def picture(self, document: Row, page: int) -> bytes:
        """One page as PNG.

        Raises:
            NoOriginalError: The page cannot be drawn.
        """
        return self._of(document).picture(page, [])

    def around(self, document: Row, places: Sequence[Place]) -> list[PageView | LinesView]:
        """Everything around some places of one document: pages where it has boxes, else lines.

        Raises:
            NoOriginalError: The original cannot be shown.
        """
        pages = sorted({place.page for place in places if place.page and place.box})
        views: list[PageView | LinesView] = [self.page_view(document, page, places) for page in pages]
        reached = 0
        for line in sorted({place.line for place in places if not place.box}):
            if line > reached:
                views.append(self.lines_view(document, line - LINES_AROUND, line + LINES_AROUND, places))
                reached = line + LINES_AROUND
        return views


def _rounded(box: Box) -> tuple[float, float, float, float]:
    left, top, right, bottom = box
    return round(left, 1), round(top, 1), round(right - left, 1), round(bottom - top, 1)


def _cells(line: str, places: Sequence[Place]) -> list[Cell]:
    """The fields of a line; of several places of one field or number the marked one is shown."""
    fields: dict[int, Place] = {}
    numbers: dict[int, Place] = {}
    for place in sorted(places, key=lambda place: place.kind == "marked"):
        if place.offset is None:
            fields[place.field] = place
        else:
            numbers[place.offset] = place
    cells: list[Cell] = []
    texts, start = line.split("\t"), 0
    if 0 in fields:
        # The line as a whole: its first words.
        fields.setdefault(next((at for at, text in enumerate(texts, start=1) if text.strip()), 1), fields[0])
    for field_no, text in enumerate(texts, start=1):
        if whole := fields.get(field_no):
            cells.append(Cell([Piece(text.strip(), whole.kind, whole.address)], whole.kind))
        else:
            within = {at - start: number for at, number in numbers.items() if start <= at < start + len(text)}
            cells.append(Cell(_pieces(text, within)))
        start += len(text) + 1
    return cells


def _pieces(text: str, numbers: Mapping[int, Place]) -> list[Piece]:
    """A text in which numbers are marked or links, by the signs before each."""
    pieces: list[Piece] = []
    reached = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    for at in sorted(numbers):
        number = numbers[at]
        if at < reached or not text.startswith(number.text, at):
            continue
        pieces += [Piece(text[reached:at]), Piece(number.text, number.kind, number.address)]
        reached = at + len(number.text)
    return [piece for piece in (*pieces, Piece(text[reached:end])) if piece.text]


def _is_marked(places: Sequence[Place]) -> bool:
    return any(place.kind == "marked" for place in places)
