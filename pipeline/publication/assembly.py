"""From runs of dbt over some documents each to one analysts' file: the gate before each is merged, and for the whole.

How rows are taken over is ``merge.py``; what is computed together is decided by whoever runs dbt.
"""

import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb

from pipeline.locations import DATABASE_NAME, Locations
from pipeline.memory import duckdb_settings
from pipeline.publication.analysts import SCHEMA, write_analysts_file
from pipeline.publication.contract import RELEASE_TABLE
from pipeline.publication.gate import (
    Examined,
    GateRefusedError,
    check_build,
    count_marts,
    objections_to_documents,
    objections_to_marts,
    questions_to_marts,
)
from pipeline.publication.merge import ARTIFACTS, Assembly, Models, Part, begin, begin_with, merge

MOST_REWRITTEN = 0.5
"""Of all rows: beyond, a merged file is written from the beginning."""
KEY_TESTS = frozenset({"unique", "unique_combination"})
"""Generic tests that say what is a key."""


def begin_assembly(locations: Locations, release: Path) -> None:
    """Begin the next build with a published one."""
    begin(release, locations.assembled_database)


def absorb(locations: Locations, part: Part) -> None:
    """Take over what dbt built of some documents, after the gate, and make room for the next.

    Raises:
        GateRefusedError: dbt's results or the tables speak against it.
    """
    examined = check_build(locations.next_build, locations.next_database, locations.input_dir, is_part=True)
    target, models = locations.assembled_database, Models.of_artifacts(locations.next_build)
    if target.is_file():
        merge(target, locations.next_database, models, part, duckdb_settings())
    else:
        target.parent.mkdir(parents=True)
        write_analysts_file(locations.next_database, target, duckdb_settings())
        begin_with(target, sorted(models.kinds.keys() & examined.rows.keys()), part.documents)
    locations.next_database.unlink()
    shutil.rmtree(locations.input_dir)


def stage(locations: Locations, database: Path) -> tuple[Examined, Assembly | None]:
    """Put the analysts' file into the release in the making, examined: as dbt built it, or merged from parts.

    Args:
        locations: the warehouse.
        database: the file to make.

    Returns:
        What the gate counted, and what is known of a file that was merged.

    Raises:
        GateRefusedError: it may not be published.
    """
    if not locations.assembled_database.is_file():
        examined = check_build(locations.next_build, locations.next_database, locations.extracted_dir)
        write_analysts_file(locations.next_database, database, duckdb_settings())
        return examined, None
    assembly = Assembly.load(locations.assembled_database.parent)
    locations.assembled_database.replace(database)
    examined = check_whole(locations.next_build, database, locations.extracted_dir, duckdb_settings())
    if assembly.rewritten > MOST_REWRITTEN * sum(examined.rows[name] for name in assembly.content):
        # Rows that went leave holes in the file, which are only closed by writing it from the beginning.
        worn = database.with_name(f"worn-{DATABASE_NAME}")
        database.replace(worn)
        write_analysts_file(worn, database, duckdb_settings(), leave_out=(RELEASE_TABLE,))
        worn.unlink()
        assembly.rewritten = 0
    return examined, assembly


def check_whole(build_dir: Path, database: Path, extracted_dir: Path, settings: Iterable[str] = ()) -> Examined:
    """Examine a file that was merged from parts, each of which was examined: what holds of the whole only.

    Args:
        build_dir: folder with dbt's artifacts of the last part.
        database: the merged analysts' file.
        extracted_dir: the Parquet datasets of all documents.
        settings: SQL statements for the connection, such as its memory limit.

    Returns:
        Rows per mart of the contract, and questions.

    Raises:
        GateRefusedError: with every objection found.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        for setting in settings:
            connection.execute(setting)
        rows = count_marts(connection)
        objections = [
            *objections_to_marts(connection, rows, extracted_dir),
            *objections_to_documents(connection, extracted_dir),
            *objections_to_keys(connection, build_dir),
        ]
        examined = Examined(rows, list(questions_to_marts(connection, rows, extracted_dir)))
    if objections:
        raise GateRefusedError(objections)
    return examined


def objections_to_keys(connection: duckdb.DuckDBPyConnection, build_dir: Path) -> Iterator[str]:
    """Yield every key of a published table that is not unique: dbt's own tests, asked of this file."""
    manifest, results = (json.loads((build_dir / name).read_text(encoding="utf-8")) for name in ARTIFACTS)
    nodes: dict[str, dict[str, Any]] = manifest["nodes"]
    published = {key for key, node in nodes.items() if node["resource_type"] == "model" and node["schema"] == SCHEMA}
    tests = {key: node for key, node in nodes.items() if _generic(node) in KEY_TESTS}
    for result in results["results"]:
        node = tests.get(result["unique_id"])
        if node is not None and published.issuperset(node["depends_on"]["nodes"]):
            row = connection.execute(f"select count(*) from ({result['compiled_code']}\n)").fetchone() or (0,)
            if row[0]:
                yield f"{node['name']} fails on the merged file: {row[0]} key(s) stand there more than once"


def _generic(node: dict[str, Any]) -> str | None:
    metadata: dict[str, Any] | None = node.get("test_metadata")
    return None if metadata is None else metadata["name"]
