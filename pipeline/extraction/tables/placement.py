"""Which column a value stands in, also where the header is damaged.

A row whose cells agree with the header is placed by it. Where they do not (a name under an amount heading, a number
under none), the shifts of the header rows that make the row agree AND satisfy the table's own identities are taken, and
the sibling table by economic code decides what the header has lost. Where none does, nothing is guessed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from itertools import product

from pipeline.extraction.page.grid import Item, Row
from pipeline.extraction.tables.columns import LABEL_ROLES, Column, Layout
from pipeline.extraction.tables.headers import build_layout, is_amount_heading
from pipeline.extraction.tables.identities import LOST, Placed, Verdict, judge
from pipeline.extraction.tables.labels import is_no_data

SHIFTS = (0, 1, 2, 3, -1, -2)
MOST_HEADER_ROWS_SHIFTED = 3
LOST_COLUMN = Column("amount", measure="total", economic_code=LOST, label=LOST)
Cells = list[Item]
"""The cells of a row that print something."""

Siblings = Mapping[str, Decimal]
"""Economic code to amount of the document's own table by economic code (the 合计 of the same money)."""


@dataclass(slots=True)
class Reading:
    """A row with its classified cells and the layout it is read by."""

    row: Row
    cells: Cells
    layout: Layout
    inferred: bool = False
    note: str = ""
    replaced: dict[int, Column] = field(default_factory=dict[int, Column])
    lost: set[int] = field(default_factory=set[int])

    def column(self, index: int) -> Column:
        """The column a cell stands in."""
        return self.replaced.get(index) or self.layout.column(index)


def label_end(cells: Cells) -> int:
    """Index after the last text cell that stands before the first decimal amount."""
    end = 0
    for index, kind, number in cells:
        if kind == "text":
            end = index + 1
        elif kind == "amount" and "." in number:
            break
    return end


def conflicts(cells: Cells, layout: Layout) -> list[int]:
    """Cells that contradict the header: numbers under no amount heading, names under one."""
    found: list[int] = []
    amounts, columns = layout.block_of_amount, layout.columns
    for index, kind, number in cells:
        if kind == "text":
            if index in amounts and index < label_end(cells):
                found.append(index)
        elif kind == "amount" and index not in amounts:
            role = columns[index].role if index < len(columns) else "unknown"
            if role == "unknown" or not (number.isdigit() or role == "aside" or role.startswith("indicator")):
                found.append(index)
    return found


def _placed(cells: Cells, layout: Layout) -> Iterator[Placed]:
    """Placed amounts; a number whose heading is lost takes part in the sums as some single category."""
    for index, kind, number in cells:
        column = layout.column(index)
        if kind == "amount" and column.is_amount:
            yield column, Decimal(number)
        elif kind == "amount" and column.role == "unknown" and index >= label_end(cells):
            yield LOST_COLUMN, Decimal(number)


