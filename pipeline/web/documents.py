"""Pages of documents: what was read of one, one figure and its place, what there is at all."""

from urllib.parse import urlencode

from pipeline.web.page import Column, Page, Picture, Row, Table
from pipeline.web.shared import (
    AMOUNT,
    BODY,
    DOCUMENT,
    FIGURE,
    FINDING,
    FINDING_SQL,
    MOST_ROWS,
    SEVERITY,
    SEVERITY_ORDER,
    YEAR,
    missing,
)
from pipeline.web.warehouse import Warehouse


def document(warehouse: Warehouse, document_id: str) -> Page:
    """One document: what was read of it, table by table, and what was not."""
    known = warehouse.ask(
        "select documents.*, departments.department_name from dim_document as documents"
        " left join dim_department as departments on departments.department_id = documents.department_id"
        " where document_id = ?",
        [document_id],
    )
    if not known:
        return missing(document_id)
    it = known[0]
    statements = warehouse.ask(
        "select statement_no, statement_name, status, table_title, unit_text, figure_count, unplaced_count, source_page"
        " from fct_statement where document_id = ? order by statement_no nulls last, statement_id",
        [document_id],
    )
    figures = warehouse.ask(
        "select figure_id, statement_no, row_label, column_label, amount_text, unit_text, amount_yuan, source_page,"
        " source_line from fct_figure where document_id = ? order by statement_no, source_line, source_field limit ?",
        [document_id, MOST_ROWS],
    )
    unread = warehouse.ask(
        "select statement_no, cell_text, reason, source_line, source_page from fct_unplaced_cell where document_id = ?"
        " order by source_line, source_field limit 200",
        [document_id],
    )
    findings = warehouse.ask(
        f"{FINDING_SQL} and findings.document_id = ? order by {SEVERITY_ORDER}, rule_id", [document_id]
    )
    page = Column("source_page", "页 Page", "count")
    number = Column("statement_no", "表 Table", "count")
    return Page(
        it["title"] or it["file_name"],
        facts=[("文件 File", it["file_name"]), ("部门 Body", it["department_name"] or ""),
               ("年度 Year", str(it["fiscal_year"] or "")), ("种类 Kind", it["document_kind"] or ""),
               ("格式 Format", it["format"] or ""), ("结果 Outcome", it["outcome"] or "")],
        links=[(f"/bodies/{it['department_id']}", "该部门 The body")] if it["department_id"] else [],
        tables=[
            Table("findings", "不符 Findings", [SEVERITY, FINDING], findings),
            Table("statements", "各表 Statements",
                  [number, Column("statement_name", "表名 Statement"), Column("status", "状态 Status"),
                   Column("table_title", "标题 Title"), Column("unit_text", "单位 Unit"),
                   Column("figure_count", "数字 Figures", "count"),
                   Column("unplaced_count", "未读 Unread", "count"), page],
                  statements),
            Table("unread", "未能归位的数字 Unread numbers",
                  [number, Column("cell_text", "原文 As printed"), Column("reason", "原因 Reason", "long"), page],
                  unread),
            Table("figures", "读出的数字 Figures as read",
                  [number, Column("row_label", "行 Row"), Column("column_label", "列 Column"), FIGURE,
                   Column("unit_text", "单位 Unit"), AMOUNT, page], figures,
                  note=f"至多 {MOST_ROWS} 行 at most; 全部见 all in fct_figure"),
        ],
    )  # fmt: skip


def figure(warehouse: Warehouse, figure_id: str) -> tuple[Page, Row | None]:
    """One figure, and the row of the warehouse from which its place is drawn (None where there is none)."""
    known = warehouse.ask(
        "select figures.*, documents.file_name, documents.sha256, documents.title, documents.format"
        " from fct_figure as figures inner join dim_document as documents using (document_id) where figure_id = ?",
        [figure_id],
    )
    if not known:
        return missing(figure_id), None
    it = known[0]
    place = "，".join(
        part for part in (
            f"第 {it['source_page']} 页 page" if it["source_page"] else "", it["source_ref"] or "",
            f"第 {it['source_line']} 行 line，第 {it['source_field']} 格 field",
        ) if part
    )  # fmt: skip
    facts = [
        ("金额（元）Amount", f"{it['amount_yuan']:,}" if it["amount_yuan"] is not None else ""),
        ("原文 As printed", f"{it['amount_text']} {it['unit_text'] or ''}"), ("位置 Place", place),
        ("表 Table", it["table_title"] or it["statement_id"]), ("行 Row", it["row_label"] or ""),
        ("列 Column", it["column_label"] or ""), ("读法 Read as", f"{it['measure']} / {it['stage']} / {it['fund']}"),
        ("归位 Placed", it["placement"]), ("存储值 Stored", it["stored_text"] or ""),
    ]  # fmt: skip
    links = [(f"/documents/{it['document_id']}", f"文件 {it['title'] or it['file_name']}")]
    return Page(f"{it['row_label'] or ''} {it['amount_text']}", facts=facts, links=links), it


def page_picture(row: Row) -> Picture | None:
    """The picture of the page a figure stands on, with its cell marked; None for formats without pages."""
    if row["source_x0"] is None:
        return None
    box = urlencode({"box": ",".join(str(row[f"source_{edge}"]) for edge in ("x0", "top", "x1", "bottom"))})
    words = f"原件第 {row['source_page']} 页，标出所印数字 The page, the printed cell marked"
    return Picture(f"/documents/{row['document_id']}/pages/{row['source_page']}.png?{box}", words)


def coverage(warehouse: Warehouse) -> Page:
    """Who published what; what is empty, absent, unread; which files were not read and why."""
    documents = warehouse.ask(
        "select documents.document_id, coalesce(documents.title, documents.file_name) as title,"
        " departments.department_name, documents.department_id, documents.fiscal_year, documents.document_kind,"
        " documents.format, documents.outcome, count(*) filter (where statements.status = 'published') as published,"
        " count(*) filter (where statements.status = 'declared_empty') as declared_empty,"
        " count(*) filter (where statements.status = 'absent') as absent,"
        " coalesce(sum(statements.unplaced_count), 0) as unread"
        " from dim_document as documents left join fct_statement as statements using (document_id)"
        " left join dim_department as departments on departments.department_id = documents.department_id"
        " group by all order by department_name, fiscal_year limit 2000"
    )
    refused = warehouse.ask(
        "select file_name, outcome, reason_code, reason from document_outcome where outcome <> 'ok'"
        " order by outcome, file_name limit 1000"
    )
    count = [Column(name, label, "count") for name, label in (
        ("published", "公布 Published"), ("declared_empty", "空表 Declared empty"), ("absent", "缺表 Absent"),
        ("unread", "未读 Unread"),
    )]  # fmt: skip
    return Page(
        "覆盖 Coverage",
        tables=[
            Table("documents", "文件 Documents", [BODY, YEAR, Column("document_kind", "种类 Kind"), DOCUMENT, *count,
                  Column("outcome", "结果 Outcome")], documents),
            Table("refused", "没有读或未读全 Not read, or in part",
                  [Column("file_name", "文件 File"), Column("outcome", "结果 Outcome"),
                   Column("reason_code", "代码 Code"), Column("reason", "原因 Reason", "long")], refused),
        ],
    )  # fmt: skip
