"""Pages as bad scanners make them: a dark surround, seals, a heading that nobody can read, two pages on one picture."""

import io
import math

import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader

from pipeline.extraction.page.document import Address, Document, Refusal
from pipeline.extraction.readers import image
from pipeline.extraction.readers.ocr import recognise
from pipeline.extraction.readers.pdf import reader as pdf
from pipeline.extraction.readers.printed.cells import Cell, Table
from pipeline.extraction.readers.printed.columns import folded
from tests.unit.readers.test_recognition import DOTS, LINES, picture, stored
from tests.writers.pdf import PdfWriter

pytestmark = pytest.mark.slow

needs_ocr = pytest.mark.skipif(not recognise.available(), reason="recognition is not installed: make setup-ocr")
LOST = "\ufffd"


def lines_of(*pages: Image.Image) -> tuple[str, ...]:
    found = image.read(stored(*pages, kind="TIFF"))
    assert isinstance(found, Document), found
    return found.lines


def with_seal(page: Image.Image, x: int, y: int) -> Image.Image:
    """A red seal of 42 mm, its ink over the print and no darker than it."""
    across = round(119 * DOTS)
    seal = Image.new("RGB", page.size, "white")
    pen = ImageDraw.Draw(seal)
    pen.ellipse((x, y, x + across, y + across), outline=(220, 30, 40), width=9)
    middle = (x + across / 2, y + across / 2)
    points = [
        (middle[0] + size * math.sin(turn * math.pi / 5), middle[1] - size * math.cos(turn * math.pi / 5))
        for turn, size in enumerate((60, 24) * 5)
    ]
    pen.polygon(points, fill=(220, 30, 40))
    pen.text((x + 60, y + 200), "Finance Office", font=ImageFont.load_default(40), fill=(220, 30, 40))
    pixels = zip(page.convert("RGB").get_flattened_data(), seal.get_flattened_data(), strict=True)
    both = Image.new("RGB", page.size)
    both.putdata([tuple(min(one, other) for one, other in zip(*pair, strict=True)) for pair in pixels])
    return both


@needs_ocr
def test_a_red_seal_over_a_table_takes_nothing_from_it() -> None:
    assert lines_of(with_seal(picture(), 700, 250)) == LINES


@needs_ocr
def test_red_type_is_type() -> None:
    page = picture().convert("RGB")
    pen = ImageDraw.Draw(page)
    pen.rectangle((1010, 380, 1390, 430), fill="white")
    pen.text((1030, 385), "-96,282.13", font=ImageFont.load_default(32), fill=(220, 30, 40))
    assert lines_of(page)[1] == "2010301\t1,234.50\t-96,282.13"


@needs_ocr
def test_the_dark_surround_of_a_crooked_page_is_no_line_of_it() -> None:
    page = Image.new("L", (1900, 1500), 20)
    page.paste(picture().rotate(1.0, resample=Image.Resampling.BICUBIC, fillcolor=20), (100, 150))
    assert lines_of(page) == LINES


@needs_ocr
def test_what_nobody_can_read_in_a_cell_is_a_lost_character_and_no_blank() -> None:
    page = picture()
    pen = ImageDraw.Draw(page)
    pen.rectangle((1010, 310, 1390, 360), fill="white")
    for step in range(24):
        pen.line((1040 + 11 * step, 318, 1300 - 9 * step, 356), fill=0, width=4)
    pen.rectangle((1010, 450, 1390, 500), fill="white")
    heading = lines_of(page)[0].split("\t")
    assert heading[:2] == ["2018", "Budget"]
    assert heading[2] == LOST


def test_a_heading_that_was_not_recognised_does_not_give_its_column_to_the_neighbour() -> None:
    rows = (("code", "upper", "", "other"), ("205", "", "7.00", "9.00"), ("206", "", "8.00", "1.00"))
    address = Address(1, read_by="ocr", confidence=990)
    cells = [{column: Cell(text, address) for column, text in enumerate(row)} for row in rows]
    table = Table((0.0, 50.0, 100.0, 150.0, 200.0), cells, [], [1] * 3, 0.0, 60.0)
    assert folded(table).width == 4


@needs_ocr
def test_two_pages_side_by_side_are_read_one_after_the_other() -> None:
    left, right = picture().crop((100, 0, 1500, 1800)), picture().crop((100, 0, 1500, 1800))
    pen = ImageDraw.Draw(right)
    pen.rectangle((510, 380, 890, 430), fill="white")
    pen.text((530, 385), "7,777.70", font=ImageFont.load_default(32), fill=0)
    both = Image.new("L", (2800, 1800), 255)
    both.paste(left, (0, 0))
    both.paste(right, (1400, 0))
    found = image.read(stored(both))
    assert isinstance(found, Document)
    assert found.lines == (*LINES, LINES[0], "2010301\t7,777.70\t96,282.13", LINES[2])
    address = found.address_of_cell(5, 2)
    assert address is not None
    assert address.box is not None
    assert abs(address.box.x0 - 1900 / DOTS) < 8


@needs_ocr
def test_a_table_pasted_as_a_picture_is_read_in_its_place() -> None:
    writer = PdfWriter()
    writer.text(60, 60, "本部门二〇二二年度收入支出情况如下表所示，单位为万元。")
    pasted = ImageReader(io.BytesIO(stored(picture().crop((150, 250, 1450, 600)))))
    writer.canvas.drawImage(pasted, 60, 842 - 250, 468, 126)
    writer.text(60, 420, "上述数据与部门决算报表一致，不再重复说明。")
    found = pdf.read(writer.bytes())
    assert isinstance(found, Document)
    assert found.lines[1:-1] == LINES
    assert (found.lines[0][:3], found.lines[-1][:2]) == ("本部门", "上述")
    pasted_cell, line = found.address_of_cell(3, 3), found.addresses[1]
    assert pasted_cell is not None
    assert pasted_cell.read_by == "ocr"
    assert {address.read_by for address in line.values()} == {"text"}


def page_of_jpeg(data: bytes, size: tuple[int, int]) -> bytes:
    """A PDF of one page that is this picture, damaged or not."""
    draw = b"q 595 0 0 421 0 0 cm /I Do Q"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 421]/Resources<</XObject<</I 5 0 R>>>>/Contents 4 0 R>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(draw), draw),
        b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode"
        b"/Length %d>>stream\n%b\nendstream" % (*size, len(data), data),
    ]
    out = b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%b\nendobj\n" % item for item in enumerate(parts, 1))
    return out + b"trailer<</Size 6/Root 1 0 R>>\n%%EOF"


@needs_ocr
def test_a_damaged_picture_in_a_pdf_is_named_and_what_is_left_of_it_is_read() -> None:
    jpeg = stored(picture(), kind="JPEG")
    cut = jpeg[: round(0.9 * len(jpeg))]
    found = pdf.read(page_of_jpeg(jpeg, picture().size))
    assert isinstance(found, Document)
    assert (found.lines, found.remarks) == (LINES, ())
    found = pdf.read(page_of_jpeg(cut, picture().size))
    assert isinstance(found, Document)
    assert [(remark.reason_code, remark.detail) for remark in found.remarks] == [("pdf_damaged_pages", "page 1")]
    assert found.lines[0] == LINES[0]
    assert pdf.read(page_of_jpeg(bytes(500), picture().size)) == Refusal("pdf_damaged", "page 1")
    blank = stored(Image.new("L", picture().size, 255), kind="JPEG")
    assert pdf.read(page_of_jpeg(blank, picture().size)) == Refusal("empty", "1 pages without text or picture")
