"""From the lines of a document to its paragraphs of prose, remembering what the wording of a line tells.

Leaving out tables and page furniture and joining sentences that a page break cut belong here, and the memory of lines:
disclosures of one place repeat each other's lines with other amounts, so all that follows from the wording of a line
(whether it is a title, what it opens, its text without digits) is worked out once per distinct line. What a paragraph
says does not belong here.
"""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

from pipeline.extraction.page.text import fold
from pipeline.extraction.prose.sections import is_title
from pipeline.extraction.prose.text import Paragraph
from pipeline.extraction.prose.wording import Wording, lasting_wording, masked_amounts, wording_of
from pipeline.extraction.wording.prose import CODE, MONEY, NUMBER, OTHER_YEAR, THIS_YEAR, narrative_vocabulary

_REMEMBERED_YEARS = 32
_REMEMBERED_LINES = 1 << 14
"""Per fiscal year."""
_LONGEST_REMEMBERED = 2_000
_SHORTEST_CUT_LINE = 24
"""A line shorter than this that ends without a stop is a title or a cell, not the first half of a sentence."""
_WIDEST_WRAP = 160
"""A text with a line of more columns is not wrapped: a paragraph is a line of it."""
_FEWEST_FULL_LINES = 5
_RAGGED = 3
_LONGEST_PAGE_NUMBER = 8
_LONGEST_CONTENTS_LINE = 400
_LONGEST_PARAGRAPH = 20_000
"""No sentence is longer: text without any stop is not joined for ever."""
_ENDS = frozenset("。;:!?！？…；：")
_GOES_ON = frozenset(",，")
_CUT_NUMBER = re.compile(r"[^\d\s.]\d[\d,]*\.\Z")
_PAGE_FURNITURE = re.compile(r"[-—–\s]*\d{1,4}[-—–\s]*\Z|.*(?:…{2,}|\.{6,})\s*\d*\s*\Z")
_MARKUP_SIGN = re.compile(r"[\n*#<\[\u200b](?:(?<!\n)|[^\S\n]*-)")
_MARKUP = re.compile(
    r"\[bookmark:[^\[\]]*\]|\*{2,}|</?[A-Za-z][^<>]*>|^\s*#{1,6}(?=\s|[^\x00-\x7f])|^\s*[->*]\s+(?=\D)|\u200b"
)
_WORD = re.compile(f"[^-—–\\s{NUMBER}]")
_SIGNS = (NUMBER, THIS_YEAR, OTHER_YEAR, CODE)
_WITHOUT_SIGNS = str.maketrans(dict.fromkeys(_SIGNS, " "))
"""The signs mean nothing in a text: a stray control character is a blank."""


@dataclass(slots=True)
class _Line:
    """What the wording of a line tells: how it begins and ends, and all of a paragraph that it makes alone.

    ``text`` is its text without blanks, where no digit of it can differ.
    """

    is_left_out: bool
    marked: bool = False
    ends: bool = False
    goes_on: bool = False
    is_title: bool = False
    is_single: bool = True
    joins: bool = True
    text: str | None = None
    wording: Wording | None = None


def paragraphs(lines: Sequence[str], table_lines: AbstractSet[int], fiscal_year: str) -> list[Paragraph]:
    """Join the prose of a document into paragraphs.

    A line that begins with an ordinal never continues the one before, and none continues a title.

    Args:
        lines: All lines of the document, index 0 is line 1.
        table_lines: 1-based numbers of the lines that belong to tables.
        fiscal_year: The year of the document, or an empty text when it is not known.

    Returns:
        Paragraphs in order of reading, without blank lines, tables, page numbers and lines of a table of contents.
    """
    memory = _memory(fiscal_year)
    found: list[Paragraph] = []
    open_paragraph: Paragraph | None = None
    short: Paragraph | None = None
    numbers, printed = _prose(lines, table_lines)
    text = "\n".join(printed)
    if any(sign in text for sign in _SIGNS):
        printed = [line.translate(_WITHOUT_SIGNS) for line in printed]
        text = "\n".join(printed)
    if _blank_markup(text, printed):
        text = "\n".join(printed)
    full = _full_width(printed)
    for number, line, key in zip(numbers, printed, masked_amounts(text).split("\n"), strict=True):
        if not number:
            open_paragraph = short = None
            continue
        known = memory.get(key) or _read_line(line, key, fiscal_year, memory)
        if known.is_left_out:
            continue
        if short is not None and _opens_with_amount(key):
            open_paragraph = short
        begins = open_paragraph is None or known.marked or len(open_paragraph.printed) > _LONGEST_PARAGRAPH
        if begins:
            open_paragraph = Paragraph(number, line, known.marked, known.is_single, known.joins, known.text)
            open_paragraph.wording, open_paragraph.key = known.wording, key
            found.append(open_paragraph)
        elif open_paragraph is not None:
            open_paragraph.add(number, line, key)
        short = None
        if known.ends or (not known.goes_on and _is_whole(line, begins and known.is_title, full)):
            short = None if known.ends or known.is_title else open_paragraph
            open_paragraph = None
    return found


def _opens_with_amount(key: str) -> bool:
    """Whether a line begins with an amount of money: it names nothing and goes on from the line above."""
    text = "".join(key.split())
    return text[:1] == NUMBER and MONEY in narrative_vocabulary().unit_at(text, 1)[1]


