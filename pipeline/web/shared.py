"""Columns, links and questions that several pages share."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal
from urllib.parse import quote, urlencode

from pipeline.reports.check_findings import SEVERITIES
from pipeline.reports.finding_words import in_english
from pipeline.web.page import Chart, Column, Form, Page, Row
from pipeline.web.warehouse import Warehouse

MOST_ROWS = 500
"""Rows of one table of a page; the note below it says how many there are."""
ROWS_AT_A_TIME = 100
"""Rows of a table that is shown in parts."""
MOST_TAKEN = 50_000
"""Rows of a table that is shown in parts, when it is taken as data."""


def link_to(base: str, key: str) -> Callable[[Row], str | None]:
    """A link to the address that a column of the row completes."""

    def address(row: Row) -> str | None:
        return f"{base}{quote(str(row[key]), safe='')}" if row.get(key) else None

    return address


def _body_address(row: Row) -> str | None:
    if row.get("department_id"):
        return f"/bodies/{quote(str(row['department_id']), safe='')}"
    return link_to("/documents/", "unknown_document")(row)


BODY = Column("department_name", "部门 Body", link=_body_address)
"""A body; where a document does not say whose it is, the document."""
REGION = Column("region_name", "地区 Region", link=link_to("/regions/", "region_code"))
YEAR = Column("fiscal_year", "年度 Year", "short")
STAGE = Column("stage_zh", "阶段 Stage", "short")
DOCUMENT = Column("title", "文件 Document", link=link_to("/documents/", "document_id"))
AMOUNT = Column("amount_yuan", "金额（元） Amount", "money")


def line_address(document_id: str, line: int, field: int | None = None) -> str:
    """A printed line of a document, one of its fields marked."""
    return f"/documents/{quote(document_id, safe='')}?line={line}" + (f"&field={field}" if field else "")


def place_address(row: Row) -> str | None:
    """The printed line of a row that names its document and line, and its field where it names one."""
    if not row.get("document_id") or not row.get("source_line"):
        return None
    return line_address(str(row["document_id"]), row["source_line"], row.get("source_field"))


FIGURE_YUAN = Column("amount_yuan", "金额（元） Amount", "money", link=link_to("/figures/", "figure_id"))
"""An amount that leads to its printed cell or number."""
FIGURE = Column("amount_text", "原文 As printed", "short", link=link_to("/figures/", "figure_id"))
FINDING = Column("message", "发现 Finding", "long", link=link_to("/findings/", "finding_id"), english="message_en")
SEVERITY = Column("severity_zh", "程度 Severity", "short")


def _year(name: str, label: str, form: Form = "money") -> Column:
    return Column(name, label, form, link=lambda row: f"/years/{quote(row['department_year_id'], safe='')}/{name}")


YEAR_COLUMNS = (
    YEAR, STAGE,
    _year("revenue_yuan", "收入 Revenue"), _year("expenditure_yuan", "支出 Expenditure"),
    _year("basic_yuan", "基本 Basic"), _year("project_yuan", "项目 Project"),
    _year("other_yuan", "其他 Other"),
    _year("personnel_yuan", "人员 Personnel"), _year("public_yuan", "公用 Public"),
    _year("three_public_yuan", "三公 Three public"), _year("procurement_yuan", "采购 Procurement"),
    _year("staff_count", "在职 Staff", "count"),
    Column("contradictions_material", "重要不符 Material", "count"),
)  # fmt: skip
YEARS_SQL = """
select years.*, departments.department_name
from mart_department_year as years
inner join dim_department as departments using (department_id)
"""
SEVERITY_ORDER = "list_position(['material', 'minor', 'rounding', 'info'], findings.severity)"
"""What misleads most comes first."""
_FINDING_SQL = """
with broken as (
    select * from fct_reconciliation as findings where status = 'broken' and not is_consequence and {condition}
)
select
    findings.finding_id, findings.cause_id, findings.rule_id, findings.family, findings.severity,
    coalesce(findings.message, rules.description_zh) as message, findings.advice, findings.difference_yuan,
    rules.description as rule_en, findings.actual_yuan, findings.expected_yuan, findings.actual_value,
    findings.expected_value, findings.value_unit, findings.source_lines, findings.document_id,
    coalesce(documents.title, documents.file_name) as title,
    findings.department_id, departments.department_name, findings.fiscal_year
