"""Pages of bodies: search, one body, a region."""

import re
from collections.abc import Sequence

from pipeline.web.page import Chart, Column, Page, Table
from pipeline.web.shared import (
    BODY,
    DOCUMENT,
    FINDING,
    FINDING_SQL,
    MOST_ROWS,
    PLACED,
    REGION,
    SEVERITY,
    SEVERITY_ORDER,
    STAGE,
    YEAR,
    YEAR_COLUMNS,
    YEARS_SQL,
    in_words,
    link_to,
    missing,
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
        projects = warehouse.ask(
            "select project_name, department_name, department_id, fiscal_year, amount_yuan, document_id, source_line,"
            " title from"
            " (select projects.*, documents.title, departments.department_name from projects"
            " inner join dim_document as documents using (document_id)"
            " left join dim_department as departments on departments.department_id = projects.department_id)"
            f" where {held} order by amount_yuan desc limit 100",
            texts,
        )
        code = Column("function_code", "编码 Code", link=link_to("/functions/", "function_code"))
        tables += [
            Table("regions", "地区 Regions", [REGION, Column("province_name", "省 Province")], regions),
            Table("functions", "功能科目 Functions", [code, Column("function_name", "名称 Name")], codes),
            Table("economic", "经济分类 Economic",
                  [Column("economic_code", "编码 Code", link=link_to("/economic/", "economic_code")),
                   Column("economic_name", "名称 Name")], economic),
            Table("projects", "项目 Projects", [Column("project_name", "项目 Project"), BODY, YEAR, PLACED, DOCUMENT],
                  projects),
        ]  # fmt: skip
    return Page("查一查公共资金 Where public money goes", tables=tables, template="home.html", extra={"q": q})


def _holding(text: str, words: Sequence[str]) -> tuple[str, list[str]]:
    """The condition that a text holds every word, and the words as its parameters."""
    return " and ".join([f"contains(lower({text}), lower(?))"] * len(words)) or "true", list(words)


def _once(province: str | None, region: str | None) -> str:
    """Province and region; one of them where they are the same."""
    return " ".join(dict.fromkeys(name for name in (province, region) if name))


def body(warehouse: Warehouse, department_id: str) -> Page:
    """One body: its years, where the money goes, three-public, projects, findings, documents."""
    known = warehouse.ask(
        "select departments.*, regions.region_name, regions.province_name,"
        f" {in_words('departments.government_level', 'government_level')} as level_zh"
        " from dim_department as departments left join dim_region as regions using (region_code)"
        " where department_id = ?",
        [department_id],
    )
    if not known:
        return missing(department_id)
    who = known[0]
    ask = [department_id]
    years = warehouse.ask(
        f"{YEARS_SQL} where department_id = ? order by fiscal_year, stage",
        ask,
    )
    functions = warehouse.ask(
        f"{spent_sql('fct_expenditure', 'department_id = ?', ('fiscal_year', 'stage', 'function_code'))}"
        " select spent.*, functions.function_name, stage.name_zh as stage_zh from spent"
        " left join dim_function as functions using (function_code)"
        " left join dim_code as stage on stage.code_set = 'stage' and stage.code = spent.stage"
        " order by fiscal_year desc, stage_zh, amount_yuan desc",
        ask,
    )
    economics = warehouse.ask(
        f"{spent_sql('fct_expenditure_economic', 'department_id = ?', ('fiscal_year', 'stage', 'economic_code'))}"
        " select spent.*, economics.economic_name, stage.name_zh as stage_zh from spent"
        " left join dim_economic as economics using (economic_code)"
        " left join dim_code as stage on stage.code_set = 'stage' and stage.code = spent.stage"
        " order by fiscal_year desc, stage_zh, amount_yuan desc",
        ask,
    )
    three = warehouse.ask(
        'select fiscal_year, "阶段" as stage_zh, "科目" as item_zh, sum(amount_yuan) as amount_yuan,'
        " any_value(document_id) as document_id, min(source_line) as source_line from three_public"
        " where department_id = ? group by all order by fiscal_year desc, stage_zh, item_zh",
        ask,
    )
    projects = warehouse.ask(
        "select fiscal_year, project_name, sum(amount_yuan) as amount_yuan, any_value(document_id) as document_id,"
        " min(source_line) as source_line from projects where department_id = ?"
        " group by all order by fiscal_year desc, amount_yuan desc limit ?",
        [department_id, MOST_ROWS],
    )
    findings = warehouse.ask(
        f"{FINDING_SQL} and findings.department_id = ? order by {SEVERITY_ORDER}, rule_id limit 200", ask
    )
    documents = warehouse.ask(
        "select document_id, coalesce(title, file_name) as title, fiscal_year,"
        f" {in_words('document_kind', 'document_kind')} as kind_zh, {in_words('format', 'format')} as format_zh"
        " from dim_document where department_id = ? order by fiscal_year desc, title",
        ask,
    )
    code = Column("function_code", "编码 Code", link=link_to("/functions/", "function_code"))
    money = (YEAR, STAGE)
    return Page(
        who["department_name"],
        facts=[("地区 Region", _once(who["province_name"], who["region_name"])),
               ("级次 Level", who["level_zh"] or "")],
        links=[*([(f"/regions/{who['region_code']}", "同地区 Same region")] if who["region_code"] else []),
               (f"/compare?body={department_id}", "与其他部门比较 Compare")],
        tables=[
            Table("years", "历年 Years", YEAR_COLUMNS, years,
                  chart=Chart("stacked", ("fiscal_year", "stage_zh"), ("basic_yuan", "project_yuan"))),
            Table("functions", "按功能科目 By function",
                  [*money, code, Column("function_name", "名称 Name"), PLACED], functions, bars="amount_yuan",
                  chart=Chart("lying", ("function_name",), ("amount_yuan",), ("fiscal_year", "stage_zh"))),
            Table("economic", "按经济分类 By economic category",
                  [*money, Column("economic_code", "编码 Code", link=link_to("/economic/", "economic_code")),
                   Column("economic_name", "名称 Name"), PLACED], economics, bars="amount_yuan",
                  chart=Chart("lying", ("economic_name",), ("amount_yuan",), ("fiscal_year", "stage_zh"))),
            Table("three_public", "三公经费 Three public", [*money, Column("item_zh", "项目 Item"), PLACED], three,
                  bars="amount_yuan"),
            Table("projects", "项目 Projects", [YEAR, Column("project_name", "项目 Project"), PLACED], projects,
                  bars="amount_yuan"),
            Table("findings", "不符 Findings", [SEVERITY, YEAR, FINDING], findings),
            Table("documents", "文件 Documents",
                  [YEAR, DOCUMENT, Column("kind_zh", "种类 Kind", "short"),
                   Column("format_zh", "格式 Format", "short")], documents),
        ],
    )  # fmt: skip


def region(warehouse: Warehouse, region_code: str) -> Page:
    """One region: its bodies by year; totals are of what was read, bodies differ in what they publish."""
    known = warehouse.ask("select * from dim_region where region_code = ?", [region_code])
    if not known:
        return missing(region_code)
    prefix = region_code.rstrip("0") or region_code
    prefix = prefix + "0" * (len(prefix) % 2)
    rows = warehouse.ask(
        f"{YEARS_SQL} where departments.region_code like ?"
        " order by fiscal_year desc, expenditure_yuan desc nulls last limit ?",
        [f"{prefix}%", MOST_ROWS],
    )
    return Page(
        known[0]["region_name"],
        facts=[("编码 Code", region_code), ("省 Province", known[0]["province_name"] or "")],
        tables=[Table("years", "部门 Bodies", [BODY, *YEAR_COLUMNS], rows, bars="expenditure_yuan")],
    )
