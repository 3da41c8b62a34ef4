"""Which column a value stands in, also where the header is damaged.

A row whose cells agree with the header is placed by it. Where they do not (a name under an amount heading, a number
under none), the shifts of the header rows that make the row agree AND satisfy the table's own identities are taken, and
the sibling table by economic code decides what the header has lost. Where none does, nothing is guessed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from pipeline.extraction.page.cells import NUMERIC
from pipeline.extraction.page.grid import Row
from pipeline.extraction.tables.alignment import (
    Aligned,
    align,
    always_printed,
    expected_width,
    is_header_damaged,
    is_of_other_width,
    is_trimmed,
    with_names_apart,
)
from pipeline.extraction.tables.anchored import layout_by_names
from pipeline.extraction.tables.coherence import is_coherent
from pipeline.extraction.tables.columns import LABEL_ROLES, Column, Layout, label_by_content
from pipeline.extraction.tables.cut_rows import has_numbers
from pipeline.extraction.tables.fit import Cells, conflicts, label_end
from pipeline.extraction.tables.headers import holds_two_headings
from pipeline.extraction.tables.hierarchy import NOTHING_EXPECTED, Hierarchy, code_of, hierarchy_of, name_of
from pipeline.extraction.tables.identities import adds_up, judge
from pipeline.extraction.tables.known_names import (
    has_amount_beside,
    has_code_beside,
    holds_two_amounts,
    is_doubled,
    prints_several,
)
from pipeline.extraction.tables.labels import is_no_data, line_key
from pipeline.extraction.tables.moved_headers import Choice, Header, choose_layout, placed
from pipeline.extraction.wording.kinds import Axis, Placement
from pipeline.extraction.wording.tables import vocabulary

LEAST_ROWS_WITH_TOTAL = 3
"""Rows that must print the total before one that does not is doubted."""
LEAST_PARTS = 2
"""Parts beside a total that a side must have before its total is missed."""
LEAST_BARE_ROWS = 2
"""Rows that print a number under no heading before the header is doubted."""
HEADER_DAMAGED = "header_damaged"
"""Reason for cells under a header whose rows do not fit each other."""
ROW_WIDTH = "row_width"
"""Reason for cells of a row with more or fewer cells than its table, whose columns nothing decides."""
Siblings = Mapping[str, Decimal]
"""Economic code to amount of the document's own table by economic code (the 合计 of the same money)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A row with the layout it is read by.

    Attributes:
        row: The row, its cells under their columns.
        layout: The columns it is read by.
        placement: Whether the header as printed places it.
        note: What decided, where the header did not.
        by_content: True where the label's cells do not stand under their headings.
        replaced: Columns that another table told.
        lost: Cells that could not be placed.
        doubt: Why, where it is not for the cells themselves.
    """

    row: Row
    layout: Layout
    placement: Placement = "header"
    note: str = ""
    by_content: bool = False
    replaced: Mapping[int, Column] = field(default_factory=dict[int, Column])
    lost: frozenset[int] = frozenset()
    doubt: str = ""

    @property
    def cells(self) -> Cells:
        """The cells that print something."""
        return self.row.items

    def column(self, index: int) -> Column:
        """The column a cell stands in."""
        return self.replaced.get(index) or self.layout.column(index)


def resolve_by_sibling(reading: Reading, siblings: Siblings) -> Reading:
    """Give numbers of a damaged table by economic columns the category that the sibling table prints.

    Done only where the row's own total is the sibling's total of that 类, the header's category contradicts the
    sibling (or there is none), and exactly one category with that amount is not taken yet.
    """
    amounts = [(i, reading.layout.column(i), Decimal(n)) for i, k, n in reading.cells if k == "amount"]
    totals = [v for _, c, v in amounts if c.is_amount and c.measure == "total" and not c.economic_code]
    matching = [code for code, value in siblings.items() if len(code) == 3 and totals and value == totals[0]]  # 类
    if len(matching) != 1:
        return reading
    family = {code: value for code, value in siblings.items() if code.startswith(matching[0]) and len(code) > 3}  # 款
    fitting = {c.economic_code for _, c, v in amounts if c.economic_code and family.get(c.economic_code) == v}
    told: dict[int, Column] = {}
    for index, column, value in amounts:
        open_question = column.role == "unknown" or (column.economic_code and family.get(column.economic_code) != value)
        if not open_question:
            continue
        candidates = [code for code, amount in family.items() if amount == value and code not in fitting]
        if len(candidates) == 1:
            fitting.add(candidates[0])
            told[index] = replace(
                column, role="amount", measure="total", economic_code=candidates[0], block=1, label=column.label
            )
    return replace(reading, replaced=told, note="sibling table by economic code") if told else reading


def _without_open_tail(reading: Reading, siblings: Siblings) -> Reading:
    """Lose the categories at the end of a moved header that leaves headings blank behind them.

    One of them may be lost there, so that a single category, part of no subtotal, may stand further right; the sums of
    the row hold all the same. Where the sibling table prints the amount under that category it is certain.
    """
    layout = reading.layout
    groups = [i for i, column in enumerate(layout.columns) if column.measure == "subtotal"]
    if not groups or len(layout.columns) <= layout.width:
        return reading
    names = {layout.columns[i].label.split(" / ")[0] for i in groups}
    tail = {
        i
        for i, column in enumerate(layout.columns)
        if i > max(groups) and column.economic_code and column.label.split(" / ")[0] not in names
    }
    open_here = {
        i
        for i, kind, number in reading.cells
        if kind == "amount"
        and i in tail - reading.replaced.keys()
        and siblings.get(layout.column(i).economic_code) != Decimal(number)
    }
    if not open_here:
        return reading
    return replace(reading, lost=reading.lost | open_here, doubt=reading.doubt or HEADER_DAMAGED)


def _contradicts(cells: Cells, layout: Layout) -> bool:
    """True where cells and header disagree; a number under a heading that nobody knows does not say that they do."""
    return any(layout.column(i).role != "unknown" or not layout.column(i).label for i in conflicts(cells, layout))


def _with_lost(reading: Reading) -> Reading:
    """A number without heading is lost alone; a name or number on the other's side casts doubt on the whole row."""
    found = {i for i in conflicts(reading.cells, reading.layout) if i not in reading.replaced}
    if any(reading.layout.column(i).role != "unknown" for i in found):
        found.update(i for i, kind, n in reading.cells if kind == "amount" and "." in n)
    return replace(reading, lost=reading.lost | found) if found else reading


