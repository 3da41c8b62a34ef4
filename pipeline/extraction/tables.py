"""All tables of one document: captions, headers, bodies, in order, with what one table tells about another.

The sequence of steps belongs here; each step is in the module named after it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from pipeline.extraction.body import NUMERIC, BodyReader, BodyResult, Table, header_units
from pipeline.extraction.broken_labels import mend_labels
from pipeline.extraction.columns import Layout, label_by_content
from pipeline.extraction.forms import FormReader, form_unit, is_form
from pipeline.extraction.headers import build_layout, lookup_heading
from pipeline.extraction.normalise import match_key
from pipeline.extraction.placement import conflicts, place_rows, read_straight
from pipeline.extraction.recognition import by_header, document_kind, settle
from pipeline.extraction.records import Figure, Indicator, StatementRecord, UnplacedCell
from pipeline.extraction.rows import has_ordinal, is_no_data, is_total
from pipeline.extraction.segmentation import Block, Row, Segments, is_blank_row, segment
from pipeline.extraction.titles import Caption, TitleMatch, caption, find_unit, is_metadata, match_title
from pipeline.extraction.vocabulary import vocabulary

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


@dataclass(slots=True)
class DocumentTables:
    """Everything the tables of a document gave."""

    statements: list[StatementRecord] = field(default_factory=list[StatementRecord])
    figures: list[Figure] = field(default_factory=list[Figure])
    unplaced: list[UnplacedCell] = field(default_factory=list[UnplacedCell])
    indicators: list[Indicator] = field(default_factory=list[Indicator])
    table_lines: set[int] = field(default_factory=set[int])
    caption_lines: dict[int, str] = field(default_factory=dict[int, str])


def is_structural(row: Row) -> bool:
    """True for a row of column numbers (栏次 1 2 3 …)."""
    numbers: list[int] = []
    marked = False
    for index, kind, number in row.items:
        if kind == "amount":
            if not number.isdigit() or len(number) > 3 or int(number) > LONGEST_STRUCTURAL:  # noqa: PLR2004
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
    rising = all(a < b for a, b in zip(numbers, numbers[1:], strict=False))
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
        if not texts or len(texts) > 3:  # noqa: PLR2004 a caption row has at most title, department and unit
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
    header = tuple(tuple(map(match_key, row.cells)) for row in header_rows)
    return Draft(no, found, header, header_rows, body, structural, block.first_line, block.last_line)


def _note(block: Block) -> str:
    return next((text.strip() for _, text in block.notes if is_no_data(text) and match_title(text) is None), "")


def _drafts(segments: Segments) -> list[Draft]:
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


def _settle(drafts: Sequence[Draft]) -> None:
    """Let the document decide what single titles leave open."""
    matches = [draft.caption.match for draft in drafts]
    if all(match is not None and match.stage_word for match in matches):
        return
    kind = document_kind(matches, [draft.layout for draft in drafts])
    taken = frozenset(match.statement_id for match in matches if match)
    for draft, match in zip(drafts, matches, strict=True):
        if match is not None:
            draft.caption = replace(draft.caption, match=settle(match, kind))
        elif draft.header and (
            statement_id := by_header(build_layout(draft.header, "three_public"), kind, taken)
            or by_header(draft.layout, kind, taken)
        ):
            found = TitleMatch(statement_id, "", "header", 0)
            draft.caption = replace(draft.caption, match=found)


def _document_unit(drafts: Sequence[Draft]) -> str:
    """The only unit that the document's tables name, or an empty string where they name several or none."""
    units = Counter(d.caption.unit_text for d in drafts if d.caption.unit_text)
    return next(iter(units)) if len(units) == 1 else ""


def _body_rows(draft: Draft) -> tuple[list[Row], int]:
    """Body rows without repeated headers, and the number of numeric cells dropped with them."""
    headers = {tuple(filter(None, keys)) for keys in draft.header}
    rows: list[Row] = []
    dropped = 0
    after_header = False
    for row in draft.body:
        if all(kind not in NUMERIC for _, kind, _ in row.items):
            after_header = tuple(filter(None, map(match_key, row.cells))) in headers
            if not after_header:
                rows.append(row)
        elif after_header and is_structural(row):
            dropped += sum(kind == "amount" for _, kind, _ in row.items)
        else:
            after_header = False
            rows.append(row)
    return rows, dropped


