"""Recognised numbers that cannot be believed are no figures, nor are those of rows whose name a page hides.

Taking them out of the figures belongs here; which they are is decided where they are read (``readers``).
"""

from pipeline.extraction.dataset.records import Figure
from pipeline.extraction.page.cells import HIDDEN
from pipeline.extraction.page.document import ILLEGIBLE, Document
from pipeline.extraction.tables.apart import set_apart
from pipeline.extraction.tables.tables import DocumentTables

REASON = "not_legible"
NAME_HIDDEN = "name_hidden"
_BY_CODE = frozenset({"function", "economic"})


def set_illegible_apart(document: Document, tables: DocumentTables) -> None:
    """Turn figures that cannot be believed into unplaced cells, in place; nothing of a stored text is one.

    Args:
        document: With the confidence of every recognised cell.
        tables: What was read in its tables.
    """
    if not document.addresses:
        return
    apart = [figure for figure in tables.figures if _is_illegible(document, figure.source_line, figure.source_field)]
    set_apart(tables, apart, REASON)


def _is_illegible(document: Document, line: int, cell_field: int) -> bool:
    address = document.address_of_cell(line, cell_field)
    return address is not None and address.confidence is not None and address.confidence <= ILLEGIBLE


def set_hidden_names_apart(tables: DocumentTables) -> None:
    """Turn the figures of rows that nothing but the seen part of a name tells into unplaced cells, in place.

    Args:
        tables: What was read in the tables of a document.
    """
    set_apart(tables, [figure for figure in tables.figures if _is_hidden(figure)], NAME_HIDDEN)


def _is_hidden(figure: Figure) -> bool:
    names = (figure.row_label, figure.project_name, figure.unit_name)
    is_told = figure.row_kind in _BY_CODE or figure.line_id or figure.line_function_code or figure.line_economic_code
    return not is_told and any(name and name.endswith(HIDDEN) for name in names)
