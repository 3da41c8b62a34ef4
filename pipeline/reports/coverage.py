"""How well the documents were read: per document its facts, per statement how its cells were placed.

For maintainers: it shows where reading fails. It reads the extracted Parquet, so it also works before anything is
published.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipeline.publication.sql import inside_pattern

_FACTS = ("document_kind", "disclosure_level", "fiscal_year", "department_name", "region_code", "government_level")

_DOCUMENTS = """
select document_id, file_name, outcome, outcome_reason, document_kind, disclosure_level, fiscal_year, department_name,
    region_code, government_level
from read_parquet('{extracted}/documents/*.parquet')
order by file_name
"""

_STATEMENTS = """
with placed as (
    select document_id, statement_no,
        count(*) filter (where placement = 'header') as by_header,
        count(*) filter (where placement = 'inferred') as inferred,
    from read_parquet('{extracted}/figures/*.parquet')
    group by all
)
select statements.statement_no, statement_id, table_title, title_line, match_method, match_score,
    coalesce(by_header, 0) as by_header, coalesce(inferred, 0) as inferred, unplaced_count as unplaced,
    indicator_count as indicators, structural_count as structural, no_data_note
from read_parquet('{extracted}/statements/*.parquet') as statements
left join placed using (document_id, statement_no)
where document_id = ?
order by statements.statement_no
"""


@dataclass(frozen=True)
class DocumentCoverage:
    """One document: its row of ``documents`` and the rows of its tables."""

    document: dict[str, Any]
    statements: list[dict[str, Any]]

    @property
    def missing_facts(self) -> list[str]:
        """Facts that the text did not give."""
        return [name for name in _FACTS if self.document[name] is None]

    @property
    def other_tables(self) -> int:
        """Tables that fit no known statement."""
        return sum(statement["statement_id"] == "other" for statement in self.statements)

    def total(self, column: str) -> int:
        """Sum one count over all tables."""
        return sum(statement[column] or 0 for statement in self.statements)

    def lines(self) -> Iterator[str]:
        """Yield the report on this document for a person."""
        document = self.document
        yield f"{document['file_name']}  [{document['outcome']}{_reason(document['outcome_reason'])}]"
        yield "  facts     " + ", ".join(f"{name} {document[name]}" for name in _FACTS if document[name] is not None)
        if self.missing_facts:
            yield "  not found " + ", ".join(self.missing_facts)
        cells = ", ".join(f"{self.total(column)} {column}" for column in ("by_header", "inferred", "unplaced"))
        yield f"  tables    {len(self.statements)} ({self.other_tables} other); cells {cells}"
        for statement in self.statements:
            yield "    " + _statement_line(statement)


def read_coverage(extracted_dir: Path) -> list[DocumentCoverage]:
    """Return the coverage of every document, in order of file names.

    Raises:
        FileNotFoundError: when nothing has been extracted into this folder yet.
    """
    if not any((extracted_dir / "documents").glob("*.parquet")):
        raise FileNotFoundError(f"Nothing is extracted in {extracted_dir} yet. Run: yujuesuan build")
    extracted = inside_pattern(extracted_dir)
    with duckdb.connect() as connection:
        return [
            DocumentCoverage(
                document, _rows(connection, _STATEMENTS.format(extracted=extracted), [document["document_id"]])
            )
            for document in _rows(connection, _DOCUMENTS.format(extracted=extracted), [])
        ]


def coverage_lines(coverage: list[DocumentCoverage]) -> Iterator[str]:
    """Yield the whole report, totals last."""
    for document in coverage:
        yield from document.lines()
        yield ""
    tables = sum(len(document.statements) for document in coverage)
    other = sum(document.other_tables for document in coverage)
    by_header, inferred, unplaced = (
        sum(document.total(column) for document in coverage) for column in ("by_header", "inferred", "unplaced")
    )
    yield (
        f"{len(coverage)} documents, {tables} tables, {other} of them other;"
        f" cells {by_header} by header, {inferred} inferred, {unplaced} unplaced"
    )


def _statement_line(statement: dict[str, Any]) -> str:
    score = "" if statement["match_score"] is None else f" {statement['match_score']}"
    note = f"  “{statement['no_data_note']}”" if statement["no_data_note"] else ""
    return (
        f"{statement['statement_no']:>3}  {statement['statement_id']:<40} {statement['match_method'] or 'none'}{score}:"
        f" {statement['by_header']} header, {statement['inferred']} inferred, {statement['unplaced']} unplaced,"
        f" {statement['indicators']} indicators  {statement['table_title'] or ''}{note}"
    )


def _rows(connection: duckdb.DuckDBPyConnection, query: str, parameters: list[Any]) -> list[dict[str, Any]]:
    cursor = connection.execute(query, parameters)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _reason(reason: str | None) -> str:
    return f": {reason}" if reason else ""
