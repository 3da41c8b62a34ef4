"""From the bytes of one file to its lines.

Hashing, encodings, line ends, and the refusal of what is no text belong here. What the text is about does not
(``document_facts``), nor does any change of a character: the text is what the publisher printed.

A bad file is an answer, not an exception: an outcome and a reason that a person understands, worded in the seed
``document_reasons.csv``.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from pipeline.extraction.wording.reasons import worded

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
_BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# Tab, line feed, vertical tab, form feed, carriage return and escape do occur in exported text.
_CONTROL_BYTES = bytes(code for code in range(1, 32) if code not in (9, 10, 11, 12, 13, 27)) + b"\x7f"
_CONTROL_SHARE = 200  # one control byte in so many is still a stray mark, more is a binary file
_UTF8_PASSAGE = 3  # so many ideographs in one line that is valid UTF-8 are no accident of GB18030 bytes
_CHINESE = re.compile("[\u4e00-\u9fff\u3400-\u4dbf\u2e80-\u2fdf]")
_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class ReadResult:
    r"""What reading one file gave.

    Attributes:
        outcome: ``ok``, ``partial`` (read up to a cut), ``quarantined`` (to be looked at), ``skipped`` (nothing there).
        reason_code: Key of ``document_reasons.csv``; empty when ``ok``.
        reason: The reason in English, with its gist in Chinese in brackets; empty when ``ok``.
        sha256: Hexadecimal digest of the bytes as they are on disk; empty when the file cannot be opened.
        byte_size: Size in bytes.
        encoding: ``utf-8``, ``utf-8-sig``, ``gb18030``, ``utf-16-le`` …; empty when nothing was decoded.
        text: The decoded text with line ends ``\n``, without a byte order mark; empty unless ``ok`` or ``partial``.
        lines: ``text.split("\n")``; empty unless ``ok`` or ``partial``.
    """

    outcome: str
    reason_code: str
    reason: str
    sha256: str
    byte_size: int
    encoding: str
    text: str
    lines: tuple[str, ...]

    @property
    def document_id(self) -> str:
        """First 16 hexadecimal digits of the digest."""
        return self.sha256[:16]

    @property
    def is_readable(self) -> bool:
        """Whether there is text to go on with."""
        return self.outcome in ("ok", "partial")


@dataclass(frozen=True, slots=True)
class _Decoded:
    """Text with its encoding, or the reason why there is none (or why it is incomplete)."""

    text: str = ""
    encoding: str = ""
    reason_code: str = ""
    detail: str = ""


def read_document(path: Path, *, size_limit: int) -> ReadResult:
    """Read one file.

    Args:
        path: The file.
        size_limit: Largest size in bytes that is decoded; a larger file is hashed and quarantined.

    Returns:
        The text, or the outcome and the reason why there is none. Never raises for a bad document.
    """
    try:
        byte_size = path.stat().st_size
        if byte_size > size_limit:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            return _refused("too_large", f"{byte_size:,} bytes, the limit is {size_limit:,}", digest, byte_size)
        data = path.read_bytes()
    except OSError as error:
        return _refused("unreadable", error.strerror or type(error).__name__, "", 0)
    return read_bytes(data)


def read_bytes(data: bytes) -> ReadResult:
    """Decode the bytes of one file.

    Args:
        data: The whole file.

    Returns:
        As :func:`read_document`.
    """
    digest, size = hashlib.sha256(data).hexdigest(), len(data)
    if code_and_detail := _not_text(data):
        return _refused(*code_and_detail, digest, size)
    decoded = _decode(data)
    if decoded.reason_code and not decoded.text:
        return _refused(decoded.reason_code, decoded.detail, digest, size)
    text = decoded.text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text or text.isspace():
        return _refused("empty", f"{size:,} bytes of blanks", digest, size)
    if not _CHINESE.search(text):
        return _refused("no_chinese", f"{len(text):,} characters", digest, size)
    outcome, reason = ("ok", "") if not decoded.reason_code else worded(decoded.reason_code, decoded.detail)
    lines = tuple(text.split("\n"))
    return ReadResult(outcome, decoded.reason_code, reason, digest, size, decoded.encoding, text, lines)


def _refused(code: str, detail: str, digest: str, size: int) -> ReadResult:
    outcome, reason = worded(code, detail)
    return ReadResult(outcome, code, reason, digest, size, "", "", ())


def _not_text(data: bytes) -> tuple[str, str] | None:
    if not data:
        return "empty", "0 bytes"
    for magic, name in _MAGIC:
        if data.startswith(magic):
            return "binary", name
    if data.startswith(tuple(mark for mark, _ in _BYTE_ORDER_MARKS[1:])):
        return None
    if (offset := data.find(0)) >= 0:
        return "nul_bytes", f"{data.count(0):,}, the first at byte {offset:,}"
    controls = len(data) - len(data.translate(None, _CONTROL_BYTES))
    if controls * _CONTROL_SHARE > len(data):
        return "control_bytes", f"{controls:,} of {len(data):,} bytes"
    return None


def _decode(data: bytes) -> _Decoded:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_marked(data, mark, encoding)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _decode_not_utf8(data, error)
    if not _CHINESE.search(text) and _is_disguised(text):
        return _decode_disguised(data, text)
    return _Decoded(text, "utf-8")


def _is_disguised(text: str) -> bool:
    """Short GB18030 texts (the famous one is 联通) are valid UTF-8 of Cyrillic or Arabic signs, hardly any Latin."""
    latin = sum(sign.isascii() and sign.isalpha() for sign in text)
    return latin < sum(not sign.isascii() for sign in text)


def _decode_disguised(data: bytes, text: str) -> _Decoded:
    try:
        return _Decoded(data.decode("gb18030"), "gb18030")
    except UnicodeDecodeError:
        return _Decoded(text, "utf-8")


def _decode_marked(data: bytes, mark: bytes, encoding: str) -> _Decoded:
    name = "utf-8-sig" if encoding == "utf-8" else encoding
    body = data[len(mark) :]
    try:
        return _Decoded(body.decode(encoding), name)
    except UnicodeDecodeError as error:
        if error.end >= len(body) and error.start > 0:
            return _cut(body, error.start, name, encoding, len(mark))
        where = f"marked as {encoding}, but byte {error.start + len(mark):,} does not fit ({error.reason})"
        return _Decoded(reason_code="mixed_encoding", detail=where)


def _cut(data: bytes, start: int, name: str, encoding: str, shift: int = 0) -> _Decoded:
    return _Decoded(data[:start].decode(encoding), name, "cut_character", f"byte {start + shift:,}, {encoding}")


def _decode_not_utf8(data: bytes, utf8: UnicodeDecodeError) -> _Decoded:
    """Decide between GB18030 and a damaged UTF-8 file: damaged UTF-8 is often valid, meaningless GB18030."""
    sound = len(_IDEOGRAPH.findall(data.decode("utf-8", "ignore")))
    damaged = data.decode("utf-8", "replace").count("\ufffd")
    if sound > damaged:
        if utf8.end >= len(data):
            return _cut(data, utf8.start, "utf-8", "utf-8")
        where = f"mostly UTF-8, but byte {utf8.start:,} does not fit ({utf8.reason})"
        return _Decoded(reason_code="mixed_encoding", detail=where)
    if (offset := _first_utf8_line(data)) is not None:
        return _Decoded(
            reason_code="mixed_encoding", detail=f"mostly GB18030, but UTF-8 in the line at byte {offset:,}"
        )
    try:
        return _Decoded(data.decode("gb18030"), "gb18030")
    except UnicodeDecodeError as error:
        if error.end >= len(data) and _IDEOGRAPH.search(data[: error.start].decode("gb18030")):
            return _cut(data, error.start, "gb18030", "gb18030")
        where = (
            f"byte {utf8.start:,} is not UTF-8 ({utf8.reason}), byte {error.start:,} is not GB18030 ({error.reason})"
        )
        return _Decoded(reason_code="wrong_encoding", detail=where)


def _first_utf8_line(data: bytes) -> int | None:
    offset = 0
    for line in data.split(b"\n"):
        if not line.isascii():
            try:
                if len(_IDEOGRAPH.findall(line.decode("utf-8"))) >= _UTF8_PASSAGE:
                    return offset
            except UnicodeDecodeError:
                pass  # as expected of a GB18030 line
        offset += len(line) + 1
    return None
