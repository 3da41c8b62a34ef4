"""Models are made in the order of their references, at once where they may be; the one that fails is named."""

import duckdb
import pytest

from pipeline.transformation.rendered import Model, RenderError, run


def model(name: str, sql: str, *references: str) -> Model:
    return Model(name, f"main.{name}", sql, frozenset(references))


def test_every_model_is_made_after_what_it_reads_and_none_that_is_not_asked_for() -> None:
    models = {
        "left": model("left", "select 2 as n"),
        "right": model("right", "select 3 as n"),
        "both": model("both", "select l.n * r.n as n from main.left as l, main.right as r", "left", "right"),
        "other": model("other", "select 1 as n"),
    }
    with duckdb.connect() as connection:
        run(connection, models, ["both"])
        assert connection.execute("select n from main.both").fetchone() == (6,)
        made = connection.execute("select table_name from duckdb_tables() order by 1").fetchall()
    assert made == [("both",), ("left",), ("right",)]


def test_many_models_are_made_at_once_time_and_again() -> None:
    wide = {f"m{n}": model(f"m{n}", f"select {n} as n") for n in range(60)}
    total = " + ".join(f"(select n from main.m{n})" for n in range(60))
    models = {**wide, "total": model("total", f"select {total} as n", *wide)}
    for _ in range(20):
        with duckdb.connect() as connection:
            run(connection, models, ["total"])
            assert connection.execute("select n from main.total").fetchone() == (1770,)


def test_the_model_that_fails_is_named_and_what_reads_it_is_not_made() -> None:
    models = {
        "bad": model("bad", "select no_such_column"),
        "good": model("good", "select 1 as n"),
        "reader": model("reader", "select n from main.bad", "bad", "good"),
    }
    with duckdb.connect() as connection:
        with pytest.raises(RenderError, match=r"model bad could not be evaluated: .*no_such_column"):
            run(connection, models, ["reader"])
        assert connection.execute("select count(*) from duckdb_tables() where table_name = 'reader'").fetchone() == (0,)


def test_models_that_read_each_other_are_said() -> None:
    models = {"one": model("one", "select 1", "two"), "two": model("two", "select 1", "one")}
    with duckdb.connect() as connection, pytest.raises(RenderError, match="in a circle: one -> two -> one"):
        run(connection, models, ["one"])
