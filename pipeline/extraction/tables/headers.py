"""Header rows to columns: what each column of a table holds.

A pure function of the header's normalised text and the kind of table, so one header of a template is read once for all
documents that share it. Which row stands in which column of a damaged header is decided in ``placement``.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from pipeline.extraction.page.text import match_key
from pipeline.extraction.tables.column_rules import complete
from pipeline.extraction.tables.columns import LABEL_ROLES, NAME_ROLES, Column, Layout, is_total_word
from pipeline.extraction.tables.heading_path import NATURES, SIDES, Cell, Path, is_item_of_its_own_name
from pipeline.extraction.tables.headings import AMOUNT_ROLES, is_amount_heading, lookup_heading
from pipeline.extraction.wording.kinds import Axis
from pipeline.extraction.wording.tables import vocabulary


def fill(rows: Sequence[Sequence[str]], width: int) -> list[list[Cell | None]]:
    """Give merged cells their text: per row and column (text, column of origin).

    A blank cell takes its left neighbour's text only under the same heading above, and only where the column prints
    something in a lower row; else it is merged with the cell above. A column without any text (of a drawn grid) is
    nobody's neighbour.
    """
    used = [c for c in range(width) if any(c < len(row) and row[c] for row in rows)]
    before = dict(zip(used[1:], used, strict=False))
    filled: list[list[Cell | None]] = []
    last_row = len(rows) - 1
    for r, row in enumerate(rows):
        out: list[Cell | None] = []
        for c in range(width):
            text = row[c] if c < len(row) else ""
            if text:
                out.append((text, c))
                continue
            neighbour = before.get(c)
            left = None if neighbour is None else out[neighbour]
            same_parent = r == 0 or (neighbour is not None and _origins(filled, c) == _origins(filled, neighbour))
            has_own_above = any(rows[k][c] for k in range(r) if c < len(rows[k]))
            lower = r < last_row and any(c < len(rows[k]) and rows[k][c] for k in range(r + 1, len(rows)))
            out.append(left if left and same_parent and not has_own_above and lower else None)
        filled.append(out)
    return filled


def _origins(filled: Sequence[Sequence[Cell | None]], column: int) -> list[int | None]:
    return [cell[1] if (cell := row[column]) else None for row in filled]


def _resolve(
    path: Sequence[tuple[str, int]], column: int, axis: Axis, moved: bool, titles: frozenset[tuple[str, int]]
) -> Column:
    """Combine the headings above a column into its meaning; one that sets it aside decides alone."""
    label = " / ".join(key for key, _ in path)
    found = Path(column, moved)
    for key, origin in path:
        heading = lookup_heading(key, axis)
        if heading is not None and heading.role == "aside":
            return Column("aside", label=label)
        if heading is not None and (key, origin) in titles:
            heading = replace(heading, role="group", measure="")
        found.take(key, origin, heading)
    return found.meaning(label)


def _block_titles(filled: Sequence[Sequence[Cell | None]], axis: Axis) -> frozenset[tuple[str, int]]:
    """Amount headings that stand over a whole block, its codes and names included (人员经费 | 公用经费).

    Such a heading says which rows stand in the block; what its numbers are the heading below it says.
    """
    found: set[tuple[str, int]] = set()
    for r, row in enumerate(filled):
        below: dict[tuple[str, int], set[str]] = {}
        for c, cell in enumerate(row):
            own = next((lower[c] for lower in filled[r + 1 :] if lower[c] and lower[c] != cell), None)
            heading = lookup_heading(own[0], axis) if own else None
            if cell and heading:
                below.setdefault(cell, set()).add("label" if heading.role in LABEL_ROLES else heading.role)
        found |= {cell for cell, roles in below.items() if "label" in roles and roles & AMOUNT_ROLES}
    return frozenset(found)


def _axis(columns: Sequence[Column], default: Axis) -> Axis:
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


def _heading_axis(rows: Sequence[Sequence[str]], axis: Axis) -> Axis:
    """A table that the title leads to expect by lines but that prints codes or units has no two sides.

    What would be its sides (本年收入 | 本年支出) are then amounts between its balances.
    """
    if axis != "line":
        return axis
    found = [(at, h) for row in rows for at, key in enumerate(row) if key and (h := lookup_heading(key, axis))]
    roles = {heading.role for _, heading in found}
    names = [at for at, heading in found if heading.role in NAME_ROLES]
    sides = [at for at, heading in found if heading.role in SIDES]
    is_by_code = "code" in roles and (len(names) == 1 or max(names, default=0) < min(sides, default=0))
    if roles >= SIDES.keys() and not is_by_code:  # each side has names of its own
        return axis
    if roles & {"code", "code_part"}:
        return "balance" if any(heading.measure == "opening_balance" for _, heading in found) else "function"
    return "unit" if roles & {"unit_name", "unit_code", "project_name"} else axis


@lru_cache(maxsize=1 << 12)
def build_layout(rows: tuple[tuple[str, ...], ...], axis: Axis, shifts: tuple[int, ...] = ()) -> Layout:
    """Interpret the header rows of a table.

    Args:
        rows: Header rows of normalised cell texts (:func:`match_key`), structural rows (行次, 栏次) left out.
        axis: Kind of table by its title (``row_axis`` of the statement, or three_public, wages, asset …).
        shifts: For each header row, by how many columns its amount headings stand too far left.

    Returns:
        The layout; columns that no heading explains are ``unknown``.
    """
    heading_axis = _heading_axis(rows, axis)
    moved = moved_rows(rows, heading_axis, shifts)
    width = max((len(row) for row in moved), default=0)
    filled = fill(moved, width)
    titles = frozenset[tuple[str, int]]() if any(shifts) else _block_titles(filled, heading_axis)
    columns: list[Column] = []
    for c in range(width):
        path: list[tuple[str, int]] = []
        for row in filled:
            cell = row[c]
            if cell and (not path or path[-1][0] != cell[0] or is_item_of_its_own_name(path[-1], cell, heading_axis)):
                path.append(cell)
        columns.append(_resolve(path, c, heading_axis, any(shifts), titles))
    if heading_axis == "line":  # 部门预算经济分类 on a side of a summary stands over names, not codes
        columns = [replace(column, role="name") if column.role == "code" else column for column in columns]
    columns, blocks = complete(_with_kinds_of_one_measure(_with_nature_of_parts(columns)), axis)
    columns = _without_repeated_meanings(columns, heading_axis)
    return Layout(tuple(columns), _axis(columns, axis), blocks, shifts)


def _with_nature_of_parts(columns: Sequence[Column]) -> list[Column]:
    """Categories below a 其中 between two natures (基本支出 | 其中 | 项目支出) are parts of the one before it."""
    found = list(columns)
    natures = [i for i, c in enumerate(columns) if c.is_amount and c.measure in NATURES and not c.economic_code]
    for before, after in pairwise(natures):
        between = [i for i in range(before + 1, after) if columns[i].label]
        if columns[before].measure != columns[after].measure and all(_is_part(columns[i]) for i in between):
            for i in between:
                found[i] = replace(columns[i], measure=columns[before].measure)
    return found


def _with_kinds_of_one_measure(columns: Sequence[Column]) -> list[Column]:
    """Columns that say the same by other headings (运转类项目 | 特定目标类项目) are parts of it, none is the whole.

    Beside their 小计 they are of-which columns; without it no column says what they are together.
    """
    alike: dict[Column, dict[str, list[int]]] = {}
    for i, column in enumerate(columns):
        is_plain = not (column.part or column.of_which or column.economic_code)
        if column.is_amount and column.measure in NATURES and is_plain:
            heading = column.label.rpartition(" / ")[2]
            alike.setdefault(_said(column), {}).setdefault(heading, []).append(i)
    found = list(columns)
    for by_heading in alike.values():
        kinds = [i for heading, same in by_heading.items() if not is_total_word(heading) for i in same]
        if sum(not is_total_word(heading) for heading in by_heading) > 1:
            for i in kinds:
                of = replace(columns[i], of_which=True)
                is_beside_total = len(kinds) < sum(map(len, by_heading.values()))
                found[i] = of if is_beside_total else Column("unknown", of.block, of.side, label=of.label)
    return found


def _is_part(column: Column) -> bool:
    group = column.label.split(" / ")[-2:-1]
    return (
        bool(column.economic_code and group)
        and column.measure == "total"
        and group[0].rstrip(":") in vocabulary().of_which
    )


def _without_repeated_meanings(columns: Sequence[Column], axis: Axis) -> list[Column]:
    """A column whose headings contradict each other or are not all known does not say what another says, whose are.

    A group that nobody knows beside groups of stages may be a third stage as well as a comparison of the two.
    """
    clear = [_is_of_one_side(column, axis) and not _stands_under_unknown(column, axis) for column in columns]
    said = {
        meaning
        for c, is_clear in zip(columns, clear, strict=True)
        if is_clear and c.is_amount
        for meaning in (_said(c), replace(_said(c), stage=""))
    }
    return [
        Column("unknown", c.block, c.side, label=c.label) if c.is_amount and not is_clear and _said(c) in said else c
        for c, is_clear in zip(columns, clear, strict=True)
    ]


def _stands_under_unknown(column: Column, axis: Axis) -> bool:
    """True where a heading above the column's own is not known."""
    return any(lookup_heading(key, axis) is None for key in column.label.split(" / ")[:-1])


