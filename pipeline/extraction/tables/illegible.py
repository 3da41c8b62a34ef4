"""Recognised numbers that cannot be believed are no figures.

Taking them out of the figures belongs here; which they are is decided where they are recognised (``readers/ocr``).
"""

from pipeline.extraction.page.document import ILLEGIBLE, Document
from pipeline.extraction.tables.apart import set_apart
from pipeline.extraction.tables.tables import DocumentTables

REASON = "not_legible"


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