def _vectors(header: tuple[tuple[str, ...], ...], axis: str) -> list[tuple[int, ...]]:
    """Shift vectors, the gentlest first; only rows with amount headings move, of a deep header the last ones."""
    movable = [i for i, row in enumerate(header) if any(is_amount_heading(key, axis) for key in row)]
    free = movable[-MOST_HEADER_ROWS_SHIFTED:]
    found: list[tuple[int, ...]] = []
    for shifts in product(SHIFTS, repeat=len(free)):
        if any(shifts):
            vector = [0] * len(header)
            for row, shift in zip(free, shifts, strict=True):
                vector[row] = shift
            found.append(tuple(vector))
    return sorted(found, key=lambda v: (sum(map(abs, v)), len({v[i] for i in free}), v))


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One other reading of a header, with the columns that amounts and labels must not stand in."""

    layout: Layout
    amounts: frozenset[int]
    labels: frozenset[int]


@lru_cache(maxsize=1 << 10)
def _candidates(header: tuple[tuple[str, ...], ...], axis: str) -> tuple[_Candidate, ...]:
    """The different layouts that shifting the rows of a header gives, the gentlest first."""
    found: dict[tuple[Column, ...], _Candidate] = {}
    for vector in _vectors(header, axis):
        layout = build_layout(header, axis, vector)
        if layout.columns in found:
            continue
        columns = list(enumerate(layout.columns))
        labels = frozenset(i for i, c in columns if c.role in LABEL_ROLES)
        found[layout.columns] = _Candidate(layout, frozenset(i for i, c in columns if c.is_amount), labels)
    return tuple(found.values())


def _positions(group: Sequence[Cells]) -> tuple[set[int], set[int]]:
    """Columns where names stand before the amounts, and where numbers stand that can be no codes."""
    names: set[int] = set()
    numbers: set[int] = set()
    for cells in group:
        end = label_end(cells)
        for index, kind, number in cells:
            if kind == "text" and index < end:
                names.add(index)
            elif kind == "amount" and not number.isdigit():
                numbers.add(index)
    return names, numbers


def _leftover(group: Sequence[Cells], layout: Layout) -> int:
    """Numbers that the layout leaves without a heading."""
    return sum(
        kind == "amount" and layout.column(index).role == "unknown" for cells in group for index, kind, _ in cells
    )


def _by_order(group: Sequence[Cells], layout: Layout) -> Layout | None:
    """Columns that hold numbers against amount headings, in order, when there are as many of each."""
    used = sorted({i for cells in group for i, kind, _ in cells if kind == "amount" and i >= label_end(cells)})
    headings = [c for c in layout.columns if c.is_amount]
    if not used or len(used) != len(headings):
        return None
    width = max(used) + 1
    labels = [replace(c, role="text") if c.is_amount else c for c in layout.columns]
    columns = [labels[i] if i < len(labels) else Column("text") for i in range(width)]
    for index, heading in zip(used, headings, strict=True):
        columns[index] = heading
    return replace(layout, columns=tuple(columns), shifted=(-99,))


def choose_layout(
    group: Sequence[Cells], base: Layout, header: tuple[tuple[str, ...], ...], axis: str
) -> Layout | None:
    """The gentlest change of the header under which the rows agree with it and add up.

    Args:
        group: Rows with the same width of label, as classified cells.
        base: The header as printed.
        header: Normalised header rows.
        axis: Kind of table.

    Returns:
        The layout, or None where no change satisfies the rows' own identities: then nothing is guessed.
    """
    names, numbers = _positions(group)
    best: tuple[int, Layout] | None = None
    for candidate in _candidates(header, axis):
        if names & candidate.amounts or numbers & candidate.labels:
            continue
        leftover = _leftover(group, candidate.layout)
        if best is not None and leftover >= best[0]:
            continue
        verdict = _judge_all(group, candidate.layout)
        if verdict.held and not verdict.broken:
            best = (leftover, candidate.layout)
        if best is not None and not best[0]:
            break
    ordered = _by_order(group, base) if best is None or best[0] else None
    if ordered:
        verdict = _judge_all(group, ordered)
        if verdict.held and not verdict.broken:
            return ordered
    return best[1] if best else None


def _judge_all(group: Sequence[Cells], layout: Layout) -> Verdict:
    """Identities of all rows together; the first broken one ends the count."""
    verdict = Verdict(0, 0)
    for cells in group:
        verdict += judge(list(_placed(cells, layout)))
        if verdict.broken:
            break
    return verdict


def resolve_by_sibling(reading: Reading, siblings: Siblings) -> None:
    """Give numbers of a damaged table by economic columns the category that the sibling table prints.

    Done only where the row's own total is the sibling's total of that 类, the header's category contradicts the
    sibling (or there is none), and exactly one category with that amount is not taken yet.
    """
    placed = [(i, reading.layout.column(i), Decimal(n)) for i, k, n in reading.cells if k == "amount"]
    totals = [v for _, c, v in placed if c.is_amount and c.measure == "total" and not c.economic_code]
    matching = [code for code, value in siblings.items() if len(code) == 3 and totals and value == totals[0]]  # 类
    if len(matching) != 1:
        return
    family = {code: value for code, value in siblings.items() if code.startswith(matching[0]) and len(code) > 3}  # 款
    fitting = {c.economic_code for _, c, v in placed if c.economic_code and family.get(c.economic_code) == v}
    for index, column, value in placed:
        open_question = column.role == "unknown" or (column.economic_code and family.get(column.economic_code) != value)
        if not open_question:
            continue
        candidates = [code for code, amount in family.items() if amount == value and code not in fitting]
        if len(candidates) == 1:
            fitting.add(candidates[0])
            reading.replaced[index] = replace(
                column, role="amount", measure="total", economic_code=candidates[0], block=1, label=column.label
            )
            reading.note = "sibling table by economic code"


def _contradicts(cells: Cells, layout: Layout) -> bool:
    """True where cells and header disagree; a number under a heading that nobody knows does not say that they do."""
    return any(layout.column(i).role != "unknown" or not layout.column(i).label for i in conflicts(cells, layout))


def _mark_lost(reading: Reading) -> None:
    """A number without heading is lost alone; a name or number on the other's side casts doubt on the whole row."""
    found = [i for i in conflicts(reading.cells, reading.layout) if i not in reading.replaced]
    reading.lost.update(found)
    if any(reading.layout.column(i).role != "unknown" for i in found):
        reading.lost.update(i for i, kind, n in reading.cells if kind == "amount" and "." in n)


def read_straight(rows: Sequence[Row], base: Layout) -> list[Reading]:
    """Readings of rows that all agree with the header."""
    return [Reading(row, row.items, base) for row in rows]


def place_rows(
    rows: Sequence[Row], base: Layout, header: tuple[tuple[str, ...], ...], axis: str, siblings: Siblings
) -> list[Reading]:
    """Decide for every body row by which layout it is read.

    Args:
        rows: Body rows.
        base: The header as printed.
        header: Normalised header rows, for other readings of it.
        axis: Kind of table.
        siblings: Amounts by economic code that the document prints elsewhere.

    Returns:
        One reading per row; numbers that could not be placed are in ``lost``.
    """
    readings = [Reading(row, row.items, base) for row in rows]
    contradicting = [r for r in readings if _contradicts(r.cells, base) and not _is_note(r)]
    if contradicting and header:
        groups: dict[int, list[Reading]] = {}
        for reading in readings:
            if any(kind == "amount" for _, kind, _ in reading.cells):
                groups.setdefault(label_end(reading.cells), []).append(reading)
        for group in groups.values():
            if any(conflicts(r.cells, base) for r in group):
                _replace_layout(group, base, header, axis, siblings)
    for reading in readings:
        _mark_lost(reading)
    return readings


def _replace_layout(
    group: list[Reading], base: Layout, header: tuple[tuple[str, ...], ...], axis: str, siblings: Siblings
) -> None:
    layout = choose_layout([r.cells for r in group], base, header, axis)
    if layout is None:
        bad = [r for r in group if conflicts(r.cells, base)]
        layout = choose_layout([r.cells for r in bad], base, header, axis) if len(bad) < len(group) else None
        group = bad
    if layout is None:
        return
    for reading in group:
        reading.layout, reading.inferred = layout, True
        reading.note = "header shifted " + ",".join(map(str, layout.shifted))
        resolve_by_sibling(reading, siblings)


def _is_note(reading: Reading) -> bool:
    return any(is_no_data(cell) for cell in reading.row.cells if cell)
