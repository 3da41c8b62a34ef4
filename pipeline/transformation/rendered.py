"""The SQL of the dbt models, rendered and run without dbt.

A check of one file asks for fifty models once and has three seconds: starting dbt takes longer than that. Rendering the
project's own model files with the project's own macros, in the order of their references, belongs here; what they say
does not, and neither do contracts, docs and tests: a warehouse is built by dbt (:mod:`pipeline.transformation.dbt`). A
test compares this SQL with what dbt compiles.
"""

import re
from collections.abc import Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import jinja2

from pipeline.locations import DBT_PROJECT_DIR
from pipeline.publication.sql import inside_pattern

# Which schema the models of a folder have, as dbt_project.yml says.
_SCHEMAS = {
    "staging": "staging",
    "intermediate": "intermediate",
    "reconciliation": "reconciliation",
    "marts": "main",
}
_SEED_SCHEMA = "reference"
_NAMED_SEED = re.compile(rf"\b{_SEED_SCHEMA}\.([a-z_]+)")
_AT_ONCE = 2
# Macros that only dbt can run: materialisations, and the name of a schema.
_DBT_ONLY = ("materialization ", "generate_schema_name")


class RenderError(RuntimeError):
    """A model could not be rendered, ordered or run; the message names it."""


@dataclass(frozen=True)
class Model:
    """One model, ready to run.

    Attributes:
        name: as in ``ref``.
        relation: schema and name.
        sql: the select, without Jinja; places of Parquet files are absolute.
        references: models and seeds that it reads.
    """

    name: str
    relation: str
    sql: str
    references: frozenset[str]


def render(folder: Path, extracted_dir: Path, wanted: Iterable[str] | None = None) -> dict[str, Model]:
    """Return models of a dbt project, by name.

    Args:
        folder: the dbt project.
        extracted_dir: where the Parquet of the extraction is.
        wanted: these and all that they read; None means every model.

    Raises:
        RenderError: when a model refers to what does not exist.
    """
    relations = _relations(folder)
    # Nothing is escaped: what comes out is SQL, and all that goes in is our own.
    environment = jinja2.Environment(autoescape=False, undefined=jinja2.StrictUndefined, extensions=["jinja2.ext.do"])
    asked_of_dbt: dict[str, Any] = {
        "ref": relations.__getitem__,
        "execute": True,
        # What dbt shows all models of a run; the macros keep there what they asked once.
        "graph": {},
        "run_query": _questions(folder).answer,
        "exceptions": _Stop,
    }
    environment.globals.update(asked_of_dbt)
    macros = _macros(environment, folder)
    paths = {path.stem: path for path in sorted((folder / "models").rglob("*.sql"))}
    models: dict[str, Model] = {}
    waiting = list(paths if wanted is None else wanted)
    while waiting:
        name = waiting.pop()
        # What is no model is a seed.
        if name in paths and name not in models:
            models[name] = _rendered(environment, macros, paths[name], relations, extracted_dir)
            waiting += models[name].references
    return models


class _Stop:
    """The one thing a macro may raise."""

    @staticmethod
    def raise_compiler_error(text: str) -> None:
        raise RenderError(text)


class _Answer(NamedTuple):
    """What ``run_query`` returns, as far as macros use it."""

    rows: list[tuple[Any, ...]]


