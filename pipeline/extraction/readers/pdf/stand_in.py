"""A font for the fonts that are neither in the file nor on the machine: every glyph is a square.

What is needed so that the engine does not lose text belongs here. PDFium measures glyphs to order text and to see what
was drawn twice; without any Chinese font on the machine the glyphs of a font that is not in the file have no size, and
single ideographs, text that runs upwards, and the second of two equal labels are silently left out. A square in their
place keeps all of them; the characters themselves come from the file's own map.
"""

import ctypes
import struct
from collections.abc import Callable
from functools import cache
from typing import Protocol, cast

from pypdfium2 import PdfSysfontBase  # pyright: ignore[reportMissingTypeStubs]

_GB2312 = 134
_CHINESE_CHARSETS = frozenset({128, 129, 130, _GB2312, 136})
"""Shift-JIS, Hangul, Johab, GB 2312, Big 5, as Windows numbers them."""
_HANDLE = 0x59A1
_UNITS, _LEFT, _RIGHT, _LOW, _HIGH = 1000, 40, 960, -120, 860
_RIGHT_OF_BAR = 240


_RANGES = ((0x20, 0x7E), (0x2000, 0x206F), (0x2460, 0x24FF), (0x3000, 0x303F), (0x4E00, 0x9FFF), (0xFF00, 0xFFEF))


@cache
def square_font() -> bytes:
    """A TrueType font that prints a square, filling most of its em, for every ideograph and sign."""
    square, bar = _outline(_RIGHT), _outline(_RIGHT_OF_BAR)
    tables = {
        b"cmap": struct.pack(">HHHHI", 0, 1, 3, 1, 12) + _character_map(),
        b"glyf": square + bar,
        b"head": struct.pack(
            ">IIIIHHqqhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 3, _UNITS, 0, 0,
            _LEFT, _LOW, _RIGHT, _HIGH, 0, 8, 2, 1, 0,
        ),
        b"hhea": struct.pack(">IhhhHhhhhhhhhhhhH", 0x10000, _HIGH, _LOW, 0, _UNITS, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1),
        b"hmtx": struct.pack(">Hhhh", _UNITS, _LEFT, _LEFT, _LEFT),
        b"loca": struct.pack(">IIII", 0, 0, len(square), len(square + bar)),
        b"maxp": struct.pack(">IHHHHHHHHHHHHHH", 0x10000, 3, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
    }  # fmt: skip
    return _assembled(tables)


def _outline(right: int) -> bytes:
    header = struct.pack(">hhhhh", 1, _LEFT, _LOW, right, _HIGH) + struct.pack(">HH", 3, 0) + bytes([1] * 4)
    xs, ys = (_LEFT, 0, right - _LEFT, 0), (_LOW, _HIGH - _LOW, 0, _LOW - _HIGH)
    return header + struct.pack(">4h", *xs) + struct.pack(">4h", *ys)


def _character_map() -> bytes:
    """Format 4: each range with an offset to its part of one long list of glyphs; letters and digits are narrow."""
    ranges = (*_RANGES, (0xFFFF, 0xFFFF))
    count = len(ranges)
    offsets: list[int] = []
    before = 0
    for number, (first, last) in enumerate(ranges[:-1]):
        offsets.append(2 * (count - number + before))
        before += last - first + 1
    length = 16 + 8 * count + 2 * before
    header = struct.pack(">HHHHHHH", 4, length, 0, 2 * count, 8, 2, 2 * count - 8)
    ends = struct.pack(f">{count}HH", *(last for _, last in ranges), 0)
    starts = struct.pack(f">{count}H", *(first for first, _ in ranges))
    deltas = struct.pack(f">{count}h", *([0] * (count - 1)), 1)
    return header + ends + starts + deltas + struct.pack(f">{count}H", *offsets, 0) + _glyph_numbers()


def _glyph_numbers() -> bytes:
    return b"".join(struct.pack(">H", 2 if last < 0x80 else 1) * (last - first + 1) for first, last in _RANGES)


def _assembled(tables: dict[bytes, bytes]) -> bytes:
    directory, body = struct.pack(">IHHHH", 0x10000, len(tables), 64, 2, len(tables) * 16 - 64), b""
    start = 12 + 16 * len(tables)
    for tag, content in sorted(tables.items()):
        directory += struct.pack(">4sIII", tag, 0, start + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    return directory + body


class _MachineFonts(Protocol):
    """The engine's own way to the fonts of the machine."""

    MapFont: Callable[..., int | None]
    GetFontData: Callable[..., int]
    GetFaceName: Callable[..., int]
    GetFontCharset: Callable[..., int]
    DeleteFont: Callable[..., None]


class _Handler(Protocol):
    """What PDFium calls: it answers itself, or asks the default."""

    default: _MachineFonts

    def setup(self) -> None:
        """Let PDFium call it from now on."""
        ...


# The names of the functions are those of the C interface ``FPDF_SYSFONTINFO``; ``_`` is a pointer to the interface.
def _map_font(
    fonts: _Handler, _: object, weight: int, italic: int, charset: int, pitch: int, face: object, exact: object
) -> int | None:
    found = fonts.default.MapFont(fonts.default, weight, italic, charset, pitch, face, exact)
    return found or (_HANDLE if charset in _CHINESE_CHARSETS else None)


def _font_data(
    fonts: _Handler, _: object, font: int, table: int, buffer: "ctypes.Array[ctypes.c_ubyte]", size: int
) -> int:
    if font != _HANDLE:
        return fonts.default.GetFontData(fonts.default, font, table, buffer, size)
    data = square_font()
    if table:
        return 0
    if buffer and size >= len(data):
        ctypes.memmove(buffer, data, len(data))
    return len(data)


def _face_name(fonts: _Handler, _: object, font: int, buffer: object, size: int) -> int:
    return 0 if font == _HANDLE else fonts.default.GetFaceName(fonts.default, font, buffer, size)


def _font_charset(fonts: _Handler, _: object, font: int) -> int:
    return _GB2312 if font == _HANDLE else fonts.default.GetFontCharset(fonts.default, font)


def _delete_font(fonts: _Handler, _: object, font: int) -> None:
    if font != _HANDLE:
        fonts.default.DeleteFont(fonts.default, font)


@cache
def install() -> None:
    """Let the engine use the square font, once in a process."""
    answers = {
        "MapFont": _map_font,
        "GetFontData": _font_data,
        "GetFaceName": _face_name,
        "GetFontCharset": _font_charset,
        "DeleteFont": _delete_font,
    }
    handler = cast(Callable[[], _Handler], type("StandIn", (cast(type, PdfSysfontBase),), answers))()
    handler.setup()
