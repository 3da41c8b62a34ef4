"""Header rows to columns: what each column of a table holds.

A pure function of the header's normalised text and the kind of table, so one header of a template is read once for all
documents that share it. Which row stands in which column of a damaged header is decided in ``placement``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from pipeline.extraction.normalise import match_key
from pipeline.extraction.vocabulary import SIMILARITY_THRESHOLD, Heading, Vocabulary, similarity, vocabulary

LABEL_ROLES = frozenset(
    {"code", "code_part", "name", "line_no", "serial", "unit_code", "unit_name", "project_name", "text"}
)
NAME_ROLES = frozenset({"name", "unit_name", "project_name"})
SIDES = {"side_revenue": "revenue", "side_expenditure": "expenditure"}
LONGEST_HEADING = 40
PRIOR = "prior"
MOST_CODE_PARTS = 4
_NATURES = frozenset({"basic", "project", "personnel", "public"})
_FUNDS = frozenset(
    {"appropriation", "general_public", "government_fund", "state_capital", "special_account", "other_revenue"}
)
PARTS_OF = {
    "opening_balance": _NATURES | _FUNDS,
    "closing_balance": _NATURES | _FUNDS,
    "revenue": _NATURES,
    "carryover": _NATURES | _FUNDS,
}
"""Headings that below a balance say which part of it, and below nothing are measures of their own."""
_YEAR = re.compile(r"20\d\d")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: a label role, or ``amount`` with its meaning, ``aside`` (a rate, a price, a comparison), or ``unknown``."""

    role: str
    block: int = 0
    side: str = ""
    measure: str = ""
    stage: str = ""
    fund: str = ""
    economic_code: str = ""
    of_which: bool = False
    label: str = ""
    depth: int = 0
    part: bool = False
    own_side: str = ""

    @property
    def is_amount(self) -> bool:
        """True where numbers of this column are amounts."""
        return self.role == "amount"


@dataclass(frozen=True)
class Layout:
    """The columns of a table."""

    columns: tuple[Column, ...]
    axis: str
    blocks: int
    shifted: tuple[int, ...] = ()

    @cached_property
    def roles(self) -> tuple[str, ...]:
        """Role of every column."""
        return tuple(c.role for c in self.columns)

    @cached_property
    def label_columns(self) -> dict[int, tuple[int, ...]]:
        """Block to the columns that hold its label (everything that is no amount)."""
        found: dict[int, list[int]] = {block: [] for block in range(1, self.blocks + 1)}
        with_amounts: set[int] = set()
        for index, column in enumerate(self.columns):
            if column.is_amount:
                with_amounts.add(column.block)
            elif column.role != "unknown" or column.block not in with_amounts:
                found[column.block].append(index)
        return {block: tuple(columns) for block, columns in found.items()}

    @cached_property
    def block_of_amount(self) -> dict[int, int]:
        """Amount column to its block."""
        return {i: c.block for i, c in enumerate(self.columns) if c.is_amount}

    @cached_property
    def sides(self) -> dict[int, str]:
        """Block to the side of the table it stands on."""
        return {c.block: c.side for c in reversed(self.columns)}

    @cached_property
    def has_indicators(self) -> bool:
        """True where columns hold performance indicators."""
        return any(c.role.startswith("indicator") for c in self.columns)

    def column(self, index: int) -> Column:
        """The column at a 0-based index; beyond the header an unknown one."""
        return self.columns[index] if 0 <= index < len(self.columns) else Column("unknown")

    @property
    def first_amount(self) -> int:
        """Index of the first amount column; the width where there is none."""
        return next((i for i, c in enumerate(self.columns) if c.is_amount), len(self.columns))


