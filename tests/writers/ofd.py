"""OFD files for tests: the same canonical text as for the other formats, every glyph with its place."""

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
SIZE = 3.5
ROW = 6.0
LEFT, TOP, BOTTOM = 20.0, 20.0, 280.0


def width_of(text: str) -> float:
    """Width of a text in millimetres."""
    return sum(SIZE * (0.5 if sign.isascii() else 1.0) for sign in text)


class OfdWriter:
    """Draws on pages of one width and 297 mm; coordinates in millimetres from the left and the top."""

    def __init__(self, width: float = 210.0) -> None:
        self.width = width
        self.pages: list[list[str]] = [[]]

    def text(self, x: float, top: float, text: str) -> None:
        """Print one line, with the distances of its glyphs in the short form."""
        steps = " ".join(f"g 1 {SIZE * (0.5 if sign.isascii() else 1.0):g}" for sign in text[:-1])
        delta = f' DeltaX="{steps}"' if steps else ""
        self.pages[-1].append(
            f'<ofd:TextObject ID="1" Font="1" Size="{SIZE}" '
            f'Boundary="{x:g} {top:g} {width_of(text) + 1:g} {SIZE + 1:g}">'
            f'<ofd:TextCode X="0" Y="{0.86 * SIZE:g}"{delta}>{escape(text)}</ofd:TextCode></ofd:TextObject>'
        )

    def rule(self, x0: float, top: float, x1: float, bottom: float) -> None:
        """Draw one ruling."""
        box = f"{x0:g} {top:g} {max(x1 - x0, 0.2):g} {max(bottom - top, 0.2):g}"
        self.pages[-1].append(
            f'<ofd:PathObject ID="2" LineWidth="0.2" Boundary="{box}"><ofd:AbbreviatedData>M 0 0 L {x1 - x0:g} '
            f"{bottom - top:g}</ofd:AbbreviatedData></ofd:PathObject>"
        )

    def table(self, x: float, top: float, widths: Sequence[float], rows: Sequence[Sequence[str]]) -> float:
        """Draw a table; returns its lower edge."""
        edges = [x + sum(widths[:i]) for i in range(len(widths) + 1)]
        for number, row in enumerate(rows):
            self.rule(edges[0], top + number * ROW, edges[-1], top + number * ROW)
            for column, text in enumerate(row):
                if text:
                    self.text(edges[column] + 1, top + number * ROW + 1.2, text)
        bottom = top + len(rows) * ROW
        self.rule(edges[0], bottom, edges[-1], bottom)
        for edge in edges:
            self.rule(edge, top, edge, bottom)
        return bottom

    def bytes(self) -> bytes:
        """The finished file."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as package:
            package.writestr(
                "OFD.xml",
                f"<ofd:OFD {NAMESPACE}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
                "</ofd:OFD>",
            )
            pages = "".join(
                f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(self.pages))
            )
            package.writestr(
                "Doc_0/Document.xml",
                f"<ofd:Document {NAMESPACE}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 {self.width:g} 297"
                f"</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>{pages}</ofd:Pages></ofd:Document>",
            )
            for number, objects in enumerate(self.pages):
                package.writestr(
                    f"Doc_0/Pages/Page_{number}/Content.xml",
                    f'<ofd:Page {NAMESPACE}><ofd:Content><ofd:Layer ID="9">{"".join(objects)}</ofd:Layer></ofd:Content>'
                    "</ofd:Page>",
                )
        return out.getvalue()


def ofd_of_text(text: str) -> bytes:
    """A canonical text printed: runs of lines with TAB become tables, the others lines."""
    lines = text.split("\n")
    tables: list[tuple[int, int, list[float]]] = []
    index = 0
    while index < len(lines):
        last = index
        while last < len(lines) and "\t" in lines[last]:
            last += 1
        if last > index:
            rows = [line.split("\t") for line in lines[index:last]]
            count = max(map(len, rows))
            widths = [max([8.0] + [width_of(row[c]) + 3 for row in rows if c < len(row)]) for c in range(count)]
            tables.append((index, last, widths))
        index = max(last, index + 1)
    writer = OfdWriter(max([210.0, *(sum(widths) + 40 for _, _, widths in tables)]))
    starts = {first: (last, widths) for first, last, widths in tables}
    index, top = 0, TOP
    while index < len(lines):
        if top > BOTTOM - 10:
            writer.pages.append([])
            top = TOP
        if index in starts:
            last, widths = starts[index]
            rows = [line.split("\t") for line in lines[index:last]]
            while rows:
                room = max(int((BOTTOM - top) / ROW), 1)
                top = writer.table(LEFT, top, widths, rows[:room])
                rows = rows[room:]
                if rows:
                    writer.pages.append([])
                    top = TOP
            index, top = last, top + 1
            continue
        writer.text(LEFT, top, lines[index])
        index, top = index + 1, top + 7
    return writer.bytes()
