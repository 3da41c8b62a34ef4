"""The queries of the cookbook on several years of several bodies: what five documents of one year do not show.

The amounts are those typed in ``tests/web/disclosures.py``; a test reads them off that page.
"""

import duckdb
import pytest

from tests.cookbook.pages import questions
from tests.web import disclosures


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(disclosures.built(tmp_path_factory)[1].database), read_only=True)


def rows(warehouse: duckdb.DuckDBPyConnection, number: int) -> list[dict[str, object]]:
    """The answer to a question of the cookbook."""
    result = warehouse.execute(next(one.sql for one in questions() if one.number == number))
    names = [column[0] for column in result.description]
    return [dict(zip(names, (str(cell) if cell is not None else None for cell in row), strict=True))
            for row in result.fetchall()]  # fmt: skip


def test_a_budget_in_the_warehouse_is_what_the_final_accounts_are_held_against(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = {(row["科目"], row["预算"], row["决算"]) for row in rows(warehouse, 2)
             if row["部门"] == "株洲市石峰区档案局" and row["年度"] == "2023"}  # fmt: skip
    assert found == {("公务用车运行费", "100000.00", "97000.00"), ("公务接待费", "20000.00", "16000.00")}


def test_a_year_is_compared_with_the_one_before_alone(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = {(row["部门"], row["年度"]): row["比上年"] for row in rows(warehouse, 6) if row["阶段"] == "决算"}
    # 210 + 40, 220 + 45 and 231 + 52 万元.
    assert [found["株洲市石峰区档案局", year] for year in ("2021", "2022", "2023")] == [None, "150000.00", "180000.00"]
    assert found["永州市冷水滩区水利局", "2023"] is None


def test_sums_of_provinces_regions_and_divisions_are_of_one_year(warehouse: duckdb.DuckDBPyConnection) -> None:
    # 石家庄市栾城区民政局, the only body of 河北省: 300 + 95, 312 + 88 and 318 + 140 万元.
    spent = ["3950000.00", "4000000.00", "4580000.00"]
    of_province = [row for row in rows(warehouse, 12) if row["省"] == "河北省"]
    assert [(row["年度"], row["支出"], row["单位数"]) for row in of_province] == [
        (str(year), amount, "1") for year, amount in zip(disclosures.YEARS, spent, strict=True)
    ]
    of_region = [row for row in rows(warehouse, 13) if row["地区"] == "河北省石家庄市栾城区"]
    assert [(row["年度"], row["支出"]) for row in of_region] == [
        (str(year), amount) for year, amount in zip(disclosures.YEARS, spent, strict=True)
    ]
    # All seven bodies of 2021, all of it 01.1: 3,075 basic and 940 project.
    of_division = {row["年度"]: (row["支出"], row["单位数"]) for row in rows(warehouse, 15)}
    assert of_division["2021"] == ("40150000.00", "7") and of_division["2022"][1] == "6"
