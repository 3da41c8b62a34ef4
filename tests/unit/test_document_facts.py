"""Facts of invented but realistic disclosures of many places; the covers are typed here."""

import pytest

from pipeline.extraction.facts.cover import cover_of
from pipeline.extraction.facts.facts import StatementHint, document_facts
from pipeline.extraction.facts.year import years_in
from pipeline.extraction.wording.facts import compact

BODY = """目录
第一部分 部门概况
一、主要职能
二、机构设置
第二部分 部门预算表
第三部分 名词解释
一、收支总体情况
2023年度收入总计1,234.56万元，其中财政拨款1,234.56万元，支出总计1,234.56万元，比上年增加10.00万元。
收入\t\t支出\t
项目\t决算数\t项目\t决算数
一、财政拨款收入\t1,234.56\t一、一般公共服务支出\t1,234.56
"""


def facts_of(cover: str, body: str = BODY, statements: tuple[StatementHint, ...] = ()):
    return document_facts((cover + "\n" + body).split("\n"), statements)


def told(facts):
    return (
        facts.document_kind,
        facts.disclosure_level,
        facts.fiscal_year,
        facts.department_name,
        facts.region_code,
        facts.government_level,
    )


@pytest.mark.parametrize(
    ("cover", "expected"),
    [
        pytest.param(
            "监督索引号53032318031501000\n云南省曲靖市富源县发展和改革局\n2023年度部门决算",
            ("final_accounts", "department", 2023, "云南省曲靖市富源县发展和改革局", "530325", "county"),
            id="yunnan-county",
        ),
        pytest.param(
            "富源县财政局2022年部门预算公开目录",
            ("budget", "department", 2022, "富源县财政局", "530325", "county"),
            id="yunnan-short",
        ),
        pytest.param(
            "楚雄州人民检察院\n2021年度部门决算",
            ("final_accounts", "department", 2021, "楚雄州人民检察院", "532300", "prefecture"),
            id="autonomous-prefecture-short-name",
        ),
        pytest.param(
            "峨山彝族自治县教育体育局2024年部门预算",
            ("budget", "department", 2024, "峨山彝族自治县教育体育局", "530426", "county"),
            id="autonomous-county",
        ),
        pytest.param(
            "四川省成都市武侯区\n教育局\n2024年部门预算编制说明",
            ("budget", "department", 2024, "四川省成都市武侯区教育局", "510107", "county"),
            id="sichuan-two-lines",
        ),
        pytest.param(
            "2022年度\n四川省凉山彝族自治州西昌市水利局部门决算",
            ("final_accounts", "department", 2022, "四川省凉山彝族自治州西昌市水利局", "513401", "county"),
            id="county-level-city",
        ),
        pytest.param(
            "广西壮族自治区百色市右江区审计局2021年度部门决算公开",
            ("final_accounts", "department", 2021, "广西壮族自治区百色市右江区审计局", "451002", "county"),
            id="guangxi",
        ),
        pytest.param(
            "广西壮族自治区水利厅\n二〇二三年度部门决算",
            ("final_accounts", "department", 2023, "广西壮族自治区水利厅", "450000", "province"),
            id="chinese-year",
        ),
        pytest.param(
            "北京市朝阳区人民政府办公室\n2020年度部门决算",
            ("final_accounts", "department", 2020, "北京市朝阳区人民政府办公室", "110105", "county"),
            id="beijing-chaoyang",
        ),
        pytest.param(
            "长春市朝阳区司法局２０２３年度部门预算",
            ("budget", "department", 2023, "长春市朝阳区司法局", "220104", "county"),
            id="changchun-chaoyang-full-width",
        ),
        pytest.param(
            "舟山市普陀区文化和广电旅游体育局2022年度部门决算",
            ("final_accounts", "department", 2022, "舟山市普陀区文化和广电旅游体育局", "330903", "county"),
            id="putuo-of-zhoushan",
        ),
        pytest.param(
            "上海市普陀区2025年区级单位预算\n预算单位：上海市普陀区朝春中心小学",
            ("budget", "unit", 2025, "上海市普陀区朝春中心小学", "310107", "county"),
            id="shanghai-school",
        ),
        pytest.param(
            "上海市普陀区2023年区级单位预算\n预算单位：上海市曹杨第二中学",
            ("budget", "unit", 2023, "上海市曹杨第二中学", "310107", "county"),
            id="district-school-named-after-the-city",
        ),
        pytest.param(
            "上海市普陀区人民政府长寿路街道办事处\n2024年度部门决算",
            ("final_accounts", "department", 2024, "上海市普陀区人民政府长寿路街道办事处", "310107", "county"),
            id="street-office",
        ),
        pytest.param(
            "上海市体育局2024年度部门决算",
            ("final_accounts", "department", 2024, "上海市体育局", "310000", "province"),
            id="municipality-bureau",
        ),
        pytest.param(
            "上海市第二中级人民法院\n2023年度单位决算",
            ("final_accounts", "unit", 2023, "上海市第二中级人民法院", "310000", "province"),
            id="municipality-court",
        ),
        pytest.param(
            "2019年度江苏省高级\n人民法院部门预算公开\n2019年2月3日",
            ("budget", "department", 2019, "江苏省高级人民法院", "320000", "province"),
            id="high-court",
        ),
        pytest.param(
            "江苏省2019年度\n省级部门预算公开报表\n部　门：江苏省司法厅\n江苏省财政厅印制",
            ("budget", "department", 2019, "江苏省司法厅", "320000", "province"),
            id="jiangsu-tables",
        ),
        pytest.param(
            "南京市鼓楼区人民法院2022年度部门决算",
            ("final_accounts", "department", 2022, "南京市鼓楼区人民法院", "320106", "county"),
            id="gulou-of-nanjing",
        ),
        pytest.param(
            "中共昆明市委宣传部2024年部门预算",
            ("budget", "department", 2024, "中共昆明市委宣传部", "530100", "prefecture"),
            id="party-organ",
        ),
        pytest.param(
            "昆明经济技术开发区管理委员会2023年部门预算公开",
            ("budget", "department", 2023, "昆明经济技术开发区管理委员会", "530100", "prefecture"),
            id="development-zone",
        ),
        pytest.param(
            "长春净月高新技术产业开发区管理委员会2022年部门决算",
            ("final_accounts", "department", 2022, "长春净月高新技术产业开发区管理委员会", "220172", "county"),
            id="development-zone-of-the-list",
        ),
        pytest.param(
            "平山县下口镇人民政府2024年部门预算信息公开",
            ("budget", "department", 2024, "平山县下口镇人民政府", "130131", "county"),
            id="township",
        ),
        pytest.param(
            "合肥市第二人民医院\n2021年部门预算",
            ("budget", "unit", 2021, "合肥市第二人民医院", "340100", "prefecture"),
            id="hospital",
        ),
        pytest.param(
            "中共海南省委党校2021年度部门决算",
            ("final_accounts", "department", 2021, "中共海南省委党校", "460000", "province"),
            id="party-school",
        ),
        pytest.param(
            "国家税务总局株洲市石峰区税务局2023年度部门决算",
            ("final_accounts", "department", 2023, "国家税务总局株洲市石峰区税务局", "430204", "central"),
            id="tax-branch",
        ),
        pytest.param(
            "晋城市城区\n民政局2016年部门预算",
            ("budget", "department", 2016, "晋城市城区民政局", "140502", "county"),
            id="district-with-a-generic-name",
        ),
        pytest.param(
            "2021年度武陵源区林业局部门整体支出绩效自评报告",
            ("performance_report", "department", 2021, "武陵源区林业局", "430811", "county"),
            id="performance-report",
        ),
        pytest.param(
            "关于XX区".replace("XX", "岳麓") + "林业局2022年度部门决算的说明",
            ("final_accounts", "department", 2022, "岳麓区林业局", "430104", "county"),
            id="about",
        ),
        pytest.param(
            "上海市静安区商务委员会（本级）2024年度单位决算",
            ("final_accounts", "unit", 2024, "上海市静安区商务委员会（本级）", "310106", "county"),
            id="own-level",
        ),
        pytest.param(
            "2022年度\n淄博市张店区马尚街道办事处\n部门决算\n2023年8月",
            ("final_accounts", "department", 2022, "淄博市张店区马尚街道办事处", "370303", "county"),
            id="date-is-no-fiscal-year",
        ),
        pytest.param(
            "关于潜江市2023年财政预算执行情况和2024年财政预算草案的报告\n——2024年1月3日在潜江市第九届人民代表大会上\n潜江市财政局",
            ("budget", "government", 2024, "", "429005", "county"),
            id="government-budget-of-a-city-without-prefecture",
        ),
        pytest.param(
            "徐州市云龙区2022年财政总决算公开",
            ("final_accounts", "government", 2022, "", "320303", "county"),
            id="government-accounts",
        ),
        pytest.param(
            "2021年度部门决算\n富源县审计局\n2022年9月",
            ("final_accounts", "department", 2021, "富源县审计局", "530325", "county"),
            id="name-below-the-title",
        ),
        pytest.param(
            "富源县审计局\n部门决算\n（2021年度）",
            ("final_accounts", "department", 2021, "富源县审计局", "530325", "county"),
            id="year-in-brackets",
        ),
        pytest.param(
            "上海市虹口区审计局\n年度部门决算\n2024",
            ("final_accounts", "department", 2024, "上海市虹口区审计局", "310109", "county"),
            id="year-drawn-apart",
        ),
        pytest.param(
            "附件2\n株洲市荷塘区2022年度部门整体支出绩效自评报告（荷塘区林业局）",
            ("performance_report", "department", 2022, "荷塘区林业局", "430202", "county"),
            id="name-in-brackets",
        ),
        pytest.param(
            "上海市普陀区2025年区级单位预算\n预算单位：上海市普陀区少年城",
            ("budget", "unit", 2025, "上海市普陀区少年城", "310107", "county"),
            id="name-of-an-unknown-kind",
        ),
        pytest.param(
            "中国共产党上海市普陀区委员会组织部\n2024年度部门决算",
            ("final_accounts", "department", 2024, "中国共产党上海市普陀区委员会组织部", "310107", "county"),
            id="full-name-of-the-party",
        ),
        pytest.param(
            "司法部2024年部门预算",
            ("budget", "department", 2024, "司法部", "", "central"),
            id="ministry",
        ),
        pytest.param(
            "内蒙古自治区锡林郭勒盟正蓝旗卫生健康委员会２０２１年度部门决算公开报告",
            ("final_accounts", "department", 2021, "内蒙古自治区锡林郭勒盟正蓝旗卫生健康委员会", "152530", "county"),
            id="banner",
        ),
        pytest.param(
            "云南大学2023年度部门预算",
            ("budget", "department", 2023, "云南大学", "530000", "province"),
            id="university-of-a-province",
        ),
        pytest.param(
            "苏州大学2019年度部门预算公开",
            ("budget", "department", 2019, "苏州大学", "320000", "province"),
            id="university-named-after-a-city",
        ),
        pytest.param(
            "2020年部门预算\n（中共河北省委网信办）",
            ("budget", "department", 2020, "中共河北省委网信办", "130000", "province"),
            id="name-in-brackets-below-the-title",
        ),
        pytest.param(
            "上海市普陀区2024年区级部门预算\n预算主管部门：\n上海市普陀区司法局",
            ("budget", "department", 2024, "上海市普陀区司法局", "310107", "county"),
            id="value-below-its-label",
        ),
        pytest.param(
            "陕西省西安市高陵区2021年政府预算公开",
            ("budget", "government", 2021, "", "610117", "county"),
            id="government-of-a-district",
        ),
        pytest.param(
            "部门预算公开表\n2024年\n编制单位：贵州省黔东南州凯里市人民政府办公室\n编制日期：2024年1月15日",
            ("budget", "department", 2024, "贵州省黔东南州凯里市人民政府办公室", "522601", "county"),
            id="short-name-of-a-prefecture",
        ),
        pytest.param(
            "2024年淮安市清江浦区政府办公室部门预算公开",
            ("budget", "department", 2024, "淮安市清江浦区政府办公室", "320812", "county"),
            id="year-before-the-name",
        ),
    ],
)
def test_facts_of_a_cover(cover, expected):
    facts = facts_of(cover)
    assert told(facts) == expected
    assert facts.is_disclosure, facts.reason


