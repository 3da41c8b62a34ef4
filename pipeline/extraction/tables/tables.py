"""All tables of one document: captions, headers, bodies, in order, with what one table tells about another.

The sequence of steps belongs here; each step is in the module named after it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import NamedTuple

from pipeline.extraction.dataset.records import Figure, Indicator, StatementRecord, UnplacedCell
from pipeline.extraction.page.document import Document
from pipeline.extraction.page.grid import segment
from pipeline.extraction.page.text import match_key, printed
from pipeline.extraction.tables.broken_labels import cut_labels, mend_labels
from pipeline.extraction.tables.columns import FUNDS_OF_APPROPRIATION
from pipeline.extraction.tables.figures import FigureReader
from pipeline.extraction.tables.find import find_tables
from pipeline.extraction.tables.forms import FormReader, form_unit
from pipeline.extraction.tables.frame import Content, Frame, header_units
from pipeline.extraction.tables.headers import build_layout
from pipeline.extraction.tables.label_words import line_key
from pipeline.extraction.tables.placement import is_damaged, place_rows
from pipeline.extraction.tables.project_bodies import with_bodies
from pipeline.extraction.tables.recognise import by_header, document_kind, settle, told_kind
from pipeline.extraction.tables.row_reading import (
    ROW_WIDTH,
    read_straight,
    without_cut_names,
    without_inferred,
    without_loose_cells,
    without_loose_rows,
)
from pipeline.extraction.tables.table import OTHER, Table
from pipeline.extraction.tables.titles import TitleMatch
from pipeline.extraction.tables.trailing import without_trailing_blanks
from pipeline.extraction.tables.units import UnitOfOthers
from pipeline.extraction.tables.unplaced import unplaced_cell
from pipeline.extraction.wording.kinds import LineKind, MatchMethod
from pipeline.extraction.wording.tables import vocabulary

NAMED_AXES = frozenset({"line", "three_public", "asset"})
"""Kinds of tables in which names alone say what a row is."""


@dataclass(slots=True)
class DocumentTables:
    """Everything the tables of a document gave."""

    statements: list[StatementRecord] = field(default_factory=list[StatementRecord])
    figures: list[Figure] = field(default_factory=list[Figure])
    unplaced: list[UnplacedCell] = field(default_factory=list[UnplacedCell])
    indicators: list[Indicator] = field(default_factory=list[Indicator])
    table_lines: set[int] = field(default_factory=set[int])
    caption_lines: dict[int, LineKind] = field(default_factory=dict[int, LineKind])


def _settled(tables: Sequence[Table], lines: Sequence[str]) -> list[Table]:
    """The tables with what the document decides where single titles leave it open."""
    matches = [table.caption.match for table in tables]
    if all(match is not None and match.stage_word for match in matches):
        return list(tables)
    kind = document_kind(matches, [table.layout for table in tables])
    if not kind and not any(matches):
        kind = told_kind(lines[: min(table.first_line for table in tables) - 1])
    taken = frozenset(match.statement_id for match in matches if match)
    return [_settled_one(table, kind, taken) for table in tables]


def _settled_one(table: Table, kind: str, taken: frozenset[str]) -> Table:
    match = table.caption.match
    if match is not None:
        settled = settle(match, kind)
        is_final = kind == "final_accounts" and not match.stage_word
        return replace(table if settled == match else table.titled(settled), is_final=is_final)
    if not table.header or not kind:
        return table
    found = by_header(build_layout(table.header, "three_public"), kind, taken) or by_header(
        table.layout, kind, taken, _labels_of(table) if table.layout.axis == "line" else frozenset()
    )
    return table.titled(TitleMatch(found, "", "header", 0)) if found else table


def _labels_of(table: Table) -> frozenset[str]:
    return frozenset(line_key(cell)[0] for row in table.body for cell in row.cells if cell.strip())


def _siblings(figures: Sequence[Figure]) -> dict[str, Decimal]:
    """Amounts by economic code of tables read by their header: code as printed to the row's total."""
    return {
        figure.row_code_text: Decimal(figure.amount_number)
        for figure in figures
        if figure.row_kind == "economic" and figure.measure == "total" and figure.row_code_text
        and "|" not in figure.row_code_text
    }  # fmt: skip


