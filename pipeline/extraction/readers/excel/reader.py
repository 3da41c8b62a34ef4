"""The door of the workbook readers: which kind a file is, its sheets in order, what of it is left out.

The order of sheets and the remarks about hidden parts belong here; cells and tables do not.
"""

from pipeline.extraction.page.builder import DocumentBuilder
from pipeline.extraction.page.document import Document, Format, Refusal
from pipeline.extraction.readers import ole
from pipeline.extraction.readers.excel.biff8 import Biff8Reader
from pipeline.extraction.readers.excel.book import Book, sheets_shown
from pipeline.extraction.readers.excel.layout import SheetLayout
from pipeline.extraction.readers.excel.ods import read_ods
from pipeline.extraction.readers.excel.old_xls import read_old_xls
from pipeline.extraction.readers.excel.xlsb import XlsbReader
from pipeline.extraction.readers.excel.xlsx import read_xlsx
from pipeline.extraction.readers.excel.xml2003 import NAMESPACE, read_xml2003
from pipeline.extraction.readers.package import MAGIC as ZIP
from pipeline.extraction.readers.package import Package, is_package_with
from pipeline.extraction.readers.refused import RefusedError, damage_of
from pipeline.extraction.readers.unlock import unlocked

_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_HEAD = 1024
_BARE_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")
"""First records of a workbook that stands in no container."""


def claims(data: bytes) -> bool:
    """True for a workbook of any kind."""
    if data.startswith(ZIP):
        return is_package_with(data, "xl/workbook.xml", "xl/workbook.bin") or _is_ods(data)
    return ole.kind(data) == "workbook" or data.startswith(_BARE_BIFF) or _is_xml(data)


def _is_ods(data: bytes) -> bool:
    """Whether the first member, which tells the kind of an OpenDocument file, says spreadsheet."""
    return _ODS in data[:_HEAD]


def _is_xml(data: bytes) -> bool:
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf \r\n\t")
    return head.startswith(b"<?xml") and NAMESPACE in data[: 4 * _HEAD] and b"<Workbook" in data[: 4 * _HEAD]


def read(data: bytes) -> Document | Refusal:
    """Read a workbook.

    Args:
        data: The whole file.

    Returns:
        The sheets that are shown, one page each; or why there are none.
    """
    try:
        with damage_of("the workbook"):
            book = _book(data)
            return _document(book, "xls" if data.startswith((ole.MAGIC, *_BARE_BIFF)) else "xlsx")
    except RefusedError as error:
        return error.refusal


def _book(data: bytes) -> Book:
    if not data.startswith(ZIP):
        return read_xml2003(data) if _is_xml(data) else _read_xls(data)
    package = Package(data)
    if _is_ods(data):
        return read_ods(package)
    return XlsbReader(package).read() if "xl/workbook.bin" in package else read_xlsx(package)


def _read_xls(data: bytes) -> Book:
    try:
        return _read_biff(data)
    except RefusedError as error:
        opened = unlocked(data) if error.refusal.reason_code == "encrypted" else None
        if opened is None:
            raise
    return _read_biff(opened)


def _read_biff(data: bytes) -> Book:
    try:
        stream = ole.Container(data).stream("Workbook", "Book") if data.startswith(ole.MAGIC) else data
        return Biff8Reader(stream).read()
    except RefusedError as error:
        if error.refusal.reason_code != "old_workbook":
            raise
    return read_old_xls(data)


def _document(book: Book, document_format: Format) -> Document | Refusal:
    builder = DocumentBuilder(document_format)
    left_out = 0
    for page, sheet in sheets_shown(book):
        builder.tab(page, sheet.name)
        layout = SheetLayout(builder, sheet, page)
        layout.write()
        left_out += layout.left_out
    hidden = sum(sheet.is_hidden for sheet in book.sheets)
    if not book.sheets:
        return Refusal("damaged", "the workbook: it lists no sheet")
    if not builder.line_count:
        return Refusal("empty", f"{len(book.sheets)} sheets, {hidden} of them hidden, without a printed cell")
    if hidden or left_out:
        builder.remark("hidden_parts", f"{hidden} hidden sheets, {left_out:,} cells that are hidden or not printed")
    return builder.build()
