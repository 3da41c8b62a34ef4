"""The label side of a row: codes, names, units, projects, and which kind of row it is.

Reading of labels by their content and their column's role belongs here. Amounts do not; names are resolved to codes in
dbt, except lines of summary tables, whose wording the seeds map.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from pipeline.extraction.page.cells import NUMERIC, classify
from pipeline.extraction.page.text import match_key, printed
from pipeline.extraction.tables.columns import Layout
from pipeline.extraction.tables.identities import FUNDS
from pipeline.extraction.tables.label_words import (
    CLASS_LINE_SIMILARITY,
    GLUED_CODE,
    find_class,
    is_total,
    line_key,
    names_category,
)
from pipeline.extraction.wording.facts import suffix_of
from pipeline.extraction.wording.kinds import Role
from pipeline.extraction.wording.tables import similarity, vocabulary

FULL_CODE = re.compile(r"[1235]\d{2}(?:\d{2}){0,3}\Z")
_BRACKETED_CODE = re.compile(r"[\[(（【〔](\d{3,9})[\])）】〕]\s*(?=\D)")
PART_CODE = re.compile(r"\d{1,2}\Z")
TWO_PARTS = re.compile(r"\d{4}\Z")
_PARTED_CODE = re.compile(r"([\[(（【〔]?)\s*(\d[\d\s]*\d)\s*([\])）】〕]?)\s*(?=[^\W\d_]|-)")
"""A code before a name, with blanks where a line of a narrow cell ends."""
_LENGTHS_OF_CODES = frozenset({3, 5, 6, 7, 9})
SYSTEMS = {"1": "revenue", "2": "function", "3": "economic_department", "5": "economic_government"}
CLASS_CODE_LENGTH = 3
LONGEST_CODE = 7
LENGTH_OF_PART = 2
UNIT_CODE_LENGTH = 6
"""Units have codes of six digits or more, or of three where they are departments."""
_FUNDS = FUNDS | {"special_account"}


@dataclass(slots=True)
class Label:
    """What the label cells of one block of one row say."""

    text: str = ""
    code_parts: list[str] = field(default_factory=list[str])
    open_parts: list[str] = field(default_factory=list[str])
    """Parts of a code that the row does not begin: it goes on from the rows above, if it is one."""
    code_places: list[int] = field(default_factory=list[int])
    """Where among the cells of the label the parts stand, in order."""
    unit_code: str = ""
    unit_name: str = ""
    project_name: str = ""
    context: list[str] = field(default_factory=list[str])
    remarks: list[str] = field(default_factory=list[str])
    """What stands behind the amounts: it says something of the row, and is no name of it."""
    closed: bool = False
    fund: str = ""
    """The fund that a cell beside the name prints: the row is the part of the name's money that comes from it."""
    has_two_codes: bool = False
    """True where two codes of one classification stand in the label: those of two rows, or of two blocks."""

    @property
    def is_blank(self) -> bool:
        """True where no cell of the label says anything."""
        return not (
            self.text or self.code_parts or self.unit_code or self.unit_name or self.project_name or self.context
        )

    @property
    def code_text(self) -> str:
        """Code cells as printed, joined with ``|``."""
        return "|".join(self.code_parts)

    @property
    def whole_code(self) -> str:
        """The code as one run of digits; a later cell adds two digits or repeats the code so far."""
        whole = ""
        for part in self.code_parts:
            whole = part if _repeats(whole, part) else whole + part.zfill(2)
        return whole

    @property
    def is_unit_part(self) -> bool:
        """True where what stands for the code of a unit may be the part of a code."""
        return self.unit_code in self.open_parts

    @property
    def code_system(self) -> str:
        """function, economic_department, economic_government, revenue or empty."""
        return SYSTEMS.get(self.code_parts[0][0], "") if self.code_parts else ""


def _digits(cell: str) -> str:
    kind, number = classify(cell)
    return number if kind in ("amount", "code") and number.isdigit() and "," not in cell else ""


def _repeats(whole: str, digits: str) -> bool:
    return len(digits) > len(whole) and digits.startswith(whole)