@lru_cache(maxsize=1 << 14)
def lookup_heading(key: str, axis: str) -> Heading | None:
    """Find what a heading says.

    Exactly, then without year, unit in brackets or 其中, then as an economic category, then by similarity.

    Args:
        key: Normalised heading.
        axis: Kind of table, which some headings depend on.
    """
    words = vocabulary()
    if not key or len(key) > LONGEST_HEADING:
        return None
    found = words.heading(key, axis)
    if found:
        return found
    for marker in words.of_which:
        if key.startswith(marker):
            rest = key[len(marker) :].lstrip(":、")
            inner = lookup_heading(rest, axis) if rest else Heading("group")
            return replace(inner, of_which=bool(rest)) if inner else None
    plain = words.unit_in_heading.sub("", words.year.sub("", words.strip_ordinal(key)))
    if plain != key and plain:
        return lookup_heading(plain, axis)
    code = words.economic_codes.get(key) or words.government_codes.get(key)
    if code:
        return Heading("economic", economic_code=code)
    return _similar(key, axis, words)


def _similar(key: str, axis: str, words: Vocabulary) -> Heading | None:
    best, best_score = None, SIMILARITY_THRESHOLD - 1
    for (known, known_axis), heading in words.headings.items():
        if known_axis in ("", axis) and abs(len(known) - len(key)) <= 4:  # noqa: PLR2004 longer differs too much
            score = similarity(key, known)
            if score > best_score:
                best, best_score = heading, score
    for known, code in words.economic_codes.items():
        score = similarity(key, known)
        if score > best_score:
            best, best_score = Heading("economic", economic_code=code), score
    return best


def _fill(rows: Sequence[Sequence[str]], width: int) -> list[list[tuple[str, int] | None]]:
    """Give merged cells their text: per row and column (text, column of origin).

    A blank cell takes its left neighbour's text only under the same heading above, and only where the column prints
    something in a lower row; else it is merged with the cell above.
    """
    filled: list[list[tuple[str, int] | None]] = []
    last_row = len(rows) - 1
    for r, row in enumerate(rows):
        out: list[tuple[str, int] | None] = []
        for c in range(width):
            text = row[c] if c < len(row) else ""
            if text:
                out.append((text, c))
                continue
            left = out[c - 1] if c else None
            same_parent = r == 0 or _origins(filled, c) == _origins(filled, c - 1)
            has_own_above = any(rows[k][c] for k in range(r) if c < len(rows[k]))
            lower = r < last_row and any(c < len(rows[k]) and rows[k][c] for k in range(r + 1, len(rows)))
            out.append(left if left and same_parent and not has_own_above and lower else None)
        filled.append(out)
    return filled


def _origins(filled: Sequence[Sequence[tuple[str, int] | None]], column: int) -> list[int | None]:
    return [cell[1] if (cell := row[column]) else None for row in filled]


def _resolve(path: Sequence[tuple[str, int]], column: int, axis: str, moved: bool) -> Column:
    """Combine the headings above a column into its meaning.

    In a header whose rows were moved against each other an amount heading is not overruled by a label heading below it.
    A 合计 under a column's own label heading names the row of totals, not an amount.
    """
    own_label = part = False
    role, measure, group_measure, generic_seen = "unknown", "", "", False
    stage = fund = economic_code = side = ""
    of_which = False
    for key, origin in path:
        heading = lookup_heading(key, axis)
        if heading is None:
            if role not in LABEL_ROLES:
                role = "unknown"
            continue
        stage, fund = heading.stage or stage, heading.fund or fund
        economic_code = heading.economic_code or economic_code
        of_which = of_which or heading.of_which
        side = SIDES.get(heading.role, side)
        if heading.role in ("amount", "economic"):
            if heading.measure in PARTS_OF.get(measure, ()):
                part = True
            else:
                measure = heading.measure or measure
            role = "amount"
        elif heading.role == "part":
            measure, role, part = heading.measure or measure, "amount", True
        elif heading.role == "subtotal_group":
            group_measure, role = heading.group_measure, "amount"
        elif heading.role == "generic":
            if own_label and is_total_word(key):
                continue
            generic_seen, role = True, "amount"
        elif heading.role == "aside":
            return Column("aside", label=" / ".join(k for k, _ in path))
        elif heading.role in LABEL_ROLES:
            own_label = origin == column
            if role != "amount" or not (moved or heading.role == "code_part"):
                role = heading.role
        elif heading.role in ("indicator", "indicator_group"):
            role = heading.role
    if role == "amount" and not measure:
        measure = group_measure if group_measure and not economic_code else "total"
    if role != "amount":
        measure = ""
    label = " / ".join(key for key, _ in path)
    return Column(role, 0, side, measure, stage, fund, economic_code, of_which, label, int(generic_seen), part, side)


