"""Pages of documents: the original beside what was read of one, and what there is at all."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from pipeline.extraction.tables.unplaced import SET_ASIDE
from pipeline.reports.originals import NoOriginalError
from pipeline.web.figures import prose_places, words_of
from pipeline.web.page import Column, LinesView, Page, PageView, Row, Table
from pipeline.web.places import LINES_AROUND, Originals, Place, figure_address, place_of
from pipeline.web.shared import (
    BODY,
    DOCUMENT,
    FIGURE,
    FIGURE_YUAN,
    FINDING,
    MOST_ROWS,
    MOST_TAKEN,
    SEVERITY,
    SEVERITY_ORDER,
    YEAR,
    Part,
    finding_sql,
    first_of,
    in_both,
    link_to,
    missing,
    place_address,
    told,
)
from pipeline.web.warehouse import Warehouse

LINES_SHOWN = 60
"""Lines of a text shown at a time."""
_PLACE = "source_line, source_page, source_x0, source_top, source_x1, source_bottom"
_DOCUMENT_SQL = """
select documents.*, departments.department_name
from dim_document as documents
left join dim_department as departments on departments.department_id = documents.department_id
where document_id = ?
"""
_FIGURES_SQL = f"""
select figure_id, statement_no, row_label, column_label, amount_text, unit_text, amount_yuan, source_field, {_PLACE}
from fct_figure where document_id = ?
"""
_PROSE_SQL = """
select *, narrative_figure_id as figure_id from fct_narrative_figure
where document_id = ? order by source_line, source_offset, figure_no
"""
_PAGE = Column("source_page", "页 Page", "count")
_LINE = Column("source_line", "行 Line", "count", link=place_address)
_NUMBER = Column("statement_no", "表 Table", "count")


def document(warehouse: Warehouse, originals: Originals, document_id: str, asked: dict[str, str]) -> Page:
    """One document: a page or some lines of the original, what was read there, and all that was read and found.

    Args:
        warehouse: Answers.
        originals: Where the original is.
        document_id: Key.
        asked: ``page`` or ``line`` chooses what is shown; ``format`` other than HTML gives every figure.
    """
    known = warehouse.ask(_DOCUMENT_SQL, [document_id])
    if not known:
        return missing(document_id)
    it = warehouse.worded(known, document_kind="document_kind", format="format", outcome="outcome")[0]
    statements = warehouse.ask(
        "select document_id, statement_no, statement_name, status, statement_id, table_title, unit_text,"
        " figure_count, unplaced_count, source_page, title_line as source_line"
        " from fct_statement where document_id = ? order by statement_no nulls last, statement_id",
        [document_id],
    )
    unread = warehouse.ask(
        f"select document_id, statement_no, cell_text, reason, source_field, {_PLACE} from fct_unplaced_cell"
        " where document_id = ? order by source_line, source_field limit ?",
        [document_id, MOST_TAKEN],
    )
    findings = warehouse.ask(
        f"{finding_sql('document_id = ?')} order by {SEVERITY_ORDER}, findings.rule_id, findings.finding_id",
        [document_id],
    )
    warehouse.worded(statements, status="statement_status", statement_id="statement_id")
    told(warehouse, findings)
    figures = warehouse.ask(f"{_FIGURES_SQL} order by statement_no, source_line, source_field", [document_id])
    prose = warehouse.worded(warehouse.ask(_PROSE_SQL, [document_id]), metric="metric")
    facts = [("文件 File", it["file_name"]), ("部门 Body", it["department_name"] or ""),
             ("年度 Year", str(it["fiscal_year"] or "")), ("种类 Kind", in_both(it, "document_kind")),
             ("格式 Format", in_both(it, "format")), ("结果 Outcome", in_both(it, "outcome")),
             ("原因 Reason", it["outcome_reason"] or "")]  # fmt: skip
    places = [place_of(row, "figure", address=figure_address(row["figure_id"]), words=words_of(row)) for row in figures]
    places += prose_places(prose)
    places += [place_of(row, "unread", words=f"{row['cell_text']}：{row['reason']}") for row in unread]
    view: PageView | LinesView | None = None
    around: list[tuple[str, str]] = []
    try:
        view, around = _original(originals, it, places, asked)
    except NoOriginalError as error:
        facts.append(("原件 Original", str(error)))
    note = unread_note = ""
    if asked.get("format", "html") == "html":
        figures = [row for row in figures if _is_shown(row, view)][:MOST_ROWS]
        prose = [row for row in prose if _is_shown(row, view)][:MOST_ROWS]
        unread_note = f"共 {len(unread):,} 个；下载为全部 of {len(unread):,}; the downloads have all"
        unread_note, unread = (unread_note if len(unread) > MOST_ROWS else "", unread[:MOST_ROWS])
        note = "上面所示部分；下载为全部 of the part shown above; the downloads have all"
    tables = [
        Table("figures", "读出的数字 Figures as read",
              [_NUMBER, Column("row_label", "行 Row"), Column("column_label", "列 Column"), FIGURE,
               Column("unit_text", "单位 Unit"), FIGURE_YUAN, _PAGE], figures, note=note),
        Table("prose", "文字中的数字 Figures of the prose",
              [Column("metric_zh", "指标 Metric"), Column("subject", "对象 Of"),
               Column("value_text", "原文 As printed", "short", link=link_to("/figures/", "figure_id")),
               Column("unit_text", "单位 Unit"), FIGURE_YUAN, _LINE], prose, note=note),
        Table("findings", "不符 Findings", [SEVERITY, FINDING], findings),
        Table("unread", "未能归位、不是金额的数字 Unread numbers, and those that are no amounts",
              [_NUMBER, Column("cell_text", "原文 As printed", link=place_address),
               Column("reason", "原因 Reason", "long"), _PAGE], unread, note=unread_note),
        Table("statements", "各表 Statements",
              [_NUMBER, Column("statement_name", "表名 Statement", link=place_address, english="statement_id_en"),
               Column("status_zh", "状态 Status", "short"), Column("table_title", "标题 Title"),
               Column("unit_text", "单位 Unit"), Column("figure_count", "数字 Figures", "count"),
               Column("unplaced_count", "未读 Unread", "count"), _PAGE], statements),
    ]  # fmt: skip
    if prose and not figures:
        # Beside a page of notes stands what was read of the notes.
        tables[:2] = reversed(tables[:2])
    links = [(f"/bodies/{it['department_id']}", "该部门 The body")] if it["department_id"] else []
    return Page(it["title"] or it["file_name"], facts, tables, [view] if view else [], around, links)


def _is_shown(row: Row, view: PageView | LinesView | None) -> bool:
    if isinstance(view, PageView):
        return view.address.endswith(f"/{row['source_page']}.png")
    return view is None or any(line.number == row["source_line"] for line in view.lines)


def _original(
    originals: Originals, it: Row, places: list[Place], asked: dict[str, str]
) -> tuple[PageView | LinesView, list[tuple[str, str]]]:
    """The part of the original that is asked for, and the ways to the parts beside it."""
    line, field = _natural(asked.get("line")), _natural(asked.get("field"))
    shown = [_marked(place) if place.line == line and field in (None, place.field) else place for place in places]
    if any(place.box for place in places):
        page = _natural(asked.get("page")) or next((place.page for place in places if place.line == line), None) or 1
        count = originals.page_count(it)
        page = min(page, count)
        return originals.page_view(it, page, shown), _beside("page", page, 1, count)
    if line and not any(place.kind == "marked" for place in shown):
        shown.append(Place(line, field or 0, None, None, "marked"))
    count = originals.line_count(it)
    first = _natural(asked.get("from")) or max((line or 1) - 2 * LINES_AROUND, 1)
    first = min(first, count)
    view = originals.lines_view(it, first, min(first + LINES_SHOWN - 1, count), shown)
    return view, _beside("from", first, LINES_SHOWN, count)


def _marked(place: Place) -> Place:
    return replace(place, kind="marked")


def _natural(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and 0 < len(text) < 8 and int(text) else None


def _beside(key: str, at: int, step: int, most: int) -> list[tuple[str, str]]:
    ways = [("← 上一页 Previous", max(at - step, 1), at > 1), ("下一页 Next →", at + step, at + step <= most)]
    return [(f"?{urlencode({key: to})}", words) for words, to, exists in ways if exists]


def coverage(warehouse: Warehouse, asked: Mapping[str, str]) -> Page:
    """Who published what; what is empty, absent, unread; which files were not read and why."""
    name = asked.get("q", "").strip()[:80].lower()
    part = Part(asked)
    chosen = (
        "from dim_document as documents"
        " left join dim_department as departments on departments.department_id = documents.department_id"
        " where contains(lower(concat_ws(chr(10), departments.department_name, documents.file_name)), ?)"
    )
    total = warehouse.ask(f"select count(*) as n {chosen}", [name])[0]["n"]
    documents = warehouse.ask(
        f"with shown as (select documents.*, departments.department_name {chosen}"
        " order by department_name, fiscal_year, file_name, document_id limit ? offset ?)"
        " select documents.document_id, coalesce(documents.title, documents.file_name) as title,"
        " documents.department_name, documents.department_id, documents.fiscal_year,"
        " documents.document_kind as kind, documents.outcome,"
        " count(*) filter (where statements.status = 'published') as published,"
        " count(*) filter (where statements.status = 'declared_empty') as declared_empty,"
        " count(*) filter (where statements.status = 'empty_without_note') as empty_without_note,"
        " count(*) filter (where statements.status = 'absent') as absent,"
        " (select count(*) from fct_unplaced_cell as cells where cells.document_id = documents.document_id"
        " and not list_contains(?, cells.reason_code)) as unread"
        " from shown as documents left join fct_statement as statements using (document_id)"
        " group by all order by department_name, fiscal_year, title, document_id",
        [name, part.size, part.start, sorted(SET_ASIDE)],
    )
    refused = warehouse.ask(
        "select file_name, outcome, reason_code as category, reason from document_outcome where outcome <> 'ok'"
        " and contains(lower(file_name), ?) order by outcome, file_name, reason_code limit ?",
        [name, MOST_ROWS],
    )
    warehouse.worded(documents, kind="document_kind", outcome="outcome")
    warehouse.worded(refused, outcome="outcome", category="reason_code")
    # The reason itself says the same in English, with what was met.
    refused = [{**row, "about": row["category_zh"]} for row in refused]
    count = [Column(name, label, "count") for name, label in (
        ("published", "公布 Published"), ("declared_empty", "空表 Declared empty"),
        ("empty_without_note", "空白无说明 Empty without a note"), ("absent", "缺表 Absent"),
        ("unread", "未读 Unread"),
    )]  # fmt: skip
    note = first_of(refused, MOST_ROWS)
    return Page(
        "覆盖 Coverage",
        tables=[
            Table("documents", "文件 Documents", [BODY, YEAR, Column("kind_zh", "种类 Kind", "short"), DOCUMENT, *count,
                  Column("outcome_zh", "结果 Outcome", "short")], documents,
                  note=part.note(total), more=part.more(total)),
            Table("refused", "没有读或未读全 Not read, or in part",
                  [Column("file_name", "文件 File"), Column("outcome_zh", "结果 Outcome", "short"),
                   Column("about", "类别 Kind"), Column("reason", "原因 Reason", "long")], refused, note=note),
        ],
        template="coverage.html",
        extra={"q": asked.get("q", "")},
    )  # fmt: skip