def test_every_fact_carries_its_line_and_words():
    facts = facts_of("\n\n云南省曲靖市\n富源县审计局\n2023年度部门决算")
    assert facts.title == "云南省曲靖市富源县审计局2023年度部门决算"
    for fact in ("title", "document_kind", "fiscal_year", "department_name", "region_code", "disclosure_level"):
        assert facts.evidence[fact] == (3, facts.title)


def test_central_university_takes_the_region_it_sits_in():
    facts = facts_of(
        "长江大学\n2024年度部门预算",
        "一、学校概况\n长江大学是教育部直属的综合性大学，坐落于湖北省武汉市洪山区。其前身在四川省，四川省、四川省。\n"
        + BODY,
    )
    assert told(facts) == ("budget", "unit", 2024, "长江大学", "420100", "central")


def test_central_university_without_an_address_takes_the_city_it_names_most():
    text = (
        "东方大学（Dongfang University）是教育部直属，教育部、重庆市共建的大学。前身是四川省立学院。重庆市实验室3个。\n"
    )
    facts = facts_of("东方大学2022年度部门决算\n2023年8月", "一、学校概况\n" + text + BODY)
    assert told(facts) == ("final_accounts", "unit", 2022, "东方大学", "500000", "central")


def test_institution_under_a_bureau_is_a_unit_even_when_its_title_says_department():
    text = "一、主要职能\n富源县疾病预防控制中心是富源县卫生健康局下属的公益一类事业单位。\n"
    facts = facts_of("富源县疾病预防控制中心2021年度部门决算", text + BODY)
    assert facts.disclosure_level == "unit"


