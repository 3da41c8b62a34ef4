"""``datapackage.json``: what the exported files are, in the terms of Frictionless Data and its fiscal profile.

Names, types, descriptions, roles and checksums of files that ``export`` has written. Which licence holds is the
publisher's to say, so none is claimed.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

_TYPES = {
    "BIGINT": "integer",
    "BOOLEAN": "boolean",
    "INTEGER": "integer",
    "VARCHAR": "string",
}
_ROLES = {
    "amount_yuan": "value",
    "fiscal_year": "date:fiscal-year",
    "stage": "phase:id",
    "department_id": "administrative-classification:generic:level1:code",
    "部门": "administrative-classification:generic:level1:label",
    "region_code": "geo:region:code",
    "地区": "geo:region:label",
    "function_code": "functional-classification:generic:level1:code",
    "function_name": "functional-classification:generic:level1:label",
    "cofog_code": "functional-classification:cofog:level1:code",
    "economic_code": "economic-classification:generic:level1:code",
    "economic_name": "economic-classification:generic:level1:label",
    "project_name": "activity:generic:project:label",
    "fund": "fin-source:generic:level1:code",
}
"""Column to its role in the Fiscal Data Package."""


def write_package(connection: duckdb.DuckDBPyConnection, folder: Path, files: Sequence[Path]) -> Path:
    """Describe the files of an export.

    Args:
        connection: one with the warehouse attached as ``warehouse``.
        folder: folder of the export.
        files: every file written there.

    Returns:
        The written ``datapackage.json``.
    """
    build_id, built_at = connection.execute(
        "select build_id, strftime(built_at at time zone 'UTC', '%Y-%m-%dT%H:%M:%SZ') from warehouse.main.release"
    ).fetchall()[0]
    package = {
        "name": "yujuesuan",
        "title": "部门预决算 · Budgets and final accounts of Chinese departments",
        "version": str(build_id),
        "created": str(built_at),
        "resources": [_resource(connection, folder, path) for path in files],
    }
    target = folder / "datapackage.json"
    target.write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return target


def _resource(connection: duckdb.DuckDBPyConnection, folder: Path, path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    kind = path.suffix.removeprefix(".")
    resource: dict[str, Any] = {
        "name": _resource_name(path.stem),
        "path": path.relative_to(folder).as_posix(),
        "format": kind,
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }
    if kind in {"csv", "parquet"}:
        table = path.stem
        comment = connection.execute(
            "select comment from duckdb_tables() where database_name = 'warehouse' and table_name = $table"
            " union all select comment from duckdb_views() where database_name = 'warehouse' and view_name = $table",
            {"table": table},
        ).fetchone()
        resource["description"] = (comment and comment[0]) or ""
        resource["schema"] = {"fields": _fields(connection, table, is_text=kind == "csv")}
    if kind == "csv":
        resource |= {"profile": "tabular-data-resource", "encoding": "utf-8", "mediatype": "text/csv"}
    return resource


def _fields(connection: duckdb.DuckDBPyConnection, table: str, *, is_text: bool) -> list[dict[str, Any]]:
    rows = connection.execute(
        "select column_name, data_type, comment from duckdb_columns()"
        " where database_name = 'warehouse' and schema_name = 'main' and table_name = ? order by column_index",
        [table],
    ).fetchall()
    return [_field(name, data_type, comment, is_text) for name, data_type, comment in rows]


def _field(name: str, data_type: str, comment: str | None, is_text: bool) -> dict[str, Any]:
    field: dict[str, Any] = {"name": name, "type": _type(data_type, is_text), "description": comment or ""}
    if name in _ROLES:
        field["columnType"] = _ROLES[name]
    return field


def _type(data_type: str, is_text: bool) -> str:
    if data_type.endswith("[]"):
        return "string" if is_text else "array"
    if data_type.startswith("DECIMAL"):
        return "number"
    # A moment is text of its own form in every reader.
    return _TYPES.get(data_type, "string" if is_text else "any")


def _resource_name(stem: str) -> str:
    """A name of letters, digits, - and _ alone, as the standard asks; anything else is told by its checksum."""
    if stem.isascii():
        return stem.lower()
    return f"workbook-{hashlib.sha256(stem.encode()).hexdigest()[:12]}"
