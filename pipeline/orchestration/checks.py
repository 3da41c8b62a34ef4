"""What the Dagster UI says of a check: its sentence, and of one that does not hold its first rows.

dbt-dagster hands on neither: it knows the name of a test, and how many rows it returned.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb
from dagster import MetadataValue

from pipeline.orchestration.metadata import preview_of
from pipeline.publication.sql import literal

_CATALOG = "warehouse"
"""What compiled tests call the file of the build."""
_COMMENT = "--"


def description_of(node: Mapping[str, Any]) -> str:
    """What a test of the dbt project says of itself: its description, else the comment that its query begins with."""
    if node.get("description"):
        return str(node["description"])
    lines: list[str] = []
    for line in str(node.get("raw_code") or "").strip().splitlines():
        if not line.startswith(_COMMENT):
            break
        lines.append(line.removeprefix(_COMMENT).strip())
    return " ".join(lines)


def with_first_rows(events: Iterable[Any], database: Path, target_dir: Path) -> list[Any]:
    """Put the first rows of every check that does not hold beside its count.

    Args:
        events: What dbt reported to Dagster.
        database: The file of the build, closed.
        target_dir: dbt's ``run_results.json``, with the compiled tests.

    Returns:
        The events; a check whose query cannot be repeated stays as it was.
    """
    told = list(events)
    broken = [number for number, event in enumerate(told) if getattr(event, "passed", True) is False]
    compiled = _compiled(target_dir) if broken and database.is_file() else {}
    if not compiled:
        return told
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(str(database))} as {_CATALOG} (read_only)")
        connection.execute(f"use {_CATALOG}")
        for number in broken:
            event = told[number]
            sql = compiled.get(getattr(event.metadata.get("unique_id"), "value", None))
            if sql:
                try:
                    rows = preview_of(connection, f"({sql}\n)")
                except duckdb.Error:
                    continue
                told[number] = event._replace(metadata={**event.metadata, "first_rows": MetadataValue.md(rows)})
    return told


def _compiled(target_dir: Path) -> dict[Any, str]:
    """The query of every test of a run, by the id of its node."""
    try:
        results = json.loads((target_dir / "run_results.json").read_text(encoding="utf-8"))["results"]
    except (OSError, ValueError, KeyError):
        return {}
    return {result["unique_id"]: result["compiled_code"] for result in results if result.get("compiled_code")}
