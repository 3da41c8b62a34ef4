"""Where one figure comes from: document, line, row, heading, printed text, and every step to the yuan.

Reads the published figure and the extracted Parquet it was made from, and computes the steps again: a trace that only
repeated the warehouse could not show that it is right.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb

from pipeline.extraction.page.document import Box
from pipeline.locations import DBT_PROJECT_DIR, Locations
from pipeline.publication.reader import open_release
from pipeline.publication.sql import inside_pattern
from pipeline.reports.originals import original_of
from pipeline.reports.origins import YEAR_AMOUNTS

_PUBLISHED = """
select
    fct_figure.*, dim_document.file_name, dim_document.sha256, dim_document.title, dim_statement.statement_name
from main.fct_figure
join main.dim_document using (document_id)
left join main.dim_statement using (statement_id)
where figure_id = ?
"""

_EXTRACTED = """
select
    figures.*, statements.title_line, statements.match_method, statements.match_title, statements.match_score,
    statements.unit_line, lines.text as line_text
from read_parquet('{extracted}/figures/*.parquet') as figures
join read_parquet('{extracted}/statements/*.parquet') as statements using (document_id, statement_no)
left join read_parquet('{extracted}/lines/*.parquet') as lines
    on figures.document_id = lines.document_id and figures.source_line = lines.line_no
