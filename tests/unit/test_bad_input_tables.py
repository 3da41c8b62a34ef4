"""Tables as they should not be: every number ends as a figure or as an unplaced cell with a reason; nothing raises."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from table_notation import figures, read, statements, unplaced

from pipeline.extraction.page.cells import classify
from pipeline.extraction.page.document import Document, Grid
from pipeline.extraction.tables.tables import read_tables
from pipeline.extraction.tables.unplaced import UNPLACED_REASONS

HEADER = "一般公共预算支出表\n单位：万元\n科目编码⇥科目名称⇥合计⇥基本支出⇥项目支出\n"


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1,234.50", "1234.50"),
        ("１２３．４５", "123.45"),
        ("24169.74", "24169.74"),
        (" 24,169.74 ", "24169.74"),
        ("-2,376,050", "-2376050"),
        ("－5.00", "-5.00"),
        ("0", "0"),
        ("0.00", "0.00"),
        ("6.4", "6.4"),
    ],
)
def test_a_number_in_any_print_is_the_same_number(cell: str, number: str) -> None:
    assert figures(HEADER + f"205⇥教育支出⇥{cell}⇥⇥") == [f"4:3 205 total/budget/general_public {number} 万元"]


@pytest.mark.parametrize("cell", ["", "-", "--", "—", "——", "/", "－", "\u3000"])
def test_nothing_printed_is_no_figure_and_no_question(cell: str) -> None:
    text = HEADER + f"205⇥教育支出⇥1.00⇥{cell}⇥{cell}"
    assert figures(text) == ["4:3 205 total/budget/general_public 1.00 万元"]
    assert unplaced(text) == []


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("#DIV/0!", "error_value"),
        ("#REF!", "error_value"),
        ("△1.20", "error_value"),
        ("(1.20)", "error_value"),
        ("1,23.4", "error_value"),
        ("0.000000000001", "error_value"),
        ("123456789012345678.00", "error_value"),
        ("104.00 56.15 31.04", "several_numbers"),
        ("85.3%", "percentage"),
    ],
)
def test_a_cell_that_cannot_be_read_for_certain_is_kept_with_its_reason(cell: str, reason: str) -> None:
    text = HEADER + f"205⇥教育支出⇥1.00⇥{cell}⇥2.00"
    assert unplaced(text) == [(cell, reason)]
    assert figures(text) == [
        "4:3 205 total/budget/general_public 1.00 万元",
        "4:5 205 project/budget/general_public 2.00 万元",
    ]
    assert len(UNPLACED_REASONS[reason]) > 20


def test_a_row_with_too_few_fields() -> None:
    """Any of the three amounts may be the one that is left."""
    assert unplaced(HEADER + "205⇥教育支出⇥1.00") == [("1.00", "row_width")]


def test_rows_with_too_few_fields_where_blank_cells_at_the_end_are_left_away() -> None:
    text = HEADER + "205⇥教育支出⇥1.00⇥1.00\n20502⇥普通教育⇥1.00⇥1.00\n208⇥社会保障和就业支出⇥3.00⇥⇥3.00"
    assert [line.split()[2] for line in figures(text)] == [
        "total/budget/general_public", "basic/budget/general_public", "total/budget/general_public",
        "basic/budget/general_public", "total/budget/general_public", "project/budget/general_public",
    ]  # fmt: skip


def test_a_row_with_too_many_fields() -> None:
    text = HEADER + "205⇥教育支出⇥3.00⇥1.00⇥2.00⇥9.99"
    assert len(figures(text)) == 3
    assert unplaced(text) == [("9.99", "no_heading")]


def test_a_table_cut_off_in_its_header() -> None:
    record = read("部门支出总表\n单位：万元\n科目编码⇥科目名称").statements[0]
    assert (record.statement_id, record.numeric_token_count) == ("budget_expenditure", 0)


def test_a_table_cut_off_in_a_row() -> None:
    assert figures(HEADER + "205⇥教育支出⇥3.00⇥1.00⇥2.00\n20502⇥普通") == figures(
        HEADER + "205⇥教育支出⇥3.00⇥1.00⇥2.00"
    )


def test_a_number_under_no_heading_is_not_placed_where_the_sums_allow_two_readings() -> None:
    text = "部门支出总表\n单位：万元\n科目编码⇥科目名称⇥合计⇥基本支出\n205⇥教育支出⇥5.00⇥5.00⇥5.00"
    assert unplaced(text) == [("5.00", "no_heading")]


def test_a_wrong_placement_is_refused() -> None:
    """A row moved by one column whose parts do not add up to its total in any reading stays unplaced."""
    text = "支出预算总表\n单位：万元\n合计⇥基本支出⇥项目支出⇥\n⇥10.00⇥3.00⇥4.00"
    assert all(not line.split()[2].endswith("~") for line in figures(text))
    assert ("4.00", "no_heading") in unplaced(text)


def test_arithmetic_places_a_moved_row_and_says_so() -> None:
    assert figures("支出预算总表\n单位：万元\n合计⇥基本支出⇥项目支出⇥\n⇥7.00⇥3.00⇥4.00") == [
        "4:2 total total/budget/all~ 7.00 万元",
        "4:3 total basic/budget/all~ 3.00 万元",
        "4:4 total project/budget/all~ 4.00 万元",
    ]


def test_an_unknown_statement_is_kept_as_other() -> None:
    text = "某某事项登记表\n单位：万元\n项目⇥金额\n甲⇥1.00"
    assert statements(text) == ["other"]
    assert figures(text) == ["4:2 line:甲 total//all 1.00 万元"]


def test_numbers_of_an_unknown_table_without_unit_are_no_money() -> None:
    text = HEADER + "205⇥教育支出⇥1.00⇥⇥\n人员编制登记表\n单位名称⇥合计\n办公室⇥21"
    assert unplaced(text) == [("21", "not_money")]


def test_a_statement_without_any_unit_is_not_guessed() -> None:
    assert unplaced("部门支出总表\n科目编码⇥科目名称⇥合计\n205⇥教育支出⇥1.00") == [("1.00", "no_unit")]


def test_an_unknown_code_is_kept_as_printed() -> None:
    assert figures(HEADER + "2059876⇥新设科目⇥1.00⇥⇥") == ["4:3 2059876 total/budget/general_public 1.00 万元"]


def test_two_units_in_one_document() -> None:
    text = HEADER.replace("万元", "元") + "205⇥教育支出⇥1.00⇥⇥\n" + HEADER + "205⇥教育支出⇥2.00⇥⇥"
    assert [line.rsplit(" ", 2)[1:] for line in figures(text)] == [["1.00", "元"], ["2.00", "万元"]]


PRINTED = (
    "|-|1|2|0.00|1.00|3.50|1,234.50|-2.00|12%|#DIV/0!|1.0 2.0|△1|２．５|合计|项目|"
    "科目编码|科目名称|基本支出|项目支出|小计|类|款|项|201|03|01|20103|2010301|301|"
    "一般公共服务支出|工资福利支出|一、财政拨款收入|本年收入|本年支出|栏次|行次|预算数|"
    "决算数|因公出国（境）费|会议费|单位名称|某某局|项目名称|一级指标|二级指标|得分|分值|"
    "总分|年度资金总额|单位：万元|本表无数据|其中：基本建设|2023年执行数|2024年预算数|"
    "增减%|政府性基金|八、社会保障和就|业支出|[105]教育部|机要通信用车（辆）"
)
"""What cells print, one after the other, ``|`` between them; the first prints nothing."""

TEXTS = (
    "|单位：万元|单位：元|部门收支总表|一般公共预算支出表|一般公共预算“三公”经费支出表|"
    "收入支出决算总表|项目支出绩效自评表|项目支出绩效目标表|政府采购预算表|"
    "政府性基金预算财政拨款收入支出决算表|国有资产占用情况表|12|说明：本表无数据"
)
"""Lines of text around tables."""

ROWS = st.lists(st.sampled_from(PRINTED.split("|")), min_size=1, max_size=7).map("\t".join)
CELLS_PER_LINE = st.sampled_from(["\t一、财政拨款收入", "\t1.00"])
LINES = st.one_of(ROWS, ROWS, ROWS, st.sampled_from(TEXTS.split("|")), CELLS_PER_LINE)


CAPTIONED = st.builds(
    lambda title, header, rows: [title, "单位：万元", *header, *rows],
    st.sampled_from([text for text in TEXTS.split("|") if text.endswith("表")]),
    st.sampled_from(
        [
            ["科目编码\t\t科目名称\t合计\t基本支出\t项目支出"],
            ["科目编码\t科目名称\t总计\t工资福利支出\t\t商品和服务支出", "\t\t\t小计\t基本工资\t办公费"],
            ["收入\t\t支出\t", "项目\t预算数\t项目\t预算数"],
            ["\t合计\t\t因公出国（境）费\t公务接待费", "\t预算数\t决算数\t预算数\t预算数"],
            ["项目名称\t2023年执行数\t2024年预算数\t增减%"],
        ]
    ),
    st.lists(ROWS, min_size=1, max_size=8),
)


def _check(lines: list[str]) -> None:
    tables = read_tables("d", Document("text", tuple(lines)))
    for record in tables.statements:
        assert record.numeric_token_count == (
            record.figure_count + record.indicator_count + record.structural_count + record.unplaced_count
        ), record
    places = [(f.source_line, f.source_field) for f in tables.figures]
    places += [(c.source_line, c.source_field) for c in tables.unplaced]
    assert len(places) == len(set(places))
    for figure in tables.figures:
        cell = lines[figure.source_line - 1].split("\t")[figure.source_field - 1]
        assert classify(cell) == ("amount", figure.amount_number)


@settings(max_examples=200, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=24))
def test_any_lines_are_read_without_error_and_every_number_counted_once(lines: list[str]) -> None:
    _check(lines)


@settings(max_examples=200, deadline=None)
@given(st.lists(CAPTIONED, min_size=1, max_size=3))
def test_any_rows_under_known_headers_are_read_without_error_and_every_number_counted_once(
    tables: list[list[str]],
) -> None:
    _check([line for table in tables for line in table])


def test_a_hostile_width_costs_no_more_than_its_numbers() -> None:
    """Twenty thousand invented headings: looked at up to a limit, the numbers below the others are unplaced."""
    wide = "\t".join(f"无名栏目甲乙丙{i}" for i in range(20_000))
    numbers = "\t".join(["1.00"] * 20_000)
    lines = ("支出总表", "单位：万元", f"科目编码\t科目名称\t{wide}", f"205\t教育支出\t{numbers}")
    found = read_tables("x", Document("text", lines))
    record = found.statements[0]
    assert record.numeric_token_count == 20_001
    assert record.figure_count + record.structural_count + record.unplaced_count == 20_001


def test_a_name_and_an_amount_run_together_cost_their_row() -> None:
    """The number glued to the name belongs to a column of its own: what stands beside it has moved."""
    rows = "201⇥一般公共服务支出⇥30.00⇥10.00⇥20.00\n20103⇥政府办公厅及相关机构事务 30.00⇥⇥10.00⇥20.00"
    assert [line.partition(" ")[0] for line in figures(HEADER + rows)] == ["4:3", "4:4", "4:5"]
    assert [cell for cell, _ in unplaced(HEADER + rows) if "." in cell] == ["10.00", "20.00"]


def test_a_total_and_another_heading_run_together_are_no_heading() -> None:
    header = HEADER.replace("合计⇥基本支出", "合计 基本支出⇥")
    found = figures(header + "201⇥一般公共服务支出⇥30.00⇥10.00⇥20.00\n20101⇥人大事务⇥30.00⇥10.00⇥20.00")
    assert not [line for line in found if "30.00" in line or "10.00" in line]


def test_a_row_that_ends_with_the_unit_begins_a_table_of_its_own() -> None:
    text = HEADER + "201⇥一般公共服务支出⇥30.00⇥10.00⇥20.00\n某某工作经费情况 单位：元⇥⇥⇥⇥\n"
    text += "科目编码⇥科目名称⇥合计⇥⇥\n201⇥一般公共服务支出⇥700.00⇥⇥"
    assert statements(text) == ["budget_general_expenditure", "other"]
    assert any("700.00 元" in line for line in figures(text))
    continued = HEADER + "201⇥一般公共服务支出⇥30.00⇥10.00⇥20.00\n⇥⇥⇥⇥单位：万元\n"
    continued += "科目编码⇥科目名称⇥合计⇥基本支出⇥项目支出\n205⇥教育支出⇥7.00⇥7.00⇥"
    assert statements(continued) == ["budget_general_expenditure"]


def test_no_reading_of_a_moved_header_gives_one_meaning_two_amounts() -> None:
    text = (
        "一般公共预算支出表\n单位：万元\n科目编码⇥科目名称⇥合计⇥⇥基本支出⇥⇥项目支出\n⇥⇥小计⇥⇥人员经费⇥公用经费⇥\n"
        "⇥合计⇥⇥300.00⇥260.00⇥220.00⇥40.00\n204⇥公共安全支出⇥⇥300.00⇥260.00⇥220.00⇥40.00"
    )
    assert not [line for line in figures(text) if "260.00" in line and " total/" in line]


def test_headings_of_a_form_that_one_row_contradicts_place_no_row_below_them() -> None:
    form = """2020年度部门整体支出绩效自评表
