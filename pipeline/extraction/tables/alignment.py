"""Rows of another width: which columns their cells stand in, decided by content and sums, never by position alone.

A cell more or less moves everything after it. All ways to put the row under the columns are tried; those in which a
name stands under amounts or a number under names are out. What the sums of the row and of the codes above and below it
then single out is the reading; a cell on whose column the ways left do not agree is lost, and said to be.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.extraction.page.cells import NUMERIC
from pipeline.extraction.page.grid import Item, Row
from pipeline.extraction.tables.columns import Layout
from pipeline.extraction.tables.cut_rows import has_numbers
from pipeline.extraction.tables.fit import conflicts, label_end
from pipeline.extraction.tables.hierarchy import Expected
from pipeline.extraction.tables.identities import LOST_PART, Verdict, has_core, judge
from pipeline.extraction.tables.label_words import GLUED_CODE, is_coded_name, is_total
from pipeline.extraction.tables.labels import PART_CODE
from pipeline.extraction.wording.kinds import Placement
from pipeline.extraction.wording.tables import vocabulary

MOST_CELLS_TOO_MANY = 4
LEAST_TOGETHER = 3
"""Rows of the same other width that are taken for a table whose header has a cell more or fewer."""
CODE_LENGTH = 3
LEAST_TRIMMED = 2
"""Rows without trailing blanks that a table must have before a short row counts as trimmed."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """A row under the columns of its table, the cells whose column is not certain, and what decided."""

    row: Row
    lost: frozenset[int]
    note: str
    placement: Placement = "inferred"


def expected_width(rows: Sequence[Row], layout: Layout) -> int:
    """The number of cells that a row of the table has: the header's; columns at its end without a heading may lack."""
    header = len(layout.columns)
    widths = Counter(len(row.cells) for row in rows if any(kind in NUMERIC for _, kind, _ in row.items))
    usual = max(widths, key=lambda width: (widths[width], width), default=header)
    return usual if layout.width <= usual <= header else header


def is_of_other_width(row: Row, width: int) -> bool:
    """True for a row with numbers that has not as many cells as the table."""
    return len(row.cells) != width and any(kind in NUMERIC for _, kind, _ in row.items)


def with_names_apart(rows: Sequence[Row], width: int, layout: Layout) -> list[Row]:
    """Give rows that are a cell short, as they print a code and its name in one cell, the blank cell for the name.

    Args:
        rows: Body rows.
        width: Cells of a row of the table.
        layout: The table's columns.
    """
    pairs = [
        i for i, column in enumerate(layout.columns) if column.role == "code" and layout.column(i + 1).role == "name"
    ]
    return [_with_name_apart(row, pairs) if len(row.cells) == width - 1 else row for row in rows]


def _with_name_apart(row: Row, pairs: Sequence[int]) -> Row:
    """Only where the classification gives the code that name and a number follows: nothing else explains the cell."""
    kinds = {i: kind for i, kind, _ in row.items}
    at = [i for i in pairs if i < len(row.cells) and is_coded_name(row.cells[i]) and kinds.get(i + 1) == "amount"]
    return _with_blanks(row, at[0] + 1, 1) if len(at) == 1 else row


def is_header_damaged(header: Sequence[Sequence[str]], rows: Sequence[Row], width: int) -> bool:
    """True where a row of headings has fewer cells than the rows below it, and blank cells are not left away.

    The rows below are those of the table's width, and those that fill every cell of another row of headings.
    """
    ends_blank = any(row and not row[-1].strip() for row in (*header, *(row.cells for row in rows)))
    headings = set(map(len, header))
    full = (len(row.items) for row in rows if len(row.items) == len(row.cells) and has_numbers(row))
    widest = max((width, *(count for count in full if count in headings)))
    return ends_blank and any(1 < len(row) < widest for row in header)


def is_trimmed(rows: Sequence[Sequence[str]], width: int) -> bool:
    """True where the export leaves the blank cells at the end of a row away, in header and body."""
    if any(row and not row[-1].strip() for row in rows):
        return False
    return sum(len(row) < width for row in rows) >= LEAST_TRIMMED


