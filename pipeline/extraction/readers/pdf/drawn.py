"""What is drawn on a page besides text: rulings, pictures, white covers; and which text nobody sees.

Walking over the page's objects belongs here; the characters themselves do not (``engine``). Coordinates are the file's:
points from the left and from the bottom, as a ``Rect`` of left, low, right, high.
"""

import ctypes
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.extraction.readers import limits
from pipeline.extraction.readers.pdf import calls
from pipeline.extraction.readers.pdf.dots import is_dot, rulings_of_dots
from pipeline.extraction.readers.pdf.pictures import Picture
from pipeline.extraction.readers.printed.marks import Rect

THIN = 3.2
"""Points: a filled shape that is thinner is a ruling, not a background."""
SHORTEST_RULING = 4.0
WHITE = 250
INVISIBLE = 3
_TEXT, _PATH, _IMAGE, _FORM = 1, 2, 3, 5
_LINE_TO, _MOVE_TO = 0, 2

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Point = tuple[float, float]

_floats = (ctypes.c_float * 4)()
_float_at = [ctypes.addressof(_floats) + 4 * index for index in range(4)]
_ints = (ctypes.c_uint * 4)()
_int_at = [ctypes.addressof(_ints) + 4 * index for index in range(4)]


@dataclass(slots=True)
class Drawn:
    """What the walk over a page's objects found.

    Attributes:
        rulings: Thin shapes and straight strokes.
        dots: Shapes that are small both ways.
        pictures: Images.
        over: Those of them that are drawn after some text.
        covers: White shapes with their place in the order of drawing: what was drawn before lies under them.
        dark: Filled shapes of another colour: white text on them is seen.
        light: White shapes drawn before any text.
        hidden: Addresses of text objects that are never drawn.
        white: Addresses of text objects in white.
        order: Addresses of all objects in the order of drawing.
        segments: How many pieces the outlines of the filled shapes have.
    """

    rulings: list[Rect] = field(default_factory=list[Rect])
    dots: list[Rect] = field(default_factory=list[Rect])
    pictures: list[Picture] = field(default_factory=list[Picture])
    over: list[Picture] = field(default_factory=list[Picture])
    covers: list[tuple[int, Rect]] = field(default_factory=list[tuple[int, Rect]])
    dark: list[Rect] = field(default_factory=list[Rect])
    light: list[Rect] = field(default_factory=list[Rect])
    hidden: set[int] = field(default_factory=set[int])
    white: set[int] = field(default_factory=set[int])
    order: list[int] = field(default_factory=list[int])
    segments: int = 0


def look_at_page(page: int) -> Drawn:
    """Walk over the objects of a page.

    Args:
        page: Address of the loaded page.

    Returns:
        What was found, up to the limits of objects and of forms inside forms.
    """
    drawn = Drawn()
    object_at, type_of, order = calls.object_at, calls.type_of, drawn.order
    render_mode_of, fill_color_of = calls.render_mode_of, calls.fill_color_of
    red, green, blue, alpha = _int_at
    for index in range(min(calls.count_objects(page), limits.PAGE_OBJECTS)):
        address = object_at(page, index)
        order.append(address)
        kind = type_of(address)
        # Most objects are black text: nothing more to ask. Some programs make one of every character.
        if kind != _TEXT:
            _look_at(address, kind, _IDENTITY, drawn, 0)
        elif render_mode_of(address) or (
            fill_color_of(address, red, green, blue, alpha) and (_ints[0] or _ints[3] < WHITE)
        ):
            _look_at_text(address, drawn)
    drawn.rulings.extend(rulings_of_dots(drawn.dots))
    if drawn.covers or drawn.pictures:
        first_text = next((place for place, address in enumerate(order) if calls.type_of(address) == _TEXT), len(order))
        drawn.over = [picture for picture in drawn.pictures if picture.order > first_text]
        drawn.light = [cover for place, cover in drawn.covers if place <= first_text]
        drawn.covers = [(place, cover) for place, cover in drawn.covers if place > first_text]
    return drawn


def _look_at(address: int, kind: int, matrix: Matrix, drawn: Drawn, depth: int) -> None:
    if kind == _TEXT:
        _look_at_text(address, drawn)
    elif kind == _PATH:
        _look_at_path(address, matrix, drawn)
    elif kind == _IMAGE:
        drawn.pictures.append(Picture(len(drawn.order), _bounds(address, matrix), address))
    elif kind == _FORM and depth < limits.FORM_DEPTH:
        inner = _times(_matrix(address), matrix)
        for index in range(calls.count_in_form(address)):
            if len(drawn.order) >= limits.PAGE_OBJECTS:
                return
            part = calls.object_in_form(address, index)
            drawn.order.append(part)
            _look_at(part, calls.type_of(part), inner, drawn, depth + 1)


def _look_at_text(address: int, drawn: Drawn) -> None:
    if calls.render_mode_of(address) == INVISIBLE:
        drawn.hidden.add(address)
    elif calls.fill_color_of(address, *_int_at):
        if _ints[3] == 0:
            drawn.hidden.add(address)
        elif _ints[0] >= WHITE and _ints[1] >= WHITE and _ints[2] >= WHITE:
            drawn.white.add(address)


