"""Whose fault a failed model or test is: the documents without which it would have passed.

A build that fails because of one document must not take the others with it. So the failed query is asked again about
fewer documents, until the ones are found without whom it passes: first over the tables as built, looked at through
views of some documents only; where that does not tell (a table of codes knows no document), by computing the tables it
reads again for some documents only; a model that reads the extracted files is given the rows of some documents only.
What fails without any document is nobody's fault but ours, and stops the night.

Nothing here knows a model, a test or a column, but that ``document_id`` and ``department_id`` say whose a row is.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from pipeline.publication.sql import identifier, literal

MOST_BLAMED = 20
"""Per cent of all documents that may be set aside: beyond, the fault is more likely ours."""
FEW = 8
"""So many may be set aside whatever their share."""
FAILED = frozenset({"error", "fail", "runtime error"})
_BUILD, _CATALOG = "build", "warehouse"
_STAGING = "staging"
_OF_DOCUMENTS = " where document_id is null or document_id in (from scope.documents)"
_BODIES = {"document_id", "department_id", "sha256"}
"""Columns of the table that says which body a document is of."""
_EXTRACTED = re.compile(r"read_parquet\('(?:[^']|'')*'\)")
_SHOWN = 300


@dataclass(frozen=True)
class _Node:
    """One model or test as dbt compiled it."""

    unique_id: str
    name: str
    kind: str
    relation: str
    sql: str
    parents: tuple[str, ...]
    columns: tuple[tuple[str, str, bool], ...]


def blame(database: Path, target_dir: Path) -> dict[str, str]:
    """Find the documents that made a dbt run fail.

    Args:
        database: the DuckDB file of the failed run, closed.
        target_dir: dbt's ``manifest.json`` and ``run_results.json`` of that run.

    Returns:
        Document to what it broke, with the row; empty where the failure is not (or not only) due to a few documents.
    """
    nodes = _nodes(target_dir)
    failed = [nodes[unique_id] for unique_id in _failed(target_dir) if unique_id in nodes]
    if not failed or not database.is_file():
        return {}
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(str(database))} as {_BUILD} (read_only)")
        court = _Court(connection, nodes)
        most = max(FEW, len(court.documents) * MOST_BLAMED // 100)
        blamed: dict[str, str] = {}
        for node in failed:
            found = court.guilty(node, set(blamed), most - len(blamed))
            if found is None:
                return {}
            blamed |= found
    return blamed


def _failed(target_dir: Path) -> list[str]:
    try:
        results = json.loads((target_dir / "run_results.json").read_text(encoding="utf-8"))["results"]
    except (OSError, ValueError, KeyError):
        return []
    return [result["unique_id"] for result in results if result["status"] in FAILED]


def _nodes(target_dir: Path) -> dict[str, _Node]:
    try:
        manifest = json.loads((target_dir / "manifest.json").read_text(encoding="utf-8"))["nodes"]
        results = json.loads((target_dir / "run_results.json").read_text(encoding="utf-8"))["results"]
    except (OSError, ValueError, KeyError):
        return {}
    compiled = {result["unique_id"]: result.get("compiled_code") for result in results}
    return {
        unique_id: _Node(
            unique_id,
            node["name"],
            node["resource_type"],
            node["relation_name"] or "",
            node.get("compiled_code") or compiled.get(unique_id) or "",
            tuple(node.get("depends_on", {}).get("nodes", ())),
            tuple(_columns(node)),
        )
        for unique_id, node in manifest.items()
        if node["resource_type"] in {"model", "test", "seed"}
    }


def _columns(node: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Name, type and whether it may not be null, of the columns of a model with a contract."""
    if node.get("contract", {}).get("enforced"):
        for column in node["columns"].values():
            kinds = {constraint["type"] for constraint in column.get("constraints", ())}
            yield column["name"], column["data_type"], "not_null" in kinds


