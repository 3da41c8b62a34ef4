"""Wording of other places: every figure that a reader of the sentence would list, and nothing else."""

import pytest

from pipeline.extraction.prose.narrative import narrative_figures

Named = tuple[str, str | None, str]

CASES: dict[str, tuple[str, str, list[Named]]] = {
    "the changes of both sides behind both totals, in two sentences": (
        "final_accounts",
        "（一）收入支出决算总体情况说明\n2022年度收入总计6955.73万元，支出总计6,954.57万元。与2021年决算数相比，收入增加950.05万元、"
        "增长15.82%，主要原因是增人增资。支出增加841.13万元，增长13.76%。",
        [
            ("grand_total", "收入总计", "6955.73"),
            ("grand_total", "支出总计", "6954.57"),
            ("grand_total_yoy_change", "收入", "950.05"),
            ("grand_total_yoy_pct", "收入", "15.82"),
            ("grand_total_yoy_change", "支出", "841.13"),
            ("grand_total_yoy_pct", "支出", "13.76"),
        ],
    ),
    "支出 left out the second time": (
        "final_accounts",
        "五、一般公共预算财政拨款支出决算情况说明\n2022年一般公共预算财政拨款支出1264.92万元，占本年支出合计的31.45%。与2021年相比，"
        "一般公共预算财政拨款增加27.44万元，增长2.22%。",
        [
            ("general_public_expenditure", "一般公共预算财政拨款支出", "1264.92"),
            ("expenditure_share", "一般公共预算财政拨款支出", "31.45"),
            ("general_public_expenditure_yoy_change", "一般公共预算财政拨款支出", "27.44"),
            ("general_public_expenditure_yoy_pct", "一般公共预算财政拨款支出", "2.22"),
        ],
    ),
    "a full stop before the end of a bracket": (
        "budget",
        "七、“三公”经费\n公务用车购置及运行费500.00万元（公务用车购置费100.00万元；公务用车运行维护费400.00万元，比上年增加1万元。）"
        "比上年增加2万元，增长0.4%。",
        [
            ("three_public_budget", "公务用车购置及运行费", "500.00"),
            ("three_public_budget", "公务用车购置费", "100.00"),
            ("three_public_budget", "公务用车运行维护费", "400.00"),
            ("three_public_budget_yoy_change", "公务用车运行维护费", "1"),
            ("three_public_budget_yoy_change", "公务用车购置及运行费", "2"),
            ("three_public_budget_yoy_pct", "公务用车购置及运行费", "0.4"),
        ],
    ),
    "公务用车 left out behind the whole": (
        "budget",
        "三、公务用车购置及运行维护费\n2023年安排公车购置及运行维护费34万元，其中：购置经费0万元、运行维护费34万元。",
        [
            ("three_public_budget", "公车购置及运行维护费", "34"),
            ("three_public_budget", "公务用车购置费", "0"),
            ("three_public_budget", "公务用车运行维护费", "34"),
        ],
    ),
    "what one car costs is no cost of its own": (
        "final_accounts",
        "3.公务用车购置及运行维护费\n2022年公务用车购置及运行维护费4.85万元，车均购置费0.00万元，平均每辆车运行维护费2.43万元。",
        [("three_public_final", "公务用车购置及运行维护费", "4.85")],
    ),
    "收入 at the end of a purpose is no total": (
        "final_accounts",
        "（二）收入决算情况\n事业收入82.28万元，为事业单位开展业务活动取得的收入，较2021年度决算数减少8.20万元，下降9.06%。",
        [
            ("revenue_by_source", "事业收入", "82.28"),
            ("revenue_by_source_yoy_change", "事业收入", "-8.20"),
            ("revenue_by_source_yoy_pct", "事业收入", "-9.06"),
        ],
    ),
    "kinds of staff are those of the staff before them": (
        "final_accounts",
        "二、机构设置及人员情况\n核定人员编制71人，实际正式教职工62人，其中副高级职称4人，中级职称25人。",
        [
            ("staff_authorised", "核定人员编制", "71"),
            ("staff_actual", "实际正式教职工", "62"),
            ("staff_actual", "副高级职称", "4"),
            ("staff_actual", "中级职称", "25"),
        ],
    ),
    "kinds of people nobody knows are no kinds of posts": (
        "final_accounts",
        "二、机构设置及人员情况\n人员编制30人，临时聘请人员5人，其中男性3人。",
        [("staff_authorised", "人员编制", "30")],
    ),
    "none of one thing, some of another": (
        "final_accounts",
        "二、机构设置及人员情况\n单位无下属预算单位，下设3个处室。",
        [("internal_offices", "处室", "3")],
    ),
    "both sides together have changed": (
        "final_accounts",
        "一、收入支出决算总体情况说明\n收入支出总体与上年相比，增加58.21万元，增长15.46%。",
        [
            ("grand_total_yoy_change", "收入支出总体", "58.21"),
            ("grand_total_yoy_pct", "收入支出总体", "15.46"),
        ],
    ),
    "a name nobody knows before a year has its own amount": (
        "budget",
        "三公经费预算对比\n1、公务接待费2023年预算8万元，2022年预算12.5万元；2、车辆燃修某费2023年预算25万元，2022年预算45.2万元。",
        [
            ("three_public_budget", "公务接待费", "8"),
            ("three_public_prior_final", "公务接待费", "12.5"),
        ],
    ),
    "a name in brackets for the costs before it": (
        "final_accounts",
        "经财政局汇总，2022年因公出国（境）经费、公务接待费、公车购置费，公车运行费（“三公”经费）决算总额2771万元，比上年下降1.8%。"
        "分项情况是：公务接待费决算1033万元。",
        [
            ("three_public_final", "“三公”经费", "2771"),
            ("three_public_final_yoy_pct", "“三公”经费", "-1.8"),
            ("three_public_final", "公务接待费", "1033"),
        ],
    ),
    "the fund between the costs and their amount": (
        "final_accounts",
        "2022年我局部门决算汇总“三公”经费公共预算财政拨款支出74.6万元，其中公务用车及运行维护费用61.8万元，比上年累计支出65万元下降"
        "3.2万元，公务接待费12.8万元。",
        [
            ("three_public_final", "“三公”经费", "74.6"),
            ("three_public_final", "公务用车及运行维护费用", "61.8"),
            ("three_public_prior_final", "公务用车及运行维护费用", "65"),
            ("three_public_final_yoy_change", "公务用车及运行维护费用", "-3.2"),
            ("three_public_final", "公务接待费", "12.8"),
        ],
    ),
    "fewer cars are a reason, not a change against the budget": (
        "final_accounts",
        "七、“三公”经费\n公务用车购置及运行维护费21万元，较年初预算数减少4万元，主要是公车改革，公务用车保有量减少4辆。",
        [
            ("three_public_final", "公务用车购置及运行维护费", "21"),
            ("three_public_final_vs_budget_change", "公务用车购置及运行维护费", "-4"),
        ],
    ),
    "what procurement is paid from is no revenue": (
        "budget",
        "（二）政府采购预算安排情况说明\n政府采购预算17000元。按资金类型划分，一般公共预算拨款17000元，财政专户管理的资金0元。",
        [("procurement_total", "政府采购预算", "17000")],
    ),
    "总支出 behind a name is the total of that name": (
        "final_accounts",
        "2022年度全区“三公”经费总支出为1928.76万元，与上年相比，2022年度的“三公”经费支出减少了1093.92万元。",
        [
            ("three_public_final", "“三公”经费", "1928.76"),
            ("three_public_final_yoy_change", "“三公”经费", "-1093.92"),
        ],
    ),
    "支出预算 behind a name is its stage": (
        "final_accounts",
        "2022年度一般公共预算财政拨款“三公”经费支出预算为246万元，支出决算为167.37万元，完成预算的68%。",
        [
            ("three_public_budget", "“三公”经费", "246"),
            ("three_public_final", "“三公”经费", "167.37"),
            ("three_public_completion", "“三公”经费", "68"),
        ],
    ),
    "a total around the total of the year": (
        "final_accounts",
        "（一）收入决算总体情况\n某区人民法院2022年度收入决算4,501.49万元，比上年增加1万元，其中：本年收入4,316.01万元，包括财政拨款收入"
        "4,146.90万元，占总收入92.12%；用事业基金弥补收支差额0万元；上年结转185.48万元。\n"
        "（二）支出决算总体情况\n2022年度支出决算4,501.49万元，其中本年支出4,400.00万元，结转下年101.49万元。",
        [
            ("grand_total", "收入决算", "4501.49"),
            ("grand_total_yoy_change", "收入决算", "1"),
            ("revenue_total", "本年收入", "4316.01"),
            ("revenue_by_source", "财政拨款收入", "4146.90"),
            ("revenue_share", "财政拨款收入", "92.12"),
            ("revenue_by_source", "用事业基金弥补收支差额", "0"),
            ("revenue_by_source", "上年结转", "185.48"),
            ("grand_total", "支出决算", "4501.49"),
            ("expenditure_total", "本年支出", "4400.00"),
            ("expenditure_by_nature", "结转下年", "101.49"),
        ],
    ),
    "an amount that is left open has its own change": (
        "final_accounts",
        "“三公”经费5万元万元，增长0%，其中：因公出国（境）费为XX万元，较上年减少0万元，下降0%；"
        "公务接待费 万元，较上年减少2万元。",
        [
            ("three_public_final", "“三公”经费", "5"),
            ("three_public_final_yoy_change", "因公出国（境）费", "0"),
            ("three_public_final_yoy_pct", "因公出国（境）费", "0"),
            ("three_public_final_yoy_change", "公务接待费", "-2"),
        ],
    ),
    "whose costs have changed stands before them": (
        "budget",
        "2022年市本级“三公”经费预算汇总数较上年减少917万元。",
        [("three_public_budget_yoy_change", "“三公”经费", "-917")],
    ),
    "the amount of the other year behind the name of its disclosure": (
        "final_accounts",
        "部门决算公开“三公”经费合计31.23万元。较2021年度部门决算公开“三公”经费合计16.08万元增加15.15万元。",
        [
            ("three_public_final", "“三公”经费", "31.23"),
            ("three_public_prior_final", "“三公”经费", "16.08"),
            ("three_public_final_yoy_change", "“三公”经费", "15.15"),
        ],
    ),
    "支出 at the end of a name is no total": (
        "budget",
        "三、部门收支总体情况\n（二）支出预算。2022年支出预算93.14万元。包括：\n1.农林水支出支出3.36万元。\n"
        "2.信息化统筹支出1378万元。\n3.某某支出15万元，比上年增加5万元。",
        [
            ("expenditure_total", "支出预算", "93.14"),
            ("function_expenditure", "农林水支出", "3.36"),
        ],
    ),
    "no change of no cost is its own, whatever else stands before it": (
        "final_accounts",
        "七、“三公”经费支出决算情况说明\n公务接待费为35.9万元，较上年增加17.77万元，增97.98%；公务用车购置及运行维护费为15.68万元"
        "（其中：公务用车购置费0万元，较上年增加0万元，增长0%；公务用车运行维护费15.68万元）。",
        [
            ("three_public_final", "公务接待费", "35.9"),
            ("three_public_final_yoy_change", "公务接待费", "17.77"),
            ("three_public_final_yoy_pct", "公务接待费", "97.98"),
            ("three_public_final", "公务用车购置及运行维护费", "15.68"),
            ("three_public_final", "公务用车购置费", "0"),
            ("three_public_final_yoy_change", "公务用车购置费", "0"),
            ("three_public_final_yoy_pct", "公务用车购置费", "0"),
            ("three_public_final", "公务用车运行维护费", "15.68"),
        ],
    ),
    "a sum over the bodies of a place": (
        "final_accounts",
        "2022年全乡一般公共预算财政拨款“三公”经费支出决算汇总数为51.58万元，较上年增加23.86万元，增加86.07%。",
        [
            ("three_public_final", "“三公”经费", "51.58"),
            ("three_public_final_yoy_change", "“三公”经费", "23.86"),
            ("three_public_final_yoy_pct", "“三公”经费", "86.07"),
        ],
    ),
    "a bracket gives the head back": (
        "budget",
        "“三公”经费预算\n公务用车购置及运行维护费18万元（公务用车购置费0万元；公务用车运行维护费18万元，比上年减少3万元），"
        "比上年减少2万元，下降10%。",
        [
            ("three_public_budget", "公务用车购置及运行维护费", "18"),
            ("three_public_budget", "公务用车购置费", "0"),
            ("three_public_budget", "公务用车运行维护费", "18"),
            ("three_public_budget_yoy_change", "公务用车运行维护费", "-3"),
            ("three_public_budget_yoy_change", "公务用车购置及运行维护费", "-2"),
            ("three_public_budget_yoy_pct", "公务用车购置及运行维护费", "-10"),
        ],
    ),
    "the other year under the same words, then the change": (
        "final_accounts",
        "一、收入支出决算总体情况说明\n2020年收入支出总计30万元，上年收入支出总计25万元，增加5万元，增长20%。",
        [
            ("grand_total", "收入支出总计", "30"),
            ("grand_total", "收入支出总计", "25"),
            ("grand_total_yoy_change", "收入支出总计", "5"),
            ("grand_total_yoy_pct", "收入支出总计", "20"),
        ],
    ),
    "the amount of the other year between the words of comparison, with and without its unit": (
        "final_accounts",
        "七、“三公”经费支出决算情况说明\n“三公”经费支出6万元，与上年6.4万元相比减少0.4万元。\n"
        "（一）公务接待费1万元，较上年1.25减少0.25万元，减少了20%。",
        [
            ("three_public_final", "“三公”经费", "6"),
            ("three_public_prior_final", "“三公”经费", "6.4"),
            ("three_public_final_yoy_change", "“三公”经费", "-0.4"),
            ("three_public_final", "公务接待费", "1"),
            ("three_public_prior_final", "公务接待费", "1.25"),
            ("three_public_final_yoy_change", "公务接待费", "-0.25"),
            ("three_public_final_yoy_pct", "公务接待费", "-20"),
        ],
    ),
    "what changed is the outcome, not the plan that its rate names": (
        "final_accounts",
        "七、“三公”经费支出决算情况说明\n“三公”经费支出决算6万元，占年初预算7万元的85.71%，比2019年减少0.4万元，降低6.25%。",
        [
            ("three_public_final", "“三公”经费", "6"),
            ("three_public_budget", "“三公”经费", "7"),
            ("three_public_completion", "“三公”经费", "85.71"),
            ("three_public_final_yoy_change", "“三公”经费", "-0.4"),
            ("three_public_final_yoy_pct", "“三公”经费", "-6.25"),
        ],
    ),
    "the change of expenditure beside that of revenue": (
        "final_accounts",
        "四、财政拨款收入支出决算总体情况说明\n与上年相比，财政拨款收入增加2万元，支出增加3万元，增长6.7%。",
        [
            ("revenue_by_source_yoy_change", "财政拨款收入", "2"),
            ("appropriation_expenditure_yoy_change", "支出", "3"),
            ("appropriation_expenditure_yoy_pct", "支出", "6.7"),
        ],
    ),
    "a rate of difference has its own sign": (
        "final_accounts",
        "七、“三公”经费支出决算情况说明\n公务接待费年初预算数2万元，决算数1.15万元，预决算差异率-42.5%。",
        [
            ("three_public_budget", "公务接待费", "2"),
            ("three_public_final", "公务接待费", "1.15"),
            ("three_public_final_vs_budget_pct", "公务接待费", "-42.5"),
        ],
    ),
    "stages after a count are those of the heading": (
        "final_accounts",
        "七、“三公”经费支出决算情况说明\n1.因公出国（境）支出情况说明\n"
        "因公出国（境）团组0个，0人次。预算0.5万元，支出决算0万元。",
        [
            ("abroad_groups", "因公出国（境）团组", "0"),
            ("abroad_persons", "因公出国（境）", "0"),
            ("three_public_budget", "因公出国（境）", "0.5"),
            ("three_public_final", "因公出国（境）", "0"),
        ],
    ),
    "the plan of the year beside its outcome": (
        "final_accounts",
        "七、“三公”经费支出决算情况说明\n公务接待费2022年预算数为2万元，决算数为1万元。",
        [("three_public_budget", "公务接待费", "2"), ("three_public_final", "公务接待费", "1")],
    ),
    "funds of project expenditure are no revenue": (
        "budget",
        "四、项目支出预算总体情况说明\n项目支出预算140万元，其中：一般公共预算安排90万元，政府性基金预算安排50万元。",
        [("expenditure_by_nature", "项目支出", "140")],
    ),
    "how a purchase is made is no purchase of its own": (
        "budget",
        "（二）政府采购预算安排情况说明\n政府采购预算50万元。其中：政府集中采购预算10万元；分散采购预算40万元。",
        [("procurement_total", "政府采购预算", "50")],
    ),
    "revenue and expenditure of one budget are no grand total": (
        "budget",
        "四、财政拨款收入支出预算总体情况说明\n一般公共预算收支预算40万元，政府性基金收支预算5万元。",
        [
            ("general_public_expenditure", "一般公共预算收支预算", "40"),
            ("government_fund_expenditure", "政府性基金收支预算", "5"),
        ],
    ),
    "what a purpose names has no rate of completion": (
        "final_accounts",
        "五、一般公共预算财政拨款支出决算情况说明\n4.住房保障支出25万元，主要用于缴存住房公积金，完成年初预算100%。",
        [("function_expenditure", "住房保障支出", "25"), ("completion_rate", "住房保障支出", "100")],
    ),
    "costs with amounts, also those that have a metric of their own elsewhere": (
        "final_accounts",
        "六、基本支出决算情况说明\n公用经费20万元，主要包括：办公费12万元、公务接待费1万元、工会经费4万元、福利费3万元。",
        [
            ("public", "公用经费", "20"),
            ("economic_expenditure", "办公费", "12"),
            ("economic_expenditure", "公务接待费", "1"),
            ("economic_expenditure", "工会经费", "4"),
            ("economic_expenditure", "福利费", "3"),
        ],
    ),
    "kinds of vehicles without a word that opens the list": (
        "final_accounts",
        "十一、国有资产占用情况\n共有车辆2辆，机要通信用车1辆、应急保障用车1辆。",
        [("vehicles", "车辆", "2"), ("vehicles", "机要通信用车", "1"), ("vehicles", "应急保障用车", "1")],
    ),
    "a rate alone in the bracket behind a change": (
        "final_accounts",
        "八、机关运行经费支出情况说明\n机关运行经费支出80万元，较上年减少20万元（20.00%），减少的主要原因是压减办公费。",
        [
            ("agency_operating_cost", "机关运行经费", "80"),
            ("agency_operating_cost_yoy_change", "机关运行经费", "-20"),
            ("agency_operating_cost_yoy_pct", "机关运行经费", "-20.00"),
        ],
    ),
    "a shorter word for the appropriation that was named": (
        "final_accounts",
        "五、一般公共预算财政拨款支出决算情况说明\n一般公共预算财政拨款支出110万元，与上年相比，财政拨款支出增加10万元，增长10%。",
        [
            ("general_public_expenditure", "一般公共预算财政拨款支出", "110"),
            ("general_public_expenditure_yoy_change", "一般公共预算财政拨款支出", "10"),
            ("general_public_expenditure_yoy_pct", "一般公共预算财政拨款支出", "10"),
        ],
    ),
    "a reason does not take the head away": (
        "budget",
        "一、收支情况\n2023年本部门收入预算100万元，比上年增加10万元，主要原因是项目支出增加8万元；"
        "支出预算100万元，比上年增加10万元。",
        [
            ("revenue_total", "收入预算", "100"),
            ("revenue_total_yoy_change", "收入预算", "10"),
            ("expenditure_by_nature_yoy_change", "项目支出", "8"),
            ("expenditure_total", "支出预算", "100"),
            ("expenditure_total_yoy_change", "支出预算", "10"),
        ],
    ),
    "a change whose name follows its verb": (
        "budget",
        "一、收支情况\n支出预算100万元，比上年增加10万元，主要原因是调整工资，增加基本支出7万元，新增会议若干。",
        [
            ("expenditure_total", "支出预算", "100"),
            ("expenditure_total_yoy_change", "支出预算", "10"),
            ("expenditure_by_nature_yoy_change", "基本支出", "7"),
        ],
    ),
    "a comparison after an enumeration speaks of the whole": (
        "budget",
        "三、收入情况\n2023年部门财务总收入50万元，其中：一般公共预算40万元，政府性基金0万元，单位捐赠款10万元。\n"
        "与上年对比增加5万元。",
        [
            ("revenue_total", "总收入", "50"),
            ("revenue_by_source", "一般公共预算", "40"),
            ("revenue_by_source", "政府性基金", "0"),
            ("revenue_by_source", "单位捐赠款", "10"),
            ("revenue_total_yoy_change", "总收入", "5"),
        ],
    ),
    "behind a name that no list knows a total is none": (
        "budget",
        "三、支出情况\n19.资源枯竭城市转移支付补助支出预算数为7301万元，比上年增加100万元，增长1.39%。\n"
        "20.基建支出预算数为2200万元，与上年持平。\n清河县民政局支出预算数为300万元。",
        [("expenditure_total", "支出预算数", "300")],
    ),
    "a total ends the enumeration before it": (
        "budget",
        "四、预算收支总体情况\n部门收入预算为30万元。其中：公共财政拨款20万元，单位结余结转资金10万元。"
        "相应安排支出预算30万元，其中：人员支出10万元，项目支出20万元。",
        [
            ("revenue_total", "部门收入预算", "30"),
            ("revenue_by_source", "公共财政拨款", "20"),
            ("revenue_by_source", "单位结余结转资金", "10"),
            ("expenditure_total", "支出预算", "30"),
            ("personnel", "人员支出", "10"),
            ("expenditure_by_nature", "项目支出", "20"),
        ],
    ),
    "names of items without marks of their level": (
        "budget",
        "五、公共财政拨款支出情况\n（一）行政运行5万元。主要用于人员。\n（二）其他司法支出（含社区矫正）4万元。\n"
        "2130204事业机构3万元。\n“图书馆（项）”科目2万元，较上年增加1万元。",
        [
            ("function_expenditure", "行政运行", "5"),
            ("function_expenditure", "其他司法支出", "4"),
            ("function_expenditure", "事业机构", "3"),
            ("function_expenditure", "图书馆", "2"),
            ("function_expenditure_yoy_change", "图书馆", "1"),
        ],
    ),
    "parts of operating costs under their printed names": (
        "budget",
        "三、机关运行经费\n本部门机关运行经费安排10万元。其中：办公费3万元，办公用房水电费2万元，公务用车运行维护费4万元，"
        "其他费用1万元。",
        [
            ("agency_operating_cost", "机关运行经费", "10"),
            ("economic_expenditure", "办公费", "3"),
            ("economic_expenditure", "办公用房水电费", "2"),
            ("economic_expenditure", "公务用车运行维护费", "4"),
            ("economic_expenditure", "其他费用", "1"),
        ],
    ),
    "the amount of another year": (
        "budget",
        "二、支出情况\n1.基本支出预算8万元，占总支出预算80%，比2022年7万元增加1万元，增长14.29%。",
        [
            ("expenditure_by_nature", "基本支出", "8"),
            ("expenditure_share", "基本支出", "80"),
            ("expenditure_by_nature", "基本支出", "7"),
            ("expenditure_by_nature_yoy_change", "基本支出", "1"),
            ("expenditure_by_nature_yoy_pct", "基本支出", "14.29"),
        ],
    ),
    "both sides of the appropriation of the year": (
        "final_accounts",
        "（一）财政拨款收支与年初预算数对比\n财政拨款本年收入9万元，完成年初预算的90%；本年支出8万元，比年初预算减少2万元。",
        [
            ("revenue_by_source", "财政拨款本年收入", "9"),
            ("completion_rate", "财政拨款本年收入", "90"),
            ("appropriation_expenditure", "本年支出", "8"),
            ("appropriation_expenditure_vs_budget_change", "本年支出", "-2"),
        ],
    ),
    "money under evaluation is a part of the whole": (
        "final_accounts",
        "十、预算绩效情况\n对1个项目开展了绩效自评，涉及财政拨款收入6万元，占一般公共预算项目支出总额的80%。"
        "“图书购置（二期）”项目全年预算数为3万元，执行数为2万元，完成预算的66.67%。",
        [
            ("performance_projects", "项目", "1"),
            ("performance_amount", "财政拨款收入", "6"),
            ("performance_share", "财政拨款收入", "80"),
            ("budget_adjusted", "图书购置（二期）", "3"),
            ("final", "图书购置（二期）", "2"),
            ("completion_rate", "图书购置（二期）", "66.67"),
        ],
    ),
    "reserved parts of procurement": (
        "budget",
        "四、政府采购\n政府采购预算10万元。面向中小企业预留政府采购份额8万元，其中预留给小微企业的比例为60%。"
        "政府购买服务预算总额5万元。",
        [
            ("procurement_total", "政府采购预算", "10"),
            ("procurement_sme", "面向中小企业预留政府采购份额", "8"),
            ("procurement_micro_share", "预留给小微企业的比例", "60"),
        ],
    ),
    "one head for two figures": (
        "final_accounts",
        "一、收入支出决算总体情况\n2022年度收、支总计分别为5万元和5万元。",
        [("grand_total", "收、支总计", "5"), ("grand_total", "收、支总计", "5")],
    ),
    "short verbs, and no amount of another year where a word is unknown": (
        "budget",
        "“三公”经费预算\n公务接待费10万元，比上年减2万元。\n公务用车购置费0万元，比上年增0万元。\n"
        "公务用车运行维护费5万元，比上年核减了大约1万元。",
        [
            ("three_public_budget", "公务接待费", "10"),
            ("three_public_budget_yoy_change", "公务接待费", "-2"),
            ("three_public_budget", "公务用车购置费", "0"),
            ("three_public_budget_yoy_change", "公务用车购置费", "0"),
            ("three_public_budget", "公务用车运行维护费", "5"),
        ],
    ),
    "totals of the appropriation in its own section": (
        "final_accounts",
        "三、财政拨款收支决算总体情况\n财政拨款收入总计31万元，较2021年减少1万元；支出总计31万元，较2021年减少1万元。",
        [
            ("appropriation_grand_total", "财政拨款收入总计", "31"),
            ("appropriation_grand_total_yoy_change", "财政拨款收入总计", "-1"),
            ("appropriation_grand_total", "支出总计", "31"),
            ("appropriation_grand_total_yoy_change", "支出总计", "-1"),
        ],
    ),
    "classes with the word for them behind": (
        "budget",
        "三、支出预算情况说明\n(一)教育支出类科目 58 元,占支出总预算 82.27%,同比增加 35 元,增长 154%。",
        [
            ("function_expenditure", "教育支出", "58"),
            ("function_share", "教育支出", "82.27"),
            ("function_expenditure_yoy_change", "教育支出", "35"),
            ("function_expenditure_yoy_pct", "教育支出", "154"),
        ],
    ),
    "a name of both classifications in a budget": (
        "budget",
        "五、一般公共预算支出情况说明\n1. 项目支出 46 元。其中:\n商品和服务支出 42 元,占项目支出预算 93%。\n"
        "资本性支出 4 元,占项目支出预算 7%,同比增加 2 元。",
        [
            ("expenditure_by_nature", "项目支出", "46"),
            ("economic_expenditure", "商品和服务支出", "42"),
            ("economic_expenditure", "资本性支出", "4"),
            ("economic_expenditure_yoy_change", "资本性支出", "2"),
        ],
    ),
    "cars of duty in brackets": (
        "final_accounts",
        "七、“三公”经费支出情况\n公务用车(含执勤执法用车)运行支出57.36万元,主要用于公务用车运行。",
        [("three_public_final", "公务用车(含执勤执法用车)运行支出", "57.36")],
    ),
    "quotes around all of the name": (
        "final_accounts",
        "“三公经费”财政拨款支出情况\n财政部批复我部“三公经费”财政拨款预算3,786.49万元，实际支出3,535.78万元，比预算减少250.71万元。",
        [
            ("three_public_budget", "“三公”经费", "3786.49"),
            ("three_public_final", "“三公”经费", "3535.78"),
            ("three_public_final_vs_budget_change", "“三公”经费", "-250.71"),
        ],
    ),
    "the project that a report speaks of": (
        "performance_report",
        "某局2023年项目支出绩效自评报告\n一、基本情况\n"
        "该项目2023年预算数为15.00 万元，决算数为5.00万元，预算执行率33.33%。",
        [
            ("budget_initial", "该项目", "15.00"),
            ("final", "该项目", "5.00"),
            ("completion_rate", "该项目", "33.33"),
        ],
    ),
    "posts told where money is": (
        "budget",
        "四、收支预算编制的依据\n(一)人员经费\n不包括临时人员。总编制数45人，其中行政编制14人，事业编制31人。",
        [
            ("staff_authorised", "总编制数", "45"),
            ("staff_authorised", "行政编制", "14"),
            ("staff_authorised", "事业编制", "31"),
        ],
    ),
    "cars told where nothing is told of assets": (
        "final_accounts",
        "截至2022年12月31日，我院共有车辆1879辆，其中：部级领导干部用车21辆、一般公务用车1087辆、其他用车771辆。",
        [
            ("vehicles", "车辆", "1879"),
            ("vehicles", "部级领导干部用车", "21"),
            ("vehicles", "一般公务用车", "1087"),
            ("vehicles", "其他用车", "771"),
        ],
    ),
    "an ordinal behind a reason in one sentence": (
        "budget",
        "一、2023年公务用车运行费预算150万元，与2022年预算相比减少170万元，主要原因是招商，"
        "二、2023年公务接待费预算200万元，与2022年预算相比持平。",
        [
            ("three_public_budget", "公务用车运行费", "150"),
            ("three_public_budget_yoy_change", "公务用车运行费", "-170"),
            ("three_public_budget", "公务接待费", "200"),
        ],
    ),
    "the figures of the year before by another word": (
        "final_accounts",
        "2022年“三公”经费决算数共计35.5万元，比上年预算数字下降35.45%，比上年决算数字下降34.26%。",
        [
            ("three_public_final", "“三公”经费", "35.5"),
            ("three_public_final_yoy_pct", "“三公”经费", "-35.45"),
            ("three_public_final_yoy_pct", "“三公”经费", "-34.26"),
        ],
    ),
    "a name before a colon is not the heading": (
        "budget",
        "三、项目支出情况\n村级运转项目：预算安排268.00万元，主要用于村级运转。",
        [],
    ),
    "things to be bought": (
        "budget",
        "五、国有资产占有情况\n共有公务用车5辆。拟新增配置公务用车1辆，新增配备单位价值50万元以上通用设备0台，"
        "单位价值100万元以上专用设备2台。",
        [
            ("vehicles", "公务用车", "5"),
            ("vehicles_planned", "拟新增配置公务用车", "1"),
            ("equipment_planned", "新增配备单位价值50万元以上通用设备", "0"),
            ("equipment_planned", "单位价值100万元以上专用设备", "2"),
        ],
    ),
}


