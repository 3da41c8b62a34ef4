"""Small disclosures of several bodies and years, as they are typed: what pages over years need and raw/ does not have.

Every amount is chosen here, by hand; a test that names one reads it off this page.
"""

import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import RAW_DIR, Build, built_once
from tests.writers.pdf import pdf_of_text

FINAL = RAW_DIR / "hetang_final_2020.txt"
BUDGET_2020 = RAW_DIR / "zhuzhou_budget_2020.txt"
YEARS = (2021, 2022, 2023)


@dataclass(frozen=True)
class Typed:
    """Final accounts of a body: 万元 of each year of ``YEARS``.

    Attributes:
        body: Its name.
        basic: 基本支出, all of it 行政运行.
        project: 项目支出, all of it 一般行政管理事务.
        operation: 公务用车运行维护费.
        reception: 公务接待费.
        staff: 在职人员.
    """

    body: str
    basic: tuple[int, int, int]
    project: tuple[int, int, int]
    operation: tuple[str, str, str]
    reception: tuple[str, str, str]
    staff: int


# fmt: off
TYPED = (
    Typed("株洲市石峰区档案局", (210, 220, 231), (40, 45, 52), ("4.00", "4.20", "9.70"), ("1.00", "1.10", "1.60"), 14),
    Typed("株洲市荷塘区教育局", (820, 845, 870), (310, 290, 335), ("8.00", "7.50", "7.10"), ("2.00", "1.90", "1.70"),
          46),
    Typed("株洲市审计局", (640, 655, 671), (120, 150, 148), ("6.00", "6.30", "8.30"), ("3.00", "3.10", "3.40"), 38),
    Typed("石家庄市栾城区民政局", (300, 312, 318), (95, 88, 140), ("3.00", "3.00", "4.50"), ("0.80", "0.80", "0.90"),
          22),
    Typed("永州市冷水滩区水利局", (410, 415, 430), (260, 275, 301), ("5.00", "5.10", "6.00"), ("1.20", "1.20", "1.50"),
          30),
    Typed("长沙市岳麓区司法局", (505, 521, 533), (80, 84, 79), ("7.00", "7.20", "7.80"), ("1.50", "1.40", "1.50"), 33),
    Typed("苏州市吴江区统计局", (190, 201, 207), (35, 38, 36), ("2.00", "2.10", "2.20"), ("0.50", "0.50", "0.60"), 12),
)
# fmt: on
WRONG = ("株洲市审计局", 2023)
"""Whose notes say another total of 三公 than its table prints."""
WRONG_TOTAL = "12.70"
MISSING = ("永州市冷水滩区水利局", 2022)
"""The year of a body that is not among the documents."""
BUDGET = """\
株洲市石峰区档案局2023年度部门预算

“三公”经费预算表
部门：株洲市石峰区档案局\t单位：万元
单位编码\t单位名称\t三公经费合计\t因公出国（境）费\t公务用车购置及运行费\t\t\t公务接待费
\t\t\t\t小计\t公务用车购置费\t公务用车运行费\t
103001\t株洲市石峰区档案局\t12.00\t0.00\t10.00\t0.00\t10.00\t2.00
"""
"""Plans 12.00 万元, which the final accounts of the year, with their own 11.30, do not repeat."""
PAGE = """\
{body}
{year}年度部门决算

第二部分 {year}年度部门决算表

支出决算表
公开03表
部门：{body}\t金额单位：万元
项目\t\t本年支出合计\t基本支出\t项目支出\t上缴上级支出\t经营支出\t对附属单位补助支出
功能分类科目编码\t科目名称\t\t\t\t\t\t
栏次\t\t1\t2\t3\t4\t5\t6
合计\t\t{total}.00\t{basic}.00\t{project}.00\t0.00\t0.00\t0.00
201\t一般公共服务支出\t{total}.00\t{basic}.00\t{project}.00\t0.00\t0.00\t0.00
20106\t财政事务\t{total}.00\t{basic}.00\t{project}.00\t0.00\t0.00\t0.00
2010601\t行政运行\t{basic}.00\t{basic}.00\t0.00\t0.00\t0.00\t0.00
2010602\t一般行政管理事务\t{project}.00\t0.00\t{project}.00\t0.00\t0.00\t0.00
注：本表反映部门本年度各项支出情况。

财政拨款“三公”经费支出决算表
公开07表
部门：{body}\t金额单位：万元
预算数\t\t\t\t\t\t决算数\t\t\t\t\t
合计\t因公出国（境）费\t公务用车购置及运行维护费\t\t\t公务接待费\t合计\t因公出国（境）费\t公务用车购置及运行维护费\t\t\t公务接待费
\t\t小计\t公务用车购置费\t公务用车运行维护费\t\t\t\t小计\t公务用车购置费\t公务用车运行维护费\t
1\t2\t3\t4\t5\t6\t7\t8\t9\t10\t11\t12
{three}\t0.00\t{operation}\t0.00\t{operation}\t{reception}\t{three}\t0.00\t{operation}\t0.00\t{operation}\t{reception}
注：本表反映部门本年度“三公”经费支出预决算情况。

第三部分 {year}年度部门决算情况说明
一、支出决算情况说明
{year}年度支出合计{total}.00万元，其中：基本支出{basic}.00万元；项目支出{project}.00万元。
二、财政拨款“三公”经费支出决算情况说明
{year}年度“三公”经费财政拨款支出预算为{said}万元，支出决算为{said}万元，完成预算的100.00%。
三、机构设置
年末在职人员{staff}人。
"""


def page(typed: Typed, number: int) -> str:
    """The disclosure of one year, by its number in ``YEARS``."""
    year, basic, project = YEARS[number], typed.basic[number], typed.project[number]
    # Hundredths of 万元, so that no sum is of binary fractions.
    cents = int(typed.operation[number].replace(".", "")) + int(typed.reception[number].replace(".", ""))
    three = f"{cents // 100}.{cents % 100:02}"
    return PAGE.format(
        body=typed.body, year=year, basic=basic, project=project, total=basic + project, three=three,
        said=WRONG_TOTAL if (typed.body, year) == WRONG else three,
        operation=typed.operation[number], reception=typed.reception[number], staff=typed.staff,
    )  # fmt: skip


def write(folder: Path) -> Path:
    """Write all of them into a folder, with a budget; one year of one body is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for typed in TYPED:
        for number, year in enumerate(YEARS):
            if (typed.body, year) != MISSING:
                (folder / f"{typed.body}{year}.txt").write_text(page(typed, number), encoding="utf-8")
    (folder / "budget.txt").write_text(BUDGET, encoding="utf-8")
    return folder


def built(factory: pytest.TempPathFactory) -> tuple[Path, Build]:
    """The raw folder of all of them, of a final account as a PDF and of a budget in an archive, and its build."""
    raw = write(factory.mktemp("disclosures") / "raw")
    (raw / "hetang.pdf").write_bytes(pdf_of_text(FINAL.read_text(encoding="utf-8")))
    with zipfile.ZipFile(raw / "公开.zip", "w") as archive:
        archive.write(BUDGET_2020, "2020/预算.txt")
    return raw, built_once(factory, "disclosures", raw)