def align(
    rows: Sequence[Row], width: int, layout: Layout, expected: Sequence[Expected], always: frozenset[int], *,
    trimmed: bool, header_fits: bool,
) -> list[Aligned | None]:  # fmt: skip
    """Find the columns of rows that all have the same number of cells, more or fewer than their table.

    Args:
        rows: The rows as printed.
        width: Cells of a row of the table.
        layout: The table's columns.
        expected: What the rows above and below say each row's amounts are.
        always: Columns in which every row of the table's width prints a number.
        trimmed: True where blank cells at the end of a row are left away.
        header_fits: True where other rows of the table are as wide as its header.

    Returns:
        Each row with its cells under their columns; None where no way of reading it fits the header. A cell more or
        fewer at one place in all rows decides for all, where some row's sums decide; else each row is read alone.
    """
    if not header_fits:
        return _align_all(rows, width, layout, trimmed=trimmed)
    found = [_align_one(*pair, width, layout, always, trimmed=trimmed) for pair in zip(rows, expected, strict=True)]
    if len(rows) < LEAST_TOGETHER or all(one is not None and not one.lost for one in found):
        return found
    together = _align_all(rows, width, layout, trimmed=False)
    return [one if other is None else other for one, other in zip(found, together, strict=True)]


def _align_all(rows: Sequence[Row], width: int, layout: Layout, *, trimmed: bool) -> list[Aligned | None]:
    """Rows under a header that has a cell more or fewer at one place: read where that place is certain.

    A sum does not say which of its parts has lost its heading: a number is lost on which the places left disagree.
    Without any sum only the names of several blocks side by side say where each stands.
    """
    missing = width - len(rows[0].cells)
    ways = [_ways(row, width) for row in rows]
    common = [at for at in ways[0] if all(at in way and _fits(way[at], layout) for way in ways)]
    if trimmed and missing > 0 and len(rows[0].cells) in common:
        printed = [way[len(rows[0].cells)] for way in ways]
        if not any(conflicts(row.items, layout) or _verdict(row, layout).broken for row in printed):
            return [Aligned(row, frozenset(), "", "header") for row in printed]
    alone = len(rows) < LEAST_TOGETHER
    if alone and missing > 0 and layout.blocks == 1:
        common = [at for at in common if all(_fills(way[at], layout) for way in ways)]
    blank = [at for at in common if missing > 0 or all(_is_blank(row, at, -missing) for row in rows)]
    is_anchored = layout.blocks > 1 or (not alone and has_core(layout.columns))
    places = [at for at in (blank if blank and is_anchored else common) if not _is_broken(ways, at, layout)]
    proofs = {at: sum(bool(_verdict(way[at], layout).held) for way in ways) for at in places}
    most = max(proofs.values(), default=0)
    if not places or (not most and layout.blocks == 1):
        return [None] * len(rows)
    note = f"rows of {len(rows[0].cells)} cells, by the sums of all rows"
    best = [at for at in places if not is_anchored or proofs[at] == most]
    return [_of_several([way[at] for at in best], layout, note) for way in ways]


def _is_broken(ways: Sequence[Mapping[int, Row]], at: int, layout: Layout) -> bool:
    return any(_verdict(way[at], layout).broken for way in ways)


def _fills(way: Row, layout: Layout) -> bool:
    """True where a number stands under every heading of amounts, rates and comparisons: none of them is lost."""
    wanted = {i for i, column in enumerate(layout.columns) if column.is_amount or column.role == "aside"}
    return wanted <= {i for i, kind, _ in way.items if kind in NUMERIC}


def _is_blank(row: Row, at: int, count: int) -> bool:
    return at < 0 or not any(cell.strip() for cell in row.cells[at : at + count])


def _of_several(ways: Sequence[Row], layout: Layout, note: str) -> Aligned:
    certain = _same_amounts(ways, layout)
    return Aligned(ways[0], frozenset() if certain else _not_agreed(ways), note)


