"""The analysts' file: what of a build is published, copied table by table into a file of its own.

Only schema ``main`` goes in, with its constraints, views and comments; staging, intermediate and reconciliation tables
serve the build alone, and are most of it. Nothing is computed here.
"""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import duckdb

from pipeline.publication.sql import identifier, literal

SCHEMA = "main"
# Comments and the bodies of views name the catalog: it is that of the published file, whatever the file is called here.
CATALOG = "warehouse"
_SOURCE = "build"
_BLOCK = 16_384
"""Bytes; every column of every table takes a block at least, and most tables are small."""


def write_analysts_file(
    build: Path, target: Path, settings: Sequence[str] = (), leave_out: Collection[str] = ()
) -> None:
    """Copy the analysts' schema of a build into a new file.

    Args:
        build: the DuckDB file that dbt wrote, closed.
        target: the file to write; must not exist.
        settings: SQL statements for the copying connection, such as its memory limit.
        leave_out: tables that are not copied.

    Raises:
        duckdb.Error: the build cannot be read, or the target cannot be written.
    """
    with duckdb.connect() as connection:
        # What does not fit into memory while it is put in order stands beside the file, and goes with the connection.
        for setting in (*settings, f"set temp_directory = {literal(f'{target}.tmp')}"):
            connection.execute(setting)
        connection.execute(f"attach {literal(str(build))} as {_SOURCE} (read_only)")
        connection.execute(f"attach {literal(str(target))} as {CATALOG} (block_size {_BLOCK})")
        connection.execute(f"use {CATALOG}")
        for name, definition in _tables(connection):
            if name in leave_out:
                continue
            connection.execute(definition)
            source = f"{_SOURCE}.{SCHEMA}.{identifier(name)}"
            connection.execute(f"insert into {identifier(name)} select * from {source}{row_order(connection, source)}")
        create_views(connection, _SOURCE)
        for table, statement in comments(connection, _SOURCE):
            if table not in leave_out:
                connection.execute(statement)
        connection.execute(f"checkpoint {CATALOG}")


def row_order(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    """Say in which order the rows of a table are written, so that a reader who asks for some finds them together.

    DuckDB passes over the blocks whose least and greatest values leave out what is asked for. Rows of one document
    stand together; of the comparisons, most of which hold, those that do not stand before all others.

    Args:
        connection: one that has the table.
        table: its full name.

    Returns:
        An ``order by``, empty for a table that has no documents.
    """
    columns = {name for name, *_ in connection.execute(f"describe {table}").fetchall()}
    if "document_id" not in columns:
        return ""
    first = "status <> 'broken', " if {"finding_id", "status"} <= columns else ""
    return f" order by {first}document_id, rowid"


def _tables(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return connection.execute(
        f"""
        select table_name, sql from duckdb_tables()
        where database_name = '{_SOURCE}' and schema_name = '{SCHEMA}' and not internal
        order by table_name
        """
    ).fetchall()


def views(connection: duckdb.DuckDBPyConnection, source: str) -> list[tuple[str, str]]:
    """Return name and definition of every view of an attached catalog, by name."""
    return connection.execute(
        f"""
        select view_name, sql from duckdb_views()
        where database_name = '{source}' and schema_name = '{SCHEMA}' and not internal
        order by view_name
        """
    ).fetchall()


def create_views(connection: duckdb.DuckDBPyConnection, source: str) -> None:
    """Create all views of an attached catalog in the current one; one that reads another waits until that is there."""
    waiting = views(connection, source)
    while waiting:
        later: list[tuple[str, str]] = []
        problem: duckdb.Error | None = None
        for name, definition in waiting:
            try:
                connection.execute(definition)
            except duckdb.Error as error:
                later.append((name, definition))
                problem = error
        if problem is not None and len(later) == len(waiting):
            raise problem
        waiting = later


def comments(connection: duckdb.DuckDBPyConnection, source: str) -> Iterator[tuple[str, str]]:
    """Yield table or view, and the statement that gives it or a column of it the comment it has in a catalog."""
    condition = f"database_name = '{source}' and schema_name = '{SCHEMA}' and comment is not null and not internal"
    for kind in ("table", "view"):
        rows = connection.execute(f"select {kind}_name, comment from duckdb_{kind}s() where {condition}").fetchall()
        yield from ((name, f"comment on {kind} {identifier(name)} is {literal(comment)}") for name, comment in rows)
    for table, column, comment in connection.execute(
        f"select table_name, column_name, comment from duckdb_columns() where {condition}"
    ).fetchall():
        yield table, f"comment on column {identifier(table)}.{identifier(column)} is {literal(comment)}"
