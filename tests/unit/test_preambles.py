"""What stands around a table: body, year and unit below its title, with labels of many wordings, and notes below it."""

import pytest
from table_notation import read

_TABLE = """支出决算表
公开03表
{preamble}
项目⇥⇥本年支出合计⇥基本支出⇥项目支出
功能分类科目编码⇥科目名称⇥⇥⇥
合计⇥⇥100.00⇥60.00⇥40.00
201⇥一般公共服务支出⇥100.00⇥60.00⇥40.00
"""
_PREAMBLES = [
    "部门：云溪区档案局⇥金额单位：万元",
    "部门/单位：云溪区档案局⇥单位：万元",
    "填报单位（盖章）：云溪区档案局⇥单位：万元",
    "单位名称（公章）：云溪区档案局⇥⇥金额单位：万元",
    "单位编码及名称：101云溪区档案局⇥单位：万元",
    "部门编码：101⇥部门名称：云溪区档案局⇥预算年度：2022⇥单位：万元",
    "云溪区档案局⇥⇥单位：万元",
    "[101]云溪区档案局⇥⇥⇥⇥（单位：万元）",
    "⇥⇥⇥⇥单位：万元",
]


@pytest.mark.parametrize("preamble", _PREAMBLES)
def test_a_row_that_ends_with_the_unit_is_no_row_of_headings(preamble: str) -> None:
    tables = read(_TABLE.format(preamble=preamble))
    assert [record.statement_id for record in tables.statements] == ["final_expenditure"]
    assert [(figure.amount_text, figure.unit_text) for figure in tables.figures] == [
        (amount, "万元") for amount in ("100.00", "60.00", "40.00") * 2
    ]
    assert not tables.unplaced


def test_a_title_beside_the_unit_is_the_title() -> None:
    tables = read(_TABLE.replace("支出决算表\n公开03表\n{preamble}", "支出决算表⇥⇥⇥⇥单位：万元"))
    assert [record.statement_id for record in tables.statements] == ["final_expenditure"]
    assert len(tables.figures) == 6


_FUND = "政府性基金预算支出表\n单位：万元\n科目编码⇥科目名称⇥合计\n212⇥城乡社区支出⇥50.00\n"


def test_a_note_below_a_table_says_that_it_has_no_data() -> None:
    note = "说明：本部门没有政府性基金预算支出，故本表无数据。"
    assert [record.no_data_note for record in read(_FUND + note).statements] == [note]


def test_what_follows_a_heading_is_no_note_of_the_table_above_it() -> None:
    tables = read(_FUND + "第三部分 情况说明\n本部门没有政府性基金预算支出。")
    assert [record.no_data_note for record in tables.statements] == [None]
