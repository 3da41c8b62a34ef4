"""The report of ``yujuesuan check``: what was read, then each contradiction with both places, in four formats."""

import csv
import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest

from pipeline.locations import DBT_PROJECT_DIR, PROJECT_ROOT
from pipeline.reports import check_report
from pipeline.reports.check import check_files
from pipeline.reports.check_findings import DocumentReport, Finding, Operand
from pipeline.reports.check_reading import Reading, Table, UnreadCell, readings
from pipeline.reports.check_report import FORMATS, exit_code
from pipeline.reports.finding_words import in_english

SCHEMA = json.loads((Path(check_report.__file__).parent / "check_report.schema.json").read_text(encoding="utf-8"))

READING = Reading(
    body="某局",
    year=2022,
    kind="final_accounts",
    level="department",
    tables=[
        Table("支出决算表", "found", 84, 120, 1, None),
        Table("公开07表 “三公”经费支出决算表", "absent", None, 0, 0, None),
    ],
    numbers=120,
    prose_numbers=40,
    unread=[UnreadCell(147, 3, "86,20", "error_value")],
    set_aside=3,
    comparisons={"exact": 100, "broken": 1},
    money_comparisons=90,
    not_checked="",
)
FOLLOWING = Finding(
    "f2",
    "hierarchy_total",
    "hierarchy",
    "material",
    "支出决算表 合计",
    "支出决算表 合计：1.00 元",
    "合计等于各类之和。",
    "The total is the sum of the classes.",
    "The total is the sum of the classes. Here 1.00 yuan stands against 2.00 yuan.",
    None,
    [88, 89],
    "1.00",
    "2.00",
    "-1.00",
    [],
    None,
    [],
)
FOUND = Finding(
    "f1",
    "row_total_by_nature",
    "row_sum",
    "material",
    "支出决算表 合计 本年支出合计",
    "支出决算表 合计：本年支出合计 511,500.00 元，基本支出 + 项目支出 = 501,500.00 元，相差 10,000.00 元（第 88 行）",
    "支出合计等于基本支出与项目支出之和。",
    "Total expenditure is basic plus project expenditure.",
    "Total expenditure is basic plus project expenditure. Here 511,500.00 yuan stands against 501,500.00 yuan.",
    "第88行应为50.15万元（印作51.15）",
    [88],
    "511500.00",
    "501500.00",
    "10000.00",
    [
        Operand("left", "合计", "51.15 万元", 88, 3, 7, None, None),
        Operand("right", "基本支出", "50.15 万元", 88, 4, 7, "Sheet1!D9", "另.pdf"),
    ],
    None,
    [FOLLOWING],
)
REPORT = DocumentReport("d", "某局.pdf", "某局2022年度决算", "ok", "", READING, [FOUND], [])


def _with(reason: str = "", findings: list[Finding] | None = None) -> DocumentReport:
    return replace(REPORT, reading=replace(READING, not_checked=reason), findings=findings or [])


def test_exit_code_never_passes_what_was_not_checked() -> None:
    minor = replace(FOUND, severity="minor")
    assert exit_code([_with()]) == 0
    assert exit_code([_with(findings=[minor])]) == 0
    assert exit_code([_with(findings=[FOUND])]) == 1
    assert exit_code([_with(), _with("没有读到任何表内数字")]) == 2
    assert exit_code([_with("没有读到任何表内数字", [FOUND])]) == 1
    assert exit_code([]) == 2


@pytest.mark.parametrize("severity", ["material", "minor", "rounding", "info"])
def test_a_severity_has_one_name_on_pages_in_reports_and_in_the_dictionary(severity: str) -> None:
    with (DBT_PROJECT_DIR / "seeds" / "codes" / "code_words.csv").open(encoding="utf-8") as file:
        (row,) = [row for row in csv.reader(file) if row[:2] == ["severity", severity]]
    report = _with(findings=[replace(FOUND, severity=severity)])
    text = FORMATS["text"]([report])
    # In the count at the top, and over its findings with what it means.
    assert f"{row[2]} {row[3]} 1" in text and f"{row[2]}：{row[4]} {row[3]}（1）" in text


@pytest.mark.parametrize("name", ["text", "markdown", "html"])
def test_findings_are_numbered_as_the_marks_on_the_pages_are(name: str) -> None:
    text = FORMATS[name]([_with(findings=[FOUND, replace(FOUND, severity="minor")])])
    assert re.search(r"1\. .*row_total|<ol start=\"1\">", text.replace("\\", ""))
    assert re.search(r"2\. .*row_total|<ol start=\"2\">", text.replace("\\", ""))


