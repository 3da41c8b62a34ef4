"""Names of bodies of all kinds in places drawn from the whole list: none is cut, none is sent to another place."""

import random
from collections import defaultdict

import pytest

from pipeline.extraction.facts.facts import document_facts
from pipeline.extraction.wording.divisions import DIVISIONS

BODIES = [
    "财政局",
    "教育局",
    "发展和改革委员会",
    "人民法院",
    "人民检察院",
    "档案馆",
    "残疾人联合会",
    "总工会",
    "供销合作社联合社",
    "融媒体中心",
    "公路管理段",
    "第一中学",
    "人民医院",
    "疾病预防控制中心",
    "人大常委会办公室",
    "纪律检查委员会",
    "委组织部",
    "委老干部局",
    "工商业联合会",
    "红十字会",
    "公安局交通警察大队",
    "机关事务服务中心",
    "妇女联合会",
    "中等职业技术学校",
    "殡葬管理所",
    "水库管理局",
    "史志办公室",
    "自来水厂",
    "船闸",
    "良种苗圃",
]
TITLES = (
    "{name}{year}年度部门决算",
    "{year}年度{name}部门决算",
    "{year}年{name}部门预算公开",
    "{name}关于{year}年度部门决算公开的说明",
    "{name}{year}年部门预算编制说明",
    "{name}\n{year}年部门预算",
    "{name}\n{year}年度决算公开说明",
)
TEXT = """
目录
一、收入支出总体情况
第一部分 概况
一、主要职能
负责有关工作。
第二部分 情况说明
一、收入支出情况
{year}年度收入总计560.25万元，支出总计560.25万元。本年收入合计500万元，本年支出合计510万元。
"""
ROWS = DIVISIONS.rows()
CODES = defaultdict[str, set[str]](set)
for row in ROWS:
    CODES[row["name"]].add(row["code"])
NO_PLACES = ("市辖", "县", "省直辖", "自治区直辖")
PLACES = [
    row
    for row in ROWS
    if not row["valid_to"] and row["level"] != "1" and len(row["name"]) > 2 and not row["name"].startswith(NO_PLACES)
]
NAMES = {row["code"]: row["name"] for row in ROWS if not row["valid_to"]}


def _case(seed: int) -> tuple[str, str, int, str]:
    """Name, place, year and the text of a document."""
    chance = random.Random(seed)
    place = chance.choice(PLACES)
    above = NAMES.get(f"{place['code'][:4]}00", "") if chance.random() < 0.4 and place["level"] == "3" else ""
    above = "" if above.startswith(NO_PLACES) else above
    body, year = chance.choice(BODIES), chance.randint(2012, 2025)
    party = "中共" if body.startswith(("委", "纪")) else ""
    name = f"{party}{above}{place['name']}{body}{chance.choice(('', '', '', '（本级）'))}"
    title = chance.choice(TITLES).format(name=name, year=year)
    return name, place["name"], year, f"{title}{TEXT.format(year=year)}"


@pytest.mark.parametrize("seed", range(300))
def test_a_name_is_whole_and_its_place_its_own(seed: int) -> None:
    name, place, year, text = _case(seed)
    found = document_facts(text.split("\n"))
    assert found.department_name.removesuffix("（本级）") == name.removesuffix("（本级）")
    assert found.region_code in {"", *CODES[place]}
    assert found.fiscal_year == year
    assert found.is_disclosure
