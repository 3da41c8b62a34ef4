"""A text with TABs written in the other shapes that texts give tables: pipes, HTML, runs of blanks, commas."""

import csv
import html
import io
import random
import re
import unicodedata

from tests.writers.office import cells, parts

_AMOUNT = re.compile(r"-?[\d,]+\.\d+\Z")


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


def blanks(text: str, *, run: int = 4) -> str:
    """Cells joined by so many blanks: an empty one makes the run longer."""
    return "\n".join(
        line
        for kind, lines in parts(text)
        for line in ([(" " * run).join(row).rstrip() for row in cells(lines)] if kind == "table" else lines)
    )


def laid_out(
    text: str, *, right: bool = True, ideograph: int = 2, centred: bool = False, gap: int = 2, astray: int = 0
) -> str:
    """Cells set under each other.

    Args:
        text: With TABs.
        right: Numbers stand at the right of their column, else at its left.
        ideograph: Signs of room for an ideograph.
        centred: Headings stand in the middle of their column.
        gap: Signs between two columns.
        astray: Signs by which a cell may stand beside its place.
    """
    lines_out: list[str] = []
    chance = random.Random(astray)
    for kind, lines in parts(text):
        if kind != "table":
            lines_out += lines
            continue
        rows = cells(lines)
        columns = max(map(len, rows))
        padded = [[*row, *[""] * (columns - len(row))] for row in rows]
        widths = [max(_width(row[column], ideograph) for row in padded) for column in range(columns)]
        head = next((at for at, row in enumerate(padded) if any(_AMOUNT.match(cell) for cell in row)), 0)
        for at, row in enumerate(padded):
            line, start = "", 0
            for cell, width in zip(row, widths, strict=True):
                free = width - _width(cell, ideograph)
                shift = free if right and cell[:1].isdigit() else free // 2 if centred and at < head else 0
                place = start + shift + (chance.randint(-astray, astray) if start else 0)
                if cell:
                    have = _width(line, ideograph)
                    line += " " * max(place - have, 2 if line.strip() else 0) + cell
                start += width + gap
            lines_out.append(line.rstrip())
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
