"""Every amount of the pages leads to the one printed cell or number that says it, whatever the file is."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pypdfium2 as pdfium
import pytest
from starlette.testclient import TestClient

from pipeline.locations import Locations
from pipeline.reports.origins import is_declared_none
from pipeline.web.app import create_app

from ..conftest import IS_FULL, RAW_DIR, Build
from . import disclosures
from .amounts import Read, Walk


@pytest.fixture(scope="module")
def client(built: Build) -> Iterator[TestClient]:
    with TestClient(create_app(Locations(RAW_DIR, built.warehouse_dir))) as opened:
        yield opened


@pytest.fixture(scope="module")
def formats(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Build, TestClient]]:
    """A final account as a PDF, a budget in an archive, and small disclosures of other years."""
    raw, build = disclosures.built(tmp_path_factory)
    with TestClient(create_app(Locations(raw, build.warehouse_dir))) as opened:
        yield raw, build, opened


def read(client: TestClient, address: str) -> Read:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return Read(answer.text)


def test_every_amount_of_the_seeds_leads_to_its_cell(client: TestClient) -> None:
    walk = Walk(lambda address: client.get(address).text).run()
    assert walk.wrong == []
    assert walk.counts["exact"] > 800 and walk.counts["sum"] > 20


def test_every_amount_of_a_pdf_and_of_an_archive_leads_to_its_cell(
    formats: tuple[Path, Build, TestClient],
) -> None:
    """Of the amounts of a section of a page the first few: their links are made alike. `make test-all` follows all."""
    client = formats[2]
    walk = Walk(lambda address: client.get(address).text, alike=None if IS_FULL else 4).run()
    assert walk.wrong == []
    assert walk.counts["exact"] > 400


def test_the_mark_on_a_page_holds_the_number_and_no_other_number(
    formats: tuple[Path, Build, TestClient], tmp_path: Path
) -> None:
    raw, build, client = formats
    # The server holds the release open in its own way.
    shutil.copyfile(build.database, tmp_path / "copy.duckdb")
    with duckdb.connect(str(tmp_path / "copy.duckdb"), read_only=True) as warehouse:
        numbers = warehouse.execute(
            "select narrative_figure_id, source_page, value_text from fct_narrative_figure"
            " where source_x0 is not null order by 1"
        ).fetchall()
    assert len(numbers) > 100
    document = pdfium.PdfDocument(raw / "hetang.pdf")
    wrong: list[tuple[str, str]] = []
    for key, page, printed in numbers:
        html = client.get(f"/figures/{key}").text
        spots = re.findall(r'<rect class="marked" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', html)
        assert len(spots) == 1, key
        left, top, width, height = map(float, spots[0])
        sheet = document[page - 1]
        # A mark is drawn a point beyond its number on each side.
        within = sheet.get_textpage().get_text_bounded(
            left=left + 1, right=left + width - 1, top=sheet.get_height() - top - 1,
            bottom=sheet.get_height() - top - height + 1,
        )  # fmt: skip
        if re.findall(r"\d[\d,.]*", within) != [printed]:
            wrong.append((within, printed))
    assert wrong == []


def test_a_number_of_the_prose_is_marked_within_its_sentence(client: TestClient) -> None:
    # 荷塘区 2020, line 309: 年初预算为47.29万元，支出决算为51.15万元.
    address = next(
        row["final_yuan_address"]
        for row in client.get("/bodies/430202-adc1780a?format=json").json()["tables"]["execution"]
        if row["final_yuan"] == "511500.00"
    )
    page = client.get(address).text
    assert Read(page).marks == ["51.15"]
    assert "47.29" in page


def test_a_sum_of_a_region_is_of_the_amounts_of_its_bodies(formats: tuple[Path, Build, TestClient]) -> None:
    client = formats[2]
    trend = read(client, "/regions/430200")
    # disclosures.py: 株洲市 2023 spends 283 + 1,205 + 819 万元; 283 is of 档案局, 1,205 of 教育局, 819 of 审计局.
    total = next(one for one in trend.amounts if one.section == "trend" and one.text.strip() == "23,070,000.00")
    bodies = read(client, total.address)
    assert [one.text.strip() for one in bodies.amounts] == ["12,050,000.00", "8,190,000.00", "2,830,000.00"]
    function = next(one for one in trend.amounts if one.section == "functions" and one.text.strip() == "23,070,000.00")
    addends = read(client, function.address).amounts
    # 行政运行 and 一般行政管理事务 of each body.
    assert sorted(one.text.strip() for one in addends if one.text.strip() != "0.00") == sorted(
        ["8,700,000.00", "6,710,000.00", "3,350,000.00", "2,310,000.00", "1,480,000.00", "520,000.00"]
    )


@pytest.mark.parametrize(
    "address",
    ["/amounts/nothing?fiscal_year=2020&stage=final", "/amounts/expenditure", "/amounts/expenditure?fiscal_year=2020",
     "/amounts/expenditure?fiscal_year=x&stage=final", "/amounts/expenditure?fiscal_year=2020&stage=final&is_primary=1",
     "/amounts/three_public?fiscal_year=2020&stage=final&nature=basic", "/regions/430200/sum",
     "/regions/9/sum?column=basic_yuan&fiscal_year=2020&stage=final",
     "/regions/430200/sum?column=department_id&fiscal_year=2020&stage=final"],
)  # fmt: skip
def test_a_sum_of_what_is_not_there_is_not_found(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_an_amount_declared_to_be_none_leads_to_the_table_that_is_declared_empty(client: TestClient) -> None:
    # 石峰区 2020 says under its empty three-public table: 本部门没有“三公”经费支出.
    page = client.get("/years/430204-adc1780a-2020-final/three_public_yuan?format=json").json()
    assert page["facts"]["说明 Note"] == "公开说明没有这项支出 Declared to be none"
    (statement,) = page["tables"]["declared"]
    shown = read(client, statement["statement_name_address"])
    assert len(shown.marks) == 1 and "三公" in shown.marks[0]


def test_each_of_several_amounts_declared_to_be_none_is_one() -> None:
    year = {"declared_none": "three_public_yuan, procurement_yuan"}
    assert [is_declared_none(year, name) for name in ("three_public_yuan", "procurement_yuan", "basic_yuan")] == [
        True, True, False,
    ]  # fmt: skip


def test_documents_of_unknown_bodies_are_not_summed_together(built: Build, tmp_path: Path) -> None:
    folder = tmp_path / "builds" / "unknown"
    folder.mkdir(parents=True)
    shutil.copyfile(built.database, folder / "warehouse.duckdb")
    with duckdb.connect(str(folder / "warehouse.duckdb")) as warehouse:
        for table in ("fct_expenditure", "fct_expenditure_economic", "fct_project", "dim_document"):
            warehouse.execute(f"update {table} set department_id = null")
        warehouse.execute("update fct_project set project_name = '信息化建设'")
    (tmp_path / "current").symlink_to(folder)
    with TestClient(create_app(Locations(RAW_DIR, tmp_path))) as client:
        rows = client.get("/functions/201?format=json").json()["tables"]["bodies"]
        # 荷塘区 and 石峰区 publish the final accounts of 2020: 59.59 and 34.34 万元.
        final = {row["amount_yuan"]: row for row in rows if row["stage_zh"] == "决算"}
        assert set(final) == {"595900.00", "343400.00"}
        assert final["595900.00"]["department_name"] == "2020年度中共株洲市荷塘区委网络安全和信息化委员会办公室部门决算"
        assert final["595900.00"]["department_name_address"] == "/documents/97f8ac33118d7588"
        amount = client.get(final["595900.00"]["amount_yuan_address"])
        assert amount.status_code == 200 and "595,900.00" in amount.text
        projects = client.get("/?q=信息化建设&format=json").json()["tables"]["projects"]
        # Three of the five documents have projects; 荷塘区 and 冷水滩区 have none.
        assert len({row["department_name_address"] for row in projects}) == 3
