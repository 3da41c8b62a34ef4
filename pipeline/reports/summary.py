"""The end of a build and ``yujuesuan status``: what the warehouse holds, for a person, in a dozen lines."""

from collections.abc import Iterator
from typing import Any

import duckdb

from pipeline.publication.reader import Release, changes_of, open_release

EXAMPLE_QUERY = (
    "select department_name, fiscal_year, stage, expenditure_yuan, personnel_yuan, public_yuan"
    " from mart_department_year join dim_department using (department_id) order by expenditure_yuan desc"
)


def status_lines(published: Release) -> Iterator[str]:
    """Yield the summary of a published release, line by line.

    Args:
        published: the DuckDB file or the release of a lake; opened read-only.
    """
    with open_release(published) as connection:
        release = _first(connection, "select build_id, built_at, git_revision, parser_version from release")
        yield f"Documents     {_outcomes(connection)}"
        yield f"Figures       {_figures(connection)}"
        yield f"Balances      {_balances(connection)}"
        yield f"Contradicted  {_contradictions(connection)}"
        yield from _problems(connection)
    yield from (f"Changes       {line}" for line in changes_of(published))
    yield f"Release       {release[0]} (revision {_short(release[2])}, parser {release[3]})"
    yield f"Warehouse     {published}"
    yield f'Try           yujuesuan sql "{EXAMPLE_QUERY}"'


def _outcomes(connection: duckdb.DuckDBPyConnection) -> str:
    (documents,) = _first(connection, "select count(*) from dim_document")
    # The outcome of a document is that of its last step, the worst one where steps differ.
    rows = connection.execute(
        """
        with worst as (
            select
                coalesce(document_id, file_name) as document,
                min_by(outcome, list_position(['quarantined', 'skipped', 'partial', 'ok'], outcome)) as outcome
            from document_outcome
            group by all
        )
        select outcome, count(*) from worst group by all order by all
        """
    ).fetchall()
    return f"{documents} in the warehouse; by outcome: " + ", ".join(f"{count} {outcome}" for outcome, count in rows)


def _figures(connection: duckdb.DuckDBPyConnection) -> str:
    placed, inferred, narrative, indicators, unplaced = _first(
        connection,
        """
        select
            (select count(*) from fct_figure),
            (select count(*) from fct_figure where placement = 'inferred'),
            (select count(*) from fct_narrative_figure),
            (select count(*) from fct_performance_indicator),
            (select count(*) from fct_unplaced_cell)
        """,
    )
    return (
        f"{placed:,} placed from tables ({inferred:,} by arithmetic), {unplaced:,} unplaced;"
        f" {narrative:,} from the text; {indicators:,} performance indicators"
    )


def _balances(connection: duckdb.DuckDBPyConnection) -> str:
    counts = dict(connection.execute("select status, count(*) from fct_reconciliation group by all").fetchall())
    shown = ("exact", "rounding", "broken", "not_applicable")
    return ", ".join(f"{counts.get(status, 0):,} {status.replace('_', ' ')}" for status in shown)


def _contradictions(connection: duckdb.DuckDBPyConnection) -> str:
    causes = "from fct_reconciliation where status = 'broken' and not is_consequence"
    counts = dict(connection.execute(f"select severity, count(*) {causes} group by all").fetchall())
    shown = ("material", "minor", "rounding", "info")
    return ", ".join(f"{counts.get(severity, 0):,} {severity}" for severity in shown) + " (one per cause)"


def _problems(connection: duckdb.DuckDBPyConnection, limit: int = 10) -> Iterator[str]:
    rows = connection.execute(
        "select file_name, outcome, reason from document_outcome where outcome <> 'ok' order by all"
    ).fetchall()
    for file_name, outcome, reason in rows[:limit]:
        yield f"  {outcome:<12}{file_name}: {reason}"
    if len(rows) > limit:
        yield f"  … and {len(rows) - limit} more: select * from document_outcome where outcome <> 'ok'"


def _first(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    row = connection.execute(query).fetchone()
    if row is None:
        raise LookupError(f"the warehouse gave no row for: {' '.join(query.split())}")
    return row


def _short(revision: str) -> str:
    commit, dirty, _ = revision.partition("-dirty")
    return commit[:12] + dirty
