"""Taking the rows of some documents over into an analysts' file that holds the others.

What is computed together is decided elsewhere. Here stands how a table takes it over, as its model declares by
``merge_by`` (``dbt_project/models/marts/*.yml``):

- ``document``: the rows of these documents, and those of no document, are exchanged;
- ``department``: the rows of their bodies are;
- ``whole``: it follows from the seeds alone, and is exchanged as a whole;
- ``again``: it tells of all documents together; its SQL is run again over the merged tables.
"""

import json
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from pipeline.publication.analysts import SCHEMA, row_order
from pipeline.publication.manifest import carry_on, hash_rows
from pipeline.publication.sql import identifier, literal

KINDS = ("document", "department", "whole", "again")
ARTIFACTS = ("manifest.json", "run_results.json")
_CATALOG, _BUILD, _MERGED = "warehouse", "build", "merged"
_PROGRESS = "assembled.json"
CONDITIONS = {
    "document": "document_id is null or document_id in (select key from memory.main.documents)",
    "department": "department_id in (select key from memory.main.departments)",
}
"""Rows of a table that are exchanged with a part, by how it takes rows over; all of it where it is not named."""


class MergeError(RuntimeError):
    """What dbt built cannot be merged; the message says why."""


@dataclass(frozen=True)
class Part:
    """What is taken over from one run of dbt.

    Attributes:
        documents: whose rows are exchanged, those that are gone included.
        departments: whose rows are exchanged, bodies without any document left included.
    """

    documents: frozenset[str]
    departments: frozenset[str]


