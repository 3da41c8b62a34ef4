"""Tables whose cells are lost: their numbers are told, and the outcome is not plainly ok."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from pipeline.extraction.document import Source, extract_bytes

HEAD = "清河县档案馆2020年部门预算公开\n一、部门职责\n负责档案管理。\n"
TABLE = "部门收支预算总表\n单位：万元\n项目\t预算数\t项目\t预算数\n一、财政拨款收入\t10.00\t一、基本支出\t10.00\n"
LOST = "三公经费预算表\n单位：万元\n"


def _outcome(text: str) -> tuple[Any, ...]:
    data = (HEAD + text).encode()
    rows = extract_bytes(Source(hashlib.sha256(data).hexdigest(), Path("page.txt"), ("page.txt",)), data).rows
    outcome = rows["outcomes"][-1]
    cells = [(cell.source_line, cell.reason_code) for cell in rows.get("unplaced_cells", [])]
    return outcome.outcome, outcome.reason_code, cells, rows["statements"][-1].unplaced_count


@pytest.mark.parametrize(
    "row",
    [
        "单位名称合计因公出国（境）费公务用车购置及运行费清河县档案馆2.600.002.000.60",
        "清河县档案馆 2.60 0.00 2.00 0.60",
        "关爱项目 服务 A1101 120,000. 120,000.",
    ],
)
def test_numbers_below_the_title_of_a_table_without_rows_are_unread(row: str) -> None:
    line = (HEAD + TABLE + LOST).count("\n") + 1
    assert _outcome(TABLE + LOST + row + "\n") == ("partial", "unplaced_cells", [(line, "several_numbers")], 1)


def test_a_sentence_below_a_title_is_no_row() -> None:
    text = TABLE + LOST + "本年度预算2.60万元，上年2.80万元。\n"
    assert _outcome(text)[:3] == ("ok", None, [])


@pytest.mark.parametrize(
    "line",
    [
        "项目金额本年收入2100.5四、公共安全支出1900.31900.3",
        "项目 合计 基本支出 项目支出 合计 527.49 399.95 127.54 教育支出 20.00 20.00",
    ],
)
def test_amounts_with_nothing_between_them_are_told_wherever_they_stand(line: str) -> None:
    assert _outcome(TABLE + f"附表\n{line}\n")[:2] == ("partial", "amounts_run_together")


def test_a_date_and_an_address_are_no_amounts_run_together() -> None:
    assert _outcome(TABLE + "公开日期：2020.12.31，网址10.25.11.3，第1.2.3节。\n")[:2] == ("ok", None)
