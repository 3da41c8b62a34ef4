"""The report of ``yujuesuan check`` as a PDF to take along: the findings, then the original's pages with marks.

Setting the list in type and marking pages belong here. What was found and where does not
(:mod:`pipeline.reports.check_places`), nor its wording (:mod:`pipeline.reports.check_report`).

Marks are annotations (stamps whose note is the finding), so the content of the original's pages stays as it was. A file
without pages of its own is shown by its canonical lines. The Chinese type is not embedded: every reader of PDF has one.
"""

import ctypes
import io
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple
from xml.sax.saxutils import escape

import pypdfium2 as pdfium  # pyright: ignore[reportMissingTypeStubs]
import pypdfium2.raw as raw  # pyright: ignore[reportMissingTypeStubs]
from pypdfium2 import PdfiumError  # pyright: ignore[reportMissingTypeStubs]
from reportlab.lib.colors import Color  # pyright: ignore[reportMissingTypeStubs]
from reportlab.lib.pagesizes import A4  # pyright: ignore[reportMissingTypeStubs]
from reportlab.lib.styles import ParagraphStyle  # pyright: ignore[reportMissingTypeStubs]
from reportlab.pdfbase import pdfmetrics  # pyright: ignore[reportMissingTypeStubs]
from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # pyright: ignore[reportMissingTypeStubs]
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate  # pyright: ignore[reportMissingTypeStubs]

from pipeline.extraction.page.document import Box
from pipeline.reports.check_places import Mark, Sheet
from pipeline.reports.check_report import blocks

FONT = "STSong-Light"
MOST_PAGES = 400
"""Pages of one original that are taken along; marks on later ones stay in the list."""
LINES_AROUND = 4
MARGIN, LABEL_HEIGHT = 2.0, 11.0
"""Points around a marked place, and the height of its number."""
INK, WARNING = Color(0.1, 0.12, 0.14), Color(0.63, 0, 0)
_SIZES = {"title": 15, "severity": 12, "unchecked": 11, "finding": 10, "advice": 9.5, "head": 9, "detail": 8.5}
_COLOURS = {"material": (200, 30, 30), "minor": (200, 110, 0), "rounding": (30, 90, 180), "info": (90, 90, 90)}


class TakenAlong(NamedTuple):
    """The report as a PDF.

    Attributes:
        pdf: All findings, then each document with its marked places.
        marked: Its pages that carry marks, from 0.
    """

    pdf: bytes
    marked: list[int]


def as_pdf(sheets: Sequence[Sheet]) -> TakenAlong:
    """Make the report.

    Args:
        sheets: The checked documents.
    """
    made = pdfium.PdfDocument.new()
    marked: list[int] = []
    try:
        _append(made, _set([block for sheet in sheets for block in _listed(sheet)]))
        for sheet in sheets:
            pages = _append_original(made, sheet) if sheet.pdf else []
            if not pages and sheet.marks:
                first = len(made)
                _append(made, _set(list(_printed(sheet))))
                pages = list(range(first, len(made)))
            marked += pages
        out = io.BytesIO()
        made.save(out)  # pyright: ignore[reportUnknownMemberType]
        return TakenAlong(out.getvalue(), marked)
    finally:
        made.close()


def _listed(sheet: Sheet) -> Iterator[tuple[str, str]]:
    for kind, text in blocks(sheet.report):
        yield kind, escape(_typeset(text))
    yield "break", ""


