"""Numbers that are understood and are no amounts do not make a document one that was read in part."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from pipeline.extraction.document import Source, extract_bytes

TABLE = """清河县档案馆2020年部门预算公开
一般公共预算支出表
单位：万元
科目编码\t科目名称\t2019年执行数\t2020年预算数\t增减额\t增减%
201\t一般公共服务支出\t20.00\t25.00\t5.00\t25.00%
20126\t档案事务\t20.00\t25.00\t5.00\t25.00%
2012601\t行政运行\t20.00\t25.00\t5.00\t25.00%
合计\t\t20.00\t25.00\t5.00\t25.00%
"""


def _outcome(text: str) -> Any:
    data = text.encode()
    return extract_bytes(Source(hashlib.sha256(data).hexdigest(), Path("page.txt"), ("page.txt",)), data)


def test_columns_of_comparison_are_no_unread_numbers() -> None:
    made = _outcome(TABLE)
    assert (made.outcome, made.reason_code) == ("ok", "")
    cells = made.rows["unplaced_cells"]
    assert len(cells) == 8
    assert all(cell.is_set_aside for cell in cells)


@pytest.mark.parametrize("unread", ["25..00", "25,0.00"])
def test_a_number_that_cannot_be_read_still_is_one(unread: str) -> None:
    made = _outcome(TABLE.replace("行政运行\t20.00\t25.00", f"行政运行\t20.00\t{unread}"))
    assert (made.outcome, made.reason_code) == ("partial", "unplaced_cells")
    assert [cell.cell_text for cell in made.rows["unplaced_cells"] if not cell.is_set_aside] == [unread]
