"""Queries in a process of their own: what one takes too much of ends that process, and the next one is answered."""

import os
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipeline.extraction.limits import SettingError
from pipeline.processes import children
from pipeline.publication.store import Store, StoredRelease
from pipeline.reports.query_process import QueryError, QueryLimits, QueryProcess

pytestmark = pytest.mark.slow
_WIDTH = 80
_ENDLESS = "with recursive r as (select 1 as x union all select x + 1 from r) select count(*) from r"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("release") / "warehouse.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("create table t as select range as a from range(1000)")
    return file


@pytest.fixture
def asked(release: Path) -> Iterator[QueryProcess]:
    with QueryProcess(release, QueryLimits(seconds=3, memory_mb=300)) as process:
        yield process
    assert list(children(os.getpid())) == []


def test_queries_are_answered_by_one_process(asked: QueryProcess) -> None:
    assert "499500" in asked.ask("select sum(a) from t", _WIDTH)
    first = list(children(os.getpid()))
    assert asked.ask("", _WIDTH) == ""
    with pytest.raises(QueryError, match="no_such_table"):
        asked.ask("from no_such_table", _WIDTH)
    with pytest.raises(QueryError, match="A release answers queries only"):
        asked.ask("copy t to 'x'", _WIDTH)
    assert list(children(os.getpid())) == first


@pytest.mark.parametrize(
    ("query", "told"),
    [
        (_ENDLESS, "longer than 3 s and was ended; YUJUESUAN_QUERY_SECONDS"),
        ("select list(range) from range(100000000)", "more than 300 MB; YUJUESUAN_QUERY_MEMORY_MB"),
        ("select json_structure(repeat('[', 300000) || repeat(']', 300000))", r"\(SIGSEGV\).*The release is unharmed"),
    ],
)
def test_what_takes_too_much_is_ended_and_the_next_is_answered(asked: QueryProcess, query: str, told: str) -> None:
    with pytest.raises(QueryError, match=told):
        asked.ask(query, _WIDTH)
    assert "1000" in asked.ask("select count(*) from t", _WIDTH)


def test_nothing_spills_into_the_folder_of_the_release(release: Path) -> None:
    limits = QueryLimits(seconds=120, memory_mb=300)
    with QueryProcess(release, limits) as asked, pytest.raises(QueryError, match="more than 300 MB"):
        asked.ask("select count(*) from (select distinct repeat(range::varchar, 30) from range(4000000))", _WIDTH)
    assert [path.name for path in release.parent.iterdir()] == ["warehouse.duckdb"]


def test_a_damaged_release_and_a_store_that_is_not_there_are_told(tmp_path: Path) -> None:
    (tmp_path / "warehouse.duckdb").write_bytes(b"nonsense" * 2000)
    damaged, missing = tmp_path / "warehouse.duckdb", StoredRelease(Store.parse(f"ducklake:{tmp_path}/none"))
    with QueryProcess(damaged, QueryLimits()) as process, pytest.raises(QueryError, match="make warehouse"):
        process.ask("select 1", _WIDTH)
    with QueryProcess(missing, QueryLimits()) as process, pytest.raises(QueryError, match="none"):
        process.ask("select 1", _WIDTH)


def test_a_limit_that_is_no_number_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUJUESUAN_QUERY_SECONDS", "soon")
    with pytest.raises(SettingError, match="YUJUESUAN_QUERY_SECONDS"):
        QueryLimits.from_environment()
