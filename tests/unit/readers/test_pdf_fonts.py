"""Fonts that state no height: a comma stands on the line of its digits all the same."""

import io
import re

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pipeline.extraction.page.document import Document
from pipeline.extraction.readers.pdf.engine import PdfFile
from pipeline.extraction.readers.pdf.reader import read
from pipeline.extraction.readers.printed.assemble import sheet_of

LETTERS = [chr(code) for code in (*range(0x41, 0x5B), *range(0x61, 0x7B), *range(0xC0, 0x17F))]
FLAT = {64: ".", 103: "-"}
"""Signs at the codes from which PDFium takes the height of such a font: those of A and g in a font that is whole."""


def without_heights(*texts: str) -> bytes:
    """A file whose font was cut down to its signs and whose ascent and descent are 0, as LibreOffice writes both."""
    pdfmetrics.registerFont(TTFont("Cut", "Vera.ttf", asciiReadable=False))  # pyright: ignore[reportUnknownMemberType]
    others = iter(LETTERS)
    signs = [FLAT.get(code) or next(others) for code in range(110) if code != 32]
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), pageCompression=0)
    canvas.setFont("Cut", 10)
    canvas.drawString(50, 20, "".join(signs[:55]))
    canvas.drawString(50, 40, "".join(signs[55:]))
    canvas.grid([45, 145, 245], [680 - 20 * number for number in range(len(texts) + 1)])  # pyright: ignore[reportUnknownMemberType]
    for number, text in enumerate(texts):
        canvas.drawString(50, 666 - 20 * number, str(number))
        canvas.drawString(150, 666 - 20 * number, text)
    canvas.save()
    return re.sub(rb"/(Ascent|Descent) -?[\d.]+", rb"/\1 0", out.getvalue())


def test_a_comma_stands_beside_its_digits_where_the_font_has_no_height() -> None:
    (page,) = PdfFile(without_heights("1,234,567.89", "-12,300.00")).pages()
    (table,) = sheet_of(page).tables
    assert [[cell.text for cell in row.values()] for row in table.rows] == [["0", "1,234,567.89"], ["1", "-12,300.00"]]


def drawn_font(text: str, flat: str) -> bytes:
    """A line in a font whose signs are drawings, as browsers print it: beside flat signs stands what text they are."""
    signs = sorted(set(text), key=text.index)
    codes = {sign: number for number, sign in enumerate(signs, 1)}
    shows: list[str] = []
    for place, sign in enumerate(text):
        show = f"1 0 0 1 {50 + 10 * place} 666 Tm <{codes[sign]:02x}> Tj"
        shows.append(f"/Span<</ActualText<FEFF{ord(sign):04X}>>> BDC {show} EMC" if sign in flat else show)
    boxes = [(50, 450, 850, 530) if sign in flat else (50, 0, 850, 800) for sign in signs]
    drawings = [f"1000 0 {x0} {low} {x1} {high} d1 {x0} {low} 800 {high - low} re f" for x0, low, x1, high in boxes]
    names = [f"/g{number}" for number in codes.values()]
    procedures = " ".join(f"{name} {7 + number} 0 R" for number, name in enumerate(names))
    meanings = " ".join(f"<{code:02x}><{ord(sign):04x}>" for sign, code in codes.items())
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        _stream(f"BT /F 10 Tf {' '.join(shows)} ET"),
        f"<</Type/Font/Subtype/Type3/FontBBox[0 -120 1000 880]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 1"
        f"/LastChar {len(signs)}/Widths[{' 1000' * len(signs)}]/Encoding<</Differences[1 {' '.join(names)}]>>"
        f"/CharProcs<<{procedures}>>/ToUnicode 6 0 R>>",
        _stream(
            "begincmap 1 begincodespacerange <00><ff> endcodespacerange "
            f"{len(signs)} beginbfchar {meanings} endbfchar endcmap"
        ),
        *map(_stream, drawings),
    ]
    body = "".join(f"{number} 0 obj\n{content}\nendobj\n" for number, content in enumerate(objects, 1))
    return f"%PDF-1.4\n{body}trailer<</Root 1 0 R/Size {len(objects) + 1}>>".encode()


def _stream(content: str) -> str:
    return f"<</Length {len(content)}>>stream\n{content}\nendstream"


def test_a_flat_sign_stands_on_its_line_where_the_file_spells_it_out() -> None:
    text = "一、一般公共预算拨款收入"
    found = read(drawn_font(text, flat="一"))
    assert isinstance(found, Document)
    assert found.lines == (text,)
