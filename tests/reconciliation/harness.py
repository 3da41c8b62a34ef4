"""Runs the reconciliation models on small tables made by a test.

Building the input tables the rules read, and running the models on them, belongs here. What a rule must find does not:
that is in the tests.
"""

import re
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import duckdb

from pipeline.locations import DBT_PROJECT_DIR
from pipeline.transformation.rendered import Model, load_seed, render
from pipeline.transformation.rendered import run as run_models

INPUTS = {
    "int_figures_valued": """
        document_id varchar, statement_no integer, statement_id varchar, row_no integer, block_no integer,
        row_kind varchar, row_label varchar, function_code varchar, economic_code varchar,
        column_economic_code varchar, code_system varchar, line_id varchar, unit_code varchar, unit_name varchar,
        project_name varchar, column_label varchar, measure varchar, stage varchar, fund varchar, is_of_which boolean,
        is_money boolean, amount_yuan decimal(20, 2), amount_text varchar, unit_text varchar, unit_factor varchar,
        source_line integer, source_field integer""",
    # The checks of wording have whole documents of their own (test_checks.py): the engine is tried without them.
    "int_recon_check": """
        document_id varchar, rule_id varchar, place_key varchar, statement_id varchar, statement_no integer,
        row_label varchar, figure_no integer, difference decimal(28, 2), finding varchar, severity_override varchar,
        cause_key varchar, advice varchar, status varchar""",
    "int_documents": """
        document_id varchar, file_name varchar, sha256 varchar, title varchar, document_kind varchar,
        disclosure_level varchar, department_name varchar, fiscal_year integer, department_id varchar,
        region_code varchar, disclosure_id varchar, body_year_id varchar, outcome varchar, outcome_reason varchar""",
}
# Inputs that are Parquet with types: the staging models say which columns.
_STAGED = ("stg_narrative_figures", "stg_statements", "stg_indicators", "stg_lines", "stg_unplaced_cells")
_CAST = re.compile(r"cast\(\w+ as ([a-z]+(?:\(\d+, ?\d+\))?(?:\[\])?)\) as (\w+)")
# Inputs that hold nothing of their own here.
_VIEWS = {
    "dim_document": "int_documents",
    "stg_documents": "int_documents",
    "int_figures": "int_figures_valued",
}
_RESULTS = ("dim_rule", "fct_reconciliation")
_JUDGED = ("fct_reconciliation", "dim_document")


@cache
def models() -> dict[str, Model]:
    """All models of the project, rendered, by name."""
    return render(DBT_PROJECT_DIR, Path("nowhere"))


@contextmanager
def judged(extracted: Path, **config: str | bool | int) -> Generator[duckdb.DuckDBPyConnection]:
    """The results of whole extracted documents: ``main.fct_reconciliation`` and ``main.dim_document``."""
    with duckdb.connect(config=config) as connection:
        run_models(connection, render(DBT_PROJECT_DIR, extracted, _JUDGED), _JUDGED)
        yield connection


def connect(database: str = ":memory:") -> duckdb.DuckDBPyConnection:
    """A database with empty input tables and all seeds that the models read."""
    connection = duckdb.connect(database)
    for schema in ("staging", "intermediate", "reconciliation", "reference"):
        connection.execute(f"create schema {schema}")
    for name, columns in INPUTS.items():
        connection.execute(f"create table {models()[name].relation} ({columns})")
    for name in _STAGED:
        columns = ", ".join(f"{column} {kind}" for kind, column in _CAST.findall(models()[name].sql))
        connection.execute(f"create table {models()[name].relation} ({columns})")
    for name, source in _VIEWS.items():
        connection.execute(f"create view {models()[name].relation} as select * from {models()[source].relation}")
    # Tests name the tables they fill without a schema.
    connection.execute("set search_path = 'main,staging,intermediate,reconciliation,reference'")
    for name in sorted({reference for made in _wanted() for reference in models()[made].references} - set(models())):
        load_seed(connection, DBT_PROJECT_DIR, name)
    return connection


def run(connection: duckdb.DuckDBPyConnection) -> None:
    """Make every model of the engine as a table."""
    for name in _wanted():
        model = models()[name]
        try:
            connection.execute(f"create or replace table {model.relation} as {model.sql}")
        except duckdb.Error as error:
            raise RuntimeError(f"model {name}: {error}") from error


@cache
def _wanted() -> tuple[str, ...]:
    """The models that stand between the input tables and the results, each after what it reads."""
    ordered: list[str] = []

    def visit(name: str) -> None:
        if name in ordered or name in {*INPUTS, *_VIEWS, *_STAGED} or name not in models():
            return
        for reference in sorted(models()[name].references):
            visit(reference)
        ordered.append(name)

    for name in _RESULTS:
        visit(name)
    return tuple(ordered)
