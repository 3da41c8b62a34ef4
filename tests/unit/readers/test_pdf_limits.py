"""A hostile or unlucky PDF costs little and says why; a page can be shown with a place marked."""

import io

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from pipeline.extraction.page.builder import DocumentBuilder, PieceIn
from pipeline.extraction.page.document import Address, Box, Document, Refusal
from pipeline.extraction.readers import limits
from pipeline.extraction.readers.pdf.reader import read
from pipeline.extraction.readers.pdf.render import render_page
from tests.writers.pdf import PdfWriter


def pages(count: int) -> bytes:
    writer = PdfWriter()
    for number in range(count):
        if number:
            writer.new_page()
        writer.text(60, 100, f"第{number}页的预算说明文字")
    return writer.bytes()


def form_that_draws_itself() -> bytes:
    """Once: a form that draws itself twice keeps PDFium busy without end, which only the worker's time limit stops."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /XObject << /F 5 0 R >> >> >>",
        b"<< /Length 5 >>\nstream\n/F Do\nendstream",
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /F 5 0 R >> >> /Length 5 >>"
        b"\nstream\n/F Do\nendstream",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + b"xref\n0 6\n0000000000 65535 f \n" + table + (
        b"trailer << /Root 1 0 R /Size 6 >>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    )  # fmt: skip


def test_more_pages_than_the_limit_are_refused_before_any_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PDF_PAGES", 2)
    found = read(pages(3))
    assert isinstance(found, Refusal)
    assert found.reason_code == "pdf_too_long"


def test_more_characters_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PDF_CHARACTERS", 15)
    found = read(pages(2))
    assert isinstance(found, Refusal)
    assert found.reason_code == "pdf_too_long"


def test_a_file_that_asks_for_a_password_says_so_and_one_that_does_not_is_read() -> None:
    for password, expected in (("secret", "pdf_encrypted"), ("", None)):
        out = io.BytesIO()
        canvas = Canvas(out, encrypt=StandardEncryption(password, ownerPassword="owner", canPrint=0))
        canvas.drawString(60, 700, "Budget 1,234.50")
        canvas.save()
        found = read(out.getvalue())
        assert (found.reason_code if isinstance(found, Refusal) else None) == expected


def test_a_form_that_draws_itself_ends() -> None:
    found = read(form_that_draws_itself())
    assert isinstance(found, Refusal)
    assert found.reason_code == "empty"


def test_a_frame_in_which_nothing_is_printed_is_no_table() -> None:
    writer = PdfWriter()
    writer.text(60, 60, "以下为图表")
    writer.table(60, 100, (100.0, 100.0), (("", ""), ("", "")))
    found = read(writer.bytes())
    assert isinstance(found, Document)
    assert found.lines == ("以下为图表",)
    assert found.grids == ()


@pytest.mark.parametrize("rotation", [0, 90])
def test_the_picture_of_a_page_marks_the_place(rotation: int) -> None:
    writer = PdfWriter(rotation=rotation, turned=rotation)
    writer.text(60, 100, "收入合计11.50")
    box = Box(60.0, 100.0, 130.0, 110.0)
    picture = Image.open(io.BytesIO(render_page(writer.bytes(), 1, [box], resolution=72.0)))
    assert sorted(picture.size) == [595, 842]
    red, green, blue = picture.getpixel((95, 98))  # type: ignore[misc]
    assert (red, green, blue) != (255, 255, 255)
    assert picture.getpixel((20, 20)) == (255, 255, 255)


@pytest.mark.parametrize("place", [1e8, -1e8, float("inf"), float("nan")])
def test_a_place_on_no_page_costs_the_place_and_not_the_text(place: float) -> None:
    """A file may say any number; the warehouse keeps places of pages only."""
    builder = DocumentBuilder("pdf")
    builder.paragraph(PieceIn("支出", Address(3, box=Box(1.0, 2.0, place, 4.0))))
    builder.paragraph(PieceIn("收入", Address(3, box=Box(1.0, 2.0, 3.0, 4.0))))
    document = builder.build()
    assert document.lines == ("支出", "收入")
    assert document.addresses == {1: {0: Address(3)}, 2: {0: Address(3, box=Box(1.0, 2.0, 3.0, 4.0))}}


def test_a_page_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match="no page 2"):
        render_page(pages(1), 2)
