"""A figure of the prose, a finding and an amount of a year are traced to what is printed."""

import duckdb
import pytest

from pipeline.locations import Locations
from pipeline.reports.trace_other import trace_other
from tests.conftest import RAW_DIR, Build


@pytest.fixture
def locations(built: Build) -> Locations:
    return Locations(RAW_DIR, built.warehouse_dir)


def one(built: Build, sql: str) -> str:
    with duckdb.connect(str(built.database), read_only=True) as warehouse:
        return str(warehouse.execute(sql).fetchall()[0][0])


def test_a_figure_of_the_prose_names_its_sentence(built: Build, locations: Locations) -> None:
    # 荷塘区 2020, line 367: 机关运行经费 19.35 万元.
    key = one(built, "select narrative_figure_id from fct_narrative_figure where document_id = '97f8ac33118d7588'"
                     " and source_line = 367 and value_text = '19.35'")  # fmt: skip
    text = "\n".join(trace_other(locations, key))
    assert "Line        367" in text and "机关运行经费" in text and "Yuan        193,500.00" in text


def test_a_finding_names_both_sides(built: Build, locations: Locations) -> None:
    # Line 127: 59.59 in all, every part printed as 0.
    key = one(
        built,
        "select finding_id from fct_reconciliation where document_id = '97f8ac33118d7588'"
        " and status = 'broken' and not is_consequence and message like '%支出决算表 201%'",
    )
    lines = trace_other(locations, key)
    assert any(line.startswith("Left") and "59.59" in line for line in lines)
    assert any(line.startswith("Right") and "line 127" in line for line in lines)


def test_an_amount_of_a_year_names_the_cells_that_print_it(built: Build, locations: Locations) -> None:
    year = one(built, "select department_year_id from mart_department_year where expenditure_yuan = 595900")
    text = "\n".join(trace_other(locations, f"{year}:expenditure_yuan"))
    assert "Value       595,900.00" in text and "yujuesuan trace 97f8ac33118d7588-126-3" in text


@pytest.mark.parametrize("key", ["", "x", "x:expenditure_yuan", "x:1; drop table release"])
def test_what_is_not_known_gives_nothing(locations: Locations, key: str) -> None:
    assert trace_other(locations, key) == []
