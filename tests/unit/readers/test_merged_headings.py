"""Headings over several columns in exports with one cell a line, where a row prints them as one cell."""

from pipeline.extraction.readers.shapes.column_numbers import Cell
from pipeline.extraction.readers.shapes.merged import without_merging
from pipeline.extraction.readers.shapes.pipes import cell_per_line_tables


def _rows(*rows: str) -> list[tuple[str, ...]]:
    cells = [
        [Cell(text, (number, column)) for column, text in enumerate(row.split("|"), 1)]
        for number, row in enumerate(rows, 1)
    ]
    return [row.cells for row in without_merging(cells).rows]


def test_groups_are_told_by_their_words_and_by_the_sums_below() -> None:
    found = _rows(
        "项目|年初结转和结余|本年收入|本年支出|年末结转和结余",
        "科目编码|科目名称|小计|基本支出|项目支出",
        "合计|0.00|60.00|60.00|20.00|40.00|0.00",
        "212|城乡社区支出|0.00|60.00|60.00|20.00|40.00|0.00",
    )
    assert found[0] == ("项目", "", "年初结转和结余", "本年收入", "本年支出", "", "", "年末结转和结余")
    assert found[1] == ("科目编码", "科目名称", "", "", "小计", "基本支出", "项目支出", "")
    assert found[2] == ("合计", "", "0.00", "60.00", "60.00", "20.00", "40.00", "0.00")


def test_codes_in_three_cells_below_one_heading() -> None:
    found = _rows(
        "项目|本年支出合计|基本支出|项目支出",
        "功能分类科目编码|科目名称",
        "类|款|项|栏次|1|2|3",
        "201|03|01|行政运行|9.00|6.00|3.00",
    )
    assert found[0] == ("项目", "", "", "", "本年支出合计", "基本支出", "项目支出")
    assert found[1] == ("功能分类科目编码", "", "", "科目名称", "", "", "")


def test_headings_that_fit_in_two_ways_are_over_no_column() -> None:
    found = _rows("甲|乙|丙", "丁|戊", "一|1.00|2.00|3.00", "二|4.00|5.00|6.00")
    assert found[:2] == [("甲 乙 丙",), ("丁 戊",)]


def test_a_page_that_prints_one_cell_a_line_with_the_rest_of_its_columns_at_the_end() -> None:
    """As converters of web pages write a summary of nine columns, six of which have a heading of their own."""

    text = (
        "表1 收入支出决算总表 | ||||||||\n编制单位：某医院 |\n金额单位：万元 | |||||||\n收入 |\n支出 | |||||||\n"
        "项 目 |\n行次 |\n决算数 |\n项 目 |\n行次 |\n决算数 | |||\n"
        "一、财政拨款收入 |\n1 |\n4,194.89 |\n一、一般公共服务支出 |\n31 |\n0.00 | |||\n"
        "二、事业收入 |\n2 |\n38,358.13 |\n二、教育支出 |\n32 |\n42,553.02 | |||\n"
        "总计 |\n3 |\n42,553.02 |\n总计 |\n33 |\n42,553.02 | |||"
    )
    (grid,) = cell_per_line_tables(text.split("\n"))
    assert [row.cells for row in grid.rows][2:6] == [
        ("收入", "", "", "支出", "", ""),
        ("项 目", "行次", "决算数", "项 目", "行次", "决算数"),
        ("一、财政拨款收入", "1", "4,194.89", "一、一般公共服务支出", "31", "0.00"),
        ("二、事业收入", "2", "38,358.13", "二、教育支出", "32", "42,553.02"),
    ]


def test_a_page_that_prints_a_row_a_line() -> None:
    text = (
        "某县2016年“三公”经费决算情况统计表 | ||||\n单位：万元 | ||||\n"
        "项目 | 上年决算数 | 本年决算数 | 比上年增、减情况 | |\n增、减金额 | 增、减幅度 | |||\n"
        "合计 | 2911.47 | 2706.86 | -204.61 | -7.03% |\n1.因公出国（境）费 | 13.06 | 10.20 | -2.86 | -21.9% |"
    )
    (grid,) = cell_per_line_tables(text.split("\n"))
    assert [row.cells for row in grid.rows][2:5] == [
        ("项目", "上年决算数", "本年决算数", "比上年增、减情况", ""),
        ("", "", "", "增、减金额", "增、减幅度"),
        ("合计", "2911.47", "2706.86", "-204.61", "-7.03%"),
    ]


def test_a_page_that_prints_the_pipe_behind_a_cell_on_a_line_of_its_own() -> None:
    cells = [
        "年度",
        "合计",
        "因公出国（境）经费",
        "公务接待费",
        "2015年",
        "1490",
        "90",
        "1400",
        "2016年",
        "1368",
        "12",
        "1356",
    ]
    text = "对比情况\n" + "\n".join(f"{cell}\n|" for cell in cells)
    (grid,) = cell_per_line_tables(text.split("\n"))
    assert [row.cells for row in grid.rows] == [tuple(cells[:4]), tuple(cells[4:8]), tuple(cells[8:])]
    assert grid.rows[1].places[1] == (12, 1)


def test_headings_that_could_stand_in_very_many_ways_are_over_no_column() -> None:
    """Trying all of them took minutes."""
    found = _rows(
        "|".join(["项目", *["合计"] * 5]),
        "|".join(["小计|基本支出|项目支出"] * 5),
        "|".join(["小计|人员|公用"] * 5),
        *("|".join(["甲", *["1.00"] * 25]) for _ in range(3)),
    )
    assert found[0] == ("项目 合计 合计 合计 合计 合计",)
    assert found[3][:2] == ("甲", "1.00")


def test_where_nothing_tells_the_ends_of_rows_sides_are_two_rows_of_headings() -> None:
    """收入 and 支出 stand over two columns each; six headings over four columns are no row of six."""
    texts = (
        "收入", "支出", "项目", "预算数", "项目", "预算数",
        "一、拨款", "9.00", "一、基本支出", "5.00",
        "二、其他", "1.00", "二、项目支出", "5.00",
    )  # fmt: skip
    (grid,) = cell_per_line_tables([f"{text} |" for text in texts])
    assert [row.cells for row in grid.rows] == [
        ("收入", "", "支出", ""),
        ("项目", "预算数", "项目", "预算数"),
        ("一、拨款", "9.00", "一、基本支出", "5.00"),
        ("二、其他", "1.00", "二、项目支出", "5.00"),
    ]


def test_a_cell_that_goes_on_in_the_next_line_is_one_cell() -> None:
    lines = "科目编码 | 科目名称 | 合计 | 201 | 一般公共 服务支出 | 5.00 | 20101 | 人大事务 | 5.00 |".replace(
        " | ", " |\n"
    )
    (grid,) = cell_per_line_tables(lines.replace("一般公共 服务支出", "一般公共\n服务支出").split("\n"))
    assert grid.rows[1].cells == ("201", "一般公共服务支出", "5.00")


def test_a_line_between_two_tables_is_no_part_of_a_cell() -> None:
    first = ["科目编码 |", "科目名称 |", "合计 |", "201 |", "一般公共服务 |", "5.00 |", "204 |", "公共安全 |", "5.00 |"]
    second = ["支出决算表", *first]
    assert [len(grid.rows) for grid in cell_per_line_tables([*first, *second])] == [3, 3]
