"""Tables on one sheet as people put them there: right below each other, beside each other, rows typed into one."""

import io
import re
from collections.abc import Callable, Iterator, Sequence

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tests.writers.cut import Rows, head_of
from tests.writers.office import cells, parts, put


def _tables(text: str) -> Iterator[tuple[list[str], Rows]]:
    """The lines above each table, and its rows; lines behind the last table have none."""
    above: list[str] = []
    for kind, lines in parts(text):
        if kind == "table":
            yield above, cells(lines)
            above = []
        else:
            above += filter(str.strip, lines)
    yield above, []


def _put_table(sheet: Worksheet, row: int, column: int, above: Sequence[str], rows: Rows) -> int:
    """The row below."""
    for printed in [*([line] for line in above), *rows]:
        for offset, text in enumerate(printed):
            if text:
                put(sheet, row, column + offset, text)
        row += 1
    return row


def _saved(workbook: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _new() -> tuple[openpyxl.Workbook, Worksheet]:
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    return workbook, workbook.active


def without_blanks(text: str) -> bytes:
    """One sheet, the title of a table in the row below the table before."""
    workbook, sheet = _new()
    row = 1
    for above, rows in _tables(text):
        row = _put_table(sheet, row, 1, above, rows)
    return _saved(workbook)


def beside(text: str, gap: int) -> bytes:
    """One sheet with two tables beside each other, so many columns apart, and the next two below."""
    workbook, sheet = _new()
    tables = list(_tables(text))
    first, *tables[0][0][:] = tables[0][0]
    sheet.cell(1, 1, first)
    row = 3
    for start in range(0, len(tables), 2):
        column, below = 1, row
        for above, rows in tables[start : start + 2]:
            below = max(below, _put_table(sheet, row, column, above, rows))
            column += max(len(rows[0]) if rows else 1, 1) + gap
        row = below + 1
    return _saved(workbook)


LONGEST_TAB = 31
_NOT_ON_A_TAB = re.compile(r"[\[\]:*?/\\]")


def titled_by_tabs(text: str, is_title: Callable[[str], bool]) -> bytes:
    """A sheet for each table, whose title is the name of the tab alone, as long as a tab can be."""
    workbook, unused = _new()
    workbook.remove(unused)
    first, _, rest = text.partition("\n")
    *tables, (tail, _) = _tables(rest)
    for number, (above, rows) in enumerate(tables, 1):
        title = next((line for line in reversed(above) if is_title(line)), "")
        name = _NOT_ON_A_TAB.sub("", title.strip())[:LONGEST_TAB] or f"Sheet{number}"
        taken = {other.lower() for other in workbook.sheetnames}
        sheet = workbook.create_sheet(f"{name[: LONGEST_TAB - 5]} ({number})" if name.lower() in taken else name)
        lines = [*([first] if number == 1 else []), *(line for line in above if line != title)]
        below = _put_table(sheet, 1, 1, lines, rows)
        if number == len(tables):
            _put_table(sheet, below + 1, 1, tail, [])
    return _saved(workbook)


def typed_into_one(text: str, size: int) -> bytes:
    """One sheet; so many rows of a table are lines of the cells of one row."""
    workbook, sheet = _new()
    row = 1
    for above, rows in _tables(text):
        row = _put_table(sheet, row, 1, above, [])
        row = _put_table(sheet, row, 1, [], rows[: head_of(rows)])
        body = rows[head_of(rows) :]
        for start in range(0, len(body), size):
            for column, lines in enumerate(zip(*body[start : start + size], strict=True), 1):
                if any(lines):
                    sheet.cell(row, column, "\n".join(lines)).data_type = "s"
            row += 1
    return _saved(workbook)
