"""Codes that go on from the rows above: completed where their name says which they are, else not placed."""

import pytest

from tests.unit.table_notation import notation, read

HEAD = """支出决算表
单位：万元
科目编码⇥⇥⇥科目名称⇥本年支出合计⇥基本支出⇥项目支出
类⇥款⇥项⇥⇥⇥⇥
"""


def _last_row(rows: str) -> tuple[list[str], set[str]]:
    """What the last row gives: its figures in short, and the reasons of what is not placed."""
    text = HEAD + rows
    tables, last = read(text), len(text.strip().split("\n"))
    placed = [notation(figure).split()[1] for figure in tables.figures if figure.source_line == last]
    return placed, {cell.reason_code for cell in tables.unplaced if cell.source_line == last}


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param("⇥⇥02⇥小学教育⇥18.00⇥12.00⇥6.00", id="no row above"),
        pytest.param("205⇥⇥⇥教育支出⇥9.00⇥9.00⇥\n⇥⇥02⇥小学教育⇥18.00⇥12.00⇥6.00", id="the 款 is not printed"),
        pytest.param("205⇥02⇥⇥普通教育⇥9.00⇥9.00⇥\n⇥⇥02⇥初中教育⇥18.00⇥12.00⇥6.00", id="the name of another code"),
        pytest.param("205⇥02⇥⇥普通教育⇥9.00⇥9.00⇥\n⇥⇥77⇥某项教育⇥18.00⇥12.00⇥6.00", id="no such code"),
        pytest.param("205⇥02⇥02⇥小学教育⇥9.00⇥9.00⇥\n⇥⇥02⇥小学教育⇥18.00⇥12.00⇥6.00", id="the same code again"),
        pytest.param("205⇥03⇥⇥职业教育⇥9.00⇥9.00⇥\n205⇥⇥02⇥小学教育⇥18.00⇥12.00⇥6.00", id="another part between"),
        pytest.param(
            "201⇥03⇥01⇥行政运行⇥9.00⇥9.00⇥\n⇥31⇥⇥党委事务某某⇥9.00⇥9.00⇥\n⇥⇥01⇥行政运行⇥18.00⇥12.00⇥6.00",
            id="after a part that nothing explains",
        ),
    ],
)  # fmt: skip
def test_a_part_of_a_code_that_no_name_explains_is_not_placed(rows: str) -> None:
    assert _last_row(rows) == ([], {"code_incomplete"})


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("205⇥⇥⇥教育支出⇥9.00⇥9.00⇥\n⇥99⇥⇥其他教育支出⇥18.00⇥12.00⇥6.00", "20599"),
        ("205⇥99⇥⇥其他教育支出⇥9.00⇥9.00⇥\n⇥⇥99⇥其他教育支出⇥18.00⇥12.00⇥6.00", "2059999"),
        ("205⇥02⇥⇥普通教育⇥9.00⇥9.00⇥\n⇥⇥2⇥小学教育⇥18.00⇥12.00⇥6.00", "2050202"),
        ("205⇥⇥⇥教育支出⇥9.00⇥9.00⇥\n⇥02 小学教育⇥⇥⇥18.00⇥12.00⇥6.00", ""),
    ],
)
def test_a_part_of_a_code_is_completed_by_its_name_and_its_column(rows: str, code: str) -> None:
    placed, reasons = _last_row(rows)
    assert (placed, reasons) == (([code] * 3, set[str]()) if code else ([], {"code_incomplete"}))


def test_a_number_of_a_unit_is_no_part_of_a_code_where_the_table_prints_none() -> None:
    head = "部门支出总表\n单位：万元\n编码⇥单位名称⇥合计⇥基本支出⇥项目支出\n"
    tables = read(head + "01⇥某局本级⇥3.00⇥2.00⇥1.00\n02⇥某中心⇥3.00⇥2.00⇥1.00")
    assert {figure.row_kind for figure in tables.figures} == {"unit"}
    assert not tables.unplaced


def test_a_part_of_a_code_is_no_unit_where_a_heading_is_lost() -> None:
    head = "部门支出总表\n单位：元\n科目编码⇥科目名称⇥合计⇥项目支出\n"
    tables = read(
        head + "⇥合计⇥30⇥20⇥10\n201⇥一般公共服务支出⇥30⇥20⇥10\n"
        "03⇥政府办公厅（室）及相关机构事务⇥30⇥20⇥10\n2010301⇥行政运行⇥18⇥12⇥6\n02⇥一般行政管理事务⇥12⇥8⇥4"
    )
    assert "unit" not in {figure.row_kind for figure in tables.figures}
    reasons = {(cell.source_line, cell.reason_code) for cell in tables.unplaced if cell.source_field == 3}
    assert reasons == {(6, "code_incomplete"), (8, "code_incomplete")}


def test_a_row_with_the_codes_of_two_rows_is_not_placed() -> None:
    placed, reasons = _last_row("205⇥02⇥⇥普通教育⇥9.00⇥9.00⇥\n2050202⇥2050203⇥⇥小学教育⇥18.00⇥12.00⇥6.00")
    assert (placed, reasons) == ([], {"header_damaged"})


def test_a_name_whose_code_stands_before_its_block_is_not_placed() -> None:
    block = "科目编码⇥科目名称⇥决算数"
    text = "一般公共预算财政拨款基本支出决算表\n单位：万元\n" + f"{block}⇥{block}⇥⇥{block}\n"
    row = "30101⇥基本工资⇥40.24⇥30201⇥办公费⇥19.35⇥30701⇥国内债务付息⇥0.30"
    tables = read(text + "301⇥工资福利支出⇥40.24⇥302⇥商品和服务支出⇥19.35⇥307⇥债务利息及费用支出⇥0.30\n" + row)
    assert "0.30" not in {figure.amount_number for figure in tables.figures}
    assert {cell.reason_code for cell in tables.unplaced if cell.cell_text == "0.30"} == {"header_damaged"}