def is_damaged(rows: Sequence[Row], layout: Layout, header: Header, axis: Axis) -> bool:
    """True where header rows do not fit each other, or a row contradicts them or is wider or narrower than others."""
    width = expected_width(rows, layout)
    return (
        not is_coherent(header, axis)
        or is_header_damaged(header, rows, width)
        or _has_two_in_a_cell(header, axis)
        or bool(_parts_without_total(rows, layout))
        or any(is_of_other_width(row, width) or conflicts(row.items, layout) or _is_misprinted(row) for row in rows)
    )


def _has_two_in_a_cell(header: Header, axis: Axis) -> bool:
    """True where a cell holds the headings of two columns: the header has fewer columns than headings."""
    return any(holds_two_headings(key, axis) for row in header for key in row)


def _is_misprinted(row: Row) -> bool:
    """True for a row that needs a second look: cells that print several things or every sign twice."""
    return any(
        kind in ("many", "error")
        or (kind == "text" and any(test(row.cells[i]) for test in (is_doubled, prints_several, has_amount_beside)))
        for i, kind, _ in row.items
    )


def read_straight(rows: Sequence[Row], base: Layout) -> list[Reading]:
    """Readings of rows that all agree with the header."""
    return [Reading(row, base) for row in rows]


def without_inferred(readings: Sequence[Reading]) -> list[Reading]:
    """Lose the numbers of rows that the header as printed does not place: in a table that nobody knows none is guessed.

    Args:
        readings: Rows with their layouts.
    """
    return [_with_numbers_lost(r, HEADER_DAMAGED) if r.placement == "inferred" else r for r in readings]


def without_loose_rows(readings: Sequence[Reading], lines: Collection[int]) -> list[Reading]:
    """Lose the numbers of rows of which only the order of the cells is known.

    Args:
        readings: Rows with their layouts.
        lines: Lines of such rows.
    """
    return [_undecided(r.row, r.layout) if r.row.line in lines else r for r in readings]


