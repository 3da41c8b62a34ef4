"""Sentences of notes as they are printed in disclosures of different places, and the figures they name."""

import pytest

from pipeline.extraction.dataset.records import NarrativeFigure
from pipeline.extraction.prose.narrative import narrative_figures

Named = tuple[str, str | None, str, str | None]


def read(text: str, kind: str = "final_accounts", year: int | None = 2022) -> list[Named]:
    rows = narrative_figures("0" * 16, text.strip("\n").split("\n"), set(), kind, year)
    return [(r["metric"], r["subject"], r["value_number"], r["unit_text"]) for r in rows]


def rows_of(text: str, kind: str = "final_accounts", year: int = 2022) -> list[dict[str, str | int | None]]:
    return narrative_figures("0" * 16, text.strip("\n").split("\n"), set(), kind, year)


def test_rows_have_the_columns_of_the_schema() -> None:
    rows = rows_of("二、收入决算情况说明\n本年收入合计1,234.50万元。")
    assert list(rows[0]) == list(NarrativeFigure._fields)
    assert rows[0]["value_text"] == "1,234.50"
    assert rows[0]["value_number"] == "1234.50"
    assert rows[0]["section_no"] == "二"
    assert rows[0]["section_title"] == "收入决算情况说明"
    assert rows[0]["zone"] == "notes"
    assert (rows[0]["source_line"], rows[0]["source_offset"]) == (2, 6)


def test_grand_total_with_growth_and_a_change_inside_its_reason() -> None:
    assert read(
        "一、收入支出决算总体情况说明\n"
        "2022年度收、支总计均为1,234.56万元。与2021年度相比，收、支总计各减少123.45万元，下降11.1%，"
        "主要原因是人员减少，人员经费减少20万元，新增设备300万元。"
    ) == [
        ("grand_total", "收、支总计", "1234.56", "万元"),
        ("grand_total_yoy_change", "收、支总计", "-123.45", "万元"),
        ("grand_total_yoy_pct", "收、支总计", "-11.1", "%"),
        ("personnel_yoy_change", "人员经费", "-20", "万元"),
    ]


def test_sources_with_shares() -> None:
    assert read(
        "二、收入决算情况说明\n本年收入合计34.43万元,其中:财政拨款收入34.34万元,占99.7%;其他收入0.09万元,占0.3%。"
    ) == [
        ("revenue_total", "本年收入合计", "34.43", "万元"),
        ("revenue_by_source", "财政拨款收入", "34.34", "万元"),
        ("revenue_share", "财政拨款收入", "99.7", "%"),
        ("revenue_by_source", "其他收入", "0.09", "万元"),
        ("revenue_share", "其他收入", "0.3", "%"),
    ]


def test_the_section_decides_between_two_readings_of_one_wording() -> None:
    assert read("一、收支预算总体情况说明\n1．财政拨款收入预算总计100万元。", "budget")[0][0] == "revenue_by_source"
    assert (
        read("四、财政拨款收支预算总体情况说明\n财政拨款收入预算总计100万元。", "budget")[0][0]
        == "appropriation_grand_total"
    )


def test_item_on_its_own_line_governs_the_paragraph_below() -> None:
    rows = rows_of(
        "（三）一般公共预算财政拨款支出决算具体情况\n"
        "2、一般公共服务（类）网信事务（款）信息安全事务（项）。\n\n"
        "年初预算为9万元，支出决算为7.96万元，完成年初预算的\n\n88.4%，决算数小于年初预算数的主要原因是节约1万元。"
    )
    assert [(r["metric"], r["value_number"], r["source_line"]) for r in rows] == [
        ("budget_initial", "9", 4),
        ("final", "7.96", 4),
        ("completion_rate", "88.4", 6),
    ]
    assert {(r["item_no"], r["function_class"], r["function_section"], r["function_item"]) for r in rows} == {
        ("2", "一般公共服务", "网信事务", "信息安全事务")
    }


