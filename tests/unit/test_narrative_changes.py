"""Of which amount a change speaks that stands behind a list of parts."""

import pytest

from pipeline.extraction.prose.narrative import narrative_rows

HEADING = ["十一、其他重要事项的情况说明", "（一）机关运行经费支出情况"]
PARTS = "2022年度机关运行经费支出80.00万元，其中：办公费12.30万元，印刷费2.10万元，"


def _change(sentence: str) -> list[tuple[str, str]]:
    rows = narrative_rows("d", [*HEADING, sentence], frozenset(), "final_accounts", 2022)
    return [(row.metric, row.value_number) for row in rows if "_yoy_" in row.metric]


def test_a_change_that_fits_the_whole_is_the_whole_s() -> None:
    assert _change(PARTS + "比2021年度减少3.20万元，下降3.85%。") == [
        ("agency_operating_cost_yoy_change", "-3.20"),
        ("agency_operating_cost_yoy_pct", "-3.85"),
    ]


@pytest.mark.parametrize("rate", ["下降60.38%", "下降12.00%"])
def test_a_change_that_fits_the_part_or_nothing_stays_with_the_words(rate: str) -> None:
    assert [metric for metric, _ in _change(PARTS + f"比2021年度减少3.20万元，{rate}。")] == [
        "economic_expenditure_yoy_change",
        "economic_expenditure_yoy_pct",
    ]


def test_a_second_change_behind_an_amount_that_is_not_read_is_not_the_first_head_s() -> None:
    rows = narrative_rows(
        "d",
        [
            "三、“三公”经费情况说明",
            "2018年“三公”经费预算2800.68万元，比2017年减少295.18万元。其中：因公出国（境）费用60万元，比2017年减少25.36万元，"
            "主要是因为严格执行有关规定，严控290.50万元，比2017年减少26.70万元；公务用车购置费0万元，与2017年一致。",
        ],
        frozenset(),
        "budget",
        2018,
    )
    assert [row.value_number for row in rows] == ["2800.68", "-295.18", "60", "-25.36", "0"]


def test_a_plan_and_its_outcome_without_a_name_are_no_totals() -> None:
    """The name of the item, or the heading of its section, is lost; what is left must not be the total of the year."""
    lines = [
        "四、财政拨款收入支出决算总体情况说明",
        "2022年度财政拨款收、支总计554.65万元。",
        "年初预算为477.49万元，支出决算为486.15万元，完成年初预算的101.81%。",
    ]
    rows = narrative_rows("d", lines, frozenset(), "final_accounts", 2022)
    assert [(row.metric, row.value_number) for row in rows] == [("appropriation_grand_total", "554.65")]


def test_a_part_named_behind_the_list_of_changes_is_compared_with_the_same() -> None:
    rows = narrative_rows(
        "d",
        [
            "三、“三公”经费情况说明",
            "2024年“三公”经费预算14.01万元。与2023年预算相比增长16.75%，其中因公出国（境）费增加0万元，公务用车运行维护费增加2.01万元，"
            "原因是编制时漏改。公务接待费减少0.40万元，主要是压缩接待开支。行政运行减少1.00万元。",
        ],
        frozenset(),
        "budget",
        2024,
    )
    assert [(row.metric, row.subject, row.value_number) for row in rows if row.value_number == "-0.40"] == [
        ("three_public_budget_yoy_change", "公务接待费", "-0.40"),
    ]
    # 行政运行 is no part of the three public costs: with what it is compared nobody says.
    assert "-1.00" not in {row.value_number for row in rows}
