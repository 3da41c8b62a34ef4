"""Page numbers, running heads and feet: what is printed on every page and belongs to none.

Recognising them by place and repetition belongs here, not by wording: a number that rises with the pages, a text that
stands at the same place on most of them, the time and the address that a browser prints at the edges.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from pipeline.extraction.readers.printed.lines import Line

FOOT = 0.88
"""Share of the height of a page below which a page number stands."""
HEAD = 0.09
RUNNING_HEAD = 0.085
RUNNING_FOOT = 0.92
LOWEST_HEAD, HIGHEST_FOOT = 57.0, 62.0
"""Points from the edge within which programs set them on pages of every size: the share is less on one laid level."""
SHARE_OF_PAGES = 0.5
FEWEST_PAGES = 3
LONGEST = 40
_ADDRESS = re.compile(r"\w://\S")
_CLOCK = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\W{0,3}\w{0,3}\s?\d{1,2}:\d{2}")
_DIGITS = re.compile(r"\d+")
_BARE_NUMBER = re.compile(r"[-—–―~·\s]*\d{1,4}[-—–―~·\s]*\Z")

LOWEST = 0.8
"""The same for a bare number below everything else."""

PageLines = tuple[float, Sequence[Line], float]
"""Height of a page, its lines outside the tables, and where its last table ends."""


def furniture(pages: Sequence[PageLines]) -> list[set[int]]:
    """Find what to leave out.

    Args:
        pages: Each page's height and its lines outside the tables.

    Returns:
        For each page the indexes of the lines that are page numbers or running heads and feet.
    """
    found: list[set[int]] = [set() for _ in pages]
    _page_numbers(pages, found)
    _running(pages, found)
    _of_browser(pages, found)
    return found


def _of_browser(pages: Sequence[PageLines], found: list[set[int]]) -> None:
    """What a browser prints above and below a web page: when, its title, its address, the number of the page."""
    edges = [_edges(page) for page in pages]
    if not all(
        any(_ADDRESS.search(line.text) for line in lines.values())
        and any(_CLOCK.search(line.text) for line in lines.values())
        for lines in edges
    ):
        return
    for page, lines in enumerate(edges):
        found[page].update(lines)


def _edges(page: PageLines) -> dict[int, Line]:
    """The lines at the edges of a page, by index: the highest and the lowest of them."""
    height, lines, _ = page
    high = [index for index, line in enumerate(lines) if line.box.bottom < HEAD * height]
    low = [index for index, line in enumerate(lines) if line.box.top > FOOT * height]
    found = [min(high, key=lambda index: lines[index].box.top, default=None)]
    found.append(max(low, key=lambda index: lines[index].box.top, default=None))
    return {index: lines[index] for index in found if index is not None}


def _page_numbers(pages: Sequence[PageLines], found: list[set[int]]) -> None:
    """Numbers alone at the edge of the page, and texts at its foot whose number rises with the pages."""
    rising: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for page, (height, lines, tables_end) in enumerate(pages):
        lowest = max([tables_end, *(line.box.top for line in lines)])
        for index, line in enumerate(lines):
            low = line.box.top > FOOT * height or (line.box.top > LOWEST * height and line.box.top >= lowest)
            if not low and line.box.bottom >= HEAD * height:
                continue
            text = line.text.strip()
            numbers = _DIGITS.findall(text)
            if _BARE_NUMBER.match(text):
                found[page].add(index)
            elif low and numbers and len(text) <= LONGEST:
                mask = _DIGITS.sub("#", text)
                rising[mask, int(numbers[0][:9]) - page].append((page, index))
    for places in rising.values():
        if len({page for page, _ in places}) > 1:
            for page, index in places:
                found[page].add(index)


def _running(pages: Sequence[PageLines], found: list[set[int]]) -> None:
    """Texts that stand at one height at the edge of most pages."""
    seen: Counter[tuple[str, int]] = Counter()
    places: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for page, (height, lines, _) in enumerate(pages):
        for index, line in enumerate(lines):
            is_head = line.box.bottom < max(RUNNING_HEAD * height, LOWEST_HEAD)
            if is_head or line.box.top > min(RUNNING_FOOT * height, height - HIGHEST_FOOT):
                key = (line.text.strip(), round(line.box.top / 6))
                seen[key] += 1
                places[key].append((page, index))
    for key, count in seen.items():
        if count >= max(FEWEST_PAGES, SHARE_OF_PAGES * len(pages)):
            for page, index in places[key]:
                found[page].add(index)
