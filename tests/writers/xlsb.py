"""A binary workbook for tests ([MS-XLSB]): one sheet of texts and numbers, which no library writes."""

import io
import struct
import zipfile
from collections.abc import Sequence

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _record(kind: int, data: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, sizes = len(data), b""
    while size > 0x7F:
        sizes += bytes([size & 0x7F | 0x80])
        size >>= 7
    return head + sizes + bytes([size]) + data


def _text(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _relations(*targets: tuple[str, str, str]) -> str:
    items = "".join(
        f'<Relationship Id="{i}" Type="{_OFFICE}/{kind}" Target="{target}"/>' for i, kind, target in targets
    )
    return f'<?xml version="1.0"?><Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'


def _styles(formats: Sequence[str]) -> bytes:
    custom = b"".join(_record(44, struct.pack("<H", 164 + n) + _text(text)) for n, text in enumerate(formats))
    cells = b"".join(_record(47, struct.pack("<HH", 0, 164 + n) + bytes(12)) for n in range(len(formats)))
    return (
        _record(278) + _record(615, struct.pack("<I", len(formats))) + custom + _record(616)
        + _record(617, struct.pack("<I", len(formats))) + cells + _record(618) + _record(279)
    )  # fmt: skip


def _sheet(rows: Sequence[Sequence[tuple[object, int]]], hidden_rows: Sequence[int], strings: list[str]) -> bytes:
    out = _record(129) + _record(148, struct.pack("<IIII", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)) + _record(145)
    for number, row in enumerate(rows):
        flags = 0x10 if number in hidden_rows else 0
        out += _record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, flags, 0, 0))
        for column, (value, style) in enumerate(row):
            head = struct.pack("<II", column, style)
            if isinstance(value, str):
                strings.append(value)
                out += _record(7, head + struct.pack("<I", len(strings) - 1))
            elif isinstance(value, int):
                out += _record(2, head + struct.pack("<i", value << 2 | 2))
            elif value is not None:
                out += _record(5, head + struct.pack("<d", value))
    merge = _record(177, struct.pack("<I", 1)) + _record(176, struct.pack("<IIII", 0, 0, 0, 1)) + _record(178)
    return out + _record(146) + merge + _record(130)


def xlsb(
    rows: Sequence[Sequence[tuple[object, int]]], formats: Sequence[str], *, hidden_rows: Sequence[int] = ()
) -> bytes:
    """Rows of (value, number of its format); the first two cells of the first row are merged."""
    strings: list[str] = []
    sheet = _sheet(rows, hidden_rows, strings)
    items = b"".join(_record(19, b"\x00" + _text(text)) for text in strings)
    sheets = _record(156, struct.pack("<II", 0, 1) + _text("rId1") + _text("表1"))
    workbook = _record(131) + _record(143) + sheets + _record(144) + _record(132)
    table = _record(159, struct.pack("<II", len(strings), len(strings))) + items + _record(160)
    types = (
        f'<?xml version="1.0"?><Types xmlns="{_PACKAGE}/content-types"><Default Extension="bin"'
        ' ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("[Content_Types].xml", types)
        target.writestr("_rels/.rels", _relations(("rId1", "officeDocument", "xl/workbook.bin")))
        target.writestr("xl/workbook.bin", workbook)
        target.writestr(
            "xl/_rels/workbook.bin.rels",
            _relations(
                ("rId1", "worksheet", "worksheets/sheet1.bin"), ("rId2", "sharedStrings", "sharedStrings.bin"),
                ("rId3", "styles", "styles.bin"),
            ),
        )  # fmt: skip
        target.writestr("xl/worksheets/sheet1.bin", sheet)
        target.writestr("xl/sharedStrings.bin", table)
        target.writestr("xl/styles.bin", _styles(formats))
    return out.getvalue()