def _damaged(draft: Draft) -> bool:
    """True where some row contradicts the header."""
    layout = draft.layout
    return any(conflicts(row.items, layout) for row in _body_rows(draft)[0])


def _siblings(figures: Sequence[Figure]) -> dict[str, Decimal]:
    """Amounts by economic code of tables read by their header: code as printed to the row's total."""
    return {
        figure.row_code_text: Decimal(figure.amount_number)
        for figure in figures
        if figure.row_kind == "economic" and figure.measure == "total" and figure.row_code_text
        and "|" not in figure.row_code_text
    }  # fmt: skip


def _read_one(
    document_id: str, draft: Draft, unit: str, siblings: dict[str, Decimal] | None
) -> tuple[BodyResult, Table]:
    """Read one table; ``siblings`` are given for a table whose rows contradict its header."""
    statement = vocabulary().statements[draft.statement_id]
    rows, dropped = _body_rows(draft)
    cells = [row.cells for row in draft.header_rows]
    in_header = header_units(cells)
    own = draft.caption.unit_text or next(iter(in_header.values()), "")
    if draft.form:
        own = own or form_unit([*draft.header_rows, *draft.body])
    table = Table(
        document_id, draft.no, draft.statement_id, statement.row_axis, statement.stage, statement.fund,
        own or ("" if draft.statement_id == OTHER else unit), in_header,
    )  # fmt: skip
    if draft.form:
        result = FormReader(table).read([*draft.header_rows, *draft.body])
        return result, table
    layout = draft.layout
    rows = mend_labels(rows, layout)
    axis = "asset" if statement.heading_axis == "asset" else layout.axis
    if siblings is None:
        readings = read_straight(rows, layout)
    else:
        readings = place_rows(rows, layout, draft.header, draft.heading_axis, siblings)
    result = BodyReader(table, axis).read(readings)
    extra = dropped + draft.structural_tokens
    result.structural += extra
    result.numeric += extra
    return result, table


def _record(document_id: str, draft: Draft, result: BodyResult, table: Table) -> StatementRecord:
    match = draft.caption.match
    header = " | ".join("⇥".join(row.cells) for row in draft.header_rows)
    return StatementRecord(
        document_id, draft.no, draft.statement_id, draft.caption.title or None, draft.caption.title_line or None,
        draft.caption.official_number or None, match.method if match else "none", match.wording if match else None,
        match.score if match else 0, table.unit_text or None, draft.caption.unit_line or None, draft.first_line,
        draft.last_line, header or None, len(draft.body), result.numeric, len(result.figures),
        result.indicator_tokens, result.structural, len(result.unplaced),
        draft.no_data_note or result.note or None, not draft.body,
    )  # fmt: skip


def read_tables(document_id: str, lines: Sequence[str]) -> DocumentTables:
    """Read all tables of a document.

    Tables whose rows agree with their header are read first; what they print by economic code then helps to read the
    damaged ones.

    Args:
        document_id: Key of the document.
        lines: The document's lines; index 0 is line 1.

    Returns:
        Records of statements, figures, indicators and unplaced cells, in order of the page.
    """
    segments = segment(lines)
    drafts = _drafts(segments)
    _settle(drafts)
    unit = _document_unit(drafts)
    results: dict[int, tuple[BodyResult, Table]] = {}
    damaged = {draft.no for draft in drafts if not draft.form and _damaged(draft)}
    known: list[Figure] = []
    for draft in sorted(drafts, key=lambda d: (d.no in damaged, d.no)):
        siblings = _siblings(known) if draft.no in damaged else None
        results[draft.no] = _read_one(document_id, draft, unit, siblings)
        known.extend(results[draft.no][0].figures)
    out = DocumentTables(table_lines=segments.table_lines)
    for draft in drafts:
        result, table = results[draft.no]
        out.statements.append(_record(document_id, draft, result, table))
        out.figures.extend(result.figures)
        out.unplaced.extend(result.unplaced)
        out.indicators.extend(replace_numbers(result.indicators))
        if draft.caption.title_line:
            out.caption_lines[draft.caption.title_line] = "title"
        if draft.caption.unit_line:
            out.caption_lines.setdefault(draft.caption.unit_line, "unit")
    return out


def replace_numbers(indicators: Sequence[Indicator]) -> list[Indicator]:
    """Number indicators from 1 within their table."""
    return [indicator._replace(indicator_no=number) for number, indicator in enumerate(indicators, 1)]


__all__ = ["DocumentTables", "Draft", "read_tables", "replace"]
