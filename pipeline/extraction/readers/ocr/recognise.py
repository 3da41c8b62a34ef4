"""A picture of a page to glyphs and rulings, by recognition.

Calling the recogniser belongs here; what a table or a paragraph is gets decided in ``printed``, as for stored text. The
recogniser is ``rapidocr`` on ``onnxruntime``: its models are in its wheel, nothing is downloaded.
"""

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from typing import Any, NamedTuple, cast

from PIL import Image

from pipeline.extraction.readers import progress
from pipeline.extraction.readers.ocr.clean import without_seals, without_surround
from pipeline.extraction.readers.ocr.halves import middle_of
from pipeline.extraction.readers.ocr.numbers import decided
from pipeline.extraction.readers.ocr.picture import (
    Pixels,
    levelled,
    rulings_of_picture,
    tilt_of,
    without_lines,
)
from pipeline.extraction.readers.ocr.unread import unread
from pipeline.extraction.readers.printed.assemble import Sheet, sheet_of
from pipeline.extraction.readers.printed.marks import Glyph, Page, Rect, Turn
from pipeline.extraction.readers.printed.rulings import Ruling, rulings_of

PADDING = 0.1
"""Share of its height by which a box of the recogniser stands off the text on each side."""
TALL = 1.6
"""Height by width from which a box holds text that runs upwards."""
LONGEST_SIDE = 1280
"""Dots to which a page is made smaller to find where texts stand, which halves time and memory against the library's
2000; they are recognised at full size."""
LEAST_SCORE = 0.3
LEAST_OVERLOOKED = 800
"""Per mille, for a text that was not found at first: it is a single sign, or something lies over it."""
UNSURE, SUREST = 900, 1000
"""Per mille: a number of less than ``numbers.LEGIBLE`` is believed where its sums hold."""
LOST = "\ufffd"
LEAST_SIZE = 3
WALL_SLACK = 3.0
"""Dots by which a box may reach over a wall without text of two cells in it."""
SAMPLE = 12
MOST_ELONGATED = 20
"""How many times longer than wide a picture is looked at; one that is thinner gets a white border."""
PAPER = 255


class Piece(NamedTuple):
    """One text found on a page, in dots."""

    text: str
    box: Rect
    confidence: int


