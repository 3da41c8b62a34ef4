"""The amount that a comparison is made with: taken where the sentence prints it, and left open where it does not."""

import pytest

from pipeline.extraction.prose.narrative import narrative_figures

ITEM = (
    "财政拨款支出主要内容如下：\n1．一般公共服务支出（类）统计信息事务（款）专项普查活动（项）25.77万元，主要用于普查。"
)
ITEMS = "（三）一般公共预算财政拨款支出决算具体情况\n1.一般公共服务支出（类）财政事务（款）行政运行（项）。"
THREE_PUBLIC = "八、“三公”经费支出决算情况说明\n"


def bases(text: str, kind: str, year: int = 2024) -> dict[str, str | None]:
    """Metric → base of every comparison, as number and unit."""
    rows = narrative_figures("0" * 16, text.split("\n"), set(), kind, year)
    return {
        str(row["metric"]): row["base_text"] and f"{row['base_number']}{row['base_unit_text']}"
        for row in rows
        if str(row["metric"]).endswith(("_pct", "_change"))
    }


def test_last_years_outcome_of_a_budget_item() -> None:
    text = "2023年当年预算执行数为1,060.13万元，2024年预算安排25.77万元，比2023年预算执行数减少97.57%。"
    rows = narrative_figures("0" * 16, (ITEM + text).split("\n"), set(), "budget", 2024)
    rate = rows[-1]
    assert rate["metric"] == "function_expenditure_yoy_pct"
    assert (rate["base_text"], rate["base_number"], rate["base_unit_text"]) == ("1,060.13", "1060.13", "万元")
    assert rate["base_line"] == 2
    assert {row["base_text"] for row in rows[:-1]} == {None}


def test_a_base_on_the_line_before_its_rate() -> None:
    text = ITEM + "2023年当年预算执行数为\n60.13万元，2024年预算安排25.77万元，\n比2023年预算执行数减少57.14%。"
    rate = narrative_figures("0" * 16, text.split("\n"), set(), "budget", 2024)[-1]
    assert (rate["source_line"], rate["base_line"]) == (4, 3)


FINAL = [
    # Inside the words of comparison.
    (
        THREE_PUBLIC + "公务接待费支出决算为2.50万元，比上年决算数3.00万元减少0.50万元，下降16.67%。",
        {"three_public_final_yoy_change": "3.00万元", "three_public_final_yoy_pct": "3.00万元"},
    ),
    # Before the present amount.
    (
        THREE_PUBLIC + "公务接待费2023年决算数为3.00万元，2024年决算数为2.50万元，比上年下降16.67%。",
        {"three_public_final_yoy_pct": "3.00万元"},
    ),
    # The plan of the same year.
    (
        THREE_PUBLIC + "公务接待费年初预算为5.00万元，支出决算为2.50万元，较年初预算减少2.50万元。",
        {"three_public_final_vs_budget_change": "5.00万元"},
    ),
    # Two plans: the comparison says which.
    (
        ITEMS + "年初预算为100万元，全年预算为110万元，支出决算为120万元，比年初预算增长20%。",
        {"final_vs_budget_pct": "100万元"},
    ),
    (
        ITEMS + "年初预算为100万元，全年预算为110万元，支出决算为121万元，比全年预算增长10%。",
        {"final_vs_budget_pct": "110万元"},
    ),
    # The budget is no base for last year, nor last year's for another thing.
    (
        ITEMS + "年初预算为100万元，支出决算为120万元，较上年增长50%。",
        {"final_yoy_pct": None},
    ),
    (
        THREE_PUBLIC + "公务接待费上年决算数3.00万元，公务用车运行维护费支出决算为2.50万元，比上年下降16.67%。",
        {"three_public_final_yoy_pct": None},
    ),
    # Not printed.
    (THREE_PUBLIC + "公务接待费支出决算为2.50万元，比上年下降16.67%。", {"three_public_final_yoy_pct": None}),
]


@pytest.mark.parametrize(("text", "expected"), FINAL)
def test_bases_of_final_accounts(text: str, expected: dict[str, str | None]) -> None:
    assert bases(text, "final_accounts") == expected


BUDGET = [
    # Planned and spent: the comparison says which.
    (
        "2023年年初预算数为45万元，2023年预算执行数为40万元，2024年预算安排50万元，比2023年预算执行数增长25%。",
        "40万元",
    ),
    # What was spent is not the plan that the comparison names.
    ("2023年预算执行数为40万元，2024年预算安排50万元，比2023年预算增长25%。", None),
    # Two years printed, the comparison names neither account: it stays open.
    ("2022年预算数为30万元，2023年预算数为40万元，2024年预算安排50万元，比上年增长25%。", None),
]


@pytest.mark.parametrize(("text", "expected"), BUDGET)
def test_bases_of_a_budget_item(text: str, expected: str | None) -> None:
    assert bases(ITEM + text, "budget") == {"function_expenditure_yoy_pct": expected}


def test_a_base_is_kept_to_its_digits() -> None:
    text = "2023年预算执行数为0.00元，2024年预算安排25.77万元，比2023年预算执行数增加100%。"
    assert bases(ITEM + text, "budget") == {"function_expenditure_yoy_pct": "0.00元"}


@pytest.mark.parametrize(
    ("words", "change"),
    [
        ("比上年少0.15万元", "-0.15"),
        ("比上年多0.15万元", "0.15"),
        ("至少0.15万元用于会议", None),
        ("最多0.15万元", None),
    ],
)
def test_more_and_less_before_their_figure_are_changes(words: str, change: str | None) -> None:
    text = f"{THREE_PUBLIC}公务接待费支出决算1.15万元，{words}。"
    rows = narrative_figures("0" * 16, text.split("\n"), set(), "final_accounts", 2024)
    changes = [str(row["value_number"]) for row in rows if str(row["metric"]).endswith("_change")]
    assert changes == ([] if change is None else [change])
