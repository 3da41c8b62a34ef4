"""What no seed knows is found and printed as rows for the seeds."""

import csv
from pathlib import Path

import pytest

from pipeline.extraction.folder import extract_folder
from pipeline.extraction.seeds import Seed
from pipeline.reports.unknown_wording import SEED_COLUMNS, seed_rows, unknown_wording

TEXT = """平潭县统计局2019年度部门决算
收入支出决算总表
单位：万元
收入\t\t支出\t
项目\t决算数\t项目\t决算数
一、财政拨款收入\t100.00\t一、一般公共服务支出\t90.00
九十九、闻所未闻的收入\t5.00\t二、教育支出\t15.00
本年收入合计\t105.00\t本年支出合计\t105.00
闻所未闻一览表
单位：万元
品名\t数值
甲\t12.50
"""


@pytest.fixture
def extracted(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "one.txt").write_text(TEXT, encoding="utf-8")
    extract_folder(tmp_path / "raw", tmp_path / "extracted", workers=0, progress=lambda _: None)
    return tmp_path / "extracted"


def test_unknown_titles_and_lines_are_named_with_their_place(extracted: Path) -> None:
    found = {(unknown.seed, unknown.wording): unknown for unknown in unknown_wording(extracted)}
    assert found["statement_titles", "闻所未闻一览表"].place == "one.txt:11"
    assert found["line_labels", "九十九、闻所未闻的收入"].place == "one.txt:7"
    assert ("line_labels", "一、财政拨款收入") not in found


def test_rows_fit_their_seed(extracted: Path) -> None:
    lines = list(seed_rows(unknown_wording(extracted)))
    row = next(line for line in lines if line.startswith("闻所未闻一览表"))
    assert next(csv.reader([row.split("  # ")[0]])) == ["闻所未闻一览表", "", ""]


@pytest.mark.parametrize("seed", SEED_COLUMNS)
def test_columns_are_those_of_the_seeds(seed: str) -> None:
    assert tuple(Seed(seed).rows()[0]) == SEED_COLUMNS[seed]
