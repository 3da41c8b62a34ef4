"""A lake gets a release as one snapshot, or keeps what it had; what is there stays readable and cannot be changed."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from pipeline.locations import PROJECT_ROOT, Locations
from pipeline.publication import release as releasing
from pipeline.publication import store as stores
from pipeline.publication.contract import MARTS
from pipeline.publication.diff import diff_releases
from pipeline.publication.gate import GateRefusedError
from pipeline.publication.lake import publish_to_store
from pipeline.publication.lock import WarehouseBusyError
from pipeline.publication.manifest import hash_marts
from pipeline.publication.queries import refusal
from pipeline.publication.reader import attach_release, open_release
from pipeline.publication.release import publish
from pipeline.publication.store import Store, StoredRelease, StoreError, list_releases, newest, require_place
from tests.services import BUCKET, NEEDS_LAKE, bucket, database, postgres

from .conftest import Workshop

pytestmark = [NEEDS_LAKE, pytest.mark.slow]
START = datetime(2026, 1, 1, 2, 0, tzinfo=UTC)
TABLES = [mart.name for mart in MARTS]
OVER_THE_NETWORK = pytest.mark.parametrize(
    "store", ["postgres and bucket", pytest.param("file", marks=pytest.mark.full)], indirect=True
)
"""For what tests/e2e/test_store.py proves of a catalog file."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres() as running:
        yield running


@pytest.fixture(scope="module")
def service() -> Iterator[dict[str, str]]:
    with bucket() as environment:
        yield environment


@pytest.fixture
def in_file(tmp_path: Path) -> Store:
    (tmp_path / "lake").mkdir()
    return Store.parse(f"ducklake:{tmp_path}/lake/catalog.ducklake")


