"""What of a web page is its content: navigation, footers, scripts and hidden parts are taken out of its tree.

Only structure decides: elements made for navigation, names of classes as content systems use them, and blocks that are
little but links. A block that holds a heading or a table of numbers always stays, so nothing of a disclosure is lost.
"""

import re
from collections.abc import Collection, Container

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.extraction.readers.web.styles import rules

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
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all", re.IGNORECASE)
_SHOWN = re.compile(r"display\s*:\s*(?!none)\w|visibility\s*:\s*visible", re.IGNORECASE)
_SIMPLE_SELECTOR = re.compile(r"(?:(?:tr|td|th|span)?[.#][A-Za-z_][\w-]*)\Z")
_HIDDEN_PARTS = frozenset({"tr", "td", "th", "span"})
"""What a style sheet may hide: parts of tables and of lines. Whole blocks are often tabs that a click shows."""
_ATTACHMENT = re.compile(
    r"\.(?:pdf|docx?|xlsx?|xlsb|wps|et|rtf|zip|rar|7z|ofd|csv|txt|ppt|pptx)(?:[?#&]|\Z)", re.IGNORECASE
)
_LARGEST_SHARE = 0.3
"""Of the page's text that a block of boilerplate may have; a larger one is the content under an odd name."""
_LINK_SHARE = 0.6
_FEWEST_LINKS = 3
_SHORTEST_TITLE = 6
_LONGEST_TRAIL = 120
"""Signs of a line that says where on the site the page stands."""
_TRAIL = (">", "\u203a", "\u00bb", "\uff1e", "\u2192")
_AMOUNT = re.compile(r"\d[\d,]*\.\d")
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
    hidden = _hidden_by_rule(tree)
    for node in tree.css(_NEVER):
        node.decompose()
    body = tree.body
    if body is None:
        return
    _drop_hidden(body, hidden)
    whole = _length(body)
    _drop_frames_of_links(body, whole, title)
    targets = [link.attributes.get("href") or "#" for link in body.css("a")]
    for node in body.css(_CANDIDATES):
        if node.parent is not None and _is_boilerplate(node, whole, title):
            node.decompose()
    _drop_trails(body)
    if sum(not target.startswith("#") for target in targets) >= _FEWEST_LINKS:
        _drop_before_heading(body, title)


def _drop_hidden(body: LexborNode, by_rule: Collection[str]) -> None:
    """Take out what no browser shows, by style, attribute or the selectors of the page's style sheets."""
    for node in body.css("[style]"):
        if is_hidden(node.attributes.get("style") or ""):
            node.decompose()
    for node in body.css("[hidden]"):
        node.decompose()
    parts = body.css(",".join(sorted(_HIDDEN_PARTS))) if by_rule else []
    for node in [part for part in parts if _is_named(part, by_rule)]:
        if not _SHOWN.search(node.attributes.get("style") or ""):
            node.decompose()


def _is_named(node: LexborNode, selectors: Container[str]) -> bool:
    """Whether one of some simple selectors is a node's; asked of the node, since a page may have thousands of each."""
    attributes = node.attributes
    names = [f".{name}" for name in (attributes.get("class") or "").split()]
    names += [f"#{attributes['id']}"] if attributes.get("id") else []
    return any(name in selectors or f"{node.tag}{name}" in selectors for name in names)


def _hidden_by_rule(tree: LexborHTMLParser) -> Collection[str]:
    """The simple selectors that the page's own style sheets take off the page, and never show again."""
    sheets = [node.text(deep=True) for node in tree.css("style")]
    if not any(map(is_hidden, sheets)):
        return ()
    hidden: dict[str, None] = {}
    for selector, style in rules(sheets):
        if is_hidden(style) and _SIMPLE_SELECTOR.match(selector):
            hidden[selector] = None
        elif _SHOWN.search(style):
            hidden.pop(selector, None)
    return hidden.keys()


def _drop_trails(body: LexborNode) -> None:
    """Take out the lines that say where on the site the page stands: links with an arrow behind each."""
    arrows: dict[int, tuple[LexborNode, int]] = {}
    for link in body.css("a"):
        parent, after = link.parent, link.next
        if parent is not None and after is not None and (after.text_content or "").strip().startswith(_TRAIL):
            arrows[parent.mem_id] = (parent, arrows.get(parent.mem_id, (parent, 0))[1] + 1)
    for parent, count in arrows.values():
        if count > 1 and _length(parent) <= _LONGEST_TRAIL and parent.mem_id != body.mem_id:
            parent.decompose()


def _drop_frames_of_links(body: LexborNode, whole: int, title: str) -> None:
    """Take out the tables and cells that are little but links to other pages: the menus of a site set with tables."""
    frames: dict[int, LexborNode] = {}
    for link in body.css("a"):
        node = link.parent
        while node is not None and node.mem_id != body.mem_id:
            if node.tag in ("table", "td"):
                frames[node.mem_id] = node
            node = node.parent
    chosen = {key: frame for key, frame in frames.items() if _is_frame_of_links(frame, whole, title)}
    inner = {key for key, frame in chosen.items() if _is_within(frame, chosen)}
    for key, frame in chosen.items():
        if key not in inner:
            frame.decompose()


def _is_within(node: LexborNode, others: Container[int]) -> bool:
    """Whether a node stands inside one of those that the identities name."""
    parent = node.parent
    while parent is not None:
        if parent.mem_id in others:
            return True
        parent = parent.parent
    return False


def _is_frame_of_links(frame: LexborNode, whole: int, title: str) -> bool:
    links = frame.css("a")
    targets = [link.attributes.get("href") or "#" for link in links]
    if len(links) < _FEWEST_LINKS or any(target.startswith("#") or is_attachment(target) for target in targets):
        return False
    text, length = frame.text(deep=True), _length(frame)
    if length > whole * _LARGEST_SHARE or _NUMBERS.search(text) or frame.css_first("h1,h2") is not None:
        return False
    if len(title) >= _SHORTEST_TITLE and _BLANKS.sub("", title) in _BLANKS.sub("", text):
        return False
    return sum(map(_length, links)) >= length * _LINK_SHARE


def _drop_before_heading(body: LexborNode, title: str) -> None:
    """Take out what stands above the one main heading of a page of a site, where it is little and not the title."""
    headings = body.css("h1")
    if len(headings) != 1 or _length(headings[0]) < _SHORTEST_TITLE:
        return
    above: list[LexborNode] = []
    node: LexborNode | None = headings[0]
    while node is not None and node.mem_id != body.mem_id:
        before = node.prev
        while before is not None:
            above.append(before)
            before = before.prev
        node = node.parent
    texts = ["".join((part.text_content or "").split()) for part in above]
    is_little = sum(map(len, texts)) <= _LARGEST_SHARE * _length(body)
    has_title = len(title) >= _SHORTEST_TITLE and any(_BLANKS.sub("", title) in text for text in texts)
    if is_little and not has_title and not any(map(_AMOUNT.search, texts)):
        for part in above:
            part.decompose()


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
