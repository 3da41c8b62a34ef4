"""Rows above the projects of a list that are no projects: the bodies or kinds whose projects stand below them.

Which rows of a list of projects sum up those below them belongs here; arithmetic decides, as no heading says it. What
a row and a column mean was decided before.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import reduce

from pipeline.extraction.dataset.records import Figure
from pipeline.extraction.wording.facts import suffix_of

_Key = tuple[str | None, str | None, str | None, str | None]
_Amounts = dict[_Key, Decimal]

LEAST_ROWS = 2


def _amounts_by_row(figures: Sequence[Figure]) -> dict[int, _Amounts]:
    """The amounts of each row, without those that are zero; of each column the key says what it is."""
    found: dict[int, _Amounts] = {}
    for figure in figures:
        amounts = found.setdefault(figure.row_no, {})
        amount = Decimal(figure.amount_number)
        if amount and figure.is_money:
            amounts[(figure.column_label, figure.measure, figure.stage, figure.fund)] = amount
    return found


def _added(one: _Amounts, other: _Amounts) -> _Amounts:
    return {key: one.get(key, Decimal(0)) + other.get(key, Decimal(0)) for key in one | other}


def _sum(rows: Iterable[_Amounts]) -> _Amounts:
    return reduce(_added, rows, {})


def _agrees(one: _Amounts, other: _Amounts) -> bool:
    """Whether most columns are equal: a list with one wrong number is still the list of its bodies."""
    keys = one.keys() | other.keys()
    return bool(keys) and 2 * sum(one.get(key) == other.get(key) for key in keys) > len(keys)


def _groups(rows: Sequence[int], amounts: Mapping[int, _Amounts]) -> list[tuple[int, int]]:
    """Rows that sum up those behind them, each with the place of its last one; empty where not all rows fit."""
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(rows):
        head, below, end = amounts[rows[at]], dict[_Key, Decimal](), at + 1
        while end < len(rows) and (not _agrees(below, head) or not amounts[rows[end]]):
            below = _added(below, amounts[rows[end]])
            end += 1
        if not _agrees(below, head):
            return []
        found.append((at, end))
        at = end
    return found


def _groups_of_bodies(
    rows: Sequence[int], amounts: Mapping[int, _Amounts], names: Mapping[int, str], totals: Sequence[_Amounts]
) -> list[tuple[int, int]]:
    """The same where the rows of bodies are known by their names: one that adds up speaks for the others.

    So a row that could not be read, or is printed twice, makes no project of a body. A list whose rows make its total
    as they are printed has none.
    """
    whole = _sum(amounts[row] for row in rows)
    heads = [i for i, row in enumerate(rows) if suffix_of(names[row]) is not None]
    if not heads or any(_agrees(whole, total) for total in totals) or (heads[0] != 0 and not totals):
        return []
    found = list(zip(heads, [*heads[1:], len(rows)], strict=True))
    fits = any(
        end > at + 1 and _agrees(_sum(amounts[row] for row in rows[at + 1 : end]), amounts[rows[at]])
        for at, end in found
    )
    return found if fits else []


def with_bodies(figures: Sequence[Figure]) -> list[Figure]:
    """The figures of a list of projects, with the rows that sum up the projects below them told apart.

    A row is a sum only where every row of the list is one or stands below one, amounts of most columns add up, and the
    sums make the total of the list, so that the rows as printed make it twice; or where they are named as bodies
    are and one of them adds up.

    Args:
        figures: Figures of one table, by row.

    Returns:
        The same figures; those of a body's row are of the kind ``unit``, of another sum ``line``; what stands below is
        a project by its name, whatever its column is called, and has the name of its body.
    """
    amounts = _amounts_by_row(figures)
    rows = list(dict.fromkeys(figure.row_no for figure in figures if figure.row_kind == "project"))
    names = {figure.row_no: figure.project_name or figure.row_label or "" for figure in figures}
    totals = [amounts[figure.row_no] for figure in figures if figure.row_kind == "total"]
    groups = _groups(rows, amounts) if len(rows) >= LEAST_ROWS and totals else []
    heads = _sum(amounts[rows[at]] for at, _ in groups)
    if not any(_agrees(heads, total) for total in totals):
        groups = _groups_of_bodies(rows, amounts, names, totals)
    above = {rows[i]: rows[at] for at, end in groups for i in range(at, end)}
    return [_told(figure, above.get(figure.row_no), names) for figure in figures] if groups else list(figures)


def _told(figure: Figure, head: int | None, names: Mapping[int, str]) -> Figure:
    if figure.row_kind == "project" and figure.row_no != head:
        figure = figure._replace(project_name=names[figure.row_no] or None)
    if head is None:
        return figure
    is_body = suffix_of(names[head]) is not None
    if figure.row_no != head:
        return figure._replace(unit_name=figure.unit_name or names[head]) if is_body else figure
    if is_body:
        return figure._replace(row_kind="unit", unit_name=names[head], project_name=None)
    return figure._replace(row_kind="line", project_name=None)