@pytest.fixture(params=["file", "postgres and bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    if request.param == "file":
        return request.getfixturevalue("in_file")
    for name, value in request.getfixturevalue("service").items():
        monkeypatch.setenv(name, value)
    name = f"lake_{abs(hash(tmp_path))}"
    address = database(request.getfixturevalue("server"), name)
    return Store.parse(f"ducklake:postgres:{address}", f"s3://{BUCKET}/{name}")


@dataclass
class Publisher:
    """Publishes small builds, each an hour after the one before, in a warehouse folder and a store."""

    workshop: Workshop
    hours: int = 0
    seen: str | None = None

    def locally(self, *amounts: str) -> Locations:
        locations = self.workshop.finish_build(amounts)
        self.workshop.sql("create view figure as select figure_id, amount_yuan from main.fct_figure")
        self.workshop.sql("comment on table fct_figure is 'every amount'")
        self.workshop.sql("comment on column fct_figure.amount_yuan is 'in yuan'")
        self.workshop.sql("comment on view figure is 'amounts alone'")
        publish(locations, START + timedelta(hours=self.hours))
        self.hours += 1
        return locations

    def __call__(self, store: Store, *amounts: str) -> str:
        self.seen = publish_to_store(store, self.locally(*amounts), seen=self.seen).build_id
        return self.seen


@pytest.fixture
def put(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> Publisher:
    """What the gate asks a process of its own before a release is put into a store is asked here."""

    def counted(file: Path, names: list[str]) -> dict[str, int]:
        with duckdb.connect(str(file), read_only=True) as connection:
            return {name: len(connection.execute(f"select 1 from main.{name}").fetchall()) for name in names}

    monkeypatch.setattr(releasing, "count_in_fresh_process", counted)
    return Publisher(workshop)


def amounts(store: Store, build_id: str | None = None) -> list[str]:
    with open_release(StoredRelease(store, build_id)) as connection:
        rows = connection.execute("select amount_yuan::varchar from figure order by figure_id").fetchall()
    return [amount for (amount,) in rows]


@OVER_THE_NETWORK
def test_a_release_is_one_snapshot_and_every_earlier_one_stays(store: Store, put: Publisher) -> None:
    first, second = put(store, "1.00", "2.00"), put(store, "1.00", "2.50", "3.00")
    stored = list_releases(store)
    assert [release.build_id for release in stored] == [first, second]
    assert stored[1].version == stored[0].version + 1
    assert amounts(store) == amounts(store, second) == ["1.00", "2.50", "3.00"]
    assert amounts(store, first) == ["1.00", "2.00"]
    changes = ["1 figure(s) added in documents that did not change",
               "1 figure(s) read differently in documents that did not change"]  # fmt: skip
    assert stored[1].changes == changes
    assert diff_releases(StoredRelease(store, first), StoredRelease(store)).sentences() == changes


@OVER_THE_NETWORK
def test_it_is_the_published_file_table_by_table_with_its_comments(store: Store, put: Publisher) -> None:
    put(store, "1.00", "2.00")
    put(store, "7.00", "8.00")
    described = (
        "select table_name, null, comment from duckdb_tables() where database_name = 'warehouse'"
        " union all select view_name, null, comment from duckdb_views()"
        " where database_name = 'warehouse' and not internal"
        " union all select table_name, column_name, comment || data_type || is_nullable from duckdb_columns()"
        " where database_name = 'warehouse' and comment is not null order by all"
    )
    told: list[object] = []
    for release in (StoredRelease(store), put.workshop.locations.published_database):
        with attach_release(release) as connection:
            told.append((hash_marts(connection, TABLES), connection.execute(described).fetchall()))
            assert connection.execute("select count(*) from release").fetchall() == [(1,)]
    assert told[0] == told[1]


def test_what_did_not_change_is_not_written_again(in_file: Store, put: Publisher) -> None:
    put(in_file, "1.00")
    put(in_file, "2.00")
    files = {path.name: len(list(path.glob("*.parquet"))) for path in Path(f"{in_file.file}.files/main").iterdir()}
    assert (files["dim_rule"], files["fct_figure"]) == (1, 2)


def test_a_release_that_is_there_is_not_put_twice(in_file: Store, put: Publisher) -> None:
    build_id = put(in_file, "1.00")
    again = publish_to_store(in_file, put.workshop.locations, seen=build_id)
    assert [(again.build_id, again.version)] == [(one.build_id, one.version) for one in list_releases(in_file)]


def test_a_night_exchanges_the_rows_of_its_documents_only(store: Store, put: Publisher) -> None:
    first = put(store, "1.00", "2.00")
    locations = put.locally("1.00", "9.00")
    build = locations.current.resolve()
    kinds = {name: "document" if name == "fct_figure" else "whole" for name in TABLES}
    nodes = {
        name: {
            "name": name,
            "resource_type": "model",
            "schema": "main",
            "config": {"materialized": "table", "meta": {"merge_by": kind}},
        }
        for name, kind in kinds.items()
    }
    (build / "manifest.json").write_text(json.dumps({"nodes": nodes}))
    noted = json.loads((build / "release.json").read_text())
    exchanged = {"documents": ["d1"], "departments": ["department"]}
    (build / "release.json").write_text(json.dumps(noted | {"base": first, "exchanged": exchanged}))
    publish_to_store(store, locations, seen=first)
    assert amounts(store) == ["1.00", "9.00"]
    assert amounts(store, first) == ["1.00", "2.00"]
    with attach_release(StoredRelease(store)) as connection:
        (changes,) = connection.execute(
            "select changes from warehouse.snapshots() order by snapshot_id desc limit 1"
        ).fetchall()[0]
        assert hash_marts(connection, TABLES) == noted["content"]
    assert not any("fct_figure" in str(table) for table in changes.get("tables_created", []))


def test_a_store_that_got_another_release_meanwhile_keeps_it(in_file: Store, put: Publisher, tmp_path: Path) -> None:
    other = Publisher(Workshop(tmp_path / "other"), hours=5, seen=put(in_file, "1.00"))
    theirs = other(in_file, "1.00", "5.00")
    with pytest.raises(StoreError, match=f"got build {theirs} from elsewhere"):
        publish_to_store(in_file, put.locally("1.00", "6.00"), seen=list_releases(in_file)[0].build_id)
    assert amounts(in_file) == ["1.00", "5.00"]


def test_of_two_that_publish_at_once_one_is_told_and_nothing_is_mixed(
    store: Store, put: Publisher, tmp_path: Path
) -> None:
    seen = put(store, "1.00")
    said: list[object] = []
    barrier = threading.Barrier(2)

    def publishes(locations: Locations) -> None:
        barrier.wait()
        try:
            said.append(publish_to_store(store, locations, seen=seen).build_id)
        except (StoreError, WarehouseBusyError) as error:
            said.append(error)

    places = [put.locally("1.00", "5.00"), Publisher(Workshop(tmp_path / "other"), hours=9).locally("1.00", "6.00")]
    threads = [threading.Thread(target=publishes, args=(place,)) for place in places]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (won,) = [one for one in said if isinstance(one, str)]
    assert [release.build_id for release in list_releases(store)] == [seen, won]
    with attach_release(StoredRelease(store)) as connection:
        assert hash_marts(connection, TABLES) == list_releases(store)[-1].content


def test_a_store_that_would_lose_much_of_what_it_has_is_asked_about(in_file: Store, put: Publisher) -> None:
    put(in_file, "1.00", "2.00", "3.00")
    locations = put.workshop.finish_build(("1.00",))
    publish(locations, START + timedelta(hours=1), allow_shrink=True)
    seen = list_releases(in_file)[0].build_id
    with pytest.raises(GateRefusedError, match="3 figures of the documents that are still there"):
        publish_to_store(in_file, locations, seen=seen)
    assert len(amounts(in_file)) == 3
    publish_to_store(in_file, locations, seen=seen, allow_shrink=True)
    with open_release(StoredRelease(in_file)) as connection:
        assert connection.execute("select count(*) from fct_figure").fetchall() == [(1,)]


KILLED = """
import os, signal, sys
from pathlib import Path
from pipeline.locations import Locations
from pipeline.publication import lake, store

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

moment, address, data, seen, raw, warehouse = sys.argv[1:]
if moment == "renewing views":
    lake._renew_views = die
elif moment == "putting the successor in place":
    Path.replace = die
elif moment == "committed":
    answers = iter([lake.releases, die])
    lake.releases = lambda connection: next(answers)(connection)
lake.publish_to_store(store.Store.parse(address, data or None), Locations(Path(raw), Path(warehouse)), seen=seen)
"""


@pytest.mark.parametrize("moment", ["renewing views", "putting the successor in place", "committed"])
def test_killed_at_any_moment_the_store_has_one_release_or_the_other(store: Store, put: Publisher, moment: str) -> None:
    if moment.startswith("putting") and store.file is None:
        pytest.skip("a database puts nothing in place")
    first = put(store, "1.00")
    locations = put.locally("1.00", "2.00")
    arguments = [f"ducklake:{store.catalog}", store.data or "", first, locations.raw_dir, locations.warehouse_dir]
    outcome = subprocess.run(
        [sys.executable, "-c", KILLED, moment, *map(str, arguments)], cwd=PROJECT_ROOT, env=os.environ, check=False
    )
    assert outcome.returncode == -signal.SIGKILL
    # What is committed to the successor of a catalog file is seen when that is in place.
    assert amounts(store) == (["1.00", "2.00"] if moment == "committed" and store.file is None else ["1.00"])
    last = newest(store)
    publish_to_store(store, locations, seen=last and last.build_id)
    assert amounts(store) == ["1.00", "2.00"]
    assert len(list_releases(store)) == 2
    if store.file is not None:
        assert not list(store.file.parent.glob("*.next*"))


@OVER_THE_NETWORK
def test_a_reader_keeps_its_release_while_a_new_one_comes(store: Store, put: Publisher) -> None:
    put(store, "1.00")
    with open_release(StoredRelease(store)) as connection:
        put(store, "1.00", "2.00")
        assert connection.execute("select count(*) from fct_figure").fetchall() == [(1,)]
    assert len(amounts(store)) == 2


def test_a_service_that_does_not_answer_leaves_the_store_as_it_was(
    server: str, service: dict[str, str], put: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in service.items():
        monkeypatch.setenv(name, value)
    store = Store.parse(f"ducklake:postgres:{database(server, 'unreachable')}", f"s3://{BUCKET}/unreachable")
    first = put(store, "1.00")
    locations = put.locally("1.00", "2.00")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(StoreError, match=r"(?s)did not take build .*keeps the release it had") as told:
        publish_to_store(store, locations, seen=first)
    assert "secret" not in str(told.value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", service["AWS_ENDPOINT_URL"])
    assert amounts(store) == ["1.00"]
    publish_to_store(store, locations, seen=first)
    assert amounts(store) == ["1.00", "2.00"]


def test_a_catalog_that_cannot_be_reached_is_told_without_the_password() -> None:
    store = Store.parse("ducklake:postgres:host=/nowhere dbname=lake user=x password='ge heim'")
    with pytest.raises(StoreError, match="cannot be opened") as told:
        newest(store)
    assert "heim" not in str(told.value)
    assert "heim" not in str(Store.parse("ducklake:postgres:postgresql://me:heim@host/lake"))


def test_a_new_store_in_a_database_without_a_place_for_its_data_is_refused_before_the_work(server: str) -> None:
    address = f"ducklake:postgres:{database(server, 'no_place')}"
    with pytest.raises(StoreError, match="--store-data"):
        require_place(Store.parse(address))
    require_place(Store.parse(address, f"s3://{BUCKET}/no_place"))


def test_a_damaged_catalog_is_told(in_file: Store, put: Publisher) -> None:
    put(in_file, "1.00")
    assert in_file.file is not None
    in_file.file.write_bytes(b"no database")
    with pytest.raises(StoreError, match="cannot be opened"):
        newest(in_file)
    with pytest.raises(StoreError, match="cannot be opened"):
        put(in_file, "2.00")


@pytest.mark.parametrize("address", ["", "warehouse.duckdb", "ducklake:", "ducklake:postgres:", "s3://bucket"])
def test_what_is_no_address_is_told_with_the_forms(address: str) -> None:
    with pytest.raises(StoreError, match="expected ducklake:FILE or ducklake:postgres:"):
        Store.parse(address)


def test_a_missing_extension_is_told_with_the_command(in_file: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "find_spec", lambda _: None)
    with pytest.raises(StoreError, match="make setup-lake"), stores.writing(in_file):
        pass


def test_a_release_that_is_not_there_is_told_with_those_that_are(in_file: Store, put: Publisher) -> None:
    with pytest.raises(StoreError, match="There is no store"):
        open_release(StoredRelease(in_file))
    build_id = put(in_file, "1.00")
    with pytest.raises(StoreError, match=f"no release 2020 .* {build_id}"):
        open_release(StoredRelease(in_file, "2020"))


REFUSED = (
    "copy fct_figure to '{data}/evil.csv'",
    "explain analyze copy fct_figure to '{data}/evil.csv'",
    "select 1; copy fct_figure to '{data}/evil.csv'",
    "attach '{data}/new.db' as other",
    "select * from read_parquet('{data}/main/*/*.parquet')",
    "select * from fct_figure where figure_id in (select content from read_text('/etc/hostname'))",
    "select * from ducklake_cleanup_old_files('warehouse', cleanup_all => true)",
    "select * from postgres_query('__ducklake_metadata_warehouse', 'select 1')",
    "select * from query('select 1')",
    "summarize select * from read_text('/etc/hostname')",
    "create table memory.main.mine as select 1",
    "prepare mine as select 1",
    "set threads = 1",
    "call warehouse.snapshots()",
    "pragma database_size",
    "export database '{data}'",
)


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[duckdb.DuckDBPyConnection, str]]:
    """A store opened for queries, and its folder of data."""
    folder = tmp_path_factory.mktemp("locked")
    store = Store.parse(f"ducklake:{folder}/catalog.ducklake")
    Publisher(Workshop(folder))(store, "1.00")
    with open_release(StoredRelease(store)) as connection:
        yield connection, f"{store.file}.files"


@pytest.mark.parametrize("query", REFUSED)
def test_a_query_cannot_reach_beyond_the_tables(query: str, locked: tuple[duckdb.DuckDBPyConnection, str]) -> None:
    connection, data = locked
    assert refusal(connection, query.format(data=data)) is not None


@pytest.mark.parametrize(
    "query",
    [
        "select count(*) from fct_figure",
        "from figure",
        "with a as (select 1) select * from a, range(3)",
        "describe fct_figure",
        "show tables",
        "summarize fct_figure",
        "select * from fct_figure at (version => 1)",
        "select unnest([1, 2])",
        "from duckdb_tables()",
    ],
)
def test_a_query_of_the_tables_is_answered(query: str, locked: tuple[duckdb.DuckDBPyConnection, str]) -> None:
    connection, _ = locked
    assert refusal(connection, query) is None
    connection.execute(query)


@pytest.mark.parametrize(
    "query",
    [
        "insert into fct_figure (figure_id) values ('x')",
        "drop table fct_figure",
        "update __ducklake_metadata_warehouse.ducklake_metadata set value = 'x'",
        "select * from read_text('/etc/hostname')",
        "attach '/tmp/elsewhere.db' as other",
        "load httpfs",
        "set lock_configuration = false",
    ],
)
def test_duckdb_itself_holds_the_lock(query: str, locked: tuple[duckdb.DuckDBPyConnection, str]) -> None:
    connection, _ = locked
    with pytest.raises(duckdb.Error):
        connection.execute(query)
