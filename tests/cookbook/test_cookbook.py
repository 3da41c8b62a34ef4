"""Every query of the cookbook runs, and its result on the seed documents is the one that stands in the page.

The results were read against the raw text when they were written down; ``UPDATE_SNAPSHOTS=1`` rewrites them, and
whoever does so reads the difference against the raw text again.
"""

import os

import duckdb
import pytest

from pipeline.publication.reader import open_release
from tests.conftest import Build
from tests.cookbook.pages import PAGE, Question, answer, questions, rewritten
from tests.services import NEEDS_LAKE

QUESTIONS = questions()


def test_the_page_has_its_questions_in_order_each_with_result_and_warning() -> None:
    assert [question.number for question in QUESTIONS] == list(range(1, 26))
    assert [question.number for question in QUESTIONS if not (question.printed and question.beware)] == []


@pytest.fixture(scope="module", params=["file", pytest.param("store", marks=NEEDS_LAKE)])
def warehouse(request: pytest.FixtureRequest, built: Build) -> duckdb.DuckDBPyConnection:
    """The published file, and the same release in a lake: whoever asks sees no difference."""
    if request.param == "store":
        return open_release(request.getfixturevalue("stored"))
    connection = duckdb.connect(str(built.database), read_only=True)
    if os.environ.get("UPDATE_SNAPSHOTS"):
        PAGE.write_text(rewritten(connection), encoding="utf-8")
    return connection


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: f"{question.number}")
def test_the_answer_is_the_printed_one(question: Question, warehouse: duckdb.DuckDBPyConnection) -> None:
    assert answer(warehouse, question.sql) == question.printed


@pytest.mark.parametrize(
    ("view", "fact"),
    [
        ("expenditure", "fct_expenditure"),
        ("expenditure_economic", "fct_expenditure_economic"),
        ("revenue", "fct_revenue"),
    ],
)
def test_a_plain_sum_over_a_view_is_one_table_per_body_and_year(
    warehouse: duckdb.DuckDBPyConnection, view: str, fact: str
) -> None:
    doubled = warehouse.execute(
        f"""
        select department_id, fiscal_year, document_kind, count(distinct (document_id, statement_id))
        from {view} group by all having count(distinct (document_id, statement_id)) > 1
        """
    ).fetchall()
    assert doubled == []
    sums = warehouse.execute(f"select sum(amount_yuan) from {view}").fetchall()
    primary = warehouse.execute(f"select sum(amount_yuan) from {fact} where is_primary").fetchall()
    assert sums == primary


# 支出合计: hetang, line 126: 59.59 万元; shifeng, line 194: 34.43 万元; the budget of zhuzhou: 472.74 万元.
@pytest.mark.parametrize(("body", "yuan"), [("荷塘", "595900.00"), ("石峰", "344300.00"), ("株洲市委", "4727400.00")])
def test_the_sum_of_a_body_is_its_printed_total(warehouse: duckdb.DuckDBPyConnection, body: str, yuan: str) -> None:
    rows = warehouse.execute(
        "select cast(sum(amount_yuan) as varchar) from expenditure where contains(部门, ?)", [body]
    ).fetchall()
    assert rows == [(yuan,)]


def test_the_views_work_under_any_name_the_file_is_attached_with(built: Build) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{built.database}' as elsewhere (read_only)")
        for view in ("expenditure", "expenditure_economic", "revenue", "three_public", "projects", "department_year"):
            assert connection.execute(f"select count(*) > 0 from elsewhere.{view}").fetchall() == [(True,)]
