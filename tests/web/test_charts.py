"""What is drawn adds up to what is printed beside it, and no year is left out."""

import json
from decimal import Decimal
from typing import Any

from pipeline.web.page import Chart, Column, Table

COLUMNS = [
    Column("fiscal_year", "年度 Year"), Column("expenditure_yuan", "支出 Expenditure", "money"),
    Column("basic_yuan", "基本 Basic", "money"), Column("project_yuan", "项目 Project", "money"),
]  # fmt: skip
CHART = Chart("upright", ("fiscal_year",), ("basic_yuan", "project_yuan"), whole=("expenditure_yuan", "未列明"))


def drawn(rows: list[tuple[int, int | None, int | None, int | None]], chart: Chart = CHART) -> dict[str, Any]:
    names = [column.name for column in COLUMNS]
    amounts = [[year, *(None if value is None else Decimal(value) for value in values)] for year, *values in rows]
    table = Table("t", "t", COLUMNS, [dict(zip(names, row, strict=True)) for row in amounts], chart=chart)
    (drawing,) = table.drawings()
    return json.loads(drawing.bars)


def series(chart: dict[str, Any]) -> dict[str, list[float | None]]:
    return {one["name"]: one["data"] for one in chart["series"]}


def test_the_parts_of_a_bar_add_up_to_the_whole() -> None:
    chart = drawn([(2020, 100, 60, 30), (2021, 100, None, None), (2022, None, 50, 20)])
    assert series(chart) == {"基本 Basic": [60, None, 50], "项目 Project": [30, None, 20], "未列明": [10, 100, None]}


def test_nothing_is_drawn_of_a_rest_that_is_none() -> None:
    assert list(series(drawn([(2020, 90, 60, 30), (2021, 60, 60, None)]))) == ["基本 Basic", "项目 Project"]


def test_parts_beyond_their_whole_show_the_difference() -> None:
    assert series(drawn([(2020, 80, 60, 30), (2021, 90, 60, 30)]))["未列明"] == [-10, 0]


def test_every_year_is_drawn_and_one_without_a_row_has_its_place() -> None:
    chart = drawn([(year, 100, 60, 40) for year in range(2000, 2030) if year != 2013])
    assert chart["labels"] == [str(year) for year in range(2000, 2030)]
    assert series(chart)["基本 Basic"][13] is None


def test_of_many_names_the_largest_are_drawn_and_it_is_said() -> None:
    rows = [{"fiscal_year": number, "expenditure_yuan": Decimal(100 - number)} for number in range(20)]
    chart = Chart("lying", ("fiscal_year",), ("expenditure_yuan",))
    (drawing,) = Table("t", "t", COLUMNS, rows, chart=chart).drawings()
    assert len(json.loads(drawing.bars)["labels"]) == 15 and "15 of 20" in drawing.of