def _align_one(
    row: Row, expected: Expected, width: int, layout: Layout, always: frozenset[int], *, trimmed: bool
) -> Aligned | None:
    missing = max(width - len(row.cells), 0)
    fitting = [way for way in _ways(row, width, blanks_only=True).values() if _fits(way, layout)]
    note = f"row of {len(row.cells)} cells"
    for way in fitting:
        if expected.agrees(_amounts(way, layout), missing) and not _verdict(way, layout, strict=True).broken:
            return Aligned(way, frozenset(), f"{note}, by the sums of the codes")
    possible = [way for way in fitting if not expected.contradicts(_amounts(way, layout))]
    if all(_verdict(way, layout, strict=True).broken for way in possible):
        return None
    proved = _most_proved(possible, layout)
    if proved and _same_amounts(proved, layout):
        return Aligned(proved[0], frozenset(), f"{note}, by the sums of the row")
    if trimmed and missing and _is_as_printed(possible[0], row, layout, always):
        return Aligned(possible[0], frozenset(), "", "header")
    ways = proved or possible
    return Aligned(ways[0], _not_agreed(ways), f"{note}, by the cells alone")


def always_printed(rows: Sequence[Row]) -> frozenset[int]:
    """Columns in which every one of some rows prints a number; none where the rows are too few to tell."""
    if len(rows) < LEAST_TOGETHER:
        return frozenset()
    printed = Counter(i for row in rows for i, kind, _ in row.items if kind in NUMERIC)
    return frozenset(i for i, count in printed.items() if count == len(rows))


def _is_as_printed(way: Row, row: Row, layout: Layout, always: frozenset[int]) -> bool:
    """True for the row as it stands, where it adds up and prints every number that all others print.

    Of blocks side by side one is longer than the other: a row that ends before the amounts of a block owes it none.
    """
    if conflicts(way.items, layout) or _verdict(way, layout).broken:
        return False
    printed = {i for i, kind, _ in way.items if kind in NUMERIC}
    blocks = layout.block_of_amount
    begun = {blocks[i] for i in printed if i in blocks}
    owed = {i for i in always if layout.blocks == 1 or layout.column(i).block in begun}
    return way.cells[: len(row.cells)] == row.cells and owed <= printed


def _most_proved(ways: Sequence[Row], layout: Layout) -> list[Row]:
    """The ways under which sums hold, none is broken, and every amount of money is proved; none where the most is not.

    A count of things is part of no sum: where it stands under money instead, one amount more is proved, by chance.
    """
    found: list[tuple[int, int, Row]] = []
    for way in ways:
        amounts = _amounts(way, layout)
        verdict = _verdict(way, layout, strict=True)
        if verdict.held and not verdict.broken:
            columns = [layout.column(i) for i, value in amounts.items() if value]
            proved = sum(column in verdict.proved for column in columns)
            found.append((proved, sum(column.measure != "quantity" for column in columns), way))
    most = max((proved for proved, _, _ in found), default=0)
    complete = [way for proved, money, way in found if proved == money]
    return complete if most and all(proved == money for proved, money, _ in found if proved == most) else []


def _ways(row: Row, width: int, *, blanks_only: bool = False) -> dict[int, Row]:
    """The row with cells added, or taken out, at each place; as it stands comes first.

    What is taken out and prints something is put behind the last column, where no heading is (with ``blanks_only`` that
    is done with the last cells alone); a cut in a name that makes a cell too many is closed (negative places).
    """
    missing = width - len(row.cells)
    if missing > 0:
        return {at: _with_blanks(row, at, missing) for at in range(len(row.cells), -1, -1)}
    if -missing > MOST_CELLS_TOO_MANY:
        return {}
    places = [
        at
        for at in range(width, -1, -1)
        if at == width or _can_go(row.items, range(at, at - missing), blanks_only=blanks_only)
    ]
    joined = _joined_names(row) if missing == -1 else {}
    return {at: _without(row, at, -missing) for at in places} | joined


def _can_go(items: Sequence[Item], cells: range, *, blanks_only: bool) -> bool:
    """True where cells may be beside the columns: blank ones, and numbers whose heading is lost; no name, no code."""
    end = label_end(items)
    return all(
        index not in cells or (not blanks_only and index >= end and kind in (*NUMERIC, "nil"))
        for index, kind, _ in items
    )


