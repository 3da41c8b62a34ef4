# polars leaves types of some parameters open.
# pyright: reportUnknownMemberType=false
"""Data to take away: tables of the published warehouse as CSV, Parquet, DuckDB or workbooks, whole or for some bodies.

Which rows are taken and how a table becomes files. Nothing is computed here that the warehouse does not hold; the
workbook of a body-year is ``export_workbook``, the description of the files ``export_package``.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import duckdb
import polars as pl

from pipeline.locations import SITE
from pipeline.publication.contract import MARTS, RELEASE_TABLE
from pipeline.publication.reader import Release, attach_release
from pipeline.reports.export_package import write_package
from pipeline.reports.formulas import BEGINNING, NUMBER

TABLES: tuple[str, ...] = (*(mart.name for mart in MARTS), RELEASE_TABLE)
"""What can be exported: every table and view of the contract."""


class ExportFormat(StrEnum):
    """Form of the files."""

    csv = "csv"
    parquet = "parquet"
    xlsx = "xlsx"
    duckdb = "duckdb"


class ExportError(RuntimeError):
    """Nothing was written; the message says what to ask for instead."""


@dataclass(frozen=True)
class Selection:
    """Which rows: all conditions that are given must hold.

    Attributes:
        region: a division by code (its sub-divisions included) or by a part of its name.
        body: a department by id or by a part of its name.
        year: fiscal year.
    """

    region: str | None = None
    body: str | None = None
    year: int | None = None

    @property
    def is_all(self) -> bool:
        """No condition is given: the whole release."""
        return self == Selection()


_SELECTED = """
    create or replace temp table selected as
    select
        documents.document_id,
        documents.department_id,
        documents.region_code,
        documents.fiscal_year,
    from dim_document as documents
    left join dim_department as departments on documents.department_id = departments.department_id
    left join dim_region as regions on documents.region_code = regions.region_code
    where
        ($year is null or documents.fiscal_year = $year)
        and (
            $body is null
            or documents.department_id = $body
            or contains(coalesce(departments.department_name, documents.printed_department_name), $body)
            or contains(departments.department_short_name, $body)
        )
        and (
            $region is null
            or starts_with(documents.region_code, regexp_replace($region, '(00)+$', ''))
            or contains(
                concat_ws('', regions.province_name, regions.prefecture_name, regions.county_name), $region
            )
        )
"""


def export(
    published: Release,
    folder: Path,
    what: Sequence[str],
    form: ExportFormat,
    selection: Selection,
    site: str = SITE,
) -> Iterator[Path]:
    """Write the selected rows into a new folder.

    Args:
        published: the published file or the release of a lake; opened read-only.
        folder: where the files go; made, and refused when it holds anything.
        what: tables of the contract; none means all of them. Workbooks always hold their five sheets.
        form: form of the files.
        selection: which bodies, years and places.
        site: address of the pages to which the rows of workbooks link.

    Yields:
        Every file as it is finished; ``datapackage.json`` last.

    Raises:
        ExportError: for an unknown table, a folder in use, or a selection that no document fits.
    """
    unknown = sorted(set(what) - set(TABLES))
    if unknown:
        raise ExportError(f"No such table: {', '.join(unknown)}. There are: {', '.join(TABLES)}.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ExportError(f"{folder} is there already and not empty: name a new folder with --to.")
    with attach_release(published) as connection:
        connection.execute("set preserve_insertion_order = true")
        _select(connection, selection)
        folder.mkdir(parents=True, exist_ok=True)
        tables = tuple(what) or TABLES
        files: list[Path] = []
        for path in _written(connection, folder, tables, form, selection, site):
            files.append(path)
            yield path
        yield write_package(connection, folder, files)


def _written(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    tables: Sequence[str],
    form: ExportFormat,
    selection: Selection,
    site: str,
) -> Iterator[Path]:
    if form is ExportFormat.xlsx:
        from pipeline.reports.export_workbook import write_workbooks

        yield from write_workbooks(connection, folder, site)
    elif form is ExportFormat.duckdb:
        yield _write_duckdb(connection, folder / "yujuesuan.duckdb", tables, selection)
    else:
        for table in tables:
            path = folder / f"{table}.{form.value}"
            query = rows_query(connection, table, selection)
            if form is ExportFormat.csv:
                _write_csv(connection, query, path)
            else:
                connection.execute(f"copy ({query}) to '{_quoted(path)}' (format parquet, compression zstd)")
            yield path


def rows_query(connection: duckdb.DuckDBPyConnection, table: str, selection: Selection) -> str:
    """Return the query over the selected rows of one table, in an order that does not change from run to run.

    A table of documents is cut down to the selected ones, one of bodies and years to theirs; dimensions of codes,
    regions and rules stay whole, so that every key of an extract still has its row.
    """
    columns = dict(column_types(connection, table))
    query = f'select * from warehouse.main."{table}"'
    if not selection.is_all:
        if "document_id" in columns:
            query += " where document_id in (select document_id from temp.selected)"
        elif {"department_id", "fiscal_year"} <= set(columns):
            query += " where (department_id, fiscal_year) in (select (department_id, fiscal_year) from temp.selected)"
        elif table == "dim_department":
            query += " where department_id in (select department_id from temp.selected)"
    return f"{query} order by all"


def column_types(connection: duckdb.DuckDBPyConnection, table: str) -> list[tuple[str, str]]:
    """Name and type of every column of a table or view, in order."""
    return [(name, kind) for name, kind, *_ in connection.execute(f'describe warehouse.main."{table}"').fetchall()]


def _select(connection: duckdb.DuckDBPyConnection, selection: Selection) -> None:
    values = {"region": selection.region, "body": selection.body, "year": selection.year}
    connection.execute(_SELECTED.replace("temp table selected", "temp table temp.selected"), values)
    counted = connection.execute("select count(*) from temp.selected").fetchone()
    if counted == (0,):
        named = ", ".join(f"{name} {value}" for name, value in values.items() if value is not None)
        raise ExportError(
            f'No document fits {named or "this release"}. `yujuesuan sql "select distinct 部门, 地区, 年度 from'
            ' department_year"` shows what there is.'
        )


def _write_csv(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    """Write CSV that a spreadsheet opens right: a byte order mark, lists as JSON, and no cell that it would run.

    A text that a spreadsheet takes for a formula (it begins with = + - @ and is no number) gets an apostrophe before
    it, as a person would type it.
    """
    frame: pl.DataFrame = connection.sql(f"select {_plain_columns(connection, query)} from ({query})").pl()
    text = pl.selectors.string()
    frame = frame.with_columns(
        pl.when(text.str.contains(BEGINNING) & ~text.str.contains(NUMBER)).then("'" + text).otherwise(text).name.keep()
    )
    frame.write_csv(path, include_bom=True)


def _plain_columns(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    columns = connection.execute(f"describe {query}").fetchall()
    return ", ".join(_plain(name, kind) for name, kind, *_ in columns)


def _plain(name: str, kind: str) -> str:
    is_nested = kind.endswith("[]") or kind.startswith(("STRUCT", "MAP"))
    return f'cast(to_json("{name}") as varchar) as "{name}"' if is_nested else f'"{name}"'


def _write_duckdb(
    connection: duckdb.DuckDBPyConnection, path: Path, tables: Iterable[str], selection: Selection
) -> Path:
    connection.execute(f"attach '{_quoted(path)}' as extract (storage_version 'v1.0.0')")
    for table in tables:
        connection.execute(f'create table extract.main."{table}" as {rows_query(connection, table, selection)}')
    connection.execute("detach extract")
    return path


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