def _tells_others(table: Table) -> bool:
    """True for a table by economic code: what it prints helps to read the others, so it is read before them."""
    return vocabulary().statements[table.statement_id].row_axis == "economic"


def _project_in_title(table: Table) -> str:
    """The project that a sheet names before its rows or in its title alone (``…绩效目标表``), or an empty string."""
    match = table.caption.match
    if match is None or "project" not in match.statement_id:
        return ""
    return table.caption.project or match.prefix


def _fund_in_title(table: Table) -> str:
    """The fund that the title of a three-public or project table names; of several, the appropriation as a whole."""
    if table.heading_axis not in ("three_public", "project") or table.caption.match is None:
        return ""
    key = match_key(table.caption.title)
    funds = {fund for term, fund in vocabulary().fund_terms if match_key(term) in key}
    return next(iter(funds)) if len(funds) == 1 else "appropriation" if funds else ""


def _frame(document_id: str, table: Table, others: UnitOfOthers) -> Frame:
    """What all figures of a table share; its unit from its caption, its headings, or the other tables."""
    statement = vocabulary().statements[table.statement_id]
    is_final = table.is_final and statement.document_kind == "budget"
    named = _fund_in_title(table)
    fund = named or statement.fund
    is_told = bool(named) or table.heading_axis != "three_public"
    in_header = header_units([row.cells for row in table.header_rows])
    own = table.caption.unit_text or next(iter(in_header.values()), "")
    if table.is_form:
        own = own or form_unit([*table.header_rows, *table.body])
    return Frame(
        document_id, table.no, table.statement_id, statement.row_axis,
        "final" if is_final else statement.stage,
        fund,
        own or ("" if table.statement_id == OTHER else others.of(table)), is_told and fund in FUNDS_OF_APPROPRIATION,
        in_header,
    )  # fmt: skip


class _Loose(NamedTuple):
    """Lines whose cells are known by their order alone, and line and field of cells under no certain heading."""

    lines: frozenset[int]
    cells: frozenset[tuple[int, int]]


def _loose(document: Document) -> _Loose:
    shapes = document.shapes
    return _Loose(
        frozenset(line for grid in shapes for line in grid.loose_lines),
        frozenset(cell for grid in shapes for cell in grid.loose_cells),
    )


def _without_loose(content: Content, loose: _Loose) -> Content:
    """What a sheet gave, its figures unplaced that stand in no certain column."""
    lost = [
        f for f in content.figures if f.source_line in loose.lines or (f.source_line, f.source_field) in loose.cells
    ]
    content.figures = [figure for figure in content.figures if figure not in lost]
    content.unplaced += [
        unplaced_cell(
            figure.document_id, figure.statement_no, (figure.source_line, figure.source_field), figure.amount_text,
            ROW_WIDTH,
        )
        for figure in lost
    ]  # fmt: skip
    return content


