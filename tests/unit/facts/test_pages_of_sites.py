"""Disclosures as sites of governments publish them: records above the text, short titles, names only in a sentence."""

import hashlib
from pathlib import Path

import pytest

from pipeline.extraction.dataset.records import DocumentRecord
from pipeline.extraction.document import Source, extract_guarded

ROWS = (
    "<p>单位：万元</p><table><tr><td colspan=2>收入</td><td colspan=2>支出</td></tr>"
    "<tr><td>项目</td><td>金额</td><td>项目</td><td>金额</td></tr>"
    "<tr><td>一、财政拨款收入</td><td>80.50</td><td>一、农林水支出</td><td>80.50</td></tr>"
    "<tr><td>总计</td><td>80.50</td><td>总计</td><td>80.50</td></tr></table>"
)
FINAL = "<p>收入支出决算总表</p>" + ROWS
BUDGET = "<p>收支预算总表</p>" + ROWS


def record(folder: Path, content: str, *, title: str = "", foot: str = "", head: str = "") -> DocumentRecord:
    body = content if "<p>" in content[:3] else "".join(f"<p>{line}</p>" for line in content.split("\n"))
    page = (
        f"<html><head><meta charset='utf-8'><title>{title}</title>{head}</head><body>"
        f"<div class='nav'><a href='/'>首页</a><a href='/a'>政务公开</a><a href='/b'>办事服务</a></div>"
        f"<div class='article'>{body}</div><div class='footer'>{foot}</div></body></html>"
    )
    file = folder / "page.html"
    file.write_text(page, encoding="utf-8")
    rows = extract_guarded(Source(hashlib.sha256(page.encode()).hexdigest(), file, (file.name,))).rows
    return DocumentRecord(*rows["documents"][0])


@pytest.mark.parametrize(
    ("content", "name", "region", "year"),
    [
        pytest.param(
            "<p></p><table><tr><td>索引号</td><td>0001-2019-5</td><td>发布机构</td><td>万州区财政局</td></tr></table>"
            "<p>重庆市万州区白羊镇人民政府</p><p>2018年度部门决算情况说明</p><p>一、部门基本情况</p>" + FINAL,
            "重庆市万州区白羊镇人民政府", "500101", 2018,
            id="record-above-a-title-of-two-lines",
        ),
        pytest.param(
            "<p></p><table><tr><td>发布机构</td><td>商洛市统计局</td></tr><tr><td>名 称</td>"
            "<td>商洛市粮食质检站2016年部门预算说明</td></tr></table><p>四、预算编制的依据</p>" + BUDGET,
            "商洛市粮食质检站", "611000", 2016,
            id="title-only-in-the-record",
        ),
        pytest.param(
            "标题：儋州市海头中学2022年度部单位 决算公开报告\n索引号：0082-2 分类：教育 发文机关：儋州市教育局\n"
            "儋州市海头中学2022年度单位决算公开报告\n第一部分 基本情况\n" + FINAL,
            "儋州市海头中学", "460400", 2022,
            id="record-in-a-paragraph",
        ),
        pytest.param(
            "省政府网 市政府网 长者模式 无障碍浏览\n2021年度\n泸县公安局交通警察大队部门决算\n一、职责\n" + FINAL,
            "泸县公安局交通警察大队", "510521", 2021,
            id="names-of-sites-beside-each-other",
        ),
        pytest.param(
            "2021年丽职院决算公开\n2021年度丽水职业技术学院部门决算\n目录\n" + FINAL,
            "丽水职业技术学院", "330000", 2021,
            id="short-title-of-the-page",
        ),
        pytest.param(
            "《南安市民政局2017年部门预算》\n一、职责\n" + BUDGET, "南安市民政局", "350583", 2017,
            id="quoted",
        ),
        pytest.param(
            "宁化县供销合作社部门预算公开（2018年）\n一、职责\n" + BUDGET, "宁化县供销合作社", "350424", 2018,
            id="year-at-the-end",
        ),
        pytest.param(
            "2018年部门预算公开-上杭县残疾人联合会\n一、职责\n" + BUDGET, "上杭县残疾人联合会", "350823", 2018,
            id="body-behind-a-dash",
        ),
        pytest.param(
            "武夷山市文化馆：2018年度部门决算公开\n一、职责\n" + FINAL, "武夷山市文化馆", "350782", 2018,
            id="body-before-a-colon",
        ),
        pytest.param(
            "霞浦县财政局关于批复霞浦县水利局2014年度部门决算的通知\n霞财库〔2015〕12号\n霞浦县水利局：\n" + FINAL,
            "霞浦县水利局", "350921", 2014,
            id="approval",
        ),
        pytest.param(
            "上海市虹口区2022年区级单位预算\n预算主管部门：上海市虹口区教育局\n"
            "预算单位：上海市虹口区新港小学\n" + BUDGET,
            "上海市虹口区新港小学", "310109", 2022,
            id="department-and-unit-on-a-cover",
        ),
        pytest.param(
            "一、部门基本情况\n汾阳市公安局交警大队组建于1987年8月，隶属于汾阳市公安局。\n"
            "<p>2019年收支预算总表</p>" + ROWS,
            "汾阳市公安局交警大队", "141182", 2019,
            id="no-title",
        ),
        pytest.param(
            "一、单位基本情况\n（二）单位构成。梁平区云龙镇人民政府包括1个行政单位及5个事业单位。\n"
            "2021年度收入80.50万元。\n" + FINAL,
            "梁平区云龙镇人民政府", "500155", 2021,
            id="name-inside-a-paragraph",
        ),
        pytest.param(
            "重庆荣昌高新技术产业开发区管理委员会2020年度部门决算\n一、职责\n" + FINAL,
            "重庆荣昌高新技术产业开发区管理委员会", "500153", 2020,
            id="zone-of-a-county",
        ),
        pytest.param(
            "嘉峪关市中级人民法院2018年度部门决算\n一、职责\n" + FINAL, "嘉峪关市中级人民法院", "620200", 2018,
            id="city-without-counties",
        ),
        pytest.param(
            "中华人民共和国厦门海关2019年度部门预算\n一、职责\n" + BUDGET, "中华人民共和国厦门海关", "350200", 2019,
            id="customs",
        ),
    ],
)  # fmt: skip
def test_who_where_and_when(content: str, name: str, region: str, year: int, tmp_path: Path) -> None:
    found = record(tmp_path, content)
    assert (found.department_name, found.region_code, found.fiscal_year) == (name, region, year)