def test_department_that_lists_its_own_institutions_stays_a_department():
    text = "一、机构设置\n所属事业单位包括：富源县农机站，是富源县农业农村局下属的事业单位。\n"
    assert facts_of("富源县农业农村局2021年度部门决算", text + BODY).disclosure_level == "department"


def test_short_name_gives_way_to_the_fullest_name_in_the_text():
    body = "机构设置：\n单位名称\n中共石家庄市鹿泉区委网络安全和信息化委员会办公室\n行政\n" + BODY
    facts = facts_of("鹿泉区委网信办\n2020年部门预算信息公开情况说明", body)
    assert facts.department_name == "中共石家庄市鹿泉区委网络安全和信息化委员会办公室"
    assert (facts.region_code, facts.government_level) == ("130110", "county")


def test_name_without_a_place_takes_it_from_the_text():
    body = "一、部门概况\n2021年雨湖区委编办总支出130.651万元，基本支出86.124万元，项目支出44.5万元。\n"
    facts = facts_of("2021年度区委编办部门整体支出绩效自评报告", body)
    assert told(facts) == ("performance_report", "department", 2021, "雨湖区委编办", "430302", "county")


def test_district_of_a_common_name_is_told_by_the_city_in_the_text():
    body = "一、机构设置\n由福州市财政局管理，福州市级拨款。\n" + BODY
    assert facts_of("鼓楼区审计局2023年度部门决算", body).region_code == "350102"


