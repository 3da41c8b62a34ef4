"""Other ways in which publishers lay out the same table: another order, more columns and rows, other signs.

As in ``transformations``, each takes the lines of a document and gives others that mean the same; those of ``LEAVING``
leave something away, so that no figure is another, and some are missing.
"""

import random
import re
from collections.abc import Sequence

from tests.property.tables.transformations import CODE, NUMBER, TAB, Printed, Transformation

TOTAL = re.compile(r"(?:合\s*计|总\s*计)\Z")
ORDINAL = re.compile(r"([一二三四五六七八九])、")
_COLUMN_NUMBERS = re.compile(r"(?:\W*栏\s*次.*|[\t*]*1\t+2(?:[\t*]+\d+)*[\t*]*)\Z")
FORM_NUMBER = re.compile(r"公开\d\d表\Z")


def _table(printed: Printed) -> list[int]:
    return [i for r in (printed.header, printed.body) for i in r if TAB in printed.lines[i]]


def _even(printed: Printed) -> int:
    """Width of the table where all its rows have the same, else 0."""
    widths = {len(printed.row(i)) for i in _table(printed)}
    return widths.pop() if len(widths) == 1 else 0


def _body(printed: Printed) -> list[int]:
    """Rows below the header and below the row that numbers the columns."""
    return [i for i in printed.body if TAB in printed.lines[i] and not _COLUMN_NUMBERS.match(printed.lines[i])]


def _label_columns(printed: Printed) -> int:
    rows = [printed.row(i) for i in _body(printed)]
    return sum(sum(bool(re.search(r"[一-鿿]{2}", r[c])) for r in rows) * 2 > len(rows) for c in range(_even(printed)))


def _amount_columns(printed: Printed) -> list[int]:
    """Columns with amounts and nothing but amounts below the header."""
    rows = [printed.row(i) for i in _body(printed)]
    return [
        c
        for c in range(_even(printed))
        if any(NUMBER.match(r[c].strip()) for r in rows) and not any(re.search(r"[^\W\d]", r[c]) for r in rows)
    ]


def _with(printed: Printed, new: dict[int, Sequence[str]]) -> list[str]:
    """The lines, those named replaced by others or by none."""
    return [part for i, line in enumerate(printed.lines) for part in new.get(i, (line,))]


def _mapped(printed: Printed, change: "dict[int, list[str]]") -> list[str]:
    return _with(printed, {i: (TAB.join(cells),) for i, cells in change.items()})


# Order -------------------------------------------------------------------------------------------------------------


