"""Whose disclosure a page or a workbook is: zones that GB/T 2260 does not list, names below navigation."""

import pytest

from pipeline.extraction.facts.facts import DocumentFacts, StatementHint, document_facts
from pipeline.extraction.page.document import Document
from pipeline.extraction.tables.tables import read_tables

FINAL = """收入支出决算总表
单位：万元
项目\t决算数\t项目\t决算数
一、财政拨款收入\t100.00\t一、一般公共服务支出\t100.00
"""
BUDGET = FINAL.replace("决算", "预算")


def facts(text: str) -> DocumentFacts:
    document = Document("text", tuple(text.split("\n")))
    tables = read_tables("d", document)
    hints = [StatementHint(s.statement_id, s.table_title or "", s.first_line) for s in tables.statements]
    return document_facts(document.lines, hints, document.text)


@pytest.mark.parametrize(
    ("text", "name", "region"),
    [
        ("平潭综合实验区农村发展局2014年度部门决算\n" + FINAL, "平潭综合实验区农村发展局", "350128"),
        ("泉州台商投资区教育局2021年度部门决算\n" + FINAL, "泉州台商投资区教育局", "350500"),
        ("福建省平潭第一中学2016年度部门决算\n" + FINAL, "福建省平潭第一中学", "350128"),
        # A prison of the province, not of the city in its name.
        ("福建省永安监狱2016年度部门决算\n" + FINAL, "福建省永安监狱", "350000"),
        # 长沙 is a city and a county: the city is meant.
        ("湘西州花垣县教育局2016年度部门决算\n" + FINAL, "湘西州花垣县教育局", "433124"),
        ("湖南省长沙第一中学2016年度部门决算\n" + FINAL, "湖南省长沙第一中学", "430100"),
    ],
)
def test_zones_and_short_names_of_counties(text: str, name: str, region: str) -> None:
    found = facts(text)
    assert (found.department_name, found.region_code) == (name, region)


def test_a_district_of_a_city_that_no_list_knows_is_not_another_citys() -> None:
    found = facts("玉出市云溪区教育局2021年度部门决算\n" + FINAL)
    assert (found.department_name, found.region_code) == ("玉出市云溪区教育局", "")


def test_the_name_stands_below_the_navigation_of_a_page() -> None:
    found = facts(
        "首页 > 政务公开 > 财政资金\n2015年度部门决算公开\n来源：平潭县行政服务中心\n"
        "平潭县行政服务中心2015年度部门决算情况说明\n一、主要职责\n" + FINAL
    )
    assert (found.department_name, found.fiscal_year) == ("平潭县行政服务中心", 2015)


@pytest.mark.parametrize(
    "head",
    [
        "网站首页 政务公开 政务服务 互动交流 数据开放\n当前位置：首页>政务公开>财政信息>部门预决算\n",
        "首页|政务公开|办事大厅|领导信箱\n您的位置：首页 → 财政公开 → 正文\n",
        "平潭综合实验区管委会门户网站\n长者模式 繁体版\n您现在所在的位置：主页>部门预算\n",
        "政务公开 办事服务 互动交流 走进平潭\n",
        "某某市人民政府2019年工作要点\n某某市政府网 > 信息公开 > 预决算公开\n",
    ],
)
def test_the_menus_and_the_trail_of_a_printed_page_are_no_title(head: str) -> None:
    found = facts(
        head + "平潭县行政服务中心2015年度部门决算\n"
        "发布时间：2016-09-20 15:30信息来源：本单位浏览次数：1024次字号：【大中小】打印本页\n一、主要职责\n" + FINAL
    )
    assert (found.department_name, found.fiscal_year, found.document_kind) == (
        "平潭县行政服务中心", 2015, "final_accounts"
    )  # fmt: skip


def test_a_title_that_the_article_prints_again_is_one() -> None:
    found = facts(
        "平潭县行政服务中心\n发布时间：2016-09-01\n平潭县行政服务中心\n2015年度部门决算\n一、主要职责\n" + FINAL
    )
    assert (found.department_name, found.fiscal_year) == ("平潭县行政服务中心", 2015)


def test_the_number_of_a_heading_is_no_part_of_a_name() -> None:
    found = facts(
        "2015年度部门决算\n目录\n一、学校概况\n二、决算报表\n云南大学收支决算总表\n" + FINAL.split("\n", 1)[1]
    )
    assert found.department_name == "云南大学"


def test_a_workbook_names_its_body_in_the_title_of_a_table() -> None:
    found = facts("二、部门预算报表\n云南大学收支预算总表\n" + BUDGET.split("\n", 1)[1])
    assert (found.department_name, found.document_kind) == ("云南大学", "budget")


def test_appended_performance_sheets_do_not_make_a_budget_a_report() -> None:
    sheet = "项目支出绩效目标表\n项目名称\t{}\n一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t次数\t≥5次\n"
    found = facts("表格\n" + BUDGET + "".join(sheet.format(f"项目{number}") for number in "甲乙丙"))
    assert found.document_kind == "budget"


@pytest.mark.parametrize(
    ("text", "attachment"),
    [
        ("平潭县财政局2019年部门预算\n发布时间：2019-03-01\n附件：平潭县财政局2019年部门预算.pdf\n", "预算.pdf"),
        ("平潭县财政局2019年部门决算公开\n平潭县财政局2019年度部门决算公开.xls\n2019年决算说明.doc\n", "决算公开.xls"),
    ],
)
def test_a_landing_page_names_its_attachment(text: str, attachment: str) -> None:
    found = facts(text)
    assert (found.is_disclosure, found.reason_code) == (False, "landing_page")
    assert attachment in found.reason


def test_a_short_real_disclosure_is_no_landing_page() -> None:
    found = facts(
        "平潭县台办2015年度“三公”经费决算\n2015年我办“三公”经费支出共5.32万元，其中：公务接待费2.12万元，"
        "公务用车运行费3.2万元，因公出国（境）费0万元。\n附件：明细.xls\n"
    )
    assert found.is_disclosure
