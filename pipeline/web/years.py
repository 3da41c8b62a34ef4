"""Pages of years of bodies: bodies side by side, and where one amount of a year is printed."""

from typing import Any

from pipeline.reports.origins import YEAR_AMOUNTS, printed_places
from pipeline.web.page import Chart, Column, Page, Row, Table
from pipeline.web.places import figure_address
from pipeline.web.shared import (
    AMOUNT,
    BODY,
    STAGE,
    YEAR,
    YEAR_COLUMNS,
    YEARS_SQL,
    in_both,
    missing,
    place_address,
)
from pipeline.web.warehouse import Warehouse

MOST_CHOICES = 40
"""Bodies offered for choosing at a time."""
MOST_DRAWINGS = 6
"""Charts of a comparison, one for each year and stage; the table has all."""


def compare(warehouse: Warehouse, chosen: list[str], q: str) -> Page:
    """Bodies side by side: only the same stage of the same year; the others are listed with why they are not compared.

    Args:
        warehouse: Answers.
        chosen: Ids of bodies.
        q: Part of a name, to choose more.
    """
    known = warehouse.ask(
        "select department_id, department_name from dim_department where list_contains(?, department_id)"
        " order by department_name",
        [chosen],
    )
    found = warehouse.ask(
        "select department_id, department_name from dim_department where document_count > 0"
        " and contains(lower(department_name), lower(?)) and not list_contains(?, department_id)"
        " order by document_count desc, department_name limit ?",
        [q, chosen, MOST_CHOICES],
    )
    rows = warehouse.ask(
        f"{YEARS_SQL} where list_contains(?, department_id) order by fiscal_year desc, stage,"
        " expenditure_yuan desc nulls last, department_name",
        [chosen],
    )
    warehouse.worded(rows, stage="stage")
    alone, together = _comparable(rows)
    reason = Column("reason", "为什么 Why", "long")
    note = "空格是没有公布。Empty: not published."
    chart = Chart(
        "lying", ("department_name",), ("basic_yuan", "project_yuan"), ("fiscal_year", "stage_zh"), MOST_DRAWINGS
    )
    return Page(
        "比较 Compare",
        tables=[
            Table("years", "可比：同一年度、同一阶段 Comparable: one year, one stage", [BODY, *YEAR_COLUMNS], together,
                  note=note, chart=chart),
            Table("alone", "不可比 Not comparable", [BODY, YEAR, STAGE, reason], alone),
        ] if known else [],
        template="compare.html",
        extra={"chosen": [(row["department_id"], row["department_name"]) for row in known],
               "found": [(row["department_id"], row["department_name"]) for row in found], "q": q},
    )  # fmt: skip


def _comparable(rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows that stand alone, each with its reason, and rows that can be compared."""
    bodies: dict[tuple[int, str], set[str]] = {}
    for row in rows:
        bodies.setdefault((row["fiscal_year"], row["stage"]), set()).add(row["department_id"])
    alone: list[dict[str, Any]] = []
    together: list[dict[str, Any]] = []
    for row in rows:
        if len(bodies[row["fiscal_year"], row["stage"]]) > 1:
            together.append(row)
        else:
            reason = (
                "所选的其他部门没有公布这一年度的这一阶段；预算与决算、不同年度不能直接相比。Others do not publish it."
            )
            alone.append({**row, "reason": reason})
    return alone, together


def year_amount(warehouse: Warehouse, department_year_id: str, column: str) -> Page:
    """One amount of a body's year: the cells and sentences that print it."""
    known = warehouse.ask(f"{YEARS_SQL} where department_year_id = ?", [department_year_id])
    labels = {each.name: each.label for each in YEAR_COLUMNS}
    if not known or column not in YEAR_AMOUNTS:
        return missing(f"{department_year_id} {column}")
    it = warehouse.worded(known, stage="stage")[0]
    places = [_worded(warehouse, row) for row in printed_places(warehouse.ask, department_year_id, column)]
    value = it[column]
    declared = column in (it["declared_none"] or "").split()
    facts = [
        ("部门 Body", it["department_name"]), ("年度 Year", f"{it['fiscal_year']} {in_both(it, 'stage')}"),
        (labels.get(column, column), "没有公布 Not published" if value is None else f"{value:,}"),
        ("说明 Note", "公开说明没有这项支出 Declared to be none" if declared else ""),
    ]  # fmt: skip
    printed = Column("amount_text", "原文 As printed", link=_printed_address)
    columns = [Column("stands_in", "表或段 Table or section"), Column("row_label", "行 Row"),
               Column("column_label", "列 Column"), printed, Column("unit_text", "单位 Unit"), AMOUNT,
               Column("source_line", "行号 Line", "count", link=place_address),
               Column("source_page", "页 Page", "count")]  # fmt: skip
    return Page(
        f"{it['department_name']} {it['fiscal_year']} {labels.get(column, column)}",
        facts=facts,
        links=[(f"/bodies/{it['department_id']}", "该部门 The body")],
        tables=[Table("places", "印在何处 Where it is printed", columns, places)],
    )


def _worded(warehouse: Warehouse, row: Row) -> dict[str, Any]:
    """A place of the prose with the words of its metric in place of the code; a cell as its headings say."""
    words = () if row["figure_id"] else warehouse.words().get(("metric", row["column_label"]), ())
    return {**row, "column_label": words[0] if words else row["column_label"]}


def _printed_address(row: Row) -> str | None:
    return figure_address(row["figure_id"]) if row["figure_id"] else place_address(row)