def test_a_finding_says_in_english_what_stands_against_what() -> None:
    row = {"rule_en": "The parts add up.", "actual_yuan": Decimal("511500.00"), "expected_yuan": Decimal("501500.00"),
           "source_lines": [88, 90]}  # fmt: skip
    assert in_english(row) == (
        "The parts add up. Here 511,500.00 yuan stands against 501,500.00 yuan, difference 10,000.00 yuan"
        " (lines 88, 90)."
    )
    rate = {"rule_en": "The rate fits.", "actual_yuan": None, "expected_yuan": None, "source_lines": [7],
            "value_unit": "%",
            "actual_value": Decimal("16.700000"), "expected_value": Decimal("16.600000")}  # fmt: skip
    assert in_english(rate) == "The rate fits. Here 16.7% stands against 16.6%, difference 0.1% (line 7)."
    words = rate | {"actual_value": None, "expected_value": None, "value_unit": None}
    assert in_english(words) == "The rate fits. Seen on line 7."


@pytest.mark.parametrize("name", ["text", "markdown", "html"])
def test_every_format_begins_with_what_was_read_and_names_both_places(name: str) -> None:
    text = FORMATS[name]([REPORT]).replace("\\", "")
    head, _, rest = text.partition("row_total_by_nature")
    for part in ("某局", "2022 年度", "支出决算表", "公开07表", "第 147 行第 3 列 line 147 field 3", "86,20",
                 "read in tables 120", "Final accounts", "Absent 1", "Exact 100", "重要 Material 1"):  # fmt: skip
        assert part in head
    for part in (
        "511,500.00",
        "51.15 万元（第 88 行第 3 列，第 7 页 line 88 field 3, page 7）",
        "另.pdf 第 88 行第 4 列",
        "建议 Advice：第88行应为50.15万元",
        "hierarchy_total",
    ):
        assert part in rest


def test_a_consequence_is_no_cause_of_its_own() -> None:
    assert [found.rule_id for found in REPORT.of_severity("material")] == ["row_total_by_nature"]


def test_json_follows_the_published_schema() -> None:
    document = json.loads(FORMATS["json"]([REPORT]))
    jsonschema.validate(document, SCHEMA)
    assert document["exit_code"] == 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**document, "version": 2}, SCHEMA)


def test_what_documents_print_is_escaped() -> None:
    hostile = replace(REPORT, file_name="<b>x</b>\n# [y](javascript:1)`.txt")
    assert "<b>" not in FORMATS["html"]([hostile])
    first = FORMATS["markdown"]([hostile]).splitlines()[0]
    assert first == "# \\<b\\>x\\</b\\> \\# \\[y\\]\\(javascript:1\\)\\`.txt"


def _rows(**changes: object) -> dict[str, list[dict[str, object]]]:
    document: dict[str, object] = {
        "document_id": "d",
        "file_name": "f",
        "title": "",
        "document_kind": "final_accounts",
        "disclosure_level": "department",
        "fiscal_year": 2022,
        "outcome": "ok",
        "outcome_reason": "",
        "disclosure_id": "s",
        "printed_department_name": "某局",
    }
    table: dict[str, object] = {
        "document_id": "d",
        "statement_no": 1,
        "statement_id": "final_expenditure",
        "title_line": 1,
        "figure_count": 90,
        "indicator_count": 0,
        "unread_count": 0,
        "set_aside_count": 0,
        "no_data_note": None,
        "name": "支出决算表",
    }
    return {
        "documents": [{**document, **changes}],
        "tables": [table],
        "demanded": [
            {"statement_id": "final_expenditure", "statement_name": "支出决算表", "official_number": "公开03表"}
        ],
        "unread": [],
        "prose": [],
        "comparisons": [{"document_id": "d", "status": "exact", "results": 100, "of_money": 80}],
    }


def test_what_was_read_decides_whether_there_was_a_check() -> None:
    assert readings(_rows())["d"].not_checked == ""
    assert "未能读取" in readings(_rows(outcome="quarantined", outcome_reason="damaged"))["d"].not_checked
    assert "不是" in readings(_rows(document_kind="other"))["d"].not_checked
    unread = {"document_id": "d", "source_line": 1, "source_field": 1, "cell_text": "1", "reason": ""}
    assert readings({**_rows(), "unread": [unread] * 10})["d"].not_checked == ""
    assert "未能读出" in readings({**_rows(), "unread": [unread] * 11})["d"].not_checked
    assert "没有读到" in readings({**_rows(), "tables": []})["d"].not_checked
    few = [{"document_id": "d", "status": "exact", "results": 9, "of_money": 9}]
    assert "only 9 comparisons" in readings({**_rows(), "comparisons": few})["d"].not_checked


def test_check_names_the_files_that_do_not_exist(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"nowhere\.txt"):
        check_files([tmp_path / "nowhere.txt"])


def test_check_reads_a_document_outside_the_warehouse() -> None:
    (report,) = check_files([PROJECT_ROOT / "raw" / "shifeng_final_2020.txt"])
    assert report.reading.comparisons["exact"] > 200
    assert {found.rule_id for found in report.of_severity("material")} >= {"note_revenue_total", "percent_completion"}
    assert exit_code([report]) == 1
    jsonschema.validate(json.loads(FORMATS["json"]([report])), SCHEMA)
