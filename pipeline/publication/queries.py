"""What a query may be that somebody types against a locked release: of a lake, one that only reads tables.

A published file is locked by DuckDB itself, but for what ends the process instead of the query. A lake has to be left
access to its folder or bucket and to its catalog, so what is not plainly a query of its tables is not run: what is
allowed is listed, not what is forbidden.
"""

import json
import re
from typing import Any

import duckdb

_FUNCTIONS = frozenset(
    {
        "duckdb_columns",
        "duckdb_constraints",
        "duckdb_tables",
        "duckdb_views",
        "generate_series",
        "json_each",
        "json_tree",
        "range",
        "snapshots",
        "unnest",
    }
)
"""Table functions that reach no file, no other server and no change."""

_BLANK = r"(?:\s|/\*.*?\*/|--[^\n]*\n)*"
_FATAL = re.compile(
    rf"(?P<name>enable_logging|\b(?:query|json_execute_serialized_sql)(?=\"?{_BLANK}\())", re.IGNORECASE | re.DOTALL
)
"""A log that may not be written aborts the whole process, and text that is run as a query could ask for one."""


def refusal(connection: duckdb.DuckDBPyConnection, query: str) -> str | None:
    """Say why a query is not run; None where it may be, or where DuckDB itself sees to it.

    Args:
        connection: an open release.
        query: as typed.

    Raises:
        duckdb.ParserException: it is no SQL.
    """
    locked, is_lake = _locks(connection)
    fatal = _FATAL.search(query) if locked else None
    if fatal:
        return f"A release answers no query that calls {fatal['name'].lower()}; --unsafe lifts this."
    if not (locked and is_lake):
        return None
    if any(statement.type != duckdb.StatementType.SELECT for statement in connection.extract_statements(query)):
        return "A store answers queries only (select, from, describe, show); --unsafe lifts this."
    row = connection.execute("select json_serialize_sql(?::varchar)", [query]).fetchone() or ("{}",)
    called: set[str] = set()

    def note(part: dict[str, Any]) -> dict[str, Any]:
        if part.get("type") == "TABLE_FUNCTION":
            called.add(str(part["function"]["function_name"]).lower())
        return part

    if json.loads(row[0], object_hook=note).get("error", True):
        return "A store answers plain queries only (select, from, describe, show); --unsafe lifts this."
    if called - _FUNCTIONS:
        return f"A store answers no query that calls {', '.join(sorted(called - _FUNCTIONS))}; --unsafe lifts this."
    return None


def _locks(connection: duckdb.DuckDBPyConnection) -> tuple[bool, bool]:
    """Return whether the release is locked, and whether it is one of a lake."""
    row = connection.execute(
        "select current_setting('lock_configuration'),"
        " exists (select 1 from duckdb_databases() where type = 'ducklake')"
    ).fetchone() or (False, False)
    return bool(row[0]), bool(row[1])
