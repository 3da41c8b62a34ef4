"""Tables as pages of sites are saved: rows that end with pipes and notes below, and cells on lines of their own."""

from pipeline.extraction.readers import text as reader
from pipeline.extraction.tables.tables import read_tables

Read = list[tuple[str, str, str]]


def read(text: str) -> tuple[str, Read, set[str]]:
    """The statement, label, heading and number of each figure, and the numbers that stand in none."""
    found = reader.read(text.encode())
    tables = read_tables("d", found)
    figures = [(figure.row_label or "", figure.column_label or "", figure.amount_text) for figure in tables.figures]
    statements = {statement.statement_id for statement in tables.statements}
    return "|".join(sorted(statements)), figures, {cell.cell_text for cell in tables.unplaced}


def test_a_row_a_line_with_a_note_below() -> None:
    text = (
        "2015年某市司法局部门“三公”经费情况统计表 | ||\n? | 单位：万元 | |\n项 目 | 本年预算数 |"
        " 其中：公共预算财政拨款 |\n"
        "合 计 | 34.35 | 34.35 |\n1.因公出国（境）费用 | 0 | 0 |\n2.公务接待费 | 1.70 | 1.70 |\n"
        "3.公务用车费 | 32.65 | 32.65 |\n"
        "注：按照部门预算管理的有关规定，“三公”经费包括在部门预算基本支出和项目支出中安排的费用。 |"
    )
    statement, figures, unplaced = read(text)
    assert (statement, unplaced) == ("budget_three_public", set())
    own, funded = "本年预算数", "其中:公共预算财政拨款"
    assert figures == [
        ("合 计", own, "34.35"), ("合 计", funded, "34.35"),
        ("1.因公出国（境）费用", own, "0"), ("1.因公出国（境）费用", funded, "0"),
        ("2.公务接待费", own, "1.70"), ("2.公务接待费", funded, "1.70"),
        ("3.公务用车费", own, "32.65"), ("3.公务用车费", funded, "32.65"),
    ]  # fmt: skip


def test_the_unit_before_rows_that_begin_with_a_pipe_is_no_heading() -> None:
    text = (
        "“三公”经费支出决算表\n单位：万元\n|\n项 目 |\n预 算 数 |\n决 算 数 |\n|\n合 计 |\n246 |\n"
        "167.37 |\n|\n因公出国（境）费 |\n0 |\n0 |\n"
        "|\n公务接待费 |\n1 |\n2.14 |\n|\n公务用车购置及运行维护费 |\n245 |\n165.23 |"
    )
    statement, figures, unplaced = read(text)
    assert (statement, unplaced) == ("final_three_public", set())
    assert figures[:2] == [("合 计", "预算数", "246"), ("合 计", "决算数", "167.37")]
    assert figures[-1] == ("公务用车购置及运行维护费", "决算数", "165.23")


def test_the_unit_above_headings_is_a_row_of_its_own() -> None:
    text = (
        "附表：\n|\n|\n2015年“三公”经费预算财政拨款情况统计表\n|\n|\n单位：万元\n|\n项目\n|\n本年预算数\n|\n合计\n|\n44万元\n|\n"
        "1、因公出国（境）费用\n|\n|\n2、公务接待费\n|\n10万元\n|\n3、公务用车费\n|\n34万元\n|\n（2）公务用车购置\n|\n|"
    )
    _, figures, unplaced = read(text)
    assert not unplaced
    assert [(label, number) for label, _, number in figures] == [
        ("合计", "44万元"), ("2、公务接待费", "10万元"), ("3、公务用车费", "34万元"),
    ]  # fmt: skip


