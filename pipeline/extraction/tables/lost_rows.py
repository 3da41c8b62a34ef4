"""Rows whose cells are lost: a title with a unit, and below it numbers in lines of text.

That such numbers are told as unread belongs here; how a table is found does not.
"""

import re
from collections.abc import Iterator, Sequence

from pipeline.extraction.dataset.records import StatementRecord
from pipeline.extraction.tables.apart import add_unplaced
from pipeline.extraction.tables.tables import DocumentTables
from pipeline.extraction.tables.unplaced import unplaced_cell

REASON = "several_numbers"
FEWEST = 2
"""Amounts of a line of text that is a row, where no sentence ends in it."""
# No amount has more digits; without a bound a long line of digits is looked through again from each of them.
_AMOUNT = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d{1,15}\.\d\d")
_SENTENCE = re.compile(r"[。；，]")
_RUN_TOGETHER = re.compile(
    r"(?:(?<!\d)|(?<=\.\d\d))(?:-?\d[\d,]{0,20}\.\d\d[ \u3000]{0,4}){3,}(?![\d.])|\d\.\d{4,}\.\d"
)


def set_lost_rows_apart(lines: Sequence[str], tables: DocumentTables) -> None:
    """Tell the numbers below the title of a table that has no row as unplaced, in place.

    Args:
        lines: Of the document.
        tables: What was read in its tables.
    """
    ends = [*(record.first_line for record in tables.statements), len(lines) + 1][1:]
    lost = [
        unplaced_cell(record.document_id, record.statement_no, (number, 1), lines[number - 1], REASON)
        for record, end in zip(tables.statements, ends, strict=True)
        if _is_without_rows(record)
        for number in _rows(lines, range(record.first_line, end), tables)
    ]
    add_unplaced(tables, lost, were_figures=False)


def run_together(lines: Sequence[str], tables: DocumentTables) -> list[int]:
    """Lines of text that print three amounts with nothing but blanks between them, and are not told as unplaced."""
    told = {cell.source_line for cell in tables.unplaced} | tables.table_lines
    return [number for number, line in enumerate(lines, 1) if number not in told and _RUN_TOGETHER.search(line)]


def _is_without_rows(record: StatementRecord) -> bool:
    return not record.row_count and record.unit_line is not None and record.no_data_note is None


def _rows(lines: Sequence[str], numbers: range, tables: DocumentTables) -> Iterator[int]:
    """The lines that are rows, up to the first that is a sentence."""
    for number in numbers:
        text = lines[number - 1]
        if number in tables.table_lines or number in tables.caption_lines:
            continue
        if _SENTENCE.search(text):
            return
        if _RUN_TOGETHER.search(text) or len(_AMOUNT.findall(text)) >= FEWEST:
            yield number