def without_loose_cells(readings: Sequence[Reading], cells: Collection[tuple[int, int]]) -> list[Reading]:
    """Lose the numbers of which it is not sure under which heading they are printed, and rows that were moved for them.

    Args:
        readings: Rows with their layouts.
        cells: Line and field of such cells.
    """
    found: list[Reading] = []
    for reading in readings:
        lost = frozenset(i for i, kind, _ in reading.cells if kind in NUMERIC and reading.row.position(i) in cells)
        if lost and reading.placement == "inferred":
            found.append(_with_numbers_lost(reading, HEADER_DAMAGED))
        else:
            doubt = reading.doubt or (HEADER_DAMAGED if lost else "")
            found.append(replace(reading, lost=reading.lost | lost, doubt=doubt) if lost else reading)
    return found


def without_cut_names(readings: Sequence[Reading], cut: frozenset[int]) -> list[Reading]:
    """Lose the numbers of rows whose names may be cut.

    Args:
        readings: Rows with their layouts.
        cut: Positions of the rows.
    """
    return [_with_numbers_lost(reading, "no_row_label") if i in cut else reading for i, reading in enumerate(readings)]


def _with_numbers_lost(reading: Reading, doubt: str) -> Reading:
    return replace(reading, lost=frozenset(i for i, kind, _ in reading.cells if kind in NUMERIC), doubt=doubt)


def place_rows(rows: Sequence[Row], base: Layout, header: Header, axis: Axis, siblings: Siblings) -> list[Reading]:
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
    width = expected_width(rows, base)
    is_damaged_header = is_header_damaged(header, rows, width) or _has_two_in_a_cell(header, axis)
    if _stands_elsewhere(rows, base, header, axis) and (
        named := layout_by_names(rows, header, axis, is_whole=not is_damaged_header)
    ):
        return [_with_misprints(_shifted(row, named)) for row in rows]
    if is_damaged_header:
        return [_undecided(row, base, HEADER_DAMAGED) for row in rows]
    as_printed, rows = rows, with_names_apart(rows, width, base)
    whole = [i for i, row in enumerate(rows) if not is_of_other_width(row, width)]
    placed_whole = _place_whole([rows[i] for i in whole], base, header, axis, siblings)
    found = dict(zip(whole, _without_outnumbered(placed_whole, len(rows) - len(whole), base), strict=True))
    others = [row for i, row in enumerate(rows) if i not in found]
    if others:
        known = [reading for reading in found.values() if not reading.lost]
        moved = any(reading.by_content for reading in known) or not is_coherent(header, axis)
        layout = None if moved else base
        trimmed = is_trimmed([*header, *(row.cells for row in rows)], base.width)
        always = always_printed([reading.row for reading in known if has_numbers(reading.row)])
        context = _Context(
            width,
            layout,
            hierarchy_of([reading.row for reading in known], base, others),
            always - {width - 1} if trimmed else always,  # rows that end earlier do not print it
            trimmed,
            any(has_numbers(reading.row) for reading in found.values()),
            siblings,
        )
        for count in {len(row.cells) for row in others}:
            group = [i for i, row in enumerate(rows) if i not in found and len(row.cells) == count]
            found |= dict(zip(group, _of_other_width([rows[i] for i in group], context), strict=True))
    found |= {i: _named_apart(found[i]) for i, row in enumerate(as_printed) if row is not rows[i]}
    readings = [_with_misprints(found[i]) for i in range(len(rows))]
    readings = _without_empty_totals(_without_disagreement(readings), base)
    return _without_blank_totals(_without_bare_columns(readings, base), base)


def _without_empty_totals(readings: list[Reading], base: Layout) -> list[Reading]:
    """Lose the parts of a side whose total no row prints: its numbers stand one column beside their headings."""
    doubtful = _parts_without_total([reading.row for reading in readings], base)
    return [
        replace(reading, lost=reading.lost | lost, doubt=reading.doubt or HEADER_DAMAGED)
        if (lost := frozenset(i for i, kind, _ in reading.cells if kind == "amount" and i in doubtful))
        else reading
        for reading in readings
    ]


