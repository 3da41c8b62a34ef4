"""What the UI says of checks and marts: sentences, counts, first rows."""

import json
from pathlib import Path

import duckdb
import pytest
from dagster import AssetCheckResult, AssetKey, Definitions

from pipeline.locations import PROJECT_ROOT, Locations
from pipeline.orchestration.checks import description_of, with_first_rows
from pipeline.orchestration.metadata import of_mart


def test_a_check_says_what_the_test_says_of_itself() -> None:
    assert description_of({"description": "It is so.", "raw_code": "-- another"}) == "It is so."
    comment = "\n-- It is so.\n-- Fixed by: somebody.\n\nselect 1 -- not this"
    assert description_of({"description": "", "raw_code": comment}) == "It is so. Fixed by: somebody."
    assert description_of({"raw_code": "select 1"}) == ""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "build.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table fct_sum as select range as line, range * 2 as amount from range(20)")
    return path


def run_results(folder: Path, sql: str) -> None:
    result = {"unique_id": "test.sums", "status": "warn", "compiled_code": sql}
    (folder / "run_results.json").write_text(json.dumps({"results": [result]}), encoding="utf-8")


def check(passed: bool) -> AssetCheckResult:
    metadata = {"unique_id": "test.sums", "dagster_dbt/failed_row_count": 17}
    return AssetCheckResult(passed=passed, asset_key=AssetKey("fct_sum"), check_name="sums", metadata=metadata)


def test_a_check_that_does_not_hold_shows_its_first_rows(database: Path, tmp_path: Path) -> None:
    run_results(tmp_path, 'select line, amount from "warehouse"."main"."fct_sum" where line > 2 order by line')
    holds, broken = with_first_rows([check(True), check(False)], database, tmp_path)
    assert "first_rows" not in (holds.metadata or {})
    shown = str(broken.metadata["first_rows"].value).splitlines()
    assert shown[0] == "| line | amount |" and shown[2] == "| 3 | 6 |" and len(shown) == 2 + 8
    assert broken.metadata["dagster_dbt/failed_row_count"].value == 17


@pytest.mark.parametrize("sql", ["select no_such_column from main.fct_sum", "", "not sql; drop"])
def test_a_check_that_cannot_be_asked_again_stays_as_it_was(database: Path, tmp_path: Path, sql: str) -> None:
    run_results(tmp_path, sql)
    (broken,) = with_first_rows([check(False)], database, tmp_path)
    assert broken == check(False)
    (tmp_path / "run_results.json").unlink()
    assert with_first_rows([check(False)], database, tmp_path) == [check(False)]


def test_a_mart_has_its_count_and_its_first_rows(database: Path) -> None:
    with duckdb.connect(str(database), read_only=True) as connection:
        shown = of_mart(connection, "fct_sum")
    assert shown["dagster/row_count"] == 20
    assert shown["preview"].value.splitlines()[2] == "| 0 | 0 |"


@pytest.mark.slow
def test_every_check_of_the_graph_is_described_and_says_who_mends_it(tmp_path: Path) -> None:
    from pipeline.orchestration.graph import build_definitions

    definitions: Definitions = build_definitions(Locations(PROJECT_ROOT / "raw", tmp_path))
    specs = [spec for asset in definitions.assets or () for spec in getattr(asset, "check_specs", ())]
    assert len(specs) > 100
    assert [spec.name for spec in specs if "Fixed by" not in (spec.description or "")] == []
