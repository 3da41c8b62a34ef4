"""Bytes of a web page to characters, whatever the page declares.

What a page says about its encoding is often wrong (GBK called gb2312, UTF-8 called GBK): the bytes decide, the
declaration only where they leave it open.
"""

import codecs
import re
from typing import NamedTuple

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,20})|encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,20})""", re.I
)
_HEAD = 4096
_CHINESE = re.compile("[\u4e00-\u9fff]")
_MOJIBAKE = re.compile("[\ue000-\uf8ff\u3400-\u4dbf]")


class Characters(NamedTuple):
    """The text, its encoding, and how many characters could not be read."""

    text: str
    encoding: str
    broken: int


def declared_encoding(head: bytes) -> str:
    """The encoding that a page or a MIME part names; empty where it names none that Python knows."""
    match = _DECLARED.search(head)
    if match is None:
        return ""
    name = (match[1] or match[2]).decode("ascii").lower()
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return ""
    return "gb18030" if found in ("gb2312", "gbk", "hz") else found


def decode(data: bytes, declared: str = "") -> Characters:
    """Decode a page.

    Args:
        data: Its bytes.
        declared: An encoding named outside the page, as a MIME part does.

    Returns:
        The text in the encoding that leaves the fewest characters broken.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], name)
    if 0 in data[:_HEAD]:
        little = data[1:_HEAD:2].count(0) > data[0:_HEAD:2].count(0)
        return _lenient(data, "utf-16-le" if little else "utf-16-be")
    names = ["utf-8", "gb18030"]
    declared = declared or declared_encoding(data[:_HEAD])
    if declared in ("big5", "big5hkscs", "cp950"):
        names.insert(1, "big5hkscs")
    for name in names:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        return Characters(text, name, 0)
    found = [_lenient(data, name) for name in names]
    return min(found, key=lambda one: (one.broken, one.encoding != declared))


def _lenient(data: bytes, name: str) -> Characters:
    text = data.decode(name, "replace")
    return Characters(text, name, text.count("\ufffd"))