@pytest.mark.parametrize(
    ("sentence", "item"),
    [
        ("1．法院（款）行政运行（项）支出148.61万元，", "行政运行"),
        ("1、公共安全支出（204类）司法（06款）行政运行（01项）148.61万元。主要用于：行政单位的基本支出。", "行政运行"),
        ("1. “一般公共服务支出（类）商贸事务（款）行政运行（项）”148.61万元，主要用于机关行政运行 。", "行政运行"),
        ("1.住房公积金(项):支出148.61万元。", "住房公积金"),
        (
            "3．公诉、审判、侦查、执行等检察监督支出（项） 148.61万元，",
            "公诉、审判、侦查、执行等检察监督支出",
        ),
        (
            "1．党委办公厅（室）及相关机构事务（款）一般行政管理事务（项）支出148.61万元，",
            "一般行政管理事务",
        ),
        ("3.高等教育（2050205），2023年度决算数为148.61万元。", "高等教育"),
    ],
)
def test_forms_of_an_item(sentence: str, item: str) -> None:
    row = rows_of(sentence, "budget", 2023)[0]
    assert (row["metric"], row["subject"], row["function_item"]) == ("function_expenditure", item, item)
    assert row["value_number"] == "148.61"


def test_class_named_by_a_heading_reaches_its_items() -> None:
    rows = rows_of(
        "五、财政拨款支出预算情况说明\n（一）公共安全支出（类）\n检察（款）: 2018年预算支出合计16,444.36万元。其中：\n"
        "1．行政运行（项）支出 10,883.36 万元，与上年相比增加 2,915.22 万元，增长 36.58 %。",
        "budget",
        2018,
    )
    assert [(r["metric"], r["function_class"], r["function_section"], r["function_item"]) for r in rows] == [
        ("function_expenditure", "公共安全支出", "检察", None),
        ("function_expenditure", "公共安全支出", "检察", "行政运行"),
        ("function_expenditure_yoy_change", "公共安全支出", "检察", "行政运行"),
        ("function_expenditure_yoy_pct", "公共安全支出", "检察", "行政运行"),
    ]


def test_last_years_execution_is_a_figure_of_another_year() -> None:
    rows = rows_of(
        "1、公共安全支出（204类）司法（06款）行政运行（01项）1672.67万元。主要用于：行政单位的基本支出。"
        "2025年当年预算执行数为1690.69万元，2026年预算安排1672.67万元，比2025年预算执行数减少1.07%。",
        "budget",
        2026,
    )
    assert [(r["metric"], r["subject"], r["value_number"], r["stage"]) for r in rows] == [
        ("function_expenditure", "行政运行", "1672.67", None),
        ("function_expenditure", "行政运行", "1690.69", "prior_final"),
        ("function_expenditure", "行政运行", "1672.67", None),
        ("function_expenditure_yoy_pct", "行政运行", "-1.07", None),
    ]


def test_three_public_plan_outcome_and_completion() -> None:
    assert read(
        "七、财政拨款“三公”经费支出决算情况说明\n"
        "“三公”经费财政拨款支出年初预算为40万元，支出决算为41万元，完成预算的42%，其中：因公出国（境）费决算为43万元，"
        "完成预算的44%。2022年度“三公”经费财政拨款支出决算数比2021年度减少49万元，下降50%，其中："
        "公务接待费支出决算减少55万元，下降56%。"
    ) == [
        ("three_public_budget", "“三公”经费", "40", "万元"),
        ("three_public_final", "“三公”经费", "41", "万元"),
        ("three_public_completion", "“三公”经费", "42", "%"),
        ("three_public_final", "因公出国（境）费", "43", "万元"),
        ("three_public_completion", "因公出国（境）费", "44", "%"),
        ("three_public_final_yoy_change", "“三公”经费", "-49", "万元"),
        ("three_public_final_yoy_pct", "“三公”经费", "-50", "%"),
        ("three_public_final_yoy_change", "公务接待费", "-55", "万元"),
        ("three_public_final_yoy_pct", "公务接待费", "-56", "%"),
    ]


