"""A lake beside the published file, as a person uses it: the same contract, by the same commands."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from dagster import AssetKey

from pipeline.locations import Locations
from pipeline.orchestration.automation import NIGHTLY
from pipeline.orchestration.graph import build_definitions
from pipeline.orchestration.instance import in_memory_instance
from pipeline.publication.contract import MARTS
from pipeline.publication.manifest import hash_marts
from pipeline.publication.reader import attach_release
from pipeline.publication.store import Store, StoredRelease, newest

from ..conftest import RAW_DIR, Build, run_command
from ..services import NEEDS_LAKE

pytestmark = [NEEDS_LAKE, pytest.mark.slow]
TABLES = [*(mart.name for mart in MARTS), "release"]


@pytest.fixture(scope="module")
def both(built: Build, stored: StoredRelease) -> Iterator[list[duckdb.DuckDBPyConnection]]:
    connections = [attach_release(built.database), attach_release(stored)]
    yield connections
    for connection in connections:
        connection.close()


def test_every_table_and_view_of_the_contract_holds_the_same(both: list[duckdb.DuckDBPyConnection]) -> None:
    file, lake = (hash_marts(connection, TABLES) for connection in both)
    assert file == lake
    # A view has the hash of its SQL: what it answers is asked too.
    views = [name for (name,) in both[0].execute("select view_name from duckdb_views() where not internal").fetchall()]
    assert views
    for view in views:
        file, lake = (
            connection.execute(f"select hash(v) from {view} as v order by 1").fetchall() for connection in both
        )
        assert file == lake, view


def test_every_table_and_view_is_described_and_every_column_of_a_table(both: list[duckdb.DuckDBPyConnection]) -> None:
    described = """
        select table_name, null, comment from duckdb_tables() where database_name = 'warehouse'
        union all
        select view_name, null, comment from duckdb_views() where database_name = 'warehouse' and not internal
        union all
        select table_name, column_name, concat_ws(' ', data_type, is_nullable, comment)
        from duckdb_columns() semi join duckdb_tables() using (database_name, schema_name, table_name)
        where database_name = 'warehouse'
        order by all
    """
    file, lake = (connection.execute(described).fetchall() for connection in both)
    assert file == lake
    assert all(comment for *_, comment in lake)


@pytest.fixture(scope="module")
def kept(built: Build, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A warehouse and a store, both published by the command."""
    folder = tmp_path_factory.mktemp("kept")
    shutil.copytree(built.warehouse_dir, folder / "warehouse", symlinks=True)
    (folder / "lake").mkdir()
    store = f"ducklake:{folder}/lake/catalog.ducklake"
    outcome = run_command("build", "--raw", RAW_DIR, "--warehouse", folder / "warehouse", "--store", store)
    assert outcome.returncode == 0, outcome.stderr
    # The release was there already: it is put into the store, and nothing is computed for that.
    assert "Nothing has changed since build" in outcome.stdout
    assert "as snapshot 1." in outcome.stdout
    return folder / "warehouse", store


def test_the_commands_answer_from_the_store_without_the_warehouse(kept: tuple[Path, str], tmp_path: Path) -> None:
    _, store = kept
    environment = {"YUJUESUAN_STORE": store}
    listed = run_command("releases", **environment).stdout
    build_id = listed.split()[0]
    assert listed == f"{build_id}  first release in this store\n"
    assert "5 in the warehouse; by outcome: 5 ok" in run_command("status", **environment).stdout
    queried = run_command("sql", "select count(*) as documents from dim_document", "--release", build_id, **environment)
    assert "│         5 │" in queried.stdout, queried.stderr
    assert run_command("diff", build_id, **environment).stdout == "nothing changed\n"
    exported = run_command("export", "--to", tmp_path / "out", "--what", "expenditure", **environment)
    assert exported.returncode == 0, exported.stderr
    assert (tmp_path / "out" / "expenditure.csv").stat().st_size > 1000


def test_a_query_that_is_none_is_not_run(kept: tuple[Path, str]) -> None:
    _, store = kept
    outcome = run_command("sql", "--store", store, "copy fct_figure to '/tmp/stolen.csv'")
    assert (outcome.returncode, outcome.stdout) == (1, "")
    assert "A store answers queries only" in outcome.stderr
    assert not Path("/tmp/stolen.csv").exists()


def test_a_store_that_cannot_be_reached_is_told_before_the_work(kept: tuple[Path, str]) -> None:
    warehouse, _ = kept
    before = (warehouse / "current").readlink()
    address = "ducklake:postgres:host=/nowhere dbname=lake password=geheim"
    outcome = run_command("build", "--raw", RAW_DIR, "--warehouse", warehouse, "--force", "--store", address)
    assert outcome.returncode == 1
    assert outcome.stderr.startswith("Error: The store ducklake:postgres:host=/nowhere dbname=lake password=***")
    assert "geheim" not in outcome.stderr + outcome.stdout
    assert "Building" not in outcome.stdout
    assert (warehouse / "current").readlink() == before


def test_the_store_is_an_asset_that_can_be_made_again_alone(
    built: Build, stored: StoredRelease, tmp_path: Path
) -> None:
    copy = Locations(RAW_DIR, tmp_path / "warehouse")
    shutil.copytree(built.warehouse_dir, copy.warehouse_dir, symlinks=True)
    store = Store.parse(f"ducklake:{tmp_path}/catalog.ducklake")
    job = build_definitions(copy, store=store).resolve_job_def(NIGHTLY)
    with in_memory_instance() as instance:
        result = job.execute_in_process(instance=instance, asset_selection=[AssetKey("store")])
    (made,) = result.asset_materializations_for_node("store")
    assert made.metadata["build_id"].value == newest(stored.store).build_id == newest(store).build_id  # type: ignore[union-attr]


def test_releases_of_the_warehouse_folder_are_told_and_compared_too(kept: tuple[Path, str]) -> None:
    warehouse, _ = kept
    listed = run_command("releases", "--warehouse", warehouse).stdout
    build_id = listed.split()[0]
    assert listed == f"{build_id}  first release in this warehouse\n"
    assert run_command("diff", build_id, "--warehouse", warehouse).stdout == "nothing changed\n"
    unknown = run_command("status", "--release", "../x", "--warehouse", warehouse)
    assert f"it keeps: {build_id}" in unknown.stderr