def _goes_on(label: Label, digits: str, *, coded: bool) -> bool:
    """True for a code, and for what lengthens the code before it: a part, two parts in one cell, the longer code."""
    whole = label.whole_code
    if not whole:
        return bool(FULL_CODE.match(digits))
    if PART_CODE.match(digits):
        return len(whole) < LONGEST_CODE and (coded or len(label.code_parts[0]) == CLASS_CODE_LENGTH)
    if not coded:
        return False
    is_longer = bool(FULL_CODE.match(digits)) and _repeats(whole, digits)
    return is_longer or (len(whole) == CLASS_CODE_LENGTH and bool(TWO_PARTS.match(digits)))


def _take_number(label: Label, digits: str, role: Role, place: int, *, by_code: bool) -> None:
    if role in ("line_no", "serial", "aside"):
        return
    coded = role in ("code", "code_part")
    if role == "unit_code":
        label.unit_code = digits
    elif _goes_on(label, digits, coded=coded):
        label.code_parts.append(digits)
        label.code_places.append(place)
    elif coded and digits == label.whole_code:
        return  # 类 | 款 | 项 beside the code in one cell
    elif label.code_parts and FULL_CODE.match(digits) and coded:
        label.closed = True
        label.has_two_codes = label.has_two_codes or digits[0] == label.code_parts[0][0]
    elif len(digits) >= UNIT_CODE_LENGTH or coded:
        label.unit_code = digits
    is_part = PART_CODE.match(digits) or TWO_PARTS.match(digits)
    if is_part and not label.code_parts and (coded or (by_code and role == "unknown" and not label.text)):
        label.open_parts.append(digits)
        label.code_places.append(place)


def _take_glued(label: Label, text: str, glued: re.Match[str]) -> str:
    """Take the code before a name off it: a code or its part, else the code of a unit."""
    digits, rest = glued[1], text[glued.end() :].strip()
    joined_full = FULL_CODE.match(digits) and not label.code_parts
    joined_part = PART_CODE.match(digits) and label.code_parts
    if joined_full or joined_part:
        label.code_parts.append(digits)
        return rest
    is_part = PART_CODE.match(digits) or TWO_PARTS.match(digits)
    if not label.code_parts and is_part and line_key(rest)[0] in vocabulary().names:
        label.open_parts.append(digits)
        return rest
    if not label.code_parts and len(digits) % CLASS_CODE_LENGTH == 0:
        label.unit_code, label.unit_name = digits, rest
        return rest
    return text


def _take_unit(label: Label, text: str) -> str:
    """Take a code in brackets off the name: of a category that is called so (``[30101]基本工资``), else of a unit."""
    found = _BRACKETED_CODE.match(text)
    if not found or label.code_parts:
        return text
    name = text[found.end() :].strip()
    if match_key(name) in vocabulary().codes.get(found[1], ()):
        label.code_parts.append(found[1])
        return name
    label.unit_code, label.unit_name = found[1], text[found.end() :].strip()
    return label.unit_name


def _whole(text: str) -> str:
    """The text with the code before a name in one piece, where its pieces make one; two whole codes stay apart."""
    parted = _PARTED_CODE.match(text)
    if parted is None or not re.search(r"\s", parted[0].rstrip()):
        return text
    first, *others = map(len, parted[2].split())
    digits, rest = "".join(parted[2].split()), text[parted.end() :]
    are_whole = first in _LENGTHS_OF_CODES and any(size != LENGTH_OF_PART for size in others)
    if are_whole and match_key(rest) not in vocabulary().codes.get(digits, frozenset()):
        return text
    is_code = len(digits) in _LENGTHS_OF_CODES and bool(parted[1]) == bool(parted[3])
    return f"{parted[1]}{digits}{parted[3]}{rest}" if is_code else text


def _take_text(label: Label, cell: str, role: Role, coded: bool) -> None:
    text = _whole(printed(cell)) if coded or role in ("code", "unit_code", "unit_name") else printed(cell)
    glued = GLUED_CODE.match(text) if coded or role == "code" else None
    if glued and role in ("name", "code", "code_part", "unknown"):
        text = _take_glued(label, text, glued)
    elif coded:
        text = _take_unit(label, text)
    elif role in ("unit_code", "unit_name") and (code := GLUED_CODE.match(text)) and not label.unit_code:
        label.unit_code, text = code[1], text[code.end() :].strip()
    after_unit_code = role == "unknown" and label.unit_code and not label.unit_name
    if (role == "unit_name" and not names_category(text)) or after_unit_code:
        label.unit_name = text
        return
    if role == "project_name":
        label.project_name = text
        return
    if role in ("code", "code_part") and vocabulary().headings.get((match_key(text), "")) is not None:
        heading = vocabulary().headings[(match_key(text), "")]
        if heading.role in ("code", "code_part"):
            return
    if role == "text" or (label.closed and label.text):
        label.context.append(text)
        return
    if label.text:
        label.context.append(label.text)
    label.text = text