def test_a_cell_a_line_with_lines_of_blanks_for_empty_cells() -> None:
    text = (
        "收入支出决算总表\n单位：万元\n收入\n支出\n项目\n决算数\n项目\n决算数\n一、财政拨款收入\n"
        "2539.84\n一、一般公共服务支出\n \n"
        "二、事业收入\n0.00\n二、外交支出\n \n三、其他收入\n1.36\n七、文化体育与传媒支出\n2541.20\n"
        "本年收入合计\n2541.20\n本年支出合计\n2541.20\n第三部分 情况说明\n"
    )
    statement, figures, unplaced = read(text)
    assert (statement, unplaced) == ("final_summary", set())
    assert [(label, number) for label, _, number in figures] == [
        ("一、财政拨款收入", "2539.84"), ("二、事业收入", "0.00"), ("三、其他收入", "1.36"),
        ("七、文化体育与传媒支出", "2541.20"), ("本年收入合计", "2541.20"), ("本年支出合计", "2541.20"),
    ]  # fmt: skip


def test_where_empty_cells_have_vanished_only_whole_rows_are_read() -> None:
    text = (
        "“三公”经费支出决算表\n（单位：万元）\n项 目\n预算数\n决算数\n合 计\n77.00\n68.30\n公务接待费\n"
        "35.00\n26.4\n公务用车购置及运行费\n"
        "42.00\n41.90\n因公出国（境）费\n3.10\n二、“三公”经费支出决算情况说明。"
    )
    _, figures, unplaced = read(text)
    assert all(number != "3.10" for _, _, number in figures)
    assert "3.10" in unplaced
    assert {number for _, _, number in figures} | unplaced == {
        "77.00",
        "68.30",
        "35.00",
        "26.4",
        "42.00",
        "41.90",
        "3.10",
    }
    assert {("合 计", "预算数", "77.00"), ("合 计", "决算数", "68.30")} <= set(figures)


def test_numbers_of_which_no_heading_is_known_are_named() -> None:
    text = (
        "“三公”经费支出决算表\n项 目\n合 计\n77.00\n公务接待费\n35.00\n26.4\n公务用车购置及运行费\n42.00\n41.90\n说明。"
    )
    _, figures, unplaced = read(text)
    assert not figures
    assert unplaced == {"77.00", "35.00", "26.4", "42.00", "41.90"}


def test_contents_with_numbers_of_pages_are_no_table() -> None:
    text = "目录\n部门概况\n1\n机构设置\n2\n部门决算表\n3\n情况说明\n4\n名词解释\n5\n"
    assert read(text) == ("", [], set())


def test_a_line_of_pipes_alone_is_no_row() -> None:
    text = (
        "某县2021年“三公”经费预算财政拨款情况统计表 | ||||\n单位：万元 | ||||\n项目 | 本年预算数 | 备注 | ||\n"
        "合计 | 4196 | 注：包括三项费用。 |\n|||\n1、因公出国（境）费用 | 0 | |||\n2、公务接待费 | 2747 | |||\n"
        "3、公务用车费 | 1449 | |||\n其中：（1）公务用车运行维护费 | 1449 | |||\n（2）公务用车购置 | 0 | |||\n"
    )
    _, figures, unplaced = read(text)
    assert not unplaced
    assert [(label, number) for label, _, number in figures] == [
        ("合计", "4196"), ("1、因公出国（境）费用", "0"), ("2、公务接待费", "2747"), ("3、公务用车费", "1449"),
        ("其中：（1）公务用车运行维护费", "1449"), ("（2）公务用车购置", "0"),
    ]  # fmt: skip


def test_what_the_record_of_a_page_counts_is_no_figure() -> None:
    text = (
        "| 索引号 | 01525903-1-04_A/2017-0920001 | 发布机构 | 某县财政局 |\n| 文号 | 浏览量 | 31 |\n"
        "某局2016年“三公”经费决算情况统计表 | ||\n单位：万元 | ||\n项目 | 上年决算数 | 本年决算数 |\n"
        "合计 | 29.14 | 27.06 |\n1.因公出国（境）费 | 0 | 0 |\n2.公务接待费 | 29.14 | 27.06 |"
    )
    _, figures, unplaced = read(text)
    assert not unplaced
    assert [number for _, _, number in figures] == ["29.14", "27.06", "0", "0", "29.14", "27.06"]