def _read_one(table: Table, frame: Frame, siblings: dict[str, Decimal] | None, loose: _Loose) -> Content:
    """Read one table.

    Args:
        table: As found.
        frame: What its figures share.
        siblings: Where its rows contradict its header, what others print by economic code.
        loose: What of the document stands in no certain column.
    """
    if table.is_form:
        return _without_loose(
            FormReader(frame, _project_in_title(table)).read([*table.header_rows, *table.body]), loose
        )
    statement = vocabulary().statements[table.statement_id]
    layout = table.layout
    body, dropped = table.content
    if siblings is None:
        readings = read_straight(mend_labels(body, layout), layout)
    else:
        placed = place_rows(body, layout, table.header, table.heading_axis, siblings)
        read_by = {reading.layout for reading in placed}
        layout = next(iter(read_by)) if len(read_by) == 1 else layout
        mended = mend_labels([reading.row for reading in placed], layout)
        readings = [replace(reading, row=row) for reading, row in zip(placed, mended, strict=True)]
    if table.statement_id == OTHER:
        readings = without_inferred(readings)
    if loose.lines:
        readings = without_loose_rows(readings, loose.lines)
    if loose.cells:
        readings = without_loose_cells(readings, loose.cells)
    if layout.axis in NAMED_AXES:
        readings = without_cut_names(readings, cut_labels([reading.row for reading in readings], layout))
    axis = "asset" if statement.heading_axis == "asset" else layout.axis
    content = FigureReader(frame, axis).read(readings)
    if axis == "project":
        content.figures = with_bodies(content.figures)
    content.structural += dropped + table.structural_tokens
    content.numeric += dropped + table.structural_tokens
    return content


def _method(table: Table) -> MatchMethod:
    """How the table got its statement; ``continuation`` where it was put together from several pages."""
    if table.is_continued:
        return "continuation"
    return table.caption.match.method if table.caption.match else "none"


def _record(document_id: str, table: Table, content: Content, frame: Frame) -> StatementRecord:
    match = table.caption.match
    header = " | ".join("⇥".join(row.cells) for row in table.header_rows)
    return StatementRecord(
        document_id, table.no, table.statement_id, printed(table.caption.title) or None,
        table.caption.title_line or None,
        table.caption.official_number or None, _method(table), match.wording if match else None,
        match.score if match else 0, frame.unit_text or None, table.caption.unit_line or None, table.first_line,
        table.last_line, header or None, len(table.body), content.numeric, len(content.figures),
        content.indicator_tokens, content.structural, len(content.unplaced),
        table.no_data_note or content.note or None, not table.body,
    )  # fmt: skip


def read_tables(document_id: str, document: Document) -> DocumentTables:
    """Read all tables of a document.

    Tables whose rows agree with their header are read first; what they print by economic code then helps to read the
    damaged ones.

    Args:
        document_id: Key of the document.
        document: The document as read.

    Returns:
        Records of statements, figures, indicators and unplaced cells, in order of the page.
    """
    segments = segment(document)
    loose = _loose(document)
    tables = _settled(find_tables(segments), document.lines)
    trimmed = [table if table.is_form else without_trailing_blanks(table) for table in tables]
    others = UnitOfOthers(tables)
    frames = {table.no: _frame(document_id, table, others) for table in tables}
    contents: dict[int, Content] = {}
    damaged = {
        table.no
        for table in trimmed
        if not table.is_form and is_damaged(table.content[0], table.layout, table.header, table.heading_axis)
    }
    known: list[Figure] = []
    for table in sorted(trimmed, key=lambda t: (t.no in damaged, not _tells_others(t), t.no)):
        siblings = _siblings(known) if table.no in damaged else None
        contents[table.no] = _read_one(table, frames[table.no], siblings, loose)
        known.extend(contents[table.no].figures)
    out = DocumentTables(table_lines=segments.table_lines)
    for table in tables:
        content = contents[table.no]
        out.statements.append(_record(document_id, table, content, frames[table.no]))
        out.figures.extend(content.figures)
        out.unplaced.extend(content.unplaced)
        out.indicators.extend(_numbered(content.indicators))
        if table.caption.title_line:
            out.caption_lines[table.caption.title_line] = "title"
        if table.caption.unit_line:
            out.caption_lines.setdefault(table.caption.unit_line, "unit")
    return out


def _numbered(indicators: Sequence[Indicator]) -> list[Indicator]:
    """Number indicators from 1 within their table."""
    return [indicator._replace(indicator_no=number) for number, indicator in enumerate(indicators, 1)]
