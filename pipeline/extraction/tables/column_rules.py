"""What the columns of a table say of each other: years, natures of a whole, subtotals, funds, blocks.

Each rule takes all columns and returns them; their order is in ``complete``. One column alone is in ``columns``.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.extraction.tables.columns import (
    CLASS_LENGTH,
    FUNDS_OF_APPROPRIATION,
    LABEL_ROLES,
    NAME_ROLES,
    REST_CATEGORIES,
    Column,
    Layout,
    is_total_word,
)
from pipeline.extraction.wording.kinds import Axis, Stage, of_prior_year
from pipeline.extraction.wording.tables import vocabulary

MOST_CODE_PARTS = 4
_FUND_MEASURES = frozenset({"appropriation", *FUNDS_OF_APPROPRIATION, "special_account", "other_revenue"})
_YEAR = re.compile(r"20\d\d")


def complete(columns: list[Column], axis: Axis) -> tuple[list[Column], int]:
    """Apply the rules between columns.

    Args:
        columns: Columns as their own headings say.
        axis: Kind of table.

    Returns:
        The columns with block and side, and the number of blocks.
    """
    columns = _of_one_class(_of_one_system(_without_lone_rest(_subtotals_of_sources(_of_bare_years(columns)))))
    columns = _of_prior_years(_parts_of_codes(columns))
    return assign_blocks(
        _three_public_total(_three_public_funds(_parts_beside_a_whole(_natures_of_a_whole(columns)), axis), axis)
    )


def _parts_of_codes(columns: list[Column]) -> list[Column]:
    """Columns without any heading between a code and the name beside it hold the further parts of the code."""
    found = list(columns)
    for index, column in enumerate(columns):
        if column.role != "code":
            continue
        end = index + 1
        while end < len(columns) and columns[end].role == "unknown" and not columns[end].label:
            end += 1
        if index + 1 < end <= index + MOST_CODE_PARTS and end < len(columns) and columns[end].role in NAME_ROLES:
            found[index + 1 : end] = [Column("code_part")] * (end - index - 1)
    return found


def latest_year(text: str) -> str:
    """The latest year that a heading or a label names; empty where it names none."""
    return max(_YEAR.findall(text), default="")


def _of_prior_years(columns: list[Column]) -> list[Column]:
    """Where headings name several years, the amounts of all but the latest belong to a prior year."""
    years = [latest_year(column.label) if column.is_amount else "" for column in columns]
    latest = max(years, default="")
    if not latest or len(set(years) - {""}) == 1:
        return columns
    return [
        replace(column, stage=of_prior_year(column.stage)) if year and year < latest else column
        for column, year in zip(columns, years, strict=True)
    ]


def _of_bare_years(columns: list[Column]) -> list[Column]:
    """Two years that follow each other, compared by a column beside them, stand over the amounts of these years."""
    is_year = vocabulary().year.fullmatch
    bare = {i for i, c in enumerate(columns) if c.role == "unknown" and is_year(c.label.rpartition(" / ")[2])}
    years = sorted({int(year) for i in bare if (year := latest_year(columns[i].label))})
    if len(years) != 2 or years[1] - years[0] != 1 or not any(c.role == "aside" for c in columns):
        return columns
    return [replace(c, role="amount", measure="total") if i in bare else c for i, c in enumerate(columns)]


def _natures_of_a_whole(columns: list[Column]) -> list[Column]:
    """其中：基本支出 | 项目支出: the word opens the list of both, so that the first is none more than the second."""
    natures = [column for column in columns if column.measure in ("basic", "project") and not column.economic_code]
    opened = [column for column in natures if column.of_which]
    beside = [column for column in natures if not column.of_which]
    if len(opened) != 1 or len(beside) != 1 or opened[0].measure == beside[0].measure:
        return columns
    return [replace(column, of_which=False) if column is opened[0] else column for column in columns]


def _parts_beside_a_whole(columns: list[Column]) -> list[Column]:
    """A part of a balance is an of-which column where the whole is printed beside it."""
    if not any(column.part for column in columns):
        return columns
    wholes = {
        (column.measure, above)
        for column in columns
        if column.is_amount and not column.part
        for above in (column.label, column.label.rpartition(" / ")[0])
    }
    return [
        replace(column, of_which=True)
        if column.part and any((column.measure, above) in wholes for above in _above(column.label))
        else column
        for column in columns
    ]


def _above(label: str) -> list[str]:
    """The groups of headings that a column stands under, from the innermost."""
    parts = label.split(" / ")
    return [" / ".join(parts[:count]) for count in range(len(parts) - 1, 0, -1)] or [""]


def _subtotals_of_sources(columns: list[Column]) -> list[Column]:
    """The 小计 of a group of sources (单位资金) beside the sources themselves is a subtotal, no source."""
    groups = {c.label.rpartition(" / ")[0] for c in columns if c.measure not in ("", "total", "other_revenue")} - {""}
    found: list[Column] = []
    for column in columns:
        group, _, heading = column.label.rpartition(" / ")
        if column.measure == "other_revenue" and group in groups and is_total_word(heading):
            column = replace(column, measure="subtotal", fund="")
        found.append(column)
    return found


def with_subtotals(layout: Layout) -> Layout:
    """Make a 小计 of a group that says nothing of its amounts no second total beside the 合计 that stands in no group.

    Args:
        layout: Columns of a header as printed; in one that was moved the 小计 may have lost the heading above it.
    """
    totals = [column for column in layout.columns if column.is_amount and column.measure == "total"]
    outer = {
        (c.stage, c.fund, c.economic_code, c.block) for c in totals if is_total_word(_within_side(c.label, layout.axis))
    }
    if layout.axis == "three_public" or not outer:
        return layout
    columns = tuple(
        replace(column, measure="subtotal")
        if column in totals
        and (column.stage, column.fund, column.economic_code, column.block) in outer
        and _is_subtotal_of_a_group(_within_side(column.label, layout.axis))
        else column
        for column in layout.columns
    )
    return replace(layout, columns=columns)


def _within_side(label: str, axis: Axis) -> str:
    """The headings of a column without that of the side of the table it stands on."""
    first, _, rest = label.partition(" / ")
    heading = vocabulary().heading(first, axis) if rest else None
    return rest if heading and heading.role in ("side_revenue", "side_expenditure") else label


def _is_subtotal_of_a_group(label: str) -> bool:
    group, _, heading = label.rpartition(" / ")
    return bool(group) and is_total_word(heading) and not is_total_word(group)


def _of_one_system(columns: list[Column]) -> list[Column]:
    """Beside categories that only the government's classification has, a name that both have is the government's."""
    if not any(column.economic_code.startswith("5") for column in columns):
        return columns
    codes = vocabulary().government_codes
    return [
        replace(column, economic_code=codes.get(column.label.rpartition(" / ")[2], column.economic_code))
        if column.economic_code
        else column
        for column in columns
    ]


def _of_one_class(columns: list[Column]) -> list[Column]:
    """The 合计 of a group whose categories are all of one class of the government's is the amount of that class."""
    found: list[Column] = []
    for column in columns:
        group, _, heading = column.label.rpartition(" / ")
        beside = {c.economic_code for c in columns if c is not column and c.label.rpartition(" / ")[0] == group}
        classes = {code[:CLASS_LENGTH] for code in beside}
        if column.economic_code and is_total_word(heading) and len(classes) == 1 and min(classes).startswith("5"):
            column = replace(column, economic_code=min(classes))
        found.append(column)
    return found


