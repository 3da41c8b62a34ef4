"""The cover of a document: its first lines, its title and the labels with the name of the body.

Splitting the head into title, labels and the rest belongs here; what the title says (kind, year, name) does not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from pipeline.extraction.facts.labels import LabelValue, label_values, labels_of_cells, labels_of_lines
from pipeline.extraction.wording.facts import (
    compact,
    labels,
    pattern,
    suffix_of,
)

HEAD_LINES = 60
_HEAD_LINE_LENGTH = 300
_COVER_LINES = 16
_TITLE_PARTS = 8
_TITLE_PART_LENGTH = 60
_FEWEST_LINKS, _SHORTEST_LINK = 4, 3
_PIPE = "|"
_BULLETS = "•·●"
"""Signs before each field of a record that a page prints as a list."""


class HeadLine(NamedTuple):
    """One of the first lines that are not empty: 1-based number, the text without blanks, whether it has TAB fields."""

    number: int
    text: str
    is_row: bool


@dataclass(frozen=True, slots=True)
class Cover:
    """The head of a document.

    Attributes:
        title: The lines of the title joined, without blanks; empty when the document begins without one.
        title_line: 1-based line the title begins on, 0 without a title.
        labels: Labels that stand on the cover, in order.
        byline: The line behind a complete title, where it ends like the name of a body.
    """

    title: str
    title_line: int
    labels: tuple[LabelValue, ...]
    byline: HeadLine | None


class DocumentHead:
    """The parts of a document that its facts are read from; each is prepared when it is first asked for.

    Attributes:
        lines: All lines.
        text: The lines joined.
    """

    def __init__(self, lines: Sequence[str], text: str = "") -> None:
        self.lines = lines
        self.text = text or "\n".join(lines)

    @cached_property
    def cover(self) -> Cover:
        """Title and labels before the contents or the first section."""
        return cover_of(self.lines)

    @cached_property
    def head(self) -> list[HeadLine]:
        """The first lines that are not empty."""
        return list(head_of(self.lines, HEAD_LINES))

    @cached_property
    def labels(self) -> list[LabelValue]:
        """All labels of the document."""
        return label_values(self.text) or [*labels_of_cells(self.lines), *labels_of_lines(self.lines)]


def head_of(lines: Sequence[str], count: int) -> Iterator[HeadLine]:
    """The first lines that are not empty, prepared for matching.

    Args:
        lines: All lines of the document.
        count: How many at most.

    Yields:
        The lines, each cut at 300 characters.
    """
    start = _article_start(lines)
    for number, line in enumerate(lines[start:], start=start + 1):
        if text := compact(line[:_HEAD_LINE_LENGTH]):
            # A title that an export prints in a table has a pipe behind it; names of pages have some between them.
            cells = text.rstrip(_PIPE)
            if not cells:
                continue
            yield HeadLine(number, cells, "\t" in line.strip() or (cells != text and _PIPE in cells))
            count -= 1
            if count == 0:
                return


def _article_start(lines: Sequence[str]) -> int:
    """How many lines stand above the article of a printed web page: its menus and its trail (首页 > 财政 > 正文)."""
    start = count = 0
    for number, line in enumerate(lines, start=1):
        if text := compact(line[:_HEAD_LINE_LENGTH]):
            count += 1
            if pattern("site_trail").search(text):
                start = number
            if count == _COVER_LINES or "\t" in line.strip():
                break
    return start


def cover_of(lines: Sequence[str]) -> Cover:
    """Read the cover.

    Args:
        lines: All lines of the document.

    Returns:
        Title and labels that stand before the contents or the first section.
    """
    parts: list[HeadLine] = []
    found: list[LabelValue] = []
    byline: HeadLine | None = None
    recorded, head = _without_record(lines)
    label = ""  # a label whose value stands on the next line
    for line in head:
        if _is_aside(line.text):
            label = ""
            continue
        if line.is_row or (_begins_body(line.text) and line.text.rstrip(":") not in labels()):
            break
        words = f"{label}{lines[line.number - 1].strip()}"
        label = line.text if line.text.endswith(":") else ""
        if ":" in compact(words) and (values := label_values(words, line.number)):
            found.extend(values)
        elif label or any(line.text == part.text for part in parts):
            continue  # a web page prints its title, and its article the same line again
        elif pattern("site_menu").search(line.text) or _is_navigation(lines[line.number - 1]):
            continue
        elif (whole := _with_whole_title(parts, line)) is not None:
            parts = whole
        elif not _is_complete(parts) or pattern("title_word").search(line.text):
            parts.append(line)
        elif suffix_of(line.text.strip("()")):
            byline = byline or line
        else:
            break
    parts = parts or recorded or _behind_contents(lines)
    title = "".join(part.text for part in parts[:_TITLE_PARTS])
    return Cover(title, parts[0].number if parts else 0, tuple(found), byline)


def _behind_contents(lines: Sequence[str]) -> list[HeadLine]:
    """The title of a text that begins with its contents, as a workbook does: the first line that names a body."""
    for line in head_of(lines, HEAD_LINES):
        if line.is_row or len(line.text) > _TITLE_PART_LENGTH or pattern("sentence_sign").search(line.text):
            continue
        year, tail = pattern("year").search(line.text), pattern("title_tail").search(line.text)
        if year and tail and suffix_of(line.text[: min(year.start(), tail.start())]):
            return [line]
    return []


def _without_record(lines: Sequence[str]) -> tuple[list[HeadLine], list[HeadLine]]:
    """The title that the record of a web page (索引号, 名称 …) gives, and the first lines without the record."""
    titles: list[HeadLine] = []
    head: list[HeadLine] = []
    title_next = False
    for line in head_of(lines, HEAD_LINES):
        cells = [compact(cell) for cell in lines[line.number - 1].split("\t")] if line.is_row else [line.text]
        if not any(pattern("record_label").match(cell) for cell in cells):
            if line.text[:1] not in _BULLETS:  # the value of a field in a list
                head.append(line)
            elif title_next:
                titles.append(HeadLine(line.number, line.text.lstrip(_BULLETS), False))
            title_next = False
            continue
        title_next = bool(pattern("record_title").match(line.text)) and line.text[:1] in _BULLETS
        for cell, after in zip(cells, [*cells[1:], ""], strict=True):
            if match := pattern("record_title").match(cell):
                value = pattern("record_next").split(match["value"])[0] or (after if line.is_row else "")
                titles.extend([HeadLine(line.number, value, False)] if pattern("title_word").search(value) else [])
    return titles[:1], head[:_COVER_LINES]


def _is_navigation(printed: str) -> bool:
    """Names of pages beside each other: several words, none of them short, none a word of a title."""
    words = printed.split()
    return (
        len(words) >= _FEWEST_LINKS
        and all(len(word) >= _SHORTEST_LINK for word in words)
        and not any(map(str.isdigit, printed))
        and not pattern("title_word").search(printed)
    )


def _begins_body(text: str) -> bool:
    if pattern("contents").match(text) or pattern("section").match(text):
        return True
    return len(text) > _TITLE_PART_LENGTH or "\u3002" in text or text.endswith((":", ";"))


def _is_complete(parts: Sequence[HeadLine]) -> bool:
    title = "".join(part.text for part in parts)
    return bool(pattern("title_end").search(title) and pattern("title_tail").search(title))


def _is_whole_title(text: str) -> bool:
    has_year = any(pattern(name).search(text) for name in ("year", "year_chinese"))
    return has_year and bool(pattern("title_tail").search(text) and pattern("title_end").search(text))


def _with_whole_title(parts: list[HeadLine], line: HeadLine) -> list[HeadLine] | None:
    """The title once a line stands for what is above it, or is one by itself; None where the line is neither."""
    if _is_rubric(parts) and _is_named_title(line.text):
        return [line]
    if parts and "".join(part.text for part in parts) in line.text:
        return [line]  # the name of a page, then the same in full
    if not (_is_complete(parts) and _is_whole_title(line.text)):
        return None
    is_named = not pattern("nameless_title").match(line.text)
    # The page's short title, then the document's own.
    return [line] if is_named and len(line.text) > sum(len(part.text) for part in parts) else parts


def _is_rubric(parts: Sequence[HeadLine]) -> bool:
    """The name of a part of a web site above its article (预算绩效管理): words of titles, no year and no body."""
    title = "".join(part.text for part in parts)
    return bool(pattern("title_word").search(title)) and not (pattern("year").search(title) or suffix_of(title))


def _is_named_title(text: str) -> bool:
    """A whole title with the name of a body before its year."""
    year = pattern("year").search(text)
    return year is not None and _is_whole_title(text) and suffix_of(text[: year.start()]) is not None


def _is_aside(text: str) -> bool:
    return any(pattern(name).match(text) for name in ("date_line", "skip_line", "subtitle"))
