"""Ways in which a page prints the same table: each takes the lines of a document and gives others that mean the same.

A transformation changes one table of a document at a place that the random generator picks. ``None`` where the table
has nothing to change. Where a number itself is damaged or lost the meaning is the same without that number.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

TAB = "\t"
NUMBER = re.compile(r"-?[\d,]+\.\d{1,2}\Z")
WHOLE = re.compile(r"\d+\Z")
CODE = re.compile(r"[1235]\d{2}(?:\d{2}){0,2}\Z")


@dataclass(frozen=True)
class Printed:
    """A document's lines and where one of its tables stands in them (0-based, ends excluded)."""

    lines: tuple[str, ...]
    caption: range
    header: range
    body: range
    title_line: int | None

    def row(self, line: int) -> list[str]:
        """Cells of a line."""
        return self.lines[line].split(TAB)


Transformation = Callable[[Printed, random.Random], Sequence[str] | None]


def _replaced(printed: Printed, line: int, *new: str) -> list[str]:
    return [*printed.lines[:line], *new, *printed.lines[line + 1 :]]


def _rows(printed: Printed, *, numbers: bool = True) -> list[int]:
    return [
        i
        for i in printed.body
        if TAB in printed.lines[i] and (not numbers or any(NUMBER.match(c.strip()) for c in printed.row(i)))
    ]


def _names(cells: Sequence[str], least: int) -> list[int]:
    return [i for i, c in enumerate(cells) if len(c.strip()) >= least and not any(s.isdigit() for s in c) and c.strip()]


def _a_name(printed: Printed, rng: random.Random, least: int = 6) -> tuple[int, int] | None:
    found = [(line, cell) for line in _rows(printed) for cell in _names(printed.row(line), least)]
    return rng.choice(found) if found else None


def _each_row(printed: Printed, lines: Sequence[int], change: Callable[[list[str]], list[str]]) -> list[str]:
    wanted = set(lines)
    return [TAB.join(change(line.split(TAB))) if i in wanted else line for i, line in enumerate(printed.lines)]


def _table_rows(printed: Printed) -> list[int]:
    return [i for r in (printed.header, printed.body) for i in r if TAB in printed.lines[i]]


# Names over several lines ------------------------------------------------------------------------------------------


