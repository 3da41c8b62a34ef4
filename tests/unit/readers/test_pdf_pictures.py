"""Pictures on pages of a PDF: what they hide, what they cover together, and what is printed over them."""

import io

import pytest
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader

from pipeline.extraction.page.document import Document, Refusal
from pipeline.extraction.readers import limits
from pipeline.extraction.readers.ocr import recognise
from pipeline.extraction.readers.pdf.engine import PdfFile
from pipeline.extraction.readers.pdf.reader import read
from tests.writers.pdf import PdfWriter

WIDTH, HEIGHT = 595.0, 842.0
ROWS = (("项目", "预算数", "决算数"), ("一、基本支出", "1,234.50", "1,200.00"), ("二、项目支出", "", "0.00"))
LINES = ("项目\t预算数\t决算数", "一、基本支出\t1,234.50\t1,200.00", "二、项目支出\t\t0.00")


@pytest.fixture(autouse=True)
def _nothing_is_recognised(monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    monkeypatch.setattr(recognise, "available", lambda: False)


def paper(*, alpha: int = 255) -> ImageReader:
    """A page as a picture, with some grey so that it is no white cover."""
    image = Image.new("RGBA", (120, 170), (250, 250, 245, alpha))
    ImageDraw.Draw(image).rectangle((20, 20, 90, 24), fill=(0, 0, 0, alpha))
    out = io.BytesIO()
    (image.convert("RGB") if alpha == 255 else image).save(out, "PNG")
    out.seek(0)
    return ImageReader(out)


def table_and_picture(picture: ImageReader, *, first: bool) -> bytes:
    writer = PdfWriter()

    def draw() -> None:
        writer.canvas.drawImage(picture, 0, 0, WIDTH, HEIGHT, mask="auto")

    if first:
        draw()
    writer.table(60, 100, (120.0, 80.0, 80.0), ROWS)
    if not first:
        draw()
    return writer.bytes()


def test_text_under_the_picture_of_a_page_is_not_what_is_printed() -> None:
    # A scanner's own recognition, with its mistakes, stands so below the scan in some searchable PDFs.
    writer = PdfWriter()
    writer.text(60, 100, "一、基本支出 1,284.50 万元，二、项目支出 0.00 万元")
    writer.canvas.drawImage(paper(), 0, 0, WIDTH, HEIGHT)
    assert read(writer.bytes()) == Refusal("pdf_pictures", "page 1")


@pytest.mark.parametrize(("alpha", "first"), [(255, True), (90, False)])
def test_text_over_a_picture_or_under_one_that_shines_through_is_read(alpha: int, *, first: bool) -> None:
    found = read(table_and_picture(paper(alpha=alpha), first=first))
    assert isinstance(found, Document)
    assert found.lines == LINES


def test_a_page_cut_into_strips_is_a_picture() -> None:
    writer = PdfWriter()
    for number in range(12):
        writer.canvas.drawImage(paper(), 0, number * HEIGHT / 12, WIDTH, HEIGHT / 12)
    assert read(writer.bytes()) == Refusal("pdf_pictures", "page 1")


def test_a_letterhead_and_a_seal_make_no_picture_of_a_page() -> None:
    writer = PdfWriter()
    writer.canvas.drawImage(paper(), 0, HEIGHT - 80, WIDTH, 80)
    writer.table(60, 100, (120.0, 80.0, 80.0), ROWS)
    writer.canvas.drawImage(paper(alpha=90), 150, HEIGHT - 220, 120, 120, mask="auto")
    found = read(writer.bytes())
    assert isinstance(found, Document)
    assert (found.lines, found.remarks) == (LINES, ())


def test_a_running_head_over_the_picture_of_a_page_leaves_it_a_picture() -> None:
    writer = PdfWriter()
    writer.text(60, 100, "第一页有文字，第二页是图片。")
    writer.new_page()
    writer.canvas.drawImage(paper(), 0, 0, WIDTH, HEIGHT)
    writer.text(200, 20, "某市财政局二〇二二年度部门决算公开")
    writer.text(200, HEIGHT - 30, "Scanned with CamScanner 2")
    found = read(writer.bytes())
    assert isinstance(found, Document)
    assert [(remark.reason_code, remark.detail) for remark in found.remarks] == [("pdf_picture_pages", "page 2")]


def test_text_drawn_as_outlines_is_named() -> None:
    writer = PdfWriter()
    for row in range(20):
        for column in range(20):
            x, y = 60 + 20 * column, 700 - 20 * row
            path = writer.canvas.beginPath()
            path.moveTo(x, y)
            for _ in range(4):
                path.curveTo(x + 3, y + 8, x + 6, y + 8, x + 9, y)
                path.curveTo(x + 6, y + 5, x + 3, y + 5, x, y)
            writer.canvas.drawPath(path, stroke=0, fill=1)
    assert read(writer.bytes()) == Refusal("pdf_pictures", "page 1")


def on_a_page_of_text(image: Image.Image) -> bytes:
    writer = PdfWriter()
    writer.text(60, 60, "本部门二〇二二年度收入支出情况如下表所示，单位为万元。")
    out = io.BytesIO()
    image.save(out, "PNG")
    out.seek(0)
    writer.canvas.drawImage(ImageReader(out), 60, HEIGHT - 400, 400, 300)
    writer.text(60, 420, "上述数据与部门决算报表一致，不再重复说明。")
    return writer.bytes()


def test_a_table_pasted_as_a_picture_is_named() -> None:
    table = Image.new("L", (800, 600), 255)
    pen = ImageDraw.Draw(table)
    for step in range(5):
        pen.line((20, 40 + 120 * step, 780, 40 + 120 * step), fill=0, width=3)
        pen.line((20 + 190 * step, 40, 20 + 190 * step, 520), fill=0, width=3)
    found = read(on_a_page_of_text(table))
    assert isinstance(found, Document)
    assert len(found.lines) == 2
    assert [(remark.reason_code, remark.detail) for remark in found.remarks] == [("pdf_picture_pages", "page 1")]


def test_a_chart_and_a_photograph_are_no_tables() -> None:
    chart = Image.new("L", (800, 600), 255)
    ImageDraw.Draw(chart).pieslice((200, 100, 600, 500), 20, 300, fill=120, outline=0)
    for image in (chart, Image.radial_gradient("L").resize((800, 600))):
        found = read(on_a_page_of_text(image))
        assert isinstance(found, Document)
        assert found.remarks == ()


@pytest.mark.parametrize(
    ("mode", "dots_per_inch", "expected"), [("1", 100, True), ("1", 200, False), ("L", 100, False)]
)
def test_a_picture_of_black_and_white_with_few_dots_is_coarse(mode: str, dots_per_inch: int, expected: bool) -> None:
    size = (8 * dots_per_inch, 11 * dots_per_inch)
    image = Image.new(mode, size, 255)
    ImageDraw.Draw(image).rectangle((50, 50, 300, 60), fill=0)
    out = io.BytesIO()
    image.save(out, "PDF", resolution=dots_per_inch)
    pages = list(PdfFile(out.getvalue()).pages())
    assert [page.is_coarse for page in pages] == [expected]


def test_pictures_of_pages_beyond_those_that_are_recognised_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognise, "available", lambda: True)
    monkeypatch.setattr(limits, "RECOGNISED_PAGES", 0)
    writer = PdfWriter()
    writer.table(60, 100, (120.0, 80.0, 80.0), ROWS)
    writer.canvas.showPage()
    writer.canvas.drawImage(paper(), 0, 0, WIDTH, HEIGHT)
    found = read(writer.bytes())
    assert isinstance(found, Document)
    assert [(remark.reason_code, remark.detail) for remark in found.remarks] == [("pdf_pages_beyond", "page 2")]
