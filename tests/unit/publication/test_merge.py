"""Rows of some documents go into a file that holds the others: exactly these rows, and the hash goes with them."""

import json
from pathlib import Path

import duckdb
import pytest

from pipeline.locations import DATABASE_NAME
from pipeline.publication import assembly
from pipeline.publication.gate import GateRefusedError
from pipeline.publication.manifest import carry_on, hash_rows
from pipeline.publication.merge import Assembly, Models, Part, begin, begin_with, merge

from .conftest import Workshop

KINDS = {"facts": "document", "bodies": "department", "rules": "whole", "codes": "again"}
AGAIN = 'select code, count(*) as printed from "warehouse"."main"."facts" where code is not null group by code'


def make(path: Path, facts: list[tuple[str | None, str]], bodies: list[tuple[str, int]], rules: str = "r") -> Path:
    """A file as dbt would have written it: facts of documents, bodies, a rule, and codes counted over the facts."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table facts (document_id varchar, code varchar)")
        connection.execute("create table bodies (department_id varchar, documents bigint)")
        for table, rows in (("facts", facts), ("bodies", bodies)):
            for row in rows:
                connection.execute(f"insert into {table} values (?, ?)", row)
        connection.execute(f"create table rules as select '{rules}' as rule_id")
        connection.execute("create table codes as select code, count(*) as printed from facts group by code")
    return path


def rows(path: Path, table: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(f"from {table} order by all").fetchall()


def test_only_the_rows_of_the_part_are_exchanged(tmp_path: Path) -> None:
    (tmp_path / "to").mkdir()
    facts = [("a", "1"), ("b", "1"), ("c", "2"), (None, "0")]
    target = make(tmp_path / "to" / DATABASE_NAME, facts, [("x", 2), ("y", 1), ("z", 1)])
    begin_with(target, list(KINDS), ["a", "b", "c"])
    # c is only read beside a; b is gone with its body z.
    build = make(
        tmp_path / "build.duckdb", [("a", "3"), ("a", "3"), ("c", "9"), (None, "5")], [("x", 1), ("y", 7)], "s"
    )
    merge(target, build, Models(KINDS, {"codes": AGAIN}), Part(frozenset("ab"), frozenset("xz")))
    assert rows(target, "facts") == [("a", "3"), ("a", "3"), ("c", "2"), (None, "5")]
    assert rows(target, "bodies") == [("x", 1), ("y", 1)]
    assert rows(target, "rules") == [("s",)]
    assert rows(target, "codes") == [("2", 1), ("3", 2), ("5", 1)]
    known = Assembly.load(target.parent)
    with duckdb.connect(str(target), read_only=True) as connection:
        assert known.content == {name: hash_rows(connection, name) for name in KINDS}
    assert known.rewritten == 3 + 2 + 1 + 3


def test_a_table_in_which_nothing_changes_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "to").mkdir()
    target = make(tmp_path / "to" / DATABASE_NAME, [("a", "1")], [("x", 1)])
    begin_with(target, list(KINDS), ["a"])
    build = make(tmp_path / "build.duckdb", [("a", "1")], [("x", 1)])
    merge(target, build, Models(KINDS, {"codes": AGAIN}), Part(frozenset("a"), frozenset("x")))
    assert Assembly.load(target.parent).rewritten == 0


def test_a_table_whose_hash_is_not_noted_takes_rows_over_too(tmp_path: Path) -> None:
    (tmp_path / "to").mkdir()
    target = make(tmp_path / "to" / DATABASE_NAME, [("a", "1")], [("x", 1)])
    begin_with(target, ["facts"], ["a"])
    build = make(tmp_path / "build.duckdb", [], [])
    merge(target, build, Models(KINDS, {"codes": AGAIN}), Part(frozenset("a"), frozenset("x")))
    assert rows(target, "bodies") == rows(target, "codes") == []
    assert Assembly.load(target.parent).content.keys() == {"facts"}


def test_an_assembly_begins_with_a_copy_that_can_be_written(tmp_path: Path) -> None:
    release = tmp_path / "release"
    release.mkdir()
    make(release / DATABASE_NAME, [("a", "1")], []).chmod(0o444)
    (release / "release.json").write_text(json.dumps({"content": {}, "rewritten": 7, "build_id": "b"}))
    begin(release, tmp_path / "to" / DATABASE_NAME)
    with duckdb.connect(str(tmp_path / "to" / DATABASE_NAME)) as connection:
        connection.execute("delete from facts")
    assert rows(release / DATABASE_NAME, "facts") == [("a", "1")]
    assert Assembly.load(tmp_path / "to") == Assembly({}, [], 7, "b")


def test_a_hash_that_is_carried_on_is_that_of_the_rows() -> None:
    with duckdb.connect() as connection:
        connection.execute("create table t as select i, 'x' || i as text from range(50) as r (i)")
        parts = [hash_rows(connection, f"(from t where {c})") for c in ("i < 30", "i < 10", "i >= 30", "i >= 10")]
        assert carry_on(*parts[:3]) == parts[3]
        assert carry_on(parts[0], parts[0], parts[0]) == parts[0]
        assert hash_rows(connection, "(from t where i < 0)") == "0" * 32 + "-0"


def test_a_key_that_stands_twice_in_the_merged_file_stops_the_release(workshop: Workshop) -> None:
    locations = workshop.finish_build(amounts=("1.00", "2.00"))
    model = "model.yujuesuan.fct_figure"
    nodes = {
        model: {"resource_type": "model", "schema": "main"},
        "test.key": {"resource_type": "test", "name": "one_row", "schema": "x", "depends_on": {"nodes": [model]}},
    }
    nodes["test.key"]["test_metadata"] = {"name": "unique"}
    sql = "select measure from main.fct_figure group by measure having count(*) > 1"
    results = {"results": [{"unique_id": "test.key", "status": "pass", "compiled_code": sql}]}
    (locations.next_build / "manifest.json").write_text(json.dumps({"nodes": nodes}))
    (locations.next_build / "run_results.json").write_text(json.dumps(results))
    with pytest.raises(GateRefusedError, match="one_row fails on the merged file: 1 key"):
        assembly.check_whole(locations.next_build, locations.next_database, locations.extracted_dir)
