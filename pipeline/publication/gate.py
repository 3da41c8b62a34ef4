"""The gate between a build and its readers: decides from the build's own evidence whether it may be published.

It reads dbt's results of this very build, the extracted Parquet and the DuckDB file. It never repairs anything,
and it collects every objection before it speaks. Publishing is ``release.py``.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb

from pipeline.publication.contract import MARTS, Mart

PARSER_FAILED = "the parser failed"
"""Beginning of the reason that ``extraction.document`` gives when an error of its own stops a document."""
GOOD_STATUSES = frozenset({"success", "pass", "warn"})
RESULT_TYPES = frozenset({"model", "seed", "snapshot", "test"})

# Run by a fresh interpreter: a second connection in this process would share its cache and prove nothing.
_COUNT_SCRIPT = """
import json, sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
names = json.loads(sys.argv[2])
print(json.dumps({name: connection.execute(f'select count(*) from main."{name}"').fetchone()[0] for name in names}))
"""


class GateRefusedError(RuntimeError):
    """The build may not be published; ``objections`` says why, one sentence each."""

    def __init__(self, objections: list[str]) -> None:
        self.objections = objections
        super().__init__(
            f"The build was not published, for {len(objections)} reason(s):\n"
            + "\n".join(f"  - {objection}" for objection in objections)
        )


def check_build(build_dir: Path, database: Path, extracted_dir: Path) -> dict[str, int]:
    """Examine a finished build.

    Args:
        build_dir: folder with the build's own ``manifest.json`` and ``run_results.json``.
        database: the DuckDB file of the build, closed by whoever wrote it.
        extracted_dir: the Parquet datasets the build was made from.

    Returns:
        Rows per mart of the contract.

    Raises:
        GateRefusedError: with every objection found.
    """
    objections = list(objections_to_results(build_dir))
    counts: dict[str, int] = {}
    if not database.is_file():
        objections.append(f"{database} does not exist: dbt did not write a warehouse")
    else:
        with duckdb.connect(str(database), read_only=True) as connection:
            counts = count_marts(connection)
            objections += objections_to_marts(connection, counts, extracted_dir)
            objections += objections_to_documents(connection, extracted_dir)
    if objections:
        raise GateRefusedError(objections)
    return counts


def objections_to_results(build_dir: Path) -> Iterator[str]:
    """Yield what dbt's artifacts of this build say against it: a missing result, a failed model, seed or test."""
    manifest = _read_artifact(build_dir / "manifest.json")
    run_results = _read_artifact(build_dir / "run_results.json")
    if manifest is None or run_results is None:
        yield f"{build_dir} holds no complete set of dbt results: run the whole build, not the release alone"
        return
    expected = set(expected_results(manifest))
    if not expected:
        yield "the dbt manifest names no model, seed or test: the project was not parsed"
    results = {result["unique_id"]: result for result in run_results["results"]}
    for unique_id in sorted(expected - set(results)):
        yield f"{unique_id} has no result in this build: it was not run"
    for unique_id, result in sorted(results.items()):
        if result["status"] not in GOOD_STATUSES:
            yield f"{unique_id} ended as {result['status']}: {_first_line(result.get('message'))}"


def expected_results(manifest: Mapping[str, Any]) -> Iterator[str]:
    """Yield the id of every node that must have a result: models, seeds, snapshots and data tests.

    Unit tests do not look at this build's data: they run with the other tests of the code.
    """
    for unique_id, node in manifest["nodes"].items():
        # An ephemeral model is pasted into its readers and never runs by itself.
        if node["resource_type"] in RESULT_TYPES and node["config"].get("materialized") != "ephemeral":
            yield unique_id


def count_marts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Return rows per mart of the contract that exists; a missing one is left out."""
    present = {
        name
        for (name,) in connection.execute(
            "select table_name from information_schema.tables where table_schema = 'main'"
        ).fetchall()
    }
    return {mart.name: _scalar(connection, f'from main."{mart.name}"') for mart in MARTS if mart.name in present}


def objections_to_marts(
    connection: duckdb.DuckDBPyConnection, counts: Mapping[str, int], extracted_dir: Path
) -> Iterator[str]:
    """Yield what the marts owe: a missing table, an empty one with rows due, a lost row, a rule never used."""
    for mart in MARTS:
        if mart.name not in counts:
            yield f"main.{mart.name} is missing: the contract promises it"
            continue
        due = rows_due(connection, mart, extracted_dir)
        rows = counts[mart.name]
        if rows == 0 and due > 0:
            yield f"main.{mart.name} is empty, although {due} row(s) of {mart.dataset or 'the seeds'} should fill it"
        elif mart.one_to_one and rows != due:
            yield f"main.{mart.name} has {rows} rows, but the extraction wrote {due}: a row was lost or doubled"
    if {"dim_rule", "fct_reconciliation"} <= set(counts) and counts["fct_reconciliation"] > 0:
        for (rule_id,) in connection.execute(
            "select rule_id from main.dim_rule anti join main.fct_reconciliation using (rule_id) order by rule_id"
        ).fetchall():
            yield f"rule {rule_id} was evaluated on no document, not even as not applicable"


def objections_to_documents(connection: duckdb.DuckDBPyConnection, extracted_dir: Path) -> Iterator[str]:
    """Yield a word where the parser itself failed on most documents: that is no night to publish."""
    files = extracted_dir / "documents" / "*.parquet"
    if not any(files.parent.glob(files.name)):
        return
    documents = f"from read_parquet('{_quoted(files)}')"
    total = _scalar(connection, documents)
    failed = _scalar(connection, f"{documents} where starts_with(outcome_reason, '{PARSER_FAILED}')")
    if 2 * failed > total:
        yield f"the parser failed on {failed} of {total} documents: see document_outcome; the code needs mending first"


def rows_due(connection: duckdb.DuckDBPyConnection, mart: Mart, extracted_dir: Path) -> int:
    """Return how many extracted rows oblige the mart to have rows; 1 for a mart that may never be empty."""
    if mart.dataset is None:
        return 1
    files = extracted_dir / mart.dataset / "*.parquet"
    if not any(files.parent.glob(files.name)):
        return 0
    return _scalar(connection, f"from read_parquet('{_quoted(files)}') where {mart.condition}")


def count_in_fresh_process(database: Path, names: list[str]) -> dict[str, int]:
    """Return rows per table as a new process sees them that opens the file read-only.

    Raises:
        GateRefusedError: when that process cannot open or read the file.
    """
    outcome = subprocess.run(
        [sys.executable, "-c", _COUNT_SCRIPT, str(database), json.dumps(names)],
        capture_output=True,
        text=True,
        check=False,
    )
    if outcome.returncode:
        reason = outcome.stderr.strip().splitlines()[-1:]
        raise GateRefusedError([f"a fresh process could not read {database}: {' '.join(reason)}"])
    return json.loads(outcome.stdout)


def _scalar(connection: duckdb.DuckDBPyConnection, clause: str) -> int:
    row = connection.execute(f"select count(*) {clause}").fetchone()
    return row[0] if row else 0


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _read_artifact(path: Path) -> dict[str, Any] | None:
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def _first_line(message: str | None) -> str:
    return (message or "no message").strip().splitlines()[0]
