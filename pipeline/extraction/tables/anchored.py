"""Tables of several blocks side by side whose header stands elsewhere than their rows: the names say where each stands.

A name stands under a heading for names and begins a block, the numbers after it are its own. A reading of the header
under which that is so for every cell of every row is taken, if there is one alone.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.extraction.page.cells import NUMERIC
from pipeline.extraction.page.grid import Row
from pipeline.extraction.tables.coherence import is_coherent
from pipeline.extraction.tables.column_rules import label_by_content, with_subtotals
from pipeline.extraction.tables.columns import NAME_ROLES, Layout
from pipeline.extraction.tables.cut_rows import has_numbers
from pipeline.extraction.tables.fit import Cells
from pipeline.extraction.tables.headers import build_layout
from pipeline.extraction.tables.identities import judge
from pipeline.extraction.tables.moved_headers import Choice, Header, agreed, edited
from pipeline.extraction.wording.kinds import Axis

LEAST_ROWS = 2
"""Rows with numbers from which the kind of a column can be told."""


def layout_by_names(rows: Sequence[Row], header: Header, axis: Axis, *, is_whole: bool) -> Choice | None:
    """The only reading of a moved header under which all names and numbers of several blocks stand where they must.

    Args:
        rows: Body rows, all of one width.
        header: Normalised header rows.
        axis: Kind of table.
        is_whole: False where a heading may be lost: then a number must stand under every heading of amounts.

    Returns:
        The reading; None where there is none, or several that differ.
    """
    group = [row.items for row in rows]
    if sum(map(has_numbers, rows)) < LEAST_ROWS or len({len(row.cells) for row in rows}) > 1:
        return None
    fitting: list[Layout] = []
    for moved in (*edited(header), *_widened(rows, header)):
        layout = with_subtotals(label_by_content(build_layout(moved, axis), group))
        if (
            layout.blocks > 1
            and is_coherent(moved, axis)
            and _fits(rows, layout)
            and _orders_amounts(group, layout)
            and (is_whole or _is_full(group, layout))
        ):
            fitting.append(layout)
    choice = agreed(fitting, group) if fitting else None
    return choice if choice and not choice.open_columns else None


def _widened(rows: Sequence[Row], header: Header) -> Iterator[Header]:
    """The header with a blank column where all rows have one."""
    used = {index for row in rows for index, _, _ in row.items}
    for at in range(1, max(len(row.cells) for row in rows)):
        if at not in used:
            yield tuple((*row[:at], "", *row[at:]) if len(row) >= at else row for row in header)


def _is_full(group: Sequence[Cells], layout: Layout) -> bool:
    return set(layout.block_of_amount) <= {index for cells in group for index, kind, _ in cells if kind in NUMERIC}


def _orders_amounts(group: Sequence[Cells], layout: Layout) -> bool:
    """True where names or sums say which of several headings of a block the numbers stand under.

    Numbers under all of them do; where some stand empty only a total beside its parts tells.
    """
    for block in set(layout.block_of_amount.values()):
        headed = {index for index, other in layout.block_of_amount.items() if other == block}
        used = {index for cells in group for index, kind, _ in cells if kind in NUMERIC} & headed
        if len(headed) == 1 or used == headed:
            continue
        verdicts = [judge([(layout.column(i), Decimal(n)) for i, k, n in cells if k == "amount" and i in headed])
                    for cells in group]  # fmt: skip
        if any(verdict.broken for verdict in verdicts) or not any(verdict.held for verdict in verdicts):
            return False
    return True


def _fits(rows: Sequence[Row], layout: Layout) -> bool:
    """True where every cell stands under a heading of its kind, and every block prints names and numbers."""
    printed: set[tuple[int, str]] = set()
    for row in rows:
        for index, kind, number in row.items:
            column = layout.column(index)
            if kind == "text":
                if column.role not in NAME_ROLES:
                    return False
                printed.add((column.block, "name"))
            elif kind in NUMERIC:
                is_line = number.isdigit() and column.role in ("line_no", "serial")
                if not (column.is_amount or is_line):
                    return False
                printed.add((column.block, "amount"))
    return all((block, kind) in printed for block in range(1, layout.blocks + 1) for kind in ("name", "amount"))
