"""The body of a Word document in reading order: paragraphs, tables, text boxes, the final text of tracked changes.

What a reader of the printed page sees belongs here. Headers, footers and comments do not, nor what is hidden.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pipeline.extraction.page.builder import CellIn, DocumentBuilder, PieceIn
from pipeline.extraction.page.document import Address
from pipeline.extraction.readers.placed import PlacedCell
from pipeline.extraction.readers.tabular import FlowWriter
from pipeline.extraction.readers.word.names import VAL, W, child, is_on, value_of
from pipeline.extraction.readers.word.numbering import Numbering
from pipeline.extraction.readers.xml import Element

_DEEPEST = 40
_MOST_COLUMNS = 2_000
_P, _TABLE, _ROW, _CELL, _RUN, _T = (f"{W}{name}" for name in ("p", "tbl", "tr", "tc", "r", "t"))
_P_PROPERTIES, _RUN_PROPERTIES, _CELL_PROPERTIES, _ROW_PROPERTIES = (f"{W}{name}Pr" for name in ("p", "r", "tc", "tr"))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_GONE = frozenset({f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "delInstrText", "sectPr")}) | {
    _P_PROPERTIES, _RUN_PROPERTIES, _CELL_PROPERTIES, _FALLBACK
}  # fmt: skip
_WRAPPERS = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))
_GRID_SPAN, _DOWN, _ACROSS = f"{W}gridSpan", f"{W}vMerge", f"{W}hMerge"
_BOX, _RUBY, _SYMBOL = f"{W}txbxContent", f"{W}ruby", f"{W}sym"
_SIGNS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": " ", f"{W}ptab": " ", f"{W}noBreakHyphen": "-"}


@dataclass(slots=True)
class _Text:
    """Text of a paragraph and the text boxes anchored in it."""

    parts: list[str] = field(default_factory=list[str])
    boxes: list[Element] = field(default_factory=list[Element])


class BodyReader:
    """Writes a body into a document."""

    def __init__(self, builder: DocumentBuilder, numbering: Numbering) -> None:
        self._writer = FlowWriter(builder)
        self._numbering = numbering
        self._paragraphs = 0
        self._tables = 0

    def read(self, body: Element) -> None:
        """Add everything that the body prints."""
        self._read(body)
        self._writer.end()

    def _read(self, body: Element) -> None:
        for block in _blocks(body):
            if block.tag == _P:
                self._paragraph(block)
            else:
                self._tables += 1
                self._table(block, f"t{self._tables}")

    def _paragraph(self, paragraph: Element) -> None:
        self._paragraphs += 1
        text, boxes = self._text(paragraph)
        address = Address(ref=f"p{self._paragraphs}")
        for line in text.split("\n"):
            self._writer.paragraph(PieceIn(line, address if line.strip() else None))
        for box in boxes:
            self._read(box)

    def _text(self, paragraph: Element, *, in_cell: bool = False) -> tuple[str, list[Element]]:
        """Text of a paragraph with its number, and its text boxes; a number alone is printed in cells only."""
        label = self._numbering.label(child(paragraph, _P_PROPERTIES))
        found = _Text()
        _collect(paragraph, found, 0)
        text = "".join(found.parts)
        return (label + text if label and (in_cell or text.strip()) else text), found.boxes

    def _table(self, table: Element, ref: str, depth: int = 0) -> None:
        rows = [row for row in _unwrapped(table, _ROW) if not _is_gone(row)]
        frame = _only_cell(rows)
        if frame is not None and depth < _DEEPEST:
            self._read(frame)
            return
        nested: list[tuple[Element, str]] = []
        self._writer.table(self._placed(rows, ref, nested))
        if depth < _DEEPEST:
            for number, (inner_table, cell_ref) in enumerate(nested, 1):
                self._writer.end()
                self._table(inner_table, f"{cell_ref}/t{number}", depth + 1)

    def _placed(self, rows: list[Element], ref: str, nested: list[tuple[Element, str]]) -> list[PlacedCell]:
        placed: list[PlacedCell] = []
        open_merges: dict[int, int] = {}
        for row_index, row in enumerate(rows):
            for cell_index, (column, width, merge, cell) in enumerate(_row_cells(row), 1):
                if merge == "continue" and column in open_merges:
                    index = open_merges[column]
                    placed[index] = placed[index]._replace(rows=row_index - placed[index].row + 1)
                    continue
                if merge == "restart":
                    open_merges[column] = len(placed)
                else:
                    open_merges.pop(column, None)
                lines, inner = self._cell(cell)
                text = "\n".join(line for line in lines if line and not line.isspace())
                cell_ref = f"{ref}/r{row_index + 1}/c{cell_index}"
                nested.extend((inner_table, cell_ref) for inner_table in inner)
                address = Address(ref=cell_ref) if text else None
                placed.append(PlacedCell(row_index, column, 1, width, CellIn(text, address), tuple(lines)))
        return placed

    def _cell(self, cell: Element) -> tuple[list[str], list[Element]]:
        """Lines of a cell, blank ones as well, and the tables inside it."""
        lines: list[str] = []
        nested: list[Element] = []
        for block in _blocks(cell):
            if block.tag == _TABLE:
                nested.append(block)
                continue
            text, boxes = self._text(block, in_cell=True)
            lines += text.split("\n")
            for box in boxes:
                inner_lines, inner = self._cell(box)
                lines += inner_lines
                nested.extend(inner)
        return lines, nested


def _only_cell(rows: list[Element]) -> Element | None:
    """The cell of a table that has no other: a frame around text."""
    if len(rows) != 1:
        return None
    cells = list(_unwrapped(rows[0], _CELL))
    return cells[0] if len(cells) == 1 else None


def _blocks(container: Element, depth: int = 0) -> Iterator[Element]:
    """Paragraphs and tables of a container, through content controls and tracked insertions."""
    for item in container:
        name = item.tag
        if name in (_P, _TABLE):
            yield item
        elif name not in _GONE and depth < _DEEPEST and len(item):
            yield from _blocks(item, depth + 1)


def _unwrapped(container: Element, wanted: str, depth: int = 0) -> Iterator[Element]:
    """Rows of a table or cells of a row, through content controls."""
    for item in container:
        name = item.tag
        if name == wanted:
            yield item
        elif name in _WRAPPERS and depth < _DEEPEST:
            yield from _unwrapped(item, wanted, depth + 1)


def _is_gone(row: Element) -> bool:
    properties = child(row, _ROW_PROPERTIES)
    return properties is not None and (child(properties, f"{W}del") is not None or is_on(properties, "hidden"))


def _row_cells(row: Element) -> Iterator[tuple[int, int, str, Element]]:
    """Cells of a row: first column, width, how it is merged with the rows around, the cell."""
    column = min(_number(value_of(child(row, _ROW_PROPERTIES), "gridBefore")), _MOST_COLUMNS)
    waiting: tuple[int, int, str, Element] | None = None
    for cell in _unwrapped(row, _CELL):
        width, across, down = _spans(cell)
        if across == "continue" and waiting is not None:
            waiting = (waiting[0], waiting[1] + width, waiting[2], waiting[3])
        else:
            if waiting is not None:
                yield waiting
            waiting = (column, width, down, cell)
        column += width
        if column > _MOST_COLUMNS:
            break
    if waiting is not None:
        yield waiting


def _spans(cell: Element) -> tuple[int, str, str]:
    """Columns of a cell, and how it is merged across and down: ``restart``, ``continue``, or empty for not at all."""
    width, across, down = 1, "", ""
    for properties in cell.iterchildren(_CELL_PROPERTIES):
        for item in properties:
            name = item.tag
            if name == _GRID_SPAN:
                width = min(max(_number(item.get(VAL) or ""), 1), _MOST_COLUMNS)
            elif name == _DOWN:
                down = item.get(VAL) or "continue"
            elif name == _ACROSS:
                across = item.get(VAL) or "continue"
    return width, across, down


def _number(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 6 else 0


def _run(item: Element, found: _Text, depth: int) -> None:
    if not is_on(child(item, _RUN_PROPERTIES), "vanish"):
        _collect(item, found, depth + 1)


def _ruby(item: Element, found: _Text, depth: int) -> None:
    base = child(item, f"{W}rubyBase")
    if base is not None:
        _collect(base, found, depth + 1)


def _symbol(item: Element, found: _Text, depth: int) -> None:
    del depth
    code = item.get(f"{W}char") or ""
    if len(code) == 4 and all(sign in "0123456789abcdefABCDEF" for sign in code):
        found.parts.append(chr(int(code, 16)))


def _box(item: Element, found: _Text, depth: int) -> None:
    del depth
    found.boxes.append(item)


_HANDLERS: dict[str, Callable[[Element, _Text, int], None]] = {_RUN: _run, _RUBY: _ruby, _SYMBOL: _symbol, _BOX: _box}


def _collect(element: Element, found: _Text, depth: int) -> None:
    """Text of an element's runs; a break of line or page is a line end, a TAB a blank."""
    for item in element:
        name = str(item.tag)
        if name == _T:
            found.parts.append(item.text or "")
        elif name in _SIGNS:
            found.parts.append(_SIGNS[name])
        elif name in _HANDLERS:
            _HANDLERS[name](item, found, depth)
        elif name not in _GONE and depth < _DEEPEST and len(item):
            _collect(item, found, depth + 1)