def _is_of_one_side(column: Column, axis: Axis) -> bool:
    """True where the headings above a column are not of both sides (支出 / 本年收入 / 小计)."""
    found = (lookup_heading(key, axis) for key in column.label.split(" / "))
    return not {heading.role for heading in found if heading} >= SIDES.keys()


def _said(column: Column) -> Column:
    return replace(column, label="", own_side="")


def with_totals_apart(rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """Give a column its 合计 or 小计 back that stands at the end of the cell before it.

    That is the first column of a group below the heading of the group (其他收入 小计), or the one behind names
    (单位名称 合计).

    Args:
        rows: Header rows as printed.
    """
    found: list[Sequence[str]] = []
    for r, row in enumerate(rows):
        cells = list(row)
        for at, cell in enumerate(row[:-1]):
            parts = cell.rsplit(None, 1)
            if len(parts) < 2 or row[at + 1].strip() or not is_total_word(match_key(parts[1])):
                continue
            heading = lookup_heading(match_key(parts[0]), "")
            above = rows[r - 1] if r else ()
            begins_group = at + 1 < len(above) and bool(above[at + 1].strip())
            if begins_group or (heading is not None and heading.role in LABEL_ROLES):
                cells[at : at + 2] = parts
        found.append(cells)
    return found


def moved_rows(rows: tuple[tuple[str, ...], ...], axis: Axis, shifts: tuple[int, ...]) -> tuple[tuple[str, ...], ...]:
    """The rows of a header with their amount headings moved right, each by its shift."""
    return tuple(_shift(row, shifts[i] if i < len(shifts) else 0, axis) for i, row in enumerate(rows))


def _shift(row: tuple[str, ...], by: int, axis: Axis) -> tuple[str, ...]:
    """Move the amount headings of one header row right; label headings keep their place."""
    if not by:
        return row
    first = next((i for i, key in enumerate(row) if is_amount_heading(key, axis)), len(row))
    if by < 0:
        return row[: max(first + by, 0)] + row[first:]
    return row[:first] + ("",) * by + row[first:]