def _is_whole(line: str, is_title: bool, full: int) -> bool:
    """Whether a line without a stop goes on in none below: a short one, or a title that does not fill its line."""
    if len(line.strip()) < _SHORTEST_CUT_LINE:
        return True
    return is_title and not (full and _columns(line.strip()) >= full)


def _full_width(lines: Sequence[str]) -> int:
    """From how many columns on a line of a text that is wrapped at one width is full; 0 where it is not wrapped."""
    longest = max(map(len, lines), default=0)
    if not _SHORTEST_CUT_LINE <= longest <= _WIDEST_WRAP:
        return 0
    widths = [(_columns(text), text[-1]) for line in lines if (text := line.strip())]
    full = max(width for width, _ in widths) - _RAGGED
    cut = sum(width >= full and last not in _ENDS for width, last in widths)
    return full if cut >= _FEWEST_FULL_LINES and full + _RAGGED <= _WIDEST_WRAP else 0


def _columns(text: str) -> int:
    """How many columns a text takes where an ideograph takes two."""
    return len(text) + sum(sign > "\u2e7f" for sign in text)


def _prose(lines: Sequence[str], table_lines: AbstractSet[int]) -> tuple[list[int], list[str]]:
    """Numbers and texts of the lines that are not empty; number 0 with an empty text where a table stands between."""
    numbers = [0]
    for number, line in enumerate(lines, 1):
        if line:
            if number not in table_lines:
                numbers.append(number)
            elif numbers[-1]:
                numbers.append(0)
    return numbers, [lines[number - 1] if number else "" for number in numbers]


def _blank_markup(text: str, printed: list[str]) -> bool:
    """Take left-over markup away from the lines of the text that hold a sign of it or begin with a dash."""
    index, position, blanked = 0, 0, -1
    for match in _MARKUP_SIGN.finditer(text):
        index += text.count("\n", position, match.end())
        position = match.end()
        if index != blanked:
            printed[index], blanked = _without_markup(printed[index]), index
    return blanked >= 0


@lru_cache(maxsize=_REMEMBERED_LINES)
def _without_markup(line: str) -> str:
    """Replace left-over markup by blanks of the same length, so that offsets stay those of the page."""
    return _MARKUP.sub(lambda match: " " * len(match[0]), line)


@lru_cache(maxsize=_REMEMBERED_YEARS)
def _joined_memory(fiscal_year: str) -> dict[str, Wording]:
    """The same for the lines of paragraphs that page breaks cut."""
    del fiscal_year
    return {}


def joined_wording(paragraph: Paragraph, fiscal_year: str) -> Wording:
    """The wording of a paragraph of several lines.

    Args:
        paragraph: The paragraph.
        fiscal_year: The year of the document, or an empty text when it is not known.

    Returns:
        As :func:`wording_of`, remembered where the digits decide nothing.
    """
    memory = _joined_memory(fiscal_year)
    if (known := memory.get(paragraph.key)) is not None:
        return known
    text, printed = paragraph.text, paragraph.printed
    wording = wording_of(text, printed, marked=paragraph.marked, fiscal_year=fiscal_year)
    lasting = lasting_wording(wording, text, printed, paragraph.key)
    if lasting is None or len(text) > _LONGEST_REMEMBERED:
        return wording
    if len(memory) >= _REMEMBERED_LINES:
        memory.clear()
    memory[paragraph.key] = lasting
    return lasting


@lru_cache(maxsize=_REMEMBERED_YEARS)
def _memory(fiscal_year: str) -> dict[str, _Line]:
    """Lines met so far in documents of a year, by their text with a sign for each amount."""
    del fiscal_year
    return {}


def _read_line(line: str, key: str, fiscal_year: str, memory: dict[str, _Line]) -> _Line:
    """Work out what a line tells, and remember it where its digits decide nothing."""
    stripped = line.strip()
    if not stripped or _is_furniture(stripped):
        found, depends = _Line(True), NUMBER in key
    else:
        found, depends = _prose_line(line, stripped, key, fiscal_year)
        depends = depends or (NUMBER in key and (_is_dotted(key) or not _WORD.search(key)))
    if not depends and len(line) <= _LONGEST_REMEMBERED:
        if len(memory) >= _REMEMBERED_LINES:
            memory.clear()
        memory[key] = found
    return found


def _prose_line(line: str, stripped: str, key: str, fiscal_year: str) -> tuple[_Line, bool]:
    """What a line of prose tells, and whether its digits decide any of it."""
    folded = fold(stripped)
    last = folded[-1]
    marked = narrative_vocabulary().markers.match(folded) is not None
    paragraph = Paragraph(0, line, marked, len(stripped.split(None, 1)) == 1, joins=False)
    text, printed = paragraph.text, paragraph.printed
    wording = wording_of(text, printed, marked=marked, fiscal_year=fiscal_year)
    lasting = lasting_wording(wording, text, printed, key)
    found = _Line(
        False,
        marked,
        last in _ENDS,
        last in _GOES_ON or last.isdigit() or _CUT_NUMBER.search(folded) is not None,
        is_title("".join(folded.split()), marked),
        paragraph.is_single,
        lasting is not None and (NUMBER in key or " " not in text),
        None if NUMBER in key else text,
        lasting or wording,
    )
    return found, lasting is None


def _is_dotted(line: str) -> bool:
    return ".." in line or "…" in line


def _is_furniture(stripped: str) -> bool:
    if len(stripped) < _LONGEST_PAGE_NUMBER or (len(stripped) < _LONGEST_CONTENTS_LINE and _is_dotted(stripped)):
        return _PAGE_FURNITURE.match(stripped) is not None
    return False
