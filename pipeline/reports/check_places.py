"""Where the operands of findings stand in the checked files: the box on the page, the printed line around it.

Looking places up in what was just read belongs here. Drawing them does not (:mod:`pipeline.reports.check_pdf`).
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from pipeline.extraction.limits import Limits
from pipeline.extraction.page.document import Box
from pipeline.reports.check_findings import SEVERITIES, DocumentReport, Finding
from pipeline.reports.members import members, raw_file

_CELLS = """
select document_id, source_line, source_field, null as value_text, source_page, source_x0, source_top, source_x1,
    source_bottom
from staging.stg_figures
union all by name
select document_id, source_line, source_field, source_page, source_x0, source_top, source_x1, source_bottom
from staging.stg_unplaced_cells
union all by name
select document_id, source_line, 0 as source_field, value_text, source_page, source_x0, source_top, source_x1,
    source_bottom
from staging.stg_narrative_figures
"""
_LINES = "select document_id, line_no, text from staging.stg_lines"
_FILES = "select document_id, file_name, sha256, format from main.dim_document"


@dataclass(frozen=True, slots=True)
class Mark:
    """One place of one finding.

    Attributes:
        number: Of the finding in the report.
        severity: Of the finding.
        message: What does not agree.
        line: 1-based line.
        field: 1-based field of a table row; 0 in prose, where ``text`` is marked.
        text: The number as printed.
        page: 1-based page; None where the format has none.
        box: On the page; None where the format has no boxes.
    """

    number: int
    severity: str
    message: str
    line: int
    field: int
    text: str
    page: int | None
    box: Box | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One checked document with its marks.

    Attributes:
        report: What was found in it.
        lines: Its canonical lines by number; blank ones are left out.
        marks: In the order of the findings.
        pdf: The bytes of the original, where it is a PDF; empty otherwise.
    """

    report: DocumentReport
    lines: Mapping[int, str]
    marks: Sequence[Mark]
    pdf: bytes = field(repr=False, default=b"")


def numbered(report: DocumentReport) -> Iterator[tuple[int, Finding]]:
    """The findings as every report numbers them: the gravest first, from 1."""
    yield from enumerate((found for severity in SEVERITIES for found in report.of_severity(severity)), start=1)


def read_sheets(connection: duckdb.DuckDBPyConnection, reports: Sequence[DocumentReport], raw: Path) -> list[Sheet]:
    """Look up the places of all findings.

    Args:
        connection: A database in which the models were made.
        reports: What was found.
        raw: The folder that was read.

    Returns:
        One sheet per report. A finding that concerns two documents is marked in both.

    Raises:
        duckdb.Error: The models are not there.
    """
    files = connection.execute(_FILES).fetchall()
    documents: dict[str, str] = {name: document_id for document_id, name, _, _ in files}
    lines: dict[str, dict[int, str]] = {document_id: {} for document_id in documents.values()}
    for document_id, number, text in connection.execute(_LINES).fetchall():
        lines.setdefault(document_id, {})[number] = text
    cells: dict[tuple[str, int, int], list[tuple[Any, ...]]] = {}
    for document_id, line, cell_field, *place in connection.execute(_CELLS).fetchall():
        cells.setdefault((document_id, line, cell_field), []).append(tuple(place))
    marks: dict[str, list[Mark]] = {document_id: [] for document_id in documents.values()}
    for report in reports:
        for number, found in numbered(report):
            for item in found.operands:
                if item.line is None:
                    continue
                owner = documents.get(item.file_name, report.document_id) if item.file_name else report.document_id
                page, box = _place(cells.get((owner, item.line, item.field or 0), []), item.text)
                mark = Mark(number, found.severity, found.message, item.line, item.field or 0, item.text,
                            page or item.page, box)  # fmt: skip
                if mark not in marks[owner]:
                    marks[owner].append(mark)
    marked = [(document, name, sha256) for document, name, sha256, kind in files if kind == "pdf" and marks[document]]
    pdfs = _pdfs(raw, marked)
    return [
        Sheet(report, lines[report.document_id], marks[report.document_id], pdfs.get(report.document_id, b""))
        for report in reports
    ]


def _place(found: Sequence[tuple[Any, ...]], text: str) -> tuple[int | None, Box | None]:
    """Page and box of a cell; in prose, of the figure on the line that prints the text."""
    for value_text, page, *edges in found:
        if value_text is None or value_text in text:
            return page, None if None in edges else Box(*map(float, edges))
    return None, None


def _pdfs(raw: Path, documents: Sequence[tuple[str, str, str]]) -> dict[str, bytes]:
    """The bytes of PDFs, given by document, name and digest; an archive is opened once for all that stand in it."""
    files: dict[Path, dict[str, str]] = {}
    for document_id, name, sha256 in documents:
        if path := raw_file(raw, name):
            files.setdefault(path, {})[sha256] = document_id
    found: dict[str, bytes] = {}
    for path, wanted in files.items():
        data = path.read_bytes()
        own = hashlib.sha256(data).hexdigest()
        taken = {own: data} if own in wanted else members(path, wanted, Limits.from_environment())
        found |= {wanted[sha256]: content for sha256, content in taken.items()}
    return found
