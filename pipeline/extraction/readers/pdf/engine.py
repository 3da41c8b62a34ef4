"""Bytes of a PDF to glyphs and rulings of its pages, through PDFium.

Opening the file and reading the characters of a page belong here; what else is drawn is ``drawn``, what the marks mean
is decided in ``printed/``.

Why PDFium (``pypdfium2``) and not ``pdf_oxide``: on the 426 pages of eighteen real disclosures both find the same
characters (PDFium drops two that are drawn twice), and ``pdf_oxide`` is about twice as fast. PDFium is the engine of
Chrome, fuzzed for years against hostile files, knows the Chinese character maps of fonts that are not embedded, and
also draws the page with a place marked. A young parser that prints its warnings on stderr is not worth two
milliseconds a page.

Text that nobody sees is left out: never drawn, white on white, off the page, clipped away, or under a white cover.
"""

import ctypes
import math
from collections import Counter
from collections.abc import Callable, Iterator
from typing import cast

from pypdfium2 import PdfDocument, PdfiumError, PdfPage  # pyright: ignore[reportMissingTypeStubs]

from pipeline.extraction.page.document import Box
from pipeline.extraction.readers import limits
from pipeline.extraction.readers.pdf import calls
from pipeline.extraction.readers.pdf.drawn import Drawn, clip_of, look_at_page
from pipeline.extraction.readers.pdf.stand_in import install
from pipeline.extraction.readers.printed.marks import Glyph, Page, Rect, Turn, turned

RIGHT_ANGLE_SLACK = 4
_PASSWORD, _SECURITY = 4, 5
_BROKEN = frozenset({0, 0xFFFD, 0xFFFE, 0xFFFF})
_BLANKS = frozenset(map(ord, " \t\r\n\x0b\x0c\xa0\u3000\u2002\u2003\u2009\u200b\ufeff\xad\x02"))
_LINE_ENDS = (10, 13)

Frame = tuple[float, float, float, float]
"""The visible part of a page in the file's coordinates: left, low, right, high."""


class EngineError(Exception):
    """The engine cannot open the file: ``code`` is a key of ``document_reasons.csv``."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


class PdfFile:
    """An open PDF: the number of pages, and each page read on demand."""

    def __init__(self, data: bytes) -> None:
        install()
        try:
            self._document = PdfDocument(data)
            self.page_count = len(self._document)
        except PdfiumError as error:
            raise EngineError(*_why_not(error)) from error

    def close(self) -> None:
        """Give the memory back."""
        self._document.close()

    def pages(self) -> Iterator[Page]:
        """The pages, one after the other; each is released before the next.

        A page that cannot be loaded is an empty one with ``unmapped = -1``.
        """
        for index in range(self.page_count):
            try:
                yield _read_page(self._document, index)
            except PdfiumError:
                yield Page(index + 1, 0.0, 0.0, [], [], unmapped=-1)


def _why_not(error: PdfiumError) -> tuple[str, str]:
    code = getattr(error, "err_code", None)
    if code == _PASSWORD:
        return "pdf_encrypted", "it opens only with a password"
    if code == _SECURITY:
        return "pdf_encrypted", "its kind of encryption is not known"
    return "pdf_damaged", "no page could be found in it"


def _read_page(document: PdfDocument, index: int) -> Page:
    page = document[index]
    try:
        return _page_of(page, index + 1)
    finally:
        page.close()


def _page_of(page: PdfPage, number: int) -> Page:
    rotation = int(page.get_rotation())
    frame = cast(Frame, page.get_bbox())
    width, height = frame[2] - frame[0], frame[3] - frame[1]
    if rotation in (90, 270):
        width, height = height, width
    address = ctypes.cast(cast(ctypes.c_void_p, page.raw), ctypes.c_void_p).value or 0
    drawn = look_at_page(address)
    place = _placer(frame, rotation)
    reader = _TextReader(drawn, frame, rotation, place)
    reader.read(address)
    glyphs, turn = reader.glyphs, reader.turn()
    rulings = [Rect(*place(rect)) for rect in drawn.rulings]
    area = max(width * height, 1.0)
    share = max((min(1.0, _area(rect) / area) for rect in drawn.pictures), default=0.0)
    if turn:
        glyphs = [_turn_glyph(glyph, turn, width, height) for glyph in glyphs]
        rulings = [Rect(*turned(rect, turn, width, height)) for rect in rulings]
        if turn in (90, 270):
            width, height = height, width
    return Page(number, width, height, glyphs, rulings, share, reader.unmapped, turn)


def _area(rect: Rect) -> float:
    return abs((rect.x1 - rect.x0) * (rect.bottom - rect.top))


def _placer(frame: Frame, rotation: int) -> Callable[[Rect], Box]:
    """From (left, low, right, high) in the file's coordinates to a box on the page as it is shown."""
    left, low, right, high = frame

    def place(rect: Rect) -> Box:
        x0, y0, x1, y1 = rect
        if rotation == 90:
            return Box(y0 - low, x0 - left, y1 - low, x1 - left)
        if rotation == 180:
            return Box(right - x1, y0 - low, right - x0, y1 - low)
        if rotation == 270:
            return Box(high - y1, right - x1, high - y0, right - x0)
        return Box(x0 - left, high - y1, x1 - left, high - y0)

    return place


