"""Tables of plain texts that no TAB tells mean what the same tables mean with TABs."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.extraction.page.document import Document
from pipeline.extraction.readers import text as reader
from pipeline.extraction.readers.shapes import find_shapes
from pipeline.extraction.tables.tables import read_tables
from tests.unit.readers.test_cases_in_other_formats import CASES, meaning, text_of
from tests.writers import office, shapes

SHAPES: dict[str, Callable[[str], str]] = {
    "markdown": shapes.markdown,
    "pipes": shapes.pipes,
    "html": shapes.fragment,
    "html over lines": shapes.fragment_over_lines,
}
SUMMARY = """收支总表
单位：万元
项目\t预算数\t项目\t预算数
一、财政拨款收入\t1.00\t一、教育支出\t
\t\t二、科技支出\t1.00
收入总计\t1.00\t支出总计\t1.00
说明文字。"""


def document(text: str) -> Document:
    found = reader.read(text.encode())
    assert isinstance(found, Document), found
    return found


def printed_places(text: str) -> list[tuple[str, str]]:
    """Amount of each figure, and the text of the line that it is said to be printed on."""
    found = document(text)
    return [(f.amount_text, found.lines[f.source_line - 1]) for f in read_tables("d", found).figures]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
@pytest.mark.parametrize("name", SHAPES)
def test_the_case_means_the_same(name: str, case: Path) -> None:
    text = text_of(case)
    if "|" in text:
        pytest.skip("the case prints pipes")
    assert meaning(document(SHAPES[name](text)), text) == meaning(None, office.padded(text))


@pytest.mark.parametrize("write", [*SHAPES.values(), shapes.blanks, shapes.commas])
def test_every_figure_stands_on_the_line_it_is_said_to(write: Callable[[str], str]) -> None:
    text = write(SUMMARY)
    assert meaning(document(text), SUMMARY) == meaning(None, SUMMARY)
    places = printed_places(text)
    assert len(places) == 4
    assert all(amount in line for amount, line in places)


def test_cells_set_under_each_other_keep_their_columns() -> None:
    text = """
科目编码   科目名称              合计      基本支出   项目支出
201        一般公共服务支出       10.00       8.00       2.00
20101      人大事务               10.00                  2.00
           合计                   13.00      11.00       2.00
""".strip("\n")
    (grid,) = find_shapes(text.split("\n"))
    assert [row.cells for row in grid.rows[2:]] == [
        ("20101", "人大事务", "10.00", "", "2.00"),
        ("", "合计", "13.00", "11.00", "2.00"),
    ]
    assert grid.rows[2].places[2] == (3, 3)


def test_rows_of_which_only_the_order_is_known_are_not_guessed() -> None:
    text = """2020年部门预算
一般公共预算基本支出表
单位：万元
科目编码   科目名称  合计   人员经费   公用经费
301   工资福利支出  215.00   215.00
302   商品和服务支出          40.00       40.00
303   对个人和家庭的补助   5.00  5.00"""
    read = read_tables("d", document(text))
    assert read.figures == []
    assert [cell.reason_code for cell in read.unplaced] == ["row_width"] * 6


def test_a_heading_that_goes_on_over_lines_is_not_taken_for_two() -> None:
    text = """2020年“三公”经费预算表
单位：万元
                        因公出国               公务用车
        合计                      公务接待费               会议费
                       （境）费                运行费
                                              （含租用）
       12.00            2.00         3.00        4.00        3.00"""
    read = read_tables("d", document(text))
    assert read.figures == []
    assert {cell.reason_code for cell in read.unplaced} <= {"row_width", "header_damaged"}


def test_amounts_with_thousands_that_stand_apart_are_no_values_between_commas() -> None:
    text = """收入总表
单位：元
科目编码     科目名称      合计            财政拨款         其他收入
201      一般公共服务   5,300,000.00   5,000,000.00   300,000.00
20101    人大事务     5,300,000.00   5,000,000.00   300,000.00"""
    (grid,) = find_shapes(text.split("\n"))
    assert grid.rows[1].cells == ("201", "一般公共服务", "5,300,000.00", "5,000,000.00", "300,000.00")


def test_blank_lines_between_rows_end_no_table_but_the_end_of_a_page_does() -> None:
    rows = [
        "项目  合计  基本支出",
        "",
        "201  5.00  4.00",
        "",
        "",
        "202  6.00  ",
        "\f项目  合计  基本支出",
        "203  7.00  3.00",
    ]
    assert [(grid.first_line, grid.last_line) for grid in find_shapes(rows)] == [(1, 6), (7, 8)]


def test_one_cell_a_line_with_a_pipe_behind_it() -> None:
    text = """收支总表
