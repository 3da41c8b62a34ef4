"""A picture of a page made straight, and the lines drawn on it.

What is done with dots belongs here: levelling, finding rulings, taking them away before recognition. Characters are
recognised in ``recognise``.
"""

from importlib import import_module
from typing import Any

from PIL import Image

from pipeline.extraction.readers.printed.marks import Rect

Pixels = Any
"""An array of numpy: height × width, gray, from 0 (black) to 255. The extra brings numpy."""

LEAST_TILT, MOST_TILT = 0.05, 8.0
"""Degrees: less does not matter, more is no slip of the scanner."""
LONG_LINE = 0.15
"""Share of the width of the page from which a line tells how the page is tilted."""
SHORTEST_LEVEL, SHORTEST_UPRIGHT = 22.0, 13.0
"""Points: strokes of ideographs are shorter than a ruling."""
SURE = 34.0
"""Points from which a line is a ruling by itself."""
TOUCH = 3.0
THICKEST = 4.0


def gray(picture: Image.Image) -> Pixels:
    """The picture as an array of gray dots."""
    return import_module("numpy").asarray(picture.convert("L"))


def tilt_of(pixels: Pixels) -> float:
    """How far the lines of a page rise to the right.

    Args:
        pixels: The page.

    Returns:
        Degrees, negative where they fall; 0 where there is no long line.
    """
    cv2, numpy = import_module("cv2"), import_module("numpy")
    width = pixels.shape[1]
    dark = cv2.threshold(pixels, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1]
    least = int(LONG_LINE * width)
    found = cv2.HoughLinesP(dark, 1, numpy.pi / 1800, 200, minLineLength=least, maxLineGap=6)
    if found is None:
        return 0.0
    tilts = sorted(
        (float(numpy.degrees(numpy.arctan2(y0 - y1, x1 - x0))), float(x1 - x0))
        for x0, y0, x1, y1 in found.reshape(-1, 4)
        if abs(y1 - y0) < 0.15 * (x1 - x0)
    )
    half = sum(length for _, length in tilts) / 2
    for tilt, length in tilts:
        half -= length
        if half <= 0:
            return tilt if LEAST_TILT <= abs(tilt) <= MOST_TILT else 0.0
    return 0.0


def levelled(pixels: Pixels, tilt: float) -> Pixels:
    """Turn a page by so many degrees with the clock; what comes in from outside is white."""
    if not tilt:
        return pixels
    cv2 = import_module("cv2")
    height, width = pixels.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -tilt, 1.0)
    return cv2.warpAffine(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)


def rulings_of_picture(pixels: Pixels, dots_per_point: float) -> list[Rect]:
    """Find the lines drawn on a level page.

    Args:
        pixels: The page.
        dots_per_point: Of the picture.

    Returns:
        The lines in dots, in no order.
    """
    cv2 = import_module("cv2")
    dark = cv2.adaptiveThreshold(pixels, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 12)
    level = _strokes(dark, (max(int(SHORTEST_LEVEL * dots_per_point), 3), 1), dots_per_point)
    upright = _strokes(dark, (1, max(int(SHORTEST_UPRIGHT * dots_per_point), 3)), dots_per_point)
    return _confirmed(level, upright, dots_per_point)


def _strokes(dark: Pixels, shape: tuple[int, int], dots_per_point: float) -> list[Rect]:
    cv2 = import_module("cv2")
    lines = cv2.morphologyEx(dark, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, shape))
    return [
        Rect(float(x), float(y), float(x + width), float(y + height))
        for x, y, width, height, _ in cv2.connectedComponentsWithStats(lines)[2][1:]
        if min(width, height) <= THICKEST * dots_per_point
    ]


def _confirmed(level: list[Rect], upright: list[Rect], dots_per_point: float) -> list[Rect]:
    """Leave out strokes of large type: a short line is a ruling only where both its ends meet a long one across."""
    sure, reach = SURE * dots_per_point, TOUCH * dots_per_point
    long_level = [line for line in level if line.x1 - line.x0 >= sure]
    long_upright = [line for line in upright if line.bottom - line.top >= sure]
    kept = long_level + long_upright
    for line in level:
        if line.x1 - line.x0 < sure and all(
            any(
                abs(other.x0 - x) < reach and other.top - reach < line.top < other.bottom + reach
                for other in long_upright
            )
            for x in (line.x0, line.x1)
        ):
            kept.append(line)
    for line in upright:
        if line.bottom - line.top < sure and all(
            any(abs(other.top - y) < reach and other.x0 - reach < line.x0 < other.x1 + reach for other in long_level)
            for y in (line.top, line.bottom)
        ):
            kept.append(line)
    return kept


def without_lines(pixels: Pixels, lines: list[Rect]) -> Pixels:
    """The page without its rulings, which recognition takes for signs."""
    clean = pixels.copy()
    for x0, top, x1, bottom in lines:
        clean[max(int(top) - 1, 0) : int(bottom) + 1, max(int(x0) - 1, 0) : int(x1) + 1] = 255
    return clean
