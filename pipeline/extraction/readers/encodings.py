"""Encodings: bytes of a text to characters.

Telling UTF-8, UTF-16 and GB18030 apart, and damaged bytes from another encoding, belongs here. What kind of file the
bytes are does not, nor any change of a character: the text is what the publisher printed.
"""

import re
from dataclasses import dataclass

BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_UTF8_PASSAGE = 3  # so many ideographs in one line that is valid UTF-8 are no accident of GB18030 bytes
CHINESE = re.compile("[\u4e00-\u9fff\u3400-\u4dbf\u2e80-\u2fdf]")
_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with its encoding, or the reason why there is none (or why it is incomplete).

    Attributes:
        text: The characters, without a byte order mark.
        encoding: ``utf-8``, ``utf-8-sig``, ``gb18030``, ``utf-16-le`` …; empty when nothing was decoded.
        reason_code: Key of ``document_reasons.csv``; empty when all was decoded.
        detail: What was found, in English.
    """

    text: str = ""
    encoding: str = ""
    reason_code: str = ""
    detail: str = ""


def decode(data: bytes) -> Decoded:
    """Decode the bytes of a text.

    Args:
        data: The whole file.

    Returns:
        The text; the text up to a cut character with a reason; or no text with a reason. Never raises.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_marked(data, mark, encoding)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _decode_not_utf8(data, error)
    if not CHINESE.search(text) and _is_disguised(text):
        return _decode_disguised(data, text)
    return Decoded(text, "utf-8")


def _is_disguised(text: str) -> bool:
    """Short GB18030 texts (the famous one is 联通) are valid UTF-8 of Cyrillic or Arabic signs, hardly any Latin."""
    latin = sum(sign.isascii() and sign.isalpha() for sign in text)
    return latin < sum(not sign.isascii() for sign in text)


def _decode_disguised(data: bytes, text: str) -> Decoded:
    try:
        return Decoded(data.decode("gb18030"), "gb18030")
    except UnicodeDecodeError:
        return Decoded(text, "utf-8")


def _decode_marked(data: bytes, mark: bytes, encoding: str) -> Decoded:
    name = "utf-8-sig" if encoding == "utf-8" else encoding
    body = data[len(mark) :]
    try:
        return Decoded(body.decode(encoding), name)
    except UnicodeDecodeError as error:
        if error.end >= len(body) and error.start > 0:
            return _cut(body, error.start, name, encoding, len(mark))
        where = f"marked as {encoding}, but byte {error.start + len(mark):,} does not fit ({error.reason})"
        return Decoded(reason_code="mixed_encoding", detail=where)


def _cut(data: bytes, start: int, name: str, encoding: str, shift: int = 0) -> Decoded:
    return Decoded(data[:start].decode(encoding), name, "cut_character", f"byte {start + shift:,}, {encoding}")


def _decode_not_utf8(data: bytes, utf8: UnicodeDecodeError) -> Decoded:
    """Decide between GB18030 and a damaged UTF-8 file: damaged UTF-8 is often valid, meaningless GB18030."""
    sound = len(_IDEOGRAPH.findall(data.decode("utf-8", "ignore")))
    damaged = data.decode("utf-8", "replace").count("\ufffd")
    if sound > damaged:
        if utf8.end >= len(data):
            return _cut(data, utf8.start, "utf-8", "utf-8")
        where = f"mostly UTF-8, but byte {utf8.start:,} does not fit ({utf8.reason})"
        return Decoded(reason_code="mixed_encoding", detail=where)
    if (offset := _first_utf8_line(data)) is not None:
        return Decoded(reason_code="mixed_encoding", detail=f"mostly GB18030, but UTF-8 in the line at byte {offset:,}")
    try:
        return Decoded(data.decode("gb18030"), "gb18030")
    except UnicodeDecodeError as error:
        if error.end >= len(data) and _IDEOGRAPH.search(data[: error.start].decode("gb18030")):
            return _cut(data, error.start, "gb18030", "gb18030")
        where = (
            f"byte {utf8.start:,} is not UTF-8 ({utf8.reason}), byte {error.start:,} is not GB18030 ({error.reason})"
        )
        return Decoded(reason_code="wrong_encoding", detail=where)


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
