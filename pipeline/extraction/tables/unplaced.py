"""Numeric cells of tables that are no figures, and why.

The reasons and what they say of a cell belong here. Deciding which cell has which does not.
"""

from pipeline.extraction.dataset.records import UnplacedCell

UNPLACED_REASONS = {
    "no_heading": "the column has no heading that says what the number is, and the table's sums do not decide it",
    "no_row_label": "the row has no label that says what the number is",
    "contradiction": "a number stands under a heading for names or codes, and no other reading of the header adds up",
    "error_value": "the cell prints an error or a number in a form that cannot be read for certain",
    "not_legible": "the picture is too poor to recognise the number, or the table's sums contradict its reading",
    "name_hidden": "the cell hides a part of the row's name, or another is printed over it: which it is is not said",
    "header_damaged": "the rows of headings do not fit each other or the rows below: which stands where is not said",
    "row_width": "the row has more or fewer cells than its table, and neither they nor the sums say which is which",
    "several_numbers": "the cell or its row prints several rows at once: the row lines of the table are lost",
    "context_lost": "the line above, under which this one may stand, could not be read",
    "code_incomplete": "the row prints a part of its code, and with the rows above it is no code of the name beside it",
    "aside": "the column holds a rate, a price or a comparison, which is no amount of this table",
    "prior_year": "the column holds the budget of an earlier or a later year, for which the warehouse has no stage",
    "percentage": "a percentage in a table of amounts",
    "not_money": "the table is no known statement and names no unit of money: its numbers are not taken for amounts",
    "no_unit": "the table names no unit of money, nor does any other table of the document",
}
"""What stands in ``fct_unplaced_cell.reason``, by its code."""
SET_ASIDE = frozenset({"aside", "prior_year", "percentage"})
"""Reasons of numbers that were understood and are no amounts of the table: nothing is lost with them."""


def unplaced_cell(
    document_id: str, statement_no: int, place: tuple[int, int], cell_text: str, reason_code: str
) -> UnplacedCell:
    """Make the record of one cell.

    Args:
        document_id: Of its document.
        statement_no: 1-based number of its table.
        place: Its 1-based line and field.
        cell_text: As printed.
        reason_code: Key of ``UNPLACED_REASONS``.
    """
    reason = UNPLACED_REASONS[reason_code]
    return UnplacedCell(document_id, statement_no, *place, cell_text, reason_code, reason, reason_code in SET_ASIDE)
