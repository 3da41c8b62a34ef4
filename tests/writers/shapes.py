"""A text with TABs written in the other shapes that texts give tables: pipes, HTML, runs of blanks, commas."""

import csv
import html
import io
import unicodedata

from tests.writers.office import cells, parts


def markdown(text: str) -> str:
    """Rows between pipes, a rule below the first."""
    out: list[str] = []
    for kind, lines in parts(text):
        if kind == "line":
            out.append(lines[0])
            continue
        rows = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in cells(lines)]
        out += ["", rows[0], "|" + "---|" * len(cells(lines)[0]), *rows[1:], ""]
    return "\n".join(out)


def pipes(text: str) -> str:
    """Rows between pipes and nothing else."""
    return "\n".join(
        line
        for kind, lines in parts(text)
        for line in (["| " + " | ".join(row) + " |" for row in cells(lines)] if kind == "table" else lines)
    )


def fragment(text: str) -> str:
    """Each table as HTML on one line, as converters of scans write it."""
    out: list[str] = []
    for kind, lines in parts(text):
        if kind == "line":
            out.append(lines[0])
            continue
        rows = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in cells(lines))
        out.append("<html><body><table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table></body></html>")
    return "\n".join(out)


def fragment_over_lines(text: str) -> str:
    """Each table as HTML with a line for every cell."""
    out: list[str] = []
    for kind, lines in parts(text):
        if kind == "line":
            out.append(lines[0])
            continue
        out.append("<table>")
        for row in cells(lines):
            out += ["<tr>", *(f"  <td>{html.escape(cell)}</td>" for cell in row), "</tr>"]
        out.append("</table>")
    return "\n".join(out)


def blanks(text: str) -> str:
    """Cells joined by four blanks: an empty one makes the run longer."""
    return "\n".join(
        line
        for kind, lines in parts(text)
        for line in (["    ".join(row).rstrip() for row in cells(lines)] if kind == "table" else lines)
    )


def laid_out(text: str, *, right: bool = True, ideograph: int = 2) -> str:
    """Cells set under each other; numbers to the right or all to the left; so many signs of room for an ideograph."""
    lines_out: list[str] = []
    for kind, lines in parts(text):
        if kind != "table":
            lines_out += lines
            continue
        rows = cells(lines)
        columns = max(map(len, rows))
        padded = [[*row, *[""] * (columns - len(row))] for row in rows]
        widths = [max(_width(row[column], ideograph) for row in padded) for column in range(columns)]
        for row in padded:
            set_apart = [
                " " * blanks + cell if right and cell[:1].isdigit() else cell + " " * blanks
                for cell, width in zip(row, widths, strict=True)
                for blanks in (width - _width(cell, ideograph),)
            ]
            lines_out.append("  ".join(set_apart).rstrip())
    return "\n".join(lines_out)


def _width(text: str, ideograph: int) -> int:
    return sum(ideograph if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)


def commas(text: str) -> str:
    """The rows of the text, separated by commas."""
    out = io.StringIO()
    writer = csv.writer(out)
    for kind, lines in parts(text):
        writer.writerows(cells(lines) if kind == "table" else [lines])
    return out.getvalue()
