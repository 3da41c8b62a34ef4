"""Columns of a table that is complete: phantom ones folded, those of two pages brought together.

Which edges are one, and which columns nobody uses, belong here; rows do not.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from pipeline.extraction.page.document import Span
from pipeline.extraction.readers.printed.cells import Cell, Table, is_number
from pipeline.extraction.readers.printed.paragraphs import begins_anew

SAME_EDGE = 4.0
SHARED_EDGES = 0.6
"""Share of the inner edges of the part with fewer columns that must run through both parts."""


def same_columns(one: Table, other: Table) -> tuple[float, ...] | None:
    """Whether two tables have the same columns, so that the second can go on with the first.

    Args:
        one: A table.
        other: What may be its continuation.

    Returns:
        All edges of both, in the coordinates of the first; None where the columns differ. The parts of one form are
        divided each in its own way, but most edges of the simpler part run through both.
    """
    shift = other.xs[0] - one.xs[0]
    moved = [x - shift for x in other.xs]
    if abs(moved[-1] - one.xs[-1]) > SAME_EDGE:
        return None
    own = [x for x in moved[1:-1] if not _near(x, one.xs)]
    shared = len(moved) - 2 - len(own)
    if shared < SHARED_EDGES * min(len(moved) - 2, len(one.xs) - 2):
        return None
    return tuple(sorted([*one.xs, *own]))


def _near(x: float, edges: Sequence[float]) -> bool:
    index = bisect_left(edges, x)
    return any(abs(edges[i] - x) <= SAME_EDGE for i in (index - 1, index) if 0 <= i < len(edges))


def on_edges(table: Table, edges: tuple[float, ...]) -> Table:
    """The same table with columns divided as given.

    Args:
        table: A table whose edges are some of these, perhaps moved aside.
        edges: The edges wanted.

    Returns:
        The table; a cell that was one column and is several now is a merged one.
    """
    if len(edges) == len(table.xs):
        return replace(table, xs=edges)
    shift = table.xs[0] - edges[0]
    place = [min(range(len(edges)), key=lambda i: abs(edges[i] + shift - x)) for x in table.xs]
    spans = [Span(s.row, place[s.column], s.rows, place[s.column + s.columns] - place[s.column]) for s in table.spans]
    merged = {(span.row, span.column) for span in spans}
    rows: list[dict[int, Cell]] = []
    for number, row in enumerate(table.rows):
        rows.append({place[column]: cell for column, cell in row.items()})
        for column in row:
            wide = place[column + 1] - place[column]
            if wide > 1 and (number, place[column]) not in merged:
                spans.append(Span(number, place[column], 1, wide))
    return replace(table, xs=edges, rows=rows, spans=spans)


def without_blank_rows(table: Table) -> Table:
    """Leave out rows in which nothing is printed and which no merged cell touches.

    Args:
        table: A complete table.

    Returns:
        The table.
    """
    touched = {row for span in table.spans if span.rows > 1 for row in range(span.row, span.row + span.rows)}
    kept = [
        number for number, row in enumerate(table.rows) if number in touched or any(cell.text for cell in row.values())
    ]
    if len(kept) == len(table.rows):
        return table
    place = {old: new for new, old in enumerate(kept)}
    return replace(
        table,
        rows=[table.rows[number] for number in kept],
        pages=[table.pages[number] for number in kept],
        spans=[span._replace(row=place[span.row]) for span in table.spans if span.row in place],
    )


def folded(table: Table) -> Table:
    """Fold columns that only the drawn grid has, into the neighbour that prints what they lack.

    Such a column has a heading over it and nothing below, beside one that has values and no heading; or one heading
    stands over both and no row prints in both. A column of the table itself is never folded: two headings are two
    columns, also where one is empty. On a scan nothing is printed may mean that it was not recognised (a seal lies over
    it): there only one heading over both is a reason.

    Args:
        table: A complete table. One without a header is left as it is: only a header tells what a column is.

    Returns:
        The table; every text as it was, each row at least as narrow.
    """
    header = _header_rows(table)
    if not header:
        return table
    uses = [_uses(table, number) for number in range(len(table.rows))]
    scanned = any(cell.address.read_by == "ocr" for row in table.rows for cell in row.values())
    place = [0]
    held = [use[0] for use in uses]
    for column in range(1, table.width):
        here = [use[column] for use in uses]
        apart = scanned and any(one is None or one != other for one, other in zip(held[:header], here, strict=False))
        if not apart and _is_one_column(held, here, header, drawn=not table.columns):
            held = [right if left is None else left for left, right in zip(held, here, strict=True)]
            place.append(place[-1])
        else:
            held = here
            place.append(place[-1] + 1)
    if place[-1] + 1 == table.width:
        return table
    return _at_places(table, place)


def _header_rows(table: Table) -> int:
    """How many rows stand before the first with a number; none where they are no headings."""
    for number, row in enumerate(table.rows):
        texts = [cell.text for cell in row.values() if cell.text]
        if any(map(is_number, texts)):
            return number
        if any(map(begins_anew, texts)):
            return 0
    return 0


Use = tuple[int, int] | None


def _is_one_column(left: Sequence[Use], right: Sequence[Use], header: int, *, drawn: bool) -> bool:
    pairs = list(zip(left, right, strict=True))
    if any(one is not None and other is not None and one != other for one, other in pairs):
        return False
    apart = [(one, other) for one, other in pairs[:header] if one != other]
    if not apart and any(one for one, _ in pairs[:header]):
        return True
    heads = any(one for one, _ in apart), any(other for _, other in apart)
    bodies = any(left[header:]), any(right[header:])
    if not drawn and heads in ((True, False), (False, True)):
        return True  # a heading to the left, values to the right: no line says that these are two
    return heads != (True, True) and bodies != (True, True)


def _uses(table: Table, number: int) -> list[Use]:
    """For each column of a row the cell whose text stands there or covers it; None where nothing is printed."""
    uses: list[Use] = [None] * table.width
    for column, cell in table.rows[number].items():
        if cell.text:
            uses[column] = (number, column)
    for span in table.spans:
        if span.row <= number < span.row + span.rows and table.rows[span.row][span.column].text:
            for column in range(span.column, span.column + span.columns):
                uses[column] = (span.row, span.column)
    return uses


def _at_places(table: Table, place: Sequence[int]) -> Table:
    rows: list[dict[int, Cell]] = []
    for row in table.rows:
        cells: dict[int, Cell] = {}
        for column, cell in sorted(row.items()):
            target = place[column]
            if target not in cells or (cell.text and not cells[target].text):
                cells[target] = cell
        rows.append(cells)
    spans: list[Span] = []
    for span in table.spans:
        first, last = place[span.column], place[span.column + span.columns - 1]
        new = Span(span.row, first, span.rows, last - first + 1)
        if new.rows > 1 or new.columns > 1:
            spans.append(new)
    edges = [table.xs[index] for index in range(len(place)) if index == 0 or place[index] != place[index - 1]]
    return replace(table, xs=(*edges, table.xs[-1]), rows=rows, spans=spans)
