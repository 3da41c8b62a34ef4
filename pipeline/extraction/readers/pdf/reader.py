"""A PDF to a Document, or the reason why not.

What makes a PDF unreadable or incomplete belongs here. Characters are the ``engine``'s, tables and paragraphs are
found in ``printed``.
"""

from collections import defaultdict
from collections.abc import Sequence

from pipeline.extraction.page.builder import DocumentBuilder
from pipeline.extraction.page.document import Box, Document, Refusal
from pipeline.extraction.readers import archive, limits, ole
from pipeline.extraction.readers.ocr import recognise
from pipeline.extraction.readers.pdf import pasted
from pipeline.extraction.readers.pdf.damaged import is_damaged
from pipeline.extraction.readers.pdf.engine import EngineError, PdfFile
from pipeline.extraction.readers.pdf.render import page_picture
from pipeline.extraction.readers.printed.assemble import Sheet, assemble, sheet_of
from pipeline.extraction.readers.printed.legible import Problem, problem_of
from pipeline.extraction.readers.printed.marks import Page
from pipeline.extraction.readers.printed.wide import with_wide_sheets

_HEADER = b"%PDF-"
_HEADER_WITHIN = 1024
_END = b"%%EOF"
_END_WITHIN = 4096
_MOST_NAMED = 12
RESOLUTION = 200.0
"""Dots per inch for recognition: fine enough for the type of tables, coarse enough for seconds a page."""
_RECOGNISABLE: frozenset[Problem] = frozenset({"picture", "broken"})

_WHOLE: dict[Problem, str] = {
    "picture": "pdf_pictures",
    "broken": "pdf_broken_text",
    "unloaded": "pdf_damaged",
    "beyond": "pdf_too_long",
}
_IN_PART: dict[Problem, str] = {
    "picture": "pdf_picture_pages",
    "broken": "pdf_broken_pages",
    "unloaded": "pdf_damaged_pages",
    "beyond": "pdf_pages_beyond",
}


def claims(data: bytes) -> bool:
    """Whether a file is a PDF; some have a few bytes of junk before the header.

    An archive or a container whose first member is a PDF, stored as it is, is none.
    """
    if _HEADER not in data[: _HEADER_WITHIN + len(_HEADER)]:
        return False
    return data.startswith(_HEADER) or not (archive.claims(data) or data.startswith(ole.MAGIC))


def read(data: bytes) -> Document | Refusal:
    """Read a PDF.

    Args:
        data: The whole file.

    Returns:
        The document, with a remark for what could not be read; or why there is none. Pages that are pictures, or whose
        characters are wrong, are recognised where the extra ``ocr`` is installed.
    """
    try:
        file = PdfFile(data)
    except EngineError as error:
        if error.code == "pdf_damaged" and _END not in data[-_END_WITHIN:]:
            return Refusal("pdf_truncated", f"after {len(data):,} bytes")
        return Refusal(error.code, error.detail)
    try:
        return _read(file, data)
    finally:
        file.close()


def _read(file: PdfFile, data: bytes) -> Document | Refusal:
    if file.page_count > limits.PDF_PAGES:
        return Refusal("pdf_too_long", f"{file.page_count:,} pages, the limit is {limits.PDF_PAGES:,}")
    pages = _Pages(data)
    characters = 0
    for page in with_wide_sheets(file.pages()):
        characters += len(page.glyphs)
        if characters > limits.PDF_CHARACTERS:
            return Refusal("pdf_too_long", f"more than {limits.PDF_CHARACTERS:,} characters")
        pages.add(page)
    return _judged(pages.sheets, pages.problems)


class _Pages:
    """Reads page after page: the text of a page, its picture, or both."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._can_recognise = recognise.available()
        self._recognised = 0
        self.sheets: list[Sheet] = []
        self.problems: dict[Problem, list[int]] = defaultdict(list)

    def add(self, page: Page) -> None:
        """Read one more page."""
        problem = problem_of(page)
        has_text = problem != "broken"
        if problem in _RECOGNISABLE and self._can_recognise:
            if self._recognised < limits.RECOGNISED_PAGES:
                self._recognise(page)
                return
            problem = "beyond"
        if problem:
            self.problems[problem].append(page.number)
        if has_text:
            self.sheets.append(sheet_of(page))
        if not problem and (boxes := pasted.pictures_of(page)) and self._recognised < limits.RECOGNISED_PAGES:
            self._look_into(page, boxes)

    def _recognise(self, page: Page) -> None:
        self._recognised += 1
        picture, dots_per_point = page_picture(self._data, page.number, resolution=RESOLUTION)
        self.sheets.extend(recognise.sheets_of_picture(picture, page.number, dots_per_point, is_coarse=page.is_coarse))
        if is_damaged(self._data, page.number, picture):
            self.problems["unloaded"].append(page.number)

    def _look_into(self, page: Page, boxes: Sequence[Box]) -> None:
        """Read the tables that stand as pictures on a page of text."""
        picture, dots_per_point = page_picture(self._data, page.number, resolution=RESOLUTION)
        boxes = pasted.printed(picture, boxes, dots_per_point)
        if self._can_recognise:
            self._recognised += len(boxes)
            pasted.with_pasted(self.sheets[-1], picture, boxes, dots_per_point)
        elif pasted.ruled(picture, boxes, dots_per_point):
            self.problems["picture"].append(page.number)


def _judged(sheets: Sequence[Sheet], problems: dict[Problem, list[int]]) -> Document | Refusal:
    """The document, unless nothing of it could be read."""
    if not any(sheet.lines or sheet.tables for sheet in sheets):
        if not problems:
            return Refusal("empty", f"{len(sheets):,} pages without text or picture")
        worst = max(problems, key=lambda problem: len(problems[problem]))
        return Refusal(_WHOLE[worst], _named(problems[worst]))
    builder = DocumentBuilder("pdf")
    for problem, pages in sorted(problems.items()):
        builder.remark(_IN_PART[problem], _named(pages))
    return assemble(sheets, builder)


def _named(pages: Sequence[int]) -> str:
    """Numbers of pages, runs of them joined: ``pages 3, 5-9``."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1][1:] = [page]
        else:
            runs.append([page])
    names = ["-".join(str(page) for page in run) for run in runs]
    more = f" and {len(names) - _MOST_NAMED} more places" if len(names) > _MOST_NAMED else ""
    return f"{'page' if len(pages) == 1 else 'pages'} {', '.join(names[:_MOST_NAMED])}{more}"