def _parts_of_codes(columns: list[Column]) -> list[Column]:
    """Columns without any heading between a code and the name beside it hold the further parts of the code."""
    found = list(columns)
    for index, column in enumerate(columns):
        if column.role != "code":
            continue
        end = index + 1
        while end < len(columns) and columns[end].role == "unknown" and not columns[end].label:
            end += 1
        if index + 1 < end <= index + MOST_CODE_PARTS and end < len(columns) and columns[end].role in NAME_ROLES:
            found[index + 1 : end] = [Column("code_part")] * (end - index - 1)
    return found


def is_total_word(key: str) -> bool:
    """True for 合计, 总计, 小计 standing alone."""
    return (key, "subtotal") in vocabulary().lines or (key, "total") in vocabulary().lines


def _of_prior_years(columns: list[Column]) -> list[Column]:
    """Where headings name several years, the amounts of all but the latest belong to a prior year."""
    years = [max(_YEAR.findall(column.label), default="") if column.is_amount else "" for column in columns]
    latest = max(years, default="")
    if not latest or len(set(years) - {""}) == 1:
        return columns
    return [
        replace(column, stage=f"{PRIOR}_{column.stage}" if column.stage else PRIOR)
        if year and year < latest
        else column
        for column, year in zip(columns, years, strict=True)
    ]


def _parts_beside_a_whole(columns: list[Column]) -> list[Column]:
    """A part of a balance is an of-which column where the whole is printed beside it."""
    if not any(column.part for column in columns):
        return columns
    wholes = {
        (column.measure, above)
        for column in columns
        if column.is_amount and not column.part
        for above in (column.label, column.label.rpartition(" / ")[0])
    }
    return [
        replace(column, of_which=True)
        if column.part and (column.measure, column.label.rpartition(" / ")[0]) in wholes
        else column
        for column in columns
    ]


def _of_one_system(columns: list[Column]) -> list[Column]:
    """Beside categories that only the government's classification has, a name that both have is the government's."""
    if not any(column.economic_code.startswith("5") for column in columns):
        return columns
    codes = vocabulary().government_codes
    return [
        replace(column, economic_code=codes.get(column.label.rpartition(" / ")[2], column.economic_code))
        if column.economic_code
        else column
        for column in columns
    ]


def label_by_content(layout: Layout, rows: Sequence[Sequence[tuple[int, str, str]]]) -> Layout:
    """Take a column for names where its heading is unknown but nothing except text stands in it.

    Args:
        layout: Columns by the header.
        rows: Cells of the body that print something: column, kind, number.

    Returns:
        The layout, with blocks counted anew; columns that print any number stay unknown.
    """
    open_columns = {i for i, column in enumerate(layout.columns) if column.role == "unknown" and column.label}
    if not open_columns:
        return layout
    kinds: dict[int, set[str]] = {}
    for row in rows:
        for index, kind, _ in row:
            if index in open_columns:
                kinds.setdefault(index, set()).add(kind)
    named = {index for index, found in kinds.items() if found <= {"text", "nil"} and "text" in found}
    if not named:
        return layout
    columns = [
        replace(column, role="name" if _leads_amounts(layout, i) else "text") if i in named else column
        for i, column in enumerate(layout.columns)
    ]
    columns, blocks = _assign_blocks([replace(column, side=column.own_side) for column in columns])
    return Layout(tuple(columns), layout.axis, blocks, layout.shifted)


def _leads_amounts(layout: Layout, index: int) -> bool:
    after = layout.column(index + 1)
    return after.is_amount or after.role == "unknown"


def _three_public_total(columns: list[Column], axis: str) -> list[Column]:
    """The outer total of a three-public table that also prints meetings and training includes them."""
    if axis != "three_public" or not any(c.measure in ("meetings", "training") for c in columns):
        return columns
    totals = [i for i, c in enumerate(columns) if c.measure == "total"]
    if len(totals) < 2:  # noqa: PLR2004 one total is the three-public figure itself
        return columns
    inner = max(totals, key=lambda i: columns[i].label.count("/"))
    return [replace(c, measure="total_with_meetings_training") if i in totals and i != inner else c
            for i, c in enumerate(columns)]  # fmt: skip