class _Questions:
    """The questions that macros put to seeds while models are rendered: each is answered once, in one database."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._connection = duckdb.connect()
        self._connection.execute(f"create schema {_SEED_SCHEMA}")
        self._loaded: set[str] = set()
        self._answers: dict[str, _Answer] = {}

    def answer(self, sql: str) -> _Answer:
        """Return the rows of one question."""
        if sql not in self._answers:
            for name in set(_NAMED_SEED.findall(sql)) - self._loaded:
                load_seed(self._connection, self._folder, name)
                self._loaded.add(name)
            self._answers[sql] = _Answer(self._connection.execute(sql).fetchall())
        return self._answers[sql]


@cache
def _questions(folder: Path) -> _Questions:
    return _Questions(folder)


def ancestors(models: Mapping[str, Model], wanted: Iterable[str]) -> list[str]:
    """Return the wanted models and all that they read, each after what it reads.

    Raises:
        RenderError: when models refer to each other in a circle.
    """
    try:
        return list(_order(models, wanted).static_order())
    except CycleError as error:
        circle = " -> ".join(reversed(error.args[1]))
        raise RenderError(f"models refer to each other in a circle: {circle}") from error


def _order(models: Mapping[str, Model], wanted: Iterable[str]) -> TopologicalSorter[str]:
    order: TopologicalSorter[str] = TopologicalSorter()
    seen: set[str] = set()
    waiting = list(wanted)
    while waiting:
        name = waiting.pop()
        if name in models and name not in seen:
            seen.add(name)
            reads = sorted(models[name].references & models.keys())
            order.add(name, *reads)
            waiting += reads
    return order


def run(
    connection: duckdb.DuckDBPyConnection,
    models: Mapping[str, Model],
    wanted: Iterable[str],
    folder: Path = DBT_PROJECT_DIR,
) -> None:
    """Make the wanted models, and all that they read, as tables of a database.

    Models that do not read each other are made at once: of a few documents a model is read, bound and planned for
    longer than it runs, which one thread does.

    Raises:
        RenderError: when a model fails; the message names it and carries what DuckDB says.
    """
    names = ancestors(models, wanted)
    _prepare(connection)
    for seed in sorted({reference for name in names for reference in models[name].references} - set(models)):
        load_seed(connection, folder, seed)
    _make_all(connection, models, _order(models, names))


def _make_all(
    connection: duckdb.DuckDBPyConnection, models: Mapping[str, Model], order: TopologicalSorter[str]
) -> None:
    order.prepare()
    making: dict[Future[None], str] = {}
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        try:
            while order.is_active():
                for name in order.get_ready():
                    making[threads.submit(_make, connection.cursor(), models[name])] = name
                made, _ = wait(making, return_when=FIRST_COMPLETED)
                for future in made:
                    future.result()
                    order.done(making.pop(future))
        finally:
            threads.shutdown(cancel_futures=True)


def load_seed(connection: duckdb.DuckDBPyConnection, folder: Path, name: str) -> None:
    """Make one seed a table of text, as ``macros/materializations.sql`` does."""
    connection.execute(
        f"create or replace table {_SEED_SCHEMA}.{name} as select * from read_csv(?, header = true, all_varchar = true,"
        " delim = ',', quote = '\"', escape = '\"', strict_mode = true)",
        [str(_seeds(folder)[name])],
    )


def _prepare(connection: duckdb.DuckDBPyConnection) -> None:
    for schema in sorted({*_SCHEMAS.values(), _SEED_SCHEMA}):
        connection.execute(f"create schema if not exists {schema}")


def _make(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    try:
        connection.execute(f"create or replace table {model.relation} as\n{model.sql}")
    except duckdb.Error as error:
        raise RenderError(f"model {model.name} could not be evaluated: {error}") from error


@cache
def _seeds(folder: Path) -> dict[str, Path]:
    return {path.stem: path for path in sorted((folder / "seeds").rglob("*.csv"))}


def _relations(folder: Path) -> dict[str, str]:
    relations = {name: f"{_SEED_SCHEMA}.{name}" for name in _seeds(folder)}
    for path in (folder / "models").rglob("*.sql"):
        relations[path.stem] = f"{_SCHEMAS[path.relative_to(folder / 'models').parts[0]]}.{path.stem}"
    return relations


def _macros(environment: jinja2.Environment, folder: Path) -> jinja2.Template:
    texts = [path.read_text(encoding="utf-8") for path in sorted((folder / "macros").glob("*.sql"))]
    return environment.from_string("".join(text for text in texts if not any(word in text for word in _DBT_ONLY)))


def _macros_of(template: jinja2.Template, context: Mapping[str, object]) -> dict[str, object]:
    """The macros as a model calls them: those that refer to a model need the model's own ``ref``."""
    module = template.make_module(dict(context))
    return {name: value for name, value in vars(module).items() if not name.startswith("_")}


class _Relation(str):
    """Schema and name of a relation, with what models ask of a relation of dbt."""

    __slots__ = ()

    def include(self, **_: bool) -> "_Relation":
        """Return the name without the parts that are switched off: there is no database in it here."""
        return self


def _rendered(
    environment: jinja2.Environment,
    macros: jinja2.Template,
    path: Path,
    relations: Mapping[str, str],
    extracted_dir: Path,
) -> Model:
    references: set[str] = set()

    def ref(name: str) -> _Relation:
        if name not in relations:
            raise RenderError(f"model {path.stem} refers to {name}, which is neither a model nor a seed")
        references.add(name)
        return _Relation(relations[name])

    def source(_: str, name: str) -> str:
        return f"read_parquet('{_quoted(extracted_dir)}/{name}/*.parquet')"

    template = environment.from_string(path.read_text(encoding="utf-8"))
    context: dict[str, object] = {"ref": ref, "source": source, "config": _nothing}
    sql = template.render(_macros_of(macros, context), **context)
    return Model(path.stem, relations[path.stem], sql, frozenset(references))


def _nothing(**_: object) -> str:
    return ""


def _quoted(path: Path) -> str:
    return inside_pattern(path)