@pytest.mark.parametrize(("kind", "text", "expected"), CASES.values(), ids=CASES.keys())
def test_every_figure_a_reader_would_list(kind: str, text: str, expected: list[Named]) -> None:
    year = 2022 if kind == "final_accounts" else 2023
    rows = narrative_figures("0" * 16, text.split("\n"), set(), kind, year)
    assert [(row["metric"], row["subject"], row["value_number"]) for row in rows] == expected


def test_the_amount_of_another_year_says_so() -> None:
    text = "二、支出情况\n基本支出预算8万元，比2022年预算7万元增加1万元，比2022年执行数6万元增加2万元。"
    rows = narrative_figures("0" * 16, text.split("\n"), set(), "budget", 2023)
    assert [(row["value_number"], row["stage"]) for row in rows] == [
        ("8", None),
        ("7", "prior_budget"),
        ("1", None),
        ("6", "prior_final"),
        ("2", None),
    ]


def test_a_heading_ends_the_item_above_it() -> None:
    text = (
        "五、一般公共预算支出情况\n（一）行政运行（项）5万元。\n六、“三公”经费\n（一）公务接待费\n2023年预算安排2万元。"
    )
    rows = narrative_figures("0" * 16, text.split("\n"), set(), "budget", 2023)
    assert [(row["metric"], row["subject"]) for row in rows] == [
        ("function_expenditure", "行政运行"),
        ("three_public_budget", "公务接待费"),
    ]
