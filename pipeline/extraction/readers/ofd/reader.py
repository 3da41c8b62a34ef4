"""An OFD file to a Document: which pages there are, and what lies under them.

The package and its pages belong here; what one page draws is ``content``, tables and paragraphs are found in
``printed``.
"""

import posixpath

from pipeline.extraction.page.builder import DocumentBuilder
from pipeline.extraction.page.document import Document, Refusal
from pipeline.extraction.readers import limits
from pipeline.extraction.readers.ofd.content import POINTS, Drawing, draw, numbers, turned_drawing
from pipeline.extraction.readers.package import Package, is_package_with
from pipeline.extraction.readers.printed.assemble import Sheet, assemble, sheet_of
from pipeline.extraction.readers.printed.legible import problem_of
from pipeline.extraction.readers.printed.marks import Page
from pipeline.extraction.readers.refused import RefusedError
from pipeline.extraction.readers.xml import Element, attribute, local

ROOT = "OFD.xml"
_A4 = (210.0, 297.0)


def claims(data: bytes) -> bool:
    """Whether a file is an OFD: a ZIP with its root document."""
    return is_package_with(data, ROOT)


def read(data: bytes) -> Document | Refusal:
    """Read an OFD file.

    Args:
        data: The whole file.

    Returns:
        The document, with places in points; or why there is none.
    """
    try:
        package = Package(data)
        pages = _pages(package)
        if len(pages) > limits.PDF_PAGES:
            return Refusal("too_large", f"{len(pages):,} pages, the limit is {limits.PDF_PAGES:,}")
        return _judged([_page(package, page, number) for number, page in enumerate(pages, 1)])
    except RefusedError as error:
        return error.refusal


def _judged(pages: list[Page]) -> Document | Refusal:
    pictures = [page.number for page in pages if problem_of(page) == "picture"]
    sheets: list[Sheet] = [sheet_of(page) for page in pages]
    if not any(sheet.lines or sheet.tables for sheet in sheets):
        if pictures:
            return Refusal("ofd_pictures", f"{len(pictures)} of {len(pages)} pages")
        return Refusal("empty", f"{len(pages):,} pages without text")
    builder = DocumentBuilder("ofd")
    if pictures:
        builder.remark("ofd_picture_pages", ", ".join(map(str, pictures[:20])))
    return assemble(sheets, builder)


class _PageParts:
    """Where one page is described: its own part, the templates under it, its size."""

    def __init__(self, part: str, templates: dict[str, str], size: tuple[float, float]) -> None:
        self.part = part
        self.templates = templates
        self.size = size


def _pages(package: Package) -> list[_PageParts]:
    found: list[_PageParts] = []
    for body in _below(package.xml(ROOT), "DocRoot"):
        root_part = (body.text or "").strip().lstrip("/")
        root, folder = package.xml(root_part), posixpath.dirname(root_part)
        size = _size(root) or _A4
        templates = {
            attribute(element, "ID"): _located(folder, attribute(element, "BaseLoc"))
            for element in _below(root, "TemplatePage")
        }
        pages = [element for pages in _below(root, "Pages") for element in _below(pages, "Page")]
        found += [_PageParts(_located(folder, attribute(page, "BaseLoc")), templates, size) for page in pages]
    return found


def _located(folder: str, place: str) -> str:
    return place.lstrip("/") if place.startswith("/") else posixpath.normpath(posixpath.join(folder, place))


def _below(root: Element, name: str) -> list[Element]:
    return [element for element in root.iter() if local(element) == name]


def _size(root: Element) -> tuple[float, float] | None:
    """Width and height of the physical box in millimetres."""
    for box in _below(root, "PhysicalBox"):
        values = numbers(box.text or "")
        if len(values) == 4 and values[2] > 0 and values[3] > 0:
            return values[2], values[3]
    return None


def _page(package: Package, parts: _PageParts, number: int) -> Page:
    root = package.xml(parts.part)
    width, height = (POINTS * side for side in _size(root) or parts.size)
    drawing = Drawing()
    for template in _below(root, "Template"):
        part = parts.templates.get(attribute(template, "TemplateID"))
        if part:
            draw(package.xml(part), drawing)
    draw(root, drawing)
    turn = drawing.turn()
    glyphs, rulings = turned_drawing(drawing, turn, width, height)
    area = max(width * height, 1.0)
    share = max(((p.x1 - p.x0) * (p.bottom - p.top) / area for p in drawing.pictures), default=0.0)
    if turn in (90, 270):
        width, height = height, width
    return Page(number, width, height, glyphs, rulings, min(share, 1.0), turn=turn)