def _assign_blocks(columns: list[Column]) -> tuple[list[Column], int]:
    """Number the label/amount groups that stand side by side and give each its side."""
    numbered: list[Column] = []
    block, amount_seen = 1, False
    for column in columns:
        if column.role in LABEL_ROLES and column.role != "text" and amount_seen:
            block, amount_seen = block + 1, False
        amount_seen = amount_seen or column.is_amount
        numbered.append(replace(column, block=block))
    sides: dict[int, str] = {}
    for column in numbered:
        if column.side:
            sides.setdefault(column.block, column.side)
    for number in range(1, block + 1):
        default = "revenue" if number == 1 else "expenditure"
        sides.setdefault(number, default)
    return [replace(c, side=sides[c.block]) for c in numbered], block


def _axis(columns: Sequence[Column], default: str) -> str:
    roles = {c.role for c in columns}
    if default in ("three_public", "asset", "item", "performance"):
        return default
    if "code" in roles or "code_part" in roles:
        return "economic" if default == "economic" else "function"
    if default == "project" or "project_name" in roles:
        return "project"
    if "unit_name" in roles or "unit_code" in roles:
        return "unit"
    return "line"


def _heading_axis(rows: Sequence[Sequence[str]], axis: str) -> str:
    """A table that the title leads to expect by lines but that prints codes or units has no two sides."""
    if axis != "line":
        return axis
    found = (lookup_heading(key, axis) for row in rows for key in row if key)
    roles = {heading.role for heading in found if heading}
    if roles & {"code", "code_part"}:
        return "function"
    return "unit" if roles & {"unit_name", "unit_code", "project_name"} else axis


@lru_cache(maxsize=1 << 12)
def build_layout(rows: tuple[tuple[str, ...], ...], axis: str, shifts: tuple[int, ...] = ()) -> Layout:
    """Interpret the header rows of a table.

    Args:
        rows: Header rows of normalised cell texts (:func:`match_key`), structural rows (行次, 栏次) left out.
        axis: Kind of table by its title (``row_axis`` of the statement, or three_public, wages, asset …).
        shifts: For each header row, by how many columns its amount headings stand too far left.

    Returns:
        The layout; columns that no heading explains are ``unknown``.
    """
    heading_axis = _heading_axis(rows, axis)
    moved = [_shift(row, shifts[i] if i < len(shifts) else 0, heading_axis) for i, row in enumerate(rows)]
    width = max((len(row) for row in moved), default=0)
    filled = _fill(moved, width)
    columns: list[Column] = []
    for c in range(width):
        path: list[tuple[str, int]] = []
        for row in filled:
            cell = row[c]
            if cell and (not path or path[-1][0] != cell[0]):
                path.append(cell)
        columns.append(_resolve(path, c, heading_axis, any(shifts)))
    columns = _of_one_system(columns)
    columns = _parts_beside_a_whole(_of_prior_years(_parts_of_codes(columns)))
    columns = _three_public_total(columns, axis)
    columns, blocks = _assign_blocks(columns)
    return Layout(tuple(columns), _axis(columns, axis), blocks, shifts)


def _shift(row: tuple[str, ...], by: int, axis: str) -> tuple[str, ...]:
    """Move the amount headings of one header row right; label headings keep their place."""
    if not by:
        return row
    first = next((i for i, key in enumerate(row) if is_amount_heading(key, axis)), len(row))
    if by < 0:
        return row[: max(first + by, 0)] + row[first:]
    return row[:first] + ("",) * by + row[first:]


def is_amount_heading(key: str, axis: str) -> bool:
    """True for a heading under which amounts stand."""
    heading = lookup_heading(key, axis) if key else None
    return heading is not None and heading.role in ("amount", "economic", "generic", "subtotal_group", "part")


def heading_key(text: str) -> str:
    """Normalised form of a header cell."""
    return match_key(text)