def _with_blanks(row: Row, at: int, count: int) -> Row:
    places = [row.position(i) for i in range(len(row.cells))]
    blank = (row.line, 1)
    return Row(
        (*row.cells[:at], *[""] * count, *row.cells[at:]), row.line, (*places[:at], *[blank] * count, *places[at:])
    )


def _without(row: Row, at: int, count: int) -> Row:
    places = [row.position(i) for i in range(len(row.cells))]
    cells = (*row.cells[:at], *row.cells[at + count :], *row.cells[at : at + count])
    return Row(cells, row.line, (*places[:at], *places[at + count :], *places[at : at + count]))


def _joined_names(row: Row) -> dict[int, Row]:
    texts = {index for index, kind, _ in row.items if kind == "text"}
    places = [row.position(i) for i in range(len(row.cells))]
    found: dict[int, Row] = {}
    for at in sorted(texts):
        if at + 1 in texts:
            name = row.cells[at].strip() + row.cells[at + 1].strip()
            cells = (*row.cells[:at], name, *row.cells[at + 2 :])
            found[-1 - at] = Row(cells, row.line, (*places[: at + 1], *places[at + 2 :]))
    return found


def _fits(way: Row, layout: Layout) -> bool:
    """True where names stand under labels, codes under codes and amounts under amounts."""
    return all(_fits_column(way, item, layout) for item in way.items if item[0] < len(layout.columns))


def _fits_column(way: Row, item: Item, layout: Layout) -> bool:
    index, kind, number = item
    column = layout.column(index)
    role = column.role
    if kind == "text":
        text = way.cells[index].strip()
        if role in ("code", "code_part", "line_no", "serial"):
            return is_total(text) or bool(GLUED_CODE.match(text)) or not _has_name_beside(way, index, layout)
        nameless = role == "unknown" and not column.label and layout.blocks > 1
        return role not in ("amount", "aside") and not nameless
    if kind == "amount" and number.isdigit():
        if role == "code":
            return len(number) >= CODE_LENGTH or bool(PART_CODE.match(number))
        if role in ("code_part", "line_no", "serial"):
            return len(number) <= 3
        if role == "amount" and "code" in layout.roles and number in vocabulary().codes:
            return False
        return role not in ("name", "unit_name", "project_name", "text")
    if kind in NUMERIC:
        return role in ("amount", "aside", "unknown") or role.startswith("indicator")
    return True


def _has_name_beside(way: Row, index: int, layout: Layout) -> bool:
    """True where a column of names after a column of codes prints a name: a second one does not stand for the code."""
    return any(layout.column(i).role == "name" for i, kind, _ in way.items if kind == "text" and 0 < i - index < 4)


def _amounts(way: Row, layout: Layout) -> Mapping[int, Decimal]:
    return {i: Decimal(n) for i, kind, n in way.items if kind == "amount" and layout.column(i).is_amount}


def _verdict(way: Row, layout: Layout, *, strict: bool = False) -> Verdict:
    """Identities of the row; a number behind the last column completes a sum like a part whose heading is lost."""
    placed = [(layout.column(i), value) for i, value in _amounts(way, layout).items()]
    if strict:
        return judge(placed)
    beyond = [(LOST_PART, Decimal(n)) for i, kind, n in way.items if kind == "amount" and i >= len(layout.columns)]
    return judge([*placed, *beyond])


def _not_agreed(ways: Sequence[Row]) -> frozenset[int]:
    """Numbers of the first of the ways on whose column the ways do not agree."""
    first = ways[0]
    columns = [{way.position(i): i for i, _, _ in way.items} for way in ways]
    return frozenset(
        i
        for i, kind, _ in first.items
        if kind in NUMERIC and any(found.get(first.position(i)) != i for found in columns)
    )


def _same_amounts(ways: Sequence[Row], layout: Layout) -> bool:
    """True where the ways differ at most in which of several zeros stands where: each column prints the same."""
    amounts = [_amounts(way, layout) for way in ways]
    return all(found == amounts[0] for found in amounts)