def _without_lone_rest(columns: list[Column]) -> list[Column]:
    """其他支出 beside no other economic category is none: the rest of its group (单位资金), or not to be told."""
    codes = {column.economic_code for column in columns} - {""}
    if not codes or not codes <= REST_CATEGORIES:
        return columns
    return [
        column
        if not column.economic_code
        else Column("unknown", label=column.label)
        if column.measure == "total"
        else replace(column, economic_code="")
        for column in columns
    ]


def _three_public_funds(columns: list[Column], axis: Axis) -> list[Column]:
    """In a three-public table a fund's column is the item's money from that fund, and the 合计 beside it is of all.

    Of the appropriation where it stands over several of its funds, else of whatever money there is.
    """
    by_fund = [c for c in columns if c.is_amount and c.fund and c.measure in (c.fund, *_FUND_MEASURES)]
    if axis != "three_public" or not by_fund:
        return columns
    funds = {c.fund for c in by_fund}
    whole = "appropriation" if len(funds) > 1 and funds <= FUNDS_OF_APPROPRIATION else "all"
    return [
        replace(c, measure="total") if c in by_fund
        else replace(c, fund=whole) if c.is_amount and c.measure == "total" and not c.fund
        else c
        for c in columns
    ]  # fmt: skip


def _three_public_total(columns: list[Column], axis: Axis) -> list[Column]:
    """The outer total of a three-public table that also prints meetings and training includes them."""
    if axis != "three_public" or not any(c.measure in ("meetings", "training") for c in columns):
        return columns
    totals = [c.label for c in columns if c.measure == "total"]  # one alone is the three-public figure itself
    return [
        replace(c, measure="total_with_meetings_training")
        if c.measure == "total" and any(_is_inside(other, c.label) for other in totals)
        else c
        for c in columns
    ]


