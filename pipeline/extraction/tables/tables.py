"""All tables of one document: captions, headers, bodies, in order, with what one table tells about another.

The sequence of steps belongs here; each step is in the module named after it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from pipeline.extraction.dataset.records import Figure, Indicator, StatementRecord, UnplacedCell
from pipeline.extraction.page.document import Document
from pipeline.extraction.page.grid import segment
from pipeline.extraction.page.text import printed
from pipeline.extraction.tables.broken_labels import mend_labels
from pipeline.extraction.tables.figures import BodyReader, BodyResult, Table, header_units
from pipeline.extraction.tables.find import OTHER, Draft, find_tables
from pipeline.extraction.tables.forms import FormReader, form_unit
from pipeline.extraction.tables.headers import build_layout
from pipeline.extraction.tables.placement import place_rows, read_straight
from pipeline.extraction.tables.recognise import by_header, document_kind, settle
from pipeline.extraction.tables.titles import TitleMatch
from pipeline.extraction.wording.tables import vocabulary


@dataclass(slots=True)
class DocumentTables:
    """Everything the tables of a document gave."""

    statements: list[StatementRecord] = field(default_factory=list[StatementRecord])
    figures: list[Figure] = field(default_factory=list[Figure])
    unplaced: list[UnplacedCell] = field(default_factory=list[UnplacedCell])
    indicators: list[Indicator] = field(default_factory=list[Indicator])
    table_lines: set[int] = field(default_factory=set[int])
    caption_lines: dict[int, str] = field(default_factory=dict[int, str])


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


def _siblings(figures: Sequence[Figure]) -> dict[str, Decimal]:
    """Amounts by economic code of tables read by their header: code as printed to the row's total."""
    return {
        figure.row_code_text: Decimal(figure.amount_number)
        for figure in figures
        if figure.row_kind == "economic" and figure.measure == "total" and figure.row_code_text
        and "|" not in figure.row_code_text
    }  # fmt: skip


def _project_in_title(draft: Draft) -> str:
    """The project that a sheet names in its title alone (``…绩效目标表``), or an empty string."""
    match = draft.caption.match
    return match.prefix if match and "project" in match.statement_id else ""


def _read_one(
    document_id: str, draft: Draft, unit: str, siblings: dict[str, Decimal] | None
) -> tuple[BodyResult, Table]:
    """Read one table; ``siblings`` are given for a table whose rows contradict its header."""
    statement = vocabulary().statements[draft.statement_id]
    rows, dropped = draft.body_rows
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
        result = FormReader(table, _project_in_title(draft)).read([*draft.header_rows, *draft.body])
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
        document_id, draft.no, draft.statement_id, printed(draft.caption.title) or None,
        draft.caption.title_line or None,
        draft.caption.official_number or None, match.method if match else "none", match.wording if match else None,
        match.score if match else 0, table.unit_text or None, draft.caption.unit_line or None, draft.first_line,
        draft.last_line, header or None, len(draft.body), result.numeric, len(result.figures),
        result.indicator_tokens, result.structural, len(result.unplaced),
        draft.no_data_note or result.note or None, not draft.body,
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
    drafts = find_tables(segments)
    _settle(drafts)
    unit = _document_unit(drafts)
    results: dict[int, tuple[BodyResult, Table]] = {}
    damaged = {draft.no for draft in drafts if not draft.form and draft.is_damaged}
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
        out.indicators.extend(_numbered(result.indicators))
        if draft.caption.title_line:
            out.caption_lines[draft.caption.title_line] = "title"
        if draft.caption.unit_line:
            out.caption_lines.setdefault(draft.caption.unit_line, "unit")
    return out


def _numbered(indicators: Sequence[Indicator]) -> list[Indicator]:
    """Number indicators from 1 within their table."""
    return [indicator._replace(indicator_no=number) for number, indicator in enumerate(indicators, 1)]
