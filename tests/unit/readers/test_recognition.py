"""Pages that are pictures: recognised where the extra is installed, else refused with how to get it."""

import io

import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader

from pipeline.extraction.page.document import Box, Document, Refusal
from pipeline.extraction.readers import image, pictures
from pipeline.extraction.readers.ocr import recognise
from pipeline.extraction.readers.pdf import reader as pdf
from tests.writers.pdf import PdfWriter

pytestmark = pytest.mark.slow

needs_ocr = pytest.mark.skipif(not recognise.available(), reason="recognition is not installed: make setup-ocr")
ROWS = (("2018", "Budget", "Final"), ("2010301", "1,234.50", "96,282.13"), ("2010302", "88.30", "0.00"))
LINES = tuple("\t".join(row) for row in ROWS)
DOTS = 200 / 72


def picture(tilt: float = 0.0) -> Image.Image:
    """A page of A5 at 200 dots per inch with a ruled table."""
    page = Image.new("L", (1654, 1170), 255)
    pen = ImageDraw.Draw(page)
    font = ImageFont.load_default(32)
    for row in range(len(ROWS) + 1):
        pen.line([(200, 300 + 70 * row), (1400, 300 + 70 * row)], fill=0, width=3)
    for column in range(4):
        pen.line([(200 + 400 * column, 300), (200 + 400 * column, 300 + 70 * len(ROWS))], fill=0, width=3)
    for row, texts in enumerate(ROWS):
        for column, text in enumerate(texts):
            pen.text((230 + 400 * column, 315 + 70 * row), text, font=font, fill=0)
    return page.rotate(tilt, resample=Image.Resampling.BICUBIC, fillcolor=255)


def stored(*pictures: Image.Image, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    more = {"save_all": True, "append_images": pictures[1:]} if kind == "TIFF" else {}
    pictures[0].save(out, kind, dpi=(200, 200), **more)
    return out.getvalue()


def scanned_pdf() -> bytes:
    writer = PdfWriter()
    writer.text(60, 60, "第一页有文字，第二页是图片。")
    writer.new_page()
    path = io.BytesIO(stored(picture()))
    writer.canvas.drawImage(ImageReader(path), 0, 200, width=595, height=421)
    return writer.bytes()


def test_without_the_extra_an_image_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognise, "available", lambda: False)
    found = image.read(stored(picture()))
    assert isinstance(found, Refusal)
    assert found.reason_code == "image_not_recognised"


def test_without_the_extra_a_picture_among_pages_of_text_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognise, "available", lambda: False)
    found = pdf.read(scanned_pdf())
    assert isinstance(found, Document)
    assert found.lines == ("第一页有文字，第二页是图片。",)
    assert [(remark.reason_code, remark.detail) for remark in found.remarks] == [("pdf_picture_pages", "page 2")]


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n", stored(picture())[:3000], b"II*\x00\x08\x00"])
def test_a_damaged_image_is_refused(data: bytes) -> None:
    assert image.claims(data)
    found = image.read(data)
    assert isinstance(found, Refusal)
    assert found.reason_code in ("image_damaged", "image_not_recognised")


def test_a_place_in_an_image_can_be_shown() -> None:
    data = stored(picture(), picture(), kind="TIFF")
    assert pictures.page_size(data, 2) == pytest.approx((1654 / DOTS, 1170 / DOTS, 2))
    shown = Image.open(io.BytesIO(pictures.render_page(data, 2, [Box(100, 110, 200, 130)])))
    assert shown.size == (1654, 1170)
    red, _, blue = shown.getpixel((round(150 * DOTS), round(120 * DOTS)))
    assert red > blue
    with pytest.raises(ValueError, match="no picture 3"):
        pictures.page_picture(data, 3)


@needs_ocr
@pytest.mark.parametrize("size", [(3000, 4), (3000, 20), (5, 3000), (8000, 30), (1, 1)])
def test_a_strip_is_looked_at_like_any_picture(size: tuple[int, int]) -> None:
    strip = Image.new("RGB", size, "white")
    ImageDraw.Draw(strip).rectangle((size[0] // 4, 0, size[0] // 2, size[1]), fill="black")
    assert image.read(stored(strip)) == Refusal("empty", "an image without text")


def test_a_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.extraction.readers.limits.PICTURE_PIXELS", 1000)
    found = image.read(stored(picture()))
    assert isinstance(found, Refusal)
    assert found.reason_code == "image_too_large"


@needs_ocr
def test_a_tilted_scan_is_read_and_every_place_leads_back_to_the_picture() -> None:
    found = image.read(stored(picture(tilt=0.8), picture(), kind="TIFF"))
    assert isinstance(found, Document)
    assert found.format == "image"
    assert found.lines == LINES + LINES
    address = found.address_of_cell(2, 3)
    assert address is not None
    assert address.page == 1
    assert address.read_by == "ocr"
    assert address.confidence is not None
    assert address.confidence > 800
    assert address.box is not None
    # The cell of the picture before it was turned by 0.8 degrees about its middle: x 1000-1400, y 370-440 dots.
    assert abs(address.box.x0 - 1000 / DOTS) < 8
    assert abs(address.box.top - 370 / DOTS) < 8


@needs_ocr
def test_a_page_that_lies_on_its_side_is_turned() -> None:
    found = image.read(stored(picture().transpose(Image.Transpose.ROTATE_90)))
    assert isinstance(found, Document)
    assert found.lines == LINES


@needs_ocr
def test_a_picture_among_pages_of_text_is_recognised_in_its_place() -> None:
    found = pdf.read(scanned_pdf())
    assert isinstance(found, Document)
    assert found.lines == ("第一页有文字，第二页是图片。", *LINES)
    assert found.remarks == ()
