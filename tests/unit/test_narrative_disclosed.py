"""Sentences as short disclosures word them: every figure that a reader would list, with its year and its sign."""

import pytest

from pipeline.extraction.prose.narrative import narrative_figures

Named = tuple[str, str | None, str, str | None]
"""Metric, subject, value, stage of another year."""

CASES: dict[str, tuple[str, str, list[Named]]] = {
    "the total of the sentence before changes, not its last part": (
        "budget",
        "二、单位收支总体情况\n（二）支出预算：2021年年初预算数432元，其中：教育支出预算372元，住房保障支出预算60元。"
        "支出预算较去年增加18元，主要是基本支出预算增加14元，项目支出预算增加4元。",
        [
            ("expenditure_total", "支出预算", "432", None),
            ("function_expenditure", "教育支出", "372", None),
            ("function_expenditure", "住房保障支出", "60", None),
            ("expenditure_total_yoy_change", "支出预算", "18", None),
            ("expenditure_by_nature_yoy_change", "基本支出", "14", None),
            ("expenditure_by_nature_yoy_change", "项目支出", "4", None),
        ],
    ),
    "brackets left of the struck out half of a template": (
        "budget",
        "一、预算收支增减变化情况说明\n3.对个人和家庭补助支出较上年（减少）16.23万元，减幅71%。\n"
        "2021年项目支出预算较上年（减）6万元，（减）幅23%。",
        [
            ("economic_expenditure_yoy_change", "对个人和家庭补助支出", "-16.23", None),
            ("economic_expenditure_yoy_pct", "对个人和家庭补助支出", "-71", None),
            ("expenditure_by_nature_yoy_change", "项目支出", "-6", None),
            ("expenditure_by_nature_yoy_pct", "项目支出", "-23", None),
        ],
    ),
    "the parts of last year's total are last year's": (
        "budget",
        "二、收入预算说明\n2021年部门预算总收入为835.56万元，其中：一般公共预算拨款835.56万元。"
        "2020年部门预算总收入为771.38万元，其中：一般公共预算拨款771.38万元。",
        [
            ("revenue_total", "总收入", "835.56", None),
            ("revenue_by_source", "一般公共预算拨款", "835.56", None),
            ("revenue_total", "总收入", "771.38", "prior_budget"),
            ("revenue_by_source", "一般公共预算拨款", "771.38", "prior_budget"),
        ],
    ),
    "a sentence of the year before beside one of the year": (
        "final_accounts",
        "三、“三公”经费\n2020年“三公”经费支出35万元，其中：公务接待费30万元，占85.71%。"
        "2021年“三公”经费支出33万元，其中：公务接待费29万元。",
        [
            ("three_public_prior_final", "“三公”经费", "35", "prior_final"),
            ("three_public_prior_final", "公务接待费", "30", "prior_final"),
            ("three_public_final", "“三公”经费", "33", None),
            ("three_public_final", "公务接待费", "29", None),
        ],
    ),
    "an old year that stands alone is left from a template": (
        "final_accounts",
        "三、“三公”经费\n2020年“三公”经费支出35万元。",
        [("three_public_final", "“三公”经费", "35", None)],
    ),
    "what receptions cost, behind their number": (
        "final_accounts",
        "（3）公务接待费支出情况。\n2021年公务接待24批次，210人次，支出2.05万元，较上年减少0.03万元，减少了1.44%。",
        [
            ("reception_batches", "公务接待", "24", None),
            ("reception_persons", "公务接待", "210", None),
            ("three_public_final", "公务接待费", "2.05", None),
            ("three_public_final_yoy_change", "公务接待费", "-0.03", None),
            ("three_public_final_yoy_pct", "公务接待费", "-1.44", None),
        ],
    ),
    "what one guest cost is no cost of its own": (
        "final_accounts",
        "（3）公务接待费支出情况。\n2021年公务接待24批次，210人次，人均支出0.05万元。",
        [("reception_batches", "公务接待", "24", None), ("reception_persons", "公务接待", "210", None)],
    ),
    "nor is what one car cost": (
        "final_accounts",
        "（2）公务用车购置及运行维护费支出情况。\n公务用车保有量为2辆，平均每辆运行维护费2.43万元。",
        [("vehicle_stock", "公务用车保有量", "2", None)],
    ),
    "two numbers with one unit": (
        "final_accounts",
        "一、收入支出决算总体情况说明\n2021年度收、支总计各是125.49,143.91万元。",
        [],
    ),
    "the whole of the vehicles without its parts' names, and the data of a year": (
        "budget",
        "二、“三公”经费\n（三）公务用车费预算19.95万元，同比减少5.70万元，下降22.22%。\n"
        "2021年“三公”经费预算数据比2020年“三公”经费预算数据减少5.80万元。",
        [
            ("three_public_budget", "公务用车费", "19.95", None),
            ("three_public_budget_yoy_change", "公务用车费", "-5.70", None),
            ("three_public_budget_yoy_pct", "公务用车费", "-22.22", None),
            ("three_public_budget_yoy_change", "“三公”经费", "-5.80", None),
        ],
    ),
    "vehicles kept, without 量": (
        "final_accounts",
        "一、“三公”经费\n财政拨款开支运行维护费的公务用车保有7辆。",
        [("vehicle_stock", "公务用车保有量", "7", None)],
    ),
    "posts counted with 个, and units of units": (
        "budget",
        "一、部门基本情况\n我局现有编制52个，其中行政编制50个，事业编制2个。现有人数51人。"
        "公路局（包含机关、管理站、信息中心3个三级预算单位）",
        [
            ("staff_authorised", "编制", "52", None),
            ("staff_authorised", "行政编制", "50", None),
            ("staff_authorised", "事业编制", "2", None),
            ("staff_actual", "现有人数", "51", None),
        ],
    ),
    "a change that fits an amount whose name nobody knows": (
        "budget",
        "二、支出情况\n专业运转总盘子3733.74万元，其中：基本支出预算48.81万元，项目支出预算3684.93万元，"
        "同比增加2712.52万元，增长265.61%。",
        [
            ("expenditure_by_nature", "基本支出", "48.81", None),
            ("expenditure_by_nature", "项目支出", "3684.93", None),
        ],
    ),
    "the kinds of what keeps the offices running are not the body's": (
        "budget",
        "（一）机关运行经费\n机关运行经费80万元，其中：基本支出50万元，项目支出30万元。",
        [("agency_operating_cost", "机关运行经费", "80", None)],
    ),
    "traditional forms, printed as they stand": (
        "final_accounts",
        "一、“三公”經費\n“三公”經費支出預算為18萬元，支出決算為6.28萬元，完成預算的34.89%，與2020年度決算相比，減少0.28萬元。",
        [
            ("three_public_budget", "“三公”经费", "18", None),
            ("three_public_final", "“三公”经费", "6.28", None),
            ("three_public_completion", "“三公”经费", "34.89", None),
            ("three_public_final_yoy_change", "“三公”经费", "-0.28", None),
        ],
    ),
    "an amount at the beginning of a short wrapped line": (
        "budget",
        "（二）政府采购预算安排情况说明。\n按政府采购资金类型划分，一般公共预算拨款\n453928.84元，财政专户管理的资金安排0元。",
        [],
    ),
}


@pytest.mark.parametrize(("kind", "text", "expected"), CASES.values(), ids=CASES.keys())
def test_the_figures_of_a_passage(kind: str, text: str, expected: list[Named]) -> None:
    rows = narrative_figures("document", text.split("\n"), set(), kind, 2021)
    found = [(row["metric"], row["subject"], row["value_number"], row["stage"]) for row in rows]
    assert found == expected
    assert [row["figure_no"] for row in rows] == list(range(1, len(rows) + 1))