def test_counts_beside_the_three_public_expenses() -> None:
    assert read(
        "1.因公出国（境）费支出决算为0万元，全年支出涉及因公出国（境）团组2个，累计7人次。\n"
        "2.公务用车运行维护费12.00万元，主要用于公务用车，其中：燃料费5万元；维修费3万元。"
        "截止2022年12月31日，开支财政拨款的公务用车保有量\n\n为 5 辆。\n"
        "3.国内公务接待支出20万元，接待120批次，1,500人次，主要为接待来访人员。"
    ) == [
        ("three_public_final", "因公出国（境）费", "0", "万元"),
        ("abroad_groups", "因公出国（境）团组", "2", "个"),
        ("abroad_persons", "因公出国（境）", "7", "人次"),
        ("three_public_final", "公务用车运行维护费", "12.00", "万元"),
        ("vehicle_stock", "公务用车保有量", "5", "辆"),
        ("three_public_final", "国内公务接待", "20", "万元"),
        ("reception_batches", "接待", "120", "批次"),
        ("reception_persons", "公务接待", "1500", "人次"),
    ]


def test_a_budget_gives_budget_metrics() -> None:
    assert read(
        "“三公”经费预算支出中，因公出国（境）费支出170万元，占“三公”经费的27.39%。\n"
        "1．因公出国（境）费预算支出170万元，比上年预算减少10万元，主要原因是预算减少。\n"
        "（1）公务用车购置预算支出0万元，比上年预算增加（减少） 0 万元。\n"
        "3．公务接待费预算支出 116.5 万元，本年数小于上年预算数 40.05万元。",
        "budget",
        2018,
    ) == [
        ("three_public_budget", "因公出国（境）费", "170", "万元"),
        ("three_public_share", "因公出国（境）费", "27.39", "%"),
        ("three_public_budget", "因公出国（境）费", "170", "万元"),
        ("three_public_budget_yoy_change", "因公出国（境）费", "-10", "万元"),
        ("three_public_budget", "公务用车购置", "0", "万元"),
        ("three_public_budget_yoy_change", "公务用车购置", "0", "万元"),
        ("three_public_budget", "公务接待费", "116.5", "万元"),
        ("three_public_budget_yoy_change", "公务接待费", "-40.05", "万元"),
    ]


def test_two_comparisons_of_one_figure() -> None:
    assert read(
        "2022年度机关运行经费支出19.35万元，比年初预算数增加2.75万元，增长16.7%，主要原因是：调剂；"
        "比上年决算数增加10.08万元，增长108.7%。主要原因是：新成立。"
    ) == [
        ("agency_operating_cost", "机关运行经费", "19.35", "万元"),
        ("agency_operating_cost_vs_budget_change", "机关运行经费", "2.75", "万元"),
        ("agency_operating_cost_vs_budget_pct", "机关运行经费", "16.7", "%"),
        ("agency_operating_cost_yoy_change", "机关运行经费", "10.08", "万元"),
        ("agency_operating_cost_yoy_pct", "机关运行经费", "108.7", "%"),
    ]


def test_figure_of_the_year_before_beside_the_change() -> None:
    assert read(
        "1.“三公”经费0.172万元，较2020年0.03万元增加0.142万元，主要是业务量增大。", "performance_report", 2021
    ) == [
        ("three_public_final", "“三公”经费", "0.172", "万元"),
        ("three_public_prior_final", "“三公”经费", "0.03", "万元"),
        ("three_public_final_yoy_change", "“三公”经费", "0.142", "万元"),
    ]


def test_names_of_an_enumeration_take_the_metric_of_their_parent() -> None:
    assert read(
        "项目支出183.65万元，主要为网络宣传管理33万元，劳动聘用人员工资10.65万元，支持商销稳增长30.00万。"
        "网络执法5万元。其他支出0万元。",
        "budget",
        2020,
    ) == [
        ("expenditure_by_nature", "项目支出", "183.65", "万元"),
        ("project_amount", "网络宣传管理", "33", "万元"),
        ("project_amount", "劳动聘用人员工资", "10.65", "万元"),
        ("project_amount", "支持商销稳增长", "30.00", "万"),
        ("project_amount", "网络执法", "5", "万元"),
        ("expenditure_by_nature", "其他支出", "0", "万元"),
    ]


def test_an_enumeration_below_its_heading() -> None:
    assert read(
        "1.基本支出情况\n\n(1) 办公费: 2.85 万元; (2) 维修(护)费: 0.07 万元; "
        "(11) 其他: 0.03 税金及附加费用: 0.41 万元。"
    ) == [
        ("economic_expenditure", "办公费", "2.85", "万元"),
        ("economic_expenditure", "维修(护)费", "0.07", "万元"),
        ("economic_expenditure", "其他", "0.03", None),
        ("economic_expenditure", "税金及附加费用", "0.41", "万元"),
    ]


