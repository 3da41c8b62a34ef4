"""PDFs for tests: text at places, tables with rulings of every kind, pages turned and mirrored.

Coordinates are points from the left and the top, as the readers give them.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
SIZE = 10.0
ROW = 18.0
PADDING = 3.0

Rules = Literal["lines", "bars", "pieces", "none", "upright", "level"]
pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def width_of(text: str, size: float = SIZE) -> float:
    """Width of a text as printed."""
    return pdfmetrics.stringWidth(text, FONT, size)


@dataclass
class PdfWriter:
    """Draws on pages of one size; ``rotation`` is the page's own, ``turned`` turns what is drawn."""

    width: float = 595.0
    height: float = 842.0
    rotation: int = 0
    turned: int = 0
    buffer: io.BytesIO = field(default_factory=io.BytesIO)

    def __post_init__(self) -> None:
        self.canvas = Canvas(self.buffer, pagesize=(self.width, self.height), pageCompression=0, invariant=1)
        self._start()

    def _start(self) -> None:
        if self.rotation:
            self.canvas.setPageRotation(self.rotation)
        width, height = self._paper
        if self.turned:
            self.canvas.translate(width if self.turned < 270 else 0, height if self.turned > 90 else 0)
            self.canvas.rotate(self.turned)
        self.canvas.setFont(FONT, SIZE)

    @property
    def reading_height(self) -> float:
        """Height of the page as it is read."""
        width, height = self._paper
        return width if self.turned in (90, 270) else height

    @property
    def _paper(self) -> tuple[float, float]:
        """The page before its own rotation: reportlab swaps the sides of a page that is turned by a quarter."""
        return (self.height, self.width) if self.rotation in (90, 270) else (self.width, self.height)

    def new_page(self) -> None:
        """Begin the next page."""
        self.canvas.showPage()
        self._start()

    def text(self, x: float, top: float, text: str, *, size: float = SIZE, color: float = 0.0, mode: int = 0) -> None:
        """Print one line, its upper edge at ``top``."""
        writer = self.canvas.beginText(x, self.reading_height - top - 0.86 * size)
        writer.setFont(FONT, size)
        writer.setFillGray(color)
        writer.setTextRenderMode(mode)
        writer.textOut(text)
        self.canvas.drawText(writer)

    def rule(self, x0: float, top: float, x1: float, bottom: float, rules: Rules = "lines") -> None:
        """Draw one ruling as a stroke, as a thin filled rectangle, or as three pieces."""
        y0, y1 = self.reading_height - top, self.reading_height - bottom
        if rules == "bars":
            self.canvas.rect(min(x0, x1) - 0.25, min(y0, y1) - 0.25, abs(x1 - x0) + 0.5, abs(y1 - y0) + 0.5, 0, 1)
        elif rules == "pieces":
            for part in range(3):
                a, b = part / 3, (part + 1) / 3
                self.canvas.line(x0 + a * (x1 - x0), y0 + a * (y1 - y0), x0 + b * (x1 - x0), y0 + b * (y1 - y0))
        else:
            self.canvas.line(x0, y0, x1, y1)

    def fill(self, x0: float, top: float, x1: float, bottom: float, gray: float) -> None:
        """Fill a rectangle."""
        self.canvas.setFillGray(gray)
        self.canvas.rect(x0, self.reading_height - bottom, x1 - x0, bottom - top, stroke=0, fill=1)
        self.canvas.setFillGray(0)

    def table(
        self, x: float, top: float, widths: Sequence[float], rows: Sequence[Sequence[str]], *, rules: Rules = "lines",
        merged: Sequence[tuple[int, int, int, int]] = (), row_height: float = ROW, closed: bool = True,
    ) -> float:  # fmt: skip
        """Draw a table.

        Args:
            x: Left edge.
            top: Upper edge.
            widths: Of the columns.
            rows: Texts; ``\\n`` breaks a line, amounts stand to the right.
            rules: How lines are drawn; ``level`` and ``upright`` leave the others out.
            merged: Row, column, rows, columns of merged cells.
            row_height: Of every row.
            closed: Whether the lowest line is drawn.

        Returns:
            Its lower edge.
        """
        edges = [x + sum(widths[:i]) for i in range(len(widths) + 1)]
        owner = {
            (r, c): (row, column)
            for row, column, height, width in merged
            for r in range(row, row + height)
            for c in range(column, column + width)
        }
        for r, row in enumerate(rows):
            upper = top + r * row_height
            for c in range(len(widths)):
                here = owner.get((r, c), (r, c))
                if here == (r, c) and c < len(row):
                    self._cell(edges, c, upper, row[c], row_height)
                if rules not in ("none", "upright") and owner.get((r - 1, c), (r - 1, c)) != here:
                    self.rule(edges[c], upper, edges[c + 1], upper, rules)
                if rules not in ("none", "level") and owner.get((r, c - 1), (r, c - 1)) != here:
                    self.rule(edges[c], upper, edges[c], upper + row_height, rules)
            if rules not in ("none", "level"):
                self.rule(edges[-1], upper, edges[-1], upper + row_height, rules)
        bottom = top + len(rows) * row_height
        if closed and rules not in ("none", "upright"):
            self.rule(edges[0], bottom, edges[-1], bottom, rules)
        return bottom

    def _cell(self, edges: Sequence[float], column: int, upper: float, text: str, row_height: float) -> None:
        lines = text.split("\n")
        start = upper + (row_height - len(lines) * SIZE) / 2
        digits = all(line.translate({44: None, 45: None, 46: None}).isdigit() for line in lines if line)
        right = digits and ("." in text or "," in text)
        for number, line in enumerate(lines):
            x = edges[column + 1] - PADDING - width_of(line) if right else edges[column] + PADDING
            self.text(x, start + number * SIZE, line)

    def bytes(self) -> bytes:
        """The finished file."""
        self.canvas.save()
        return self.buffer.getvalue()


