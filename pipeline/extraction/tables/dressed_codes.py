"""Codes that a table dresses: behind a letter, in brackets, with signs, as a number with commas or decimals.

A workbook prints ``A2010101``, ``[2010101]``, ``'2010101``, ``2,010,101`` or ``2010101.00`` where others print
``2010101``. What a column of codes looks like belongs here, and which codes its cells print; what a code says of its
row does not. A number is no code because it looks like one: the column must be one of codes by its heading or by the
names beside it, and print codes that the classifications have.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import dropwhile, islice
from typing import NamedTuple

from pipeline.extraction.page.grid import Row
from pipeline.extraction.page.text import match_key, printed
from pipeline.extraction.tables.headings import lookup_heading
from pipeline.extraction.tables.label_words import line_key
from pipeline.extraction.tables.labels import CLASS_CODE_LENGTH, FULL_CODE, PART_CODE
from pipeline.extraction.wording.tables import vocabulary

_CODE_ROLES = frozenset({"code", "code_part", "unit_code"})
_LONGEST = 24
_LOOKED_AT = 4
"""Cells with digits at the top of a column, one of which is dressed if the column's codes are."""
_MOST_COLUMNS = 60
_LIKE_AMOUNTS = ("grouped", "parted", "decimal")
_SIGNS = (
    "'\"`\u00b4\u2018\u2019\u201c\u201d*#~^+\\-\u2014\u00b7.:\uff1a,\uff0c;\uff1b\u3001_\xa5\uffe5$"
    "\u25b2\u25b3\u2605\u2606\u25cf\u25cb\u25a0\u25a1"
)
_OPENING = "[({<\uff08\u3010\u3014\u300a\uff3b\u300c\u3008"
_CLOSING = "])}>\uff09\u3011\u3015\u300b\uff3d\u300d\u3009"
_BRACKETS = dict(zip(_OPENING, _CLOSING, strict=True))
_OPEN, _CLOSE = re.escape(_OPENING), re.escape(_CLOSING)
_IN_BRACKETS = re.compile(rf"([{_OPEN}])\s*(.*?)\s*([{_CLOSE}])\Z")
_BEHIND_LETTERS = re.compile(rf"[A-Za-z]{{1,2}}[{_SIGNS}\s]?(\d{{2,9}})\Z", re.ASCII)
_BETWEEN_SIGNS = re.compile(rf"[{_SIGNS}\s]{{0,3}}(\d{{2,9}})[{_SIGNS}\s]{{0,3}}\Z", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:[,\uff0c]\d{3})+\Z", re.ASCII)
_DECIMAL = re.compile(r"(\d{1,3}(?:[,\uff0c]\d{3})+|\d{2,9})\.0{1,4}\Z", re.ASCII)
_IN_PARTS = re.compile(r"\d{3}([.\-_/])(?!00)\d{2}(?:\1(?!00)\d{2}){0,2}\Z", re.ASCII)
_LEADING = re.compile(rf"\S{{0,3}}?(\d{{3,9}})[{_SIGNS}\s{_CLOSE}]{{0,3}}(?=[^\W\d_])")
_NO_DIGIT = re.compile(r"\D")


class _Dressed(NamedTuple):
    """A cell of a column: its row, the code it prints if it is one, and how it prints it."""

    row: int
    code: str
    dress: str


@lru_cache(maxsize=1 << 14)
def _undress(cell: str) -> tuple[str, str]:
    """The digits of a cell that prints one code and how they are printed; empty where it prints something else."""
    text = cell.strip()
    if text.isdigit() and text.isascii():
        return text, "bare"
    while inner := _IN_BRACKETS.match(text):
        if _BRACKETS[inner[1]] != inner[3]:
            break
        text = inner[2]
    if text.isdigit() and text.isascii():
        return text, "marked"
    for form, dress in ((_GROUPED, "grouped"), (_IN_PARTS, "parted"), (_DECIMAL, "decimal")):
        if found := form.match(text.lstrip("\xa5\uffe5$ ")):
            return _NO_DIGIT.sub("", found[1] if dress == "decimal" else found[0]), dress
    found = _BEHIND_LETTERS.match(text) or _BETWEEN_SIGNS.match(text)
    return (found[1], "marked") if found else ("", "")


def _cells_of(rows: Sequence[Row], column: int) -> Iterator[_Dressed]:
    """What the cells of a column with digits print."""
    for number, row in enumerate(rows):
        cell = row.cells[column] if column < len(row.cells) else ""
        if 1 < len(cell) <= _LONGEST and any(sign.isdigit() for sign in cell):
            yield _Dressed(number, *_undress(cell))


