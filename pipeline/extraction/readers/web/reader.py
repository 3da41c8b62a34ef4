"""The door of the reader of web pages: HTML and web archives.

Recognising a page, its title and the remarks about it belong here.
"""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.extraction.page.builder import DocumentBuilder, PieceIn
from pipeline.extraction.page.document import Document, Refusal
from pipeline.extraction.readers.lost import BROKEN
from pipeline.extraction.readers.web.archive import is_mht, pages
from pipeline.extraction.readers.web.characters import Characters, decode
from pipeline.extraction.readers.web.content import prune
from pipeline.extraction.readers.web.flow import Flow
from pipeline.extraction.readers.web.nesting import is_too_nested
from pipeline.extraction.readers.web.site import TITLE_PARTS, site_words
from pipeline.extraction.readers.web.styles import with_tables

_START = re.compile(
    r"\s*<(?:!doctype\s+html|html|head|body|meta|title|table|div|p|center|font|span|base|style|script|%@|!--|link)\b|\s*<(?:%@|!--)",
    re.I,
)
_XML_START = re.compile(r"\s*<\?xml\b[^>]*>\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.DOTALL)
_TAGS = re.compile(r"<(?:html|body|table|div|p|td|br|span)\b", re.I)
_SERVER_CODE = re.compile(r"<%.*?%>", re.DOTALL)
"""What a server should have replaced; saved pages have it where the server did not run."""
_HEAD = 4096
_TAIL = 4096
_TITLE_META = frozenset({"articletitle", "article-title", "og:title", "title"})
_YEAR = re.compile("[0-9\uff10-\uff19]{4}|[\u3007\u25cb\u96f6\u4e00-\u4e5d0]{4}")
_BLANKS = re.compile(r"\s+")
_LONGEST_BESIDE = 12
"""Signs that may stand beside a title in one run of text: its label, a number, a date."""


def claims(data: bytes) -> bool:
    """True for a web page or a web archive."""
    if is_mht(data):
        return True
    head = decode(data[:_HEAD]).text.lstrip("\ufeff")
    return bool((_START.match(head) or _XML_START.match(head)) and _TAGS.search(head))


def read(data: bytes) -> Document | Refusal:
    """Read a web page.

    Args:
        data: The whole file.

    Returns:
        Its content without navigation, the title of the page first; or why there is none.
    """
    found = pages(data) if is_mht(data) else [decode(data)]
    if not found:
        return Refusal("damaged", "a web archive without a page inside")
    if any(is_too_nested(page.text) for page in found):
        return Refusal("too_nested", f"in {len(data):,} bytes")
    builder = DocumentBuilder("html", encoding=found[0].encoding)
    for page in found:
        _write(builder, page)
    broken = sum(page.broken for page in found)
    if broken:
        builder.remark(BROKEN, f"{broken:,} characters that do not fit {found[0].encoding}")
    if any(_is_cut(page.text) for page in found):
        builder.remark("cut_page", f"after {len(data):,} bytes")
    document = builder.build()
    return document if any(map(str.strip, document.lines)) else Refusal("empty", "a web page without text")


def _is_cut(text: str) -> bool:
    """Whether a page ends in a tag or in a table, or begins as a page does and has no end."""
    end = text[-_TAIL:].lower()
    if "</html" in end or "</body" in end:
        return False
    folded = text.lower()
    begins = ("<body" in folded or "<html" in folded) and "</body" not in folded and "</html" not in folded
    return begins or folded.rfind("<") > folded.rfind(">") or folded.rfind("<table") > folded.rfind("</table")


def _write(builder: DocumentBuilder, page: Characters) -> None:
    tree = LexborHTMLParser(with_tables(_SERVER_CODE.sub("", page.text)))
    title = _title(tree)
    for words in site_words(tree):
        builder.site(words)
    prune(tree, title)
    if tree.body is None:
        return
    if title and not _is_printed(tree.body, title):
        builder.paragraph(PieceIn(title))
    Flow(builder).read(tree.body)


def _is_printed(body: LexborNode, title: str) -> bool:
    """Whether a page prints its title; a sentence that only begins with its words is no title."""
    sought = _without_blanks(title)
    if sought not in _without_blanks(body.text(deep=True)):
        return False
    runs = [run for run in map(_without_blanks, body.text(deep=True, separator="\n").split("\n")) if sought in run]
    return not runs or any(len(run) <= len(sought) + _LONGEST_BESIDE for run in runs)


def _without_blanks(text: str) -> str:
    return _BLANKS.sub("", text)


def _title(tree: LexborHTMLParser) -> str:
    """Title of the article: as the content system says, else the page's own if it has a year (a site's has not)."""
    for meta in tree.css("meta"):
        attributes = meta.attributes
        name = (attributes.get("name") or attributes.get("property") or "").strip().lower()
        if name in _TITLE_META and (content := (attributes.get("content") or "").strip()):
            return _BLANKS.sub(" ", content)
    node = tree.css_first("title")
    text = _BLANKS.sub(" ", node.text()).strip() if node is not None else ""
    first = TITLE_PARTS.split(text)[0].strip()
    return first if _YEAR.search(first) else ""
