"""What an amount of a page is the sum of: its addends, each leading to its printed cell, and the cell that prints it.

A list of amounts asks for what was summed only when somebody wants to know: each of its amounts leads here with the
values that chose its rows, unless it is one printed cell and leads there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from pipeline.reports.originals import NoOriginalError
from pipeline.reports.origins import YEAR_AMOUNTS
from pipeline.web.codes import COFOG
from pipeline.web.figures import originals_of
from pipeline.web.lookup import Text, printed_texts
from pipeline.web.page import Column, LinesView, Page, PageView, Row, Table
from pipeline.web.places import Originals
from pipeline.web.regions import ITS_BODIES, bodies_of, prefix_of
from pipeline.web.shared import (
    BODY,
    DOCUMENT,
    STAGE,
    YEAR,
    YEAR_COLUMNS,
    YEARS_SQL,
    Part,
    in_both,
    link_to,
    missing,
)
from pipeline.web.warehouse import Warehouse


@dataclass(frozen=True)
class Theme:
    """A fact whose rows are summed.

    Attributes:
        fact: Its table.
        chosen: Which of its rows answer.
        keys: Columns that a sum may be of.
        code: The column with the code that a sum of several rows has in common with the cell that prints it.
    """

    fact: str
    chosen: str
    keys: tuple[str, ...]
    code: str


ADDENDS_AT_A_TIME = 30
"""Rows shown of a sum; each is looked up in a document of its own."""
_WHOSE = ("department_id", "document_id", "fiscal_year", "stage")
THEMES = {
    "expenditure": Theme("fct_expenditure", "is_primary", (*_WHOSE, "function_code", "nature", "fund"),
                         "function_code"),
    "revenue": Theme("fct_revenue", "is_primary", (*_WHOSE, "function_code", "revenue_source"), "function_code"),
    "economic": Theme("fct_expenditure_economic", "is_primary", (*_WHOSE, "economic_code", "cost_group"),
                      "economic_code"),
    "three_public": Theme("fct_three_public", "is_answer", (*_WHOSE, "item", "fund"), "measure"),
    "projects": Theme("fct_project", "is_answer", (*_WHOSE, "project_name"), "project_name"),
}  # fmt: skip
"""By what they are called in addresses."""
_PREFIXES = {"function": "function_code", "economic": "economic_code"}
_SETTLED = frozenset({"format", "table", "from"})
_CODE_SETS = frozenset({"nature", "fund", "item", "cost_group", "revenue_source"})
"""Keys whose values are words of the code set of the same name."""
_LABELS = {
    "function_code": "功能科目 Function", "economic_code": "经济科目 Economic", "nature": "性质 Nature",
    "fund": "资金 Fund", "item": "项 Item", "project_name": "项目 Project", "cost_group": "类 Group",
    "revenue_source": "来源 Source",
}  # fmt: skip
_ADDENDS_SQL = """
with addends as (
    select *, if(len(figure_ids) = 1, figure_ids[1], null) as printed_id from {fact} where {chosen} and {condition}
    order by fiscal_year desc, stage, amount_yuan desc, document_id, source_line, figure_ids limit ? offset ?
)
select addends.*, coalesce(departments.department_name, documents.title, documents.file_name) as department_name,
    if(addends.department_id is null, addends.document_id, null) as unknown_document,
    coalesce(documents.title, documents.file_name) as title,
    if(addends.is_rest, null, printed_id) as figure_id
from addends inner join dim_document as documents using (document_id)
left join dim_department as departments on departments.department_id = addends.department_id
order by addends.fiscal_year desc, addends.stage, addends.amount_yuan desc, document_id, addends.source_line, figure_ids
"""
_PRINTED_SQL = """
with addends as (
    select figures.* from fct_figure as figures
    where document_id = $document_id and list_contains($figure_ids, figure_id)
),
common as (
    select min(statement_no) as statement_no, if(count(distinct source_line) = 1, min(source_line), null) as line,
        if(count(distinct measure) = 1, min(measure), 'total') as measure, min(stage) as stage
    from addends having count(distinct statement_no) = 1
)
select figures.*, documents.file_name, documents.sha256, documents.title, case
        when list_contains($figure_ids, figures.figure_id) then 0
        when figures.source_line = common.line then 1
        when $code <> '' and figures.{code} = $code then 2
        when $code = '' and figures.row_kind = 'total' and figures.measure in (common.measure, 'total') then 3
    end as nearness
