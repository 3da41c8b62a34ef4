"""Extracts texts and runs every model in a plain DuckDB: what a document becomes without a dbt process.

Rendering all models in their order belongs here. What must be found in a document does not: that is in the tests.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from functools import cache
from typing import Any, NamedTuple

import duckdb
import jinja2

from pipeline.extraction.folder import extract_folder

PROJECT = Path(__file__).parents[2] / "dbt_project"
_REF = re.compile(r"ref\('(\w+)'\)")


def _macros() -> str:
    texts = [path.read_text(encoding="utf-8") for path in sorted((PROJECT / "macros").glob("*.sql"))]
    return "\n".join(text for text in texts if "materialization" not in text)


def _models() -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted((PROJECT / "models").rglob("*.sql"))}


def _seeds() -> dict[str, Path]:
    return {path.stem: path for path in sorted((PROJECT / "seeds").rglob("*.csv"))}


class _Errors:
    """What dbt offers macros to stop with."""

    @staticmethod
    def raise_compiler_error(text: str) -> None:
        raise ValueError(text)


class _Rows(NamedTuple):
    """The answer of ``run_query``."""

    rows: list[tuple[Any, ...]]


@cache
def _query(sql: str) -> _Rows:
    """Answer a question that a macro puts to a seed while its model is rendered."""
    with duckdb.connect() as connection:
        for name, path in _seeds().items():
            if f"main.{name} " in sql:
                _load_seed(connection, name, path)
        return _Rows(connection.execute(sql).fetchall())


def _load_seed(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> None:
    connection.execute(
        f"create table {name} as select * from read_csv(?, all_varchar = true, header = true, delim = ',',"
        " quote = '\"', escape = '\"')",
        [str(path)],
    )


def _rendered(sql: str, macros: str, extracted: Path) -> tuple[str, set[str]]:
    """The SQL of a model, and the relations it reads."""
    read: set[str] = set()

    def ref(name: str) -> str:
        read.add(name)
        return f"main.{name}"

    def source(_: str, name: str) -> str:
        return f"read_parquet('{extracted}/{name}/*.parquet')"

    functions: Mapping[str, Any] = {
        "ref": ref,
        "source": source,
        "config": lambda **_: "",
        "var": lambda name, default="": default,
        "execute": True,
        "run_query": _query,
        "exceptions": _Errors,
    }
    environment = jinja2.Environment(extensions=["jinja2.ext.do"])  # noqa: S701  SQL, not HTML
    return environment.from_string(macros + sql).render(**functions), read


def _ordered(needs: Mapping[str, set[str]]) -> list[str]:
    done: list[str] = []
    waiting = sorted(needs)
    while waiting:
        ready = [name for name in waiting if not needs[name] & set(waiting)]
        if not ready:
            raise ValueError(f"the models refer to each other in a circle: {waiting}")
        done += ready
        waiting = [name for name in waiting if name not in ready]
    return done


def _needed(wanted: Iterable[str], needs: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(wanted)
    while waiting:
        name = waiting.pop()
        if name in needs and name not in found:
            found.add(name)
            waiting += needs[name]
    return found


def build(raw: Path, extracted: Path, wanted: Iterable[str] = ("fct_reconciliation",)) -> duckdb.DuckDBPyConnection:
    """Extract a folder and build the models that are asked for.

    Args:
        raw: Folder of documents.
        extracted: Folder for the Parquet files.
        wanted: Models to build, with everything they read.

    Returns:
        A connection whose schema ``main`` holds the models and the seeds they read.
    """
    extract_folder(raw, extracted)
    return run(extracted, wanted)


def run(extracted: Path, wanted: Iterable[str] = ("fct_reconciliation",)) -> duckdb.DuckDBPyConnection:
    """Build the models that are asked for over Parquet files that are there."""
    macros = _macros()
    rendered = {name: _rendered(sql, macros, extracted) for name, sql in _models().items()}
    needed = _needed(wanted, {name: read for name, (_, read) in rendered.items()})
    connection = duckdb.connect()
    seeds = _seeds()
    for name in sorted({read for model in needed for read in rendered[model][1]} & set(seeds)):
        _load_seed(connection, name, seeds[name])
    for name in _ordered({name: rendered[name][1] & needed for name in needed}):
        try:
            connection.execute(f"create table {name} as {rendered[name][0]}")
        except duckdb.Error as error:
            raise RuntimeError(f"model {name}: {error}") from error
    return connection
