"""What may be asked of a release: queries, one at a time, of its own tables. Asked before DuckDB is, and run never."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipeline.publication.queries import refusal
from pipeline.publication.reader import open_release


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("release") / "warehouse.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("create table t as select 1 as a, 2 as b")
    return file


@pytest.fixture
def locked(release: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_release(release) as connection:
        yield connection


@pytest.mark.parametrize(
    "query",
    [
        "select count(*) as query from t",
        "from t; -- all",
        "values (1)",
        "with x as (select 1) from x",
        "(select 1)",
        "describe t",
        "show tables",
        "summarize t",
        "from t, range(3), unnest([1])",
        "from duckdb_settings()",
        "explain select 1",
        "/* how */ explain /* it */ analyze select 1",
        "explain (analyze, format json) from t",
        "pivot t on a using sum(b)",
        "pivot t on a in (1) using sum(b)",
        "explain pivot t on a using sum(b)",
        "unpivot t on a, b",
        "",
        "-- nothing",
    ],
)
def test_a_query_is_answered(locked: duckdb.DuckDBPyConnection, query: str) -> None:
    assert refusal(locked, query) is None
    locked.sql(query)


@pytest.mark.parametrize(
    "query",
    [
        "copy t to 'x'",
        "copy t to 'x' (use_tmp_file false)",
        "copy t from 'x'",
        "export database 'x'",
        "import database 'x'",
        "attach 'x'",
        "detach warehouse",
        "install httpfs",
        "load json",
        "update extensions",
        "set memory_limit = '1GB'",
        "reset memory_limit",
        "use memory",
        "pragma enable_profiling = 'json'",
        "pragma import_database('x')",
        "call enable_profiling(save_location = 'x.txt')",
        "checkpoint",
        "vacuum",
        "begin",
        "prepare p as copy t to 'x'",
        "execute p",
        "create temp table x as from t",
        "create table x as pivot t on a using sum(b)",
        "create secret (type s3)",
        "delete from t",
        "insert into t values (1, 2)",
        "explain copy t to 'x'",
        "explain /* only */ analyze copy t to 'x'",
        "explain (format json) copy t to 'x'",
        "select 1; copy t to 'x'",
        "pivot t on a using sum(b); copy t to 'x'",
        "copy t to 'x'; pivot t on a using sum(b)",
        "pivot t on a using sum(b); pivot t on b using sum(a)",
    ],
)
def test_what_is_no_query_is_refused(locked: duckdb.DuckDBPyConnection, query: str) -> None:
    assert str(refusal(locked, query)).startswith("A release answers ")


def test_queries_are_asked_one_at_a_time(locked: duckdb.DuckDBPyConnection) -> None:
    assert str(refusal(locked, "select 1; select 2")).startswith("A release answers one query at a time, and these are")


@pytest.mark.parametrize(
    ("query", "called"),
    [
        ("from read_csv('x')", "read_csv"),
        ("with x as (from glob('x')) select (select count(*) from read_blob('x')) from x", "glob, read_blob"),
        ("""from "enable_logging"(storage = 'file', storage_config = {'path': 'x'})""", "enable_logging"),
        ("from query /* as text */ ('from enable_' || 'logging(storage_path = ''x'')')", "query"),
        ("from json_execute_serialized_sql(json_serialize_sql('select 1'))", "json_execute_serialized_sql"),
        ("explain analyze from enable_profiling()", "enable_profiling"),
        ("pivot (from enable_logging /* /* */ */ ()) on a using sum(b)", "enable_logging"),
        ("explain pivot (from enable_logging()) on a using sum(b)", "enable_logging"),
    ],
)
def test_a_function_that_is_not_listed_is_refused(locked: duckdb.DuckDBPyConnection, query: str, called: str) -> None:
    """A log that DuckDB may not write aborts the process: a test must not be aborted either."""
    assert refusal(locked, query) == f"A release answers no query that calls {called}; --unsafe lifts this."


def test_who_lifts_the_locks_asks_what_they_like(release: Path) -> None:
    with open_release(release, unsafe=True) as connection:
        assert refusal(connection, "copy t to 'x'") is None


def test_what_is_no_sql_is_left_to_the_database(locked: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(duckdb.ParserException):
        refusal(locked, "selekt 1")
