"""Columns of codes that are not printed bare, and numbers that only look like codes."""

import pytest

from pipeline.extraction.page.grid import Row
from pipeline.extraction.tables.dressed_codes import undressed

HEADER = ("科目编码", "科目名称", "合计")
NAMELESS = ("", "", "合计")
NAMES = ("教育支出", "普通教育", "小学教育")


def _codes(codes: tuple[str, ...], header: tuple[str, ...] = HEADER, names: tuple[str, ...] = NAMES) -> list[str]:
    rows = [header, *((code, name, "12.00") for code, name in zip(codes, names, strict=True))]
    found, _ = undressed([Row(row, line) for line, row in enumerate(rows, 1)])
    return [row.cells[0] for row in found[1:]]


@pytest.mark.parametrize("header", [HEADER, NAMELESS])
@pytest.mark.parametrize(
    "codes",
    [
        ("A205", "A20502", "A2050202"),
        ("[205]", "[20502]", "[2050202]"),
        ("([205])", "([20502])", "([2050202])"),
        ("'205", "'20502", "'2050202"),
        ("205", "20,502", "2,050,202"),
        ("205.00", "20502.00", "2050202.00"),
        ("205.00", "20,502.00", "2,050,202.00"),
        ("205", "205.02", "205.02.02"),
        ("205", "205-02", "205-02-02"),
        ("205", "A20502", "[2050202]"),
    ],
)
def test_dressed_codes_are_read_bare(codes: tuple[str, ...], header: tuple[str, ...]) -> None:
    assert _codes(codes, header) == ["205", "20502", "2050202"]


@pytest.mark.parametrize(
    "codes",
    [
        ("205", "20502", "100.00"),  # an amount below bare codes
        ("205", "20502", "2050202.00"),
        ("205", "302.50", "2050202"),
        ("205.00", "1234.56", "20502.00"),
        ("A205", "A20502)", "A2.5"),
        ("T20210001", "T20210002", "T20210003"),
    ],
)
def test_what_may_be_no_code_stays_as_printed(codes: tuple[str, ...]) -> None:
    assert _codes(codes)[-1] == codes[-1]


def test_amounts_without_a_heading_of_codes_are_no_codes() -> None:
    amounts = ("205.00", "20,502.00", "2,050,202.00")
    assert _codes(amounts, NAMELESS, ("一、教育支出", "二、项目甲", "三、项目乙")) == list(amounts)


def test_the_code_of_a_unit_is_read_bare() -> None:
    assert _codes(("A301", "A302", "A303"), ("单位编码", "单位名称", "合计"), ("甲局", "乙局", "丙局")) == [
        "301",
        "302",
        "303",
    ]


def test_the_part_of_a_table_below_has_the_columns_of_the_first() -> None:
    first = [Row(HEADER, 1), Row(("A205", "教育支出", "1.00"), 2)]
    _, columns = undressed(first)
    (row,), _ = undressed([Row(("A20577", "旧名称", "1.00"), 3)], columns)
    assert row.cells[0] == "A20577"  # no classification has it: the first part told a column, not every code
    (row,), _ = undressed([Row(("A20502", "旧名称", "1.00"), 3)], columns)
    assert row.cells[0] == "20502"


def test_a_code_before_its_name_in_one_cell_is_read_bare() -> None:
    (row,), _ = undressed([Row(("A205教育支出", "1.00", "[20502]某事"), 1)])
    assert row.cells == ("205 教育支出", "1.00", "[20502]某事")
