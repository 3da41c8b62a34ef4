"""The tree of a page to paragraphs and tables, in the order of the page.

Blocks and line breaks, ``rowspan`` and ``colspan``, and tables that only frame content belong here. What is content at
all does not (``content``).
"""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from selectolax.lexbor import LexborNode

from pipeline.extraction.page.builder import CellIn, DocumentBuilder, PieceIn
from pipeline.extraction.page.document import Address
from pipeline.extraction.readers.excel.book import fifteen_digits, plain
from pipeline.extraction.readers.placed import PlacedCell
from pipeline.extraction.readers.tabular import FlowWriter
from pipeline.extraction.readers.web.content import is_attachment

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "ol",
        "p",
        "section",
        "summary",
        "ul",
        "caption",
        "tr",
        "td",
        "th",
        "tbody",
        "thead",
        "tfoot",
    ]
)
_DEEPEST = 100
"""Elements inside elements; what stands deeper is one run of text."""
_MOST_COLUMNS = 1_000
_MOST_ROWS = 65_534
_LAYOUT_SHARE = 0.5
LONGEST_CELL = 3_000
"""Signs of a cell of a table; the targets of a whole department have 1,500."""
_SOURCE_BREAK = re.compile(r"(?<=[^\x00-\x7f])[ \t\r\f]*\n\s*(?=[^\x00-\x7f])")
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_BLOCK_ENDS = re.compile(r"\f? *\v[ \v]*")
"""Ends of blocks (``\v``) one after the other are one, with the line break (``\f``) that ends the last line of one."""
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
_NAME = re.compile(r"([^/?#=]+\.\w{2,4})(?:[?#&].*)?\Z")


def collapsed(text: str) -> str:
    """Source text as a browser sets it: runs of blanks are one, a line break between ideographs is none."""
    if "\n" in text:
        text = _SOURCE_BREAK.sub("", text)
    return _INVISIBLE.sub("", _BLANKS.sub(" ", text))


def first_number(numbered: LexborNode) -> int | None:
    """The number that a browser prints before the first item of a list; None where it prints none or other signs."""
    style = (numbered.attributes.get("style") or "").replace(" ", "").lower()
    kind = numbered.attributes.get("type") or "1"
    if kind != "1" or ("list-style" in style and "decimal" not in style):
        return None
    start = numbered.attributes.get("start") or "1"
    return int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 1


class Flow:
    """Writes a page into a document."""

    def __init__(self, builder: DocumentBuilder) -> None:
        self._builder = builder
        self._writer = FlowWriter(builder)
        self._parts: list[str] = []
        self._paragraphs = 0
        self._tables = 0

    def read(self, root: LexborNode) -> None:
        """Add everything that the element prints."""
        self._walk(root, 0)
        self._end()
        self._writer.end()

    def _end(self) -> None:
        """Finish the paragraph being collected."""
        text = _BLANKS.sub(" ", "".join(self._parts)).strip()
        self._parts = []
        if text:
            self._paragraphs += 1
            self._writer.paragraph(PieceIn(text, Address(ref=f"p{self._paragraphs}")))

    def _element(self, element: LexborNode, depth: int, number: int | None) -> int | None:
        """Add an element that holds others; returns the number of the next item of the list it stands in."""
        is_block = element.tag in _BLOCKS
        if is_block:
            self._end()
        is_numbered = number is not None and element.tag == "li"
        if is_numbered:
            self._parts.append(f"{number}. ")
        self._walk(element, depth + 1)
        if is_block:
            self._end()
        return number + 1 if number is not None and is_numbered else number

    def _walk(self, node: LexborNode, depth: int) -> None:
        child = node.first_child
        number = first_number(node) if node.tag == "ol" else None
        while child is not None:
            name = child.tag or ""
            if name == "-text":
                self._parts.append(collapsed(child.text_content or ""))
            elif name == "br":
                self._end()
            elif name == "table" and depth < _DEEPEST:
                self._end()
                self._table(child, "", depth)
            elif name == "pre":
                self._end()
                self._pre(child)
            elif name == "a":
                self._link(child, depth)
            elif depth < _DEEPEST:
                number = self._element(child, depth, number)
            else:
                self._parts.append(collapsed(child.text(deep=True)))
            child = child.next

    def _link(self, link: LexborNode, depth: int) -> None:
        """A link prints its text; one to a document that prints none prints the document's name."""
        before = len(self._parts)
        if depth < _DEEPEST:
            self._walk(link, depth + 1)
        else:
            self._parts.append(collapsed(link.text(deep=True)))
        href = link.attributes.get("href") or ""
        if is_attachment(href) and not "".join(self._parts[before:]).strip():
            name = _NAME.search(href)
            self._parts.append(link.attributes.get("title") or (name[1] if name else ""))

    def _pre(self, node: LexborNode) -> None:
        """Text whose line breaks and TABs are printed."""
        self._writer.end()
        rows: list[list[CellIn]] = []
        for line in node.text(deep=True).split("\n"):
            if "\t" in line:
                rows.append([CellIn(cell.strip()) for cell in line.split("\t")])
                continue
            self._builder.table(rows)
            rows = []
            if line.strip():
                self._builder.paragraph(PieceIn(line.strip("\r")))
        self._builder.table(rows)

    def _table(self, table: LexborNode, ref: str, depth: int) -> None:
        rows = table_rows(table)
        if _is_layout(table, rows):
            for part in _captions(table):
                self._walk(part, depth + 1)
                self._end()
            for row in rows:
                for cell in _cells(row):
                    self._walk(cell, depth + 1)
                    self._end()
            return
        for part in _captions(table):
            self._walk(part, depth + 1)
            self._end()
        if not ref:
            self._tables += 1
            ref = f"t{self._tables}"
        nested: list[tuple[LexborNode, str]] = []
        self._writer.table(placed_cells(rows, ref, nested))
        for number, (inner, cell_ref) in enumerate(nested, 1):
            self._writer.end()
            if depth < _DEEPEST:
                self._table(inner, f"{cell_ref}/t{number}", depth + 1)


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.first_child
    while child is not None:
        yield child
        child = child.next


