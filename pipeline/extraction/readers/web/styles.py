"""Style sheets of a page: their rules, and the tables that are made of blocks by style alone.

What is hidden by a rule is decided in ``content``.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_NOT_A_RULE = re.compile(r"/\*.*?\*/|<!--|-->|@[^{};]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})", re.DOTALL)
"""Comments, and what holds for some media only, such as paper."""
_MOST_STYLES = 200_000
_DISPLAY = re.compile(r"display\s*:\s*([a-z-]+)", re.IGNORECASE)
_CLASS = re.compile(r"[a-z]*\.([A-Za-z_][\w-]*)\Z")
_TAG = re.compile(r"<(/?)(div|span|ul|ol|li|section)\b((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\b(style|class)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_ELEMENT = {
    "table": "table", "inline-table": "table", "table-row": "tr", "table-cell": "td", "table-row-group": "tbody",
    "table-header-group": "thead", "table-footer-group": "tfoot",
}  # fmt: skip
_FEWEST_ROWS, _CELLS = 2, 2
"""Rows, of so many cells at least, that a table of blocks has; two columns of a page are one row."""


def rules(sheets: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The rules of style sheets, up to a limit.

    Args:
        sheets: Their texts.

    Yields:
        Each selector with its declarations.
    """
    text = _NOT_A_RULE.sub(" ", "\n".join(sheets)[:_MOST_STYLES])
    for selectors, style in _RULE.findall(text):
        for selector in selectors.split(","):
            yield selector.strip(), style


@dataclass(slots=True)
class _Block:
    """An element: its tags, and what it is in which table and row."""

    name: str
    start: tuple[int, int]
    becomes: str | None
    table: "_Block | None"
    row: "_Block | None"
    end: tuple[int, int] | None = None
    cells: int = 0
    rows: int = 0
    held: "list[_Block]" = field(default_factory=list["_Block"])


def with_tables(page: str) -> str:
    """Make tables of the blocks that a browser shows as such: ``display: table-row`` and the like.

    Args:
        page: The text of a page.

    Returns:
        The same with other names for these elements; tables of one row, as sites set columns, stay blocks.
    """
    if "table-cell" not in page:
        return page
    tables = [block for block in _tables(page) if block.rows >= _FEWEST_ROWS]
    renamed: list[tuple[int, int, str]] = []
    for block in (part for table in tables for part in (table, *table.held)):
        for span, close in ((block.start, ""), (block.end, "/")):
            if span is not None:
                renamed.append((*span, f"<{close}{block.becomes}"))
    parts: list[str] = []
    last = 0
    for start, end, text in sorted(renamed):
        parts += [page[last:start], text]
        last = end
    return "".join([*parts, page[last:]])


def _tables(page: str) -> list[_Block]:
    by_class = {
        found[1]: display[1].lower()
        for selector, style in rules(_sheets(page))
        if (found := _CLASS.match(selector)) and (display := _DISPLAY.search(style))
    }
    tables: list[_Block] = []
    opened: list[_Block] = []
    count: Counter[str] = Counter()
    for tag in _TAG.finditer(page):
        name, place = tag[2].lower(), (tag.start(), tag.end(2))
        if not tag[1]:
            opened.append(_opened(name, place, _ELEMENT.get(_display(tag[3], by_class)), opened))
            tables += [opened[-1]] if opened[-1].becomes == "table" else []
            count[name] += 1
            continue
        while count[name]:
            block = opened.pop()
            count[block.name] -= 1
            if block.name == name:
                block.end = place
                break
    return tables


def _opened(name: str, place: tuple[int, int], becomes: str | None, opened: Sequence[_Block]) -> _Block:
    """An element that begins, counted in its table; a part of a table that stands in none stays what it was."""
    table, row = (opened[-1].table, opened[-1].row) if opened else (None, None)
    if becomes == "table":
        block = _Block(name, place, becomes, None, None)
        block.table = block
        return block
    if table is None or (becomes == "td" and row is None):
        becomes = None
    block = _Block(name, place, becomes, table, row)
    if becomes and table:
        table.held.append(block)
    if becomes == "tr":
        block.row = block
    elif becomes == "td" and row and table:
        row.cells += 1
        table.rows += row.cells == _CELLS
    return block


def _sheets(page: str) -> Iterator[str]:
    """The style sheets of a page; one without an end is none."""
    folded, start = page.lower(), -1
    while (start := folded.find("<style", start + 1)) >= 0:
        end = folded.find("</style", start)
        if end < 0:
            return
        yield page[page.find(">", start) + 1 : end]
        start = end


def _display(attributes: str, by_class: dict[str, str]) -> str:
    """How an element is shown: by its own style, else by the last of its classes that says so."""
    found = {match[1].lower(): match[2] or match[3] or match[4] or "" for match in _ATTRIBUTE.finditer(attributes)}
    own = _DISPLAY.search(found.get("style", ""))
    if own:
        return own[1].lower()
    return next((by_class[name] for name in reversed(found.get("class", "").split()) if name in by_class), "")
