"""Short pages that state the three public costs and nothing else, and pages of which only a later part is published."""

import pytest

from pipeline.extraction.facts.facts import document_facts

COSTS = "其中：公务接待费20.10万元，占88.86%；公务用车运行维护费2.52万元，占11.14%。"


@pytest.mark.parametrize(
    ("text", "kind", "year"),
    [
        pytest.param(
            "2019年度“三公”经费财政拨款支出预算为44.52万元，2019年实际支出“三公经费”决算为22.62万元。" + COSTS,
            "final_accounts", 2019, id="planned-and-spent",
        ),
        pytest.param(
            "区直系统厅本级和18家二级单位2014年共计支出“三公经费”22.62万元。" + COSTS,
            "final_accounts", 2014, id="spent",
        ),
        pytest.param(
            "按照市政府、区政府关于推进政府信息公开工作部署，经汇总，"
            "2024年一般公共预算“三公”经费支出预算为22.62万元，" + COSTS,
            "budget", 2024, id="planned",
        ),
        pytest.param(
            "2016年市本级财政拨款“三公”经费情况说明\n来源：市财政局2016-05-11 12:10\n根据市政府部署，"
            "2016年“三公”经费预算为22.62万元，"
            + COSTS,
            "budget", 2016, id="a-title-that-does-not-say-which",
        ),
        pytest.param(
            "一、2015年部门决算公开中三公经费部分增减变化情况说明\n2015年部门决算公开“三公”经费合计22.62万元，" + COSTS,
            "final_accounts", 2015, id="a-heading-for-a-title",
        ),
        pytest.param(
            "首页 > 政府预决算\n2017年“三公”经费预算情况说明\n时间：2018-01-10 来源：县财政局\n"
            "2017年县级一般公共预算安排“三公”经费支出预算中"
            "公务用车运行维护费为39.6万元，比上年减少0.9万元，下降2%。",
            "budget", 2017, id="two-amounts",
        ),
        pytest.param(
            "一、“三公”经费财政拨款支出总体情况说明。\n2018年度本部门一般公共预算财政拨款安排的“三公”经费支出2.05万元，较上年2.08减少0.03万元，"
            "其中：公务接待费支出2.05万元。\n二、“三公”经费财政拨款支出与年初预算对比情况。\n2018年度“三公”经费支出2.05万元，年初预算为2.95万元。",
            "final_accounts", 2018, id="held-against-the-budget",
        ),
        pytest.param(
            "经财政局汇总，2018年“三公”经费预算执行情况如下：\n一、2018年年初预算\n“三公”经费预算54万元，其中公务接待费42万元。\n"
            "二、2018年决算及变动\n“三公”经费决算支出51万元，公务接待费27万元。",
            "final_accounts", 2018, id="planned-then-spent",
        ),
        pytest.param(
            "官仓镇2015年三公”经费支出说明\n二、公务接待费\n2015年公务接待费9.95万元，较2014年决算数下降5.5%。",
            "final_accounts", 2015, id="a-title-without-either-word",
        ),
        pytest.param(
            "某县人民法院 2017 年一般公共预算财政 拨款“三公”经费支出决算情况说明 一、"
            "2017 年“三公”经费支出决算表 单位：万元 "
            + "项 目 预算数 决算数 合 计 " * 20
            + "某县人民法院 2017 年度“三公” 经费支出预算为 65 万元，支出决算为 64.87 万元，完成预算的 99.8%。",
            "final_accounts", 2017, id="all-on-one-line",
        ),
        pytest.param(
            "我单位严格执行有关制度，我院2014年三公经费开支53.65万元，其中公务接待费3.02万元，公务用车购置及运行维护费50.63万元。",
            "final_accounts", 2014, id="spent-in-a-sentence",
        ),
    ],
)  # fmt: skip
def test_a_statement_of_costs_alone_is_a_disclosure(text: str, kind: str, year: int):
    facts = document_facts(text.split("\n"))
    assert (facts.is_disclosure, facts.document_kind, facts.fiscal_year) == (True, kind, year)


def test_an_article_about_costs_is_none():
    text = "近20个市直部门公布“三公”经费决算\n（记者 王某）日前，市财政局介绍，“三公”经费决算为22.62万元。" + COSTS
    assert document_facts(text.split("\n")).reason_code == "news_item"


