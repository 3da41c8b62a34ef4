"""The door of the DOCX reader: the parts of the package.

Which part holds what belongs here; the text does not.
"""

from pipeline.extraction.page.builder import DocumentBuilder
from pipeline.extraction.page.document import Document, Refusal
from pipeline.extraction.readers.ooxml import main_part, relationships
from pipeline.extraction.readers.package import Package, is_package_with
from pipeline.extraction.readers.refused import RefusedError, damage_of
from pipeline.extraction.readers.word.body import BodyReader
from pipeline.extraction.readers.word.names import W
from pipeline.extraction.readers.word.numbering import Numbering
from pipeline.extraction.readers.xml import Element

_EMBEDDED = "{urn:schemas-microsoft-com:office:office}OLEObject"
_SHEET = "Excel."
"""Embedded sheets show a picture of themselves; charts keep theirs without such an object."""


def claims(data: bytes) -> bool:
    """True for a text document of Word (DOCX, DOCM, DOTX)."""
    return is_package_with(data, "word/document.xml", "word/document2.xml")


def read(data: bytes) -> Document | Refusal:
    """Read a DOCX file.

    Args:
        data: The whole file.

    Returns:
        Its paragraphs and tables in order; or why there are none.
    """
    try:
        with damage_of("the Word document"):
            return _document(Package(data))
    except RefusedError as error:
        return error.refusal


def _document(package: Package) -> Document | Refusal:
    main = main_part(package, "word/document.xml")
    parts = dict(relationships(package, main).values())
    root = package.xml(main)
    body = root.find(f"{W}body")
    if body is None:
        return Refusal("damaged", f"{main} has no body")
    builder = DocumentBuilder("docx")
    numbering = Numbering(_optional(package, parts.get("numbering")), _optional(package, parts.get("styles")))
    BodyReader(builder, numbering).read(body)
    sheets = sum((item.get("ProgID") or "").startswith(_SHEET) for item in root.iter(_EMBEDDED))
    if sheets:
        builder.remark("embedded_workbooks", f"{sheets:,}")
    document = builder.build()
    return (
        document if any(line.strip() for line in document.lines) else Refusal("empty", "a Word document without text")
    )


def _optional(package: Package, part: str | None) -> Element | None:
    return package.xml(part) if part is not None and part in package else None
