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
from itertools import pairwise
from typing import cast

from pypdfium2 import PdfDocument, PdfiumError, PdfPage  # pyright: ignore[reportMissingTypeStubs]

from pipeline.extraction.page.document import Box
from pipeline.extraction.readers import limits
from pipeline.extraction.readers.pdf import calls
from pipeline.extraction.readers.pdf.clipped import cut_at_clips
from pipeline.extraction.readers.pdf.code_points import codes_of_characters
from pipeline.extraction.readers.pdf.covers import Covers, holds
from pipeline.extraction.readers.pdf.drawn import Drawn, clip_of, is_clipped, look_at_page
from pipeline.extraction.readers.pdf.heights import Heights
from pipeline.extraction.readers.pdf.pictures import is_coarse, over_text, share_of
from pipeline.extraction.readers.pdf.stand_in import install
from pipeline.extraction.readers.printed.marks import Cut, Glyph, Page, Rect, Turn, turned

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


_new_glyph: Callable[[type[Glyph], object], Glyph] = vars(tuple)["__new__"]
"""What ``Glyph(...)`` calls in the end, without the call between: there is one for every character."""


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
        return _page_of(document, page, index + 1)
    finally:
        page.close()


def _page_of(document: PdfDocument, page: PdfPage, number: int) -> Page:
    rotation = int(page.get_rotation())
    frame = cast(Frame, page.get_bbox())
    width, height = frame[2] - frame[0], frame[3] - frame[1]
    if rotation in (90, 270):
        width, height = height, width
    address = calls.address_of(page)
    drawn = look_at_page(address)
    place = _placer(frame, rotation)
    reader = _TextReader(drawn, frame, rotation, place)
    reader.read(address, calls.address_of(document))
    glyphs, turn = reader.glyphs, reader.turn()
    rulings = [Rect(*place(rect)) for rect in drawn.rulings]
    pictures = tuple(place(picture.box) for picture in drawn.pictures)
    share = share_of(pictures, width, height)
    fills = [Rect(*place(rect)) for rect in (*drawn.dark, *(drawn.light if drawn.dark else ()))]
    if turn:
        glyphs = [_turn_glyph(glyph, turn, width, height) for glyph in glyphs]
        rulings = [Rect(*turned(rect, turn, width, height)) for rect in rulings]
        fills = [Rect(*turned(rect, turn, width, height)) for rect in fills]
        if turn in (90, 270):
            width, height = height, width
    return Page(
        number, width, height, glyphs, rulings, share, reader.unmapped, turn,
        outlines=drawn.segments, pictures=pictures, fills=tuple(fills), cut=reader.cut,
        is_coarse=is_coarse(address, drawn.pictures),
    )  # fmt: skip


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
        self._clips: dict[int, Rect | None] = {}
        self._directions: Counter[int] = Counter()
        self._heights = Heights()
        self._starts: list[tuple[int, int]] = []
        self.glyphs: list[Glyph] = []
        self.cut: tuple[Cut, ...] = ()
        self.unmapped = 0

    def turn(self) -> Turn:
        """Degrees to turn the page clockwise, so that most of its text runs from left to right."""
        # Level text is not counted glyph by glyph. A direction is counted against the clock, so turning the page by it
        # with the clock levels the text.
        directions = {0: len(self.glyphs) - self._directions.total(), **self._directions}
        return cast(Turn, max(directions, key=lambda direction: (directions[direction], -direction)))

    def read(self, page: int, document: int) -> None:
        """Read the characters of a loaded page of a document."""
        text = calls.load_text(page)
        try:
            indexes, outside = self._collect(text, min(calls.count_characters(text), limits.PAGE_CHARACTERS))
            pictures = [(picture, self._place(picture.box)) for picture in self._drawn.over]
            self._drawn.covers.extend(over_text(document, page, pictures, self.glyphs))
            if not self.turn() and any(map(is_clipped, {drawer for _, drawer in self._starts})):
                self.cut = cut_at_clips(self.glyphs, self._pieces(), self._size())
                outside = outside or any(cut.shown.x1 < 0 for cut in self.cut)
            if outside or self._drawn.hidden or self._drawn.white or self._drawn.covers:
                self._keep_seen(text, indexes, outside)
        finally:
            if text:
                calls.close_text(text)

    def _collect(self, text: int, count: int) -> tuple[list[int], bool]:
        """Make a glyph of every character that prints; returns their indexes, and whether one is off the page.

        Called for every character of every document, therefore one loop without helpers.
        """
        box_of, blanks, broken = calls.box_of, _BLANKS, _BROKEN
        new = _new_glyph
        box = calls.Rectangle()
        address = ctypes.addressof(box)
        left, low, right, high = self._frame
        upright = not self._rotation
        glyphs, indexes, starts = self.glyphs, list[int](), self._starts
        spaced = outside = False
        direction: int | None = 0
        flat = False
        last_top = last_low = last_x1 = -1e9
        for index, code in enumerate(codes_of_characters(text, count)):
            if code in blanks:
                spaced = spaced or (code not in _LINE_ENDS and not calls.is_generated(text, index))
                continue
            box_of(text, index, address)
            x0, y0, x1, y1 = box.left, box.bottom, box.right, box.top
            if code in broken:
                self.unmapped += x1 > x0
                continue
            if y1 != last_top or y0 != last_low or not -1 < x0 - last_x1 < 1:
                direction = self._direction(text, index)
                drawer = calls.object_of_character(text, index) or 0
                flat = self._heights.are_missing(drawer) or self._heights.is_drawn_only(
                    text, index, Rect(x0, y0, x1, y1)
                )
                starts.append((len(glyphs), drawer))
            last_top, last_low, last_x1 = y1, y0, x1
            if flat:
                x0, y0, x1, y1 = self._heights.around(text, index, Rect(x0, y0, x1, y1))
            if direction is None:
                continue
            if x0 < left or y0 < low or x1 > right or y1 > high:
                outside = True
            if direction:
                self._directions[direction] += 1
            sign = chr(code) if code < 0xD800 or code > 0xDFFF else "\ufffd"
            place = (x0 - left, high - y1, x1 - left, high - y0) if upright else self._place(Rect(x0, y0, x1, y1))
            glyphs.append(new(Glyph, (sign, *place, spaced, None)))
            indexes.append(index)
            spaced = False
        return indexes, outside

    def _direction(self, text: int, index: int) -> int | None:
        """Degrees against the clock in which the text runs on the page as shown; None for slanted text."""
        matrix = calls.MatrixOfObject()
        calls.matrix_of_character(text, index, ctypes.addressof(matrix))
        angle = math.degrees(math.atan2(matrix.b, matrix.a))
        nearest = round(angle / 90) * 90
        return None if abs(angle - nearest) > RIGHT_ANGLE_SLACK else (nearest - self._rotation) % 360

    def _pieces(self) -> Iterator[tuple[int, int, Box | None]]:
        """What is drawn in one piece: its first and last glyph, and the box on the page to which it is clipped."""
        for (first, drawer), (last, _) in pairwise([*self._starts, (len(self.glyphs), 0)]):
            if last > first:
                clip = self._clip(drawer)
                yield first, last, Box(*clip) if clip else None

    def _keep_seen(self, text: int, indexes: list[int], outside: bool) -> None:
        width, height = self._size()
        covers = Covers([(order, self._place(rect)) for order, rect in self._drawn.covers], self._drawn.order)
        dark = [self._place(rect) for rect in self._drawn.dark]
        seen: list[Glyph] = []
        only_covers = not (outside or self._drawn.hidden or self._drawn.white)
        for glyph, index in zip(self.glyphs, indexes, strict=True):
            x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
            if only_covers and not covers.last_over(x, y):
                seen.append(glyph)  # most of a page: who drew it is no matter
                continue
            drawer = calls.object_of_character(text, index) or 0
            hidden = (
                drawer in self._drawn.hidden
                or not (0 < x < width and 0 < y < height)
                or (outside and self._is_clipped(drawer, x, y))
                or (drawer in self._drawn.white and not any(holds(box, x, y) for box in dark))
                or covers.hide(drawer, x, y)
            )
            if not hidden:
                seen.append(glyph)
        self.glyphs = seen

    def _size(self) -> tuple[float, float]:
        left, low, right, high = self._frame
        return (high - low, right - left) if self._rotation in (90, 270) else (right - left, high - low)

    def _clip(self, drawer: int) -> Rect | None:
        if drawer not in self._clips:
            clip = clip_of(drawer) if drawer else None
            self._clips[drawer] = Rect(*self._place(clip)) if clip else None
        return self._clips[drawer]

    def _is_clipped(self, drawer: int, x: float, y: float) -> bool:
        clip = self._clip(drawer)
        return clip is not None and not holds(clip, x, y)
