"""Pages of what does not agree: the list, and one finding with both its sides."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from pipeline.reports.originals import NoOriginalError
from pipeline.web.lookup import of_documents
from pipeline.web.page import Column, LinesView, Page, PageView, Row, Table
from pipeline.web.places import Originals, figure_address, place_of
from pipeline.web.regions import prefix_of
from pipeline.web.shared import (
    BODY,
    DOCUMENT,
    FIGURE,
    FIGURE_YUAN,
    FINDING,
    SEVERITY,
    SEVERITY_ORDER,
    YEAR,
    Part,
    finding_sql,
    in_both,
    missing,
    place_address,
    severities,
    told,
)
from pipeline.web.warehouse import Warehouse

_OPERANDS_SQL = """
with operand as (
    select unnest(evidence, recursive := true), fct_reconciliation.document_id as reported_in
    from fct_reconciliation where finding_id = $finding_id and status = 'broken'
),
placed as (
    select side, label, term, line, field, amount_yuan, unit_text, coalesce(amount_text, '') as amount_text,
        coalesce(document_id, reported_in) as document_id
    from operand
),
cells as ({cells}),
prose as ({prose})
select placed.*, if(placed.side = 'left', '甲 A', '乙 B') as side_zh,
    coalesce(figures.figure_id, prose.narrative_figure_id) as figure_id, prose.source_offset, prose.value_text,
    documents.file_name, documents.sha256,
    coalesce(figures.source_page, prose.source_page) as source_page,
    coalesce(figures.source_x0, prose.source_x0) as source_x0,
    coalesce(figures.source_top, prose.source_top) as source_top,
    coalesce(figures.source_x1, prose.source_x1) as source_x1,
    coalesce(figures.source_bottom, prose.source_bottom) as source_bottom
from placed
inner join dim_document as documents on documents.document_id = placed.document_id
left join cells as figures on figures.document_id = placed.document_id
    and figures.source_line = placed.line and figures.source_field = placed.field
left join prose on prose.document_id = placed.document_id and prose.source_line = placed.line
    and coalesce(placed.field, 0) = 0 and contains(placed.amount_text, prose.value_text)
