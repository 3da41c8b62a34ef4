"""Tables found in a document: where one begins and ends, and what it is called.

Which of its rows are header and which are body is told in ``table``; placing its amounts does not belong here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.extraction.page.grid import Block, Row, Segments
from pipeline.extraction.page.text import match_key
from pipeline.extraction.tables.continuation import extended, is_continuation
from pipeline.extraction.tables.cut_rows import (
    MOST_PIECES,
    has_numbers,
    join_cut_rows,
    with_end,
    with_end_of_heading,
    with_start,
)
from pipeline.extraction.tables.dressed_codes import undressed
from pipeline.extraction.tables.form_labels import find_label
from pipeline.extraction.tables.growing import Growing
from pipeline.extraction.tables.headings import lookup_heading
from pipeline.extraction.tables.label_words import has_ordinal, is_no_data
from pipeline.extraction.tables.next_sheets import as_next_sheet, next_sheets
from pipeline.extraction.tables.table import Table, is_caption_row, table_of
from pipeline.extraction.tables.titles import (
    LONGEST_TITLE,
    Caption,
    TitleMatch,
    caption,
    end_of_empty_caption,
    find_unit,
    is_metadata,
    match_title,
    titled_by_tab,
)
from pipeline.extraction.wording.facts import compact, pattern

MOST_CAPTION_ROWS = 4
_FEWEST_FIELDS = 2
MOST_TITLE_ROWS = 2
"""Number and name of a table."""

Line = tuple[int, str]
"""A line of text with its number."""


def find_tables(segments: Segments) -> list[Table]:
    """Find the tables of a document.

    Args:
        segments: Blocks of rows with the text before each.

    Returns:
        Tables numbered from 1; one that goes on over a page break is one, and a title with a unit line but without
        rows is a table without rows.
    """
    tables: list[Table] = []
    waiting: list[Line] = []
    tab = ""
    growing: Growing | None = None
    dressed = frozenset[int]()
    for whole in segments.blocks:
        if not tables and _is_record(whole):
            waiting = [*waiting, *whole.preamble]
            continue
        rows, in_whole = undressed(whole.rows, dressed)
        for block in _cut_at_titles(replace(whole, rows=join_cut_rows(rows))):
            rows, dressed = undressed(block.rows, in_whole)
            block = replace(block, rows=rows)
            apart, tab = block.on_other_sheets, block.tab or tab
            if apart:
                tables.extend(_untabled([*waiting, *block.preamble[:apart]], len(tables), whole=True))
                waiting = []
            preamble = _end_of_last_row(tables, [*waiting, *block.preamble[apart:]])
            inside = _caption_rows(block.rows)
            preamble, rows = _start_of_first_row(tables, preamble, block.rows[inside:])
            ended = end_of_empty_caption(preamble)
            tables.extend(_untabled(preamble[: ended or None], len(tables), whole=bool(ended)))
            preamble = preamble[ended:]
            lines = [*preamble, *_cells_as_lines(block.rows[:inside])]
            waiting = [] if rows else lines
            if rows:
                found = titled_by_tab(replace(caption(lines), project=_project(lines)), tab)
                tab = ""
                before = tables[-1] if tables else None
                found = as_next_sheet(before, rows, found)
                growing = before and (growing.grown_to(before) if growing else Growing(before))
                if growing and is_continuation(growing, rows, found):
                    tables[-1] = extended(growing.table, rows, block.last_line)
                else:
                    lines_of = (block.first_line, block.last_line)
                    tables.append(table_of(len(tables) + 1, found, rows, lines_of, _note(block)))
    tail = _end_of_last_row(tables, segments.tail)
    tables.extend(_untabled(tail, len(tables), whole=True))
    return tables


def _is_record(block: Block) -> bool:
    """Whether rows are the record of a web page (索引号 | … | 发布机构 | …): what it counts are no figures."""
    firsts = [next((compact(cell) for cell in row.cells if cell.strip()), "") for row in block.rows]
    return len(firsts) >= _FEWEST_FIELDS and all(map(pattern("record_label").match, firsts))


def _end_of_last_row(tables: list[Table], lines: Sequence[Line]) -> Sequence[Line]:
    """Give the end of a name in the line right below a table to the table's last row; the lines without it.

    Below a header alone it may be the end of a heading.
    """
    last = tables[-1] if tables else None
    if last is None or not lines or lines[0][0] != last.last_line + 1:
        return lines
    if not last.body:
        if (
            not last.header_rows
            or (heading := with_end_of_heading(last.header_rows[-1], lines[0][1], certain=len(lines) == 1)) is None
        ):
            return lines
        tables[-1] = replace(last, header_rows=(*last.header_rows[:-1], heading), last_line=lines[0][0])
        return lines[1:]
    row = with_end(last.body[-1], lines[0][1])
    if row is None:
        return lines
    tables[-1] = replace(last, body=(*last.body[:-1], row), last_line=lines[0][0])
    return lines[1:]


def _start_of_first_row(
    tables: Sequence[Table], lines: Sequence[Line], rows: Sequence[Row]
) -> tuple[Sequence[Line], Sequence[Row]]:
    """Give the start of a name in the lines right above a row to the row; between header and body nothing else is."""
    last = tables[-1] if tables else None
    for count in range(1, MOST_PIECES):
        pieces = lines[-count:]
        if not rows or len(pieces) < count or pieces[0][0] != rows[0].line - count:
            break
        certain = (
            last is not None and not last.body and len(pieces) == len(lines) and last.last_line + 1 == pieces[0][0]
            and not any(is_metadata(text) or match_title(text) for _, text in pieces)
        )  # fmt: skip
        if row := with_start(rows[0], pieces, certain=certain):
            return lines[:-count], [row, *rows[1:]]
    return lines, rows


def _cells_as_lines(rows: Sequence[Row]) -> list[Line]:
    return [(row.position(i)[0], row.cells[i]) for row in rows for i, _, _ in row.items]


def _caption_rows(rows: Sequence[Row]) -> int:
    """How many leading rows are title, unit or department in cells of their own; what stands above the unit is."""
    count = 0
    while count < min(len(rows), MOST_CAPTION_ROWS):
        names = _names_above_unit(rows[count:])
        if not names and not is_caption_row(rows[count]):
            break
        count += names + 1
    return count


def _names_above_unit(rows: Sequence[Row]) -> int:
    """How many rows of one name each the table's unit stands below; 0 where no unit does."""
    for count, row in enumerate(rows[: MOST_TITLE_ROWS + 1]):
        if _is_of_unit(row):
            return count
        if not _is_one_name(row):
            break
    return 0