def test_the_same_word_reads_like_its_neighbours() -> None:
    text = "支出预算100万元，其中：教育支出90万元，占90%；其他支出10万元，占10%。"
    assert read(text, "budget")[-2:] == [
        ("function_expenditure", "其他支出", "10", "万元"),
        ("function_share", "其他支出", "10", "%"),
    ]
    text = "支出预算100万元，其中：基本支出90万元，占90%；其他支出10万元，占10%。"
    assert read(text, "budget")[-2:] == [
        ("expenditure_by_nature", "其他支出", "10", "万元"),
        ("expenditure_share", "其他支出", "10", "%"),
    ]


def test_government_fund_sides() -> None:
    assert read(
        "八、政府性基金预算收入支出决算情况\n2022年度政府性基金预算财政拨款收入5万元；年初结转和结余1万元；"
        "支出6万元，其中基本支出2万元，项目支出4万元；年末结转和结余0万元。"
    ) == [
        ("government_fund_revenue", "政府性基金预算财政拨款收入", "5", "万元"),
        ("government_fund_opening_balance", "年初结转和结余", "1", "万元"),
        ("government_fund_expenditure", "支出", "6", "万元"),
        ("government_fund_expenditure", "基本支出", "2", "万元"),
        ("government_fund_expenditure", "项目支出", "4", "万元"),
        ("government_fund_closing_balance", "年末结转和结余", "0", "万元"),
    ]


def test_procurement_and_shares_of_contracts() -> None:
    assert read(
        "九、政府采购支出情况说明\n2022年度政府采购支出总额300.00万元，其中：政府采购货物支出100.00万元、工程支出0万元。"
        "授予中小企业合同金额250.00万元，占政府采购支出总额的83.3%，其中：授予小微企业合同金额200.00万元，"
        "占授予中小企业合同金额的80.0%；货物采购授予中小企业合同金额占货物支出金额的100.0%。"
    ) == [
        ("procurement_total", "政府采购支出总额", "300.00", "万元"),
        ("procurement_goods", "政府采购货物支出", "100.00", "万元"),
        ("procurement_works", "工程支出", "0", "万元"),
        ("procurement_sme", "授予中小企业合同金额", "250.00", "万元"),
        ("procurement_sme_share", "授予中小企业合同金额", "83.3", "%"),
        ("procurement_micro", "授予小微企业合同金额", "200.00", "万元"),
        ("procurement_micro_share", "授予小微企业合同金额", "80.0", "%"),
    ]


def test_vehicles_and_equipment_held_and_to_be_bought() -> None:
    assert read(
        "五、国有资产占有使用情况\n截至2025年8月31日，共有车辆3辆，其中：副部（省）级及以上领导用车0辆、其他用车3辆；"
        "单价100万元（含）以上设备（不含车辆）2台（套）。\n"
        "2026年部门预算安排购置车辆1辆，其中：执法执勤用车1辆；部门预算安排购置单价100万元（含）以上设备（不含车辆）0台（套）。",
        "budget",
        2026,
    ) == [
        ("vehicles", "车辆", "3", "辆"),
        ("vehicles", "副部（省）级及以上领导用车", "0", "辆"),
        ("vehicles", "其他用车", "3", "辆"),
        ("equipment", "单价100万元（含）以上设备（不含车辆）", "2", "台（套）"),
        ("vehicles_planned", "购置车辆", "1", "辆"),
        ("vehicles_planned", "购置执法执勤用车", "1", "辆"),
        ("equipment_planned", "购置单价100万元（含）以上设备（不含车辆）", "0", "台（套）"),
    ]


