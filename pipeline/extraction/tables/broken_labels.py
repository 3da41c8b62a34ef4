"""Labels that the page has cut: put together again before a table of lines is read.

Only joining belongs here: a label and its rest in the next rows become one when together, and not apart, they are a
line that the vocabulary knows. Amounts keep their place.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.extraction.page.cells import classify
from pipeline.extraction.page.grid import Row
from pipeline.extraction.page.text import match_key
from pipeline.extraction.tables.columns import Layout
from pipeline.extraction.tables.cut_rows import is_whole
from pipeline.extraction.tables.known_names import is_known
from pipeline.extraction.tables.label_words import has_ordinal, is_total

MOST_ROWS = 3
NUMBER_ROLES = frozenset({"code_part", "line_no", "serial"})
"""Label columns in which no names stand."""
LONGEST_PART = 20


def mend_labels(rows: Sequence[Row], layout: Layout) -> list[Row]:
    """Join labels that stand in pieces over up to four rows.

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
        whole = start
        for end in range(index + 1, min(index + 1 + MOST_ROWS, len(rows))):
            rest = _text(rows[end], column)
            if not rest:
                continue
            if _prints(rows[end], amounts) or has_ordinal(rest):
                break
            if is_whole(whole, rest) or is_whole(start, whole.removeprefix(start) + rest) or _closes(whole, rest):
                owner = next((i for i in range(index, end) if _prints(rows[i], amounts)), index)
                for changed in range(index, end + 1):
                    rows[changed] = _with_text(rows[changed], column, whole + rest if changed == owner else "")
                break
            whole += rest


def _closes(start: str, rest: str) -> bool:
    """True where brackets that the start has opened are closed at the beginning of the rest."""
    start, rest = match_key(start), match_key(rest)
    return start.count("(") > start.count(")") and rest.count(")") > rest.count("(")


def cut_labels(rows: Sequence[Row], layout: Layout) -> frozenset[int]:
    """Rows with amounts whose name nobody knows, and right below stands a name alone that nobody knows: its rest?

    Args:
        rows: Body rows of a table of lines, after :func:`mend_labels`.
        layout: The table's columns.

    Returns:
        Positions of the rows: what they are is not certain.
    """
    return frozenset(
        index
        for index, (row, below) in enumerate(pairwise(rows))
        if (rest := _name_alone(below)) and any(_is_cut(name, rest) for name in _named_amounts(row, layout))
    )


def _name_alone(row: Row) -> str:
    """The only thing that a row prints, where it can be the rest of a name; else an empty string."""
    if len(row.items) != 1 or row.items[0][1] != "text":
        return ""
    text = row.cells[row.items[0][0]].strip()
    return "" if len(text) > LONGEST_PART or has_ordinal(text) else text


def _named_amounts(row: Row, layout: Layout) -> Iterator[str]:
    """The names beside the amounts of a row, block by block."""
    for block, columns in layout.label_columns.items():
        names = [text for column in columns if classify(text := _text(row, column))[0] == "text"]
        if names and _prints(row, [i for i, other in layout.block_of_amount.items() if other == block]):
            yield names[-1]


def _is_cut(name: str, rest: str) -> bool:
    """True where a name may go on in the next row: it or the rest is unknown, or both are known as one too."""
    if is_total(name) or len(name) + len(rest) > 2 * LONGEST_PART:
        return False
    if is_known(name):
        return is_known(rest) and is_known(name + rest)
    return is_total(rest) or not is_known(rest)


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
