"""The report of ``yujuesuan check``: grouped by severity, with lines and both operands, in four formats."""

import json
from pathlib import Path

import harness
import pytest
from test_engine import T03, Book

from pipeline.locations import PROJECT_ROOT
from pipeline.reports.check import check_files
from pipeline.reports.check_report import FORMATS, DocumentReport, exit_code, read_reports


def reports(folder: Path, basic: str) -> list[DocumentReport]:
    database = folder / "book.duckdb"
    book = Book(database=str(database)).table(1, T03)
    book.row(1, T03, "合计", {"total": "51.15", "basic": basic}, kind="total")
    harness.run(book.connection)
    book.connection.close()
    return read_reports(database)


@pytest.fixture
def broken(tmp_path: Path) -> list[DocumentReport]:
    return reports(tmp_path, "50.15")


def test_exit_code_is_one_only_when_something_material_is_broken(tmp_path: Path, broken: list[DocumentReport]) -> None:
    assert exit_code(broken) == 1
    (tmp_path / "other").mkdir()
    assert exit_code(reports(tmp_path / "other", "51.15")) == 0
    assert exit_code([]) == 0


def test_a_finding_has_both_sides_with_their_lines(broken: list[DocumentReport]) -> None:
    (found,) = broken[0].broken("material")
    assert (found.rule_id, found.actual, found.expected, found.difference) == (
        "row_total_by_nature",
        "511500.00",
        "501500.00",
        "10000.00",
    )
    assert found.lines == [1]
    assert [(item.side, item.text, item.line) for item in found.operands] == [
        ("left", "51.15 万元", 1),
        ("right", "50.15 万元", 1),
    ]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_names_the_rule_the_line_and_both_amounts(name: str, broken: list[DocumentReport]) -> None:
    text = FORMATS[name](broken)
    for part in ("row_total_by_nature", "511,500.00", "501,500.00", "第 1 行", "material"):
        assert part in text


def test_json_is_json(broken: list[DocumentReport]) -> None:
    (document,) = json.loads(FORMATS["json"](broken))
    assert document["counts"]["broken"] == 1
    assert document["findings"][0]["severity"] == "material"


def test_html_escapes_what_documents_print(broken: list[DocumentReport]) -> None:
    changed = DocumentReport(**{**broken[0].__dict__, "file_name": "<b>x</b>.txt"})
    assert "<b>x</b>" not in FORMATS["html"]([changed])


def test_check_names_the_files_that_do_not_exist(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"nowhere\.txt"):
        check_files([tmp_path / "nowhere.txt"])


def test_check_reads_a_document_outside_the_warehouse() -> None:
    (report,) = check_files([PROJECT_ROOT / "raw" / "shifeng_final_2020.txt"])
    assert report.counts["exact"] > 200
    assert {found.rule_id for found in report.broken("material")} >= {"note_revenue_total", "percent_completion"}
    assert exit_code([report]) == 1