def test_receptions_of_reporters_make_no_article():
    text = "2017年某市委宣传部“三公”经费增减情况说明\n2017年“三公”经费支出合计35万元，接待记者46批次，约600人。" + COSTS
    assert document_facts(text.split("\n")).is_disclosure


def test_a_page_in_traditional_forms_is_read():
    text = "岳陽縣公安局2019年度“三公”經費支出決算情況說明\n岳陽縣公安局2019年度“三公”經費支出決算為22.62萬元。"
    facts = document_facts(text.split("\n"))
    assert (facts.is_disclosure, facts.department_name, facts.region_code) == (True, "岳阳县公安局", "430621")


def test_the_year_that_is_compared_with_is_not_that_of_the_document():
    text = (
        "（三）差旅费较2022年预算增长33.74%。\n九、政府性基金预算支出情况说明\n某县某镇人民政府2023年没有使用政府性基金预算。\n"
        "十、其他重要事项的情况说明\n（一）机关运行经费\n2023年机关运行经费财政拨款预算46.8万元，较2022年预算增加15.60万元。\n"
        "（二）政府采购情况\n2023年安排政府采购预算1.48万元。"
    )
    assert document_facts(text.split("\n")).fiscal_year == 2023


@pytest.mark.parametrize(
    ("text", "name", "region"),
    [
        pytest.param(
            "首页\n>审务公开>规范性文件\n宁波海事法院2014年部门决算公开\n一、宁波海事法院（汇总）概况\n（一）收入决算总体情况\n"
            "2014年当年收入3817.58万元，其中财政拨款收入3804.65万元，其他收入12.93万元。",
            "宁波海事法院", "330200", id="a-trail-on-a-line-of-its-own",
        ),
        pytest.param(
            "一、 基本情况\n（一）内设机构\n三、广西法官学院2015年部门预算及“三公”经费预算报表说明\n"
            "（一）收入预算说明\n"
            "2015年收入总预算825.17万元，支出总预算825.17万元，“三公”经费预算5.1万元。",
            "广西法官学院", "450000", id="a-heading-with-a-number",
        ),
        pytest.param(
            "您当前的位置：首页>水利局>政务公开>预算公开\n[ 索引号 ] 115002317339416841/2026-00007 [ 发文字号 ]\n"
            "[ 主题分类 ] 水利、水务 [ 体裁分类 ] 财政预算、决算\n[ 发布机构 ] 垫江县水利局 [ 有效性 ]\n"
            "垫江县水利管理站2026年单位预算情况说明\n一、单位基本情况\n二、单位收支总体情况\n（一）收入预算：2026年年初预算数3,009.40万元，"
            "其中：一般公共预算拨款2,970.17万元，其他收入32万元。",
            "垫江县水利管理站", "500231", id="a-record-in-brackets",
        ),
        pytest.param(
            "部  门\n街  镇\n• 索引号\n• 115001027365571006/2022-00093\n• 体裁分类\n• 财政预算、决算\n• 标题\n"
            "• 2020年涪陵区武陵山乡“三公”经费 情况说明\n• 有 效 性\n\n2020年涪陵区武陵山乡“三公”经费 情况说明\n字 号:\n"
            "现将武陵山乡2020年度“三公”经费决算情况公布如下：\n2020年度“三公”经费15.37万元，其中公务接待费1.34万元。",
            "涪陵区武陵山乡", "500102", id="a-record-as-a-list",
        ),
        pytest.param(
            "山东科技职业学院\n政府采购决算公开情况说明\n根据山东省财政厅要求，现将2021年度山东科技职业学院政府采购决算公开如下：\n"
            "2021年度政府采购支出总额28861.938591万元，其中：政府采购货物支出4895.574316万元。",
            "山东科技职业学院", "370000", id="what-the-body-bought",
        ),
        pytest.param(
            "预算绩效管理\n- 索引号: zsjfzzx/2025-00002\n"
            "- 发布机构: 红河州数据发展中心\n- 文号:\n- 发布日期: 2025-04-29\n"
            "红河州数据发展中心2024年度项目支出绩效单位自评报告\n一、基本情况\n实施项目共15个，年初批复预算985万元"
            "（含结转50万元），调整后861.46万元。",
            "红河州数据发展中心", "532500", id="a-record-with-dashes-below-the-name-of-a-page",
        ),
        pytest.param(
            "报表编号:510000_0013zp |\n|\n|\n部门预算项目支出绩效自评表(2023年度) |\n"
            "项目名称 |\n51000021R000000019951-工资性支出 |\n"
            "主管部门 |\n青神县发展和改革局本级 |\n"
            "实施单位 (盖章) |\n青神县发展和改革局 |\n总额 |\n238.93 |\n251.89 |\n251.89 |\n100.00% |",
            "青神县发展和改革局", "511425", id="a-sheet-with-one-cell-a-line",
        ),
        pytest.param(
            "| 2020年度项目支出绩效自评表 | ||||\n| 项目名称 |\n卫片执法补助经费 |\n|||\n"
            "| 主管部门 | 丽江市自然资源和规划局 | 实施单位 | 丽江市古城区自然资源局 | |\n"
            "| 年度资金总额 | 7.29 | 7.29 | 7.29 | 10.00 |",
            "丽江市古城区自然资源局", "530702", id="a-sheet-with-one-row-a-line",
        ),
        pytest.param(
            "殷祖卫生院\n发表日期:2023-02-02    文章来源:\n大冶市殷祖卫生院本级\n2023年部门预算公开情况说明\n"
            "三、预算收支安排\n"
            "2023年预算总收入预计1335.34万元，比上年增加6.53万元。其中:财政拨款448.87万元。",
            "大冶市殷祖卫生院本级", "420281", id="the-name-of-a-page-then-the-same-in-full",
        ),
        pytest.param(
            "广水市白泉卫生院部门2023年度部门决算\n第三部广水市白泉卫生院2023年度部门决算情况说明\n"
            "2023年度收、支总计均为4680.58万元。与2022年度相比,收、支总计各减少2415.45万元，"
            "收入合计4680.58 万元。",
            "广水市白泉卫生院", "421381", id="a-part-with-a-sign-left-out",
        ),
        pytest.param(
            "项目支出绩效目标表\n\n（2020年度）\n\n项目名称\n\n基础设施建设\n\n主管部门\n\n及编码\n\n[015001]武汉市青山区教育局\n\n"
            "实施单位\n\n武汉市青山区教育局\n\n资金总额\n\n10000万元\n\n当年资金总额:\n\n10000万元\n\n"
            "其中:财政拨款\n\n10000万元",
            "武汉市青山区教育局", "420107", id="a-sheet-with-a-cell-a-paragraph",
        ),
        pytest.param(
            "垫江县人民政府办公室对2017年部门预算补充公开的说明\n“三公”经费情况补充说明\n2017年“三公”经费预算116.2万元，"
            "公务接待费41.2万元，公务用车运行维护费70 万元。",
            "垫江县人民政府办公室", "500231", id="a-word-between-name-and-year",
        ),
        pytest.param(
            "返回上一级\n字号\n打印\n上海市青浦区图书馆2017年度决算\n主动公开\n青浦区文化广播影视管理局\n"
            "2018.08.27\n第一部分 概况\n"
            "（二）收入支出决算总体情况\n收入2539.84万元，支出2541.20万元，结余1.36万元。",
            "上海市青浦区图书馆", "310118", id="words-of-the-site-around-the-title",
        ),
        pytest.param(
            "一、部门基本情况\n（一）重庆市沙坪坝区人民检察院是国家法律监督机关，依法履行职责。\n二、部门决算情况说明\n"
            "（一）收入支出决算总体情况说明\n本部门2016年度收入总计6955.73万元，支出总计6,954.57万元，结余1.16万元。",
            "重庆市沙坪坝区人民检察院", "500106", id="a-number-before-the-sentence",
        ),
    ],
)  # fmt: skip
def test_the_name_is_neither_the_trail_nor_the_number_before_it(text: str, name: str, region: str):
    facts = document_facts(text.split("\n"))
    assert (facts.department_name, facts.region_code) == (name, region)