@dataclass
class Assembly:
    """An analysts' file in the making, and what is known of it without reading it.

    Attributes:
        content: hash per table, of those whose hash is noted with a release.
        documents: documents taken over so far.
        rewritten: rows deleted since the file was written from the beginning.
        base: build it began as; none for a file that begins empty.
        departments: bodies merged into it so far.
    """

    content: dict[str, str]
    documents: list[str]
    rewritten: int = 0
    base: str | None = None
    departments: list[str] = field(default_factory=list[str])

    def save(self, folder: Path) -> None:
        """Write it beside the file."""
        (folder / _PROGRESS).write_text(json.dumps(vars(self)), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Assembly":
        """Read it from beside the file.

        Raises:
            OSError: nothing is being assembled there.
        """
        return cls(**json.loads((folder / _PROGRESS).read_text(encoding="utf-8")))


def begin(release: Path, target: Path) -> None:
    """Begin with a copy of a published build.

    Args:
        release: folder of the build, with its ``release.json``.
        target: the file to make; its folder must not exist.

    Raises:
        OSError: it cannot be read or written.
    """
    noted = json.loads((release / "release.json").read_text(encoding="utf-8"))
    target.parent.mkdir(parents=True)
    shutil.copyfile(release / target.name, target)
    Assembly(dict(noted["content"]), [], int(noted["rewritten"]), str(noted["build_id"])).save(target.parent)


def begin_with(target: Path, names: Sequence[str], documents: Collection[str]) -> None:
    """Begin with a file that holds the first documents of a build that is made from nothing.

    Args:
        target: the analysts' file of those documents.
        names: its tables.
        documents: the documents.
    """
    with duckdb.connect(str(target), read_only=True) as connection:
        content = {name: hash_rows(connection, f"{SCHEMA}.{identifier(name)}") for name in names}
    Assembly(content, sorted(documents)).save(target.parent)


@dataclass(frozen=True)
class Models:
    """The published tables of a dbt project.

    Attributes:
        kinds: how each takes rows over.
        sql: what each asks, at least of those that are computed again.
    """

    kinds: Mapping[str, str]
    sql: Mapping[str, str]

    @classmethod
    def of_artifacts(cls, folder: Path) -> "Models":
        """Read them from dbt's ``manifest.json`` and ``run_results.json``.

        Raises:
            MergeError: a model declares nothing, or what nobody knows.
            OSError: the artifacts cannot be read.
        """
        manifest, results = (json.loads((folder / name).read_text(encoding="utf-8")) for name in ARTIFACTS)
        nodes = manifest["nodes"]
        compiled = {result["unique_id"]: result.get("compiled_code") for result in results["results"]}
        return cls(declared(nodes), {nodes[key]["name"]: sql for key, sql in compiled.items() if key in nodes and sql})


def declared(nodes: Mapping[str, Any]) -> dict[str, str]:
    """Return how each published table takes rows over, as its model declares.

    Raises:
        MergeError: a model declares nothing, or what nobody knows.
    """
    kinds: dict[str, str] = {}
    for node in nodes.values():
        config = node["config"]
        if node["resource_type"] == "model" and node["schema"] == SCHEMA and config["materialized"] == "table":
            kind = config.get("meta", {}).get("merge_by")
            if kind not in KINDS:
                raise MergeError(f"{node['name']} declares merge_by: {kind}; one of {', '.join(KINDS)} is needed")
            kinds[node["name"]] = kind
    return kinds


def merge(target: Path, build: Path, models: Models, part: Part, settings: Sequence[str] = ()) -> None:
    """Take over what dbt computed.

    Args:
        target: the analysts' file that is being assembled.
        build: the DuckDB file that dbt wrote.
        models: its published tables.
        part: what of it is taken over; whatever else it holds was only needed to compute this.
        settings: SQL statements for the connection, such as its memory limit.

    Raises:
        duckdb.Error: the files cannot be read or written.
    """
    assembly = Assembly.load(target.parent)
    kinds = models.kinds
    with duckdb.connect() as connection:
        for setting in settings:
            connection.execute(setting)
        connection.execute(f"attach {literal(str(build))} as {_BUILD} (read_only)")
        connection.execute(f"attach {literal(str(target))} as {_MERGED}")
        for name, keys in (("documents", part.documents), ("departments", part.departments)):
            connection.execute(f"create table memory.main.{name} as select unnest(?::varchar[]) as key", [sorted(keys)])
        for name, kind in sorted(kinds.items(), key=lambda pair: (KINDS.index(pair[1]), pair[0])):
            if kind == "again":
                _stand_in(connection, kinds)
                source = f"({models.sql[name]}\n)"
            else:
                source = f"{_BUILD}.{SCHEMA}.{identifier(name)}"
            assembly.rewritten += _exchange(connection, name, source, CONDITIONS.get(kind, "true"), assembly.content)
        connection.execute(f"checkpoint {_MERGED}")
    assembly.documents = sorted({*assembly.documents, *part.documents})
    assembly.departments = sorted({*assembly.departments, *part.departments})
    assembly.save(target.parent)


def _exchange(
    connection: duckdb.DuckDBPyConnection, name: str, source: str, condition: str, content: dict[str, str]
) -> int:
    """Exchange the rows of one table; return how many went that are not the same as those that came."""
    table = f"{_MERGED}.{SCHEMA}.{identifier(name)}"
    columns = [column for (column, *_) in connection.execute(f"describe {table}").fetchall()]
    listed = ", ".join(map(identifier, columns))
    # The source may be slow, and is asked twice.
    connection.execute(f"create or replace table memory.main.come as select {listed} from {source} where {condition}")
    gone = hash_rows(connection, f"(select * from {table} where {condition})")
    come = hash_rows(connection, "memory.main.come")
    if gone == come:
        return 0
    if name in content:
        content[name] = carry_on(content[name], gone, come)
    row = connection.execute(f"delete from {table} where {condition}").fetchone() or (0,)
    order = row_order(connection, "memory.main.come")
    connection.execute(f"insert into {table} ({listed}) select {listed} from memory.main.come{order}")
    return int(row[0])


def _stand_in(connection: duckdb.DuckDBPyConnection, kinds: Mapping[str, str]) -> None:
    """A catalog named as that of dbt: published tables as merged, all others (seeds among them) as dbt made them."""
    connection.execute("use memory")
    connection.execute(f"detach database if exists {_CATALOG}")
    connection.execute(f"attach ':memory:' as {_CATALOG}")
    tables = connection.execute(
        f"select schema_name, table_name from duckdb_tables() where database_name = '{_BUILD}' and not internal"
    ).fetchall()
    for schema, name in tables:
        place = f"{identifier(schema)}.{identifier(name)}"
        connection.execute(f"create schema if not exists {_CATALOG}.{identifier(schema)}")
        catalog = _MERGED if schema == SCHEMA and name in kinds else _BUILD
        connection.execute(f"create view {_CATALOG}.{place} as select * from {catalog}.{place}")
    connection.execute(f"use {_CATALOG}")
