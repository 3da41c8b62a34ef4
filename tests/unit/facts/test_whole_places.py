"""Pages that name no body: statements about a whole place, and articles and notices that are no disclosure at all."""

import pytest

from pipeline.extraction.facts.facts import document_facts

COSTS = "其中：公务接待费20.10万元，公务用车运行维护费2.52万元，因公出国（境）费0万元。"


@pytest.mark.parametrize(
    "text",
    [
        "经某县财政局汇总，2020年某县行政单位、事业单位和其他单位安排的“三公”经费决算总额为22.62万元。" + COSTS,
        "2019年市本级汇总的一般公共预算“三公”经费预算安排情况说明\n2019年市本级“三公”经费预算22.62万元。" + COSTS,
        "衢江区2016年“三公”经费决算情况\n衢江区2016年一般公共预算安排“三公”经费决算数22.62万元。" + COSTS,
    ],
    ids=["summed-up", "of-the-city", "of-the-county"],
)  # fmt: skip
def test_what_a_whole_place_spent_is_its_governments(text: str):
    facts = document_facts(text.split("\n"))
    assert (facts.is_disclosure, facts.disclosure_level, facts.department_name) == (True, "government", "")


def test_what_one_body_spent_is_its_own():
    text = "龙门镇2019年度“三公”经费决算公开\n本部门2019年一般公共预算财政拨款“三公”经费支出22.62万元。" + COSTS
    assert document_facts(text.split("\n")).disclosure_level == "department"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "3月25日，教育部官方网站公布了教育部2021年部门预算。预算文件显示，一般公共预算当年财政拨款为942.24万元，"
            "比2020年执行数减少589.47万元。\n高等教育2021年预算数为74.53万元，减少22.40万元。\n点击查看：教育部2021年部门预算",
            "news_item",
        ),
        (
            "某县教体局 某县统计局 某县财政局 关于2021年全县教育经费执行情况统计公告\n一、全县教育经费情况\n"
            "2021年，全县教育经费总投入为1151万元，比上年的1572万元减少26.81%。\n二、一般公共预算教育经费情况\n"
            "2021年全县一般公共预算教育经费为751.36万元。",
            "legal_text",
        ),
    ],
    ids=["article", "notice"],
)  # fmt: skip
def test_articles_and_notices_are_none(text: str, reason: str):
    assert document_facts(text.split("\n")).reason_code == reason


def test_a_list_of_units_that_are_included_is_no_name():
    text = (
        "一、安吉县公安局（汇总）概况\n纳入安吉县公安局（汇总）2019年度部门决算编制范围的二级预算单位包括：\n"
        "1.安吉县公安局局本级\n三、安吉县公安局（汇总）2019年度部门决算情况说明\n"
        "（一）收入支出决算总体情况说明\n2019年度收、支总计37,422.15万元。\n（二）收入决算情况说明\n（三）支出决算情况说明"
    )
    assert document_facts(text.split("\n")).department_name == "安吉县公安局"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("咸安区人民政府\n热门搜索:\n目 录\n第一部分  咸安区教育局(汇总)概况\n一、部门主要职责", "咸安区教育局"),
        ("进入老年版\n宁波市奉化区人民医院2022年度单位决算公开\n一、概况", "宁波市奉化区人民医院"),
        (
            "信息类别: 区党校财政预决算 公开方式: 主动公开 生成日期:2022-03-11\n浔阳区委党校2022年度部门预算\n一、概况",
            "浔阳区委党校",
        ),
        (
            "1724750955062082423.xlsx监督索引号53262200136000501000\n砚山县平远镇中心小学2023年度部门决算\n一、概况",
            "砚山县平远镇中心小学",
        ),
    ],
    ids=["site", "menu", "record", "file"],
)
def test_what_a_site_prints_above_the_title_is_no_name(text: str, name: str):
    assert document_facts(text.split("\n")).department_name == name