class _Court:
    """The failed build, looked at through some of its documents."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, nodes: dict[str, _Node]) -> None:
        self._connection = connection
        self._nodes = nodes
        self._tables = connection.execute(
            f"""
            select schema_name, table_name, list(column_name) from duckdb_columns()
            where database_name = '{_BUILD}' and not internal group by all
            """
        ).fetchall()
        self.documents = self._all_documents() or self._all_extracted()

    def guilty(self, node: _Node, excused: set[str], most: int) -> dict[str, str] | None:
        """The documents without which a node passes.

        Args:
            node: what failed.
            excused: documents already set aside.
            most: how many may be named.

        Returns:
            Document to what it broke; None where no few documents are to blame.
        """
        remaining = [document for document in self.documents if document not in excused]
        for look in (self._through_views, self._computed_again, self._from_the_files):
            fails = look(node)
            if not fails(remaining):
                if excused:
                    return {}
                continue
            if not fails([]):
                return self._search(node, fails, remaining, most)
        return None

    def _search(
        self, node: _Node, fails: Callable[[Sequence[str]], bool], documents: Sequence[str], most: int
    ) -> dict[str, str] | None:
        found: dict[str, str] = {}
        named = [document for document in self._named(node) if document in set(documents)]
        if named and len(named) <= most and not fails([d for d in documents if d not in set(named)]):
            return {document: self._told(node, fails, document) for document in named}
        remaining = list(documents)
        while fails(remaining):
            if len(found) == most:
                return None
            # The shortest beginning of the list that fails: its last document is one that makes it fail.
            low, high = 0, len(remaining)
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (low, middle) if fails(remaining[:middle]) else (middle, high)
            document = remaining.pop(high - 1)
            found[document] = self._told(node, fails, document)
        return found

    def _named(self, node: _Node) -> list[str]:
        """The documents in the rows that a failed test returns, where it says."""
        if node.kind != "test":
            return []
        try:
            self._show(self.documents)
            rows = self._connection.execute(f"select distinct document_id from ({node.sql}\n)").fetchall()
        except duckdb.Error:
            return []
        return sorted(document for (document,) in rows if document is not None)

    def _told(self, node: _Node, fails: Callable[[Sequence[str]], bool], document: str) -> str:
        """What the document broke: the test or model, and the row or the error it gives with this document alone."""
        text = ""
        if fails([document]):
            try:
                if node.kind == "test":
                    cursor = self._connection.execute(f"select * from ({node.sql}\n) limit 1")
                    names = [column[0] for column in cursor.description or ()]
                    row = cursor.fetchone() or ()
                    text = ", ".join(f"{k} {v}" for k, v in zip(names, row, strict=False) if v is not None)
                else:
                    self._make(node)
            except duckdb.Error as error:
                text = str(error).strip().splitlines()[0]
        return f"{node.name}: {text}"[:_SHOWN] if text else node.name

    def _through_views(self, node: _Node) -> Callable[[Sequence[str]], bool]:
        def fails(documents: Sequence[str]) -> bool:
            self._show(documents)
            return self._breaks(node)

        self._views(lambda schema: True)
        return fails

    def _computed_again(self, node: _Node) -> Callable[[Sequence[str]], bool]:
        models = [self._nodes[name] for name in self._ancestors(node)]

        def fails(documents: Sequence[str]) -> bool:
            self._show(documents)
            try:
                for model in models:
                    self._connection.execute(f"create or replace table {model.relation} as {model.sql}")
            except duckdb.Error:
                return True
            return self._breaks(node)

        self._views(lambda schema: schema in {_STAGING, "reference"})
        return fails

    def _from_the_files(self, node: _Node) -> Callable[[Sequence[str]], bool]:
        def fails(documents: Sequence[str]) -> bool:
            self._show(documents)
            return self._breaks(narrowed)

        narrowed = replace(node, sql=_EXTRACTED.sub(rf"(select * from \g<0>{_OF_DOCUMENTS})", node.sql))
        self._views(lambda schema: schema != _STAGING)
        return fails

    def _ancestors(self, node: _Node) -> list[str]:
        """The models between staging and a node, each after what it reads."""
        ordered: list[str] = []

        def visit(unique_id: str) -> None:
            model = self._nodes.get(unique_id)
            if model is None or model.kind != "model" or unique_id in ordered or f'"{_STAGING}"' in model.relation:
                return
            for parent in model.parents:
                visit(parent)
            ordered.append(unique_id)

        for parent in node.parents:
            visit(parent)
        return ordered

    def _views(self, wanted: Callable[[str], bool]) -> None:
        """A catalog named as the build's, in which every table shows the rows of the documents in question only."""
        run = self._connection.execute
        run(f"use {_BUILD}")
        run(f"detach database if exists {_CATALOG}")
        run(f"attach ':memory:' as {_CATALOG}")
        run(f"use {_CATALOG}")
        run("create schema scope")
        run("create table scope.documents (document_id varchar)")
        run("create table scope.departments (department_id varchar)")
        for schema, table, columns in self._tables:
            run(f"create schema if not exists {identifier(schema)}")
            if wanted(schema):
                place = f"{identifier(schema)}.{identifier(table)}"
                run(f"create view {place} as select * from {_BUILD}.{place}{_whose(columns)}")

    def _show(self, documents: Sequence[str]) -> None:
        run = self._connection.execute
        run("delete from scope.documents")
        run("insert into scope.documents select unnest(?::varchar[])", [list(documents)])
        run("delete from scope.departments")
        bodies = next((f"{s}.{t}" for s, t, c in self._tables if set(c) >= _BODIES), None)
        if bodies is not None:
            run(
                f"insert into scope.departments select distinct department_id from {_BUILD}.{bodies}"
                " where document_id in (from scope.documents)"
            )

    def _breaks(self, node: _Node) -> bool:
        try:
            if node.kind == "test":
                row = self._connection.execute(f"select count(*) from ({node.sql}\n)").fetchone()
                return bool(row and row[0])
            self._make(node)
        except duckdb.Error:
            return True
        return False

    def _make(self, node: _Node) -> None:
        """Compute a model under the contract that dbt holds it to."""
        if not node.columns:
            self._connection.execute(f"create or replace table scope.made as {node.sql}")
            return
        columns = ", ".join(
            f"{identifier(name)} {kind}{' not null' if required else ''}" for name, kind, required in node.columns
        )
        names = ", ".join(identifier(name) for name, _, _ in node.columns)
        self._connection.execute(f"create or replace table scope.made ({columns})")
        self._connection.execute(f"insert into scope.made select {names} from ({node.sql}\n)")

    def _all_documents(self) -> list[str]:
        for schema, table, columns in self._tables:
            if schema == _STAGING and {"document_id", "sha256"} <= set(columns):
                rows = self._connection.execute(f"select document_id from {_BUILD}.{schema}.{table} order by 1")
                return [document for (document,) in rows.fetchall()]
        return []

    def _all_extracted(self) -> list[str]:
        """The documents in what the staging models read, where the table of them could not be made."""
        found: set[str] = set()
        for place in {place for node in self._nodes.values() for place in _EXTRACTED.findall(node.sql)}:
            rows = self._connection.execute(f"select distinct document_id from {place} where document_id is not null")
            found.update(document for (document,) in rows.fetchall())
        return sorted(found)


def _whose(columns: Sequence[str]) -> str:
    if "document_id" in columns:
        return _OF_DOCUMENTS
    if "department_id" in columns:
        return " where department_id is null or department_id in (from scope.departments)"
    return ""