序号 |
收入 |
支出 | ||
项 目 |
预算数 |
项 目 |
预算数 |
1 |
一、一般公共预算拨款收入 |
675.82 |
一、基本支出 |
600 |
2 |
二、政府性基金 |
 |
二、项目支出 |
75.82 |"""
    (grid,) = find_shapes(text.split("\n"))
    assert [row.cells for row in grid.rows] == [
        ("序号", "收入", "", "支出", ""),
        ("", "项 目", "预算数", "项 目", "预算数"),
        ("1", "一、一般公共预算拨款收入", "675.82", "一、基本支出", "600"),
        ("2", "二、政府性基金", "", "二、项目支出", "75.82"),
    ]
    assert grid.rows[3].places[4] == (18, 1)


def test_the_last_of_rows_with_one_cell_a_line_may_print_its_name_alone() -> None:
    cells = [
        "项 目",
        "预 算 数",
        "决 算 数",
        "合 计",
        "49.9",
        "7.69",
        "因公出国(境)费",
        "20",
        "",
        "公务接待费",
        "14.9",
        "5.21",
    ]
    text = "\n".join(f"{cell} |" for cell in [*cells, "公务用车购置费"])
    (grid,) = find_shapes(text.split("\n"))
    assert [row.cells for row in grid.rows] == [
        ("项 目", "预 算 数", "决 算 数"),
        ("合 计", "49.9", "7.69"),
        ("因公出国(境)费", "20", ""),
        ("公务接待费", "14.9", "5.21"),
        ("公务用车购置费",),
    ]


def test_numbers_with_one_cell_a_line_whose_columns_nothing_tells_are_named() -> None:
    cells = [
        "预算执行情况",
        "年初预算",
        "执行数",
        "总额",
        "238.93",
        "251.89",
        "10",
        "其中:财政资金",
        "238.93",
        "251.89",
        "说明",
        "无",
    ]
    (grid,) = find_shapes("\n".join(f"{cell} |" for cell in cells).split("\n"))
    assert grid.loose_lines >= {5, 6, 7, 9, 10}


def test_rows_that_leave_out_blank_cells_are_placed_by_words_numbers_of_lines_and_ordinals() -> None:
    text = """收入支出决算总表 | |||||
收入 | 支出 | ||||
项目 | 行次 | 决算数 | 项目 | 行次 | 决算数 |
一、财政拨款收入 | 1 | 4,267.38 | 一、一般公共服务支出 | 35 | |
三、事业收入 | 4 | 四、公共安全支出 | 38 | ||
8 | 八、社会保障和就业支出 | 42 | 8,695.00 | ||
本年收入合计 | 9 | 4,267.38 | 本年支出合计 | 43 | 8,695.00 |"""
    lines = text.split("\n")
    lines[4:4] = ["二、上级补助收入 | 2 | 二、外交支出 | 36 | ||", "三、其他收入 | 3 | 三、国防支出 | 37 | ||"]
    lines[7:7] = [f"{number} | {number + 34} | ||||" for number in (5, 6, 7)]
    (grid,) = find_shapes(lines)
    printed = {row.cells[0] or row.cells[3]: row.cells for row in grid.rows}
    assert printed["一、财政拨款收入"] == ("一、财政拨款收入", "1", "4,267.38", "一、一般公共服务支出", "35", "")
    assert printed["三、事业收入"] == ("三、事业收入", "4", "", "四、公共安全支出", "38", "")
    assert printed["八、社会保障和就业支出"] == ("", "8", "", "八、社会保障和就业支出", "42", "8,695.00")
    assert not grid.loose_lines
    assert not grid.loose_cells


def test_of_a_row_that_leaves_out_blank_cells_what_may_stand_elsewhere_is_in_doubt() -> None:
    text = """项目 | 上年数 | 本年数 | 增减额 |
