"""Pages of years of bodies: bodies side by side, and where one amount of a year is printed."""

from dataclasses import replace
from typing import Any

from pipeline.reports.originals import NoOriginalError
from pipeline.reports.origins import YEAR_AMOUNTS, is_declared_none, printed_places
from pipeline.web.amounts import amounts
from pipeline.web.figures import places_of
from pipeline.web.page import Column, LinesView, Page, PageView, Row, Table
from pipeline.web.places import Originals
from pipeline.web.shared import (
    AMOUNT,
    BODY,
    STAGE,
    YEAR,
    YEAR_COLUMNS,
    YEARS_SQL,
    in_both,
    link_to,
    missing,
    place_address,
    spent_chart,
    sum_address,
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
    within = ("fiscal_year", "stage_zh")
    chart = spent_chart(warehouse, "lying", ("department_name",), within=within, most=MOST_DRAWINGS)
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


_SUMS: dict[str, tuple[str, dict[str, str]]] = {
    "revenue_yuan": ("revenue", {}),
    "expenditure_yuan": ("expenditure", {}),
    "basic_yuan": ("expenditure", {"nature": "basic"}),
    "project_yuan": ("expenditure", {"nature": "project"}),
    "three_public_yuan": ("three_public", {}),
}
"""What an amount that no cell prints is the sum of."""
_DECLARED = {
    "three_public_yuan": ["final_three_public", "budget_three_public"],
    "procurement_yuan": ["budget_procurement"],
    "agency_operating_cost_yuan": ["budget_operating_costs"],
}
"""Tables whose emptiness declares an amount to be none."""


def year_amount(warehouse: Warehouse, originals: Originals, department_year_id: str, column: str) -> Page:
    """One amount of a body's year: the cells and sentences that print it, the one that says it best in the original."""
    known = warehouse.ask(f"{YEARS_SQL} where department_year_id = ?", [department_year_id])
    labels = {each.name: each.label for each in YEAR_COLUMNS}
    if not known or column not in YEAR_AMOUNTS:
        return missing(f"{department_year_id} {column}")
    it = warehouse.worded(known, stage="stage")[0]
    places = [_worded(warehouse, row) for row in printed_places(warehouse.ask, department_year_id, column)]
    value = it[column]
    facts = [
        ("部门 Body", it["department_name"]), ("年度 Year", f"{it['fiscal_year']} {in_both(it, 'stage')}"),
        (labels.get(column, column), "没有公布 Not published" if value is None else f"{value:,}"),
        ("说明 Note", "公开说明没有这项支出 Declared to be none" if is_declared_none(it, column) else ""),
    ]  # fmt: skip
    links = [(f"/bodies/{it['department_id']}", "该部门 The body")]
    tables: list[Table] = []
    if column in _SUMS and value is not None:
        theme, more = _SUMS[column]
        asked = {"department_id": it["department_id"], "fiscal_year": str(it["fiscal_year"]), "stage": it["stage"]}
        links.append((sum_address(theme, asked | more), "由哪些数相加 What it is the sum of"))
        tables += [] if places else amounts(warehouse, originals, theme, asked | more).tables
    if is_declared_none(it, column):
        tables.append(_declared(warehouse, it, column))
    views: list[PageView | LinesView] = []
    if places:
        try:
            views = places_of(warehouse, originals, places[0]["printed_id"])
        except NoOriginalError as error:
            facts.append(("原件 Original", str(error)))
    printed = Column("amount_text", "原文 As printed", link=link_to("/figures/", "printed_id"))
    columns = [Column("says", "所印 Says", "short"), Column("stands_in", "表或段 Table or section"),
               Column("row_label", "行 Row"),
               Column("column_label", "列 Column"), printed, Column("unit_text", "单位 Unit"),
               replace(AMOUNT, link=link_to("/figures/", "printed_id")),
               Column("source_line", "行号 Line", "count", link=place_address),
               Column("source_page", "页 Page", "count")]  # fmt: skip
    return Page(
        f"{it['department_name']} {it['fiscal_year']} {labels.get(column, column)}",
        facts=facts,
        links=links,
        views=views,
        tables=[Table("places", "印在何处 Where it is printed", columns, places), *tables],
    )


def _declared(warehouse: Warehouse, it: Row, column: str) -> Table:
    """The tables that were published empty with a note that there was nothing."""
    rows = warehouse.ask(
        "select document_id, statement_name, title_line as source_line, source_page from fct_statement"
        " where status = 'declared_empty' and list_contains(?, statement_id) and document_id in"
        " (select document_id from dim_document where disclosure_id = ?) order by source_line",
        [_DECLARED[column], it["disclosure_id"]],
    )
    columns = [Column("statement_name", "表名 Statement", link=place_address),
               Column("source_line", "行号 Line", "count"), Column("source_page", "页 Page", "count")]  # fmt: skip
    return Table("declared", "公开的空表 Declared empty", columns, rows)


def _worded(warehouse: Warehouse, row: Row) -> dict[str, Any]:
    """A place of the prose with the words of its metric in place of the code; a cell as its headings say."""
    words = () if row["figure_id"] else warehouse.words().get(("metric", row["column_label"]), ())
    printed_id = row["figure_id"] or row["narrative_figure_id"]
    return {**row, "column_label": words[0] if words else row["column_label"], "printed_id": printed_id,
            "says": "即此数 This amount" if row["is_fitting"] else "同额 As much"}  # fmt: skip