qualify row_number() over (
    partition by placed.side, placed.document_id, placed.line, placed.field, placed.label, placed.amount_text
    order by prose.value_text <> placed.amount_text, prose.amount_yuan is distinct from placed.amount_yuan,
        prose.source_offset
) = 1
order by placed.side, placed.line, placed.field
"""
_PLACE = "document_id, source_line, source_page, source_x0, source_top, source_x1, source_bottom"

FINDINGS_AT_A_TIME = 50
"""Rows shown of the list."""
_LIST_ORDER = (
    f"{SEVERITY_ORDER}, findings.department_id nulls last, findings.fiscal_year desc, findings.rule_id,"
    " findings.finding_id"
)


def findings(warehouse: Warehouse, asked: Mapping[str, str]) -> Page:
    """Findings by severity, family, year and body; consequences stand under their cause."""
    conditions, values = ["status = 'broken' and not is_consequence"], list[object]()
    for key, condition in (
        ("severity", "severity = ?"), ("family", "family = ?"), ("year", "fiscal_year = try_cast(? as integer)"),
        ("body", "department_id in"
         " (select department_id from dim_department where contains(lower(department_name), lower(?)))"),
        ("region", "document_id in (select document_id from dim_document where region_code in"
         " (select region_code from dim_region where contains(concat_ws(' ', province_name, region_name), ?)"
         " or starts_with(region_code, ?)))"),
    ):  # fmt: skip
        if asked.get(key):
            conditions.append(condition)
            values += [_digits(asked[key]) if key == "region" else asked[key]] * condition.count("?")
    part, where = Part(asked, FINDINGS_AT_A_TIME), " and ".join(conditions)
    count = warehouse.ask(f"select count(*) as n from fct_reconciliation where {where}", values)[0]["n"]
    # Which are shown is decided before names are joined.
    shown = finding_sql(f"{where} order by {_LIST_ORDER} limit ? offset ?")
    rows = warehouse.ask(f"{shown} order by {_LIST_ORDER}", [*values, part.size, part.start])
    told(warehouse, rows, family="family")
    families = warehouse.worded(warehouse.ask("select distinct family from dim_rule order by 1"), family="family")
    columns = [SEVERITY, Column("family_zh", "类别 Family", "short"), BODY, YEAR, FINDING, DOCUMENT]
    return Page(
        "不符之处 Findings",
        tables=[
            Table("findings", "发现 Findings", columns, rows, note=part.note(count), more=part.more(count)),
        ],
        template="findings.html",
        extra={"severities": severities(warehouse),
               "families": [(row["family"], f"{row['family_zh']} {row['family_en'] or ''}") for row in families]}
        | {key: asked.get(key, "") for key in ("severity", "family", "year", "body", "region")},
    )  # fmt: skip


def _operands(warehouse: Warehouse, it: Row) -> list[dict[str, Any]]:
    """Both sides of a finding, each with the cell or the number of the prose that prints it."""
    documents = [one["document_id"] or it["document_id"] for one in it["evidence"] or ()]
    values: dict[str, object] = {"finding_id": it["finding_id"]}
    cells = of_documents("fct_figure", f"figure_id, source_field, {_PLACE}", documents, values)
    columns = f"narrative_figure_id, source_offset, value_text, amount_yuan, {_PLACE}"
    prose = of_documents("fct_narrative_figure", columns, documents, values)
    return warehouse.ask(_OPERANDS_SQL.format(cells=cells, prose=prose), values)


def _digits(region: str) -> str:
    """A code of a region without the zeros that stand for all within it; a name as it is."""
    return prefix_of(region) if region.isdecimal() else region


def _line_address(row: Row) -> str | None:
    return place_address({"document_id": row["document_id"], "source_line": row["line"]})


def _views(
    originals: Originals, operands: list[dict[str, Any]]
) -> tuple[list[PageView | LinesView], list[tuple[str, str]]]:
    """Both sides where they are printed, document by document, and why an original cannot be shown."""
    views: list[PageView | LinesView] = []
    not_shown: list[tuple[str, str]] = []
    for document_id in dict.fromkeys(row["document_id"] for row in operands):
        own = [row for row in operands if row["document_id"] == document_id and row["line"]]
        places = [
            place_of(row | {"source_line": row["line"], "source_field": row["field"]}, "marked",
                     address=figure_address(row["figure_id"]) if row["figure_id"] else "",
                     words=f"{row['side_zh']} {row['label'] or ''} {row['amount_text']} {row['unit_text'] or ''}")
            for row in own
        ]  # fmt: skip
        try:
            views += originals.around(own[0], places) if own else []
        except NoOriginalError as error:
            # The table below still names the line and the page.
            not_shown.append(("原件 Original", str(error)))
    return views, not_shown


def finding(warehouse: Warehouse, originals: Originals, finding_id: str) -> Page:
    """One finding: both sides with their places, advice, and what follows from it."""
    known = warehouse.ask(
        "select findings.*, rules.description_zh, rules.description as rule_en, rules.formula, documents.title,"
        " documents.file_name, departments.department_name from fct_reconciliation as findings"
        " left join dim_rule as rules using (rule_id) inner join dim_document as documents using (document_id)"
        " left join dim_department as departments on departments.department_id = findings.department_id"
        " where finding_id = ? and status = 'broken'",
        [finding_id],
    )
    if not known:
        return missing(finding_id)
    it = told(warehouse, known, family="family")[0]
    operands = _operands(warehouse, it)
    others = warehouse.ask(
        "select fct_reconciliation.* replace (coalesce(message, description_zh) as message), description as rule_en"
        " from fct_reconciliation left join dim_rule using (rule_id)"
        " where document_id = ? and cause_id = ? and finding_id <> ? and status = 'broken'"
        " order by rule_id, finding_id",
        [it["document_id"], it["cause_id"], finding_id],
    )
    told(warehouse, others)
    views, not_shown = _views(originals, operands)
    return Page(
        it["message"] or it["description_zh"] or it["rule_id"],
        facts=[("程度 Severity", in_both(it, "severity")), ("类别 Family", in_both(it, "family")),
               ("部门 Body", it["department_name"] or ""), ("年度 Year", str(it["fiscal_year"] or "")),
               ("规则 Rule", it["description_zh"] or ""), ("In English", it["message_en"]),
               ("算式 Formula", it["formula"] or ""), ("建议 Advice", it["advice"] or ""),
               ("相差 Difference", f"{it['difference_yuan']:,} 元" if it["difference_yuan"] is not None else ""),
               ("已核对 Reviewed", it["reviewed_reason"] or ""), *not_shown],
        links=[(f"/documents/{it['document_id']}?line={operands[0]['line']}" if operands
                else f"/documents/{it['document_id']}", f"文件 {it['title'] or it['file_name']}"),
               (f"/findings?body={quote(it['department_name'] or '')}", "该部门的其他不符 Others of this body")],
        views=views,
        tables=[
            Table("operands", "两边的数字 Both sides",
                  [Column("side_zh", "边 Side", "short"), Column("label", "名称 Label"), FIGURE,
                   Column("unit_text", "单位 Unit"), FIGURE_YUAN,
                   Column("line", "行 Line", "count", link=_line_address),
                   Column("source_page", "页 Page", "count")], operands),
            Table("consequences", "同一原因 Same cause", [FINDING], others),
        ],
    )  # fmt: skip
