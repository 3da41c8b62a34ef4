"""A table as converters of web pages write it: a pipe behind each cell, one cell or one row a line, nothing merged.

A cell that spans columns is one cell, and one that spans rows stands in its first row alone; the columns that a row
lacks so are pipes behind its last cell::

    项目 |
    本年收入合计 | |||
    204 |
    公共安全支出 |
    1,000.00 | ||
"""

from tests.writers.office import cells, parts


def piped(
    text: str, *, merged_totals: bool, rows_a_line: bool = False, ends_told: bool = True, blanks_dropped: bool = False
) -> str:
    """Write a text with TABs so.

    Args:
        text: The page; a blank cell of a heading is held for part of the one before it or above it.
        merged_totals: Whether the name of a total spans the columns of code and name.
        rows_a_line: Whether all cells of a row stand on one line.
        ends_told: Whether pipes stand for the columns that a row lacks; else nothing tells where it ends.
        blanks_dropped: Whether the pipes at the end of a row stand for its blank cells too, wherever these are.
    """
    out: list[str] = []
    for kind, lines in parts(text):
        if kind == "line":
            out.append(lines[0])
            continue
        rows = cells(lines)
        first = next((number for number, row in enumerate(rows) if any(map(_is_number, row))), len(rows))
        for number, row in enumerate(rows):
            printed = _row(row, is_heading=number < first or blanks_dropped, merged_totals=merged_totals)
            if not ends_told:
                printed = [cell.rstrip("| ") + " |" for cell in printed]
            out += [" ".join(printed)] if rows_a_line else printed
    return "\n".join(out)


def _is_number(text: str) -> bool:
    return text.replace(",", "").replace(".", "").strip("-").isdigit()


def _row(row: list[str], *, is_heading: bool, merged_totals: bool) -> list[str]:
    kept = [cell for cell in row if cell] if is_heading else list(row)
    if not is_heading and merged_totals and row[0] in ("合计", "总计") and len(row) > 1 and not row[1]:
        name = next((number for number, cell in enumerate(row[1:], 1) if cell), len(row))
        kept = [row[0], *row[name:]]
    kept = kept or [""]
    missing = len(row) - len(kept)
    return [*(f"{cell} |" for cell in kept[:-1]), f"{kept[-1]} |" + (" " + "|" * missing if missing else "")]
