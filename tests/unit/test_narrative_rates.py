"""Rates of completion beside the plan they are of, and changes against more than one year."""

from pipeline.extraction.prose.narrative import narrative_rows

THREE_PUBLIC = "七、财政拨款“三公”经费支出决算情况说明"


def _figures(*lines: str) -> list[tuple[str, str, str]]:
    rows = narrative_rows("d", list(lines), frozenset(), "final_accounts", 2023)
    return [(row.metric, row.subject, row.value_number) for row in rows]


def test_a_plan_between_the_words_of_a_rate_and_the_rate_ends_neither_the_rate_nor_what_follows() -> None:
    """Guangdong prints every rate so; all that stood behind the plan was lost."""
    found = _figures(
        THREE_PUBLIC,
        "“三公”经费财政拨款支出决算为62.07万元，完成全年预算84.82万元的73.2%，比上年决算数增加38.97万元，增长168.7%。"
        "其中：公务接待费支出决算为22.59万元，完成预算43.2万元的52.3%，比上年决算数增加20.63万元，增长1,055.4%。",
    )
    assert found == [
        ("three_public_final", "“三公”经费", "62.07"),
        ("three_public_budget", "“三公”经费", "84.82"),
        ("three_public_completion", "“三公”经费", "73.2"),
        ("three_public_final_yoy_change", "“三公”经费", "38.97"),
        ("three_public_final_yoy_pct", "“三公”经费", "168.7"),
        ("three_public_final", "公务接待费", "22.59"),
        ("three_public_budget", "公务接待费", "43.2"),
        ("three_public_completion", "公务接待费", "52.3"),
        ("three_public_final_yoy_change", "公务接待费", "20.63"),
        ("three_public_final_yoy_pct", "公务接待费", "1055.4"),
    ]


def test_the_plan_of_a_rate_is_the_initial_or_the_adjusted_budget_as_its_words_say() -> None:
    found = _figures(
        "五、一般公共预算财政拨款支出决算情况说明",
        "1.住房公积金（项）支出决算为20万元，占年初预算25万元的80%。2.购房补贴（项）支出决算为9万元，完成调整预算10万元的90%。",
    )
    assert [row for row in found if row[0] != "final"] == [
        ("budget_initial", "住房公积金", "25"),
        ("completion_rate", "住房公积金", "80"),
        ("budget_adjusted", "购房补贴", "10"),
        ("completion_rate", "购房补贴", "90"),
    ]


def test_a_second_change_against_another_year_is_no_change_on_the_year_before() -> None:
    found = _figures(
        THREE_PUBLIC,
        "“三公”经费支出决算为62.07万元，比上年决算数增加38.97万元，增长168.7%；比2019年决算数减少24.87万元，降低28.6%。",
    )
    assert [value for _, _, value in found] == ["62.07", "38.97", "168.7"]


def test_what_a_source_is_taken_from_is_no_subject_of_the_change_behind_it() -> None:
    found = _figures(
        "二、收入决算情况说明",
        "1.财政拨款收入542.65万元，为当年从同级财政取得的一般公共预算财政拨款及政府性基金预算财政拨款，与2022年度相比，增加24.80万元，增长4.79%。",
    )
    assert [subject for _, subject, _ in found] == ["财政拨款收入"] * 3


def test_a_change_that_fits_neither_is_not_the_plan_s() -> None:
    """0.17 of 2.00 is about the 8 % printed; the plan did not change."""
    found = _figures(
        THREE_PUBLIC,
        "公务接待费支出预算为2.00万元，支出决算为1.15万元，完成预算的57.50%，比2022年减少0.17万元，下降8.00%。",
    )
    assert [metric for metric, _, _ in found if "_yoy_" in metric] == [
        "three_public_final_yoy_change",
        "three_public_final_yoy_pct",
    ]


def test_what_stands_in_a_budget_under_the_outcome_of_the_year_before_is_that_outcome() -> None:
    """A page of Ordos; held for the budget, its growth rates were material contradictions that are none."""
    lines = [
        "一、2023年“三公”经费预算安排情况",
        "2023年度“三公”经费预算总计21.8万元，其中：公务接待11.8万元，公务用车运行费用10万元。",
        "二、2022年“三公”经费决算情况",
        "2022年度“三公”经费合计支出20.12万元，其中：公务接待12.39万元，公务用车运行费用7.73万元。",
        "2023年度“三公”经费预算较2022年度增加1.68万元，其中公务接待较上年同期减少0.58万元，减少4.68%。"
        "公务用车运行费用较上年同期增加2.27万元，增长29.37%。",
    ]
    rows = narrative_rows("d", lines, frozenset(), "budget", 2023)
    assert [(row.metric.removeprefix("three_public_"), row.value_number) for row in rows] == [
        ("budget", "21.8"), ("budget", "11.8"), ("budget", "10"),
        ("prior_final", "20.12"), ("prior_final", "12.39"), ("prior_final", "7.73"),
        ("budget_yoy_change", "1.68"), ("budget_yoy_change", "-0.58"), ("budget_yoy_pct", "-4.68"),
        ("budget_yoy_change", "2.27"), ("budget_yoy_pct", "29.37"),
    ]  # fmt: skip