def amount_columns_in_another_order(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """Columns under headings of a single row stand in another order."""
    columns = _amount_columns(printed)
    heads = [i for i in printed.header if TAB in printed.lines[i]]
    if (
        len(heads) != 1
        or len(columns) < 2
        or _label_columns(printed) > 1
        or not all(printed.row(heads[0])[c].strip() for c in columns)
    ):
        return None
    order = columns[:]
    rng.shuffle(order)
    places = dict(zip(columns, order, strict=True))
    return _mapped(
        printed, {i: [printed.row(i)[places.get(c, c)] for c in range(_even(printed))] for i in _table(printed)}
    )


def total_row_last(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """The total that stands first comes last."""
    rows = _body(printed)
    if len(rows) < 3 or not any(TOTAL.match(c.strip()) for c in printed.row(rows[0])[:3]):
        return None
    return _with(printed, {rows[0]: (), rows[-1]: (printed.lines[rows[-1]], printed.lines[rows[0]])})


def total_row_first(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """The total that stands last comes first."""
    rows = _body(printed)
    if len(rows) < 3 or not any(TOTAL.match(c.strip()) for c in printed.row(rows[-1])[:3]):
        return None
    if _label_columns(printed) > 1:
        return None
    return _with(printed, {rows[0]: (printed.lines[rows[-1]], printed.lines[rows[0]]), rows[-1]: ()})


# Columns and rows more ---------------------------------------------------------------------------------------------


def remarks_column(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """A last column for remarks, empty but for one row."""
    if not _even(printed):
        return None
    first, rows = _table(printed)[0], _body(printed)
    remark = {first: "备注", rng.choice(rows): "含上年结转"} if rows else {}
    return _mapped(printed, {i: [*printed.row(i), remark.get(i, "")] for i in _table(printed)})


def serial_number_column(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """A first column that counts the rows."""
    if not _even(printed) or any("序号" in printed.lines[i] or "行次" in printed.lines[i] for i in printed.header):
        return None
    rows = {i: str(n) for n, i in enumerate(_body(printed), start=1)}
    head = {_table(printed)[0]: "序号"}
    return _mapped(printed, {i: [rows.get(i, head.get(i, "")), *printed.row(i)] for i in _table(printed)})


def unit_columns(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """Code and name of the one unit before every row with a code."""
    rows = [i for i in _body(printed) if CODE.match(printed.row(i)[0].strip())]
    if not _even(printed) or len(rows) < 2:
        return None
    first = _table(printed)[0]

    def unit(i: int) -> list[str]:
        return ["单位编码", "单位名称"] if i == first else ["105001", "某某市某某局"] if i in rows else ["", ""]

    return _mapped(printed, {i: [*unit(i), *printed.row(i)] for i in _table(printed)})


def code_split_in_three(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """The code in columns for class, section and item."""
    rows = [i for i in _body(printed) if CODE.match(printed.row(i)[0].strip())]
    if not _even(printed) or len(rows) < 2:
        return None
    heads = [i for i in printed.header if TAB in printed.lines[i]]

    def split(i: int) -> list[str]:
        cell = printed.row(i)[0].strip()
        if i == heads[-1] and len(heads) > 1 and not cell:
            return ["类", "款", "项"]
        return [cell[:3], cell[3:5], cell[5:7]] if i in rows else [cell, "", ""]

    return _mapped(printed, {i: [*split(i), *printed.row(i)[1:]] for i in _table(printed)})


def signature_rows(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """Who filled the form in, and a note, below the table."""
    rows = _body(printed)
    if not rows:
        return None
    width = len(printed.row(rows[-1]))
    signed = TAB.join(["填表人：张三", "审核人：李四", "联系电话：0571-85012345", *[""] * max(0, width - 3)])
    return _with(
        printed, {rows[-1]: (printed.lines[rows[-1]], signed, "注：本表以万元为单位，保留两位小数，尾数可能存在误差。")}
    )


def empty_rows(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """Rows without anything below the last one and in the middle."""
    rows = _body(printed)
    if len(rows) < 2:
        return None
    empty = TAB * (len(printed.row(rows[-1])) - 1)
    middle = rng.choice(rows[:-1])
    return _with(printed, {middle: (printed.lines[middle], empty), rows[-1]: (printed.lines[rows[-1]], empty, empty)})


# Signs -------------------------------------------------------------------------------------------------------------


def _signs(printed: Printed, lines: Sequence[int], change: "dict[str, str]") -> list[str] | None:
    table = str.maketrans(change)
    new = {i: (printed.lines[i].translate(table),) for i in lines}
    found = _with(printed, new)
    return found if found != list(printed.lines) else None


def brackets_half_width(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """Brackets and colons of the table in half width."""
    lines = [*printed.caption, *printed.header, *printed.body]
    return _signs(printed, lines, {"（": "(", "）": ")", "：": ":", "，": ",", "．": "."})


def other_quotes(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """Typewriter quotes around 三公."""
    return _signs(printed, [*printed.caption, *printed.header, *printed.body], {"“": '"', "”": '"'})


def headings_with_blanks(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """Headings set wide: ``合 计``."""
    new: dict[int, Sequence[str]] = {}
    for i in printed.header:
        if TAB in printed.lines[i]:
            new[i] = (TAB.join(" ".join(c.strip()) if 1 < len(c.strip()) < 6 else c for c in printed.row(i)),)
    return _with(printed, new)


def heading_over_two_lines(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """A heading broken inside its cell: the row is cut in two lines."""
    found = [
        (i, c) for i in printed.header for c, x in enumerate(printed.row(i)) if TAB in printed.lines[i] and len(x) > 3
    ]
    if not found:
        return None
    line, cell = rng.choice(found)
    cells = printed.row(line)
    at = rng.randint(2, len(cells[cell]) - 2)
    return _with(
        printed,
        {line: (TAB.join([*cells[:cell], cells[cell][:at]]), TAB.join([cells[cell][at:], *cells[cell + 1 :]]))},
    )


def blanks_as_dashes(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """Dashes where the amount columns are blank."""
    columns = set(_amount_columns(printed))
    if not columns:
        return None
    change = {
        i: ["—" if c in columns and not x.strip() else x for c, x in enumerate(printed.row(i))] for i in _body(printed)
    }
    return _mapped(printed, change)


def ordinals_in_digits(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """Lines counted 1. 2. 3. instead of 一、二、三、."""
    digits = {c: str(n) for n, c in enumerate("一二三四五六七八九", start=1)}

    def turned(cell: str) -> str:
        found = ORDINAL.match(cell.strip())
        return f"{digits[found[1]]}.{cell.strip()[2:]}" if found else cell

    found = _mapped(printed, {i: [turned(c) for c in printed.row(i)] for i in _body(printed)})
    return found if found != list(printed.lines) else None


def names_indented(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """Names set in by full-width blanks as deep as their code."""
    rows = [i for i in _body(printed) if CODE.match(printed.row(i)[0].strip())]
    if not rows:
        return None

    def indented(cells: list[str]) -> list[str]:
        return [cells[0], "　" * (len(cells[0].strip()) // 2 - 1) + cells[1], *cells[2:]]

    return _mapped(printed, {i: indented(printed.row(i)) for i in rows})


# Captions ----------------------------------------------------------------------------------------------------------


def title_with_year_and_body(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """Year and body before the title."""
    if printed.title_line is None or TAB in printed.lines[printed.title_line]:
        return None
    title = printed.lines[printed.title_line].strip()
    if re.search(r"\d|年|[一二三四五六七八九十]、", title):
        return None
    return _with(printed, {printed.title_line: (f"某某市某某局2020年度{title}",)})


def title_with_form_number(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """The form's number behind the title, in its line."""
    if printed.title_line is None or TAB in printed.lines[printed.title_line]:
        return None
    numbers = [i for i in printed.caption if i > printed.title_line and FORM_NUMBER.match(printed.lines[i].strip())]
    if len(numbers) != 1:
        return None
    title, number = printed.lines[printed.title_line].strip(), printed.lines[numbers[0]].strip()
    return _with(printed, {printed.title_line: (f"{title}（{number}）",), numbers[0]: ()})


# Less --------------------------------------------------------------------------------------------------------------


def column_left_away(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """A publisher who does not print one of the columns that have a heading of their own."""
    columns = _amount_columns(printed)
    heads = [i for i in printed.header if TAB in printed.lines[i]]
    if len(columns) < 3 or len(heads) != 1 or not all(printed.row(heads[0])[c].strip() for c in columns):
        return None
    column = rng.choice(columns[1:])
    return _mapped(printed, {i: [x for c, x in enumerate(printed.row(i)) if c != column] for i in _table(printed)})


def rows_left_away(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """Some rows are not there: what is left adds up no more."""
    rows = _body(printed)
    if len(rows) < 4:
        return None
    gone = rng.sample(rows[1:], max(1, len(rows) // 4))
    return _with(printed, dict.fromkeys(gone, ()))


def title_left_away(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """The table has no title."""
    if printed.title_line is None or TAB in printed.lines[printed.title_line]:
        return None
    return _with(printed, {printed.title_line: ()})


def unit_left_away(printed: Printed, rng: random.Random) -> Sequence[str] | None:
    """No word of the unit above the table."""
    new = {
        i: (re.sub(r"(?:金额)?单\s*位\s*[:：]?\s*(?:人民币)?(?:[万亿]?元|万)", "", printed.lines[i]),)
        for i in printed.caption
    }
    found = _with(printed, new)
    return found if found != list(printed.lines) else None


REARRANGEMENTS: tuple[Transformation, ...] = (
    amount_columns_in_another_order, total_row_last, total_row_first, remarks_column, serial_number_column,
    unit_columns, code_split_in_three, signature_rows, empty_rows, brackets_half_width, other_quotes,
    headings_with_blanks, heading_over_two_lines, blanks_as_dashes, ordinals_in_digits, names_indented,
    title_with_year_and_body, title_with_form_number, column_left_away, rows_left_away, title_left_away,
    unit_left_away,
)  # fmt: skip

LEAVING = frozenset({"column_left_away", "rows_left_away", "title_left_away", "unit_left_away"})
