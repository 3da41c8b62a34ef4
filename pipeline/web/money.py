"""Where the money of one body, or of the bodies of a region, goes: the tables that both pages show.

A question is asked with a condition on ``department_id``; amounts lead to their printed cell or to what they are the
sum of, codes of several bodies to the page that lists these.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

from pipeline.web.lookup import of_documents
from pipeline.web.page import Chart, Column, Row, Table
from pipeline.web.shared import (
    BODY,
    FINDING,
    MOST_ROWS,
    SEVERITY,
    SEVERITY_ORDER,
    STAGE,
    YEAR,
    amount_of,
    finding_sql,
    first_of,
    link_to,
    place_address,
    spent_sql,
    told,
)
from pipeline.web.warehouse import Warehouse

_OF_REGIONS = {
    "fct_expenditure": ("function_class", "function_code"),
    "fct_expenditure_economic": ("economic_class", "economic_code"),
    "fct_three_public": ("three_public", "item"),
}
"""Which breakdown of ``mart_region_spending`` sums a fact, and by which of its codes."""
_SAID = ("budget_initial", "final")
"""Metrics of the notes whose amounts an execution repeats."""
_CLASSES = {"function_code": "function", "economic_code": "economic"}
"""What asks for all codes of a class."""


@dataclass(frozen=True)
class Whose:
    """Whose money.

    Attributes:
        condition: SQL over ``department_id``, with one ``?``.
        value: What stands for it.
        region: Code of the region whose bodies these are; empty for one body.
        most: Rows of a list at most.
    """

    condition: str
    value: str
    region: str = ""
    most: int = MOST_ROWS

    def cut(self, rows: Sequence[Row]) -> str:
        """The note of a list that does not hold all."""
        return first_of(rows, self.most)

    def spent(self, fact: str, keys: Sequence[str]) -> str:
        """SQL: a common table ``spent``, what the facts of a theme come to by keys; a region's are summed by class."""
        if not self.region:
            return spent_sql(fact, self.condition, keys, "is_answer" if fact == "fct_three_public" else "is_primary")
        breakdown, code = _OF_REGIONS[fact]
        shown = ", ".join(f"code as {key}" if key == code else key for key in keys)
        return (
            f"with spent as (select {shown}, sum(amount_yuan) as amount_yuan, null as figure_id"
            f" from mart_region_spending where breakdown = '{breakdown}'"
            " and starts_with(region_code, ?) group by all)"
        )

    @property
    def asked(self) -> dict[str, object]:
        """What a page of addends is asked, that they are of this body or region."""
        return {"region": self.region} if self.region else {"department_id": self.value}

    def amount(self, theme: str, *keys: str) -> Column:
        """Amounts summed by year, stage and other keys; codes of a region are those of classes."""
        asked = {_CLASSES.get(key, key) if self.region else key: key for key in ("fiscal_year", "stage", *keys)}
        return amount_of(theme, asked, self.asked)

    def link(self, base: str, key: str) -> Column:
        """The code, leading to what bodies spend under it: those of the region, where it is one."""
        asked = f"?region={self.region}" if self.region else ""
        label = "编码 Code"
        return Column(key, label, "short", link=lambda row: f"{base}{quote(str(row[key]), safe='')}{asked}")


def by_function(warehouse: Warehouse, whose: Whose) -> list[Table]:
    """By functional code (of a region by class), by nature, and by the fund that pays."""
    keys = ("fiscal_year", "stage", "function_code", "nature", "fund")
    spent = warehouse.ask(f"{whose.spent('fct_expenditure', keys)} select * from spent", [whose.value])
    names = {
        row["function_code"]: row["function_name"]
        for row in warehouse.ask(
            "select function_code, function_name from dim_function where list_contains(?, function_code)",
            [sorted({row["function_code"] for row in spent if row["function_code"]})],
        )
    }
    functions = [{**row, "function_name": names.get(row["function_code"])} for row in _summed(spent, "function_code")]
    code_column = whose.link("/functions/", "function_code")
    tables = [
        Table("functions", "按功能科目 By function",
              [YEAR, STAGE, code_column, Column("function_name", "名称 Name"),
               whose.amount("expenditure", "function_code")],
              warehouse.worded(functions, stage="stage"), bars="amount_yuan", chart=_latest("function_name"))
    ]  # fmt: skip
    for key, title, label in (
        ("nature", "按支出性质 By nature", "性质 Nature"), ("fund", "按资金来源 By fund", "资金 Fund"),
    ):  # fmt: skip
        rows = warehouse.worded(_summed(spent, key), stage="stage", **{key: key})
        columns = [YEAR, STAGE, Column(f"{key}_zh", label), whose.amount("expenditure", key)]
        tables.append(Table(f"by_{key}", title, columns, rows, bars="amount_yuan"))
    return tables