from fct_figure as figures inner join common on figures.statement_no = common.statement_no
    and figures.stage = common.stage
inner join dim_document as documents on documents.document_id = figures.document_id
where figures.document_id = $document_id and figures.amount_yuan = $amount and figures.is_money and nearness is not null
order by nearness, figures.measure <> common.measure, figures.measure <> 'total', figures.source_line,
    figures.source_field limit 1
"""
_SAID_SQL = """
select figures.*, documents.file_name, documents.sha256, documents.title
from fct_narrative_figure as figures inner join dim_document as documents using (document_id)
where document_id = $document_id and amount_yuan = $amount and metric in (
    select metric from fct_narrative_figure
    where document_id = $document_id and list_contains($figure_ids, narrative_figure_id)
)
order by not list_contains($figure_ids, narrative_figure_id), not is_total, figure_no limit 1
"""


def amounts(warehouse: Warehouse, originals: Originals, name: str, asked: Mapping[str, str]) -> Page:
    """The addends of a sum over a fact, and the printed cell that says the same.

    Args:
        warehouse: Answers.
        originals: Where the originals are.
        name: One of :data:`THEMES`.
        asked: Values of its keys, a region, or the beginning of a code (``function``, ``economic``, ``cofog``); an
            empty value asks for rows that have none.
    """
    theme = THEMES.get(name)
    wanted = {key: value for key, value in asked.items() if key not in _SETTLED}
    if theme is None or not {"fiscal_year", "stage"} <= set(wanted):
        return missing(f"amounts/{name}")
    found = _condition(warehouse, theme, wanted)
    if found is None:
        return missing(f"amounts/{name} {', '.join(wanted)}")
    condition, values = found
    count, total, document_id = next(iter(warehouse.ask(
        f"select count(*) as count, sum(amount_yuan) as total,"
        f" if(min(document_id) = max(document_id), min(document_id), null) as document_id"
        f" from {theme.fact} where {theme.chosen} and {condition}", values,
    ))).values()  # fmt: skip
    if not count:
        return missing(f"amounts/{name}")
    part = Part(asked, ADDENDS_AT_A_TIME)
    sql = _ADDENDS_SQL.format(fact=theme.fact, chosen=theme.chosen, condition=condition)
    rows = warehouse.ask(sql, [*values, part.size, part.start])
    texts = printed_texts(warehouse, [row["printed_id"] for row in rows])
    for row in rows:
        row["amount_text"], row["unit_text"] = texts.get(row["printed_id"], Text())
    warehouse.worded(rows, stage="stage", **{key: key for key in theme.keys if key in _CODE_SETS})
    facts = [("金额（元） Amount", f"{total:,}"), ("由来 Made of", _made_of(rows, count))]
    views: list[PageView | LinesView] = []
    if document_id:
        ids = warehouse.ask(
            f"select flatten(list(figure_ids)) as ids from {theme.fact}"
            f" where {theme.chosen} and {condition} and document_id = ?", [*values, document_id],
        )[0]["ids"]  # fmt: skip
        code = next((value for key, value in wanted.items() if key in (theme.code, *_PREFIXES)), "")
        printed = _printed(warehouse, theme, {"document_id": document_id, "figure_ids": ids, "amount": total}, code)
        if printed:
            facts += _printed_facts(printed)
            try:
                views = originals_of(warehouse, originals, printed)
            except NoOriginalError as error:
                facts.append(("原件 Original", str(error)))
    columns = [BODY, YEAR, STAGE, *(_said(key) for key in theme.keys if key not in _WHOSE),
               Column("amount_yuan", "金额（元） Amount", "money", link=link_to("/figures/", "figure_id")),
               Column("amount_text", "原文 As printed", "short", link=link_to("/figures/", "printed_id")),
               Column("unit_text", "单位 Unit"), DOCUMENT]  # fmt: skip
    table = Table("addends", "相加的各数 Addends", columns, rows, note=part.note(count), more=part.more(count))
    return Page(_title(rows[0], wanted), facts, [table], views)


def _condition(warehouse: Warehouse, theme: Theme, wanted: Mapping[str, str]) -> tuple[str, list[object]] | None:
    """The condition on the fact's rows and its values; None where something is asked that it does not have."""
    conditions, values = list[str](), list[object]()
    for key, value in wanted.items():
        column = _PREFIXES.get(key, key)
        if column in theme.keys and not value:
            conditions.append(f"{column} is null")
            continue
        if key in theme.keys:
            conditions.append(f"{key} = try_cast(? as integer)" if key == "fiscal_year" else f"{key} = ?")
        elif column in theme.keys:
            conditions.append(f"starts_with({column}, ?)")
        elif key == "cofog" and "function_code" in theme.keys:
            conditions.append(COFOG)
        elif key == "region":
            conditions.append(bodies_of(warehouse, prefix_of(value)))
        else:
            return None
        values.append(prefix_of(value) if key == "region" else value)
    return " and ".join(conditions), values


