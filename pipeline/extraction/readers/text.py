"""Plain text to a document: one line a line, tables by their TABs.

Line ends and the refusal of what is no text belong here; encodings are in ``encodings``. What the text is about does
not belong here.
"""

from pipeline.extraction.page.document import Document, Refusal, Remark
from pipeline.extraction.readers.encodings import BYTE_ORDER_MARKS, CHINESE, decode
from pipeline.extraction.readers.shapes import find_shapes

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP container (DOCX, XLSX or an archive)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an OLE container (old DOC, XLS or WPS)"),
    (b"{\\rtf", "a rich text (RTF) document"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
)
# Tab, line feed, vertical tab, form feed, carriage return and escape do occur in exported text.
_CONTROL_BYTES = bytes(code for code in range(1, 32) if code not in (9, 10, 11, 12, 13, 27)) + b"\x7f"
_CONTROL_SHARE = 200  # one control byte in so many is still a stray mark, more is a binary file


def claims(data: bytes) -> bool:
    """True for everything: text is what no other reader knows, and what is no text is refused with a reason."""
    del data
    return True


def read(data: bytes) -> Document | Refusal:
    """Read a text.

    Args:
        data: The whole file.

    Returns:
        The document: its lines as printed, grids to be found by TABs, others told; or why the bytes are no text.
    """
    if refusal := _not_text(data):
        return refusal
    decoded = decode(data)
    if decoded.reason_code and not decoded.text:
        return Refusal(decoded.reason_code, decoded.detail)
    text = decoded.text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text or text.isspace():
        return Refusal("empty", f"{len(data):,} bytes of blanks")
    if not CHINESE.search(text):
        return Refusal("no_chinese", f"{len(text):,} characters")
    remarks = (Remark(decoded.reason_code, decoded.detail),) if decoded.reason_code else ()
    lines = tuple(text.split("\n"))
    return Document("text", lines, decoded.encoding, remarks=remarks, shapes=find_shapes(lines))


def _not_text(data: bytes) -> Refusal | None:
    if not data:
        return Refusal("empty", "0 bytes")
    for magic, name in _MAGIC:
        if data.startswith(magic):
            return Refusal("binary", name)
    if data.startswith(tuple(mark for mark, _ in BYTE_ORDER_MARKS[1:])):
        return None
    if (offset := data.find(0)) >= 0:
        return Refusal("nul_bytes", f"{data.count(0):,}, the first at byte {offset:,}")
    controls = len(data) - len(data.translate(None, _CONTROL_BYTES))
    if controls * _CONTROL_SHARE > len(data):
        return Refusal("control_bytes", f"{controls:,} of {len(data):,} bytes")
    return None
