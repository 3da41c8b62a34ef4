"""Pages of bodies: search, one body."""

import re
from collections.abc import Sequence
from urllib.parse import quote

from pipeline.web import money, search
from pipeline.web.page import Column, Page, Table
from pipeline.web.shared import (
    BODY,
    DOCUMENT,
    NAMED_SQL,
    REGION,
    STAGE,
    YEAR,
    YEAR_COLUMNS,
    YEARS_SQL,
    amount_of,
    link_to,
    missing,
    spent_chart,
    spent_sql,
)
from pipeline.web.warehouse import Warehouse

_YEAR = re.compile(r"20\d\d")


def home(warehouse: Warehouse, q: str) -> Page:
    """Search; without a word, the bodies there are.

    Every word must be there; a year among them asks for the bodies with a document of that year.
    """
    years = [int(word) for word in q.split() if _YEAR.fullmatch(word)]
    words = [word for word in q.split() if not _YEAR.fullmatch(word)]
    named, names = _holding(
        "concat_ws(' ', departments.department_name, departments.department_short_name, regions.region_name)", words
    )
    bodies = warehouse.ask(
        f"""
        select departments.department_id, departments.department_name, departments.region_code, regions.region_name,
            departments.document_count
        from dim_department as departments
        left join dim_region as regions using (region_code)
        where departments.document_count > 0
            and {named}
            and (? = 0 or departments.department_id in (
                select department_id from dim_document where list_contains(?, fiscal_year)
            ))
        order by departments.document_count desc, departments.department_name limit 200
        """,
        [*names, len(years), years],
    )
    tables = [
        Table("bodies", "部门 Bodies", [BODY, REGION, Column("document_count", "文件 Documents", "count")], bodies)
    ]
    if q.split():
        tables += search.found(warehouse, q.split())
    if words:
        held, texts = _holding("region_name", words)
        regions = warehouse.ask(
            f"select region_code, region_name, province_name from dim_region where {held}"
            " and region_code in (select region_code from dim_department where document_count > 0) limit 50",
            texts,
        )
        held, texts = _holding("concat_ws(' ', function_code, function_name)", words)
        codes = warehouse.ask(
            f"select function_code, function_name from dim_function where {held}"
            " and function_code in (select function_code from fct_expenditure) order by 1 limit 50",
            texts,
        )
        held, texts = _holding("concat_ws(' ', economic_code, economic_name)", words)
        economic = warehouse.ask(
            f"select distinct economic_code, economic_name from dim_economic where {held}"
            " and economic_code in (select economic_code from fct_expenditure_economic) order by all limit 50",
            texts,
        )
        held, texts = _holding("project_name", words)
        keys = ("department_id", "fiscal_year", "stage", "project_name")
        # A project has a row for each source of its money.
        spent = spent_sql("fct_project", f"is_answer and {held}", keys, "true")
        order = "amount_yuan desc, fiscal_year desc, department_id, unknown_document, project_name, stage"
        projects = warehouse.ask(
            f"{spent}, most as (select * from spent order by {order} limit 100)"
            f" select most.*, {NAMED_SQL.format(of='most')} from most"
            f" left join dim_department as departments using (department_id) order by {order}",
            texts,
        )
        warehouse.worded(projects, stage="stage")
        code = Column("function_code", "编码 Code", link=link_to("/functions/", "function_code"))
        tables += [
            Table("regions", "地区 Regions", [REGION, Column("province_name", "省 Province")], regions),
            Table("functions", "功能科目 Functions", [code, Column("function_name", "名称 Name")], codes),
            Table("economic", "经济分类 Economic",
                  [Column("economic_code", "编码 Code", link=link_to("/economic/", "economic_code")),
                   Column("economic_name", "名称 Name")], economic),
            Table("projects", "项目 Projects",
                  [Column("project_name", "项目 Project"), BODY, YEAR, STAGE,
                   amount_of("projects", {key: key for key in keys}, {})], projects),
        ]  # fmt: skip
    return Page("查一查公共资金 Where public money goes", tables=tables, template="home.html", extra={"q": q})


def _holding(text: str, words: Sequence[str]) -> tuple[str, list[str]]:
    """The condition that a text holds every word, and the words as its parameters."""
    return " and ".join(search.holds(text, word) for word in words) or "true", list(words)


def body(warehouse: Warehouse, department_id: str) -> Page:
    """One body: its years, where the money goes, three-public, projects, execution, findings, documents."""
    known = warehouse.ask(
        "select departments.*, departments.government_level as level, regions.region_name, regions.province_name"
        " from dim_department as departments left join dim_region as regions using (region_code)"
        " where department_id = ?",
        [department_id],
    )
    if not known:
        return missing(department_id)
    who = warehouse.worded(known, level="government_level")[0]
    years = warehouse.ask(f"{YEARS_SQL} where department_id = ? order by fiscal_year, stage", [department_id])
    documents = warehouse.ask(
        "select document_id, coalesce(title, file_name) as title, fiscal_year, document_kind as kind, format"
        " from dim_document where department_id = ? order by fiscal_year desc, title",
        [department_id],
    )
    whose = money.Whose("department_id = ?", department_id)
    return Page(
        who["department_name"],
        facts=[("地区 Region", _once(who["province_name"], who["region_name"])),
               ("级次 Level", f"{who['level_zh'] or ''} {who['level_en'] or ''}".strip())],
        links=[*([(f"/regions/{who['region_code']}", "同地区 Same region")] if who["region_code"] else []),
               (f"/compare?body={quote(department_id, safe='')}", "与其他部门比较 Compare"),
               (f"/findings?body={quote(who['department_name'])}", "全部不符 All findings")],
        tables=[
            Table("years", "历年 Years", YEAR_COLUMNS, warehouse.worded(years, stage="stage"),
                  note="空格是没有公布。Empty: not published.",
                  chart=spent_chart(warehouse, "upright", ("fiscal_year", "stage_zh"))),
            *money.by_function(warehouse, whose), money.by_economic(warehouse, whose),
            money.three_public(warehouse, whose), money.projects(warehouse, whose),
            money.execution(warehouse, whose), money.findings(warehouse, whose),
            Table("documents", "文件 Documents",
                  [YEAR, DOCUMENT, Column("kind_zh", "种类 Kind", "short"),
                   Column("format_zh", "格式 Format", "short")],
                  warehouse.worded(documents, kind="document_kind", format="format")),
        ],
    )  # fmt: skip


def _once(province: str | None, region: str | None) -> str:
    """Province and region; one of them where they are the same."""
    return " ".join(dict.fromkeys(name for name in (province, region) if name))
