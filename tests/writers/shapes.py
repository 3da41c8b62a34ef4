"""A text with TABs written in the other shapes that texts give tables: pipes, HTML, runs of blanks, commas."""

import csv
import html
import io

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


def commas(text: str) -> str:
    """The rows of the text, separated by commas."""
    out = io.StringIO()
    writer = csv.writer(out)
    for kind, lines in parts(text):
        writer.writerows(cells(lines) if kind == "table" else [lines])
    return out.getvalue()
