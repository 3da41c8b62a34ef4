"""Exports: right in a spreadsheet, described by a valid package, and never a formula from a document."""

import csv
import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import openpyxl
import polars as pl
import pytest
from frictionless import Package

from pipeline.reports.export import TABLES, ExportError, ExportFormat, Selection, export
from tests.conftest import Build

HOSTILE = '=HYPERLINK("http://example.org","点击")'


@pytest.fixture(scope="module")
def warehouse(built: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published warehouse of the seeds with one hostile label in it."""
    path = tmp_path_factory.mktemp("hostile") / "warehouse.duckdb"
    path.write_bytes(built.database.read_bytes())
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "update fct_figure set row_label = ? where source_line = 126 and source_field = 3", [HOSTILE]
        )
    return path


def written(warehouse: Path, folder: Path, form: ExportFormat, *what: str, **which: object) -> Iterator[Path]:
    return export(warehouse, folder, what, form, Selection(**which))  # pyright: ignore[reportArgumentType]


def test_csv_opens_right_in_a_spreadsheet(warehouse: Path, tmp_path: Path) -> None:
    files = list(written(warehouse, tmp_path / "out", ExportFormat.csv, "fct_figure", "department_year"))
    figures = files[0]
    assert figures.read_bytes().startswith(b"\xef\xbb\xbf")
    with figures.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        (expected,) = connection.execute("select count(*) from fct_figure").fetchall()[0]
    assert len(rows) == expected
    # 公开03表, 行政运行, 本年支出合计 of line 129: 51.15 万元.
    cell = next(row for row in rows if row["source_line"] == "129" and row["source_field"] == "3")
    assert (cell["function_code"], cell["amount_yuan"], cell["amount_text"]) == ("2013701", "511500.00", "51.15")
    assert next(row for row in rows if row["row_label"].endswith(HOSTILE))["row_label"] == f"'{HOSTILE}"


@pytest.mark.parametrize("form", [ExportFormat.csv, ExportFormat.parquet])
def test_the_whole_release_is_a_valid_package(warehouse: Path, tmp_path: Path, form: ExportFormat) -> None:
    files = list(written(warehouse, tmp_path / "out", form))
    assert {path.stem for path in files} == {*TABLES, "datapackage"}
    description = json.loads(files[-1].read_text(encoding="utf-8"))
    for resource in description["resources"]:
        content = (files[-1].parent / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["schema"]["fields"]
    if form is ExportFormat.csv:
        report = Package(str(files[-1])).validate()
        assert report.valid, report.flatten(["type", "message"])


def test_the_same_release_gives_the_same_bytes(warehouse: Path, tmp_path: Path) -> None:
    for form in (ExportFormat.csv, ExportFormat.parquet, ExportFormat.xlsx):
        first = list(written(warehouse, tmp_path / f"{form}1", form))
        second = list(written(warehouse, tmp_path / f"{form}2", form))
        assert [path.name for path in first] == [path.name for path in second]
        assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_a_selection_keeps_one_body_and_all_its_keys(warehouse: Path, tmp_path: Path) -> None:
    (path, _) = written(warehouse, tmp_path / "out", ExportFormat.duckdb, body="荷塘")
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute("select distinct fiscal_year, document_kind from expenditure").fetchall() == [
            (2020, "final_accounts")
        ]
        assert connection.execute(
            "select count(*) from fct_figure anti join dim_document using (document_id)"
        ).fetchall() == [(0,)]
        assert connection.execute("select count(*) from dim_department").fetchall() == [(1,)]


def test_regions_hold_their_divisions_and_years_are_kept(warehouse: Path, tmp_path: Path) -> None:
    (path, _) = written(warehouse, tmp_path / "out", ExportFormat.parquet, "dim_document", region="430200")
    assert sorted(pl.read_parquet(path)["region_code"].unique()) == ["430200", "430202", "430204"]
    (path, _) = written(warehouse, tmp_path / "years", ExportFormat.parquet, "dim_document", year=2021)
    assert pl.read_parquet(path)["fiscal_year"].to_list() == [2021]


@pytest.mark.parametrize(
    ("text", "written_as"),
    [("-2+3", "'-2+3"), ("-2+cmd|' /C calc'!A0", "'-2+cmd|' /C calc'!A0"), ("+1-1", "'+1-1"), ("=1", "'=1"),
     ("@A1", "'@A1"), ("＝1+1", "'＝1+1"), ("\n=1", "'\n=1"), ("-5.00", "-5.00"), ("-1,234.5%", "-1,234.5%"),
     ("-", "-"), ("行政运行", "行政运行"), ("", "")],
)  # fmt: skip
def test_no_text_of_a_csv_is_run_by_a_spreadsheet(warehouse: Path, tmp_path: Path, text: str, written_as: str) -> None:
    copy = tmp_path / "copy.duckdb"
    shutil.copyfile(warehouse, copy)
    with duckdb.connect(str(copy)) as release:
        release.execute("update dim_document set title = ?", [text])
    (path, _) = written(copy, tmp_path / "out", ExportFormat.csv, "dim_document")
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert {row["title"] for row in csv.DictReader(file)} == {written_as}


def test_a_workbook_per_body_and_year_holds_no_formula(warehouse: Path, tmp_path: Path) -> None:
    files = list(written(warehouse, tmp_path / "out", ExportFormat.xlsx, body="荷塘"))
    book = openpyxl.load_workbook(files[0])
    assert book.sheetnames == ["概况", "数字", "不符", "未读", "字典"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert HOSTILE in {cell.value for cell in cells}
    figures = book["数字"]
    headings = [cell.value for cell in figures[1]]
    code = next(
        row[headings.index("功能科目编码")]
        for row in figures.iter_rows(min_row=2)
        if row[headings.index("行号")].value == 129
    )
    assert (code.value, code.data_type) == ("2013701", "s")
    links = [cell.hyperlink.location for cell in cells if cell.hyperlink and cell.hyperlink.location]
    assert links and all(link.startswith("'数字'!A") for link in links)


def test_every_row_of_a_workbook_leads_to_its_place(warehouse: Path, tmp_path: Path) -> None:
    (path,) = [file for file in export(warehouse, tmp_path / "out", [], ExportFormat.xlsx, Selection(body="荷塘"),
                                       "https://budgets.example.org/") if file.suffix == ".xlsx"]  # fmt: skip
    book = openpyxl.load_workbook(path)
    for name, page in (("概况", "years|documents"), ("数字", "figures"), ("不符", "findings")):
        column = [cell.value for cell in book[name][1]].index("链接")
        rows = list(book[name].iter_rows(min_row=2))
        assert rows
        for row in rows:
            link = row[column].hyperlink
            assert link is not None and re.match(rf"https://budgets\.example\.org/({page})/", link.target), name


def test_what_cannot_be_exported_is_said_before_anything_is_written(warehouse: Path, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="No such table: fct_figures"):
        list(written(warehouse, tmp_path / "out", ExportFormat.csv, "fct_figures"))
    with pytest.raises(ExportError, match="No document fits body 不存在的单位"):
        list(written(warehouse, tmp_path / "out", ExportFormat.csv, body="不存在的单位"))
    assert not (tmp_path / "out").exists()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("keep")
    with pytest.raises(ExportError, match="not empty"):
        list(written(warehouse, tmp_path / "full", ExportFormat.csv))