def test_staff_offices_and_units() -> None:
    assert read(
        "六、机构设置\n核定编制50人，其中：行政编制30人；在职人员48人，其中：行政30人、事业18人；离退休人员10人。\n"
        "部门包括27个内设机构、1个下属差额拨款事业单位，编制预算的预算单位共计一家。\n"
        "共有编制人数 18 人（其中行政编制 12 人），实有在编在岗人数 13 人（其中行政编制 12 人、参公编制 1 人）。"
    ) == [
        ("staff_authorised", "核定编制", "50", "人"),
        ("staff_authorised", "行政编制", "30", "人"),
        ("staff_actual", "在职人员", "48", "人"),
        ("staff_actual", "行政", "30", "人"),
        ("staff_actual", "事业", "18", "人"),
        ("staff_actual", "离退休人员", "10", "人"),
        ("internal_offices", "内设机构", "27", "个"),
        ("subordinate_units", "下属差额拨款事业单位", "1", "个"),
        ("subordinate_units", "预算单位", "1", "家"),
        ("staff_authorised", "编制人数", "18", "人"),
        ("staff_authorised", "行政编制", "12", "人"),
        ("staff_actual", "实有在编在岗人数", "13", "人"),
        ("staff_actual", "行政编制", "12", "人"),
        ("staff_actual", "参公编制", "1", "人"),
    ]


def test_performance_of_projects() -> None:
    assert read(
        "十一、预算绩效情况说明\n本部门组织对2022年度1个项目支出开展了绩效自评，共涉及资金5万元。\n"
        "智慧政务项目绩效自评综述：项目自评得分为97.3分。项目全年预算数为100万元，执行数为95.1万元，完成预算的95.1%。\n"
        "（1）值班工作经费\n项目支出1万元，主要用于统筹协调。"
    ) == [
        ("performance_projects", "项目支出", "1", "个"),
        ("performance_amount", "项目支出", "5", "万元"),
        ("performance_score", "自评得分", "97.3", "分"),
        ("budget_adjusted", "智慧政务项目", "100", "万元"),
        ("final", "智慧政务项目", "95.1", "万元"),
        ("completion_rate", "智慧政务项目", "95.1", "%"),
        ("project_amount", "值班工作经费", "1", "万元"),
    ]


def test_the_part_about_one_project_names_it_by_its_title() -> None:
    assert read(
        "生命健康专项（政策资金）经费情况说明\n一、项目概述\n推动产业发展。\n六、年度预算安排\n"
        "2025年度项目总预算1170.00万，其中支持企业规模化发展870.00万，合计1170.00万。\n"
        "人民调解项目经费情况说明\n六、年度预算安排\n795万元",
        "budget",
        2025,
    ) == [
        ("project_amount", "生命健康专项（政策资金）经费", "1170.00", "万"),
        ("project_amount", "支持企业规模化发展", "870.00", "万"),
        ("project_amount", "生命健康专项（政策资金）经费", "1170.00", "万"),
        ("project_amount", "人民调解项目经费", "795", "万元"),
    ]


@pytest.mark.parametrize(
    "printed", ["１２３．４５万元", "123.45 万元", "123. 45万元", "123.45万 元", "1 23.45万元"], ids=repr
)
def test_forms_of_one_amount(printed: str) -> None:
    assert [(m, v) for m, _, v, _ in read(f"机关运行经费支出{printed}。")] == [("agency_operating_cost", "123.45")]


def test_amounts_in_other_units_stay_as_printed() -> None:
    assert read("本年收入合计12，345，678.90元。") == [("revenue_total", "本年收入合计", "12345678.90", "元")]
    assert read("本年收入合计1.2亿元。") == [("revenue_total", "本年收入合计", "1.2", "亿元")]


def test_table_lines_are_left_out() -> None:
    lines = ["本年收入合计5万元。", "机关运行经费6万元。"]
    assert [r["metric"] for r in narrative_figures("x", lines, {2}, "budget", 2020)] == ["revenue_total"]


@pytest.mark.parametrize(
    "text",
    [
        "八、名词解释\n一、一般公共预算拨款收入：指财政部门当年拨付的资金900万元。",
        "主要职能\n（一）机关运行经费支出5万元。",
        "本年收入合计XXX万元，其中：财政拨款收入XX万元，占XX%。",
        "依据苏财预〔2018〕13号文件，电话：0512-1234567，2024年3月5日公开，见附表1-12，第17页。",
        "发布稿件 28 篇，办结率 99.6%，网格微信群 347 个，惠及群众 17.97 万人。",
        "一、收入支出决算总体情况说明 ………………………… 12",
        "16.84%\n项目支出, 34.20% 基本支出, 55.98%",
        "整体按照要求压缩经费30%，会议费原则上压减，不低于5%。",
        "机关运行经费与上年持平，完成情况良好。",
        "主要原因是从会议费预算中调减403.75万元用于培训费开支。",
        "关于某市2025年预算执行情况和2026年预算草案的报告\n一、收入\n全市一般公共预算收入202.1亿元，增长1%。",
    ],
)
def test_what_is_no_figure_of_the_vocabulary(text: str) -> None:
    assert read(text) == []


