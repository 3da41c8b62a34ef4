"""One document from bytes to rows: reading, tables, facts, prose, outcome.

The order of the steps and the outcome belong here, and the boundary at which one bad document stops. Storage does not.
"""

import hashlib
import json
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pipeline.extraction.dataset.records import (
    DocumentRecord,
    Figure,
    Indicator,
    LineRecord,
    Long,
    NarrativeFigure,
    OutcomeRecord,
    StatementRecord,
    UnplacedCell,
)
from pipeline.extraction.dataset.version import parser_version
from pipeline.extraction.entries import open_file, told
from pipeline.extraction.facts.facts import DocumentFacts, StatementHint, document_facts
from pipeline.extraction.page.cells import is_storable
from pipeline.extraction.page.document import Address, Archive, Document, Outcome, Refusal
from pipeline.extraction.prose.narrative import narrative_rows
from pipeline.extraction.readers.lost import without_lost
from pipeline.extraction.readers.registry import read_bytes
from pipeline.extraction.tables.apart import set_later_years_apart
from pipeline.extraction.tables.illegible import set_hidden_names_apart, set_illegible_apart
from pipeline.extraction.tables.lost_rows import run_together, set_lost_rows_apart
from pipeline.extraction.tables.table import OTHER
from pipeline.extraction.tables.tables import DocumentTables, read_tables
from pipeline.extraction.tables.titles import EXACT
from pipeline.extraction.wording.kinds import LineKind
from pipeline.extraction.wording.reasons import worded

GOVERNMENT = "government"
SIZE_LIMIT = 32 * 1024 * 1024
"""Largest file in bytes; the longest real disclosures as text have some 2 MB."""

RUN_TOGETHER = "amounts_run_together"
_PRINTED_AMOUNT = re.compile(r"[1-9]\d{2}|\d\.\d")
"""A number that fills in a form, whether or not it is known what it says."""
_SHOWN = 30
_NAMED = 3

_JSON = json.JSONEncoder(ensure_ascii=False)

Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(slots=True)
class DocumentRows:
    """All rows that one document contributes, per dataset."""

    document_id: str
    outcome: Outcome
    reason: str
    reason_code: str = ""
    rows: Rows = field(default_factory=dict[str, list[tuple[Any, ...]]])


@dataclass(frozen=True, slots=True)
class Source:
    """One document by content: where to read it and under which names it stands in ``raw/``."""

    sha256: str
    path: Path
    names: tuple[str, ...]
    container: str | None = None

    @property
    def document_id(self) -> str:
        """First 16 hexadecimal digits of the digest."""
        return self.sha256[:16]


class Verdict(NamedTuple):
    """Outcome of a step, with the key and the words of its reason (empty when ``ok``)."""

    outcome: Outcome
    reason_code: str = ""
    reason: str = ""


OK = Verdict("ok")
_Placed = TypeVar("_Placed", Figure, UnplacedCell, Indicator, NarrativeFigure)


def _because(reason_code: str, detail: str) -> Verdict:
    outcome, reason = worded(reason_code, detail)
    return Verdict(outcome, reason_code, reason)


def _document_record(
    source: Source, byte_size: int, document: Document | None, facts: DocumentFacts | None, verdict: Verdict
) -> DocumentRecord:
    return DocumentRecord(
        document_id=source.document_id,
        sha256=source.sha256,
        file_name=source.names[0],
        duplicate_file_names=list(source.names[1:]),
        byte_size=Long(byte_size),
        format=document.format if document else None,
        container=source.container,
        encoding=(document.encoding or None) if document else None,
        line_count=len(document.lines) if document else 0,
        character_count=Long(document.character_count if document else 0),
        title=(facts.title or None) if facts else None,
        document_kind=(facts.document_kind or None) if facts else None,
        disclosure_level=(facts.disclosure_level or None) if facts else None,
        fiscal_year=facts.fiscal_year if facts else None,
        department_name=(facts.department_name or None) if facts else None,
        unit_code=(facts.unit_code or None) if facts else None,
        region_code=(facts.region_code or None) if facts else None,
        government_level=(facts.government_level or None) if facts else None,
        facts_evidence=_JSON.encode(dict(sorted(facts.evidence.items()))) if facts else None,
        outcome=verdict.outcome,
        outcome_reason_code=verdict.reason_code or None,
        outcome_reason=verdict.reason or None,
        parser_version=parser_version(),
    )


def _outcome(source: Source, step: str, verdict: Verdict, counts: tuple[int, int, int] = (0, 0, 0)) -> OutcomeRecord:
    figures, narrative, unplaced = counts
    return OutcomeRecord(
        file_name=source.names[0],
        document_id=source.document_id,
        step=step,
        outcome=verdict.outcome,
        reason_code=verdict.reason_code or None,
        reason=verdict.reason or None,
        figure_count=figures,
        narrative_figure_count=narrative,
        unplaced_count=unplaced,
        parser_version=parser_version(),
    )