def test_district_of_a_common_name_stays_open_when_the_text_does_not_tell():
    assert facts_of("鼓楼区审计局2023年度部门决算").region_code == ""


def test_retired_division_is_read_as_of_its_year():
    assert facts_of("北京市崇文区民政局2008年度部门决算").region_code == "110103"


def test_name_stands_only_in_the_preamble_of_the_tables():
    row = "一、财政拨款\t10,070.48\t一、一般公共服务支出\t7,827.46\n"
    body = "公开01表\n收支预算总表\n部门：江苏省审计厅 单位：万元\n" + row
    hint = StatementHint("budget_summary", "2019年收支预算总表", 2)
    facts = document_facts(body.split("\n"), (hint,))
    assert told(facts) == ("budget", "department", 2019, "江苏省审计厅", "320000", "province")
    assert facts.evidence["department_name"][0] == 3


@pytest.mark.parametrize(
    ("lines", "year"),
    [
        (("(2023年度)", "(2023年度)"), 2023),
        (("（2023年度）", "2022年8月"), 2023),
        (("(2023年度)", "(2024年度)"), None),
        (("2023年1月",), None),
    ],
)
def test_year_may_stand_on_lines_of_its_own(lines: tuple[str, ...], year: int | None):
    above = ["部门预算报表", "收支预算总表", "单位：万元", *["项目\t预算数"] * 60]
    assert document_facts([*above, *lines]).fiscal_year == year


def test_year_follows_from_the_classification_when_none_is_printed():
    rows = "收支预算总表\n部门：江苏省审计厅 单位：万元\n九、医疗卫生与计划生育支出\t1.00\n30113\t住房公积金\t391.66\n"
    assert document_facts(rows.split("\n")).fiscal_year == 2018
    assert document_facts(rows.replace("30113\t", "").split("\n")).fiscal_year is None


def test_name_broken_over_two_lines_of_the_cover_is_made_whole_by_the_tables():
    table = "编制部门：上海市普陀区人民政府万里街道办事处 单位：元\n合计\t1,234.00\n"
    cover = "上海市普陀区2024年区级部门预算\n预算主管部门：上海市普陀区人民政府\n万里街道办事处"
    assert facts_of(cover, BODY + table).department_name == "上海市普陀区人民政府万里街道办事处"
    own = table.replace("人民政府万里街道办事处", "司法局（本级）")
    cover = "上海市普陀区2024年区级部门预算\n预算主管部门：上海市普陀区司法局"
    assert facts_of(cover, BODY + own).department_name == "上海市普陀区司法局"


