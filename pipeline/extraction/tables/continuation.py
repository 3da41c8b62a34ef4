"""What goes on over a page: whether rows belong to the table before them.

A page may repeat the title, the number of the form, the unit, the header, or none of them. What decides belongs here;
leaving out what is repeated does not (``table``).
"""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.extraction.page.grid import Row
from pipeline.extraction.tables.columns import NAME_ROLES
from pipeline.extraction.tables.cut_rows import has_numbers
from pipeline.extraction.tables.form_labels import ROWS_LOOKED_AT, find_label
from pipeline.extraction.tables.growing import Growing
from pipeline.extraction.tables.table import Table, is_structural, printed_keys, starts_with_body
from pipeline.extraction.tables.titles import Caption


def is_continuation(growing: Growing, rows: Sequence[Row], found: Caption) -> bool:
    """True where rows go on with the table before them.

    Args:
        growing: The table before.
        rows: The rows, without those of their caption.
        found: What stands before the rows.
    """
    before = growing.table
    if not _same_caption(before.caption, found) or not before.header_rows:
        return False
    headers = _repeated_headers(before, rows)
    rest = rows[headers:]
    if found.match is None:
        if headers:
            return not (rest and growing.is_printed_again(rest))
        return _fits(growing, rows)
    if not rest or (before.statement_id.startswith("performance") and _opens_a_sheet(rows)):
        return False
    return bool(headers or _fits(growing, rest)) and not growing.is_printed_again(rest)


def extended(before: Table, rows: Sequence[Row], last_line: int) -> Table:
    """The table with the rows of its next page; right below its header the numbers of columns are none of its rows."""
    numbered = 0
    while not before.body and numbered < len(rows) and is_structural(rows[numbered]):
        numbered += 1
    tokens = sum(kind == "amount" for row in rows[:numbered] for _, kind, _ in row.items)
    return replace(
        before,
        body=(*before.body, *rows[numbered:]),
        structural_tokens=before.structural_tokens + tokens,
        last_line=last_line,
        is_continued=True,
    )


def _same_caption(before: Caption, found: Caption) -> bool:
    """True where nothing that the caption says contradicts the caption of the table before."""
    if found.match is not None:
        match = before.match
        if match is None or match.statement_id != found.match.statement_id or match.prefix != found.match.prefix:
            return False
    pairs = (
        (before.official_number, found.official_number),
        (before.unit_text, found.unit_text),
        (before.department, found.department),
    )
    return all(not new or not old or new == old for old, new in pairs)


def _repeated_headers(before: Table, rows: Sequence[Row]) -> int:
    """How many leading rows repeat the header, from its first row on or its last rows alone; 0 where none does."""
    printed = [keys for row in before.header_rows if (keys := printed_keys(row))]
    count = 0
    while count < len(rows) and (printed_keys(rows[count]) in printed or (count and is_structural(rows[count]))):
        count += 1
    return count


def _fits(growing: Growing, rows: Sequence[Row]) -> bool:
    width = growing.width
    starts = starts_with_body(rows, growing.table.heading_axis) or _prints_names_alone(growing, rows, width)
    return starts and bool(width) and abs(len(rows[0].cells) - width) <= 1


def _prints_names_alone(growing: Growing, rows: Sequence[Row], width: int) -> bool:
    """True where the first rows print nothing but names, where the table has its own: headings stand over amounts too.

    Names of lines are often headings elsewhere (事业收入), so that they do not tell by themselves.
    """
    first = next((number for number, row in enumerate(rows) if has_numbers(row)), 0)
    if not first:
        return False
    layout = growing.layout
    names = {i for i in layout.label_indices if layout.column(i).role in NAME_ROLES}
    return all(
        len(row.cells) == width and bool(row.items) and all(i in names for i, _, _ in row.items) for row in rows[:first]
    )


def _opens_a_sheet(rows: Sequence[Row]) -> bool:
    """True where the first rows of a form name a project or department: another sheet."""
    labels = (find_label(row.cells[i]) for row in rows[:ROWS_LOOKED_AT] for i, kind, _ in row.items if kind == "text")
    return any(label is not None and label.kind.startswith("subject") for label in labels)