def test_an_unknown_head_takes_nothing_from_a_known_one() -> None:
    assert read("基本支出10万元，占50%；新型支出20万元，占30%，比上年增加3万元。") == [
        ("expenditure_by_nature", "基本支出", "10", "万元"),
        ("expenditure_share", "基本支出", "50", "%"),
    ]


def test_a_comparison_cut_off_by_a_page_break_keeps_its_head() -> None:
    assert read("公务接待费支出决算为0万元，完成预算的0%。\n\n与上年相比减少0.06万元，减少100%。")[-2:] == [
        ("three_public_final_yoy_change", "公务接待费", "-0.06", "万元"),
        ("three_public_final_yoy_pct", "公务接待费", "-100", "%"),
    ]


def test_zones() -> None:
    rows = rows_of(
        "第一部分 部门概况\n一、机构设置\n内设科室3个。\n第三部分 2022年度部门决算情况说明\n十、机关运行经费\n"
        "机关运行经费支出3万元。\n第五部分 附件\n2022年度部门整体支出绩效评价报告\n一、基本情况\n"
        "机关运行经费支出3万元。"
    )
    assert [row["zone"] for row in rows] == ["overview", "notes", "report"]


def test_members_of_a_budget_are_budgets_in_any_document() -> None:
    text = "“三公”经费预算安排5万元，其中：公务用车购置费0万元；公务接待费1万元。"
    assert [metric for metric, *_ in read(text)] == ["three_public_budget"] * 3


def test_a_bare_word_before_a_comparison() -> None:
    assert read(
        "2022年度收入总计1,000.00万元，支出总计1,000.00万元。收支较上年决算数增加100.00万元，增长11.1%，主要原因是新增3万元。\n"
        "一般公共预算拨款500万元，政府性基金预算拨款0万元；收入较去年减少27.26万元。"
    ) == [
        ("grand_total", "收入总计", "1000.00", "万元"),
        ("grand_total", "支出总计", "1000.00", "万元"),
        ("grand_total_yoy_change", "收支", "100.00", "万元"),
        ("grand_total_yoy_pct", "收支", "11.1", "%"),
        ("revenue_by_source", "一般公共预算拨款", "500", "万元"),
        ("revenue_by_source", "政府性基金预算拨款", "0", "万元"),
        ("revenue_total_yoy_change", "收入", "-27.26", "万元"),
    ]


def test_counts_that_follow_their_topic() -> None:
    assert read(
        "“三公”经费：2022年因公出国（境）共计1个团组，3人；公务用车购置2辆，公务车保有量为5辆；"
        "国内公务接待100批次1000人，其中：国内外事接待4批次，6人。2022年本部门人均接待费50元，车均维护费2.5万元。"
    ) == [
        ("abroad_groups", "因公出国（境）团组", "1", "个"),
        ("abroad_persons", "因公出国（境）", "3", "人"),
        ("vehicles", "公务用车购置", "2", "辆"),
        ("vehicle_stock", "公务车保有量", "5", "辆"),
        ("reception_batches", "国内公务接待", "100", "批次"),
        ("reception_persons", "公务接待", "1000", "人"),
        ("reception_batches", "外事接待", "4", "批次"),
        ("reception_persons", "外宾接待", "6", "人"),
    ]


def test_a_name_that_begins_with_a_purpose_is_whole_behind_its_section() -> None:
    row = rows_of(
        "八、政府性基金预算财政拨款收入支出决算情况说明\n"
        "1.其他支出（类）彩票公益金安排的支出（款）用于体育事业的彩票公益金支出（项）支出56万元，主要用于健身设施。"
    )[0]
    assert (row["metric"], row["subject"]) == ("function_expenditure", "用于体育事业的彩票公益金支出")
    assert row["function_item"] == "用于体育事业的彩票公益金支出"