STREET = "2018年部门预算说明\n一、职责\n区信访局的主要职责是：接待来访。鼓楼区十七届人大审议通过。\n" + BUDGET


@pytest.mark.parametrize(
    ("foot", "title", "head", "region"),
    [
        ("", "", "", None),
        ("主办：福州市鼓楼区人民政府 承办：区政府办公室 友情链接：福州市台江区 福州市仓山区", "", "", "350102"),
        ("", "2018年部门预算说明_鼓楼区政府网_福州市", "", "350102"),
        ("", "", "<meta name='SiteName' content='福州市鼓楼区人民政府'>", "350102"),
        ("主办：南京市人民政府", "", "", None),
    ],
)
def test_the_site_of_a_page_tells_districts_of_one_name_apart(
    foot: str, title: str, head: str, region: str | None, tmp_path: Path
) -> None:
    assert record(tmp_path, STREET, foot=foot, title=title, head=head).region_code == region


def test_the_site_is_of_no_account_where_the_name_says_the_place(tmp_path: Path) -> None:
    found = record(tmp_path, "罗源县司法局2018年度部门决算\n一、职责\n" + FINAL, foot="主办：莆田市荔城区人民政府")
    assert found.region_code == "350123"


def test_a_site_inside_the_place_that_the_text_names_is_the_place(tmp_path: Path) -> None:
    content = "2016年度\n林业局部门决算\n一、职责\n贯彻执行国家、省、青岛市的方针政策。\n" + FINAL
    assert record(tmp_path, content).region_code == "370200"
    assert record(tmp_path, content, foot="主办：平度市人民政府").region_code == "370283"


def test_a_note_of_one_paragraph_has_the_title_of_its_page(tmp_path: Path) -> None:
    found = record(
        tmp_path,
        "许家镇2020年“三公”经费决算数共计35.5万元，其中：公务接待费15.5万元；公务用车运行维护费20万元。",
        title="许家镇2020年“三公”经费决算", foot="主办：南陵县人民政府",
    )  # fmt: skip
    assert (found.outcome, found.department_name, found.region_code) == ("ok", "许家镇", "340223")
    assert (found.fiscal_year, found.document_kind) == (2020, "final_accounts")


def test_headings_that_agree_outweigh_a_cover_of_another_year(tmp_path: Path) -> None:
    content = (
        "罗源县交通运输局2016年部门决算\n一、职责\n一、2017年度收入决算情况\n二、2017年度支出决算情况\n"
        "三、2017年度“三公”经费支出情况\n" + FINAL
    )
    assert record(tmp_path, content).fiscal_year == 2017
    assert record(tmp_path, content.replace("三、2017", "三、2016")).fiscal_year == 2016


def test_the_year_of_a_reform_is_no_fiscal_year(tmp_path: Path) -> None:
    content = "罗源县交通运输局部门决算\n一、职责\n根据2012年机构改革方案设立。\n2015年度收入80.50万元。\n" + FINAL
    assert record(tmp_path, content).fiscal_year == 2015


def test_the_report_of_a_township_is_of_a_government(tmp_path: Path) -> None:
    content = "浦城县水北街镇2019年财政预算执行情况和2020年财政预算草案的报告\n各位代表：\n"
    content += "2019年收入1,200.50万元，支出1,100.40万元，结余100.10万元。"
    found = record(tmp_path, content)
    assert (found.disclosure_level, found.region_code, found.department_name) == ("government", "350722", None)


@pytest.mark.parametrize(
    "title",
    [
        "2023年广东省财政厅一般公共预算财政拨款“三公”经费支出决算情况说明",
        "2023年广东省财政厅“三公”经费支出决算情况说明",
        "2023年度广东省财政厅政府性基金预算财政拨款支出决算情况说明",
        "广东省财政厅2023年一般公共预算财政拨款“三公”经费支出决算情况说明",
    ],
)
def test_the_money_in_a_title_is_no_part_of_the_name_before_it(title: str, tmp_path: Path) -> None:
    found = record(tmp_path, f"<p>{title}</p><p>（一）支出决算总体情况说明</p>" + FINAL)
    assert (found.department_name, found.region_code) == ("广东省财政厅", "440000")
