"""One table as printed: what stands before it, its header, its body.

Which rows are header and which are body belongs here, and which rows of a body only repeat the header. Where a table
begins and ends is found in ``find``, what goes on over a page in ``continuation``; placing amounts is in ``placement``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from pipeline.extraction.page.cells import NUMERIC
from pipeline.extraction.page.grid import Row, is_blank_row
from pipeline.extraction.page.text import match_key
from pipeline.extraction.tables.column_rules import label_by_content, with_subtotals, without_open_stages
from pipeline.extraction.tables.columns import Layout
from pipeline.extraction.tables.cut_rows import has_numbers, is_whole, usual_width
from pipeline.extraction.tables.form_labels import is_form
from pipeline.extraction.tables.headers import build_layout, with_totals_apart
from pipeline.extraction.tables.headings import lookup_heading
from pipeline.extraction.tables.label_words import has_ordinal, is_coded_name, is_no_data, is_total
from pipeline.extraction.tables.meaning import CODED_AXES
from pipeline.extraction.tables.titles import Caption, TitleMatch, find_unit, is_metadata, is_unit_alone, match_title
from pipeline.extraction.wording.kinds import Axis
from pipeline.extraction.wording.tables import vocabulary

MOST_COLUMNS = 400
"""Headings beyond are not looked at: no table has so many, and a hostile one must not cost hours."""
MOST_HEADER_ROWS = 6
_CELLS_OF_A_CAPTION = 4
LONGEST_STRUCTURAL = 200
LEAST_COUNTED = 4
"""So many cells that print 1, 2, 3, 4 … number the columns, whatever stands before them."""
OTHER = "other"

Header = tuple[tuple[str, ...], ...]
"""Keys of the cells of header rows."""


@dataclass(frozen=True)
class Table:
    """A table found: what stands before it, its header and its body, over all pages it goes on."""

    no: int
    caption: Caption
    header_rows: tuple[Row, ...]
    body: tuple[Row, ...]
    structural_tokens: int
    first_line: int
    last_line: int
    no_data_note: str = ""
    is_continued: bool = False
    is_final: bool = False
    """True where the title says no stage and the document is a final account: so is a table of a budget's kind."""

    @cached_property
    def header(self) -> Header:
        """Keys of the header's cells."""
        rows = with_totals_apart([row.cells[:MOST_COLUMNS] for row in self.header_rows])
        return tuple(tuple(map(match_key, row)) for row in rows)

    @property
    def statement_id(self) -> str:
        """Statement by the title, ``other`` without."""
        return self.caption.match.statement_id if self.caption.match else OTHER

    @property
    def heading_axis(self) -> Axis:
        """What kind of headings this statement has."""
        return vocabulary().statements[self.statement_id].heading_axis

    @cached_property
    def layout(self) -> Layout:
        """Columns by the header as printed."""
        width = usual_width(self.body)
        layout = build_layout(self.header, self.heading_axis)
        if width >= layout.width:
            rows, _ = self.content  # a heading again in the body is no name
            layout = label_by_content(layout, [row.items for row in rows if len(row.cells) == width])
        stage = vocabulary().statements[self.statement_id].stage
        layout = without_open_stages(with_subtotals(layout), stage)
        axis = vocabulary().statements[self.statement_id].row_axis
        if layout.axis != "line" or axis not in CODED_AXES:
            return layout
        if (at := self._codes_beside_names(layout)) is not None:
            columns = tuple(replace(c, role="code") if i == at else c for i, c in enumerate(layout.columns))
            return replace(layout, columns=columns, axis=axis)
        return replace(layout, axis=axis) if self._prints_codes(layout) else layout

    def _codes_beside_names(self, layout: Layout) -> int | None:
        """The only column before the first of names with numbers, if all are codes: its heading is lost."""
        name = next((i for i, column in enumerate(layout.columns) if column.role == "name"), 0)
        found = [
            (index, number)
            for row in self.body
            for index, kind, number in row.items
            if kind == "amount" and index < name and layout.column(index).role in ("unknown", "text")
        ]
        columns = {index for index, _ in found}
        is_code = len(found) > 1 and all(number in vocabulary().codes for _, number in found)
        return min(columns) if is_code and len(columns) == 1 else None

    def _prints_codes(self, layout: Layout) -> bool:
        """True where the names of a table by code begin with their codes, as the classification has them."""
        columns = layout.label_columns[1]
        labels = [row.cells[index] for row in self.body for index in columns if index < len(row.cells)]
        return any(map(is_coded_name, labels))

    @cached_property
    def is_form(self) -> bool:
        """True for a sheet of labels and values."""
        return self.statement_id.startswith("performance") and is_form([*self.header_rows, *self.body])

    @cached_property
    def content(self) -> tuple[tuple[Row, ...], int]:
        """Body rows without repeated headers, and the number of numeric cells dropped with them."""
        sieve = RepeatedHeaders(self.header)
        rows = tuple(row for row in self.body if sieve.keeps(row))
        return rows, sieve.dropped

    def titled(self, match: TitleMatch) -> "Table":
        """The table with another title."""
        return replace(self, caption=replace(self.caption, match=match))