def _summed(spent: Sequence[Row], key: str) -> list[dict[str, Any]]:
    """Amounts by year, stage and one key, the latest and largest first; of one row with its printed cell."""
    sums: dict[tuple[object, ...], dict[str, Any]] = {}
    for row in spent:
        place = (row["fiscal_year"], row["stage"], row[key])
        before = sums.get(place)
        sums[place] = (
            {**row, "amount_yuan": before["amount_yuan"] + row["amount_yuan"], "figure_id": None} if before else {**row}
        )
    return sorted(
        sums.values(),
        key=lambda row: (-(row["fiscal_year"] or 0), row["stage"] or "", -row["amount_yuan"], row[key] or ""),
    )


def by_economic(warehouse: Warehouse, whose: Whose) -> Table:
    """By economic category; of a region by class."""
    keys = ("fiscal_year", "stage", "economic_code")
    rows = warehouse.ask(
        f"{whose.spent('fct_expenditure_economic', keys)},"
        " names as (select economic_code, min(economic_name) as economic_name from dim_economic group by all)"
        " select spent.*, economic_name from spent left join names using (economic_code)"
        " order by fiscal_year desc, stage, amount_yuan desc, economic_code",
        [whose.value],
    )
    columns = [YEAR, STAGE, whose.link("/economic/", "economic_code"), Column("economic_name", "名称 Name")]
    return Table("economic", "按经济分类 By economic category", [*columns, whose.amount("economic", "economic_code")],
                 warehouse.worded(rows, stage="stage"), bars="amount_yuan", chart=_latest("economic_name"))  # fmt: skip


def three_public(warehouse: Warehouse, whose: Whose) -> Table:
    """三公, a row a year and stage, a column a part: the parts add up to the published total."""
    keys = ("fiscal_year", "stage", "item")
    rows = warehouse.ask(
        f"{whose.spent('fct_three_public', keys)} select * from spent order by fiscal_year, stage, item", [whose.value]
    )
    words = warehouse.words()
    amount = whose.amount("three_public", "item")
    years: dict[tuple[int, str], dict[str, Any]] = {}
    items: dict[str, Column] = {}
    for row in rows:
        item = row["item"]
        year = years.setdefault((row["fiscal_year"], row["stage"]), {key: row[key] for key in ("fiscal_year", "stage")})
        year |= {item: row["amount_yuan"], f"{item}_at": amount.address(row)}
        items[item] = Column(item, " ".join(words.get(("item", item), (item, ""))), "money", link=_at(item))
    for year in years.values():
        year["sum"] = sum(year[item] for item in items if item in year)
        for item in items:
            year.setdefault(item, None)
    shown = warehouse.worded(list(years.values()), stage="stage")
    total = replace(whose.amount("three_public"), name="sum", label="合计 Sum")
    return Table("three_public", "三公经费 Three public", [YEAR, STAGE, *items.values(), total], shown,
                 chart=Chart("upright", ("fiscal_year", "stage_zh"), tuple(items)))  # fmt: skip


def _at(item: str) -> Callable[[Row], str | None]:
    return lambda row: row.get(f"{item}_at")


def projects(warehouse: Warehouse, whose: Whose) -> Table:
    """The largest projects; each stage apart, since a project of the budget stands in the final accounts again.

    Of a region those of the latest year.
    """
    years = "fiscal_year = (select max(fiscal_year) from fct_project)" if whose.region else "true"
    keys = ("department_id", "fiscal_year", "stage", "project_name")
    rows = warehouse.ask(
        f"{spent_sql('fct_project', f'{whose.condition} and {years}', keys, 'is_answer')}, summed as ("
        " select * from spent order by fiscal_year desc, stage, amount_yuan desc, department_id, project_name limit ?)"
        " select summed.*, department_name from summed left join dim_department using (department_id)"
        " order by fiscal_year desc, stage, amount_yuan desc, department_id, project_name",
        [whose.value, whose.most],
    )
    warehouse.worded(rows, stage="stage")
    who = [BODY] if whose.region else []
    amount = amount_of("projects", {key: key for key in keys}, {})
    return Table("projects", "项目 Projects", [YEAR, STAGE, *who, Column("project_name", "项目 Project"), amount], rows,
                 bars="amount_yuan", note=whose.cut(rows), chart=_latest("project_name"))  # fmt: skip