def _is_white(address: int) -> bool:
    return bool(calls.fill_color_of(address, *_int_at)) and min(_ints[:3]) >= WHITE


def _look_at_path(address: int, matrix: Matrix, drawn: Drawn) -> None:
    calls.draw_mode_of(address, *_int_at[:2])
    fill, stroke = _ints[0], _ints[1]
    if not fill and not stroke:
        return
    bounds = _bounds(address, matrix)
    wide, tall = bounds.x1 - bounds.x0, bounds.bottom - bounds.top
    if min(wide, tall) <= THIN:
        if max(wide, tall) < SHORTEST_RULING:
            drawn.dots.extend([bounds] if is_dot(bounds) and not _is_white(address) else ())
        elif stroke or not _is_white(address):
            drawn.rulings.append(bounds)
        return
    if stroke:
        drawn.rulings.extend(_strokes(address, matrix))
    if fill:
        _look_at_filled(address, matrix, drawn, bounds)


def _look_at_filled(address: int, matrix: Matrix, drawn: Drawn, bounds: Rect) -> None:
    if _is_white(address):
        if _ints[3] >= WHITE:
            drawn.covers.append((len(drawn.order), bounds))
        return
    segments = calls.count_segments(address)
    if segments > 5 and (bars := _bars(address, matrix)):
        drawn.rulings.extend(bars)
    else:
        drawn.dark.append(bounds)
        drawn.segments += segments


def _strokes(address: int, matrix: Matrix) -> list[Rect]:
    """The straight, upright or level lines of a stroked path."""
    lines = [_around(list(pair)) for part in _parts(address, matrix) for pair in pairwise(part)]
    return [line for line in lines if _is_ruling(line)]


def _bars(address: int, matrix: Matrix) -> list[Rect]:
    """The thin rectangles of one filled path, where it is made of nothing else."""
    shapes = [_around(part) for part in _parts(address, matrix) if len(part) > 1]
    return shapes if all(map(_is_ruling, shapes)) else []


def _is_ruling(shape: Rect) -> bool:
    wide, tall = shape.x1 - shape.x0, shape.bottom - shape.top
    return min(wide, tall) <= THIN and max(wide, tall) >= SHORTEST_RULING


def _parts(address: int, matrix: Matrix) -> list[list[Point]]:
    """The sub-paths as chains of straight segments, in the page's coordinates; curves break a chain."""
    own = _times(_matrix(address), matrix)
    parts: list[list[Point]] = []
    for index in range(min(calls.count_segments(address), limits.PATH_SEGMENTS)):
        segment = calls.segment_at(address, index)
        calls.point_of_segment(segment, *_float_at[:2])
        point = _moved(own, _floats[0], _floats[1])
        if calls.type_of_segment(segment) == _LINE_TO and parts:
            parts[-1].append(point)
        else:
            parts.append([point])
        if calls.closes(segment) and parts[-1][0] != point:
            parts[-1].append(parts[-1][0])
    return parts


def is_clipped(address: int) -> bool:
    """Whether anything clips a page object; the engine forgets clips that hide nothing of it."""
    clip = calls.clip_of(address) if address else 0
    return bool(clip) and calls.count_clips(clip) > 0


def clip_of(address: int) -> Rect | None:
    """The rectangle outside which an object is not drawn; None where it is not clipped by straight lines.

    Args:
        address: A page object.

    Returns:
        What is common to the boxes of its clip paths, in the page's coordinates.
    """
    clip = calls.clip_of(address)
    count = calls.count_clips(clip) if clip else 0
    found: Rect | None = None
    for path in range(max(count, 0)):
        points: list[Point] = []
        for index in range(min(max(calls.count_clip_segments(clip, path), 0), limits.PATH_SEGMENTS)):
            calls.point_of_segment(calls.clip_segment_at(clip, path, index), *_float_at[:2])
            points.append((_floats[0], _floats[1]))
        if points:
            box = _around(points)
            found = box if found is None else _common(found, box)
    return found


def _common(one: Rect, other: Rect) -> Rect:
    return Rect(max(one.x0, other.x0), max(one.top, other.top), min(one.x1, other.x1), min(one.bottom, other.bottom))


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    if outer is _IDENTITY:
        return inner
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _moved(matrix: Matrix, x: float, y: float) -> Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _matrix(address: int) -> Matrix:
    matrix = calls.MatrixOfObject()
    calls.matrix_of(address, ctypes.addressof(matrix))
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _bounds(address: int, matrix: Matrix) -> Rect:
    calls.bounds_of(address, *_float_at)
    left, low, right, high = _floats
    if matrix is _IDENTITY:
        return Rect(left, low, right, high)
    return _around([_moved(matrix, x, y) for x in (left, right) for y in (low, high)])


def _around(points: list[Point]) -> Rect:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Rect(min(xs), min(ys), max(xs), max(ys))
