"""What the Dagster UI shows about each asset: counts, outcomes, small tables. Rendering only."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
from dagster import MetadataValue

from pipeline.extraction.entries import RawFolder, shown
from pipeline.extraction.folder import ExtractionSummary
from pipeline.locations import Locations
from pipeline.publication.manifest import BuildManifest
from pipeline.publication.sql import identifier, inside_pattern
from pipeline.publication.store import Stored

_PREVIEW_ROWS = 8
_PREVIEW_COLUMNS = 10


def of_raw_files(folder: RawFolder, raw_dir: Path) -> dict[str, Any]:
    """Return number, size and a list of the first raw files, and how many entries are none."""
    sizes = [(file.name, _size(file.path)) for file in folder.files]
    return {
        "files": len(folder.files),
        "other_entries": len(folder.refused),
        "bytes": sum(size for _, size in sizes),
        "folder": MetadataValue.text(shown(str(raw_dir))),
        "preview": MetadataValue.md(
            markdown_table(["file", "bytes"], [(name, f"{size:,}") for name, size in sizes[:50]])
        ),
    }


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0  # gone since the folder was listed: the extraction will say so


def of_dataset(folder: Path, summary: ExtractionSummary) -> dict[str, Any]:
    """Return row count and first rows of one extracted dataset, and what the whole extraction did."""
    files = f"{inside_pattern(folder)}/*.parquet"
    with duckdb.connect() as connection:
        (rows,) = connection.execute(f"select count(*) from read_parquet('{files}')").fetchone() or (0,)
        preview = preview_of(connection, f"read_parquet('{files}')")
    return {
        "dagster/row_count": rows,
        "documents": summary.documents,
        "extracted_now": summary.extracted,
        "reused": summary.reused,
        "removed": summary.removed,
        "outcomes": MetadataValue.json(dict(summary.outcomes)),
        "problems": MetadataValue.md("\n".join(f"- {problem}" for problem in summary.problems) or "none"),
        "preview": MetadataValue.md(preview),
    }


def preview_of(connection: duckdb.DuckDBPyConnection, relation: str) -> str:
    """Return the first rows and columns of a table, or of a query in brackets, as a Markdown table."""
    found = connection.execute(f"select * from {relation} limit {_PREVIEW_ROWS}")
    names = [column[0] for column in found.description][:_PREVIEW_COLUMNS]
    return markdown_table(names, [row[:_PREVIEW_COLUMNS] for row in found.fetchall()])


def of_mart(connection: duckdb.DuckDBPyConnection, name: str) -> dict[str, Any]:
    """Return row count and first rows of a table or view of the published file."""
    (rows,) = connection.execute(f"select count(*) from {identifier(name)}").fetchone() or (0,)
    return {"dagster/row_count": rows, "preview": MetadataValue.md(preview_of(connection, identifier(name)))}


def of_release(manifest: BuildManifest, locations: Locations) -> dict[str, Any]:
    """Return what was published and how it differs from the release before it."""
    return {
        "build_id": manifest.build_id,
        "git_revision": manifest.git_revision,
        "parser_version": manifest.parser_version,
        "content_hash": manifest.content_hash,
        "warehouse": MetadataValue.text(str(locations.published_database)),
        "documents": manifest.rows["dim_document"],
        "figures": manifest.rows["fct_figure"],
        "rows": MetadataValue.md(markdown_table(["table", "rows"], sorted(manifest.rows.items()))),
        "changes": MetadataValue.md("\n".join(f"- {line}" for line in manifest.changes)),
    }


def of_stored(stored: Stored) -> dict[str, Any]:
    """Return which snapshot of the lake a release is, and how it differs from the one before it there."""
    return {
        "build_id": stored.build_id,
        "snapshot": stored.version,
        "changes": MetadataValue.md("\n".join(f"- {line}" for line in stored.changes)),
    }


def markdown_table(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Return a Markdown table; cell text is kept on one line and its bars are escaped."""
    lines = ["| " + " | ".join(names) + " |", "|" + " --- |" * len(names)]
    lines += ["| " + " | ".join(_cell(value) for value in row) + " |" for row in rows]
    return "\n".join(lines)


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return text.replace("|", "\\|").replace("\n", " ")[:60]
