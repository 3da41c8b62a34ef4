"""Other readings of a damaged header: its rows moved against each other, until the rows below agree and add up.

Which readings there are and which of them is chosen belongs here; for which rows one is looked for is in ``placement``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import product

from pipeline.extraction.tables.coherence import is_coherent
from pipeline.extraction.tables.column_rules import latest_year
from pipeline.extraction.tables.columns import LABEL_ROLES, Column, Layout
from pipeline.extraction.tables.fit import Cells, label_end
from pipeline.extraction.tables.headers import build_layout, moved_rows
from pipeline.extraction.tables.headings import is_amount_heading
from pipeline.extraction.tables.identities import LOST_COLUMN, Placed, Verdict, judge
from pipeline.extraction.wording.kinds import Axis

SHIFTS = (0, 1, 2, 3, -1, -2)
MOST_HEADER_ROWS_SHIFTED = 3
Header = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A reading of a header that the rows agree with.

    Attributes:
        layout: The columns.
        open_columns: Columns of numbers on which equally good readings do not agree.
    """

    layout: Layout
    open_columns: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One other reading of a header, with the columns that amounts and labels must not stand in."""

    layout: Layout
    moves: int
    is_coherent: bool
    amounts: frozenset[int]
    labels: frozenset[int]


def placed(cells: Cells, layout: Layout) -> Iterator[Placed]:
    """Placed amounts of a row; a number whose heading is lost takes part in the sums as some single category."""
    for index, kind, number in cells:
        column = layout.column(index)
        if kind == "amount" and column.is_amount:
            yield column, Decimal(number)
        elif kind == "amount" and column.role == "unknown" and index >= label_end(cells):
            yield LOST_COLUMN, Decimal(number)


def _vectors(header: Header, axis: Axis) -> list[tuple[int, ...]]:
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


def edited(header: Header) -> Iterator[Header]:
    """The header with one blank cell more, or one fewer, before one of its headings.

    Args:
        header: Normalised header rows.
    """
    for r, row in enumerate(header):
        for at, key in enumerate(row):
            if not key:
                continue
            wider = (*row[:at], "", *row[at:])
            yield (*header[:r], wider[:-1] if not wider[-1] else wider, *header[r + 1 :])
            if at and not row[at - 1]:
                yield (*header[:r], (*row[: at - 1], *row[at:], ""), *header[r + 1 :])


@lru_cache(maxsize=1 << 10)
def _candidates(header: Header, axis: Axis) -> tuple[_Candidate, ...]:
    """The different layouts that moving headings gives, the gentlest first."""
    found: dict[tuple[Column, ...], _Candidate] = {}
    readings = [(build_layout(edited, axis), 1, edited) for edited in edited(header)]
    for vector in _vectors(header, axis):
        layout = build_layout(header, axis, vector)
        readings.append((layout, sum(map(abs, vector)), moved_rows(header, axis, vector)))
    for layout, moves, moved in readings:
        if layout.columns not in found:
            found[layout.columns] = _candidate(layout, moves, is_coherent=is_coherent(moved, axis))
    return tuple(sorted(found.values(), key=lambda candidate: candidate.moves))


def _candidate(layout: Layout, moves: int, *, is_coherent: bool) -> _Candidate:
    columns = list(enumerate(layout.columns))
    labels = frozenset(i for i, c in columns if c.role in LABEL_ROLES)
    amounts = frozenset(i for i, c in columns if c.is_amount)
    return _Candidate(layout, moves, is_coherent, amounts, labels)


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
    """Numbers that the layout leaves without a heading for amounts."""
    return sum(
        kind == "amount" and _is_left(number, layout.column(index)) for cells in group for index, kind, number in cells
    )


def _is_left(number: str, column: Column) -> bool:
    if column.role == "unknown":
        return True
    return not (column.is_amount or number.isdigit() or column.role == "aside" or column.role.startswith("indicator"))


def _stands_under_nothing(group: Sequence[Cells], layout: Layout) -> bool:
    """True where a number stands among the columns and under no heading, known or unknown."""
    return any(
        kind == "amount"
        and _is_left(number, column := layout.column(index))
        and not column.label
        and label_end(cells) <= index < layout.width
        for cells in group
        for index, kind, number in cells
    )


def _has_amounts_without_stage(group: Sequence[Cells], layout: Layout) -> bool:
    """True where some amounts stand under a stage or a year and others under none."""
    used = {index for cells in group for index, kind, _ in cells if kind == "amount"}
    columns = [layout.columns[index] for index in used if index < len(layout.columns)]
    told = [bool(column.stage or latest_year(column.label)) for column in columns if column.is_amount]
    return any(told) and not all(told)


def _by_order(group: Sequence[Cells], layout: Layout) -> Layout | None:
    """Columns that hold numbers against amount headings, in order, when there are as many of each."""
    used = sorted({i for cells in group for i, kind, _ in cells if kind == "amount" and i >= label_end(cells)})
    headings = [c for c in layout.columns if c.is_amount]
    if not used or len(used) != len(headings):
        return None
    width = max(used) + 1
    labels = [replace(c, role="text") if c.is_amount else c for c in layout.columns]
    columns = [labels[i] if i < len(labels) else Column("text", 1) for i in range(width)]
    for index, heading in zip(used, headings, strict=True):
        columns[index] = heading
    return replace(layout, columns=tuple(columns), shifted=(-99,))


def choose_layout(group: Sequence[Cells], base: Layout, header: Header, axis: Axis, width: int) -> Choice | None:
    """The reading of the header under which the rows agree with it and add up, by the gentlest change.

    Args:
        group: Rows with the same width of label, as classified cells.
        base: The header as printed.
        header: Normalised header rows.
        axis: Kind of table.
        width: Cells of the widest row: headings had better not stand beyond.

    Returns:
        The reading; None where no change satisfies the rows' own identities: then nothing is guessed. Where several
        that are as gentle satisfy them equally well, the columns on which they do not agree are left open.
    """
    best = _best(group, base, header, axis, max(width, base.width))
    if best and not best[0][0][2]:
        return agreed([layout for _, layout in best], group)
    ordered = _by_order(group, base) if is_coherent(header, axis) else None
    if ordered:
        verdict = judge_all(group, ordered)
        if verdict.held and not verdict.broken:
            return Choice(ordered)
    return agreed([layout for _, layout in best], group) if best and _has_categories(base) else None


def _has_categories(layout: Layout) -> bool:
    """True in a table of economic categories, where a number without heading is one more and the others hold."""
    return any(column.economic_code for column in layout.columns)


_Rank = tuple[bool, bool, int, int]


def _best(group: Sequence[Cells], base: Layout, header: Header, axis: Axis, width: int) -> list[tuple[_Rank, Layout]]:
    """The readings that add up and are the best: coherent, within the rows, leaving few numbers, gentle."""
    names, numbers = _positions(group)
    is_staged = not _has_amounts_without_stage(group, base)
    found: list[tuple[_Rank, Layout]] = []
    as_printed = _candidate(base, 0, is_coherent=is_coherent(header, axis))
    for candidate in (as_printed, *_candidates(header, axis)):
        if names & candidate.amounts or numbers & candidate.labels:
            continue
        verdict = judge_all(group, candidate.layout)
        if not verdict.held or verdict.broken or any(_says_twice(cells, candidate.layout) for cells in group):
            continue
        if is_staged and _has_amounts_without_stage(group, candidate.layout):
            continue
        if len(group) == 1 and _stands_under_nothing(group, candidate.layout):
            continue
        leftover = _leftover(group, candidate.layout)
        beyond = candidate.layout.width > width
        found.append(((not candidate.is_coherent, beyond, leftover, candidate.moves), candidate.layout))
    least = min((rank for rank, _ in found), default=None)
    return [(rank, layout) for rank, layout in found if rank == least]


def agreed(layouts: Sequence[Layout], group: Sequence[Cells]) -> Choice:
    """The first of equally good readings, and the columns of numbers in which another says something else.

    Args:
        layouts: The readings.
        group: Cells of the rows.
    """
    used = {index for cells in group for index, kind, _ in cells if kind == "amount"}
    said = {index: {_said(layout.column(index)) for layout in layouts} for index in used}
    return Choice(layouts[0], frozenset(index for index, meanings in said.items() if len(meanings) > 1))


def _said(column: Column) -> tuple[object, ...]:
    """What a column means, without the wording of its headings."""
    return (
        column.role, column.block, column.side, column.measure, column.stage, column.fund, column.economic_code,
        column.of_which,
    )  # fmt: skip


def _says_twice(cells: Cells, layout: Layout) -> bool:
    """True where a row would print two amounts for one meaning; parts of a balance share theirs."""
    found: dict[tuple[object, ...], Decimal] = {}
    for index, kind, number in cells:
        column = layout.column(index)
        is_own = column.is_amount and not column.of_which and not column.part and column.measure != "subtotal"
        if kind == "amount" and is_own:
            amount = Decimal(number)
            if found.setdefault(_said(column), amount) != amount:
                return True
    return False


def judge_all(group: Sequence[Cells], layout: Layout) -> Verdict:
    """Identities of all rows together; the first broken one ends the count."""
    verdict = Verdict(0, 0)
    for cells in group:
        verdict += judge(list(placed(cells, layout)))
        if verdict.broken:
            break
    return verdict