def _captions(table: LexborNode) -> list[LexborNode]:
    return [child for child in _children(table) if child.tag == "caption"]


def table_rows(table: LexborNode) -> list[LexborNode]:
    """Rows of a table as a browser shows them, the head first and the foot last; of tables inside it none."""
    parts: dict[str, list[LexborNode]] = {"thead": [], "tbody": [], "tfoot": []}
    for child in _children(table):
        if child.tag == "tr":
            parts["tbody"].append(child)
        elif (name := child.tag or "") in parts:
            # A second head or foot stays where it stands.
            is_first = name == "tbody" or not parts[name]
            parts[name if is_first else "tbody"] += [row for row in _children(child) if row.tag == "tr"]
    return [row for rows in parts.values() for row in rows]


def _cells(row: LexborNode) -> Iterator[LexborNode]:
    return (cell for cell in _children(row) if cell.tag in ("td", "th"))


def _is_layout(table: LexborNode, rows: list[LexborNode]) -> bool:
    """A table that only frames content: one cell, a cell as long as an article, or mostly other tables."""
    cells = sum(1 for row in rows for _ in _cells(row))
    if cells < 2:
        return True
    if len(table.text(deep=True)) > LONGEST_CELL and any(_is_article(cell) for row in rows for cell in _cells(row)):
        return True
    inner = [node for node in table.css("table") if node.mem_id != table.mem_id]
    if not inner:
        return False
    outermost = [node for node in inner if not _is_inside(node, table, inner)]
    return sum(len(node.text(deep=True)) for node in outermost) >= _LAYOUT_SHARE * len(table.text(deep=True))


def _is_article(cell: LexborNode) -> bool:
    return len("".join(cell.text(deep=True).split())) > LONGEST_CELL


def _is_inside(node: LexborNode, table: LexborNode, others: list[LexborNode]) -> bool:
    ids = {other.mem_id for other in others}
    parent = node.parent
    while parent is not None and parent.mem_id != table.mem_id:
        if parent.mem_id in ids:
            return True
        parent = parent.parent
    return False


def placed_cells(rows: list[LexborNode], ref: str, nested: list[tuple[LexborNode, str]]) -> list[PlacedCell]:
    """Cells of a table where a browser sets them; a cell goes past the columns that cells above still cover."""
    placed: list[PlacedCell] = []
    covered: dict[int, int] = {}
    for row_index, row in enumerate(rows):
        column = 0
        for cell_index, cell in enumerate(_cells(row), 1):
            attributes = cell.attributes
            while covered.get(column, 0) > row_index:
                column += 1
            width = min(_span(attributes.get("colspan")) or 1, _MOST_COLUMNS)
            height = _span(attributes.get("rowspan"))
            height = len(rows) - row_index if height == 0 else min(height, len(rows) - row_index)
            if column + width > _MOST_COLUMNS:
                break
            cell_ref = f"{ref}/r{row_index + 1}/c{cell_index}"
            lines = _cell_lines(cell, cell_ref, nested)
            text = "\n".join(filter(None, lines))
            address = Address(ref=cell_ref, stored_text=_stored(attributes, text)) if text else None
            placed.append(PlacedCell(row_index, column, height, width, CellIn(text, address), lines))
            if height > 1:
                for covered_column in range(column, column + width):
                    covered[covered_column] = row_index + height
            column += width
    return placed


def _span(value: str | None) -> int:
    """A ``colspan`` or ``rowspan``; 0 of the latter means to the end, anything odd means 1."""
    text = (value or "").strip()
    return min(int(text), _MOST_ROWS) if text.isascii() and text.isdigit() and len(text) < 8 else 1


def _stored(attributes: dict[str, str | None], text: str) -> str | None:
    """The number that Excel wrote beside the text of a cell (``x:num="12.3456"``), where it is another one."""
    stored = attributes.get("x:num")
    if not stored:
        return None
    try:
        number = fifteen_digits(Decimal(stored))
        shown = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    return plain(number) if number.is_finite() and number != shown else None


def _cell_lines(cell: LexborNode, ref: str, nested: list[tuple[LexborNode, str]]) -> tuple[str, ...]:
    """Lines of a cell, blank ones as well; tables inside it go to ``nested``."""
    parts: list[str] = []
    _gather(cell, parts, ref, nested, 0)
    lines = _BLOCK_ENDS.sub("\v", "".join(parts)).strip("\v\f ").replace("\f", "\v").split("\v")
    return tuple(_BLANKS.sub(" ", line).strip() for line in lines)


def _gather(node: LexborNode, parts: list[str], ref: str, nested: list[tuple[LexborNode, str]], depth: int) -> None:
    child = node.first_child
    while child is not None:
        name = child.tag or ""
        if name == "-text":
            parts.append(collapsed(child.text_content or ""))
        elif name == "br":
            parts.append("\f")
        elif name == "table":
            nested.append((child, ref))
        elif depth >= _DEEPEST:
            parts.append(collapsed(child.text(deep=True)))
        elif child.first_child is not None:
            is_block = name in _BLOCKS
            if is_block:
                parts.append("\v")
            _gather(child, parts, ref, nested, depth + 1)
            if is_block:
                parts.append("\v")
        child = child.next