def _parts_without_total(rows: Sequence[Row], base: Layout) -> frozenset[int]:
    """Columns of the parts of those sides whose total stands in the header but in no row."""
    by_block: dict[int, list[int]] = {}
    for index, block in base.block_of_amount.items():
        by_block.setdefault(block, []).append(index)
    doubtful: set[int] = set()
    for columns in by_block.values() if base.blocks > 1 else ():
        printed = [{i for i, kind, _ in row.items if kind == "amount" and i in columns} for row in rows]
        totals = {i for i in columns if base.column(i).measure == "total" and not base.column(i).economic_code}
        parts = set(columns) - totals
        is_missed = totals and len(parts) >= LEAST_PARTS and not totals & set[int]().union(*printed)
        if is_missed and sum(bool(found) for found in printed) >= LEAST_BARE_ROWS:
            doubtful |= parts
    return frozenset(doubtful)


def _without_disagreement(readings: list[Reading]) -> list[Reading]:
    """Rows whose amounts begin in one column stand under the same: what inferred readings say differently is open."""
    said: dict[tuple[int, int, int], set[tuple[str, ...]]] = {}
    for reading in readings:
        for place, index in _places(reading).items():
            column = reading.column(index)
            if column.is_amount and index not in reading.lost:
                meaning = (column.measure, column.fund, column.stage, column.economic_code)
                said.setdefault(place, set()).add(meaning)
    return [
        replace(reading, lost=reading.lost | lost, doubt=reading.doubt or HEADER_DAMAGED)
        if reading.placement == "inferred"
        and (lost := frozenset(i for place, i in _places(reading).items() if len(said.get(place, ())) > 1))
        else reading
        for reading in readings
    ]


def _places(reading: Reading) -> dict[tuple[int, int, int], int]:
    """Columns of a row's amounts, by the width of the row and the column in which they begin."""
    found = [i for i, kind, _ in reading.cells if kind == "amount" and reading.column(i).is_amount]
    return {(len(reading.row.cells), found[0], i): i for i in found}


def _stands_elsewhere(rows: Sequence[Row], base: Layout, header: Header, axis: Axis) -> bool:
    """True where all rows are wider or narrower than the header, or some contradict it, or it contradicts itself."""
    if not is_coherent(header, axis) or all(len(row.cells) != base.width for row in rows):
        return True
    return any(_contradicts(row.items, base) and not _is_note(row) for row in rows)


def _without_outnumbered(readings: list[Reading], others: int, base: Layout) -> list[Reading]:
    """Rows read by a moved header are not decided by themselves where more rows are wider or narrower than they."""
    if sum(has_numbers(reading.row) for reading in readings) >= others:
        return readings
    return [
        _undecided(reading.row, base, HEADER_DAMAGED) if reading.placement == "inferred" else reading
        for reading in readings
    ]


def _named_apart(reading: Reading) -> Reading:
    return replace(reading, placement="inferred", note=reading.note or "code and name in one cell")


def _without_bare_columns(readings: list[Reading], base: Layout) -> list[Reading]:
    """Where rows print numbers under no heading at all among those of amounts, these may stand over others' columns.

    So may a number right behind the last heading where one of them stands over no number.
    """
    by_header = [reading for reading in readings if reading.placement == "header"]
    printed = {i for reading in by_header for i, kind, _ in reading.cells if kind in NUMERIC}
    is_unused = any(c.is_amount and i not in printed for i, c in enumerate(base.columns))
    among = range(base.first_amount, base.width + is_unused)
    bare = {i for i in among if base.column(i).role == "unknown" and not base.column(i).label}
    if sum(any(i in bare and kind in NUMERIC for i, kind, _ in r.cells) for r in by_header) < LEAST_BARE_ROWS:
        return readings
    return [
        _with_numbers_lost(reading, HEADER_DAMAGED)
        if reading.placement == "header" and has_numbers(reading.row)
        else reading
        for reading in readings
    ]