单位：万元
部门名称⇥某局⇥⇥⇥⇥⇥⇥⇥
资金情况⇥年度资金总额⇥年初预算数⇥全年预算数⇥全年执行数⇥分值⇥执行率⇥得分⇥
⇥其中：当年财政拨款⇥⇥30.85⇥34.34⇥⇥⇥⇥
⇥合计⇥⇥30.85⇥34.34⇥34.34⇥10⇥100%⇥10
⇥上年结转资金⇥⇥1.00⇥2.00⇥⇥⇥⇥
绩效指标⇥一级指标⇥二级指标⇥三级指标⇥年度指标值⇥实际完成值⇥分值⇥得分⇥偏差原因
⇥产出指标⇥数量指标⇥编写简报⇥≥12期⇥12期⇥10⇥10⇥"""
    assert figures(form) == []
    assert {reason for _, reason in unplaced(form)} == {"header_damaged"}


def test_an_amount_without_a_name_beside_a_coded_row_at_the_end_is_no_total() -> None:
    block = "科目编码⇥科目名称⇥决算数"
    text = f"""一般公共预算财政拨款基本支出决算表
单位：万元
{block}⇥{block}⇥{block}
301⇥工资福利支出⇥40.24⇥302⇥商品和服务支出⇥0.07⇥310⇥资本性支出⇥19.35
30101⇥基本工资⇥40.24⇥30299⇥其他商品和服务支出⇥0.07⇥⇥⇥19.35"""
    assert ("19.35", "no_row_label") in unplaced(text)
    assert not [figure for figure in figures(text) if " total " in figure.partition("/")[0]]


def test_rows_of_one_function_by_fund_are_money_of_that_fund() -> None:
    head = "部门支出总表\n单位：万元\n单位名称⇥资金来源⇥科目编码⇥科目名称⇥合计⇥基本支出⇥项目支出\n"
    rows = "某局⇥一般公共预算⇥2050201⇥学前教育⇥60.00⇥55.00⇥5.00\n某局⇥政府性基金预算⇥2050201⇥学前教育⇥40.00⇥35.00⇥5.00"
    found = [figure.split()[2] for figure in figures(head + rows)]
    funds = ("general_public", "government_fund")
    assert found == [f"{measure}/budget/{fund}" for fund in funds for measure in ("total", "basic", "project")]


def test_an_amount_beside_of_which_alone_has_no_name() -> None:
    text = """“三公”经费公共财政拨款支出合计
