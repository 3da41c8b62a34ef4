"""What the XML of one OFD page draws: glyphs, rulings, pictures.

Geometry of text and path objects belongs here (GB/T 33190, 8.5 and 9.1; millimetres, y downwards); which pages there
are does not.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import cast

from pipeline.extraction.readers import limits
from pipeline.extraction.readers.printed.marks import Glyph, Rect, Turn, turned
from pipeline.extraction.readers.xml import Element, attribute, local

POINTS = 72 / 25.4
"""Points in a millimetre."""
ASCENT = 0.86
HALF = 0.5
"""Em of a Latin sign where the file gives no distances."""
THIN = 3.2
SHORTEST_RULING = 4.0
WHITE = 250
_STEP = re.compile(r"[SMLQBAC]|-?\d*\.?\d+(?:[eE]-?\d+)?")
_NESTING = 16

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Drawing:
    """What stands on a page, in points."""

    glyphs: list[Glyph] = field(default_factory=list[Glyph])
    rulings: list[Rect] = field(default_factory=list[Rect])
    pictures: list[Rect] = field(default_factory=list[Rect])
    directions: Counter[int] = field(default_factory=Counter[int])

    def turn(self) -> Turn:
        """Degrees to turn the page with the clock, so that most of its text is level."""
        if not self.directions:
            return 0
        most = max(self.directions, key=lambda direction: (self.directions[direction], -direction))
        return cast(Turn, -most % 360)


def draw(root: Element, drawing: Drawing) -> None:
    """Add what a page (or the template under it) draws.

    Args:
        root: Of its XML.
        drawing: What has been found so far.
    """
    for child in root:
        if local(child) == "Content":
            for layer in child:
                _draw_all(layer, drawing, 0)


def numbers(text: str) -> list[float]:
    """The numbers of an attribute; those of no finite value are left out."""
    return [value for value in map(_number, text.split()) if math.isfinite(value)]


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _draw_all(block: Element, drawing: Drawing, depth: int) -> None:
    for element in block:
        name = local(element)
        if attribute(element, "Visible") == "false":
            continue
        if name == "TextObject":
            _draw_text(element, drawing)
        elif name == "PathObject":
            _draw_path(element, drawing)
        elif name == "ImageObject":
            box = _boundary(element)
            drawing.pictures.append(
                Rect(*(POINTS * value for value in (box[0], box[1], box[0] + box[2], box[1] + box[3])))
            )
        elif name == "PageBlock" and depth < _NESTING:
            _draw_all(element, drawing, depth + 1)


def _boundary(element: Element) -> tuple[float, float, float, float]:
    values = numbers(attribute(element, "Boundary"))
    return (values[0], values[1], values[2], values[3]) if len(values) == 4 else (0.0, 0.0, 0.0, 0.0)


def _matrix(element: Element) -> Matrix:
    values = numbers(attribute(element, "CTM"))
    return cast(Matrix, tuple(values)) if len(values) == 6 else _IDENTITY


def _moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _is_unseen(element: Element) -> bool:
    """Text without paint or in white; white on a dark ground is too rare in OFD to look for."""
    if attribute(element, "Alpha") == "0":
        return True
    for child in element:
        if local(child) == "FillColor":
            value = numbers(attribute(child, "Value"))
            return attribute(child, "Alpha") == "0" or (len(value) == 3 and min(value) >= WHITE)
    return False


def _draw_text(element: Element, drawing: Drawing) -> None:
    if _is_unseen(element):
        return
    left, top, _, _ = _boundary(element)
    matrix = _matrix(element)
    size = next(iter(numbers(attribute(element, "Size"))), 3.5)
    direction = round(math.degrees(math.atan2(matrix[1], matrix[0])) / 90) * 90 % 360
    x = y = 0.0
    for code in element:
        if local(code) != "TextCode":
            continue
        x = next(iter(numbers(attribute(code, "X"))), x)
        y = next(iter(numbers(attribute(code, "Y"))), y)
        spaced = False
        for sign, at_x, at_y, advance in _signs(code, x, y, size):
            if sign.isspace():
                spaced = True
                continue
            if len(drawing.glyphs) >= limits.PAGE_CHARACTERS:
                return
            x0, y0 = _moved(matrix, at_x, at_y - ASCENT * size)
            x1, y1 = _moved(matrix, at_x + advance, at_y + (1 - ASCENT) * size)
            drawing.glyphs.append(
                Glyph(
                    sign, POINTS * (left + min(x0, x1)), POINTS * (top + min(y0, y1)),
                    POINTS * (left + max(x0, x1)), POINTS * (top + max(y0, y1)), spaced,
                )
            )  # fmt: skip
            drawing.directions[direction] += 1
            spaced = False


def _signs(code: Element, x: float, y: float, size: float) -> Iterator[tuple[str, float, float, float]]:
    """Each character with its start and its advance."""
    text = code.text or ""
    right, down = _deltas(attribute(code, "DeltaX"), len(text)), _deltas(attribute(code, "DeltaY"), len(text))
    for index, sign in enumerate(text):
        natural = size * (HALF if sign.isascii() else 1.0)
        step = right[index] if index < len(right) else (0.0 if index < len(down) else natural)
        yield sign, x, y, min(step, natural) if step > 0 else natural
        x += step
        y += down[index] if index < len(down) else 0.0


def _deltas(text: str, most: int) -> list[float]:
    """Distances between characters; ``g 3 5`` is three times 5."""
    words = iter(text.split())
    found: list[float] = []
    for word in words:
        if len(found) >= most:
            break
        if word != "g":
            found.append(_number(word))
            continue
        count, value = _number(next(words, "")), _number(next(words, ""))
        if math.isfinite(count):
            found.extend([value] * min(int(max(count, 0)), most))
    return [value if math.isfinite(value) else 0.0 for value in found]


def _draw_path(element: Element, drawing: Drawing) -> None:
    fills, strokes = attribute(element, "Fill") == "true", attribute(element, "Stroke") != "false"
    left, top, _, _ = _boundary(element)
    matrix = _matrix(element)
    data = next((child.text or "" for child in element if local(child) == "AbbreviatedData"), "")
    for part in _parts(data):
        points = [_moved(matrix, x, y) for x, y in part]
        shapes = [points] if fills and not strokes else [list(pair) for pair in pairwise(points)]
        for shape in shapes:
            xs, ys = [POINTS * (left + x) for x, _ in shape], [POINTS * (top + y) for _, y in shape]
            wide, tall = max(xs) - min(xs), max(ys) - min(ys)
            if min(wide, tall) <= THIN and max(wide, tall) >= SHORTEST_RULING:
                drawing.rulings.append(Rect(min(xs), min(ys), max(xs), max(ys)))


def _parts(data: str) -> list[list[tuple[float, float]]]:
    """Chains of straight segments; a curve breaks a chain."""
    parts: list[list[tuple[float, float]]] = []
    command, values = "", list[float]()
    for step in _STEP.findall(data)[: limits.PATH_SEGMENTS]:
        if step.isalpha():
            command, values = step, []
            if command == "C" and parts:
                parts[-1].append(parts[-1][0])
            continue
        values.append(float(step))
        if command in ("S", "M") and len(values) == 2:
            parts.append([(values[0], values[1])])
        elif command == "L" and len(values) == 2 and parts:
            parts[-1].append((values[0], values[1]))
            values = []
        elif len(values) == {"Q": 4, "B": 6, "A": 7}.get(command, 0):
            parts.append([(values[-2], values[-1])])
    return parts


def turned_drawing(drawing: Drawing, turn: Turn, width: float, height: float) -> tuple[list[Glyph], list[Rect]]:
    """The glyphs and rulings of a page of this size after turning it with the clock."""
    if not turn:
        return drawing.glyphs, drawing.rulings
    glyphs = [
        Glyph(g.text, *turned(Rect(g.x0, g.top, g.x1, g.bottom), turn, width, height), g.spaced) for g in drawing.glyphs
    ]
    return glyphs, [Rect(*turned(rect, turn, width, height)) for rect in drawing.rulings]
