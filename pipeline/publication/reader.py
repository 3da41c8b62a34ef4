"""Opening a published release, a file or a snapshot of a lake: read-only, and shut off from everything else.

Whoever opens a release opens it here. A query is input like any other: it cannot read a file, write one, load an
extension, or unlock any of this again. A lake must be left its own folder or bucket, in which a query could write:
what may be asked of it is ``queries.py``.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import duckdb

from pipeline.publication.sql import literal
from pipeline.publication.store import (
    CATALOG,
    StoredRelease,
    StoreError,
    attach,
    data_of,
    find,
    list_releases,
    releases,
)

Release = Path | StoredRelease
"""A published DuckDB file, or a release of a lake."""

_LOCKED: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
}
_NO_SETTINGS: Mapping[str, str] = MappingProxyType({})


class DamagedReleaseError(RuntimeError):
    """The published file cannot be opened or read."""


def open_release(
    release: Release, *, unsafe: bool = False, settings: Mapping[str, str] = _NO_SETTINGS
) -> duckdb.DuckDBPyConnection:
    """Open a release for reading only.

    Args:
        release: the DuckDB file, or the release of a lake.
        unsafe: leaves files, extensions and settings to the query; for whoever types it on their own machine.
        settings: of DuckDB, such as its memory; set before they are locked.

    Returns:
        A connection; the caller closes it.

    Raises:
        DamagedReleaseError: the file is missing, or no DuckDB file any more.
        StoreError: the lake cannot be reached, or has no such release.
    """
    if isinstance(release, StoredRelease):
        connection = attach(release, unsafe=unsafe)
        _set(connection, settings)
        if not unsafe:
            connection.execute(f"set allowed_directories = [{literal(data_of(connection))}]")
            _lock(connection)
        return connection
    try:
        connection = duckdb.connect(str(release), read_only=True, config={} if unsafe else _LOCKED)
    except (duckdb.Error, OSError) as error:
        raise _damaged(release, error) from None
    # A process that opens the same file twice gets the same database, which is locked already.
    locked = connection.execute("select current_setting('lock_configuration')").fetchone() == (True,)
    if not locked:
        _set(connection, settings)
        if not unsafe:
            _lock(connection)
    return connection


def _set(connection: duckdb.DuckDBPyConnection, settings: Mapping[str, str]) -> None:
    for name, value in settings.items():
        connection.execute(f"set {name} = {literal(value)}")


def _lock(connection: duckdb.DuckDBPyConnection) -> None:
    """Shut off files and settings; where files are written beyond the memory can be said before that only."""
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")


def _damaged(release: Path, error: Exception) -> DamagedReleaseError:
    reason = str(error).strip().splitlines()[0]
    return DamagedReleaseError(
        f"The published warehouse {release} cannot be opened: {reason}\n"
        "It is made anew by `make warehouse` (or `yujuesuan build`)."
    )


def attach_release(release: Release) -> duckdb.DuckDBPyConnection:
    """Open a release, as catalog ``warehouse``, on a connection that may write files; for queries of our own only.

    Raises:
        DamagedReleaseError: the file is missing, or no DuckDB file any more.
        StoreError: the lake cannot be reached, or has no such release.
    """
    if isinstance(release, StoredRelease):
        return attach(release)
    connection = duckdb.connect()
    try:
        connection.execute(f"attach {literal(str(release))} as {CATALOG} (read_only)")
    except (duckdb.Error, OSError) as error:
        connection.close()
        raise _damaged(release, error) from None
    connection.execute(f"use {CATALOG}")
    return connection


def opened_beside(old: Release, new: Release) -> duckdb.DuckDBPyConnection:
    """Open two releases as the catalogs ``old`` and ``new`` of one connection; of a lake only the tables they share.

    Raises:
        StoreError: the lake cannot be reached, has no such release, or they are not of the same lake.
    """
    if isinstance(old, Path) and isinstance(new, Path):
        connection = duckdb.connect()
        for name, path in (("old", old), ("new", new)):
            connection.execute(f"attach {literal(str(path))} as {name} (read_only)")
        return connection
    if isinstance(old, Path) or isinstance(new, Path) or old.store.catalog != new.store.catalog:
        raise StoreError(f"{old} and {new} are not releases of the same store: they cannot be compared.")
    # One lake is attached once only: both are views of it.
    connection = attach(new)
    stored = releases(connection)
    for name, release in (("old", old), ("new", new)):
        version = find(stored, release).version
        connection.execute(f"attach ':memory:' as {name}")
        for table in ("dim_document", "fct_figure"):
            connection.execute(
                f"create view {name}.main.{table} as from {CATALOG}.main.{table} at (version => {version})"
            )
    return connection


def changes_of(release: Release) -> list[str]:
    """Return the difference to the release before, as it was noted down with the release."""
    if isinstance(release, StoredRelease):
        return find(list_releases(release.store), release).changes
    try:
        return list(json.loads(release.with_name("release.json").read_text(encoding="utf-8"))["changes"])
    except (OSError, ValueError, KeyError, TypeError):
        return ["unknown: release.json beside the file is missing or damaged"]
