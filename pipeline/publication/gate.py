"""The gate between a build and its readers: decides from the build's own evidence whether it may be published.

It reads dbt's results of this very build, the extracted Parquet and the DuckDB file. It never repairs anything,
and it collects every objection before it speaks. Publishing is ``release.py``; whether a build has lost too much of
what the last one had is ``shrink.py``.

An *objection* stops the release: something is lost, doubled or was not run. A *question* does not: a table without
rows may be quite right for these documents, and is told to us.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from pipeline.processes import clean_environment
from pipeline.publication.contract import MARTS, Mart
from pipeline.publication.sql import inside_pattern

PARSER_FAILED = ("parser_error", "reader_crashed")
"""Reason codes that say that an error of our own stopped a document."""
FEWEST_FAILED = 5
"""So many documents must fail before their share says anything about the parser."""
GOOD_STATUSES = frozenset({"success", "pass", "warn"})
OF_SEEDS = "of_seeds"
"""The tag by which dbt_project.yml knows the tests of seeds."""
RESULT_TYPES = frozenset({"model", "seed", "snapshot", "test"})

# Run by a fresh interpreter: a second connection in this process would share its cache and prove nothing.
_COUNT_SCRIPT = """
import json, sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True, config={"enable_external_access": False})
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


@dataclass(slots=True)
class Examined:
    """A build that may be published.

    Attributes:
        rows: rows per mart of the contract.
        questions: what a person should look at; nothing that keeps the build from its readers.
    """

    rows: dict[str, int] = field(default_factory=dict[str, int])
    questions: list[str] = field(default_factory=list[str])


def check_build(build_dir: Path, database: Path, extracted_dir: Path, *, is_part: bool = False) -> Examined:
    """Examine a finished build.

    Args:
        build_dir: folder with the build's own ``manifest.json`` and ``run_results.json``.
        database: the DuckDB file of the build, closed by whoever wrote it.
        extracted_dir: the Parquet datasets the build was made from.
        is_part: it is to be merged with others, and only the whole can be asked about all documents.

    Returns:
        Rows per mart of the contract, and questions.

    Raises:
        GateRefusedError: with every objection found.
    """
    objections = list(objections_to_results(build_dir))
    examined = Examined()
    if not database.is_file():
        objections.append(f"{database} does not exist: dbt did not write a warehouse")
    else:
        with duckdb.connect(str(database), read_only=True) as connection:
            examined.rows = count_marts(connection)
            objections += objections_to_marts(connection, examined.rows, extracted_dir)
            if not is_part:
                objections += objections_to_documents(connection, extracted_dir)
                examined.questions = list(questions_to_marts(connection, examined.rows, extracted_dir))
    if objections:
        raise GateRefusedError(objections)
    return examined


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
        # An exposure says who uses the models; dbt lists it and has nothing to run.
        if result["status"] not in GOOD_STATUSES and not unique_id.startswith("exposure."):
            yield f"{unique_id} ended as {result['status']}: {_first_line(result.get('message'))}"


def expected_results(manifest: Mapping[str, Any]) -> Iterator[str]:
    """Yield the id of every node that must have a result: models, seeds, snapshots and tests of the models' data.

    Unit tests and the tests of the seeds do not look at this build's data: they run with the tests of the code.
    """
    for unique_id, node in manifest["nodes"].items():
        # An ephemeral model is pasted into its readers and never runs by itself.
        if (
            node["resource_type"] in RESULT_TYPES
            and node["config"].get("materialized") != "ephemeral"
            and not is_test_of_seed(node)
        ):
            yield unique_id


def is_test_of_seed(node: Mapping[str, Any]) -> bool:
    """Whether a node of the manifest is a test of a seed: of code, which is the same every night."""
    return node["resource_type"] == "test" and OF_SEEDS in node.get("tags", ())


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
    """Yield what the marts owe: a missing table, a reference table without rows, a lost or doubled row."""
    for mart in MARTS:
        if mart.name not in counts:
            yield f"main.{mart.name} is missing: the contract promises it"
        elif mart.dataset is None and counts[mart.name] == 0:
            yield f"main.{mart.name} is empty, although the seeds should fill it"
        elif mart.one_to_one and (due := rows_due(connection, mart, extracted_dir)) != counts[mart.name]:
            yield (
                f"main.{mart.name} has {counts[mart.name]} rows, but the extraction wrote {due}:"
                " a row was lost or doubled"
            )


def questions_to_marts(
    connection: duckdb.DuckDBPyConnection, counts: Mapping[str, int], extracted_dir: Path
) -> Iterator[str]:
    """Yield what is odd: a table without rows although some would be expected, a rule that was never asked."""
    for mart in MARTS:
        if counts.get(mart.name) == 0 and mart.dataset is not None and not mart.one_to_one:
            due = rows_due(connection, mart, extracted_dir)
            if due:
                yield f"main.{mart.name} is empty, although {due} row(s) of {mart.dataset} may be meant to fill it"
    if {"dim_rule", "fct_reconciliation"} <= set(counts) and counts["fct_reconciliation"] > 0:
        for (rule_id,) in connection.execute(
            "select rule_id from main.dim_rule anti join main.fct_reconciliation using (rule_id) order by rule_id"
        ).fetchall():
            yield f"rule {rule_id} was evaluated on no document, not even as not applicable"


