"""XML of office files read with care: no entities, nothing fetched, strict and transitional names made one.

Parsing belongs here; what an element means does not.
"""

import io
import re
from collections.abc import Iterator

from lxml import etree

from pipeline.extraction.readers.refused import RefusedError, damage_of

Element = etree._Element  # pyright: ignore[reportPrivateUsage]  (lxml gives its element class no public name)

_DOCTYPE = b"<!DOCTYPE"
_HEAD = 2000
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
_STRICT_SIGN = b"purl.oclc.org"


def _checked(data: bytes, name: str) -> bytes:
    """The XML with the names of strict OOXML as transitional ones, refused where it declares a document type."""
    if _DOCTYPE in data[:_HEAD].upper():
        raise RefusedError("damaged", f"{name} declares a document type, which no office file does")
    if _STRICT_SIGN in data[:_HEAD]:
        return _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/\2", data)
    return data


def parse_xml(data: bytes, name: str) -> Element:
    """Root of an XML text.

    Raises:
        RefusedError: It is no XML, or declares a document type.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    checked = _checked(data, name)
    with damage_of(name):
        return etree.fromstring(checked, parser)


def iterate_xml(data: bytes, name: str, *tags: str) -> Iterator[Element]:
    """Elements of these tags as they end, so that a long sheet needs no tree; clear each when it is done with.

    Raises:
        RefusedError: As :func:`parse_xml`.
    """
    checked = _checked(data, name)
    with damage_of(name):
        for _, element in etree.iterparse(
            io.BytesIO(checked), events=("end",), tag=tags, resolve_entities=False, no_network=True,
            remove_comments=True,
        ):  # fmt: skip
            yield element


def local(element: Element) -> str:
    """Name of an element without its namespace."""
    tag = element.tag
    return tag[tag.rfind("}") + 1 :] if isinstance(tag, str) else ""


def attribute(element: Element, name: str) -> str:
    """An attribute, whatever its namespace; empty where absent."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""
