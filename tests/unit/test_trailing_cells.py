"""Cells printed or left away at the ends of rows say nothing; a title in the first cell of a row is a title.

Nor are the numbers of columns amounts, wherever a page prints them again.
"""

from pathlib import Path

from pipeline.extraction.page.document import Document
from pipeline.extraction.tables.tables import DocumentTables, read_tables

RAW = Path(__file__).parents[2] / "raw"


def _read(text: str) -> DocumentTables:
    return read_tables("d", Document("text", tuple(text.replace("⇥", "\t").split("\n"))))


def test_a_title_that_fills_a_row_of_the_table_is_its_title() -> None:
    found = _read(
        "政府性基金预算支出表⇥⇥⇥⇥\n单位：万元⇥⇥⇥⇥\n科目编码⇥科目名称⇥本年政府性基金预算支出⇥⇥\n"
        "⇥⇥合计⇥基本支出⇥项目支出\n212⇥城乡社区支出⇥5.00⇥⇥5.00\n合计⇥⇥5.00⇥⇥5.00"
    )
    assert [statement.statement_id for statement in found.statements] == ["budget_government_fund"]
    assert [(f.measure, f.amount_number, f.unit_text) for f in found.figures] == [
        ("total", "5.00", "万元"), ("project", "5.00", "万元"), ("total", "5.00", "万元"), ("project", "5.00", "万元"),
    ]  # fmt: skip
    assert not found.unplaced


def test_a_blank_cell_behind_the_last_column_is_no_column_where_sums_prove_the_row() -> None:
    head = "支出决算表\n单位：万元\n科目编码⇥科目名称⇥本年支出合计⇥基本支出⇥项目支出\n"
    found = _read(
        head + "205⇥教育支出⇥9.00⇥4.00⇥5.00⇥\n206⇥科学技术支出⇥3.00⇥1.00⇥2.00\n208⇥社会保障和就业支出⇥2.00⇥1.00⇥1.00"
    )
    assert [(f.measure, f.amount_number) for f in found.figures if f.source_line == 4] == [
        ("total", "9.00"), ("basic", "4.00"), ("project", "5.00"),
    ]  # fmt: skip
    assert not found.unplaced


def test_a_row_cut_short_takes_from_the_table_by_economic_code_what_its_sums_leave_open() -> None:
    lines = (RAW / "zhuzhou_budget_2020.txt").read_text(encoding="utf-8").split("\n")
    found = _read("\n".join(line.rstrip() if "\t" in line.strip() else line for line in lines))
    wages = [f for f in found.figures if f.statement_id == "budget_general_wages" and f.amount_number == "15.88"]
    assert {figure.column_economic_code for figure in wages} == {"30113"}


def test_a_category_at_the_end_of_a_moved_header_is_not_placed_where_the_sibling_table_does_not_print_it() -> None:
    lines = (RAW / "zhuzhou_budget_2020.txt").read_text(encoding="utf-8").split("\n")
    start = next(i for i, line in enumerate(lines) if line.startswith("## 一般公共预算基本支出预算明细表—工资福利支出"))
    alone = _read("\n".join(lines[start : start + 12]))
    assert "183.06" in {figure.amount_number for figure in alone.figures}
    assert "15.88" not in {figure.amount_number for figure in alone.figures}
    assert {cell.reason_code for cell in alone.unplaced if cell.cell_text == "15.88"} == {"header_damaged"}


def test_a_row_that_ends_before_the_last_list_of_several_side_by_side_owes_it_nothing() -> None:
    head = "经济分类科目编码⇥科目名称⇥决算数"
    found = _read(
        f"一般公共预算财政拨款基本支出决算表\n单位：万元\n人员经费⇥⇥⇥公用经费\n{head}⇥{head}⇥{head}\n"
        "301⇥工资福利支出⇥9.00⇥302⇥商品和服务支出⇥5.00⇥310⇥资本性支出⇥2.00\n"
        "30101⇥基本工资⇥6.00⇥30201⇥办公费⇥1.00⇥31002⇥办公设备购置⇥2.00\n"
        "30102⇥津贴补贴⇥3.00⇥30202⇥印刷费⇥0.00⇥31003⇥专用设备购置⇥0.00\n"
        "303⇥对个人和家庭的补助⇥1.50⇥30205⇥水费⇥1.00\n30305⇥生活补助⇥1.50⇥30206⇥电费⇥1.00\n⇥⇥⇥30211⇥差旅费⇥2.00\n"
        "人员经费合计⇥⇥10.50⇥公用经费合计⇥⇥⇥⇥⇥7.00"
    )
    read = {f.row_code_text: f.amount_number for f in found.figures if f.source_line in (8, 9, 10)}
    assert read == {"303": "1.50", "30205": "1.00", "30305": "1.50", "30206": "1.00", "30211": "2.00"}
    assert not found.unplaced


def test_a_row_that_says_it_counts_the_columns_is_no_amount_below_a_damaged_head() -> None:
    head = "收入支出决算总表\n单位：万元\n项目⇥行次⇥决算数⇥项目⇥行次⇥决算数\n栏次⇥⇥1⇥栏次⇥⇥2\n"
    first = "一、财政拨款收入⇥1⇥256.32⇥一、一般公共服务支出⇥29⇥200.00\n"
    damaged = "收入项目⇥⇥⇥支出⇥⇥\n⇥行次⇥决算数⇥项目⇥行次⇥决算数\n栏次⇥⇥1⇥栏次⇥⇥2\n"
    found = _read(head + first + damaged + "总计⇥28⇥256.32⇥总计⇥58⇥256.32")
    assert [(f.source_line, f.amount_number) for f in found.figures] == [
        (5, "256.32"), (5, "200.00"), (9, "256.32"), (9, "256.32"),
    ]  # fmt: skip
    assert not found.unplaced