from broken as findings
inner join dim_document as documents using (document_id)
left join dim_department as departments on departments.department_id = findings.department_id
left join dim_rule as rules on rules.rule_id = findings.rule_id
"""


class Part:
    """Which rows of a long table are shown: some at a time in a browser, all that there are when taken as data."""

    def __init__(self, asked: Mapping[str, str], at_a_time: int = ROWS_AT_A_TIME) -> None:
        text = asked.get("from", "")
        self._asked = asked
        is_shown = asked.get("format", "html") == "html"
        self.size = at_a_time if is_shown else MOST_TAKEN
        self.start = int(text) if is_shown and text.isdecimal() and len(text) < 8 else 0

    def note(self, count: int) -> str:
        """Which rows these are, of how many."""
        if count <= self.size and not self.start:
            return ""
        last = min(self.start + self.size, count)
        return (
            f"第 {self.start + 1:,}–{last:,} 行，共 {count:,} 行；下载为全部 of {count:,} rows; the downloads have all"
        )

    def more(self, count: int) -> list[tuple[str, str]]:
        """The ways to the rows before and after these."""
        ways = [("← 前面 Before", max(self.start - self.size, 0), self.start > 0),
                ("后面 After →", self.start + self.size, self.start + self.size < count)]  # fmt: skip
        others = {key: value for key, value in self._asked.items() if key not in ("from", "format", "table")}
        return [(f"?{urlencode({**others, 'from': start})}", words) for words, start, exists in ways if exists]


def first_of(rows: Sequence[Row], most: int) -> str:
    """The note of a table that may not hold all, since it holds as many rows as were asked for."""
    return f"只列前 {most} 行 the first {most} rows" if len(rows) == most else ""


def spent_chart(
    warehouse: Warehouse,
    form: Literal["upright", "lying"],
    labels: Sequence[str],
    within: Sequence[str] = (),
    most: int = 1,
) -> Chart:
    """Expenditure of years in its parts: basic, project, other, and what no table says the nature of."""
    rest = " ".join(warehouse.words().get(("nature", "unspecified"), ("?",)))
    return Chart(form, labels, ("basic_yuan", "project_yuan", "other_yuan"), within, most, ("expenditure_yuan", rest))


def finding_sql(condition: str) -> str:
    """SQL: findings that meet a condition on ``fct_reconciliation``, with words and names; no consequences."""
    return _FINDING_SQL.format(condition=condition)


def severities(warehouse: Warehouse) -> list[tuple[str, str]]:
    """Codes of severities with their words, the worst first; the empty code is all of them."""
    words = warehouse.words()
    found = [(code, " ".join(words[code_set, code])) for code_set, code in words if code_set == "severity"]
    return [("", "全部 All"), *sorted(found, key=lambda one: SEVERITIES.index(one[0]))]


def told(warehouse: Warehouse, rows: list[dict[str, Any]], **code_sets: str) -> list[dict[str, Any]]:
    """Put words beside the codes of findings, and the finding in English beside its message; the rows are changed."""
    for row in rows:
        row["message_en"] = in_english(row)
    return warehouse.worded(rows, severity="severity", **code_sets)


def in_both(row: Row, column: str) -> str:
    """A code in Chinese and English words, where the row has them beside it; once where they are the same (PDF)."""
    words = dict.fromkeys((row[f"{column}_zh"], row[f"{column}_en"]))
    return " ".join(word for word in words if word)


def spent_sql(fact: str, condition: str, keys: Sequence[str], chosen: str = "is_primary") -> str:
    """SQL: a common table ``spent`` with the chosen rows of a fact summed by keys; of one row with its ``figure_id``.

    Documents of bodies that are not known are not those of one body: each has its row, with ``unknown_document``.

    The safe views say the same in words; they join them to every row before anything is chosen, which costs a page the
    tenfold.
    """
    shown = ", ".join(keys)
    if "department_id" in keys:
        shown += ", if(department_id is null, document_id, null) as unknown_document"
    return (
        f"with spent as (select {shown}, sum(amount_yuan) as amount_yuan, if(count(*) = 1,"
        " min(if(is_rest or len(figure_ids) > 1, null, figure_ids[1])), null) as figure_id"
        f" from {fact} where {chosen} and {condition} group by all)"
    )


NAMED_SQL = (
    "coalesce(departments.department_name, (select coalesce(title, file_name) from dim_document"
    " where document_id = {of}.unknown_document)) as department_name"
)
"""SQL: the name of a body, or what a document is called that does not say whose it is."""


def sum_address(theme: str, asked: Mapping[str, object]) -> str:
    """The page of what an amount is the sum of; a value that is None asks for rows without one."""
    return f"/amounts/{theme}?{urlencode({key: '' if value is None else value for key, value in asked.items()})}"


def amount_of(theme: str, names: Mapping[str, str], fixed: Mapping[str, object]) -> Column:
    """An amount that leads to its printed cell, or to the page of those that it is the sum of.

    Args:
        theme: One of ``amounts.THEMES``.
        names: What the page of the sum is asked, by the column of the row that says it.
        fixed: What says so for all rows.
    """

    def address(row: Row) -> str:
        if row.get("figure_id"):
            return f"/figures/{quote(row['figure_id'], safe='')}"
        asked = {**fixed, **{key: row[name] for key, name in names.items()}}
        if row.get("unknown_document"):
            asked["document_id"] = row["unknown_document"]
        return sum_address(theme, asked)

    return Column("amount_yuan", "金额（元） Amount", "money", link=address)


def missing(what: str) -> Page:
    """The page of something that is not there."""
    return Page("没有这一页 Not found", facts=[("查找 Asked for", what)], links=[("/", "首页 Home")], status=404)
