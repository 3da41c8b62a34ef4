"""Tables whose cells one blank joins, as a page's text is copied."""

import pytest

from pipeline.extraction.page.document import Document
from pipeline.extraction.readers.shapes.find import find_shapes
from pipeline.extraction.readers.shapes.joined import joined_tables
from pipeline.extraction.tables.tables import read_tables

TWO_HEADS = """2016年清河县国资委财政拨款“三公”经费预算表
金额单位：万元
项目 2016年预算数
小计 其中：一般公共预算安排数
一、“三公”经费合计 21.63 20.63
（一）因公出国（境）费 单位不需填列 单位不需填列
（二）公务接待费 14.83 13.83
（三）公务用车费 6.8 6.8
      1.公务用车购置费    
      2.公务用车运行维护费 6.8 6.8
注：按照有关规定，“三公”经费包括因公出国（境）费、公务接待费、公务用车费。"""
EMPTY_CELLS = """2017年度部门“三公”经费预算情况表
单位：元
项目 2016年执行数 2017年预算数
一、支出合计   250,000
1、因公出国（境）费用    
2、公务接待费 120,000 150,000
3、公务用车费   100,000"""
CODES = """一般公共预算支出表
单位：万元
科目编码 科目名称 合计 基本支出 项目支出
201 一般公共服务支出 30.00 20.00 10.00
20126 档案事务 30.00 20.00 10.00
2012601 行政运行 20.00 20.00  
2012604 档案馆 10.00   10.00"""


def _rows(text: str) -> list[tuple[str, ...]]:
    (grid,) = joined_tables(text.split("\n"))
    return [row.cells for row in grid.rows]


def _figures(text: str) -> list[tuple[str, str, str]]:
    lines = tuple(text.split("\n"))
    tables = read_tables("d", Document("text", lines, grids=find_shapes(lines)))
    assert not tables.unplaced
    return [(figure.row_label or "", figure.measure or "", figure.amount_number) for figure in tables.figures]


def test_the_last_heading_stands_over_those_below_it() -> None:
    assert _rows(TWO_HEADS)[:3] == [
        ("项目", "2016年预算数", ""),
        ("", "小计", "其中：一般公共预算安排数"),
        ("一、“三公”经费合计", "21.63", "20.63"),
    ]
    amounts = [amount for _, _, amount in _figures(TWO_HEADS)]
    assert amounts == ["21.63", "20.63", "14.83", "13.83", "6.8", "6.8", "6.8", "6.8"]


def test_a_longer_run_of_blanks_holds_an_empty_cell() -> None:
    assert _rows(EMPTY_CELLS)[1] == ("一、支出合计", "", "250,000")
    assert _rows(CODES)[3:] == [
        ("2012601", "行政运行", "20.00", "20.00", ""),
        ("2012604", "档案馆", "10.00", "", "10.00"),
    ]
    assert ("档案馆", "project", "10.00") in _figures(CODES)


def test_a_run_that_allows_two_answers_is_not_placed() -> None:
    head = "科目编码 科目名称 合计 基本支出 项目支出 上缴上级支出"
    full = [f"20126{number:02} 档案事务{number} 9.00 4.00 3.00 2.00" for number in range(1, 9)]
    (grid,) = joined_tables([head, *full, "2012699 其他 9.00   9.00"])
    assert grid.loose_lines == {10}


@pytest.mark.parametrize(
    "text",
    [
        # A row of three numbers below two headings: whose they are is not said.
        TWO_HEADS.replace("小计 其中：一般公共预算安排数\n", "").replace("20.63", "20.63 1.00"),
        "2023 年政府采购预算 17000 元，同比增加 17000 元，上\n年无该预算，其中：政府集中采购预算\n17000 元，占 100%",
        # Two blanks join the cells.
        EMPTY_CELLS.replace("   ", "    ").replace(" ", "  "),
        "第一部分 概况 3\n第二部分 报表 5\n第三部分 说明 9\n第四部分 名词解释 12",
    ],
)
def test_what_is_no_such_table_is_left_alone(text: str) -> None:
    assert joined_tables(text.split("\n")) == []