def execution(warehouse: Warehouse, whose: Whose) -> Table:
    """Budget against final by item, as the notes say it."""
    # Those of a region stand in a document each, and each is looked up.
    most = whose.most // 4 if whose.region else whose.most
    rows = warehouse.ask(
        f"""
        with execution as (
            select * from fct_budget_execution where is_primary and {whose.condition}
            order by fiscal_year desc, final_yuan desc nulls last, source_line, budget_execution_id limit ?
        )
        select department_id, department_name, fiscal_year, execution.function_code,
            coalesce(function_item, function_section, function_class) as item_name, budget_initial_yuan,
            budget_adjusted_yuan, final_yuan, completion_rate_recomputed, completion_rate_printed, document_id,
            source_line, source_lines
        from execution left join dim_department using (department_id)
        order by fiscal_year desc, final_yuan desc nulls last, source_line, budget_execution_id
        """,
        [whose.value, most],
    )
    said = _said(warehouse, sorted({row["document_id"] for row in rows}))
    for row in rows:
        for name in _SAID:
            places = [(row["document_id"], line, name, row[f"{name}_yuan"]) for line in row["source_lines"] or ()]
            numbers = [said[place] for place in places if place in said]
            row[f"{name}_id"] = min(numbers)[1] if numbers else None
    who = [BODY] if whose.region else []
    columns = [
        YEAR, *who, Column("function_code", "编码 Code", "short", link=link_to("/functions/", "function_code")),
        Column("item_name", "科目 Item"), _printed("budget_initial", "年初预算 Budget"),
        _printed("final", "决算 Final"),
        Column("completion_rate_printed", "完成率（印） Rate as printed", "percent"),
        Column("completion_rate_recomputed", "完成率（算） Rate recomputed", "percent"),
    ]  # fmt: skip
    return Table("execution", "预算执行 Execution", columns, rows, note=first_of(rows, most))


def _said(warehouse: Warehouse, documents: Sequence[str]) -> dict[tuple[str, int, str, Decimal], tuple[int, str]]:
    """Numbers of notes that say an amount of an execution, the first of each line: its place among all, and its id."""
    values: dict[str, object] = {"metrics": list(_SAID)}
    columns = "document_id, source_line, metric, amount_yuan, figure_no, narrative_figure_id"
    found = of_documents("fct_narrative_figure", columns, documents, values)
    said: dict[tuple[str, int, str, Decimal], tuple[int, str]] = {}
    for row in warehouse.ask(f"select * from ({found}) where list_contains($metrics, metric)", values):
        place = (row["document_id"], row["source_line"], row["metric"], row["amount_yuan"])
        number = (row["figure_no"], row["narrative_figure_id"])
        said[place] = min(said.get(place, number), number)
    return said


def findings(warehouse: Warehouse, whose: Whose) -> Table:
    """What does not agree in the documents of a body, the worst first."""
    rows = warehouse.ask(
        f"{finding_sql(whose.condition)}"
        f" order by {SEVERITY_ORDER}, findings.fiscal_year desc, findings.rule_id, findings.finding_id limit ?",
        [whose.value, whose.most],
    )
    told(warehouse, rows)
    return Table("findings", "不符 Findings", [SEVERITY, YEAR, FINDING], rows, note=whose.cut(rows))


def finding_counts(warehouse: Warehouse, whose: Whose) -> Table:
    """How much does not agree in the documents of a region, by severity and kind of rule; each leads to its list."""
    rows = warehouse.ask(
        "with findings as ("
        "select severity, family, count(*) as finding_count"
        f" from fct_reconciliation where status = 'broken' and not is_consequence and {whose.condition} group by all)"
        f" select * from findings order by {SEVERITY_ORDER}, finding_count desc, family",
        [whose.value],
    )
    warehouse.worded(rows, severity="severity", family="family")

    def listed(row: Row) -> str:
        return f"/findings?{urlencode({'region': whose.region, **{key: row[key] for key in ('severity', 'family')}})}"

    columns = [SEVERITY, Column("family_zh", "类别 Family"), Column("finding_count", "不符 Findings", "count", listed)]
    return Table("findings", "不符 Findings", columns, rows)


def _printed(name: str, label: str) -> Column:
    """An amount that leads to the number of the notes; where that is not known, to their line."""
    number = link_to("/figures/", f"{name}_id")
    return Column(f"{name}_yuan", label, "money", link=lambda row: number(row) or place_address(row))


def _latest(label: str) -> Chart:
    return Chart("lying", (label,), ("amount_yuan",), ("fiscal_year", "stage_zh"))
