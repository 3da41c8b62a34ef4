"""Cells and tables as they are found: texts with their place.

The types and how the lines of one cell become its text belong here; which text stands in which cell does not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.extraction.page.document import Address, Box, Span
from pipeline.extraction.readers.printed.lines import Line
from pipeline.extraction.readers.printed.marks import Page

SIGNS_OF_NUMBERS = frozenset("0123456789.,-+%")
_WELL_FORMED = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?\Z")
WIDEST_PADDING = 9.0
"""Points between a wall and the text beside it; more is an indent."""
_NUMBER = re.compile(r"[-+]?[\d,]*\.?\d+%?\Z")
_CUT = re.compile(r"[-+]?(?=\d)[\d,]*(?:,\d{0,2}|\.)\Z")
_LEADING = re.compile(r"[-+]?[\d.,%]*")
_START = re.compile(r"[-+]?[\d,]*\.?\d*\Z")
CODE_LENGTHS = (3, 5, 7)
"""Digits of a class, a section and an item of the classification."""
UNIT_CODE_LENGTH = 6
REST_OF_UNIT_CODE = 2
"""Digits of such a code on its second line at most."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, where it stands, and for wrapped text whether its last line is full."""

    text: str
    address: Address
    lines: tuple[Line, ...] = ()


@dataclass(slots=True)
class Table:
    """A table found on a page, or on several.

    Attributes:
        xs: Edges of its columns.
        rows: For each row its cells by column; a covered field has no cell.
        spans: The merged cells.
        pages: Page of each row.
        top: Of the first row on its page.
        bottom: Of the last row on its page.
        before: Lines in the frame above the columns (title, unit).
        after: Lines in the frame below them (notes).
        columns: From where to where each column prints, of a table without lines; else empty.
    """

    xs: tuple[float, ...]
    rows: list[dict[int, Cell]]
    spans: list[Span]
    pages: list[int]
    top: float
    bottom: float
    before: list[Line] = field(default_factory=list[Line])
    after: list[Line] = field(default_factory=list[Line])
    columns: Sequence[tuple[float, float]] = ()

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.xs) - 1


def is_number(text: str) -> bool:
    """Whether a text is one number."""
    return bool(_NUMBER.match(text))


def begins_number(text: str) -> bool:
    """Whether a text is a number, or what stands of one before a break (``21,601,733.``)."""
    return bool(_START.match(text)) and text != "-"


def cell_of(lines: Sequence[Line], box: Box, page: Page) -> Cell:
    """Make a cell of its lines."""
    if not lines:
        number, place = page.place(box)
        return Cell("", Address(number, "", place, None, page.read_by))
    texts = around([box, *(line.box for line in lines)])
    known = [line.confidence for line in lines if line.confidence is not None]
    number, place = page.place(texts)
    address = Address(number, "", place, None, page.read_by, min(known, default=None))
    return Cell(wrapped_text(lines, box), address, tuple(lines))


def wrapped_text(lines: Sequence[Line], box: Box) -> str:
    """Join the lines of one cell as a reader would: nothing between ideographs, a blank between words and numbers."""
    text = lines[0].text
    for before, line in pairwise(lines):
        text += joint(before.text, line.text, is_full(before, line, box)) + line.text
    return text


def is_full(before: Line, line: Line, box: Box) -> bool:
    """Whether what stands first on a line would not have fitted on the line before."""
    indent = before.box.x0 - box.x0
    padding = indent if 0 < indent < WIDEST_PADDING else 0.0
    glyph = (before.box.x1 - before.box.x0) / len(before.text)
    return before.box.x1 + min(line.lead, max(glyph, before.em * 0.55)) > box.x1 - padding - 0.3 * before.em


def joint(before: str, after: str, full: bool) -> str:
    """What stands between two lines that are one text."""
    if not before or not after or not (before[-1].isascii() and after[0].isascii()):
        return ""
    left, right = before[-1], after[0]
    if left.isalpha() and right.isalpha():
        return " "
    if left in SIGNS_OF_NUMBERS and right in SIGNS_OF_NUMBERS:
        return "" if is_broken_number(before, after, full) else " "
    return ""


def is_broken_number(before: str, after: str, full: bool) -> bool:
    """Whether two lines are one number that was too wide: the first alone is none, or it fills its line."""
    left, right = before.rsplit(" ", 1)[-1], _LEADING.findall(after)[0] or after[0]
    if left[-1] in ",." or right[0] in ".,%":
        return True
    return not _WELL_FORMED.match(left) or (full and bool(_WELL_FORMED.match((left + right).rstrip(",."))))


def is_only_together(before: str, after: str) -> bool:
    """Whether two lines are one number in thousands and the first alone is none: 200,0 and 00.00 below it."""
    return "," in before and not _WELL_FORMED.match(before) and bool(_WELL_FORMED.match(before + after))


def is_cut_number(text: str) -> bool:
    """Whether a text ends within a number, so that nothing printed below it can be a row of its own: 10,0 and 3."""
    return bool(_CUT.match(text))


def around(boxes: Sequence[Box]) -> Box:
    """The smallest box around all of these."""
    return Box(
        min(box.x0 for box in boxes),
        min(box.top for box in boxes),
        max(box.x1 for box in boxes),
        max(box.bottom for box in boxes),
    )


def is_rest_of_cents(above: str, line: str) -> bool:
    """Whether a number with one decimal goes on with its second: 53.4 and 2 below it."""
    return len(line) == 1 and line.isdigit() and "." in above and len(above.partition(".")[2]) == 1


def is_rest_of_code(above: str, line: str) -> bool:
    """Whether digits go on with a code that was too wide: 206030 is none, 2060301 is one, 214001 one of a unit."""
    whole = above + line
    if not whole.isdigit():
        return False
    is_of_unit = len(whole) == UNIT_CODE_LENGTH and len(line) <= REST_OF_UNIT_CODE
    return is_of_unit or (len(whole) in CODE_LENGTHS and len(above) not in CODE_LENGTHS)
