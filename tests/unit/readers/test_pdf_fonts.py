"""Fonts that state no height: a comma stands on the line of its digits all the same."""

import io
import re

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pipeline.extraction.readers.pdf.engine import PdfFile
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
