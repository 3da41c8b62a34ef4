"""Where a figure of the prose, a finding, or an amount of the mart comes from.

What is known of each is looked up in the published file and put into lines for a person. Figures of tables, whose steps
can be computed again, are in :mod:`pipeline.reports.trace`.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import duckdb

from pipeline.locations import Locations
from pipeline.publication.reader import open_release
from pipeline.reports.origins import YEAR_AMOUNTS, is_declared_none, printed_places

_PROSE = """
select figures.*, documents.file_name, documents.title as document_title
from fct_narrative_figure as figures inner join dim_document as documents using (document_id)
where narrative_figure_id = ?
"""
_FINDING = """
select findings.*, rules.description_zh, rules.formula, documents.file_name, documents.title as document_title
from fct_reconciliation as findings inner join dim_document as documents using (document_id)
left join dim_rule as rules using (rule_id)
where findings.finding_id = ? and findings.status = 'broken'
"""
_YEAR = """
select years.*, departments.department_name from mart_department_year as years
inner join dim_department as departments using (department_id) where department_year_id = ?
"""


def trace_other(locations: Locations, key: str) -> list[str]:
    """Trace anything but a figure of a table.

    Args:
        locations: Where the release is.
        key: A ``narrative_figure_id``, a ``finding_id``, or ``<department_year_id>:<column>``.

    Returns:
        The trace, a line each; nothing where the release knows no such key.
    """
    with open_release(locations.published_database) as connection:

        def ask(sql: str, parameters: Sequence[object]) -> list[dict[str, Any]]:
            return _rows(connection, sql, parameters)

        for row in ask(_PROSE, [key]):
            return list(_prose(row))
        for row in ask(_FINDING, [key]):
            return list(_finding(row))
        year, _, column = key.rpartition(":")
        if column in YEAR_AMOUNTS:
            for row in ask(_YEAR, [year]):
                return list(_year(row, column, printed_places(ask, year, column)))
    return []


def _prose(row: dict[str, Any]) -> Iterator[str]:
    yield f"Figure      {row['narrative_figure_id']}, of the prose"
    yield f"Document    {row['file_name']}  {row['document_title'] or ''}"
    yield f"Section     {row['section_title'] or row['zone'] or ''}"
    yield f"Line        {row['source_line']}, sign {row['source_offset']}{_page(row)}"
    yield f"Sentence    {row['sentence'] or ''}"
    yield f"Read as     {row['metric']} {row['subject'] or ''}, stage {row['stage'] or 'not said'}"
    yield f"Printed     {row['value_text']} {row['unit_text'] or ''}"
    if row["amount_yuan"] is None:
        yield f"Value       {row['value']} (no money)"
    else:
        yield f"Yuan        {row['amount_yuan']:,.2f}"


def _finding(row: dict[str, Any]) -> Iterator[str]:
    yield f"Finding     {row['finding_id']}, {row['severity']}, rule {row['rule_id']}"
    yield f"Document    {row['file_name']}  {row['document_title'] or ''}"
    yield f"Message     {row['message'] or ''}"
    yield f"Must hold   {row['description_zh'] or ''}  ({row['formula'] or ''})"
    evidence: Sequence[dict[str, Any]] = row["evidence"] or []
    for item in evidence:
        cell = f", field {item['field']}" if item["field"] else ""
        shown = f"{item['label'] or ''} {item['amount_text'] or ''} {item['unit_text'] or ''}".strip()
        yield f"{item['side'].capitalize():<12}line {item['line']}{cell}: {shown}"
    if row["advice"]:
        yield f"Advice      {row['advice']}"
    if row["cause_id"] != row["finding_id"]:
        yield f"Follows     from finding {row['cause_id']}"


def _year(row: dict[str, Any], column: str, places: Sequence[dict[str, Any]]) -> Iterator[str]:
    value = row[column]
    yield f"Amount      {column} of {row['department_name']}, {row['fiscal_year']}, stage {row['stage']}"
    yield f"Value       {'not published' if value is None else f'{value:,}'}"
    if is_declared_none(row, column):
        yield "Note        declared to be none"
    for place in places:
        name = f"{place['stands_in'] or ''}: {place['row_label'] or ''} {place['column_label'] or ''}".strip()
        printed = f"{place['amount_text']} {place['unit_text'] or ''}".strip()
        kind = "Printed" if place["is_fitting"] else "As much"
        yield f"{kind:<12}line {place['source_line']}{_page(place)}: {printed}, {name}"
        yield f"            yujuesuan trace {place['figure_id'] or place['narrative_figure_id']}"


def _page(row: dict[str, Any]) -> str:
    return f", page {row['source_page']}" if row["source_page"] else ""


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[object]) -> list[dict[str, Any]]:
    cursor = connection.execute(sql, list(parameters))
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