单位：万元
项目⇥2014年决算数
合计⇥5.00
一、公务用车购置及运行费⇥5.00
其中：⇥4.00
（一）公务用车运行维护费⇥
（二）公务用车购置费⇥1.00"""
    assert unplaced(text) == [("4.00", "no_row_label")]
    assert not [figure for figure in figures(text) if " 4.00 " in figure]


def test_numbers_that_stand_alone_beside_a_table_with_names_are_no_totals() -> None:
    lines = (
        "2018年度“三公”经费支出预算表", "单位：万元", "项目\t本年预算数", "合计\t6.00", "公务接待费\t2.00",
        "公务用车购置及运行费\t4.00", "999.5", "999.5", "12",
    )  # fmt: skip
    tables = read_tables("d", Document("xlsx", lines, grids=(Grid(3, 6), Grid(7, 9))))
    assert [figure.amount_text for figure in tables.figures] == ["6.00", "2.00", "4.00"]
    assert [cell.reason_code for cell in tables.unplaced] == ["no_row_label"] * 3


def test_a_comparison_in_whole_numbers_is_no_part_of_a_code() -> None:
    tables = read(
        "财政拨款支出预算表\n单位：万元\n科目编码⇥科目名称⇥2010年执行数⇥2011年预算数⇥2011年预算数比2010年执行数⇥\n"
        "⇥⇥⇥⇥增减额⇥增减%\n206⇥科学技术⇥900⇥940⇥40⇥4\n合计⇥⇥900⇥940⇥100⇥4"
    )
    assert [(figure.row_kind, figure.row_code_text) for figure in tables.figures] == [
        ("function", "206"), ("function", "206"), ("total", None), ("total", None)
    ]  # fmt: skip


@pytest.mark.parametrize(("together", "reason"), [("55.0045.00", "error_value"), ("55.00 45.00", "several_numbers")])
def test_behind_a_cell_with_two_amounts_the_columns_are_not_certain(together: str, reason: str) -> None:
    head = "收入决算表\n单位：万元\n科目编码⇥科目名称⇥本年收入合计⇥财政拨款收入⇥事业收入⇥经营收入⇥其他收入\n"
    whole = "205⇥教育支出⇥120.00⇥55.00⇥45.00⇥⇥20.00\n"
    text = head + whole + f"20502⇥普通教育⇥120.00⇥{together}⇥⇥20.00⇥"
    assert [f for f in figures(text) if f.startswith("5:")] == ["5:3 20502 total/final/all 120.00 万元"]
    assert unplaced(text) == [(together, reason), ("20.00", "row_width")]
