"""Labels that the page has cut: put together again before a table of lines is read.

Only joining belongs here: a label and its rest in the next rows become one when together, and not apart, they are a
line that the vocabulary knows. Amounts keep their place.
"""

from collections.abc import Sequence

from pipeline.extraction.page.cells import classify
from pipeline.extraction.page.grid import Row
from pipeline.extraction.tables.columns import Layout
from pipeline.extraction.tables.cut_rows import is_whole
from pipeline.extraction.tables.labels import has_ordinal

MOST_ROWS = 2
NUMBER_ROLES = frozenset({"code_part", "line_no", "serial"})
"""Label columns in which no names stand."""
LONGEST_PART = 20


def mend_labels(rows: Sequence[Row], layout: Layout) -> list[Row]:
    """Join labels that stand in pieces over up to three rows.

    Args:
        rows: Body rows of one table.
        layout: The table's columns.

    Returns:
        The rows; where a label was in pieces, its row and the row with its amount carry the whole label.
    """
    mended = list(rows)
    for columns in layout.label_columns.values():
        named = [c for c in columns if layout.columns[c].role not in NUMBER_ROLES]
        for column in named:
            _mend_column(mended, column, layout)
    return mended


def _mend_column(rows: list[Row], column: int, layout: Layout) -> None:
    amounts = [i for i, block in layout.block_of_amount.items() if block == layout.columns[column].block]
    for index in range(len(rows) - 1):
        start = _text(rows[index], column)
        if classify(start)[0] != "text" or len(start) > LONGEST_PART:
            continue
        for end in range(index + 1, min(index + 1 + MOST_ROWS, len(rows))):
            rest = _text(rows[end], column)
            if not rest:
                continue
            if not _prints(rows[end], amounts) and _belongs(start, rest):
                owner = next((i for i in range(index, end) if _prints(rows[i], amounts)), index)
                for changed in range(index, end + 1):
                    rows[changed] = _with_text(rows[changed], column, start + rest if changed == owner else "")
            break


def _belongs(start: str, rest: str) -> bool:
    return is_whole(start, rest) and not has_ordinal(rest)


def _text(row: Row, column: int) -> str:
    return row.cells[column].strip() if column < len(row.cells) else ""


def _prints(row: Row, columns: Sequence[int]) -> bool:
    return any(_text(row, column) for column in columns)


def _with_text(row: Row, column: int, text: str) -> Row:
    if _text(row, column) == text:
        return row
    cells = list(row.cells)
    cells[column] = text
    return Row(tuple(cells), row.line, row.places)
