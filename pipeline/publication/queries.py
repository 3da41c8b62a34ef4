"""What a query may be that somebody types against a locked release: one that reads tables, and nothing else.

What is allowed is listed, not what is forbidden: DuckDB's lock leaves a query the file that is open and its log, so
that one of another kind could write over the release itself. Which kind a query is, DuckDB's own parser says.
"""

import json
import re
from typing import Any

import duckdb
from duckdb import StatementType

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
_FUNCTIONS_OF_A_FILE = _FUNCTIONS | {
    "duckdb_databases",
    "duckdb_functions",
    "duckdb_indexes",
    "duckdb_keywords",
    "duckdb_memory",
    "duckdb_schemas",
    "duckdb_sequences",
    "duckdb_settings",
    "duckdb_types",
    "histogram",
    "histogram_values",
    "icu_calendar_names",
    "pg_timezone_names",
    "pragma_database_size",
    "pragma_platform",
    "pragma_show",
    "pragma_storage_info",
    "pragma_table_info",
    "pragma_version",
    "repeat",
    "repeat_row",
    "summary",
    "test_all_types",
}
"""Those that tell of DuckDB and of the file itself; a lake's settings hold what opens its bucket."""

_BLANK = r"(?:\s|/\*.*?\*/|--[^\n]*\n)*"
_EXPLAIN = re.compile(
    rf"{_BLANK}explain\b{_BLANK}(?:analy[sz]e\b|\((?:{_BLANK}(?:analy[sz]e|format{_BLANK}\w+){_BLANK},?)+\))?",
    re.IGNORECASE | re.DOTALL,
)
_LIFT = "--unsafe lifts this."


def refusal(connection: duckdb.DuckDBPyConnection, query: str) -> str | None:
    """Say why a query is not run; None where it may be.

    Args:
        connection: an open release.
        query: as typed.

    Raises:
        duckdb.ParserException: it is no SQL.
    """
    locked, is_lake = _locks(connection)
    if not locked:
        return None
    what, functions = ("store", _FUNCTIONS) if is_lake else ("release", _FUNCTIONS_OF_A_FILE)
    asked = _explained(query)
    try:
        statements = connection.extract_statements(asked)
    except duckdb.ParserException:
        raise
    except duckdb.Error:
        # Of some kinds DuckDB cannot say which they are; a query is none of them.
        statements = []
        kinds = [StatementType.INVALID]
    else:
        kinds = [statement.type for statement in statements]
    is_pivot = not is_lake and _is_pivot(kinds, [statement.query for statement in statements])
    if any(kind != StatementType.SELECT for kind in kinds) and not is_pivot:
        return f"A {what} answers queries only (select, from, describe, show, explain): it is read-only; {_LIFT}"
    if len(kinds) > 1 and not is_pivot:
        return f"A {what} answers one query at a time, and these are {len(kinds)}; {_LIFT}"
    called = _named(connection, asked) if is_pivot else _called(connection, asked)
    if called is None:
        return f"A {what} answers plain queries only (select, from, describe, show); {_LIFT}"
    if called - functions:
        return f"A {what} answers no query that calls {', '.join(sorted(called - functions))}; {_LIFT}"
    return None


def _explained(query: str) -> str:
    """The query whose plan is asked for, or the query itself."""
    found = _EXPLAIN.match(query)
    return query[found.end() :] if found else query


def _is_pivot(kinds: list[StatementType], texts: list[str]) -> bool:
    """Whether it is a query that pivots over values which are not named: DuckDB notes those as a type of its own first.

    What it makes so has no text; what somebody types has.
    """
    made, last = kinds[:-1], kinds[-1:]
    return bool(made) and set(made) == {StatementType.CREATE} and last == [StatementType.SELECT] and not any(texts)


def _called(connection: duckdb.DuckDBPyConnection, query: str) -> set[str] | None:
    """The table functions that a query calls; None where it cannot be taken apart."""
    row = connection.execute("select json_serialize_sql(?::varchar)", [query]).fetchone() or ("{}",)
    called: set[str] = set()

    def note(part: dict[str, Any]) -> dict[str, Any]:
        if part.get("type") == "TABLE_FUNCTION":
            called.add(str(part["function"]["function_name"]).lower())
        return part

    return None if json.loads(row[0], object_hook=note).get("error", True) else called


def _named(connection: duckdb.DuckDBPyConnection, query: str) -> set[str]:
    """The table functions whose name stands anywhere in a query, be it in a text: more rather than less."""
    rows = connection.execute(
        "select distinct lower(function_name) from duckdb_functions()"
        " where function_type in ('table', 'table_macro', 'pragma')"
    ).fetchall()
    return {word.lower() for word in re.findall(r"\w+", query)} & {name for (name,) in rows}


def _locks(connection: duckdb.DuckDBPyConnection) -> tuple[bool, bool]:
    """Return whether the release is locked, and whether it is one of a lake."""
    row = connection.execute(
        "select current_setting('lock_configuration'),"
        " exists (select 1 from duckdb_databases() where type = 'ducklake')"
    ).fetchone() or (False, False)
    return bool(row[0]), bool(row[1])