def _said(key: str) -> Column:
    name = f"{key}_zh" if key in _CODE_SETS else key
    links = {"function_code": link_to("/functions/", key), "economic_code": link_to("/economic/", key)}
    return Column(name, _LABELS[key], link=links.get(key))


def _made_of(rows: list[dict[str, Any]], count: int) -> str:
    if any(row["is_rest"] for row in rows):
        return "其中有余数：印出的合计减去已列的各部分。One is the rest of a printed total beyond its parts."
    return f"{count:,} 个数之和 Sum of {count:,}" if count > 1 else "一个印出的数 One printed number"


def _printed(warehouse: Warehouse, theme: Theme, of: dict[str, Any], code: str) -> dict[str, Any] | None:
    """The cell or number that prints a sum: one addend, one of their row, of their code, the total of their column."""
    sql = _PRINTED_SQL.format(code=theme.code)
    found = warehouse.ask(sql, {**of, "code": code}) or warehouse.ask(_SAID_SQL, of)
    return found[0] if found else None


def _printed_facts(it: Row) -> list[tuple[str, str]]:
    text = it.get("amount_text") or it.get("value_text") or ""
    where = it.get("table_title") or it.get("section_title") or ""
    return [("原文 As printed", f"{text} {it['unit_text'] or ''}".strip()), ("表或段 Table or section", where),
            ("文件 Document", it["title"] or it["file_name"])]  # fmt: skip


def _title(row: dict[str, Any], wanted: Mapping[str, str]) -> str:
    words = [
        row["department_name"] if "department_id" in wanted else "", str(row["fiscal_year"]), in_both(row, "stage"),
        *(in_both(row, key) if key in _CODE_SETS else wanted[key] for key in wanted
          if key not in (*_WHOSE, "region")),
    ]  # fmt: skip
    return " ".join(filter(None, words))


def year_sum(warehouse: Warehouse, region_code: str, asked: Mapping[str, str]) -> Page:
    """The amounts of bodies that a region's sum of a year adds up.

    Args:
        warehouse: Answers.
        region_code: The region.
        asked: ``column`` (one of the amounts of ``mart_department_year``), ``fiscal_year`` and ``stage``.
    """
    column, year, stage = (asked.get(key, "") for key in ("column", "fiscal_year", "stage"))
    known = warehouse.ask("select region_name from dim_region where region_code = ?", [region_code])
    if not known or column not in YEAR_AMOUNTS:
        return missing(f"{region_code} {column}")
    part = Part(asked)
    chosen = f"{ITS_BODIES} and fiscal_year = try_cast(? as integer) and stage = ? and {column} is not null"
    values: list[object] = [prefix_of(region_code), year, stage]
    sums = warehouse.ask(
        f"select count(*) as count, sum({column}) as total from mart_department_year where {chosen}", values
    )[0]
    rows = warehouse.ask(
        f"with shown as (select * from mart_department_year where {chosen}"
        f" order by {column} desc, department_year_id limit ? offset ?)"
        f" select years.* from ({YEARS_SQL}) as years inner join shown using (department_year_id)"
        f" order by years.{column} desc, department_year_id",
        [*values, part.size, part.start],
    )
    warehouse.worded(rows, stage="stage")
    amount = next(each for each in YEAR_COLUMNS if each.name == column)
    return Page(
        f"{known[0]['region_name']} {year} {amount.label}",
        [("合计 Sum", f"{sums['total']:,}" if sums["count"] else ""),
         ("由来 Made of", f"{sums['count']:,} 个部门 bodies")],
        [Table("addends", "相加的各数 Addends", [BODY, YEAR, STAGE, amount], rows, note=part.note(sums["count"]),
               more=part.more(sums["count"]))],
        links=[(f"/regions/{quote(region_code, safe='')}", "该地区 The region")],
    )  # fmt: skip