def _without_blank_totals(readings: list[Reading], base: Layout) -> list[Reading]:
    """A row that prints parts but not the total that all others print stands beside its columns, as wide as it is."""
    totals = [i for i, c in enumerate(base.columns) if c.is_amount and c.measure == "total" and not c.economic_code]
    if base.blocks != 1 or len(totals) != 1:
        return readings
    numbered = [i for i, reading in enumerate(readings) if has_numbers(reading.row)]
    missing = [i for i in numbered if readings[i].placement == "header" and not _prints(readings[i], totals[0])]
    if len(missing) != 1 or len(numbered) <= LEAST_ROWS_WITH_TOTAL:
        return readings
    (index,) = missing
    doubtful = readings[index]
    lost = frozenset(i for i, kind, _ in doubtful.cells if kind in NUMERIC and doubtful.column(i).is_amount)
    found = replace(doubtful, lost=doubtful.lost | lost, doubt=doubtful.doubt or ROW_WIDTH)
    return [*readings[:index], found, *readings[index + 1 :]]


def _prints(reading: Reading, column: int) -> bool:
    return any(i == column and kind in NUMERIC for i, kind, _ in reading.cells)


def _with_misprints(reading: Reading) -> Reading:
    """A row in fake bold, or two rows in one: no number of it is read, for some that look whole are not."""
    labels = reading.layout.label_indices
    texts = [(kind, reading.row.cells[i]) for i, kind, _ in reading.cells if kind in ("text", "error") or i in labels]
    doubled = any(is_doubled(cell) for kind, cell in texts if kind != "amount")
    several = sum(kind == "many" for _, kind, _ in reading.cells)
    fused = (
        several > 1
        or any(
            k == "text" and reading.column(i).role != "text" and has_amount_beside(reading.row.cells[i])
            for i, k, _ in reading.cells
        )
        or any(kind == "many" or prints_several(cell) for kind, cell in texts)
        or (several == 1 and any(kind == "text" and has_code_beside(cell) for kind, cell in texts))
    )
    if not doubled and not fused:
        return _without_moved(reading)
    return _with_numbers_lost(reading, "error_value" if doubled else "several_numbers")


def _without_moved(reading: Reading) -> Reading:
    """Behind a cell that holds the amounts of two columns all cells stand one column early, if the row ends blank."""
    cells = reading.row.cells
    together = [i for i, kind, _ in reading.cells if kind in NUMERIC and holds_two_amounts(cells[i])]
    if not together or cells[-1].strip():
        return reading
    moved = frozenset(i for i, kind, _ in reading.cells if kind in NUMERIC and i > together[0])
    return replace(reading, lost=reading.lost | moved, doubt=reading.doubt or ROW_WIDTH) if moved else reading


def _place_whole(rows: Sequence[Row], base: Layout, header: Header, axis: Axis, siblings: Siblings) -> list[Reading]:
    """Rows of the table's width: by the header, or by another reading of it under which they agree and add up."""
    readings = read_straight(rows, base)
    coherent = is_coherent(header, axis)
    if header and (not coherent or any(_contradicts(row.items, base) and not _is_note(row) for row in rows)):
        groups: dict[int, list[int]] = {}
        for index, row in enumerate(rows):
            if any(kind == "amount" for _, kind, _ in row.items):
                groups.setdefault(label_end(row.items), []).append(index)
        for group in groups.values():
            choices = _under_another_header([rows[i] for i in group], base, header, axis, coherent=coherent)
            for index, choice in zip(group, choices, strict=True):
                if choice is not None:
                    told = resolve_by_sibling(_shifted(rows[index], choice), siblings)
                    readings[index] = _without_open_tail(told, siblings)
                elif not coherent:
                    readings[index] = _undecided(rows[index], base, HEADER_DAMAGED)
    return [_with_lost(reading) for reading in readings]


@dataclass(frozen=True, slots=True)
class _Context:
    """What the rows of a table's width say about the others; ``layout`` is None where the header is damaged too."""

    width: int
    layout: Layout | None
    hierarchy: Hierarchy
    always: frozenset[int]
    trimmed: bool
    header_fits: bool
    siblings: Siblings


def _of_other_width(rows: Sequence[Row], context: _Context) -> list[Reading]:
    layout = context.layout
    if layout is None:
        return [_undecided(row, Layout((), "line", 1)) for row in rows]
    codes = [code_of(row, layout) for row in rows]
    expected = [NOTHING_EXPECTED if code is None else context.hierarchy.expected(code) for code in codes]
    found = align(
        rows, context.width, layout, expected, context.always, trimmed=context.trimmed, header_fits=context.header_fits
    )
    if not context.header_fits:
        layout = label_by_content(layout, [one.row.items for one in found if one is not None])
    return [
        _undecided(row, layout)
        if one is None or _has_doubtful_code(one.row, layout, context.hierarchy)
        else _with_lost(_aligned(one, layout, context.siblings))
        for row, one in zip(rows, found, strict=True)
    ]


