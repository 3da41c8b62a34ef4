# xlsxwriter leaves parameters of some methods without types.
# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false
"""One workbook per body and year: 概况, 数字, 不符, 未读, 字典.

What a person opens in a spreadsheet. Codes are text, every amount is a number, nothing that a document prints is ever
a formula or a link; a finding leads to the row of its number on the sheet 数字.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import duckdb
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

MAX_ROWS = 1_000_000
"""Rows of a sheet; a spreadsheet holds 1,048,576."""
MAX_LINKS = 65_530
"""Links of a sheet; the rows after them have the address as text."""
LINK = "链接"
"""Column that leads to the page of the row, on which its printed place is marked."""

_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}


@dataclass(frozen=True)
class _Sheet:
    name: str
    query: str
    """Rows of one body-year; ``$department`` and ``$year`` say which. Headings are the column names."""


_SHEETS: tuple[_Sheet, ...] = (
    _Sheet(
        "概况",
        """
        with summary as (
            select * from department_year
            where coalesce(department_id, '') = $department and fiscal_year = $year
        ),
        named as (
            select * from (values
                (1, 'revenue_yuan', '收入'), (2, 'expenditure_yuan', '支出'), (3, 'basic_yuan', '基本支出'),
                (4, 'project_yuan', '项目支出'), (5, 'other_yuan', '其他性质支出'), (6, 'personnel_yuan', '人员经费'),
                (7, 'public_yuan', '公用经费'), (8, 'three_public_yuan', '三公经费'),
                (9, 'agency_operating_cost_yuan', '机关运行经费'), (10, 'procurement_yuan', '政府采购')
            ) as names (position, name, 项目)
        ),
        amounts as (
            unpivot (
                select
                    阶段, department_year_id, revenue_yuan, expenditure_yuan, basic_yuan, project_yuan, other_yuan,
                    personnel_yuan, public_yuan, three_public_yuan, agency_operating_cost_yuan, procurement_yuan,
                from summary
            ) on columns(* exclude (阶段, department_year_id)) into name name value 金额
        ),
        published as (
            select stage, min(document_id) as document_id
            from summary inner join dim_document using (disclosure_id)
            group by all
        ),
        overview as (
            select 阶段, position, 项目, 金额, '/years/' || department_year_id || '/' || name as 链接,
            from amounts inner join named using (name)
            union all
            select 阶段, 20, '其中声明无数据：' || (
                select string_agg(named.项目, '、' order by position) from named
                where list_contains(string_split(declared_none, ' '), named.name)
            ), null, '/documents/' || document_id
            from summary left join published using (stage) where declared_none is not null
            union all
            select 阶段, 21, '重要矛盾（个）', contradictions_material, '/documents/' || document_id
            from summary left join published using (stage)
            union all
            select 阶段, 22, '次要矛盾（个）', contradictions_minor, '/documents/' || document_id
            from summary left join published using (stage)
        )
        select 阶段, 项目, 金额, 链接 from overview order by 阶段, position
        """,
    ),
    _Sheet(
        "数字",
        """
        select
            documents.file_name as 文件,
            figures.table_title as 表,
            figures.row_label as 行,
            figures.column_label as 栏,
            figures.function_code as 功能科目编码,
            functions.function_name as 功能科目,
            figures.economic_code as 经济科目编码,
            economics.economic_name as 经济科目,
            measures.name_zh as 度量,
            stages.name_zh as 阶段,
            figures.amount_yuan as 金额,
            figures.amount_text as 原文,
            figures.unit_text as 单位,
            figures.is_leaf as 可相加,
            figures.source_page as 页,
            figures.source_ref as 位置,
            figures.source_line as 行号,
            figures.source_field as 格号,
            figures.figure_id as 标识,
            '/figures/' || figures.figure_id as 链接,
        from fct_figure as figures
        inner join dim_document as documents using (document_id)
        left join dim_function as functions on figures.function_code = functions.function_code
        left join dim_economic as economics on figures.economic_code = economics.economic_code
        left join dim_code as measures on measures.code_set = 'measure' and figures.measure = measures.code
        left join dim_code as stages on stages.code_set = 'stage' and figures.stage = stages.code
        where
            coalesce(figures.department_id, '') = $department
            and figures.fiscal_year = $year
            and figures.document_id in (select document_id from temp.selected)
        order by documents.file_name, figures.source_line, figures.source_field
        """,
    ),
    _Sheet(
        "不符",
        """
        select
            severities.name_zh as 程度,
            findings.message as 说明,
            findings.advice as 建议,
            findings.expected_yuan as 应为,
            findings.actual_yuan as 实为,
            findings.difference_yuan as 相差,
            array_to_string(findings.source_lines, '、') as 行号,
            documents.file_name as 文件,
            rules.description_zh as 规则,
            if(findings.is_consequence, '由同一原因引起', null) as 备注,
            findings.cause_id as 原因,
            findings.reviewed_reason as 已核实,
            '/findings/' || findings.finding_id as 链接,
        from fct_reconciliation as findings
        inner join dim_document as documents using (document_id)
        left join dim_rule as rules on findings.rule_id = rules.rule_id
        left join dim_code as severities on severities.code_set = 'severity' and findings.severity = severities.code
        where
            findings.status = 'broken'
            and coalesce(findings.department_id, '') = $department
            and findings.fiscal_year = $year
            and findings.document_id in (select document_id from temp.selected)
        order by
            list_position(['material', 'minor', 'rounding', 'info'], findings.severity),
            findings.cause_id, findings.is_consequence, findings.reconciliation_id
        """,
    ),
    _Sheet(
        "未读",
        """
        select
            documents.file_name as 文件,
            cells.cell_text as 原文,
            cells.reason as 原因,
            cells.source_page as 页,
            cells.source_ref as 位置,
            cells.source_line as 行号,
            cells.source_field as 格号,
            '/documents/' || cells.document_id || '?line=' || cells.source_line as 链接,
        from fct_unplaced_cell as cells
        inner join dim_document as documents using (document_id)
        where
            coalesce(cells.department_id, '') = $department
            and cells.fiscal_year = $year
            and cells.document_id in (select document_id from temp.selected)
        order by all
        """,
    ),
    _Sheet(
        "字典",
        """
        select code_set as 编码集, code as 编码, name_zh as 名称, name_en as 英文名称, description_zh as 说明
        from dim_code
        where code_set in ('measure', 'stage', 'fund', 'nature', 'item', 'status', 'severity', 'family')
            and $department is not null and $year is not null
        order by all
        """,
    ),
)


def write_workbooks(connection: duckdb.DuckDBPyConnection, folder: Path, site: str) -> Iterator[Path]:
    """Write one workbook per body and year of the selected documents.

    Args:
        connection: one with the warehouse attached as ``warehouse`` and the documents in ``temp.selected``.
        folder: folder of the export.
        site: address of the pages of ``yujuesuan serve``, to which every row links.

    Yields:
        Every workbook as it is closed.
    """
    bodies = connection.execute(
        """
        select distinct
            coalesce(selected.department_id, ''),
            selected.fiscal_year,
            coalesce(departments.department_name, '未识别单位'),
            selected.region_code
        from temp.selected as selected
        left join warehouse.main.dim_department as departments on selected.department_id = departments.department_id
        where selected.fiscal_year is not null
        order by all
        """
    ).fetchall()
    built_at: datetime = connection.execute(
        "select cast(built_at as timestamp) from warehouse.main.release"
    ).fetchall()[0][0]
    taken: set[str] = set()
    for department, year, name, region in bodies:
        stem = _file_stem(f"{region or ''}{name}{year}", department, taken)
        path = folder / f"{stem}.xlsx"
        _write_workbook(connection, path, {"department": department, "year": year}, built_at, site.rstrip("/"))
        yield path


def _write_workbook(
    connection: duckdb.DuckDBPyConnection, path: Path, which: dict[str, Any], built_at: datetime, site: str
) -> None:
    with xlsxwriter.Workbook(str(path), dict(_OPTIONS)) as workbook:
        # The time of the release, not of the export: the same release gives the same bytes.
        workbook.set_properties({"created": built_at})
        formats = _Formats.of(workbook)
        rows_of_lines: dict[tuple[str, str], int] = {}
        for sheet in _SHEETS:
            result = connection.execute(sheet.query, which)
            headings = [column[0] for column in result.description]
            rows = result.fetchmany(MAX_ROWS)
            worksheet = workbook.add_worksheet(sheet.name)
            _write_sheet(worksheet, headings, rows, formats)
            if LINK in headings:
                _link_rows(worksheet, headings.index(LINK), rows, site)
            if sheet.name == "数字":
                rows_of_lines = _first_rows(headings, rows)
            elif sheet.name == "不符":
                _link_findings(worksheet, headings, rows, rows_of_lines)


@dataclass(frozen=True)
class _Formats:
    heading: Format
    money: Format
    text: Format

    @classmethod
    def of(cls, workbook: Workbook) -> "_Formats":
        return cls(
            heading=workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
            money=workbook.add_format({"num_format": "#,##0.00"}),
            text=workbook.add_format({"num_format": "@"}),
        )


def _write_sheet(
    worksheet: Worksheet, headings: Sequence[str], rows: Sequence[tuple[Any, ...]], formats: _Formats
) -> None:
    worksheet.freeze_panes(1, 0)
    for column, heading in enumerate(headings):
        worksheet.write_string(0, column, heading, formats.heading)
        worksheet.set_column(column, column, _width(heading, (row[column] for row in rows[:200])))
    if rows:
        worksheet.autofilter(0, 0, len(rows), len(headings) - 1)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            _write_cell(worksheet, number, column, value, formats)


def _write_cell(worksheet: Worksheet, row: int, column: int, value: object, formats: _Formats) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        worksheet.write_string(row, column, "是" if value else "否")
    elif isinstance(value, Decimal):
        # A spreadsheet holds doubles; the exact figure stands beside it as 原文.
        worksheet.write_number(row, column, cast(float, value), formats.money)
    elif isinstance(value, int):
        worksheet.write_number(row, column, value)
    else:
        # Never `write`: it would guess what the text means.
        worksheet.write_string(row, column, _printable(str(value)), formats.text)


def _link_rows(worksheet: Worksheet, column: int, rows: Sequence[tuple[Any, ...]], site: str) -> None:
    """Lead every row to its page. Addresses are made of our own keys, never of what a document prints."""
    for number, row in enumerate(rows[:MAX_LINKS], start=1):
        if row[column]:
            worksheet.write_url(number, column, f"{site}{row[column]}", string=row[column])


def _first_rows(headings: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> dict[tuple[str, str], int]:
    """File and printed line to the first row of the sheet 数字 (1-based, as a spreadsheet counts) that is on it."""
    file, line = headings.index("文件"), headings.index("行号")
    first: dict[tuple[str, str], int] = {}
    for number, row in enumerate(rows, start=2):
        first.setdefault((row[file], str(row[line])), number)
    return first


def _link_findings(
    worksheet: Worksheet,
    headings: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    rows_of_lines: dict[tuple[str, str], int],
) -> None:
    file, lines = headings.index("文件"), headings.index("行号")
    for number, row in enumerate(rows, start=1):
        printed = str(row[lines] or "")
        target = next(
            (rows_of_lines[key] for line in printed.split("、") if (key := (row[file], line)) in rows_of_lines), None
        )
        if target is not None:
            worksheet.write_url(number, lines, f"internal:'数字'!A{target}", string=printed)


def _width(heading: str, values: Iterator[object]) -> int:
    longest = max((len(str(value)) for value in values if value is not None), default=0)
    return min(max(2 * len(heading) + 4, longest + 2), 60)


def _printable(text: str) -> str:
    """Without the control characters that XML cannot hold, and no longer than a cell may be."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)[:32_767]


def _file_stem(wanted: str, department: str, taken: set[str]) -> str:
    """A file name that every system takes: no separators or signs, no name twice."""
    stem = re.sub(r"[^\w（）()-]", "_", wanted)[:60].strip("._ ") or "workbook"
    if stem in taken:
        stem = f"{stem}-{re.sub(r'[^0-9A-Za-z-]', '', department)}"
    taken.add(stem)
    return stem
