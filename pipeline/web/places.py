"""The original beside what was read: a page with links over its cells, or its printed lines with the cells marked.

How a place is looked up and cut out of the original belongs here; which figures a page shows does not.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import quote

from pipeline.locations import Locations
from pipeline.reports.originals import Original, original_of
from pipeline.web.page import Cell, LinesView, PageView, PrintedLine, Row, Spot

LINES_AROUND = 6
REMEMBERED = 8
"""Documents whose lines, or sizes of pages, are kept between questions."""
Kind = Literal["figure", "marked", "unread"]


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of a document.

    Attributes:
        line: 1-based line.
        field: 1-based field; 0 for prose.
        page: 1-based page; None where the format has none.
        box: Left, top, right, bottom in points; None where the format has no boxes.
        kind: How it is shown.
        address: Where it leads; empty for nowhere.
        words: What is said of it.
    """

    line: int
    field: int
    page: int | None
    box: tuple[float, float, float, float] | None
    kind: Kind
    address: str = ""
    words: str = ""


def place_of(row: Row, kind: Kind, *, address: str = "", words: str = "") -> Place:
    """The place of a row that has the columns of the contract."""
    edges = [row.get(f"source_{edge}") for edge in ("x0", "top", "x1", "bottom")]
    box = None if None in edges else (float(edges[0]), float(edges[1]), float(edges[2]), float(edges[3]))  # type: ignore[arg-type]
    return Place(row["source_line"], row.get("source_field") or 0, row.get("source_page"), box, kind, address, words)


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
        width, height, count = self._of(document).size(page)
        spots = [
            Spot(*_rounded(place.box), place.kind, place.address, place.words)
            for place in places if place.page == page and place.box
        ]  # fmt: skip
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


def _rounded(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    left, top, right, bottom = box
    return round(left, 1), round(top, 1), round(right - left, 1), round(bottom - top, 1)


def _cells(line: str, places: Sequence[Place]) -> list[Cell]:
    """The fields of a line; of several places of one field the marked one is shown."""
    texts = line.split("\t")
    found: dict[int, Place] = {}
    for place in sorted(places, key=lambda place: place.kind == "marked"):
        found[place.field] = place
    if len(texts) == 1:
        place = found.get(1) or found.get(0)
        return [Cell(line.strip(), place.kind if place else "", place.address if place else "")]
    return [
        Cell(text.strip(), found[number].kind, found[number].address) if number in found else Cell(text.strip())
        for number, text in enumerate(texts, start=1)
    ]


def _is_marked(places: Sequence[Place]) -> bool:
    return any(place.kind == "marked" for place in places)