def available() -> bool:
    """Whether the extra ``ocr`` is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


@cache
def _recogniser() -> Any:  # noqa: ANN401 the library has no types
    parameters = {
        "Global.log_level": "critical",
        "Global.max_side_len": LONGEST_SIDE,
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    }
    return import_module("rapidocr").RapidOCR(params=parameters)


def sheets_of_picture(
    picture: Image.Image, number: int, dots_per_point: float, *, is_coarse: bool = False
) -> list[Sheet]:
    """Recognise one page, find its tables, and decide between the readings of their numbers.

    Args:
        picture: As shown.
        number: Of the page, from 1.
        dots_per_point: Of the picture.
        is_coarse: It is black and white with few dots: however sure the recogniser is, a number needs a sum that holds.

    Returns:
        Its lines and tables; two sheets where the picture shows two pages side by side.
    """
    sheets = [sheet_of(page) for page in pages_of_picture(picture, number, dots_per_point, is_coarse=is_coarse)]
    for sheet in sheets:
        sheet.tables = [decided(table) for table in sheet.tables]
    return sheets


def pages_of_picture(
    picture: Image.Image, number: int, dots_per_point: float, *, is_coarse: bool = False
) -> list[Page]:
    """Recognise one page.

    Args:
        picture: As shown.
        number: Of the page, from 1.
        dots_per_point: Of the picture.
        is_coarse: As for the sheets.

    Returns:
        The page, made level and turned so that its text runs from left to right, or the two that the picture shows;
        ``shown`` leads back to the picture.
    """
    progress.page_begins()
    pixels = without_seals(picture, dots_per_point)
    found = _look_at(pixels, dots_per_point)
    turn = _turn_of(found)
    if turn:
        pixels = without_seals(picture.transpose(_TRANSPOSED[turn]), dots_per_point)
        found = _look_at(pixels, dots_per_point)
    height, width = pixels.shape
    middle = middle_of(found.boxes, found.lines, width, height)
    sides = [(0, width)] if middle is None else [(0, int(middle)), (int(middle), width)]
    pages: list[Page] = []
    for left, right in sides:
        part = found if middle is None else _side(found, left, right)
        size = (right - left) / dots_per_point, height / dots_per_point
        rulings = [Rect(*(value / dots_per_point for value in line)) for line in part.lines]
        whole = None if middle is None else (left / dots_per_point, width / dots_per_point)
        glyphs = _read(part, dots_per_point, UNSURE if is_coarse else SUREST)
        pages.append(
            Page(number, *size, glyphs, rulings, 1.0, turn=turn, tilt=found.tilt, read_by="ocr", part=whole),
        )
    return pages


def _read(found: "_Found", dots_per_point: float, surest: int) -> list[Glyph]:
    """The characters of a page; none is believed more than ``surest``, per mille."""
    levels, walls = rulings_of(found.lines)
    pieces = _recognised(found.clean, [part for box in found.boxes for part in _divided(box, walls)])
    pieces = [piece._replace(confidence=min(piece.confidence, surest)) for piece in pieces]
    known = [piece.box for piece in pieces]
    pieces += _overlooked(found.clean, unread(found.clean, levels, walls, known, dots_per_point))
    return [glyph for piece in pieces for glyph in _glyphs(piece, dots_per_point)]


class _Found(NamedTuple):
    """A level page without its lines, the lines, and where texts stand; in dots."""

    clean: Pixels
    lines: list[Rect]
    boxes: list[Rect]
    tilt: float


def _look_at(pixels: Pixels, dots_per_point: float) -> _Found:
    pixels = without_surround(pixels, dots_per_point)
    tilt = tilt_of(pixels)
    pixels = levelled(pixels, tilt)
    lines = rulings_of_picture(pixels, dots_per_point)
    clean = without_lines(pixels, lines)
    return _Found(clean, lines, _boxes(clean), tilt)


def _side(found: _Found, left: int, right: int) -> _Found:
    """One of two pages of a picture; texts are looked for again, at twice the size."""
    clean = found.clean[:, left:right]
    lines = [line for line in found.lines if left <= (line.x0 + line.x1) / 2 < right]
    moved = [line._replace(x0=line.x0 - left, x1=line.x1 - left) for line in lines]
    return _Found(clean, moved, _boxes(clean), found.tilt)


_TRANSPOSED = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}


def _boxes(pixels: Pixels) -> list[Rect]:
    """Where texts stand, in dots."""
    cv2 = import_module("cv2")
    height, width = pixels.shape
    least = max(height, width) // MOST_ELONGATED + 1
    # The recogniser makes a page smaller by its longer side and fails where the other one is nothing then.
    added = (0, max(least - height, 0), 0, max(least - width, 0), cv2.BORDER_CONSTANT)
    whole = cv2.copyMakeBorder(pixels, *added, value=PAPER) if min(height, width) < least else pixels
    found = _recogniser()(cv2.cvtColor(whole, cv2.COLOR_GRAY2BGR), use_det=True, use_cls=False, use_rec=False).boxes
    if found is None:
        return []
    boxes = [Rect(*(float(value) for value in (*corners.min(axis=0), *corners.max(axis=0)))) for corners in found]
    return [box._replace(x1=min(box.x1, width), bottom=min(box.bottom, height)) for box in boxes if _is_on(box, pixels)]


def _is_on(box: Rect, pixels: Pixels) -> bool:
    """Whether a box has more of the picture than a text needs, border left out."""
    height, width = pixels.shape
    return min(width - box.x0, height - box.top) >= LEAST_SIZE


def _turn_of(found: _Found) -> Turn:
    """Degrees to turn a page with the clock: by boxes that stand upright, and by a sample that reads upside down."""
    long = [box for box in found.boxes if max(_sides(box)) > 2 * min(_sides(box))]
    if not long:
        return 0
    upright = sum(box.bottom - box.top > TALL * (box.x1 - box.x0) for box in long)
    turn = 90 if 2 * upright > len(long) else 0
    cv2 = import_module("cv2")
    largest = sorted(long, key=lambda box: -(box.x1 - box.x0) * (box.bottom - box.top))[:SAMPLE]
    crops = [_crop(found.clean, box) for box in largest]
    crops = [cv2.rotate(crop, cv2.ROTATE_90_CLOCKWISE) if turn else crop for crop in crops]
    labels = [label for label, _ in _recogniser().cls_and_rotate(crops)[1].cls_res]
    upside_down = 2 * sum(label == "180" for label in labels) > len(labels)
    return cast(Turn, (turn + 180 * upside_down) % 360)


def _sides(box: Rect) -> tuple[float, float]:
    return box.x1 - box.x0, box.bottom - box.top


def _crop(pixels: Pixels, box: Rect) -> Pixels:
    cv2 = import_module("cv2")
    part = pixels[max(int(box.top), 0) : int(box.bottom) + 1, max(int(box.x0), 0) : int(box.x1) + 1]
    return cv2.cvtColor(part, cv2.COLOR_GRAY2BGR)


def _divided(box: Rect, walls: Sequence[Ruling]) -> list[Rect]:
    """Cut a box where an upright ruling runs through it: it holds the texts of two cells."""
    cuts = [
        wall.at
        for wall in walls
        if box.x0 + WALL_SLACK < wall.at < box.x1 - WALL_SLACK
        and min(wall.end, box.bottom) - max(wall.start, box.top) > 0.6 * (box.bottom - box.top)
    ]
    edges = [box.x0, *cuts, box.x1]
    parts = [box._replace(x0=left, x1=right) for left, right in pairwise(edges)]
    return [part for part in parts if part.x1 - part.x0 >= LEAST_SIZE]


def _recognised(pixels: Pixels, boxes: Sequence[Rect]) -> list[Piece]:
    """The texts in the boxes; those that the recogniser does not believe itself are left out."""
    boxes = [box for box in boxes if min(box.x1 - box.x0, box.bottom - box.top) >= LEAST_SIZE]
    if not boxes:
        return []
    found = _recogniser().recognize_txt([_crop(pixels, box) for box in boxes])
    return [
        Piece(text.strip(), box, round(1000 * float(score)))
        for box, text, score in zip(boxes, found.txts or (), found.scores, strict=True)
        if text.strip() and score >= LEAST_SCORE
    ]


def _overlooked(pixels: Pixels, boxes: Sequence[Rect]) -> list[Piece]:
    """What stands where no text was found; a sign for a lost character where nobody can tell."""
    read = {piece.box: piece for piece in _recognised(pixels, boxes) if piece.confidence >= LEAST_OVERLOOKED}
    return [read.get(box, Piece(LOST, box, 0)) for box in boxes]


def _glyphs(piece: Piece, dots_per_point: float) -> list[Glyph]:
    """The characters of a text, each given its share of the box: an ideograph is twice as wide as a digit."""
    x0, top, x1, bottom = (value / dots_per_point for value in piece.box)
    inset = min(PADDING * (bottom - top), 0.2 * (x1 - x0))
    x0, x1 = x0 + inset, x1 - inset
    shares = [1.0 if sign.isascii() else 2.0 for sign in piece.text]
    width = (x1 - x0) / sum(shares)
    glyphs: list[Glyph] = []
    spaced = False
    for sign, share in zip(piece.text, shares, strict=True):
        right = x0 + share * width
        if sign.isspace():
            spaced = True
        else:
            glyphs.append(Glyph(sign, x0, top + inset, right, bottom - inset, spaced, piece.confidence))
            spaced = False
        x0 = right
    return glyphs
