"""Which column a value stands in, also where the header is damaged.

A row whose cells agree with the header is placed by it. Where they do not (a name under an amount heading, a number
under none), the shifts of the header rows that make the row agree AND satisfy the table's own identities are taken, and
the sibling table by economic code decides what the header has lost. Where none does, nothing is guessed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
from pipeline.extraction.tables.column_rules import label_by_content
from pipeline.extraction.tables.columns import LABEL_ROLES, Column, Layout
from pipeline.extraction.tables.cut_rows import has_numbers
from pipeline.extraction.tables.doubts import (
    LEAST_BARE_ROWS,
    is_misprinted,
    parts_without_total,
    with_misprints,
    without_bare_columns,
    without_blank_totals,
    without_disagreement,
    without_empty_totals,
)
from pipeline.extraction.tables.fit import Cells, conflicts, label_end
from pipeline.extraction.tables.headings import holds_two_headings
from pipeline.extraction.tables.hierarchy import NOTHING_EXPECTED, Hierarchy, code_of, hierarchy_of, name_of
from pipeline.extraction.tables.identities import adds_up, judge
from pipeline.extraction.tables.label_words import is_no_data, line_key
from pipeline.extraction.tables.moved_headers import Choice, Header, choose_layout, placed
from pipeline.extraction.tables.row_reading import (
    HEADER_DAMAGED,
    ROW_WIDTH,
    Reading,
    Siblings,
    read_straight,
    undecided,
)
from pipeline.extraction.wording.kinds import Axis
from pipeline.extraction.wording.tables import vocabulary


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
        or bool(parts_without_total(rows, layout))
        or any(is_of_other_width(row, width) or conflicts(row.items, layout) or is_misprinted(row) for row in rows)
    )


def _has_two_in_a_cell(header: Header, axis: Axis) -> bool:
    """True where a cell holds the headings of two columns: the header has fewer columns than headings."""
    return any(holds_two_headings(key, axis) for row in header for key in row)


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
        return [with_misprints(_shifted(row, named)) for row in rows]
    if is_damaged_header:
        return [undecided(row, base, HEADER_DAMAGED) for row in rows]
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
    readings = [with_misprints(found[i]) for i in range(len(rows))]
    readings = without_empty_totals(without_disagreement(readings), base)
    return without_blank_totals(without_bare_columns(readings, base), base)


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
        undecided(reading.row, base, HEADER_DAMAGED) if reading.placement == "inferred" else reading
        for reading in readings
    ]


def _named_apart(reading: Reading) -> Reading:
    return replace(reading, placement="inferred", note=reading.note or "code and name in one cell")


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
                    readings[index] = undecided(rows[index], base, HEADER_DAMAGED)
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
        return [undecided(row, Layout((), "line", 1)) for row in rows]
    codes = [code_of(row, layout) for row in rows]
    expected = [NOTHING_EXPECTED if code is None else context.hierarchy.expected(code) for code in codes]
    found = align(
        rows, context.width, layout, expected, context.always, trimmed=context.trimmed, header_fits=context.header_fits
    )
    if not context.header_fits:
        layout = label_by_content(layout, [one.row.items for one in found if one is not None])
    return [
        undecided(row, layout)
        if one is None or _has_doubtful_code(one.row, layout, context.hierarchy)
        else _with_lost(_aligned(one, layout, context.siblings))
        for row, one in zip(rows, found, strict=True)
    ]


def _aligned(one: Aligned, layout: Layout, siblings: Siblings) -> Reading:
    """A row put under its columns; what sums leave open between single categories the sibling table tells."""
    reading = Reading(one.row, layout, one.placement, one.note, lost=one.lost, doubt=ROW_WIDTH if one.lost else "")
    return resolve_by_sibling(reading, siblings) if one.placement == "inferred" and not one.lost else reading


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
