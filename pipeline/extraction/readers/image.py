"""Images of pages (PNG, JPEG, TIFF with several pages, BMP) to a document, by recognition.

Opening images within limits belongs here. Recognition is ``ocr``, tables and paragraphs are found in ``printed``.
"""

import io
import struct
from collections.abc import Iterator

from PIL import Image, UnidentifiedImageError

from pipeline.extraction.page.builder import DocumentBuilder
from pipeline.extraction.page.document import Document, Refusal
from pipeline.extraction.readers import limits
from pipeline.extraction.readers.ocr import recognise
from pipeline.extraction.readers.printed.assemble import assemble

_FORMATS = ("PNG", "JPEG", "TIFF", "BMP")
_MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"BM")
_BITMAP_HEADERS = (12, 40, 52, 56, 64, 108, 124)
_POINTS_PER_INCH = 72.0
_USUAL_RESOLUTION = 200.0
_LIKELY = (60.0, 1300.0)
"""Dots per inch between which what an image says of itself is believed."""
_WIDEST = 1700.0
"""Points: no page is wider (A2); an image that would be has lost its resolution."""


def claims(data: bytes) -> bool:
    """Whether a file is an image of a kind that scanners write."""
    if not data.startswith(_MAGIC):
        return False
    return not data.startswith(b"BM") or (len(data) > 18 and struct.unpack_from("<I", data, 14)[0] in _BITMAP_HEADERS)


def read(data: bytes) -> Document | Refusal:
    """Read an image.

    Args:
        data: The whole file.

    Returns:
        The document, a page for each picture; or why there is none.
    """
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            return _read(image)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError, EOFError) as error:
        return Refusal("image_damaged", str(error) or type(error).__name__)


def _read(image: Image.Image) -> Document | Refusal:
    width, height = image.size
    frames = getattr(image, "n_frames", 1)
    if width * height > limits.PICTURE_PIXELS or frames > limits.PICTURE_FRAMES:
        return Refusal("image_too_large", f"{width:,} × {height:,} dots, {frames:,} pictures")
    if not recognise.available():
        return Refusal("image_not_recognised", f"{image.format}, {width:,} × {height:,} dots")
    sheets = [
        sheet
        for number, picture in _pictures(image, frames)
        for sheet in recognise.sheets_of_picture(picture, number, _dots_per_point(picture))
    ]
    if not any(sheet.lines or sheet.tables for sheet in sheets):
        return Refusal("empty", "an image without text")
    return assemble(sheets, DocumentBuilder("image"))


def page_picture(data: bytes, page: int) -> tuple[Image.Image, float]:
    """One picture of an image file.

    Args:
        data: The whole file.
        page: Its number, from 1.

    Returns:
        The picture and how many dots a point has.

    Raises:
        ValueError: There is no such picture, or it is larger than any page.
        OSError: The file cannot be read.
    """
    with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
        frames = getattr(image, "n_frames", 1)
        if not 1 <= page <= frames:
            message = f"no picture {page}: the file has {frames}"
            raise ValueError(message)
        image.seek(page - 1)
        if image.width * image.height > limits.PICTURE_PIXELS:
            message = f"picture {page} has {image.width:,} × {image.height:,} dots"
            raise ValueError(message)
        picture = image.convert("RGB")
    return picture, _dots_per_point(picture)


def page_count(data: bytes) -> int:
    """How many pictures an image file holds.

    Raises:
        OSError: The file cannot be read.
    """
    with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
        return int(getattr(image, "n_frames", 1))


def _pictures(image: Image.Image, frames: int) -> Iterator[tuple[int, Image.Image]]:
    for frame in range(frames):
        image.seek(frame)
        if image.width * image.height <= limits.PICTURE_PIXELS:
            yield frame + 1, image.convert("RGB")


def _dots_per_point(picture: Image.Image) -> float:
    stated = picture.info.get("dpi", (0.0, 0.0))[0]
    resolution = float(stated) if _LIKELY[0] <= float(stated) <= _LIKELY[1] else _USUAL_RESOLUTION
    return max(resolution / _POINTS_PER_INCH, picture.width / _WIDEST)
