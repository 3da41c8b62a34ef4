"""The tests of our generic dbt tests: each must find the rows that are wrong, and no others.

A generic test is rendered the way dbt renders it (its Jinja body with `model` and arguments) and run on small tables.
"""

import re
from pathlib import Path

import duckdb
import jinja2
import pytest

GENERIC = Path(__file__).parents[2] / "dbt_project" / "tests" / "generic"


class Relation(str):
    """What dbt passes as `model`: prints as its name and knows schema and identifier."""

    schema = "main"

    @property
    def identifier(self) -> str:
        return str(self)


def render(test: str, model: str, **arguments: object) -> str:
    source = (GENERIC / f"{test}.sql").read_text(encoding="utf-8")
    source = re.sub(r"{%-?\s*test\s", "{% macro ", source)
    source = re.sub(r"{%-?\s*endtest\s*-?%}", "{% endmacro %}", source)
    module = jinja2.Environment().from_string(source, globals={"ref": str}).module
    return getattr(module, test)(Relation(model), **arguments)


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def failures(con: duckdb.DuckDBPyConnection, test: str, model: str, **arguments: object) -> list[tuple[object, ...]]:
    return con.sql(render(test, model, **arguments)).fetchall()


def test_every_generic_test_has_a_test_here() -> None:
    here = Path(__file__).read_text(encoding="utf-8")
    names = {path.stem for path in GENERIC.glob("*.sql")}
    assert names, GENERIC
    assert {name for name in names if f'"{name}"' not in here} == set()


def test_unique_combination_finds_a_second_row_also_with_null(con: duckdb.DuckDBPyConnection) -> None:
    con.sql("create table t as select * from (values (1, 'a'), (1, 'b'), (2, null)) v(a, b)")
    assert failures(con, "unique_combination", "t", columns=["a", "b"]) == []
    con.sql("insert into t values (2, null)")
    assert failures(con, "unique_combination", "t", columns=["a", "b"]) == [(2, None, 2)]


def test_no_floating_point_finds_double_float_and_lists_of_them(con: duckdb.DuckDBPyConnection) -> None:
    con.sql("create table good (a decimal(20, 2), b varchar, c integer)")
    con.sql("create table bad (a double, b float, c decimal(20, 2), d double[])")
    assert failures(con, "no_floating_point", "good") == []
    assert {row[0] for row in failures(con, "no_floating_point", "bad")} == {"a", "b", "d"}


def test_expression_holds_counts_unknown_as_failure(con: duckdb.DuckDBPyConnection) -> None:
    con.sql("create table t as select * from (values (1), (2)) v(a)")
    assert failures(con, "expression_holds", "t", expression="a > 0") == []
    con.sql("insert into t values (-1), (null)")
    assert failures(con, "expression_holds", "t", expression="a > 0") == [(-1,), (None,)]


def totals(con: duckdb.DuckDBPyConnection, amount: str, *, theme: str = "expenditure", whole: bool = True) -> None:
    con.sql("""
        create or replace table totals (
            document_id varchar, statement_no integer, stage varchar, theme varchar,
            is_whole_table boolean, amount_yuan decimal(20, 2)
        )
    """)
    con.sql(f"insert into totals values ('d', 1, 'final', '{theme}', {whole}, {amount})")


def facts(con: duckdb.DuckDBPyConnection, *amounts: str) -> None:
    con.sql("""
        create or replace table facts (
            document_id varchar, statement_no integer, stage varchar, amount_yuan decimal(20, 2)
        )
    """)
    for amount in amounts:
        con.sql(f"insert into facts values ('d', 1, 'final', {amount})")


def test_adds_up_to_published_total(con: duckdb.DuckDBPyConnection) -> None:
    totals(con, "100.00")
    facts(con, "33.34", "66.66")
    assert failures(con, "adds_up_to_published_total", "facts", totals="totals", theme="expenditure") == []
    facts(con, "33.34", "66.65")
    assert len(failures(con, "adds_up_to_published_total", "facts", totals="totals", theme="expenditure")) == 1
    facts(con, "33.34", "66.66", "66.66")
    assert len(failures(con, "adds_up_to_published_total", "facts", totals="totals", theme="expenditure")) == 1


def test_adds_up_compares_with_the_total_of_its_own_theme_only(con: duckdb.DuckDBPyConnection) -> None:
    totals(con, "1.00", theme="revenue")
    facts(con, "100.00")
    assert failures(con, "adds_up_to_published_total", "facts", totals="totals", theme="expenditure") == []
    assert len(failures(con, "adds_up_to_published_total", "facts", totals="totals", theme="revenue")) == 1


