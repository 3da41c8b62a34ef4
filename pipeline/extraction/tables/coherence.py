"""Whether the rows of a header fit each other: which headings may stand under which, and where a total stands.

A row of headings that stands one column too far puts a total in the middle of its group, an item under another item,
an amount over names. Such a header says nothing for certain. What is made of it belongs to ``placement``.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations

from pipeline.extraction.tables.columns import LABEL_ROLES, ends_in_total, is_total_word
from pipeline.extraction.tables.headers import fill
from pipeline.extraction.tables.heading_path import SIDES, Cell
from pipeline.extraction.tables.headings import AMOUNT_ROLES, lookup_heading
from pipeline.extraction.tables.identities import FUNDS, NATURES, THREE_PUBLIC, VEHICLES
from pipeline.extraction.wording.kinds import Axis
from pipeline.extraction.wording.tables import vocabulary

_PARTS = {"vehicles": frozenset(VEHICLES), "basic": frozenset({"personnel", "public"})}
"""Measures that others stand under, of those that stand side by side."""
_SIDE_BY_SIDE = (
    frozenset((*NATURES, "personnel", "public")),
    frozenset((*THREE_PUBLIC, *VEHICLES, "meetings", "training", "agency_operation")),
)
"""Measures of which none stands under another, but under its whole."""
_OTHER_MONEY = frozenset({"special_account", "other_revenue", "service_revenue", "business_revenue"})
"""Sources that no fund of the appropriation is a part of."""
_WITHOUT_MEASURE = frozenset({"", "total"})

LEAST_IN_COMMON = 2
"""Parts by which groups are known to be of one kind."""

Filled = Sequence[Sequence[Cell | None]]


@lru_cache(maxsize=1 << 12)
def is_coherent(rows: tuple[tuple[str, ...], ...], axis: Axis) -> bool:
    """True where no heading stands where it cannot.

    Args:
        rows: Header rows of normalised texts.
        axis: Kind of table.
    """
    width = max((len(row) for row in rows), default=0)
    filled = fill(rows, width)
    return not (
        any(_has_foreign_part([row[c] for row in filled], axis) for c in range(width))
        or _has_total_out_of_place(filled, axis)
        or _has_amount_over_names(filled, axis)
        or _has_group_beside_its_parts(filled, axis)
        or _has_side_within_a_block(filled, axis)
        or any(_has_two_stages([row[c] for row in filled], axis) for c in range(width))
    )


def _has_foreign_part(path: Sequence[Cell | None], axis: Axis) -> bool:
    """True where a measure stands under another that has no such part."""
    above: list[str] = []
    for cell in path:
        heading = lookup_heading(cell[0], axis) if cell else None
        if heading is None or heading.role not in AMOUNT_ROLES or heading.measure in _WITHOUT_MEASURE:
            continue
        if any(_excludes(other, heading.measure) for other in above):
            return True
        above.append(heading.measure)
    return False


def _excludes(above: str, below: str) -> bool:
    if above == below or below in _PARTS.get(above, ()):
        return False
    if above in _OTHER_MONEY and below in FUNDS:
        return True
    return any(above in kinds and below in kinds for kinds in _SIDE_BY_SIDE)


def _has_total_out_of_place(filled: Filled, axis: Axis) -> bool:
    """True where a total stands neither first nor last in its group, twice, alone, or without one of its parts."""
    for r, row in enumerate(filled[:-1]):
        lonely: list[bool] = []
        for cell in _groups(row, axis):
            children = _children(filled, r, cell, axis)
            totals = [i for i, child in enumerate(children) if child and _is_total_of(filled, child, axis)]
            if len(totals) > 1 or (totals and totals[0] not in (0, len(children) - 1)):
                return True
            if len(children) > 1 or totals:
                lonely.append(len(children) == 1)
            if len(children) == 1 and children[0] and _is_of_which(children[0], axis):
                return True
            if totals and (_lacks_a_nature(children, axis) or (len(children) == 1 and _is_measure(cell, axis))):
                return True
        if (any(lonely) and not all(lonely)) or _differs_in_totals(filled, r, axis):
            return True
    return False


def _differs_in_totals(filled: Filled, r: int, axis: Axis) -> bool:
    """True where of groups with the same parts one prints its total elsewhere than another, or does not."""
    groups: list[tuple[set[str], int]] = []
    for cell in _groups(filled[r], axis):
        children = [child for child in _children(filled, r, cell, axis) if child]
        at = next((i for i, child in enumerate(children) if _is_total(child, axis)), -1)
        groups.append(({child[0] for i, child in enumerate(children) if i != at}, at))
    return any(
        len(parts & others) >= LEAST_IN_COMMON and at != other_at
        for (parts, at), (others, other_at) in combinations(groups, 2)
    )


def _groups(row: Sequence[Cell | None], axis: Axis) -> list[Cell]:
    """The headings of a row without those of comparisons, which need not have the parts of what they compare."""
    cells = dict.fromkeys(cell for cell in row if cell)
    found = ((cell, lookup_heading(cell[0], axis)) for cell in cells)
    return [cell for cell, heading in found if heading is None or heading.role != "aside"]


def _is_total(cell: Cell, axis: Axis) -> bool:
    heading = lookup_heading(cell[0], axis)
    named = heading is not None and heading.role == "amount" and heading.measure == "total" and not heading.fund
    return is_total_word(cell[0]) or named


def _is_total_of(filled: Filled, cell: Cell, axis: Axis) -> bool:
    """True for a total of its group; one by name that is a group itself (“三公”经费 beside 会议费) is a part of it."""
    is_group = any(sum(other == cell for other in row) > 1 for row in filled)
    return _is_total(cell, axis) and (is_total_word(cell[0]) or not is_group)


def _is_of_which(cell: Cell, axis: Axis) -> bool:
    heading = lookup_heading(cell[0], axis)
    return heading is not None and heading.of_which


def _lacks_a_nature(children: Sequence[Cell | None], axis: Axis) -> bool:
    """True where of the basic and the project expenditure one stands beside their total and the other does not."""
    found = (lookup_heading(child[0], axis) for child in children if child)
    return len({"basic", "project"} & {heading.measure for heading in found if heading}) == 1


def _children(filled: Filled, r: int, cell: Cell, axis: Axis) -> list[Cell | None]:
    """The headings right below one, without those of codes and names; None for a column without any."""
    columns = [c for c, other in enumerate(filled[r]) if other == cell]
    below = [next((lower[c] for lower in filled[r + 1 :] if lower[c]), None) for c in columns]
    return [child for child in dict.fromkeys(below) if not _is_label(child, axis)]


def _is_label(cell: Cell | None, axis: Axis) -> bool:
    heading = lookup_heading(cell[0], axis) if cell else None
    return heading is not None and heading.role in LABEL_ROLES


def _is_measure(cell: Cell, axis: Axis) -> bool:
    heading = lookup_heading(cell[0], axis)
    return heading is not None and heading.role == "amount" and bool(heading.measure)


def _has_amount_over_names(filled: Filled, axis: Axis) -> bool:
    """True where the heading of an amount stands over nothing but codes or names."""
    for r, row in enumerate(filled[:-1]):
        for cell in dict.fromkeys(cell for cell in row if cell):
            heading = lookup_heading(cell[0], axis)
            if heading is None or heading.role not in AMOUNT_ROLES:
                continue
            columns = [c for c, other in enumerate(row) if other == cell]
            lowest = [next((lower[c] for lower in reversed(filled[r + 1 :]) if lower[c]), None) for c in columns]
            if all(_is_label(other, axis) for other in lowest):
                return True
    return False


def _has_group_beside_its_parts(filled: Filled, axis: Axis) -> bool:
    """True where the first column of a group has no heading below it though the others have, or a total has a part."""
    for r, row in enumerate(filled[:-1]):
        for cell in dict.fromkeys(cell for cell in row if cell):
            heading = lookup_heading(cell[0], axis)
            if heading is None or heading.role not in (*AMOUNT_ROLES, "group", "column_no"):
                continue
            below = [
                next((lower[c] for lower in filled[r + 1 :] if lower[c]), None)
                for c, other in enumerate(row)
                if other == cell
            ]
            parts = [other for other in below if other]
            if len(below) > 1 and below[0] is None and not (ends_in_total(cell[0]) or _are_of_which(parts)):
                return True
            if len(below) == 1 and below[0] and is_total_word(cell[0]) and _is_specific(below[0], axis):
                return True
    return False


def _are_of_which(parts: Sequence[Cell]) -> bool:
    """True for headings that all say 其中, whatever of: the first column of their group is the whole."""
    return bool(parts) and all(key.startswith(tuple(vocabulary().of_which)) for key, _ in parts)


def _is_specific(cell: Cell, axis: Axis) -> bool:
    heading = lookup_heading(cell[0], axis)
    if heading is None or heading.role not in AMOUNT_ROLES:
        return False
    return heading.role == "economic" or heading.measure not in _WITHOUT_MEASURE


def _has_side_within_a_block(filled: Filled, axis: Axis) -> bool:
    """True where the heading of a side begins over amounts whose names stand left of it, under no heading."""
    for r, row in enumerate(filled[:-1]):
        for cell in dict.fromkeys(cell for cell in row if cell):
            heading = lookup_heading(cell[0], axis)
            start = cell[1]
            if heading is None or heading.role not in SIDES or not start or row[start - 1]:
                continue
            first, left = (next((low[c] for low in filled[r + 1 :] if low[c]), None) for c in (start, start - 1))
            if first and left and not _is_label(first, axis) and _is_label(left, axis):
                return True
    return False


def _has_two_stages(path: Sequence[Cell | None], axis: Axis) -> bool:
    """True where the heading of one stage stands under that of another (年初预算数 under 决算数)."""
    headings = (lookup_heading(cell[0], axis) for cell in path if cell)
    return len({heading.stage for heading in headings if heading and heading.stage}) > 1
