"""Tables of sheets that print their title on the tab alone."""

import pytest

from pipeline.extraction.tables.titles import Caption, match_tab, match_title, titled_by_tab


def _caption(title: str = "") -> Caption:
    return Caption(match_title(title), title, 1 if title else 0, "", "", 0, "")


@pytest.mark.parametrize("above", ["", "某某局2023年部门预算", "第二部分 2023年度部门决算表"])
def test_the_tab_names_a_table_without_a_title(above: str) -> None:
    found = titled_by_tab(_caption(above), "3.一般公共预算支出表")
    assert found.match is not None and found.match.statement_id == "budget_general_expenditure"
    assert found.title == "3.一般公共预算支出表"


@pytest.mark.parametrize(
    ("above", "tab"),
    [
        ("收入支出决算总表", "一般公共预算支出表"),  # the sheet was copied, its tab was not renamed
        ("上级专项转移支付项目安排表", "一般公共预算支出表"),
        ("", "Sheet3"),
        ("", ""),
    ],
)
def test_what_the_sheet_prints_goes_before_its_tab(above: str, tab: str) -> None:
    assert titled_by_tab(_caption(above), tab) == _caption(above)


def test_a_title_that_the_tab_cuts_is_told_by_its_beginning() -> None:
    cut = "某某市某某区某某街道办事处二〇二三年度部门决算财政拨款收入支出决算"
    assert len(cut) >= 31
    found = match_tab(cut)
    assert found is not None and found.statement_id == "final_appropriation_summary"


def test_a_beginning_of_several_titles_tells_none() -> None:
    assert match_tab("某某市某某区某某街道办事处二〇二三年度决算一般公共预算财政拨款") is None
