"""The functions of PDFium that the engine calls, with addresses as plain integers.

Declaring them belongs here; what they are called for does not. ``pypdfium2.raw`` declares the same functions with
pointer objects: making one per character and per drawn line costs more than the call. So does giving the interpreter's
lock away and taking it back: only the function that reads a whole page does.
"""

import ctypes
from collections.abc import Callable
from importlib import import_module
from typing import cast

_ADDRESS, _INT, _UINT = ctypes.c_void_p, ctypes.c_int, ctypes.c_uint
_FLOAT, _DOUBLE = ctypes.c_float, ctypes.c_double
_CType = type[ctypes.c_void_p | ctypes.c_int | ctypes.c_uint | ctypes.c_float | ctypes.c_double]
_path = import_module("pypdfium2_raw.bindings")._libs["pdfium"]._name
_library, _unlocked = ctypes.PyDLL(_path), ctypes.CDLL(_path)


class Rectangle(ctypes.Structure):
    """``FS_RECTF``: left, top, right, bottom in the file's coordinates, so top is the larger."""

    _fields_ = (
        ("left", ctypes.c_float),
        ("top", ctypes.c_float),
        ("right", ctypes.c_float),
        ("bottom", ctypes.c_float),
    )


class MatrixOfObject(ctypes.Structure):
    """``FS_MATRIX``."""

    _fields_ = tuple((name, ctypes.c_float) for name in "abcdef")


class ImageFacts(ctypes.Structure):
    """``FPDF_IMAGEOBJ_METADATA``: dots, dots per inch as drawn, bits a dot."""

    _fields_ = (
        ("width", ctypes.c_uint),
        ("height", ctypes.c_uint),
        ("horizontal_dpi", ctypes.c_float),
        ("vertical_dpi", ctypes.c_float),
        ("bits_per_pixel", ctypes.c_uint),
        ("colorspace", ctypes.c_int),
        ("marked_content_id", ctypes.c_int),
    )


def _bind(name: str, result: _CType | None, *arguments: _CType, library: ctypes.CDLL = _library) -> Callable[..., int]:
    function = library[name]
    function.restype, function.argtypes = result, arguments
    return function


def address_of(handle: object) -> int:
    """The address that a document or a page of ``pypdfium2`` stands for."""
    return ctypes.cast(cast(ctypes.c_void_p, vars(handle)["raw"]), ctypes.c_void_p).value or 0


load_text = _bind("FPDFText_LoadPage", _ADDRESS, _ADDRESS, library=_unlocked)
close_text = _bind("FPDFText_ClosePage", None, _ADDRESS)
count_characters = _bind("FPDFText_CountChars", _INT, _ADDRESS)
unicode_of = _bind("FPDFText_GetUnicode", _UINT, _ADDRESS, _INT)
text_of = _bind("FPDFText_GetText", _INT, _ADDRESS, _INT, _INT, _ADDRESS)
is_generated = _bind("FPDFText_IsGenerated", _INT, _ADDRESS, _INT)
box_of = _bind("FPDFText_GetLooseCharBox", _INT, _ADDRESS, _INT, _ADDRESS)
matrix_of_character = _bind("FPDFText_GetMatrix", _INT, _ADDRESS, _INT, _ADDRESS)
object_of_character = _bind("FPDFText_GetTextObject", _ADDRESS, _ADDRESS, _INT)
origin_of = _bind("FPDFText_GetCharOrigin", _INT, _ADDRESS, _INT, _ADDRESS, _ADDRESS)
font_size_of: Callable[[int, int], float] = _bind("FPDFText_GetFontSize", _DOUBLE, _ADDRESS, _INT)
font_of = _bind("FPDFTextObj_GetFont", _ADDRESS, _ADDRESS)
ascent_of = _bind("FPDFFont_GetAscent", _INT, _ADDRESS, _FLOAT, _ADDRESS)
descent_of = _bind("FPDFFont_GetDescent", _INT, _ADDRESS, _FLOAT, _ADDRESS)

count_objects = _bind("FPDFPage_CountObjects", _INT, _ADDRESS)
object_at = _bind("FPDFPage_GetObject", _ADDRESS, _ADDRESS, _INT)
count_in_form = _bind("FPDFFormObj_CountObjects", _INT, _ADDRESS)
object_in_form = _bind("FPDFFormObj_GetObject", _ADDRESS, _ADDRESS, _INT)
type_of = _bind("FPDFPageObj_GetType", _INT, _ADDRESS)
bounds_of = _bind("FPDFPageObj_GetBounds", _INT, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS)
matrix_of = _bind("FPDFPageObj_GetMatrix", _INT, _ADDRESS, _ADDRESS)
fill_color_of = _bind("FPDFPageObj_GetFillColor", _INT, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS)
render_mode_of = _bind("FPDFTextObj_GetTextRenderMode", _INT, _ADDRESS)

draw_mode_of = _bind("FPDFPath_GetDrawMode", _INT, _ADDRESS, _ADDRESS, _ADDRESS)
count_segments = _bind("FPDFPath_CountSegments", _INT, _ADDRESS)
segment_at = _bind("FPDFPath_GetPathSegment", _ADDRESS, _ADDRESS, _INT)
point_of_segment = _bind("FPDFPathSegment_GetPoint", _INT, _ADDRESS, _ADDRESS, _ADDRESS)
type_of_segment = _bind("FPDFPathSegment_GetType", _INT, _ADDRESS)
closes = _bind("FPDFPathSegment_GetClose", _INT, _ADDRESS)

clip_of = _bind("FPDFPageObj_GetClipPath", _ADDRESS, _ADDRESS)
count_clips = _bind("FPDFClipPath_CountPaths", _INT, _ADDRESS)
count_clip_segments = _bind("FPDFClipPath_CountPathSegments", _INT, _ADDRESS, _INT)
clip_segment_at = _bind("FPDFClipPath_GetPathSegment", _ADDRESS, _ADDRESS, _INT, _INT)

WITH_ALPHA = frozenset({4, 5})
"""Formats of a bitmap whose dots say how much they hide: BGRA, plain and multiplied."""
has_transparency = _bind("FPDFPageObj_HasTransparency", _INT, _ADDRESS)
facts_of_image = _bind("FPDFImageObj_GetImageMetadata", _INT, _ADDRESS, _ADDRESS, _ADDRESS)
pixel_size_of = _bind("FPDFImageObj_GetImagePixelSize", _INT, _ADDRESS, _ADDRESS, _ADDRESS)
rendered = _bind("FPDFImageObj_GetRenderedBitmap", _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS, library=_unlocked)
format_of_bitmap = _bind("FPDFBitmap_GetFormat", _INT, _ADDRESS)
stride_of = _bind("FPDFBitmap_GetStride", _INT, _ADDRESS)
height_of = _bind("FPDFBitmap_GetHeight", _INT, _ADDRESS)
buffer_of = _bind("FPDFBitmap_GetBuffer", _ADDRESS, _ADDRESS)
destroy_bitmap = _bind("FPDFBitmap_Destroy", None, _ADDRESS)