def _duplicates(source: Source) -> list[OutcomeRecord]:
    verdict = _because("duplicate", f"{source.names[0]}: one document under {len(source.names)} names")
    return [_outcome(source, "read", verdict)._replace(file_name=name) for name in source.names[1:]]


def _line_rows(document_id: str, document: Document, tables: DocumentTables) -> list[LineRecord]:
    statement_of: dict[int, int] = {}
    for record in tables.statements:
        statement_of.update(dict.fromkeys(range(record.first_line, record.last_line + 1), record.statement_no))
    kinds: dict[int, LineKind] = {**tables.caption_lines}
    kinds.update((number, "table") for number in tables.table_lines)
    return [
        LineRecord(
            document_id, number, text, kinds.get(number, "text"), statement_of.get(number), document.page(number)
        )
        for number, text in enumerate(document.lines, 1)
        if text and not text.isspace()
    ]


def refused(source: Source, byte_size: int, refusal: Refusal) -> DocumentRows:
    """The rows of a file that gave no document: its outcome with the reason."""
    verdict = _because(refusal.reason_code, refusal.detail)
    rows: Rows = {
        "documents": [_document_record(source, byte_size, None, None, verdict)],
        "outcomes": [_outcome(source, "read", verdict), *_duplicates(source)],
    }
    return DocumentRows(source.document_id, verdict.outcome, verdict.reason, verdict.reason_code, rows)


def _reading(document: Document) -> Verdict:
    """Whether the whole file was read."""
    return _because(*document.remarks[0]) if document.remarks else OK


def _extraction(reading: Verdict, unread: int, placed: int, apart: Sequence[NarrativeFigure]) -> Verdict:
    if reading.outcome == "partial":
        return reading
    if unread:
        return _because("unplaced_cells", f"{unread} numeric cell{'s' if unread > 1 else ''}")
    if apart:
        places = dict.fromkeys(f"{figure.value_text[:_SHOWN]!r} in line {figure.source_line}" for figure in apart)
        return _because("impossible_numbers", ", ".join([*places][:_NAMED]))
    return OK if placed else _because("no_figures", "no table with a number, no figure of a known kind in the text")


def _lost(document: Document, tables: DocumentTables) -> str:
    """The first lines that print amounts without anything between them; empty where there are none."""
    return ", ".join(f"line {number}" for number in run_together(document.lines, tables)[:_NAMED])


def _told_lost(document: Document, tables: DocumentTables) -> str:
    """What the reason of a skipped text must add where its amounts may be those of a table that lost its cells."""
    lost = _lost(document, tables)
    return " " + worded(RUN_TOGETHER, lost)[1] if lost else ""


def _storable(prose: list[NarrativeFigure]) -> tuple[list[NarrativeFigure], list[NarrativeFigure]]:
    """Figures that can be kept as decimals, and those that no amount can be: a number run together, a float's tail."""
    kept = [figure for figure in prose if is_storable(figure.value_number)]
    apart = [figure for figure in prose if not is_storable(figure.value_number)]
    return [_with_storable_base(figure) for figure in kept], apart


def _with_storable_base(figure: NarrativeFigure) -> NarrativeFigure:
    if figure.base_number is None or is_storable(figure.base_number):
        return figure
    return figure._replace(base_text=None, base_number=None, base_unit_text=None, base_line=None)


def _as_of_government(tables: DocumentTables) -> None:
    """The tables of a whole government have the titles of a department's, and are none: they are kept as ``other``."""
    tables.statements = [record._replace(statement_id=OTHER) for record in tables.statements]
    tables.figures = [figure._replace(statement_id=OTHER) for figure in tables.figures]


def _addressed(
    document: Document, records: list[_Placed], address: Callable[[_Placed], Address | None]
) -> list[_Placed]:
    """The records with their place in the original; plain text has no other place than its lines."""
    if not document.addresses and not document.pages:
        return records
    return [record._replace(address=address(record)) for record in records]


def _statements(document: Document, records: list[StatementRecord]) -> list[StatementRecord]:
    if not document.pages:
        return records
    return [record._replace(page=document.page(record.title_line or record.first_line)) for record in records]