def test_published_total_is_met_fails_when_no_total_is_recognised(con: duckdb.DuckDBPyConnection) -> None:
    facts(con, "100.00")
    totals(con, "100.00")
    assert failures(con, "published_total_is_met", "facts", totals="totals", theme="expenditure") == []
    totals(con, "100.00", whole=False)
    assert failures(con, "published_total_is_met", "facts", totals="totals", theme="expenditure") == [(1, 0)]
    facts(con)
    assert failures(con, "published_total_is_met", "facts", totals="totals", theme="expenditure") == []


def test_one_table_per_body_year_finds_a_second_primary_table(con: duckdb.DuckDBPyConnection) -> None:
    con.sql("""
        create table documents as
        select * from (values ('notes', 'body-2020'), ('tables', 'body-2020')) v(document_id, body_year_id)
    """)
    con.sql("""
        create table themed as select * from (values
            ('notes', 1, 'final', false), ('tables', 1, 'final', true), ('tables', 1, 'final', true)
        ) v(document_id, statement_no, stage, is_primary)
    """)
    assert failures(con, "one_table_per_body_year", "themed", documents="documents") == []
    con.sql("insert into themed values ('notes', 1, 'final', true)")
    assert failures(con, "one_table_per_body_year", "themed", documents="documents") == [("body-2020", 2)]


LEAVES = """
    create or replace table leaves as select * from (values
        ('p', 1, '{parent}', null::varchar, {parent_leaf}), ('c', 2, '{child}', null, true)
    ) v(figure_id, row_no, row_code, column_economic_code, is_leaf)
    cross join (
        select 'd' document_id, 1 statement_no, 1 block_no, 'total' measure, 'final' stage, 'all' fund,
            null::varchar unit_code, null::varchar unit_name, 'function' code_system
    )
"""


@pytest.mark.parametrize(
    ("parent", "child", "parent_leaf", "expected"),
    [("201", "2013701", "true", 1), ("201", "2013701", "false", 0), ("2013701", "2013702", "true", 0)],
)
def test_leaves_do_not_overlap_by_row_code(
    con: duckdb.DuckDBPyConnection, parent: str, child: str, parent_leaf: str, expected: int
) -> None:
    con.sql(LEAVES.format(parent=parent, child=child, parent_leaf=parent_leaf))
    assert len(failures(con, "leaves_do_not_overlap", "leaves", code_column="row_code")) == expected


@pytest.mark.parametrize(("parent", "child", "expected"), [("302", "30201", 1), ("302", "303", 0)])
def test_leaves_do_not_overlap_by_column_code(
    con: duckdb.DuckDBPyConnection, parent: str, child: str, expected: int
) -> None:
    con.sql(LEAVES.format(parent="201", child="201", parent_leaf="true"))
    con.sql(f"""
        update leaves set row_no = 1, column_economic_code = case figure_id when 'p' then '{parent}' else '{child}' end
    """)
    assert len(failures(con, "leaves_do_not_overlap", "leaves", code_column="column_economic_code")) == expected


@pytest.fixture
def words(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    con.sql("create table dim_code as select * from (values ('stage', 'final'), ('fund', 'all')) v(code_set, code)")
    return con


def test_in_code_set_finds_words_of_another_set_and_leaves_null_alone(words: duckdb.DuckDBPyConnection) -> None:
    words.sql("create table t as select * from (values ('final'), ('all'), (null)) v(stage)")
    assert failures(words, "in_code_set", "t", column_name="stage", code_set="stage") == [("all",)]
    assert failures(words, "in_code_set", "t", column_name="stage", code_set="fund") == [("final",)]


def test_words_in_code_set_looks_at_every_word_of_a_list(words: duckdb.DuckDBPyConnection) -> None:
    words.sql("create table t as select * from (values ('final final'), ('final finall')) v(stages)")
    assert failures(words, "words_in_code_set", "t", column_name="stages", code_set="stage") == [("finall",)]


def test_in_any_list_knows_the_values_of_all_lists_and_the_given_words(con: duckdb.DuckDBPyConnection) -> None:
    con.sql("create table metrics as select 'final' as metric")
    con.sql("create table families as select * from (values ('meetings'), (null)) v(family)")
    con.sql("create table t as select * from (values ('final'), ('meetings'), ('class'), ('fnal'), (null)) v(metric)")
    found = failures(
        con, "in_any_list", "t", column_name="metric", lists=["metrics.metric", "families.family"], words=["class"]
    )
    assert found == [("fnal",)]