def name_over_two_lines(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """A name broken inside its cell: the row is cut in two lines."""
    if (found := _a_name(printed, rng)) is None:
        return None
    line, cell = found
    cells = printed.row(line)
    at = rng.randint(2, len(cells[cell]) - 2)
    first, rest = cells[cell][:at], cells[cell][at:]
    return _replaced(printed, line, TAB.join([*cells[:cell], first]), TAB.join([rest, *cells[cell + 1 :]]))


def name_over_three_lines(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """A long name broken twice."""
    if (found := _a_name(printed, rng, least=9)) is None:
        return None
    line, cell = found
    cells = printed.row(line)
    name = cells[cell]
    return _replaced(
        printed, line, TAB.join([*cells[:cell], name[:3]]), name[3:6], TAB.join([name[6:], *cells[cell + 1 :]])
    )


def name_in_the_next_row(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """The rest of a name in a row of its own below, all other cells blank."""
    if (found := _a_name(printed, rng)) is None:
        return None
    line, cell = found
    cells = printed.row(line)
    at = rng.randint(2, len(cells[cell]) - 2)
    below = [""] * len(cells)
    below[cell] = cells[cell][at:]
    return _replaced(printed, line, TAB.join([*cells[:cell], cells[cell][:at], *cells[cell + 1 :]]), TAB.join(below))


# Codes and names ---------------------------------------------------------------------------------------------------


def _coded_rows(printed: Printed) -> list[int]:
    return [
        i for i in _rows(printed) if len(c := printed.row(i)) > 2 and CODE.match(c[0].strip()) and _names(c[1:2], 2)
    ]


def code_and_name_in_one_cell(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """Code and name in one cell: one cell fewer, in all rows with a code."""
    rows = _coded_rows(printed)
    return _each_row(printed, rows, lambda c: [f"{c[0]} {c[1]}", *c[2:]]) if rows else None


def code_glued_to_one_name(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """The same in a single row, without a blank."""
    rows = _coded_rows(printed)
    return _each_row(printed, [rng.choice(rows)], lambda c: [f"{c[0]}{c[1]}", *c[2:]]) if rows else None


def code_with_blanks(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """Codes as ``208 05 05``."""
    rows = _coded_rows(printed)

    def spaced(cells: list[str]) -> list[str]:
        code = cells[0].strip()
        return [" ".join([code[:3], *(code[i : i + 2] for i in range(3, len(code), 2))]), *cells[1:]]

    return _each_row(printed, rows, spaced) if rows else None


# Cells more and fewer ----------------------------------------------------------------------------------------------


def cell_dropped(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """One number of one row is missing: it is lost, the others keep their meaning."""
    found = [(i, at) for i in _rows(printed) for at, cell in enumerate(printed.row(i)) if NUMBER.match(cell.strip())]
    if not found:
        return None
    line, at = rng.choice(found)
    return _each_row(printed, [line], lambda c: [*c[:at], *c[at + 1 :]])


def blank_cell_dropped(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """A blank cell of one row is missing."""
    found = [(i, at) for i in _rows(printed) for at, cell in enumerate(printed.row(i)) if not cell.strip()]
    if not found:
        return None
    line, at = rng.choice(found)
    return _each_row(printed, [line], lambda c: [*c[:at], *c[at + 1 :]])


def blank_cell_added(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """One row has a blank cell more."""
    rows = _rows(printed)
    if not rows:
        return None
    line = rng.choice(rows)
    at = rng.randint(0, len(printed.row(line)))
    return _each_row(printed, [line], lambda c: [*c[:at], "", *c[at:]])


def blank_cell_added_to_totals(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """The first row with numbers has a blank cell more, or one fewer."""
    rows = _rows(printed)
    if not rows:
        return None
    cells = printed.row(rows[0])
    blank = next((i for i, c in enumerate(cells) if not c.strip()), None)
    if blank is not None and rng.random() < 0.5:
        return _each_row(printed, [rows[0]], lambda c: [*c[:blank], *c[blank + 1 :]])
    return _each_row(printed, [rows[0]], lambda c: [c[0], "", *c[1:]])


def blank_column(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """A phantom column, blank in header and body."""
    rows = _table_rows(printed)
    width = max((len(printed.row(i)) for i in rows), default=0)
    if width < 2 or any(len(printed.row(i)) != width for i in rows):
        return None
    at = rng.randint(1, width)
    return _each_row(printed, rows, lambda c: [*c[:at], "", *c[at:]])


def blank_column_in_body(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """A phantom column in the body only: the header stands shifted against it."""
    rows = _rows(printed, numbers=False)
    width = max((len(printed.row(i)) for i in rows), default=0)
    if width < 2 or any(len(printed.row(i)) != width for i in rows):
        return None
    at = rng.randint(1, width)
    return _each_row(printed, rows, lambda c: [*c[:at], "", *c[at:]])


def header_shifted(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """The last header row stands one column too far right or left."""
    rows = [i for i in printed.header if TAB in printed.lines[i]]
    if not rows:
        return None
    line = rng.choice(rows)
    cells = printed.row(line)
    blanks = [i for i, c in enumerate(cells) if not c.strip()]
    if blanks and rng.random() < 0.5:
        at = rng.choice(blanks)
        return _replaced(printed, line, TAB.join([*cells[:at], *cells[at + 1 :], ""]))
    at = rng.randint(0, len(cells) - 1)
    return _replaced(printed, line, TAB.join([*cells[:at], "", *cells[at:]]))


def heading_lost(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """A cell of the header is lost, what follows moves left."""
    rows = [i for i in printed.header if TAB in printed.lines[i]]
    if not rows:
        return None
    line = rng.choice(rows)
    cells = printed.row(line)
    at = rng.randrange(len(cells))
    return _replaced(printed, line, TAB.join([*cells[:at], *cells[at + 1 :]]))


def two_rows_in_one(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """Two rows fused: every cell prints both values."""
    rows = _rows(printed)
    pairs = [(a, b) for a, b in pairwise(rows) if b == a + 1 and len(printed.row(a)) == len(printed.row(b))]
    if not pairs:
        return None
    a, b = rng.choice(pairs)
    fused = [f"{x} {y}".strip() for x, y in zip(printed.row(a), printed.row(b), strict=True)]
    return [*printed.lines[:a], TAB.join(fused), *printed.lines[b + 1 :]]


def two_rows_on_one_line(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """The line break between two rows is lost."""
    rows = _rows(printed)
    pairs = [(a, b) for a, b in pairwise(rows) if b == a + 1]
    if not pairs:
        return None
    a, b = rng.choice(pairs)
    return [*printed.lines[:a], printed.lines[a] + TAB + printed.lines[b], *printed.lines[b + 1 :]]


# Blanks and TABs ---------------------------------------------------------------------------------------------------


def trailing_tabs_everywhere(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """Every line of the document ends with TAB and a blank."""
    return [line + "\t " for line in printed.lines]


def trailing_tab_in_some_rows(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """Some rows have a TAB too much at their end."""
    rows = [i for i in _table_rows(printed) if rng.random() < 0.4]
    return _each_row(printed, rows, lambda c: [*c, ""]) if rows else None


def trailing_tabs_left_away(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """Blank cells at the end of a row are left away, in the whole document."""
    changed = [line.rstrip() if TAB in line.strip() else line for line in printed.lines]
    return changed if changed != list(printed.lines) else None


def blanks_around_cells(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """Cells padded with blanks, half and full width."""
    return _each_row(printed, _table_rows(printed), lambda c: [f" {x}\u3000" if x else x for x in c])


# Pages -------------------------------------------------------------------------------------------------------------


def _break_at(printed: Printed, rng: random.Random) -> int | None:
    rows = _rows(printed)
    return rng.choice(rows[1:]) if len(rows) > 1 else None


def _with_page(printed: Printed, at: int, *lines: str) -> list[str]:
    return [*printed.lines[:at], *lines, *printed.lines[at:]]


def _of(printed: Printed, lines: range) -> list[str]:
    return [printed.lines[i] for i in lines]


def page_with_title_unit_and_header(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """The next page repeats all that stands before the rows."""
    at = _break_at(printed, rng)
    if at is None or printed.title_line is None:
        return None
    return _with_page(printed, at, *_of(printed, range(printed.title_line, printed.body.start)))


def page_with_continued_title_and_header(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """The next page repeats title, marked as continued, and header."""
    at = _break_at(printed, rng)
    if at is None or printed.title_line is None:
        return None
    title = printed.lines[printed.title_line]
    if TAB in title or printed.title_line in printed.header:
        return None
    return _with_page(printed, at, title + "（续）", *_of(printed, printed.header))


def page_with_unit_and_header(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """The next page repeats what stands below the title."""
    at = _break_at(printed, rng)
    if at is None or printed.title_line is None or printed.title_line + 1 > printed.header.start:
        return None
    return _with_page(printed, at, *_of(printed, range(printed.title_line + 1, printed.body.start)))


def page_with_header(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """The next page repeats the header alone, after the number of the page."""
    at = _break_at(printed, rng)
    return None if at is None else _with_page(printed, at, "- 12 -", *_of(printed, printed.header))


def page_with_last_header_row(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """The next page repeats title and the last row of headings."""
    at = _break_at(printed, rng)
    rows = [
        i for i in printed.header if TAB in printed.lines[i] and not any(WHOLE.match(c.strip()) for c in printed.row(i))
    ]
    if at is None or printed.title_line is None or not rows or printed.title_line in printed.header:
        return None
    return _with_page(printed, at, printed.lines[printed.title_line], printed.lines[rows[-1]])


def page_without_anything(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """The next page goes on with rows."""
    at = _break_at(printed, rng)
    return None if at is None else _with_page(printed, at, "", "", "17", "")


def page_with_running_head(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """The name of the document stands between the pages of a table."""
    at = _break_at(printed, rng)
    return None if at is None else _with_page(printed, at, "某某市某某局部门公开文本", "- 9 -")


# Numbers -----------------------------------------------------------------------------------------------------------


def _each_number(printed: Printed, change: Callable[[str], str], lines: Sequence[int] | None = None) -> list[str]:
    rows = _rows(printed) if lines is None else lines
    return _each_row(printed, rows, lambda c: [change(x) if NUMBER.match(x.strip()) else x for x in c])


def digits_full_width(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """Digits of full width."""
    table = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")
    return _each_number(printed, lambda x: x.translate(table))


def thousands_with_commas(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """Commas between thousands, or none where there were."""

    def changed(text: str) -> str:
        bare = text.strip().replace(",", "")
        whole, _, rest = bare.partition(".")
        return bare if "," in text else f"{int(whole):,}.{rest}" if not whole.startswith("-") else text

    lines = _each_number(printed, changed)
    return lines if lines != list(printed.lines) else None


def thousands_with_blanks(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """Blanks between thousands."""

    def changed(text: str) -> str:
        whole, _, rest = text.strip().replace(",", "").partition(".")
        return f"{int(whole):,}".replace(",", " ") + f".{rest}" if not whole.startswith("-") else text

    lines = _each_number(printed, changed)
    return lines if lines != list(printed.lines) else None


def number_damaged(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """One number is misprinted: a letter for a digit, two points, a comma out of place, a full stop for the point."""
    found = [
        (i, at) for i in _rows(printed) for at, c in enumerate(printed.row(i)) if NUMBER.match(c.strip()) and len(c) > 4
    ]
    if not found:
        return None
    line, at = rng.choice(found)
    text = printed.row(line)[at].strip()
    damaged = rng.choice(
        [
            text[:-1] + "O", text.replace(".", ".."), text[0] + "," + text[1:], text.replace(".", "。"),
            text.replace(".", ","), f"({text})", "".join(s * 2 for s in text), text.replace(".", ". ") + "'",
        ]
    )  # fmt: skip
    if NUMBER.match(damaged) and re.fullmatch(r"-?\d{1,3}(,\d{3})*(\.\d+)?", damaged):
        return None
    return _each_row(printed, [line], lambda c: [*c[:at], damaged, *c[at + 1 :]])


def row_doubled(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """A row in fake bold: every sign printed twice."""
    rows = _rows(printed)
    if not rows:
        return None
    return _each_row(printed, [rng.choice(rows)], lambda c: ["".join(s * 2 for s in x) for x in c])


# Captions ----------------------------------------------------------------------------------------------------------


def title_inside_the_table(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """Title and what follows it stand in the first cell of rows as wide as the table."""
    if printed.title_line is None or printed.title_line >= printed.header.start:
        return None
    width = max((len(printed.row(i)) for i in _table_rows(printed)), default=0)
    wanted = range(printed.title_line, printed.header.start)
    return [
        line + TAB * (width - 1) if i in wanted and line.strip() and TAB not in line else line
        for i, line in enumerate(printed.lines)
    ]


def blank_line_after_each(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """A blank line behind every row."""
    wanted = set(_table_rows(printed))
    return [part for i, line in enumerate(printed.lines) for part in ([line, ""] if i in wanted else [line])]


TRANSFORMATIONS: tuple[Transformation, ...] = (
    name_over_two_lines, name_over_three_lines, name_in_the_next_row, code_and_name_in_one_cell,
    code_glued_to_one_name, code_with_blanks, cell_dropped, blank_cell_dropped, blank_cell_added,
    blank_cell_added_to_totals, blank_column, blank_column_in_body, header_shifted, heading_lost, two_rows_in_one,
    two_rows_on_one_line, trailing_tabs_everywhere, trailing_tab_in_some_rows, trailing_tabs_left_away,
    blanks_around_cells, page_with_title_unit_and_header, page_with_continued_title_and_header,
    page_with_unit_and_header, page_with_header, page_with_last_header_row, page_without_anything,
    page_with_running_head, digits_full_width, thousands_with_commas, thousands_with_blanks, number_damaged,
    row_doubled, title_inside_the_table, blank_line_after_each,
)  # fmt: skip
