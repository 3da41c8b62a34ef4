"""Pages of what does not agree: the list, and one finding with both its sides."""

from collections.abc import Mapping

from pipeline.web.page import Column, Page, Table
from pipeline.web.shared import (
    AMOUNT,
    BODY,
    DOCUMENT,
    FIGURE,
    FINDING,
    FINDING_SQL,
    MOST_ROWS,
    SEVERITIES,
    SEVERITY,
    SEVERITY_ORDER,
    YEAR,
    missing,
)
from pipeline.web.warehouse import Warehouse


def findings(warehouse: Warehouse, asked: Mapping[str, str]) -> Page:
    """Findings by severity, family, year and body; consequences stand under their cause."""
    conditions = ""
    values: list[object] = []
    for key, condition in (
        ("severity", " and findings.severity = ?"), ("family", " and findings.family = ?"),
        ("year", " and findings.fiscal_year = try_cast(? as integer)"),
        ("body", " and departments.department_name ilike '%' || ? || '%'"),
    ):  # fmt: skip
        if asked.get(key):
            conditions += condition
            values.append(asked[key])
    rows = warehouse.ask(f"{FINDING_SQL}{conditions} order by {SEVERITY_ORDER}, department_name, rule_id limit ?",
                         [*values, MOST_ROWS])  # fmt: skip
    families = [row["family"] for row in warehouse.ask("select distinct family from dim_rule order by 1")]
    columns = [SEVERITY, Column("family", "类别 Family"), BODY, YEAR, FINDING, DOCUMENT]
    note = f"至多 {MOST_ROWS} 行 at most"
    return Page(
        "不符之处 Findings",
        tables=[Table("findings", "发现 Findings", columns, rows, note=note)],
        template="findings.html",
        extra={"severities": SEVERITIES, "families": families}
        | {key: asked.get(key, "") for key in ("severity", "family", "year", "body")},
    )


def finding(warehouse: Warehouse, finding_id: str) -> Page:
    """One finding: both sides with their places, advice, and what follows from it."""
    known = warehouse.ask(
        "select findings.*, rules.description_zh, rules.formula, documents.title, documents.file_name,"
        " severity.name_zh as severity_zh from fct_reconciliation as findings"
        " left join dim_rule as rules using (rule_id) inner join dim_document as documents using (document_id)"
        " left join dim_code as severity on severity.code_set = 'severity' and severity.code = findings.severity"
        " where finding_id = ? and status = 'broken'",
        [finding_id],
    )
    if not known:
        return missing(finding_id)
    it = known[0]
    operands = warehouse.ask(
        "with operand as (select unnest(evidence, recursive := true) from fct_reconciliation"
        " where finding_id = ? and status = 'broken')"
        " select operand.*, figures.figure_id, figures.source_page, coalesce(operand.amount_text, '') as amount_text"
        " from operand left join fct_figure as figures on figures.document_id = operand.document_id"
        " and figures.source_line = operand.line and figures.source_field = operand.field order by side, line, field",
        [finding_id],
    )
    others = warehouse.ask(
        "select finding_id, message from fct_reconciliation where cause_id = ? and finding_id <> ?"
        " and status = 'broken' order by rule_id",
        [it["cause_id"], finding_id],
    )
    return Page(
        it["message"] or it["rule_id"],
        facts=[("程度 Severity", it["severity_zh"] or it["severity"] or ""), ("规则 Rule", it["description_zh"] or ""),
               ("算式 Formula", it["formula"] or ""), ("建议 Advice", it["advice"] or ""),
               ("相差 Difference", f"{it['difference_yuan']:,} 元" if it["difference_yuan"] is not None else ""),
               ("已核对 Reviewed", it["reviewed_reason"] or "")],
        links=[(f"/documents/{it['document_id']}", f"文件 {it['title'] or it['file_name']}")],
        tables=[
            Table("operands", "两边的数字 Both sides",
                  [Column("side", "边 Side"), Column("label", "名称 Label"), FIGURE, Column("unit_text", "单位 Unit"),
                   AMOUNT, Column("line", "行 Line", "count"), Column("source_page", "页 Page", "count")], operands),
            Table("consequences", "同一原因 Same cause", [FINDING], others),
        ],
    )  # fmt: skip
