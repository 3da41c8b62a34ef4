"""Figures that something outside their table takes back: they become unplaced cells, and the counts follow.

What the document says of its own year belongs here too; which recognised numbers are not believed is ``illegible``.
"""

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.extraction.dataset.records import Figure, UnplacedCell
from pipeline.extraction.tables.tables import DocumentTables
from pipeline.extraction.tables.unplaced import unplaced_cell

_YEAR = re.compile(r"20\d\d(?!\d)")


def set_apart(tables: DocumentTables, apart: Sequence[Figure], reason: str) -> None:
    """Turn figures into unplaced cells, in place.

    Args:
        tables: What was read in the tables of a document.
        apart: Those of its figures that are none.
        reason: Its key among the reasons of unplaced cells.
    """
    if not apart:
        return
    places = {(figure.source_line, figure.source_field) for figure in apart}
    tables.figures = [f for f in tables.figures if (f.source_line, f.source_field) not in places]
    cells = [
        unplaced_cell(
            figure.document_id, figure.statement_no, (figure.source_line, figure.source_field), figure.amount_text,
            reason,
        )
        for figure in apart
    ]  # fmt: skip
    add_unplaced(tables, cells, were_figures=True)


def add_unplaced(tables: DocumentTables, cells: Sequence[UnplacedCell], *, were_figures: bool) -> None:
    """Add unplaced cells, in place, and count them.

    Args:
        tables: What was read in the tables of a document.
        cells: Numbers of its tables.
        were_figures: Whether they were counted as figures; else they were not counted at all.
    """
    added = Counter(cell.statement_no for cell in cells)
    tables.unplaced.extend(cells)
    for index, record in enumerate(tables.statements):
        count = added[record.statement_no]
        tables.statements[index] = record._replace(
            figure_count=record.figure_count - (count if were_figures else 0),
            numeric_token_count=record.numeric_token_count + (0 if were_figures else count),
            unplaced_count=record.unplaced_count + count,
        )


def set_later_years_apart(tables: DocumentTables, fiscal_year: int | None) -> None:
    """Take back the figures of a plan's later years: a table alone takes the last of its years for its own.

    Done only where the header prints the document's year too; a column of one year is left to say which it is.
    """
    if fiscal_year is None:
        return
    headers = {record.statement_no: _YEAR.findall(record.header_text or "") for record in tables.statements}
    apart = [
        figure
        for figure in tables.figures
        if str(fiscal_year) in headers.get(figure.statement_no, ()) and _is_later(figure.column_label, fiscal_year)
    ]
    set_apart(tables, apart, "prior_year")


def _is_later(label: str | None, fiscal_year: int) -> bool:
    years = {int(year) for year in _YEAR.findall(label or "")}
    return bool(years) and min(years) > fiscal_year