def _is_inside(label: str, outer: str) -> bool:
    """True for a total in the same group as another or in a group below it, the other being called a total only."""
    group, _, heading = outer.rpartition(" / ")
    if label == outer or not label.startswith(f"{group} / " if group else ""):
        return False
    deeper = label.count(" / ") - outer.count(" / ")
    return deeper > 0 or (deeper == 0 and is_total_word(heading) and not is_total_word(label.rpartition(" / ")[2]))


def assign_blocks(columns: list[Column]) -> tuple[list[Column], int]:
    """Number the label/amount groups that stand side by side and give each its side."""
    numbered: list[Column] = []
    block, amount_seen = 1, False
    for column in columns:
        if column.role in LABEL_ROLES and column.role != "text" and amount_seen:
            block, amount_seen = block + 1, False
        amount_seen = amount_seen or column.is_amount
        numbered.append(replace(column, block=block))
    sides: dict[int, str] = {}
    for column in numbered:
        if column.side:
            sides.setdefault(column.block, column.side)
    for number in range(1, block + 1):
        default = "revenue" if number == 1 else "expenditure"
        sides.setdefault(number, default)
    return [replace(c, side=sides[c.block]) for c in numbered], block


def label_by_content(layout: Layout, rows: Sequence[Sequence[tuple[int, str, str]]]) -> Layout:
    """Take a column for names where its heading is unknown but nothing except text stands in it.

    Args:
        layout: Columns by the header.
        rows: Cells of the body that print something: column, kind, number.

    Returns:
        The layout, with blocks counted anew; columns that print any number stay unknown.
    """
    open_columns = {i for i, column in enumerate(layout.columns) if column.role == "unknown" and column.label}
    if not open_columns:
        return layout
    kinds: dict[int, set[str]] = {}
    for row in rows:
        for index, kind, _ in row:
            if index in open_columns:
                kinds.setdefault(index, set()).add(kind)
    named = {index for index, found in kinds.items() if found <= {"text", "nil"} and "text" in found}
    if not named:
        return layout
    columns = [
        replace(column, role="name" if _leads_amounts(layout, i) else "text") if i in named else column
        for i, column in enumerate(layout.columns)
    ]
    columns, blocks = assign_blocks([replace(column, side=column.own_side) for column in columns])
    return Layout(tuple(columns), layout.axis, blocks, layout.shifted)


def _leads_amounts(layout: Layout, index: int) -> bool:
    after = layout.column(index + 1)
    return after.is_amount or after.role == "unknown"


def without_open_stages(layout: Layout, stage: Stage) -> Layout:
    """Leave a column open that says no stage, and without one the same as another that says the table's own.

    Its heading is lost: 预算数 | 决算数 stand side by side, and only one of them is read.

    Args:
        layout: Columns of a header.
        stage: Stage of the table where no column says another.
    """
    told = {replace(c, label="", own_side="", stage="") for c in layout.columns if c.is_amount and c.stage == stage}
    if not stage or not told:
        return layout
    columns = tuple(
        Column("unknown", c.block, c.side, label=c.label)
        if c.is_amount and not c.stage and not latest_year(c.label) and replace(c, label="", own_side="") in told
        else c
        for c in layout.columns
    )
    return replace(layout, columns=columns)
