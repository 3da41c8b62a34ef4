"""One document from bytes to rows: reading, tables, facts, narrative, outcome.

The order of the steps and the outcome belong here, and the boundary at which one bad document stops. Storage does not.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.extraction.dataset.schemas import DATASETS
from pipeline.extraction.dataset.version import parser_version
from pipeline.extraction.facts.facts import DocumentFacts, StatementHint, document_facts
from pipeline.extraction.prose.narrative import narrative_rows
from pipeline.extraction.readers.text import ReadResult, read_document
from pipeline.extraction.tables.find import OTHER
from pipeline.extraction.tables.tables import DocumentTables, read_tables

GOVERNMENT = "government"
SIZE_LIMIT = 32 * 1024 * 1024
"""Largest file in bytes; the longest real disclosures as text have some 2 MB."""

_JSON = json.JSONEncoder(ensure_ascii=False)

Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(slots=True)
class DocumentRows:
    """All rows that one document contributes, per dataset."""

    document_id: str
    outcome: str
    reason: str
    rows: Rows = field(default_factory=dict[str, list[tuple[Any, ...]]])


@dataclass(frozen=True, slots=True)
class Source:
    """One document by content: where to read it and under which names it stands in ``raw/``."""

    sha256: str
    path: Path
    names: tuple[str, ...]


def _as_row(dataset: str, values: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(values.get(name) for name in DATASETS[dataset].names)


def _evidence(facts: DocumentFacts) -> str:
    return _JSON.encode(dict(sorted(facts.evidence.items())))


def _document_row(source: Source, read: ReadResult, facts: DocumentFacts | None, outcome: str, reason: str) -> Rows:
    known: dict[str, Any] = {}
    if facts is not None:
        known = {
            "title": facts.title or None,
            "document_kind": facts.document_kind or None,
            "disclosure_level": facts.disclosure_level or None,
            "fiscal_year": facts.fiscal_year,
            "department_name": facts.department_name or None,
            "unit_code": facts.unit_code or None,
            "region_code": facts.region_code or None,
            "government_level": facts.government_level or None,
            "facts_evidence": _evidence(facts),
        }
    row = _as_row(
        "documents",
        {
            "document_id": source.sha256[:16],
            "sha256": source.sha256,
            "file_name": source.names[0],
            "duplicate_file_names": list(source.names[1:]),
            "byte_size": read.byte_size,
            "encoding": read.encoding or None,
            "line_count": len(read.lines),
            "character_count": len(read.text),
            "outcome": outcome,
            "outcome_reason": reason or None,
            "parser_version": parser_version(),
            **known,
        },
    )
    return {"documents": [row]}


def _line_rows(document_id: str, read: ReadResult, tables: DocumentTables) -> list[tuple[Any, ...]]:
    statement_of: dict[int, int] = {}
    for record in tables.statements:
        statement_of.update(dict.fromkeys(range(record.first_line, record.last_line + 1), record.statement_no))
    kinds = tables.caption_lines | dict.fromkeys(tables.table_lines, "table")
    return [
        (document_id, number, text, kinds.get(number, "text"), statement_of.get(number))
        for number, text in enumerate(read.lines, 1)
        if text and not text.isspace()
    ]


def _outcome_row(source: Source, step: str, outcome: str, reason: str, counts: tuple[int, int, int]) -> tuple[Any, ...]:
    return (source.names[0], source.sha256[:16], step, outcome, reason or None, *counts, parser_version())


def _duplicates(source: Source) -> list[tuple[Any, ...]]:
    reason = f"the same bytes as {source.names[0]}: one document under {len(source.names)} names (重复文件)"
    return [
        (name, source.sha256[:16], "read", "skipped", reason, 0, 0, 0, parser_version()) for name in source.names[1:]
    ]


def _refused(source: Source, read: ReadResult) -> DocumentRows:
    rows = _document_row(source, read, None, read.outcome, read.reason)
    rows["outcomes"] = [_outcome_row(source, "read", read.outcome, read.reason, (0, 0, 0)), *_duplicates(source)]
    return DocumentRows(source.sha256[:16], read.outcome, read.reason, rows)


def _worst(read: ReadResult, unplaced: int) -> tuple[str, str]:
    if read.outcome == "partial":
        return "partial", read.reason
    if unplaced:
        return (
            "partial",
            f"{unplaced} numeric cells could not be placed (有未能归位的数字单元格): see fct_unplaced_cell",
        )
    return "ok", ""


def _set_apart(tables: DocumentTables) -> None:
    """The tables of a whole government have the titles of a department's, and are none: they are kept as ``other``."""
    tables.statements = [record._replace(statement_id=OTHER) for record in tables.statements]
    tables.figures = [figure._replace(statement_id=OTHER) for figure in tables.figures]


def extract_document(source: Source) -> DocumentRows:
    """Extract one document.

    Args:
        source: The file and its names.

    Returns:
        Rows of every dataset. A file that cannot be read or is no disclosure has its document and outcome rows only.
    """
    read = read_document(source.path, size_limit=SIZE_LIMIT)
    if not read.is_readable:
        return _refused(source, read)
    document_id = source.sha256[:16]
    tables = read_tables(document_id, read.lines)
    hints = [StatementHint(s.statement_id, s.table_title or "", s.first_line) for s in tables.statements]
    facts = document_facts(read.lines, hints, read.text)
    if not facts.is_disclosure:
        rows = _document_row(source, read, facts, "skipped", facts.reason)
        rows["outcomes"] = [
            _outcome_row(source, "read", read.outcome, read.reason, (0, 0, 0)),
            _outcome_row(source, "recognise", "skipped", facts.reason, (0, 0, 0)),
            *_duplicates(source),
        ]
        return DocumentRows(document_id, "skipped", facts.reason, rows)
    if facts.disclosure_level == GOVERNMENT:
        _set_apart(tables)
    prose = narrative_rows(document_id, read.lines, tables.table_lines, facts.document_kind or None, facts.fiscal_year)
    outcome, reason = _worst(read, len(tables.unplaced))
    counts = (len(tables.figures), len(prose), len(tables.unplaced))
    rows = _document_row(source, read, facts, outcome, reason)
    rows["outcomes"] = [
        _outcome_row(source, "read", read.outcome, read.reason, (0, 0, 0)),
        _outcome_row(source, "recognise", "ok", "", (0, 0, 0)),
        _outcome_row(source, "extract", outcome, reason, counts),
        *_duplicates(source),
    ]
    rows["statements"] = list(tables.statements)
    rows["figures"] = list(tables.figures)
    rows["unplaced_cells"] = list(tables.unplaced)
    rows["indicators"] = list(tables.indicators)
    rows["narrative_figures"] = prose
    rows["lines"] = _line_rows(document_id, read, tables)
    return DocumentRows(document_id, outcome, reason, rows)


def extract_guarded(source: Source) -> DocumentRows:
    """Extract one document so that nothing in it can stop the others.

    Args:
        source: The file and its names.

    Returns:
        The rows; where the parser itself fails, a quarantined document with the error as its reason.
    """
    try:
        return extract_document(source)
    except Exception as error:
        reason = f"the parser failed on this document, {type(error).__name__}: {error} (解析程序出错，请报告)"
        read = ReadResult("quarantined", "parser_error", reason, source.sha256, 0, "", "", ())
        return _refused(source, read)