def read_label(cells: Sequence[str], columns: Sequence[int], layout: Layout | None, *, coded: bool) -> Label:
    """Read the label cells of one block.

    Args:
        cells: All cells of the row.
        columns: 0-based columns that belong to the label.
        layout: The table's columns; None where the header does not fit, and the content alone decides.
        coded: True in tables by code, where digits may be glued to a name.

    Returns:
        The label, shared by all rows that print the same: not to be changed. Numbers that fit no code are left out.
    """
    width = len(cells)
    texts = tuple(cells[c] for c in columns if c < width)
    if layout is None:
        return _label_of(texts, ("unknown",) * len(texts), len(texts), coded)
    known = tuple(layout.roles[c] for c in columns if c < width)
    return _label_of(texts, known, layout.columns_before_amounts(columns), coded)


@lru_cache(maxsize=1 << 15)
def _label_of(texts: tuple[str, ...], roles: tuple[Role, ...], before: int, coded: bool) -> Label:
    """The label that cells under columns of these roles make: the same wherever a template repeats them.

    Only the first ``before`` cells stand before the amounts.
    """
    label = Label()
    for place, (cell, role) in enumerate(zip(texts, roles, strict=True)):
        kind, _ = classify(cell)
        if kind in ("blank", "nil"):
            continue
        digits = _digits(cell)
        if digits:
            _take_number(label, digits, role, place, by_code=coded)
        elif kind not in NUMERIC and (role == "aside" or (role == "text" and place >= before)):
            label.remarks.append(printed(cell))
        elif kind not in NUMERIC:
            _take_text(label, cell, role, coded)
    _join_total(label)
    if not label.text:
        label.text = label.project_name or label.unit_name
    _take_category(label)
    if coded or (label.unit_name and not label.project_name):
        _take_fund(label)
    if not label.text and label.context and not coded:
        label.text = label.context.pop(0)
    return label


def _join_total(label: Label) -> None:
    """Put a 合 | 计 together that was set so wide that it stands in two cells."""
    before = [label.text] if label.unit_name else label.context[-1:]
    last = label.unit_name or label.text
    if before and len(before[0]) == len(last) == 1 and is_total(before[0] + last):
        label.context = label.context if label.unit_name else label.context[:-1]
        label.text, label.unit_name = before[0] + last, ""


def _take_fund(label: Label) -> None:
    """Where a name and a fund stand in one row, the fund is no name."""
    named = [label.unit_name] if label.unit_name not in (label.text, *label.context) else []
    names = [*named, *label.context, label.text]
    funds = {name: fund for name in names if (fund := _fund(name))}
    rest = [name for name in names if name not in funds]
    if len(funds) == 1 and rest and all(rest):
        (label.fund,) = funds.values()
        label.context, label.text = rest[:-1], rest[-1]


def _fund(text: str) -> str:
    heading = vocabulary().heading(match_key(text), "unit") if text else None
    return heading.fund if heading and heading.fund in _FUNDS else ""


def _take_category(label: Label) -> None:
    """Where one column holds the codes of units and of functions, a code of a function is no unit's."""
    code = label.unit_code
    if label.code_parts or not FULL_CODE.match(code) or SYSTEMS[code[0]] != "function":
        return
    if len(code) > CLASS_CODE_LENGTH or find_class(line_key(label.text)[0]) == code:
        label.code_parts.append(code)
        label.unit_code = label.unit_name = ""


def with_project(label: Label) -> Label:
    """In a table of projects, what stands beside a code for a unit's name, and is neither that nor the code's, is one.

    Args:
        label: Label of a row; shared, so that another is returned.
    """
    is_named = label.code_parts and label.unit_name and label.unit_name == label.text and not label.project_name
    if not is_named or suffix_of(line_key(label.text)[0]):
        return label
    known = vocabulary().codes.get(label.whole_code, frozenset())
    if any(similarity(line_key(label.text)[0], name) >= CLASS_LINE_SIMILARITY for name in known):
        return label
    return replace(label, project_name=label.text, unit_name="")
