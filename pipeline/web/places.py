"""The original beside what was read: a page with links over its cells, or its printed lines with the cells marked.

How a place is looked up and cut out of the original belongs here; which figures a page shows does not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast
from urllib.parse import quote

from pipeline.extraction.page.document import Box
from pipeline.reports.originals import NoOriginalError
from pipeline.reports.originals_process import OriginalReaders, Question, What
from pipeline.reports.prose_boxes import Printed
from pipeline.web.page import Cell, LinesView, PageView, Piece, PrintedLine, Row, Spot

LINES_AROUND = 6
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


@dataclass(frozen=True, slots=True)
class Originals:
    """Originals of one raw folder. Every method raises ``BusyError`` where too much is asked at once.

    Attributes:
        readers: Who reads them.
    """

    readers: OriginalReaders

    def page_view(self, document: Row, page: int, places: Sequence[Place]) -> PageView:
        """One page with its cells as links.

        Raises:
            NoOriginalError: The page cannot be shown.
        """
        width, height, count = self._size(document, page)
        # It is asked for next, and a page that cannot be drawn is told here.
        self.picture(document, page)
        boxes = {place: Box(*place.box) for place in places if place.page == page and place.box}
        prose = {place: Printed(box, place.line, place.offset, place.text) for place, box in boxes.items()
                 if place.offset is not None}  # fmt: skip
        narrow = self._narrowed(document, page, tuple(prose.values()))
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
        return self._size(document, 1)[2]

    def _size(self, document: Row, page: int) -> tuple[float, float, int]:
        return cast(tuple[float, float, int], self.readers.look(_asked(document, "size", page)))

    def _narrowed(self, document: Row, page: int, wanted: tuple[Printed, ...]) -> dict[Printed, Box]:
        """Boxes narrower than their line; none where that takes too much: the page is shown without."""
        try:
            question = _asked(document, "narrowed", page, wanted=wanted)
            return cast(dict[Printed, Box], self.readers.look(question)) if wanted else {}
        except NoOriginalError:
            return {}

    def _lines(self, document: Row, first: int, last: int) -> tuple[int, tuple[str, ...]]:
        """How many lines there are, and some of them."""
        return cast(tuple[int, tuple[str, ...]], self.readers.look(_asked(document, "lines", first, last)))

    def lines_view(self, document: Row, first: int, last: int, places: Sequence[Place]) -> LinesView:
        """Printed lines with their cells as links.

        Raises:
            NoOriginalError: The original cannot be read.
        """
        first = max(first, 1)
        count, lines = self._lines(document, first, last)
        by_line: dict[int, list[Place]] = {}
        for place in places:
            by_line.setdefault(place.line, []).append(place)
        shown = [
            PrintedLine(number, _cells(line, by_line.get(number, [])), _is_marked(by_line.get(number, [])))
            for number, line in enumerate(lines, first)
            if line.strip()
        ]
        return LinesView(f"第 {first}–{last} 行，共 {count} 行 Lines {first}–{last} of {count}", shown)

    def line_count(self, document: Row) -> int:
        """Lines of a document.

        Raises:
            NoOriginalError: The original cannot be read.
        """
        return self._lines(document, 1, 0)[0]

    def picture(self, document: Row, page: int) -> bytes:
        """One page as PNG.

        Raises:
            NoOriginalError: The page cannot be drawn.
        """
        return cast(bytes, self.readers.look(_asked(document, "picture", page)))

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


def _asked(document: Row, what: What, first: int, last: int = 0, wanted: tuple[Printed, ...] = ()) -> Question:
    return Question(document["file_name"], document["sha256"], what, first, last, wanted)


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