def pdf_of_text(text: str, rules: Rules = "lines") -> bytes:
    """A canonical text printed: runs of lines with TAB become tables, the others lines; pages as many as needed."""
    lines = text.split("\n")
    tables = _tables(lines, apart=18.0 if rules in ("level", "none") else 0.0)
    wide = max((sum(widths) for _, _, widths in tables), default=400.0)
    writer = PdfWriter(width=max(595.0, wide + 100.0), height=842.0)
    top = 72.0
    index = 0
    starts = {first: (last, widths) for first, last, widths in tables}
    while index < len(lines):
        if index in starts:
            last, widths = starts[index]
            rows = [line.split("\t") for line in lines[index:last]]
            while rows:
                room = max(int((writer.height - 72 - top) / ROW), 0)
                if room:
                    top = writer.table(50, top, widths, rows[:room], rules=rules)
                rows = rows[room:]
                if rows:
                    writer.new_page()
                    top = 72.0
            index, top = last, top + 2
            continue
        if top > writer.height - 90:
            writer.new_page()
            top = 72.0
        writer.text(50, top, lines[index])
        index, top = index + 1, top + 20
    return writer.bytes()


def _tables(lines: Sequence[str], apart: float) -> list[tuple[int, int, list[float]]]:
    found: list[tuple[int, int, list[float]]] = []
    index = 0
    while index < len(lines):
        last = index
        while last < len(lines) and "\t" in lines[last]:
            last += 1
        if last > index:
            rows = [line.split("\t") for line in lines[index:last]]
            columns = max(map(len, rows))
            widths = [
                max([24.0] + [width_of(row[c]) + 2 * PADDING + 2 + apart for row in rows if c < len(row)])
                for c in range(columns)
            ]
            found.append((index, last, widths))
            index = last
        index += 1
    return found
