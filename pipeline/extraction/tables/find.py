"""Tables found in a document: captions, which rows are header and which are body, what continues what.

Where a table begins and ends and what it is called belong here; placing its amounts does not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.extraction.page.cells import NUMERIC
from pipeline.extraction.page.grid import Block, Row, Segments, is_blank_row
from pipeline.extraction.page.text import match_key
from pipeline.extraction.tables.columns import Layout, label_by_content
from pipeline.extraction.tables.forms import is_form
from pipeline.extraction.tables.headers import build_layout, lookup_heading
from pipeline.extraction.tables.labels import has_ordinal, is_no_data, is_total
from pipeline.extraction.tables.placement import conflicts
from pipeline.extraction.tables.titles import Caption, TitleMatch, caption, find_unit, is_metadata, match_title
from pipeline.extraction.wording.tables import vocabulary

MOST_COLUMNS = 400
"""Headings beyond are not looked at: no table has so many, and a hostile one must not cost hours."""
MOST_HEADER_ROWS = 6
LONGEST_STRUCTURAL = 200
OTHER = "other"


@dataclass(slots=True)
class Draft:
    """A table found, with its rows split into header and body."""

    no: int
    caption: Caption
    header: tuple[tuple[str, ...], ...]
    header_rows: list[Row]
    body: list[Row]
    structural_tokens: int
    first_line: int
    last_line: int
    no_data_note: str = ""
    method: str = ""
    form: bool = False
    columns: tuple[Layout, Layout] | None = None
    content: tuple[list[Row], int] | None = None

    @property
    def statement_id(self) -> str:
        """Statement by the title, ``other`` without."""
        return self.caption.match.statement_id if self.caption.match else OTHER

    @property
    def heading_axis(self) -> str:
        """What kind of headings this statement has."""
        return vocabulary().statements[self.statement_id].heading_axis

    @property
    def layout(self) -> Layout:
        """Columns by the header as printed."""
        layout = build_layout(self.header, self.heading_axis)
        if self.columns is None or self.columns[0] is not layout:
            self.columns = (layout, label_by_content(layout, [row.items for row in self.body]))
        return self.columns[1]

    @property
    def body_rows(self) -> tuple[list[Row], int]:
        """Body rows without repeated headers, and the number of numeric cells dropped with them."""
        if self.content is None:
            self.content = _without_repeated_headers(self.header, self.body)
        return self.content

    @property
    def is_damaged(self) -> bool:
        """True where some row contradicts the header."""
        layout = self.layout
        return any(conflicts(row.items, layout) for row in self.body_rows[0])


def is_structural(row: Row) -> bool:
    """True for a row of column numbers (栏次 1 2 3 …)."""
    numbers: list[int] = []
    marked = False
    for index, kind, number in row.items:
        if kind == "amount":
            if not number.isdigit() or len(number) > 3 or int(number) > LONGEST_STRUCTURAL:
                return False
            numbers.append(int(number))
        elif kind == "text":
            heading = lookup_heading(match_key(row.cells[index]), "")
            if heading is None or heading.role not in ("group", "line_no", "name", "code_part", "code"):
                return False
            marked = marked or heading.role == "group"
        elif kind in ("percent", "error", "many"):
            return False
        elif kind == "nil":
            marked = True
    rising = all(a < b for a, b in pairwise(numbers))
    return bool(numbers) and numbers[0] == 1 and rising and (marked or len(numbers) > 1)


def _is_body(row: Row, axis: str, seen_header: bool) -> bool:
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


def _caption_rows(rows: Sequence[Row]) -> int:
    """How many leading rows are title, unit or department in cells of their own."""
    count = 0
    for row in rows[:4]:
        texts = [cell for cell in row.cells if cell.strip()]
        if not texts or len(texts) > 3:
            break
        if not all(is_metadata(t) or match_title(t) or find_unit(t) for t in texts):
            break
        if any(lookup_heading(match_key(t), "") for t in texts):
            break
        count += 1
    return count


def _continues(block: Block, before: Draft | None) -> bool:
    """True where a block has no title of its own and goes on with the columns of the table before."""
    if before is None:
        return False
    keys = tuple(tuple(map(match_key, row.cells)) for row in block.rows[: len(before.header)])
    if keys and keys == before.header[: len(keys)]:
        return True
    width = max(len(row.cells) for row in before.body) if before.body else 0
    starts_with_body = _is_body(block.rows[0], before.heading_axis, seen_header=True)
    return starts_with_body and bool(width) and abs(len(block.rows[0].cells) - width) <= 1


def _has_numbers(row: Row) -> bool:
    return any(kind in NUMERIC for _, kind, _ in row.items)


def _split(block: Block, no: int, found: Caption) -> Draft:
    statement_id = found.match.statement_id if found.match else OTHER
    axis = vocabulary().statements[statement_id].heading_axis
    header_rows: list[Row] = []
    body: list[Row] = []
    structural = 0
    numbers_seen = False
    for row in block.rows:
        if not numbers_seen and (header_rows or body) and is_structural(row):
            header_rows += body
            body = []
            structural += sum(kind == "amount" for _, kind, _ in row.items)
        elif body:
            body.append(row)
            numbers_seen = numbers_seen or _has_numbers(row)
        elif is_blank_row(row):
            continue
        elif len(header_rows) >= MOST_HEADER_ROWS or _is_body(row, axis, bool(header_rows)):
            body.append(row)
            numbers_seen = _has_numbers(row)
        else:
            header_rows.append(row)
    header = tuple(tuple(map(match_key, row.cells[:MOST_COLUMNS])) for row in header_rows)
    return Draft(no, found, header, header_rows, body, structural, block.first_line, block.last_line)


def _note(block: Block) -> str:
    return next((text.strip() for _, text in block.notes if is_no_data(text) and match_title(text) is None), "")


def find_tables(segments: Segments) -> list[Draft]:
    """Split a document's blocks into tables, in order of the page.

    Args:
        segments: Blocks of rows with the text between them.

    Returns:
        Drafts numbered from 1; a title with a unit line but without rows is a table without rows.
    """
    drafts: list[Draft] = []
    for block in segments.blocks:
        inside = _caption_rows(block.rows)
        inner = [
            (row.position(i)[0], cell)
            for row in block.rows[:inside]
            for i, cell in enumerate(row.cells)
            if cell.strip()
        ]
        block.rows = block.rows[inside:]
        drafts.extend(_untabled(block.preamble, len(drafts)))
        found = caption([*block.preamble, *inner])
        if not block.rows:
            continue
        before = drafts[-1] if drafts else None
        if found.match is None and not inner and _continues(block, before) and before is not None:
            _append(before, block)
            continue
        draft = _split(block, len(drafts) + 1, found)
        draft.no_data_note = _note(block)
        draft.form = _is_performance(draft.statement_id) and is_form([*draft.header_rows, *draft.body])
        drafts.append(draft)
    drafts.extend(_untabled(segments.tail, len(drafts), whole=True))
    return drafts


def _is_performance(statement_id: str) -> bool:
    return statement_id.startswith("performance")


def _append(before: Draft, block: Block) -> None:
    before.body.extend(block.rows)
    before.last_line = block.last_line
    before.method = before.method or "continuation"


def _untabled(lines: Sequence[tuple[int, str]], done: int, whole: bool = False) -> list[Draft]:
    """Titles with a unit line but without any row: statements that the document declares and leaves empty."""
    found: list[Draft] = []
    titles: list[tuple[int, TitleMatch]] = []
    for index, (_, text) in enumerate(lines):
        match = match_title(text)
        if match and match.method == "exact":
            titles.append((index, match))
    last = len(titles) if whole else len(titles) - 1
    for position, (index, match) in enumerate(titles[: max(last, 0)]):
        end = titles[position + 1][0] if position + 1 < len(titles) else len(lines)
        following = lines[index + 1 : min(end, index + 5)]
        unit = next((find_unit(text) for _, text in following if find_unit(text)), "")
        if not unit:
            continue
        line, text = lines[index]
        found.append(
            Draft(
                done + len(found) + 1,
                Caption(match, text.strip(), line, "", unit, following[0][0], ""),
                (), [], [], 0, line, following[-1][0],
                next((t.strip() for _, t in lines[index + 1 : end] if is_no_data(t)), ""),
            )
        )  # fmt: skip
    return found


def _without_repeated_headers(header: tuple[tuple[str, ...], ...], body: Sequence[Row]) -> tuple[list[Row], int]:
    """Leave out header rows that a page break repeats, and the row of column numbers right after them."""
    headers = {_keys(keys) for keys in header}
    rows: list[Row] = []
    dropped = 0
    after_header = False
    for row in body:
        if all(kind not in NUMERIC for _, kind, _ in row.items):
            after_header = _keys(map(match_key, row.cells)) in headers
            if not after_header:
                rows.append(row)
        elif after_header and is_structural(row):
            dropped += sum(kind == "amount" for _, kind, _ in row.items)
        else:
            after_header = False
            rows.append(row)
    return rows, dropped


def _keys(cells: Iterable[str]) -> tuple[str, ...]:
    return tuple(cell for cell in cells if cell)