def test_unit_code_beside_the_name_and_glued_to_it():
    row = "单位代码\t单位名称\t合计\n152001\t株洲市审计局\t59.59\n"
    assert facts_of("株洲市审计局2020年部门预算", BODY + row).unit_code == "152001"
    glued = facts_of("2020年部门预算\n单位名称：920平山县下口镇财政所")
    assert (glued.department_name, glued.unit_code) == ("平山县下口镇财政所", "920")


def test_the_unit_of_money_is_no_name():
    assert facts_of("单位：万元\n2020年部门预算").department_name == ""


@pytest.mark.parametrize(
    ("text", "reason_code"),
    [
        (
            "我市全面推进2023年预算公开\n2023-05-06\n本报讯（记者 王某）日前，市财政局介绍，"
            "全市公开预算支出120亿元、30亿元、2亿元。\n各部门的预算公开工作有序推进。",
            "news_item",
        ),
        (
            "中华人民共和国预算法\n第一条 为了规范政府收支行为。\n第二条 预算、决算的编制。\n"
            "第三条 国家实行一级政府一级预算。\n第四条 预算由收入和支出组成。",
            "legal_text",
        ),
        ("关于做好2023年部门决算公开工作的通知\n各部门：\n请于8月底前公开。", "legal_text"),
        ("今天天气很好\n我们去公园散步。", "not_disclosure"),
        (
            "某市XX局2024年度部门决算\n" + BODY.replace("1,234.56", "").replace("10.00万元", "").replace("万元", ""),
            "blank_form",
        ),
    ],
)
def test_what_is_no_disclosure_is_refused_with_a_reason(text, reason_code):
    facts = document_facts(text.split("\n"))
    assert not facts.is_disclosure
    assert facts.reason_code == reason_code
    assert facts.reason.endswith(")")


def test_a_blank_form_keeps_kind_and_level_only():
    empty = BODY.replace("1,234.56", "").replace("10.00万元", "").replace("万元", "")
    facts = facts_of("上海市XX局\n2024年度部门决算", empty)
    assert told(facts) == ("final_accounts", "department", None, "", "", "")


def test_the_same_form_with_figures_is_a_disclosure():
    assert facts_of("上海市体育局\n2024年度部门决算").is_disclosure


def test_a_sheet_of_which_an_export_keeps_cells_alone_is_a_disclosure():
    """A pipe stands behind each cell, behind those of the title too."""
    cells = [
        "青神县发展和改革局2023年度部门决算",
        "项目支出绩效自评表(2023年度)",
        "项目名称",
        "总额",
        "238.93",
        "251.89",
        "其中：财政资金",
        "238.93",
    ]
    assert document_facts([f"{cell} |" for cell in cells]).is_disclosure
    assert not document_facts([f"{cell} |" for cell in cells if not cell.startswith("2")]).is_disclosure


def test_rows_of_an_export_with_pipes_are_no_part_of_the_title():
    rows = [
        "2015年桂林市司法局部门“三公”经费情况统计表 | ||",
        "? | 单位：万元 | |",
        "项 目 | 本年预算数 |",
        "合 计 | 34.35 |",
    ]
    assert cover_of(rows).title == "2015年桂林市司法局部门“三公”经费情况统计表"
    menu = ["设为首页 | 加入收藏 | 联系我们", "桂林市司法局2015年部门预算"]
    assert cover_of(menu).title == "桂林市司法局2015年部门预算"


def test_the_amounts_of_traditional_print_make_a_disclosure():
    text = "鶴山市水務局2018年部門預算公開\n收入24.75萬元，支出24.75萬元，其中人員經費16.55萬元。"
    assert document_facts(text.split("\n")).is_disclosure


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2023年度部门决算", [2023]),
        ("二○二四年度部门预算", [2024]),
        ("二零二一年度", [2021]),
        ("2024年8月", []),
        ("二〇二四年十月", []),
        ("关于2025年预算执行情况和2026年预算草案", [2025, 2026]),
        ("2019部门预算", [2019]),
        ("12019年", []),
    ],
)
def test_years_in(text, years):
    assert years_in(compact(text)) == years
