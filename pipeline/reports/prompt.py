"""SQL on an open release: one query, or a prompt when none is given. Opening it is ``publication/reader``."""

import contextlib
import io
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import cast

import duckdb

from pipeline.extraction.entries import printable
from pipeline.publication.queries import refusal

_PROMPT = "yujuesuan> "
_MAX_ROWS = 1000
_HELP = (
    "End a query with a semicolon. `.tables` lists the tables, `describe fct_figure;` shows one,"
    " `.quit` or Ctrl-D ends."
)
_TABLES = (
    "select table_name, comment from duckdb_tables()"
    " where database_name = current_database() and schema_name = 'main'"
    " union all select view_name, comment from duckdb_views()"
    " where database_name = current_database() and schema_name = 'main' and not internal"
    " order by all"
)


class RefusedQueryError(RuntimeError):
    """The query was not run; the message says why."""


def answer(connection: duckdb.DuckDBPyConnection, query: str, width: int) -> str:
    """Answer one query.

    Args:
        connection: an open connection.
        query: as typed.
        width: characters of a line.

    Returns:
        The result as a table; empty for a statement without one. What a document prints steers no terminal.

    Raises:
        duckdb.Error: what DuckDB says about the query.
        RefusedQueryError: it is none that may be asked.
    """
    refused = refusal(connection, query)
    if refused is not None:
        raise RefusedQueryError(refused)
    # The stub promises a relation, but a statement such as `set` gives None.
    relation = cast("duckdb.DuckDBPyRelation | None", connection.sql(query))
    if relation is None:
        return ""
    table = io.StringIO()
    with contextlib.redirect_stdout(table):
        relation.show(max_rows=_MAX_ROWS, max_width=width)
    return printable(table.getvalue())


def terminal_width() -> int:
    """Return the characters per line: the terminal's, and no limit where the output goes to a file or a pipe."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 10_000


def prompt(ask: Callable[[str], str], lines: Iterable[str] | None = None) -> bool:
    """Answer queries until the input ends.

    Args:
        ask: gives the answer to a query.
        lines: the input; the terminal when not given.

    Returns:
        Whether every query had an answer.
    """
    print(_HELP)
    all_answered = True
    for query in statements(_terminal_lines() if lines is None else lines):
        try:
            print(ask(_TABLES if query == ".tables" else query), end="")
        except KeyboardInterrupt:
            print("\nThe query was stopped.")
            all_answered = False
        except (duckdb.Error, RuntimeError) as error:
            print(printable(str(error)))
            all_answered = False
    return all_answered


def statements(lines: Iterable[str]) -> Iterator[str]:
    """Join lines to statements: a statement ends with a semicolon, a dot command with its line."""
    pending: list[str] = []
    for line in lines:
        text = line.strip()
        if not pending and text in {".quit", ".exit"}:
            return
        if not pending and text == ".tables":
            yield text
            continue
        if text:
            pending.append(text)
        if text.endswith(";"):
            yield "\n".join(pending)
            pending = []
    if pending:
        yield "\n".join(pending)


def _terminal_lines() -> Iterator[str]:
    if not sys.stdin:  # the shell closed it
        return
    if sys.stdin.isatty():
        # Importing it is what gives input() a history and line editing.
        import readline  # noqa: F401  # pyright: ignore[reportUnusedImport]
    while True:
        try:
            yield input(_PROMPT if sys.stdin.isatty() else "")
        except (EOFError, KeyboardInterrupt):
            return