def _aligned(one: Aligned, layout: Layout, siblings: Siblings) -> Reading:
    """A row put under its columns; what sums leave open between single categories the sibling table tells."""
    reading = Reading(one.row, layout, one.placement, one.note, lost=one.lost, doubt=ROW_WIDTH if one.lost else "")
    return resolve_by_sibling(reading, siblings) if one.placement == "inferred" and not one.lost else reading


def _undecided(row: Row, layout: Layout, doubt: str = ROW_WIDTH) -> Reading:
    name = next((i for i, kind, _ in row.items if kind == "text"), 0)
    numbers = frozenset(
        i
        for i, kind, n in row.items
        if kind in NUMERIC and not (i < name and n.isdigit() and not layout.column(i).is_amount)
    )
    return Reading(row, layout, "inferred", lost=numbers, doubt=doubt)


def _has_doubtful_code(row: Row, layout: Layout, hierarchy: Hierarchy) -> bool:
    """True where a row in doubt would get the code of another row, or a code whose name is not the one beside it."""
    code = code_of(row, layout)
    if not code:
        return False
    names = vocabulary().codes.get(code)
    key = line_key(name_of(row, layout))[0]
    return code in hierarchy.amounts or (key in vocabulary().names and key not in (names or ()))


def _shifted(row: Row, choice: Choice) -> Reading:
    note = "header shifted " + ",".join(map(str, choice.layout.shifted))
    lost = frozenset(i for i, kind, _ in row.items if kind in NUMERIC and i in choice.open_columns)
    doubt = HEADER_DAMAGED if lost else ""
    by_content = any(
        kind == "text" and choice.layout.column(i).role not in LABEL_ROLES
        for i, kind, _ in row.items
        if i < label_end(row.items)
    )
    return Reading(row, choice.layout, "inferred", note, by_content=by_content, lost=lost, doubt=doubt)


def _under_another_header(
    rows: Sequence[Row], base: Layout, header: Header, axis: Axis, *, coherent: bool
) -> list[Choice | None]:
    """For rows with the same width of label the moved header under which they add up; None: as printed.

    Rows that agree with the header as printed and are not refuted by it keep it, whatever the others need; not so where
    the header contradicts itself.
    """
    width = max(len(row.cells) for row in rows)
    if not coherent:
        choice = choose_layout([row.items for row in rows], base, header, axis, width)
        says_much = choice is not None and any(map(adds_up, (placed(row.items, choice.layout) for row in rows)))
        return [choice if says_much else None] * len(rows)
    bad = [bool(conflicts(row.items, base)) for row in rows]
    if not any(bad):
        return [None] * len(rows)
    choice = choose_layout([row.items for row in rows], base, header, axis, width)
    proves = any(
        not b and _holds(row.items, base) and (choice is None or not _holds(row.items, choice.layout))
        for row, b in zip(rows, bad, strict=True)
    )
    if choice is not None and not proves and (sum(bad) >= LEAST_BARE_ROWS or not _hold_as_printed(rows, bad, base)):
        return [choice] * len(rows)
    if all(bad):
        return [None] * len(rows)
    choice = choose_layout([row.items for row, b in zip(rows, bad, strict=True) if b], base, header, axis, width)
    if choice is None:
        return [None] * len(rows)
    broken = [judge(list(placed(row.items, base))).broken > 0 for row in rows]
    return [
        choice if b or (is_broken and _holds(row.items, choice.layout)) else None
        for row, b, is_broken in zip(rows, bad, broken, strict=True)
    ]


def _hold_as_printed(rows: Sequence[Row], bad: Sequence[bool], base: Layout) -> bool:
    """True where some row that agrees with the header as printed adds up under it."""
    return any(not b and _holds(row.items, base) for row, b in zip(rows, bad, strict=True))


def _holds(cells: Cells, layout: Layout) -> bool:
    verdict = judge(list(placed(cells, layout)))
    return bool(verdict.held) and not verdict.broken


def _is_note(row: Row) -> bool:
    return any(is_no_data(cell) for cell in row.cells if cell)