合计 | 18.15 | 22.15 | 4 |
公务接待费 | 3 | 7 | 4 |
公务用车购置及运行费 | 15.15 | 15.15 | |"""
    (grid,) = find_shapes(text.split("\n"))
    assert grid.rows[2].cells == ("公务接待费", "3", "7", "4")
    assert {line for line, _ in grid.loose_cells} == {4}


def test_spans_of_html_in_a_text() -> None:
    (grid,) = find_shapes(
        [
            "x",
            "<table><tr><td rowspan=2>项目</td><td colspan='2'>支出</td></tr>",
            "<tr><td>合计</td><td>基本</td></tr></table>",
        ]
    )
    assert [row.cells for row in grid.rows] == [("项目", "支出", ""), ("", "合计", "基本")]
    assert grid.rows[1].places[2] == (3, 2)


@pytest.mark.parametrize(
    "text",
    [
        "目录\n一、收支总表          3\n二、收入总表          4\n三、支出总表          5",
        "部门：某局        单位：万元\n说明文字\n2020年        预算",
        "预算为1,234.50万元，其中基本支出1,000.00万元。\n决算为1,300.00万元，增长5.3%。\n合计2,534.50万元，减少1.0%。",
        "运 行 费 3733.64 元 , 其中 : 基 本 支出\n4881.64 元 , 项 目 支 出 36 元 , 同 比 增 加\n2712.46 元，增 2.6%，",
        "四、收支情况\n括:一般公共预算拨款 7034418.94 元、上年结转结余\n"
        "23067.24 元;支出包括:教育支出 5806105.16 元、社会\n"
        "保障和就业支出 557718.56 元、卫生健康支出 275373.54",
        "预算3786.49万元,支出3535.78万元,比预算减少250.71万元。\n(1)出国费1139.76万元,团组233个,累计484人次。\n"
        "(2)接待费1218.57万元,用于接待。其中,本级156.62万元,其他374.17万元。",
        "a | b\n说明",
        "|",
        "",
    ],
)  # fmt: skip
def test_contents_and_prose_are_no_tables(text: str) -> None:
    assert find_shapes(text.split("\n")) == ()


def _read(text: str) -> tuple[list[tuple[str | None, str]], set[str]]:
    """Measure and number of each figure, and why numbers are in none."""
    read = read_tables("d", document(text))
    return (
        [(figure.measure, figure.amount_number) for figure in read.figures],
        {cell.reason_code for cell in read.unplaced},
    )


def test_a_value_under_the_heading_of_a_higher_line_is_not_that_of_the_empty_column_before() -> None:
    text = """部门收入总表
单位：万元
科目名称      总计    财政拨款                                        财政专户管理资金  事业收入
                      一般公共预算      政府性基金预算  国有资本经营预算
教育支出    545.00          500.00                                                   45.00
小学教育    545.00          500.00                                                   45.00
合计      1,545.00        1,500.00                                                   45.00"""
    figures, _ = _read(text)
    assert figures[:3] == [("total", "545.00"), ("general_public", "500.00"), ("special_account", "45.00")]


def test_a_value_between_two_headings_in_a_single_row_is_of_neither() -> None:
    text = """“三公”经费支出预算表
单位：万元
合计              因公出国（境）费              公务用车购置费            公务接待费
                  境外                          国内                      国内
        5.55                          2.55                        3.00"""
    assert _read(text) == ([], {"header_damaged"})


def test_names_and_numbers_that_go_on_below_are_put_together() -> None:
    text = """支出决算表
单位：万元
科目编      科目名   合计        基本支       项目支
码        称               出         出
208      社会保   512.36    512.36
         障和就
         业支出
20805    行政事   512.36    512.36
         业单位
         离退休
213      农林水   1,200.0             1,200.0
         支出    0                   0
21303    水利    1,200.0             1,200.0
               0                   0
合计             1,712.3   512.36    1,200.0
               6                   0
"""
    read = read_tables("d", document(text))
    assert [(f.row_code_text, f.row_label, f.measure, f.amount_number) for f in read.figures if f.line_id is None][
        :4
    ] == [
        ("208", "社会保障和就业支出", "total", "512.36"),
        ("208", "社会保障和就业支出", "basic", "512.36"),
        ("20805", "行政事业单位离退休", "total", "512.36"),
        ("20805", "行政事业单位离退休", "basic", "512.36"),
    ]
    assert [f.amount_number for f in read.figures if f.row_kind == "total"] == ["1712.36", "512.36", "1200.00"]


def test_a_part_of_a_table_without_headings_is_not_read_by_the_order_of_its_columns() -> None:
    text = """支出决算表
单位：万元
科目编码  科目名称          合计    基本支出    项目支出
205       教育支出        945.00      500.00      445.00
20502     普通教育        945.00      500.00      445.00
\f213       农林水支出     45.00       45.00
21303     水利            45.00       45.00
2130301   行政运行        45.00       45.00
"""
    figures, reasons = _read(text)
    assert ("total", "945.00") in figures
    assert not any(number == "45.00" for _, number in figures)
    assert reasons == {"row_width"}
