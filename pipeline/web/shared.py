"""Columns, links and questions that several pages share."""

from collections.abc import Callable, Sequence
from urllib.parse import quote

from pipeline.web.page import Column, Form, Page, Row

MOST_ROWS = 500
"""Rows of one table of a page; the note below it says how many there are."""
SEVERITIES = (
    ("", "全部 All"), ("material", "重要 Material"), ("minor", "次要 Minor"), ("rounding", "尾差 Rounding"),
    ("info", "提示 Info"),
)  # fmt: skip


def link_to(base: str, key: str) -> Callable[[Row], str | None]:
    """A link to the address that a column of the row completes."""

    def address(row: Row) -> str | None:
        return f"{base}{quote(str(row[key]), safe='')}" if row.get(key) else None

    return address


BODY = Column("department_name", "部门 Body", link=link_to("/bodies/", "department_id"))
REGION = Column("region_name", "地区 Region", link=link_to("/regions/", "region_code"))
YEAR = Column("fiscal_year", "年度 Year", "short")
STAGE = Column("stage_zh", "阶段 Stage", "short")
DOCUMENT = Column("title", "文件 Document", link=link_to("/documents/", "document_id"))
AMOUNT = Column("amount_yuan", "金额（元）Amount", "money")


def place_address(row: Row) -> str | None:
    """The printed line of a row that names its document and line."""
    if not row.get("document_id") or not row.get("source_line"):
        return None
    return f"/documents/{quote(str(row['document_id']), safe='')}?line={row['source_line']}"


PLACED = Column("amount_yuan", "金额（元）Amount", "money", link=place_address)
"""An amount that leads to its printed line."""
FIGURE = Column("amount_text", "原文 As printed", link=link_to("/figures/", "figure_id"))
FINDING = Column("message", "发现 Finding", "long", link=link_to("/findings/", "finding_id"))
SEVERITY = Column("severity_zh", "程度 Severity", "short")


def _year(name: str, label: str, form: Form = "money") -> Column:
    return Column(name, label, form, link=lambda row: f"/years/{quote(row['department_year_id'], safe='')}/{name}")


YEAR_COLUMNS = (
    YEAR, STAGE,
    _year("revenue_yuan", "收入 Revenue"), _year("expenditure_yuan", "支出 Expenditure"),
    _year("basic_yuan", "基本 Basic"), _year("project_yuan", "项目 Project"),
    _year("personnel_yuan", "人员 Personnel"), _year("public_yuan", "公用 Public"),
    _year("three_public_yuan", "三公 Three public"), _year("procurement_yuan", "采购 Procurement"),
    _year("staff_count", "在职 Staff", "count"),
    Column("contradictions_material", "重要不符 Material", "count"),
)  # fmt: skip
YEARS_SQL = """
select years.*, stage.name_zh as stage_zh, departments.department_name
from mart_department_year as years
inner join dim_department as departments using (department_id)
left join dim_code as stage on stage.code_set = 'stage' and stage.code = years.stage
"""
SEVERITY_ORDER = "list_position(['material', 'minor', 'rounding', 'info'], findings.severity)"
"""What misleads most comes first."""
FINDING_SQL = """
select
    findings.finding_id, findings.cause_id, findings.rule_id, findings.family, findings.severity,
    severity.name_zh as severity_zh, family.name_zh as family_zh, findings.message, findings.advice,
    findings.difference_yuan,
    findings.document_id, documents.title, findings.department_id, departments.department_name, findings.fiscal_year
from fct_reconciliation as findings
inner join dim_document as documents using (document_id)
left join dim_department as departments on departments.department_id = findings.department_id
left join dim_code as severity on severity.code_set = 'severity' and severity.code = findings.severity
left join dim_code as family on family.code_set = 'family' and family.code = findings.family
where findings.status = 'broken' and not findings.is_consequence
"""


def in_words(column: str, code_set: str) -> str:
    """SQL: a coded column in Chinese words, the code where no word is known."""
    return f"coalesce((select name_zh from dim_code where code_set = '{code_set}' and code = {column}), {column})"


def spent_sql(fact: str, condition: str, keys: Sequence[str]) -> str:
    """SQL: a common table ``spent`` with the primary rows of a fact summed by keys, each with one of its places.

    The safe views say the same in words; they join them to every row before anything is chosen, which costs a page the
    tenfold.
    """
    shown = ", ".join(keys)
    return (
        f"with spent as (select {shown}, sum(amount_yuan) as amount_yuan, any_value(document_id) as document_id,"
        f" min(source_line) as source_line from {fact} where is_primary and {condition} group by all)"
    )


def missing(what: str) -> Page:
    """The page of something that is not there."""
    return Page("没有这一页 Not found", facts=[("查找 Asked for", what)], links=[("/", "首页 Home")], status=404)
