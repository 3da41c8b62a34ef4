"""The page of one figure, of a table or of the prose: what it is, and its printed number in the original."""

from typing import Any

from pipeline.reports.originals import NoOriginalError
from pipeline.web.lookup import document_of
from pipeline.web.page import LinesView, Page, PageView, Row, Table
from pipeline.web.places import Originals, Place, figure_address, place_of
from pipeline.web.shared import FINDING, SEVERITY, SEVERITY_ORDER, finding_sql, in_both, line_address, missing, told
from pipeline.web.warehouse import Warehouse

_OF_TABLES = """
select figures.*, documents.file_name, documents.sha256, documents.title, documents.format
from fct_figure as figures inner join dim_document as documents using (document_id)
where document_id = $document_id and figure_id = $figure_id
"""
_OF_PROSE = """
select figures.*, documents.file_name, documents.sha256, documents.title, documents.format
from fct_narrative_figure as figures inner join dim_document as documents using (document_id)
where document_id = $document_id and narrative_figure_id = $figure_id
"""
_OF_LINE = "select * from fct_narrative_figure where document_id = ? and source_line = ? order by figure_no"


def figure(warehouse: Warehouse, originals: Originals, figure_id: str) -> Page:
    """One figure: what it is, and its printed cell or number in the original."""
    asked: dict[str, object] = {"document_id": document_of(figure_id), "figure_id": figure_id}
    if known := warehouse.ask(_OF_TABLES, asked):
        return _shown(warehouse, originals, known[0], _cell_facts(warehouse, known[0]))
    if known := warehouse.ask(_OF_PROSE, asked):
        return _shown(warehouse, originals, known[0], _prose_facts(warehouse, known[0]))
    return missing(figure_id)


def words_of(row: Row) -> str:
    """What is said of a cell or number when it is pointed at."""
    name = f"{row.get('row_label') or row.get('subject') or ''} {row.get('column_label') or ''}"
    return f"{name} {row.get('amount_text') or row.get('value_text') or ''} {row['unit_text'] or ''}".strip()


def prose_places(rows: list[dict[str, Any]], marked: str = "") -> list[Place]:
    """The numbers of prose as links; one of them is marked."""
    return [
        place_of(row, "marked" if row["narrative_figure_id"] == marked else "figure",
                 address=figure_address(row["narrative_figure_id"]), words=words_of(row))
        for row in rows
    ]  # fmt: skip


def places_of(warehouse: Warehouse, originals: Originals, figure_id: str) -> list[PageView | LinesView]:
    """The original around a figure, by its id; raises as :func:`originals_of`."""
    asked: dict[str, object] = {"document_id": document_of(figure_id), "figure_id": figure_id}
    known = warehouse.ask(_OF_TABLES, asked) or warehouse.ask(_OF_PROSE, asked)
    return originals_of(warehouse, originals, known[0]) if known else []


def originals_of(warehouse: Warehouse, originals: Originals, it: Row) -> list[PageView | LinesView]:
    """The original around a figure, its cell or number marked.

    Args:
        warehouse: Answers.
        originals: Where the original is.
        it: A row of ``fct_figure`` or ``fct_narrative_figure`` with name and digest of its document.

    Raises:
        NoOriginalError: The original cannot be shown.
    """
    if "narrative_figure_id" not in it:
        return originals.around(it, [place_of(it, "marked", words=words_of(it))])
    others = warehouse.ask(_OF_LINE, [it["document_id"], it["source_line"]])
    return originals.around(it, prose_places(others, it["narrative_figure_id"]))


def _shown(warehouse: Warehouse, originals: Originals, it: dict[str, Any], facts: list[tuple[str, str]]) -> Page:
    findings = warehouse.ask(
        f"{finding_sql('document_id = ? and list_contains(source_lines, ?)')}"
        f" order by {SEVERITY_ORDER}, findings.rule_id, findings.finding_id",
        [it["document_id"], it["source_line"]],
    )
    told(warehouse, findings)
    address = line_address(it["document_id"], it["source_line"], it.get("source_field"))
    views: list[PageView | LinesView] = []
    try:
        views = originals_of(warehouse, originals, it)
    except NoOriginalError as error:
        facts.append(("原件 Original", str(error)))
    tables = (
        [Table("findings", "这一行的不符 Findings of this line", [SEVERITY, FINDING], findings)] if findings else []
    )
    return Page(words_of(it), facts, tables, views, links=[(address, f"文件 {it['title'] or it['file_name']}")])


def _cell_facts(warehouse: Warehouse, it: dict[str, Any]) -> list[tuple[str, str]]:
    warehouse.worded([it], measure="measure", stage="stage", fund="fund", placement="placement")
    return [
        ("金额（元） Amount", f"{it['amount_yuan']:,}" if it["amount_yuan"] is not None else ""),
        ("原文 As printed", f"{it['amount_text']} {it['unit_text'] or ''}"), ("位置 Place", _place_words(it)),
        ("表 Table", it["table_title"] or it["statement_id"]), ("行 Row", it["row_label"] or ""),
        ("列 Column", it["column_label"] or ""),
        ("读法 Read as", " / ".join(in_both(it, name) for name in ("measure", "stage", "fund"))),
        ("归位 Placed", in_both(it, "placement")), ("存储值 Stored", it["stored_text"] or ""),
    ]  # fmt: skip


def _prose_facts(warehouse: Warehouse, it: dict[str, Any]) -> list[tuple[str, str]]:
    warehouse.worded([it], metric="metric", stage="stage")
    return [
        ("金额（元） Amount", f"{it['amount_yuan']:,}" if it["amount_yuan"] is not None else ""),
        ("原文 As printed", f"{it['value_text']} {it['unit_text'] or ''}"), ("位置 Place", _place_words(it)),
        ("段 Section", it["section_title"] or ""), ("句 Sentence", it["sentence"] or ""),
        ("读法 Read as", " / ".join(filter(None, (in_both(it, "metric"), it["subject"], in_both(it, "stage"))))),
    ]  # fmt: skip


def _place_words(it: Row) -> str:
    page = f"第 {it['source_page']} 页 page" if it["source_page"] else ""
    at = f"，第 {it['source_field']} 格 field" if it.get("source_field") else ""
    parts = [page, it["source_ref"] or "", f"第 {it['source_line']} 行 line{at}"]
    return "，".join(part for part in parts if part)