def _turn_glyph(glyph: Glyph, turn: Turn, width: float, height: float) -> Glyph:
    x0, top, x1, bottom = turned(Box(glyph.x0, glyph.top, glyph.x1, glyph.bottom), turn, width, height)
    return Glyph(glyph.text, x0, top, x1, bottom, glyph.spaced)


class _TextReader:
    """Reads the visible characters of one page."""

    def __init__(self, drawn: Drawn, frame: Frame, rotation: int, place: Callable[[Rect], Box]) -> None:
        self._drawn = drawn
        self._frame = frame
        self._rotation = rotation
        self._place = place
        self._drawn_at: dict[int, int] = {}
        self._clips: dict[int, Rect | None] = {}
        self._directions: Counter[int] = Counter()
        self.glyphs: list[Glyph] = []
        self.unmapped = 0

    def turn(self) -> Turn:
        """Degrees to turn the page clockwise, so that most of its text runs from left to right."""
        if not self._directions:
            return 0
        most = max(self._directions, key=lambda direction: (self._directions[direction], -direction))
        # A direction is counted against the clock, so turning the page by it with the clock levels the text.
        return cast(Turn, most)

    def read(self, page: int) -> None:
        """Read the characters of a loaded page."""
        text = calls.load_text(page)
        try:
            count = min(calls.count_characters(text), limits.PAGE_CHARACTERS)
            found, outside = self._collect(text, count)
        finally:
            if text:
                calls.close_text(text)
        self._keep_seen(found, outside)

    def _collect(self, text: int, count: int) -> tuple[list[tuple[int, Rect, bool, int, int]], bool]:
        """Code, box, blank before, direction and text object (0 where it does not matter) of every character."""
        unicode_of, box_of = calls.unicode_of, calls.box_of
        box = calls.Rectangle()
        address = ctypes.addressof(box)
        left, low, right, high = self._frame
        found: list[tuple[int, Rect, bool, int, int]] = []
        spaced = outside = False
        direction: int | None = 0
        last = Rect(0.0, 0.0, -1e9, 0.0)
        for index in range(count):
            code = unicode_of(text, index)
            if code in _BLANKS:
                spaced = spaced or (code not in _LINE_ENDS and not calls.is_generated(text, index))
                continue
            box_of(text, index, address)
            shape = Rect(box.left, box.bottom, box.right, box.top)
            if code in _BROKEN:
                self.unmapped += shape.x1 > shape.x0
                continue
            if shape.top != last.top or shape.bottom != last.bottom or abs(shape.x0 - last.x1) > 1:
                direction = self._direction(text, index)
            last = shape
            if direction is None:
                continue
            if shape.x0 < left or shape.top < low or shape.x1 > right or shape.bottom > high:
                outside = True
            found.append((code, shape, spaced, direction, index))
            spaced = False
        if outside or self._drawn.hidden or self._drawn.white or self._drawn.covers:
            objects = [calls.object_of_character(text, item[4]) or 0 for item in found]
            found = [(*item[:4], drawer) for item, drawer in zip(found, objects, strict=True)]
        else:
            found = [(*item[:4], 0) for item in found]
        return found, outside

    def _direction(self, text: int, index: int) -> int | None:
        """Degrees against the clock in which the text runs on the page as shown; None for slanted text."""
        matrix = calls.MatrixOfObject()
        calls.matrix_of_character(text, index, ctypes.addressof(matrix))
        angle = math.degrees(math.atan2(matrix.b, matrix.a))
        nearest = round(angle / 90) * 90
        return None if abs(angle - nearest) > RIGHT_ANGLE_SLACK else (nearest - self._rotation) % 360

    def _keep_seen(self, found: list[tuple[int, Rect, bool, int, int]], outside: bool) -> None:
        suspicious = bool(outside or self._drawn.hidden or self._drawn.white or self._drawn.covers)
        if self._drawn.covers:
            self._drawn_at = {address: order for order, address in enumerate(self._drawn.order)}
        high, left = self._frame[3], self._frame[0]
        upright = not self._rotation
        for code, shape, spaced, direction, drawer in found:
            if suspicious and self._is_unseen(drawer, shape, outside):
                continue
            x0, low, x1, top = shape
            box = (x0 - left, high - top, x1 - left, high - low) if upright else self._place(shape)
            self._directions[direction] += 1
            sign = chr(code) if code < 0xD800 or code > 0xDFFF else "\ufffd"
            self.glyphs.append(Glyph(sign, *box, spaced))

    def _is_unseen(self, drawer: int, shape: Rect, outside: bool) -> bool:
        if drawer in self._drawn.hidden:
            return True
        x, y = (shape.x0 + shape.x1) / 2, (shape.top + shape.bottom) / 2
        left, low, right, high = self._frame
        if not (left < x < right and low < y < high):
            return True
        if outside and (clip := self._clip(drawer)) is not None and not _holds(clip, x, y):
            return True
        if drawer in self._drawn.white and not any(_holds(rect, x, y) for rect in self._drawn.dark):
            return True
        order = self._drawn_at.get(drawer)
        return order is not None and any(later > order and _holds(rect, x, y) for later, rect in self._drawn.covers)

    def _clip(self, drawer: int) -> Rect | None:
        if drawer not in self._clips:
            self._clips[drawer] = clip_of(drawer) if drawer else None
        return self._clips[drawer]


def _holds(rect: Rect, x: float, y: float) -> bool:
    return rect.x0 <= x <= rect.x1 and rect.top <= y <= rect.bottom