def extract_bytes(source: Source, data: bytes) -> DocumentRows:
    """Extract one document.

    Args:
        source: The file and its names.
        data: Its bytes.

    Returns:
        Rows of every dataset. A file that cannot be read or is no disclosure has its document and outcome rows only.
    """
    document = read_bytes(data)
    if isinstance(document, Archive):
        document = Refusal("archive", f"{len(document.members)} members")
    if isinstance(document, Document):
        document = without_lost(document)
    if isinstance(document, Refusal):
        return refused(source, len(data), document)
    document_id = source.document_id
    reading = _reading(document)
    tables = read_tables(document_id, document)
    set_illegible_apart(document, tables)
    set_hidden_names_apart(tables)
    hints = [
        StatementHint(s.statement_id, s.table_title or "", s.first_line, s.match_score == EXACT)
        for s in tables.statements
    ]
    amounts = sum(figure.is_money and figure.amount_number.strip("-0.") != "" for figure in tables.figures)
    amounts += sum(_PRINTED_AMOUNT.search(cell.cell_text) is not None for cell in tables.unplaced)
    facts = document_facts(document.lines, hints, document.text, amounts, document.site)
    if not facts.is_disclosure:
        verdict = Verdict("skipped", facts.reason_code, facts.reason + _told_lost(document, tables))
        rows: Rows = {
            "documents": [_document_record(source, len(data), document, facts, verdict)],
            "outcomes": [
                _outcome(source, "read", reading), _outcome(source, "recognise", verdict), *_duplicates(source)
            ],
        }  # fmt: skip
        return DocumentRows(document_id, "skipped", verdict.reason, facts.reason_code, rows)
    set_later_years_apart(tables, facts.fiscal_year)
    set_lost_rows_apart(document.lines, tables)
    if facts.disclosure_level == GOVERNMENT:
        _as_of_government(tables)
    prose, apart = _storable(
        narrative_rows(document_id, document.lines, tables.table_lines, facts.document_kind or None, facts.fiscal_year)
    )

    def cell(record: Figure | UnplacedCell) -> Address | None:
        return document.address_of_cell(record.source_line, record.source_field)

    placed = len(tables.figures) + len(tables.indicators) + len(prose)
    unread = sum(not cell.is_set_aside for cell in tables.unplaced)
    verdict = _extraction(reading, unread, placed, apart)
    if verdict.outcome == "ok" and (lost := _lost(document, tables)):
        verdict = _because(RUN_TOGETHER, lost)
    counts = (len(tables.figures), len(prose), len(tables.unplaced))
    return DocumentRows(
        document_id,
        verdict.outcome,
        verdict.reason,
        verdict.reason_code,
        {
            "documents": [_document_record(source, len(data), document, facts, verdict)],
            "outcomes": [
                _outcome(source, "read", reading),
                _outcome(source, "recognise", OK),
                _outcome(source, "extract", verdict, counts),
                *_duplicates(source),
            ],
            "statements": [*_statements(document, tables.statements)],
            "figures": [*_addressed(document, tables.figures, cell)],
            "unplaced_cells": [*_addressed(document, tables.unplaced, cell)],
            "indicators": [
                *_addressed(document, tables.indicators, lambda r: document.address_of_cell(r.source_line, 1))
            ],
            "narrative_figures": [
                *_addressed(document, prose, lambda r: document.address_of_offset(r.source_line, r.source_offset))
            ],
            "lines": [*_line_rows(document_id, document, tables)],
        },
    )


def load(path: Path, *, size_limit: int) -> bytes | Refusal:
    """Read the bytes of one file.

    Args:
        path: The file.
        size_limit: Largest size in bytes; a larger file is refused unread.

    Returns:
        The bytes, or why they cannot be read.
    """
    try:
        with os.fdopen(open_file(path), "rb", buffering=0) as file:
            byte_size = os.fstat(file.fileno()).st_size
            if byte_size > size_limit:
                return Refusal("too_large", f"{byte_size:,} bytes, the limit is {size_limit:,}")
            return file.read()
    except OSError as error:
        return Refusal("unreadable", told(error))


def extract_document(source: Source, size_limit: int = SIZE_LIMIT) -> DocumentRows:
    """Extract one document from its file: :func:`load`, then :func:`extract_bytes`."""
    data = load(source.path, size_limit=size_limit)
    if isinstance(data, Refusal):
        return refused(source, 0, data)
    if hashlib.sha256(data).hexdigest() != source.sha256:
        return refused(source, len(data), Refusal("changed_while_read", f"{len(data):,} bytes of another content"))
    return extract_bytes(source, data)


def extract_guarded(source: Source, size_limit: int = SIZE_LIMIT) -> DocumentRows:
    """Extract one document so that nothing in it can stop the others.

    Args:
        source: The file and its names.
        size_limit: Largest size in bytes.

    Returns:
        The rows; where the parser itself fails, a quarantined document with the error as its reason.
    """
    try:
        return extract_document(source, size_limit)
    except MemoryError:
        return refused(source, 0, Refusal("out_of_memory", "MemoryError"))
    except Exception as error:
        return refused(source, 0, Refusal("parser_error", f"{type(error).__name__}: {error}"))