where figures.document_id = ? and figures.source_line = ? and figures.source_field = ?
"""

MONEY_UNITS = DBT_PROJECT_DIR / "seeds" / "tables" / "money_units.csv"

_KINDS = (
    (
        "a number of a table", "figure_id, <document>-<line>-<field>, such as 0123456789abcdef-42-3",
        "select figure_id, row_label, amount_text from fct_figure limit 5",
    ),
    (
        "a number of the prose", "narrative_figure_id",
        "select narrative_figure_id, sentence from fct_narrative_figure limit 5",
    ),
    (
        "a finding", "finding_id",
        "select finding_id, message from fct_reconciliation where status = 'broken' limit 5",
    ),
    (
        "an amount of a year", f"<department_year_id>:<column>, column one of {', '.join(YEAR_AMOUNTS)}",
        "select department_year_id, expenditure_yuan from mart_department_year limit 5",
    ),
)  # fmt: skip
"""What can be traced: its name, its id, and a question that finds some."""


class NoPageError(LookupError):
    """The figure stands in a format that has no pages to draw."""


class UnknownFigureError(LookupError):
    """The warehouse has no such figure."""


@dataclass(frozen=True)
class Trace:
    """One figure, as published and as extracted.

    Attributes:
        figure: columns of ``fct_figure`` with the document's and the statement's names.
        source: columns of the extracted figure with its table and its line of text; empty when the extraction has
            moved on since the release.
        factor: yuan per printed unit; None for a quantity.
    """

    figure: dict[str, Any]
    source: dict[str, Any]
    factor: Decimal | None

    def lines(self) -> Iterator[str]:
        """Yield the trace for a person, from the file to the yuan."""
        figure, source = self.figure, self.source
        yield f"Figure      {figure['figure_id']}"
        yield f"Document    {figure['file_name']}  {figure['title'] or ''}"
        yield f"Statement   {figure['statement_id']}  {figure['statement_name'] or ''}, table {figure['statement_no']}"
        yield f"Title       {figure['table_title']}{_title_note(source)}"
        yield f"Line        {figure['source_line']}, field {figure['source_field']}"
        if place := _place(figure):
            yield f"Place       {place}"
        yield f"Text        {_visible(source.get('line_text'))}"
        yield f"Row         {figure['row_label'] or ''}  ({figure['row_kind']}{_code(figure, source)})"
        yield f"Column      {figure['column_label'] or ''}"
        yield f"Read as     measure {figure['measure']}, stage {figure['stage']}, fund {figure['fund']}"
        yield f"Placed by   {figure['placement']}{_note(source.get('placement_note'))}"
        yield from self._steps()

    def _steps(self) -> Iterator[str]:
        figure, source = self.figure, self.source
        yield f"Printed     {figure['amount_text']}"
        yield f"Unit        {figure['unit_text'] or 'none printed'}{_at_line(source.get('unit_line'))}"
        if not source:
            yield "Steps       the extraction has been repeated since this release: build again to see them"
            return
        yield f"Number      {source['amount_number']}"
        if self.factor is None:
            yield f"Value       {figure['amount_yuan']} (a quantity, no money)"
            return
        product = Decimal(source["amount_number"]) * self.factor
        agrees = "agrees with" if product == figure["amount_yuan"] else "DIFFERS FROM"
        yield f"Factor      × {self.factor} yuan"
        yield f"Yuan        {product:,.2f}, {agrees} amount_yuan {figure['amount_yuan']:,.2f}"


def trace_figure(locations: Locations, figure_id: str) -> Trace:
    """Collect everything known about one figure.

    Raises:
        UnknownFigureError: when the published warehouse has no figure of that id; says how ids look.
    """
    with open_release(locations.published_database) as connection:
        figures = _rows(connection, _PUBLISHED, [figure_id])
        if not figures:
            known = "\n".join(f'  {what}: {key}\n    yujuesuan sql "{sql}"' for what, key, sql in _KINDS)
            raise UnknownFigureError(
                f"No figure {figure_id!r} in {locations.published_database}, nor anything else of that id."
                f" What can be traced, its id, and how to find some:\n{known}"
            )
        figure = figures[0]
    source = _extracted(locations, figure)
    return Trace(figure, source, _factor(source) if source.get("is_money") else None)


def _extracted(locations: Locations, figure: dict[str, Any]) -> dict[str, Any]:
    """The figure as extracted; empty where the extraction has moved on, or its files are gone."""
    key = [figure["document_id"], figure["source_line"], figure["source_field"]]
    query = _EXTRACTED.format(extracted=inside_pattern(locations.extracted_dir))
    with duckdb.connect() as connection:
        try:
            sources = _rows(connection, query, key)
        except duckdb.Error:
            return {}
    return sources[0] if sources else {}


def _factor(source: dict[str, Any]) -> Decimal | None:
    """Yuan of a unit, as the seed of the units says."""
    unit = (source["unit_text"] or "").replace(" ", "")
    with MONEY_UNITS.open(encoding="utf-8", newline="") as file:
        return next((Decimal(row["yuan"]) for row in csv.DictReader(file) if row["unit"] == unit), None)


def _rows(connection: duckdb.DuckDBPyConnection, query: str, parameters: list[Any]) -> list[dict[str, Any]]:
    cursor = connection.execute(query, parameters)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _title_note(source: dict[str, Any]) -> str:
    if not source:
        return ""
    score = f", score {source['match_score']}/1000" if source["match_score"] is not None else ""
    return f"{_at_line(source['title_line'])}, matched {source['match_method']}{score}"


def _code(figure: dict[str, Any], source: dict[str, Any]) -> str:
    code = figure["function_code"] or figure["economic_code"]
    printed = source.get("row_code_text")
    shown = f", code {code}" if code else f", {figure['line_id']}" if figure["line_id"] else ""
    return f"{shown}, printed {printed}" if printed and printed != code else shown


def _at_line(line: int | None) -> str:
    return f"  (line {line})" if line else ""


def _note(note: str | None) -> str:
    return f": {note}" if note else ""


def _visible(text: str | None) -> str:
    return (text or "").replace("\t", " ⇥ ")


def _place(figure: dict[str, Any]) -> str:
    """Page or sheet, the file's own address and how it was read; empty for plain text."""
    parts = [
        f"page {figure['source_page']}" if figure["source_page"] is not None else "",
        figure["source_ref"] or "",
        f"recognised, confidence {figure['read_confidence']}" if figure["read_by"] == "ocr" else "",
        f"stored as {figure['stored_text']}" if figure["stored_text"] else "",
    ]
    return ", ".join(part for part in parts if part)


def trace_image(locations: Locations, trace: Trace) -> bytes:
    """Draw the page a figure stands on, its cell marked.

    Args:
        locations: Where the raw documents are.
        trace: The figure.

    Returns:
        A PNG.

    Raises:
        NoPageError: The figure has no box on a page.
        NoOriginalError: The original is gone, has changed, or cannot be drawn.
    """
    figure = trace.figure
    edges = [figure[f"source_{edge}"] for edge in ("x0", "top", "x1", "bottom")]
    if None in edges:
        raise NoPageError(f"{figure['figure_id']} stands in a file without pages to draw ({figure['file_name']})")
    original = original_of(locations, figure["file_name"], figure["sha256"])
    return original.picture(figure["source_page"], [Box(*map(float, edges))])
