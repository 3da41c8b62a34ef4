"""Recognised numbers that cannot be believed are no figures.

Taking them out of the figures belongs here; which they are is decided where they are recognised (``readers/ocr``).
"""

from collections import Counter

from pipeline.extraction.dataset.records import UnplacedCell
from pipeline.extraction.page.document import ILLEGIBLE, Document
from pipeline.extraction.tables.figures import UNPLACED_REASONS
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
    if not apart:
        return
    places = {(figure.source_line, figure.source_field) for figure in apart}
    tables.figures = [f for f in tables.figures if (f.source_line, f.source_field) not in places]
    tables.unplaced.extend(
        UnplacedCell(
            figure.document_id, figure.statement_no, figure.source_line, figure.source_field, figure.amount_text,
            REASON, UNPLACED_REASONS[REASON],
        )
        for figure in apart
    )  # fmt: skip
    moved = Counter(figure.statement_no for figure in apart)
    tables.statements = [
        record._replace(
            figure_count=record.figure_count - moved[record.statement_no],
            unplaced_count=record.unplaced_count + moved[record.statement_no],
        )
        for record in tables.statements
    ]


def _is_illegible(document: Document, line: int, cell_field: int) -> bool:
    address = document.address_of_cell(line, cell_field)
    return address is not None and address.confidence is not None and address.confidence <= ILLEGIBLE