def _is_one_name(row: Row) -> bool:
    """Whether a row prints one text alone, or a known title with texts beside it, such as a note of the whole."""
    if not row.items or any(kind != "text" for _, kind, _ in row.items):
        return False
    match = match_title(row.cells[row.items[0][0]])
    return len(row.items) == 1 or (match is not None and match.method == "exact")


def _is_of_unit(row: Row) -> bool:
    """Whether a caption's row says the unit of the table below."""
    return is_caption_row(row) and any(find_unit(row.cells[i]) for i, _, _ in row.items[-1:])


def _cut_at_titles(block: Block) -> Iterator[Block]:
    """A block cut before each title that stands inside it in a row of its own, and before another sheet of one form."""
    rows = block.rows
    starts = {_title_above(rows, i): i for i in reversed(range(1, len(rows))) if _opens_a_table(rows, i)}
    starts = {**{i: i for i in next_sheets(rows)}, **starts}
    if not starts:
        yield block
        return
    for start, end in pairwise([0, *sorted(starts), len(rows)]):
        first, last = start == 0, end == len(rows)
        below = starts.get(start, 0)
        yield replace(
            block, rows=rows[below:end], preamble=block.preamble if first else _cells_as_lines(rows[start:below]),
            on_other_sheets=block.on_other_sheets if first else 0, tab=block.tab if first else "",
            first_line=block.first_line if first else rows[start].line,
            last_line=block.last_line if last else rows[end].line - 1, notes=block.notes if last else [],
        )  # fmt: skip


def _opens_a_table(rows: Sequence[Row], index: int) -> bool:
    """True for a row inside a block that is a title or ends with the unit of what follows, with a header below it."""
    row = rows[index]
    texts = [row.cells[i] for i, kind, _ in row.items if kind == "text"]
    if not texts or len(texts) != len(row.items) or not is_caption_row(row):
        return False
    is_title = any((match := match_title(text)) and match.method == "exact" for text in texts)
    if not is_title and not (find_unit(texts[-1]) and has_numbers(rows[_title_above(rows, index) - 1])):
        return False
    below = rows[index + 1 : index + 1 + MOST_CAPTION_ROWS]
    headings = [row for row in below if not has_numbers(row) and not is_caption_row(row)]
    return any(sum(lookup_heading(match_key(c), "") is not None for c in row.cells if c) > 1 for row in headings)


def _title_above(rows: Sequence[Row], index: int) -> int:
    """The first of the rows that print one name each right above the unit of a table, right below numbers.

    Such a name is the table's title, whether it is known or not; else the row itself is the first.
    """
    first = index
    while first > 0 and index - first < MOST_TITLE_ROWS and _is_one_name(rows[first - 1]):
        first -= 1
    return first if first > 0 and has_numbers(rows[first - 1]) else index


def _project(lines: Sequence[Line]) -> str:
    """The project that lines before a form name: the line below one that prints the label alone, the nearest last."""
    named = ""
    for (_, text), (_, below) in pairwise(lines):
        label = find_label(text)
        if label is not None and label.kind == "subject_project" and not find_label(below) and not match_title(below):
            named = below.strip()
    return named if len(named) <= LONGEST_TITLE else ""


def _note(block: Block) -> str:
    """The note right below the table that it has no data; what follows a heading is another text."""
    for _, text in block.notes:
        if is_no_data(text):
            if match_title(text) is None:
                return text.strip()
        elif has_ordinal(text):
            break
    return ""


def _untabled(lines: Sequence[Line], done: int, whole: bool = False) -> list[Table]:
    """Titles with a unit line but without any row: statements that the document declares and leaves empty."""
    found: list[Table] = []
    titles: list[tuple[int, TitleMatch]] = []
    for index, (_, text) in enumerate(lines):
        match = match_title(text)
        if match and match.method == "exact":
            titles.append((index, match))
    last = len(titles) if whole else len(titles) - 1
    for position, (index, match) in enumerate(titles[: max(last, 0)]):
        end = titles[position + 1][0] if position + 1 < len(titles) else len(lines)
        following = lines[index + 1 : min(end, index + 5)]
        unit = next((find_unit(text) for _, text in following if find_unit(text)), "")
        if not unit:
            continue
        line, text = lines[index]
        note = next((t.strip() for _, t in lines[index + 1 : end] if is_no_data(t)), "")
        said = Caption(match, text.strip(), line, "", unit, following[0][0], "")
        found.append(Table(done + len(found) + 1, said, (), (), 0, line, following[-1][0], note))
    return found