def is_structural(row: Row) -> bool:
    """True for a row of column numbers (栏次 1 2 3 …)."""
    counted = [number for _, kind, number in row.items if kind == "amount"]
    if len(counted) >= LEAST_COUNTED and counted == [str(number) for number in range(1, len(counted) + 1)]:
        return not any(kind in ("percent", "error", "many") for _, kind, _ in row.items)
    numbers: list[int] = []
    marked = named = other = False
    for index, kind, number in row.items:
        if kind == "amount":
            if not number.isdigit() or len(number) > 3 or int(number) > LONGEST_STRUCTURAL:
                return False
            numbers.append(int(number))
        elif kind == "text":
            heading = lookup_heading(match_key(row.cells[index]), "")
            if heading is None or heading.role not in ("group", "column_no", "line_no", "name", "code_part", "code"):
                other = True
                continue
            named = named or heading.role == "column_no"
            marked = marked or heading.role == "group"
        elif kind in ("percent", "error", "many"):
            return False
        elif kind == "nil":
            marked = True
    rising = all(a < b for a, b in pairwise(numbers))
    counts_columns = bool(numbers) and not other and numbers[0] == 1 and rising and (marked or len(numbers) > 1)
    return counts_columns or (named and bool(numbers))


def _is_body(row: Row, axis: Axis, seen_header: bool) -> bool:
    texts: list[str] = []
    for index, kind, _ in row.items:
        if kind in NUMERIC:
            return True
        if kind == "text":
            texts.append(row.cells[index])
    if not seen_header or not texts:
        return False
    if len(texts) == 1 and is_no_data(texts[0]):
        return True
    if all(map(is_total, texts)) or (has_ordinal(texts[0]) and lookup_heading(match_key(texts[0]), axis) is None):
        return True
    return all(lookup_heading(match_key(text), axis) is None for text in texts)


def is_caption_row(row: Row) -> bool:
    """True for a row that prints nothing but title, unit, department or number in cells of their own.

    One that ends with the unit, in a cell that says nothing else, needs no label that is known.
    """
    texts = [cell for cell in row.cells if cell.strip()]
    if not texts or len(texts) > _CELLS_OF_A_CAPTION:
        return False
    if not (is_unit_alone(texts[-1]) or all(is_metadata(t) or match_title(t) or find_unit(t) for t in texts)):
        return False
    return _is_title_alone(row) or not any(lookup_heading(match_key(t), "") for t in texts)


def _is_title_alone(row: Row) -> bool:
    """True for a title in the first of the cells of a row that prints nothing else: no heading stands so alone."""
    if len(row.items) != 1 or row.items[0][0] or len(row.cells) < 2:
        return False
    match = match_title(row.cells[0])
    return match is not None and match.method == "exact"


def table_of(no: int, found: Caption, rows: Sequence[Row], lines: tuple[int, int], note: str) -> Table:
    """Split rows into header and body.

    Args:
        no: Number of the table in the document.
        found: What stands before it.
        rows: Its rows, those of the caption left out.
        lines: First and last line.
        note: A note below that says the table has no data.
    """
    statement_id = found.match.statement_id if found.match else OTHER
    axis = vocabulary().statements[statement_id].heading_axis
    header_rows: list[Row] = []
    body: list[Row] = []
    structural = 0
    numbers_seen = False
    for row in rows:
        if not numbers_seen and (header_rows or body) and is_structural(row):
            header_rows += body
            body = []
            structural += sum(kind == "amount" for _, kind, _ in row.items)
        elif body:
            body.append(row)
            numbers_seen = numbers_seen or has_numbers(row)
        elif is_blank_row(row):
            continue
        elif len(header_rows) >= MOST_HEADER_ROWS or _is_body(row, axis, bool(header_rows)):
            body.append(row)
            numbers_seen = has_numbers(row)
        else:
            header_rows.append(row)
    return Table(no, found, tuple(header_rows), tuple(body), structural, *lines, note)


def starts_with_body(rows: Sequence[Row], axis: Axis) -> bool:
    """True where the first row is no header."""
    return _is_body(rows[0], axis, seen_header=True)


def printed_keys(row: Row) -> tuple[str, ...]:
    """Keys of the cells that print something, without numbers of columns."""
    return tuple(key for key in map(match_key, row.cells) if key)


def _is_rest_of_name(above: Row, row: Row) -> bool:
    """True for a row that prints nothing but what makes a name in the row above a known one."""
    texts = [row.cells[i].strip() for i, _, _ in row.items]
    names = [above.cells[i].strip() for i, kind, _ in above.items if kind == "text"]
    return len(texts) == 1 and any(is_whole(name, texts[0]) for name in names)


def _says_that_it_counts(row: Row) -> bool:
    """True for a row that names itself the number of the columns: no amount, whatever damaged header stands above."""
    headings = [lookup_heading(match_key(row.cells[index]), "") for index, kind, _ in row.items if kind == "text"]
    return any(heading is not None and heading.role == "column_no" for heading in headings)


class RepeatedHeaders:
    """Leaves out header and caption rows that a page break repeats, and the row of column numbers after them.

    Rows are asked for one after the other.

    Attributes:
        dropped: Numeric cells left out so far.
    """

    def __init__(self, header: Header) -> None:
        self._headers = {tuple(cell for cell in keys if cell) for keys in header}
        self._above: Row | None = None
        self._after_header = False
        self.dropped = 0

    def keeps(self, row: Row) -> bool:
        """True for a row that belongs to the body."""
        is_kept = self.would_keep(row)
        if not has_numbers(row):
            self._after_header = printed_keys(row) in self._headers
        elif is_kept:
            self._after_header = False
        else:
            self.dropped += sum(kind == "amount" for _, kind, _ in row.items)
        self._above = row if is_kept else self._above
        return is_kept

    def would_keep(self, row: Row) -> bool:
        """True for a row that would belong to the body if it were the next."""
        if has_numbers(row):
            return not ((self._after_header or _says_that_it_counts(row)) and is_structural(row))
        if printed_keys(row) in self._headers:
            return False
        return not is_caption_row(row) or (self._above is not None and _is_rest_of_name(self._above, row))
