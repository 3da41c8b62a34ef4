"""What of a web page is its content: navigation, footers, scripts and hidden parts are taken out of its tree.

Only structure decides: elements made for navigation, names of classes as content systems use them, and blocks that are
little but links. A block that holds a heading or a table of numbers always stays, so nothing of a disclosure is lost.
"""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

_NEVER = (
    "script,style,noscript,template,iframe,object,embed,svg,canvas,audio,video,select,option,button,input,textarea,"
    "nav,link,meta,xml"
)
_CANDIDATES = (
    "div[class],div[id],ul,ol[class],dl[class],header,footer,aside,section[class],table[class],table[id],td[id],form"
)
_BOILERPLATE = re.compile(
    r"(?:\A|[\s_-])(?:nav|navi|navbar|navigation|menu\w*|top|header|head|foot|footer|bottom|copyright|sidebar|aside"
    r"|share\w*|bdshare\w*|crumbs?|breadcrumbs?|bread|position|location|dqwz|search\w*|login|banner|logo|links?|friendlinks?"
    r"|toolbar|pagination|pager|related|recommend\w*|comments?|qrcode|ewm|skip|accessibility|statistics?)(?:\Z|[\s_\d-])",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_ATTACHMENT = re.compile(
    r"\.(?:pdf|docx?|xlsx?|xlsb|wps|et|rtf|zip|rar|7z|ofd|csv|txt|ppt|pptx)(?:[?#&]|\Z)", re.IGNORECASE
)
_LARGEST_SHARE = 0.3
"""Of the page's text that a block of boilerplate may have; a larger one is the content under an odd name."""
_LINK_SHARE = 0.6
_FEWEST_LINKS = 3
_SHORTEST_TITLE = 6
_NUMBERS = re.compile(r"\d[\d,]*\.\d|\d{4,}")
_BLANKS = re.compile(r"\s+")


def is_attachment(href: str) -> bool:
    """Whether a link leads to a document."""
    return _ATTACHMENT.search(href) is not None


def is_hidden(style: str) -> bool:
    """Whether a style attribute takes an element off the page."""
    return _HIDDEN.search(style) is not None


def prune(tree: LexborHTMLParser, title: str = "") -> None:
    """Take everything out of the tree that is no content.

    Args:
        tree: The page.
        title: Its title; a block that prints it stays.
    """
    for node in tree.css(_NEVER):
        node.decompose()
    body = tree.body
    if body is None:
        return
    for node in body.css("[style]"):
        if is_hidden(node.attributes.get("style") or ""):
            node.decompose()
    whole = _length(body)
    for node in body.css(_CANDIDATES):
        if node.parent is not None and _is_boilerplate(node, whole, title):
            node.decompose()


def _length(node: LexborNode) -> int:
    return len(_BLANKS.sub("", node.text(deep=True)))


def _is_boilerplate(node: LexborNode, whole: int, title: str) -> bool:
    attributes = node.attributes
    name = _CAMEL.sub("-", f"{attributes.get('class') or ''} {attributes.get('id') or ''}")
    named = node.tag in ("header", "footer", "aside", "form") or _BOILERPLATE.search(name) is not None
    links = [] if node.tag in ("table", "td", "form") and not named else node.css("a")
    if not named and len(links) < _FEWEST_LINKS:
        return False
    length = _length(node)
    if length > whole * _LARGEST_SHARE or node.css_first("h1,h2") is not None:
        return False
    if len(title) >= _SHORTEST_TITLE and _BLANKS.sub("", title) in _BLANKS.sub("", node.text(deep=True)):
        return False
    if any(is_attachment(link.attributes.get("href") or "") for link in links):
        return False
    if any(_NUMBERS.search(cell.text(deep=True)) for cell in node.css("td")):
        return False
    return named or sum(map(_length, links)) >= length * _LINK_SHARE
