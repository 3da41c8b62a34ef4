"""Runs the reconciliation models in a plain DuckDB, without dbt.

Rendering ``ref`` and running the models in order belongs here, and building the small input tables the rules read.
What a rule must find does not: that is in the tests.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb
import jinja2

PROJECT = Path(__file__).parents[2] / "dbt_project"
QUALITY = PROJECT / "models" / "reconciliation"
MARTS = PROJECT / "models" / "marts"
MACROS = (PROJECT / "macros" / "reconciliation.sql").read_text(encoding="utf-8")
_REF = re.compile(r"\{\{\s*ref\('(\w+)'\)\s*\}\}")

INPUTS = {
    "int_figures_valued": """
        document_id varchar, statement_no integer, statement_id varchar, row_no integer, block_no integer,
        row_kind varchar, row_label varchar, function_code varchar, economic_code varchar,
        column_economic_code varchar, code_system varchar, line_id varchar, unit_code varchar, unit_name varchar,
        project_name varchar, column_label varchar, measure varchar, stage varchar, fund varchar, is_of_which boolean,
        is_money boolean, amount_yuan decimal(20, 2), amount_text varchar, unit_text varchar, unit_factor varchar,
        source_line integer, source_field integer""",
    "stg_narrative_figures": """
        document_id varchar, figure_no integer, metric varchar, subject varchar, value_text varchar,
        value_number varchar, unit_text varchar, sentence varchar, zone varchar, section_no varchar,
        section_title varchar, item_no varchar, function_class varchar, function_section varchar,
        function_item varchar, source_line integer, source_offset integer, base_text varchar, base_number varchar,
        base_unit_text varchar, base_line integer""",
    "stg_statements": """
        document_id varchar, statement_no integer, statement_id varchar, table_title varchar, title_line integer,
        first_line integer, last_line integer, row_count integer, figure_count integer, unplaced_count integer,
        no_data_note varchar, header_text varchar, printed_header_only boolean""",
    "stg_indicators": """
        document_id varchar, statement_no integer, indicator_no integer, row_type varchar, subject_kind varchar,
        subject varchar, level1 varchar, level2 varchar, level3 varchar, description varchar, target_text varchar,
        actual_text varchar, weight_text varchar, score_text varchar, grade_text varchar, source_line integer""",
    "dim_document": """
        document_id varchar, file_name varchar, sha256 varchar, document_kind varchar, disclosure_level varchar,
        fiscal_year integer, department_id varchar, disclosure_id varchar, outcome varchar, outcome_reason varchar""",
}


def render(sql: str) -> str:
    """Replace the references of a model by plain table names."""
    return jinja2.Template(MACROS + sql).render(ref=lambda name: f"main.{name}", config=lambda **_: "")


def models() -> dict[str, str]:
    """All models of the engine, rendered, by name."""
    files = [*QUALITY.rglob("*.sql"), MARTS / "dim_rule.sql", MARTS / "fct_reconciliation.sql"]
    return {file.stem: render(file.read_text(encoding="utf-8")) for file in files if file.exists()}


def _in_order(names: Mapping[str, str], raw: Mapping[str, set[str]]) -> list[str]:
    done: list[str] = []
    waiting = sorted(names)
    while waiting:
        ready = [name for name in waiting if not (raw[name] & set(waiting))]
        if not ready:
            raise ValueError(f"the models refer to each other in a circle: {waiting}")
        done += ready
        waiting = [name for name in waiting if name not in ready]
    return done


def load_seeds(connection: duckdb.DuckDBPyConnection, names: Iterable[str]) -> None:
    """Load seed files as tables of text."""
    for name in names:
        path = next((PROJECT / "seeds").rglob(f"{name}.csv"))
        connection.execute(
            f"create or replace table {name} as select * from read_csv(?, all_varchar = true, header = true,"
            " delim = ',', quote = '\"', escape = '\"')",
            [str(path)],
        )


def connect(database: str = ":memory:") -> duckdb.DuckDBPyConnection:
    """A database with empty input tables and all seeds that the models read."""
    connection = duckdb.connect(database)
    for name, columns in INPUTS.items():
        connection.execute(f"create table {name} ({columns})")
    available = {path.stem for path in (PROJECT / "seeds").rglob("*.csv")}
    wanted = {ref for references in references_by_model().values() for ref in references}
    load_seeds(connection, sorted(wanted & available))
    return connection


def references_by_model() -> dict[str, set[str]]:
    """Which relations each model reads."""
    files = [*QUALITY.rglob("*.sql"), MARTS / "dim_rule.sql", MARTS / "fct_reconciliation.sql"]
    return {file.stem: set(_REF.findall(file.read_text(encoding="utf-8"))) for file in files if file.exists()}


def run(connection: duckdb.DuckDBPyConnection) -> None:
    """Build every model of the engine as a table."""
    rendered = models()
    for name in _in_order(rendered, references_by_model()):
        try:
            connection.execute(f"create or replace table {name} as {rendered[name]}")
        except duckdb.Error as error:
            raise RuntimeError(f"model {name}: {error}") from error