def _is_known(code: str) -> bool:
    return code in vocabulary().codes


def _is_of_known_class(code: str) -> bool:
    return code[:CLASS_CODE_LENGTH] in vocabulary().codes


def _name_beside(row: Row, column: int) -> str:
    """Key of the first text behind a cell."""
    return next((line_key(row.cells[i])[0] for i, kind, _ in row.items if i > column and kind == "text"), "")


def _heading_role(rows: Sequence[Row], column: int, first: int) -> str:
    """The role of codes that a heading above the first of the cells gives their column, or an empty string."""
    for row in rows[:first]:
        heading = lookup_heading(match_key(row.cells[column]), "") if column < len(row.cells) else None
        if heading is not None and heading.role in _CODE_ROLES:
            return heading.role
    return ""


def _is_of_names(rows: Sequence[Row], column: int, cells: Sequence[_Dressed]) -> bool:
    """Whether the names beside half of the cells or more are those of their codes, and none is another code's."""
    names = vocabulary().names
    told = [(cell.code, name) for cell in cells if (name := _name_beside(rows[cell.row], column)) in names]
    return 2 * len(told) >= max(len(cells), 1) and all(name in vocabulary().codes.get(code, ()) for code, name in told)


def _codes_of(rows: Sequence[Row], column: int, *, inherited: bool) -> dict[int, str]:
    """Bare codes by row that the dressed cells of a column print; none where it is no such column.

    Cells that look like amounts are codes only where every number of the column is printed so: ``100.00`` below bare
    codes is an amount that stands at the wrong place.
    """
    if all(cell.dress in ("", "bare") for cell in islice(_cells_of(rows, column), _LOOKED_AT)):
        return {}
    cells = list(dropwhile(lambda cell: not cell.dress, _cells_of(rows, column)))
    role = _heading_role(rows, column, cells[0].row)
    marked = [cell for cell in cells if cell.dress == "marked"]
    if role == "unit_code":
        return {cell.row: cell.code for cell in marked}
    codes = [cell for cell in cells if FULL_CODE.match(cell.code)]
    known = [cell for cell in codes if _is_known(cell.code)]
    found = {cell.row: cell.code for cell in marked if role == "code_part" and PART_CODE.match(cell.code)}
    is_column = bool(role) or inherited or _is_of_names(rows, column, known)
    if not is_column or not known or 2 * len(known) < len(codes):
        return found
    found |= {cell.row: cell.code for cell in codes if cell.dress == "marked"}
    for dress in _LIKE_AMOUNTS:
        if len(codes) == len(cells) and all(_goes_with(cell, dress) for cell in cells):
            found |= {cell.row: cell.code for cell in cells if cell.dress == dress and _is_of_known_class(cell.code)}
    return found


def _goes_with(cell: _Dressed, dress: str) -> bool:
    """Whether a column whose codes are printed so prints this cell: three digits have neither commas nor parts."""
    is_class = cell.dress == "bare" and len(cell.code) == CLASS_CODE_LENGTH
    return cell.dress == dress or (is_class and dress != "decimal")


@lru_cache(maxsize=1 << 14)
def _with_bare_code(cell: str) -> str:
    """A cell with code and name, the code bare, where a classification gives it that name."""
    text = printed(cell)
    found = _LEADING.match(text)
    if found is None or text[0].isdigit():
        return cell
    name = text[found.end() :].strip()
    return f"{found[1]} {name}" if line_key(name)[0] in vocabulary().codes.get(found[1], ()) else cell


def undressed(rows: Sequence[Row], columns: frozenset[int] = frozenset()) -> tuple[list[Row], frozenset[int]]:
    """The rows of a table with bare codes.

    Args:
        rows: Rows as printed, those of the header above them.
        columns: Columns of dressed codes in the part of the table before, which has the heading.

    Returns:
        The rows, and the columns whose codes were dressed.
    """
    width = max((len(row.cells) for row in rows), default=0)
    found: dict[int, dict[int, str]] = {}
    for column in range(min(width, _MOST_COLUMNS)):
        codes = _codes_of(rows, column, inherited=column in columns)
        if codes:
            found[column] = codes
    return [_replaced(row, number, found) for number, row in enumerate(rows)], frozenset(found)


def _replaced(row: Row, number: int, found: dict[int, dict[int, str]]) -> Row:
    cells = list(row.cells)
    for column, codes in found.items():
        if number in codes:
            cells[column] = codes[number]
    for column, kind, _ in row.items:
        if kind == "text" and number not in found.get(column, ()):
            cells[column] = _with_bare_code(cells[column])
    return row if tuple(cells) == row.cells else replace(row, cells=tuple(cells))