def objections_to_documents(connection: duckdb.DuckDBPyConnection, extracted_dir: Path) -> Iterator[str]:
    """Yield what the documents are owed: an outcome for every name, true counts, a parser that mostly works."""
    if not any((extracted_dir / "documents").glob("*.parquet")):
        yield f"{extracted_dir} holds no documents: the extraction was not run"
        return
    parts = {
        name: f"read_parquet('{inside_pattern(extracted_dir / name)}/*.parquet')"
        for name in ("documents", "outcomes", "figures", "narrative_figures", "unplaced_cells")
    }
    for file_name, told in connection.execute(_UNACCOUNTED.format(**parts)).fetchall():
        yield f"{file_name}: {told}"
    yield from _objections_to_names(connection, parts["outcomes"], extracted_dir)
    total = _scalar(connection, f"from {parts['documents']}")
    failed = _scalar(connection, f"from {parts['documents']} where outcome_reason_code in {PARSER_FAILED}")
    if failed >= FEWEST_FAILED and 2 * failed > total:
        yield f"the parser failed on {failed} of {total} documents: see document_outcome; the code needs mending first"


def _objections_to_names(connection: duckdb.DuckDBPyConnection, outcomes: str, extracted_dir: Path) -> Iterator[str]:
    """Yield a word where the raw folder held another number of names than there are outcomes."""
    inventory = _read_artifact(extracted_dir / "inventory.json")
    if inventory is not None:
        row = connection.execute(f"select count(distinct file_name) from {outcomes}").fetchone() or (0,)
        if row[0] != inventory["names"]:
            yield f"the raw folder held {inventory['names']} name(s), but {row[0]} have an outcome"


_UNACCOUNTED = """
with
counted as (
    select document_id, count(*) filter (where kind = 'figures') as figures,
        count(*) filter (where kind = 'narrative_figures') as narrative,
        count(*) filter (where kind = 'unplaced_cells') as unplaced
    from (
        select document_id, 'figures' as kind from {figures}
        union all select document_id, 'narrative_figures' from {narrative_figures}
        union all select document_id, 'unplaced_cells' from {unplaced_cells}
    )
    group by document_id
),
told as (
    select document_id, count(*) as steps, count(*) filter (where step = 'extract') as extracted,
        sum(figure_count) as figures, sum(narrative_figure_count) as narrative, sum(unplaced_count) as unplaced
    from {outcomes}
    where document_id is not null
    group by document_id
)
select coalesce(documents.file_name, counted.document_id),
    case
        when documents.document_id is null then 'rows of a document that is not there'
        when told.document_id is null then 'no outcome'
        when documents.outcome in ('ok', 'partial') and told.extracted <> 1 then 'no outcome of its extraction'
        else 'its outcome counts ' || told.figures || ' figures, ' || told.narrative || ' in the text, '
            || told.unplaced || ' unplaced; its rows are ' || coalesce(counted.figures, 0) || ', '
            || coalesce(counted.narrative, 0) || ', ' || coalesce(counted.unplaced, 0)
    end
from {documents} as documents
full join counted on documents.document_id = counted.document_id
left join told on coalesce(documents.document_id, counted.document_id) = told.document_id
where documents.document_id is null or told.document_id is null
    or (documents.outcome in ('ok', 'partial') and told.extracted <> 1)
    or (told.figures, told.narrative, told.unplaced)
        is distinct from (coalesce(counted.figures, 0), coalesce(counted.narrative, 0), coalesce(counted.unplaced, 0))
order by all
limit 20
"""


def rows_due(connection: duckdb.DuckDBPyConnection, mart: Mart, extracted_dir: Path) -> int:
    """Return how many extracted rows look as if they should fill the mart; 1 for a mart that may never be empty."""
    if mart.dataset is None:
        return 1
    folder = extracted_dir / mart.dataset
    if not any(folder.glob("*.parquet")):
        return 0
    return _scalar(connection, f"from read_parquet('{inside_pattern(folder)}/*.parquet') where {mart.condition}")


def count_in_fresh_process(database: Path, names: list[str]) -> dict[str, int]:
    """Return rows per table as a new process sees them that opens the file read-only.

    Raises:
        GateRefusedError: when that process cannot open or read the file.
    """
    outcome = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", "-c", _COUNT_SCRIPT, str(database), json.dumps(names)],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        env=clean_environment(),
    )
    if outcome.returncode:
        reason = outcome.stderr.strip().splitlines()[-1:]
        raise GateRefusedError([f"a fresh process could not read {database}: {' '.join(reason)}"])
    return json.loads(outcome.stdout)


def _scalar(connection: duckdb.DuckDBPyConnection, clause: str) -> int:
    row = connection.execute(f"select count(*) {clause}").fetchone()
    return row[0] if row else 0


def _read_artifact(path: Path) -> dict[str, Any] | None:
    """Return a JSON object, None where there is none or a damaged one: a full disk leaves halves behind."""
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _first_line(message: str | None) -> str:
    return (message or "no message").strip().splitlines()[0]