def _printed(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """The lines around the marks, the marked cells coloured and numbered."""
    marks = {line: list(found) for line, found in groupby(sorted(sheet.marks, key=_by_line), key=_by_line)}
    shown = sorted(
        {near for line in marks for near in range(line - LINES_AROUND, line + LINES_AROUND + 1)} & set(sheet.lines)
    )
    yield "title", escape(_typeset(sheet.report.file_name))
    previous = 0
    for number in shown:
        if previous and number > previous + LINES_AROUND:
            yield "head", "……"
        previous = number
        yield "finding" if number in marks else "detail", _line(number, sheet.lines[number], marks.get(number, []))


def _by_line(mark: Mark) -> int:
    return mark.line


def _line(number: int, text: str, marks: Sequence[Mark]) -> str:
    cells: list[str] = []
    for position, cell in enumerate(text.split("\t"), start=1):
        own = sorted({mark.number for mark in marks if mark.field == position})
        cells.append(_coloured(cell.strip(), own) if own else _in_prose(cell.strip(), marks))
    return f'<font color="#777777">{number}</font>　' + " ｜ ".join(cells)


def _in_prose(text: str, marks: Sequence[Mark]) -> str:
    """The numbers of prose coloured where they are printed; a text that is not found colours the whole."""
    spans: dict[tuple[int, int], set[int]] = {}
    for mark in marks:
        if mark.field == 0:
            printed = re.escape(mark.text.split()[0]) if mark.text.split() else ""
            found = re.search(rf"(?<![\d.,]){printed}(?![\d,]|\.\d)", text) if printed else None
            spans.setdefault(found.span() if found else (0, len(text)), set()).add(mark.number)
    made, end = "", 0
    for (start, stop), numbers in sorted(spans.items()):
        if start >= end:
            made += escape(_typeset(text[end:start])) + _coloured(text[start:stop], sorted(numbers))
            end = stop
    return made + escape(_typeset(text[end:]))


def _coloured(text: str, numbers: Sequence[int]) -> str:
    label = "".join(f"[{number}]" for number in numbers)
    return f'<font backColor="#ffe066">{escape(_typeset(text))}<font color="#c81e1e">{label}</font></font>'


def _typeset(text: str) -> str:
    """Text that the type can print: no control characters, nothing beyond its plane."""
    return "".join(sign if sign.isprintable() and ord(sign) < 0x10000 else " " for sign in text)


def _set(lines: Sequence[tuple[str, str]]) -> bytes:
    """Set lines of markup on pages of A4."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))  # pyright: ignore[reportUnknownMemberType]
    styles = {
        kind: ParagraphStyle(
            kind, fontName=FONT, fontSize=size, leading=size * 1.45, wordWrap="CJK", spaceAfter=size * 0.3,
            leftIndent=12 if kind in ("detail", "advice") else 0, textColor=WARNING if kind == "unchecked" else INK,
        )
        for kind, size in _SIZES.items()
    }  # fmt: skip
    story: list[Flowable] = [PageBreak() if kind == "break" else Paragraph(text, styles[kind]) for kind, text in lines]
    out = io.BytesIO()
    SimpleDocTemplate(
        out, pagesize=A4, leftMargin=50, rightMargin=50, topMargin=50, bottomMargin=50, title="预决算公开核对报告",
    ).build(story)  # fmt: skip
    return out.getvalue()


def _append(made: pdfium.PdfDocument, data: bytes) -> None:
    source = pdfium.PdfDocument(data)
    try:
        made.import_pages(source)  # pyright: ignore[reportUnknownMemberType]
    finally:
        source.close()


def _append_original(made: pdfium.PdfDocument, sheet: Sheet) -> list[int]:
    """Append the original's pages with marks and return those marked; none where it cannot be opened or marked."""
    if not any(mark.box for mark in sheet.marks):
        return []
    try:
        source = pdfium.PdfDocument(sheet.pdf)
    except PdfiumError:
        return []
    marked: list[int] = []
    try:
        first, count = len(made), min(len(source), MOST_PAGES)
        made.import_pages(source, list(range(count)))  # pyright: ignore[reportUnknownMemberType]
        for page, marks in groupby(sorted(_boxed(sheet, count), key=_by_page), key=_by_page):
            _mark(made[first + page - 1], list(marks))
            marked.append(first + page - 1)
    finally:
        source.close()
    return marked


def _boxed(sheet: Sheet, count: int) -> list[tuple[int, Mark, Box]]:
    """Marks with their boxes; a line that prints several numbers of one finding is marked once."""
    boxed = {
        (mark.number, mark.page, mark.box): mark
        for mark in sheet.marks if mark.page and mark.box and mark.page <= count
    }  # fmt: skip
    return [(page, mark, box) for (_, page, box), mark in boxed.items() if page and box]


def _by_page(item: tuple[int, Mark, Box]) -> int:
    return item[0]


def _mark(page: pdfium.PdfPage, marks: Sequence[tuple[int, Mark, Box]]) -> None:
    """Stamp numbered frames on a page; their note is the finding."""
    for _, mark, box in marks:
        corners = _in_page(page, Box(box.x0 - MARGIN, box.top - MARGIN, box.x1 + MARGIN, box.bottom + MARGIN))
        left, right = sorted((corners[0], corners[2]))
        bottom, top = sorted((corners[1], corners[3]))
        note = raw.FPDFPage_CreateAnnot(page, raw.FPDF_ANNOT_STAMP)
        try:
            edges = raw.FS_RECTF(left - 1, top + LABEL_HEIGHT + 1, right + 30, bottom - 1)
            raw.FPDFAnnot_SetRect(note, edges)
            red, green, blue = _COLOURS.get(mark.severity, _COLOURS["info"])
            frame = raw.FPDFPageObj_CreateNewRect(left, bottom, right - left, top - bottom)
            raw.FPDFPageObj_SetStrokeColor(frame, red, green, blue, 255)
            raw.FPDFPageObj_SetStrokeWidth(frame, 1.2)
            raw.FPDFPageObj_SetFillColor(frame, 255, 210, 0, 60)
            raw.FPDFPath_SetDrawMode(frame, raw.FPDF_FILLMODE_ALTERNATE, 1)
            raw.FPDFAnnot_AppendObject(note, frame)
            label = raw.FPDFPageObj_NewTextObj(page.pdf, b"Helvetica-Bold", LABEL_HEIGHT)
            raw.FPDFText_SetText(label, _wide(str(mark.number)))
            raw.FPDFPageObj_SetFillColor(label, red, green, blue, 255)
            raw.FPDFPageObj_Transform(label, 1, 0, 0, 1, left, top + 1)
            raw.FPDFAnnot_AppendObject(note, label)
            raw.FPDFAnnot_SetStringValue(note, b"Contents", _wide(f"{mark.number}. {mark.message}"))
            raw.FPDFAnnot_SetFlags(note, raw.FPDF_ANNOT_FLAG_PRINT)
        finally:
            raw.FPDFPage_CloseAnnot(note)


def _in_page(page: pdfium.PdfPage, box: Box) -> tuple[float, float, float, float]:
    """A box of the page as it is shown in the page's own space, whatever its rotation and crop."""
    width, height = page.get_size()
    steps = 100
    shown = (0, 0, round(width * steps), round(height * steps), 0)
    found: list[float] = []
    for x, y in ((box.x0, box.top), (box.x1, box.bottom)):
        own_x, own_y = ctypes.c_double(), ctypes.c_double()
        raw.FPDF_DeviceToPage(page, *shown, round(x * steps), round(y * steps), own_x, own_y)
        found += [own_x.value, own_y.value]
    return found[0], found[1], found[2], found[3]


def _wide(text: str) -> "ctypes.Array[ctypes.c_ushort]":
    data = text.encode("utf-16-le", "replace") + b"\0\0"
    return (ctypes.c_ushort * (len(data) // 2)).from_buffer_copy(data)
