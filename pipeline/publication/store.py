"""A lake as the place of releases: its address, the extensions it needs, how it is opened, and what it holds.

The catalog is a file or a PostgreSQL database, the data are Parquet files in a folder or a bucket. What is written into
it is ``lake.py``. A catalog file is never changed in place: a writer makes its successor beside it and renames that, so
that readers keep what they opened, and a writer that is killed leaves nothing a reader sees.

Nothing is downloaded: the extensions of DuckDB come from wheels (the extra ``lake``).
"""

import json
import os
import re
import shutil
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

import duckdb

from pipeline.publication.lock import single_writer
from pipeline.publication.sql import literal

CATALOG = "warehouse"
"""Name of the attached lake: that of a published file, so that queries and views are the same on both."""
VARIABLE = "YUJUESUAN_STORE"
DATA_VARIABLE = "YUJUESUAN_STORE_DATA"
PREFIX = "ducklake:"
_DATABASE = "postgres:"
_BUCKET = re.compile("s3[an]?://")
_NO_DOWNLOADS = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
}
_SECRETS = (
    (re.compile(r"(password\s*=\s*)('(?:[^'\\]|\\.)*'|\S+)", re.IGNORECASE), r"\1***"),
    (re.compile(r"(://[^:/@\s]*:)[^@\s]*@"), r"\1***@"),
)


class StoreError(RuntimeError):
    """The store cannot be used; what is published there stays as it was."""


@dataclass(frozen=True)
class Store:
    """The address of a lake.

    Attributes:
        catalog: a file, or ``postgres:`` and a connection string.
        data: folder or bucket of the Parquet files, ending in a slash; None leaves it to the catalog, which knows it
            once it is made.
    """

    catalog: str
    data: str | None = None

    @classmethod
    def parse(cls, address: str, data: str | None = None) -> "Store":
        """Read an address as it is typed: ``ducklake:FILE`` or ``ducklake:postgres:…``.

        Args:
            address: the address.
            data: folder of the data, or ``s3://bucket/prefix``.

        Raises:
            StoreError: it is no such address.
        """
        catalog = address.removeprefix(PREFIX)
        if catalog == address or not catalog.removeprefix(_DATABASE).strip():
            raise StoreError(
                f"{without_secrets(address)!r} is no store: expected {PREFIX}FILE or {PREFIX}{_DATABASE}dbname=… host=…"
            )
        if not catalog.startswith(_DATABASE):
            catalog = str(Path(catalog).expanduser().absolute())
        if data and not _BUCKET.match(data):
            data = str(Path(data).expanduser().absolute())
        return cls(catalog, f"{data.rstrip('/')}/" if data else None)

    @classmethod
    def from_environment(cls) -> "Store | None":
        """Return the store that the environment names, if it does.

        Raises:
            StoreError: what it names is no address.
        """
        address = os.environ.get(VARIABLE)
        return cls.parse(address, os.environ.get(DATA_VARIABLE)) if address else None

    def __str__(self) -> str:
        return without_secrets(PREFIX + self.catalog)

    @property
    def file(self) -> Path | None:
        """The catalog file; None where the catalog is a database."""
        return None if self.catalog.startswith(_DATABASE) else Path(self.catalog)


@dataclass(frozen=True)
class Stored:
    """One release of a lake: one snapshot.

    Attributes:
        version: number of the snapshot.
        build_id: name of the build.
        built_at: UTC, ISO 8601, to the second.
        content: hash per table and view.
        changes: the difference to the release before, in sentences.
    """

    version: int
    build_id: str
    built_at: str
    content: dict[str, str]
    changes: list[str]


@dataclass(frozen=True)
class StoredRelease:
    """Which release of a lake is meant: a build, or the newest."""

    store: Store
    build_id: str | None = None

    def __str__(self) -> str:
        return f"{self.store} ({self.build_id or 'newest release'})"


def without_secrets(text: str) -> str:
    """Return a text without the passwords of connection strings in it."""
    for pattern, replacement in _SECRETS:
        text = pattern.sub(replacement, text)
    return text


def attach(wanted: StoredRelease, *, unsafe: bool = False) -> duckdb.DuckDBPyConnection:
    """Open one release of a lake for reading; a later one does not change what the connection sees.

    Args:
        wanted: which release.
        unsafe: leaves the settings of the connection as they are by default.

    Raises:
        StoreError: the lake cannot be reached, or has no such release.
    """
    connection = _opened(wanted.store, unsafe=unsafe)
    found = find(releases(connection), wanted)
    connection.execute(f"use memory; detach {CATALOG}")
    _attach(connection, wanted.store, wanted.store.catalog, f"read_only, snapshot_version {found.version}")
    return connection


def find(stored: Sequence[Stored], wanted: StoredRelease) -> Stored:
    """Return the release that is meant.

    Raises:
        StoreError: it is not there.
    """
    named = [release for release in stored if wanted.build_id in (None, release.build_id)]
    if not named:
        known = ", ".join(release.build_id for release in stored[-5:]) or "none at all"
        raise StoreError(f"There is no release {wanted.build_id or ''} in {wanted.store}. The last ones are: {known}.")
    return named[-1]


@contextmanager
def writing(store: Store) -> Generator[duckdb.DuckDBPyConnection]:
    """Open a lake for writing, made where it is not there; what was committed inside the block is seen after it.

    Raises:
        StoreError: it cannot be reached.
        WarehouseBusyError: another process of this machine is writing the catalog file.
    """
    if store.file is None:
        with _attach(_connected(store), store, store.catalog, _options(store)) as connection:
            yield connection
        return
    file = store.file
    with single_writer(file.with_name(f".{file.name}.lock")):
        for left in file.parent.glob(f".{file.name}.next*"):
            left.unlink()
        successor = file.with_name(f".{file.name}.next")
        if file.is_file():
            shutil.copyfile(file, successor)
        with _attach(_connected(store), store, str(successor), _options(store)) as connection:
            yield connection
            connection.execute(f"use memory; detach {CATALOG}")
        handle = os.open(successor, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        successor.replace(file)


def releases(connection: duckdb.DuckDBPyConnection) -> list[Stored]:
    """Return the releases of an open lake, the oldest first."""
    rows = connection.execute(
        f"select snapshot_id, commit_extra_info from {CATALOG}.snapshots()"
        " where commit_extra_info is not null order by snapshot_id"
    ).fetchall()
    return [Stored(version=version, **json.loads(noted)) for version, noted in rows]


def list_releases(store: Store) -> list[Stored]:
    """Return the releases of a lake, the oldest first; none where it is not made yet.

    Raises:
        StoreError: it cannot be reached.
    """
    if store.file is not None and not store.file.is_file():
        return []
    try:
        with _opened(store) as connection:
            return releases(connection)
    except StoreError:
        if store.file is None and not _is_made(store):
            return []
        raise


def require_place(store: Store) -> None:
    """Find out early that a store which is not made yet has nowhere to put its data.

    Raises:
        StoreError: its catalog is a database without one, and no folder or bucket is named; or it cannot be reached.
    """
    if store.file is None and not store.data and not _is_made(store):
        raise StoreError(
            f"The store {store} is not made yet, and a database keeps no Parquet:"
            " say where its data goes with --store-data FOLDER or --store-data s3://bucket/prefix."
        )


def newest(store: Store) -> Stored | None:
    """Return the newest release of a lake; None where none was published yet.

    Raises:
        StoreError: it cannot be reached.
    """
    return (list_releases(store) or [None])[-1]


def _options(store: Store) -> str:
    where = store.data or (f"{store.file}.files/" if store.file is not None and not store.file.is_file() else None)
    # Rows inside the catalog would make a PostgreSQL of what is meant to be a bucket.
    return "data_inlining_row_limit 0" + (f", data_path {literal(where)}" if where else "")


def _is_made(store: Store) -> bool:
    """Whether the database of a store holds a catalog.

    Raises:
        StoreError: the database cannot be reached.
    """
    with _connected(store) as connection:
        address = store.catalog.removeprefix(_DATABASE)
        try:
            connection.execute(f"attach {literal(address)} as catalog (type postgres, read_only)")
            row = connection.execute(
                "select count(*) from duckdb_tables()"
                " where database_name = 'catalog' and table_name = 'ducklake_metadata'"
            ).fetchone()
        except duckdb.Error as error:
            raise StoreError(f"The store {store} cannot be opened: {reason(error)}") from None
    return row != (0,)


def _opened(store: Store, *, unsafe: bool = False) -> duckdb.DuckDBPyConnection:
    if store.file is not None and not store.file.is_file():
        raise StoreError(f"There is no store at {store}: `yujuesuan build --store` makes one.")
    return _attach(_connected(store, {} if unsafe else _NO_DOWNLOADS), store, store.catalog, "read_only")


def _connected(store: Store, config: Mapping[str, str] = MappingProxyType(_NO_DOWNLOADS)) -> duckdb.DuckDBPyConnection:
    """A connection with the extensions that the catalog needs.

    Raises:
        StoreError: one of them is not installed.
    """
    files = [extension(name) for name in (*(() if store.file is not None else ("postgres_scanner",)), "ducklake")]
    connection = duckdb.connect(config={**config})
    for file in files:
        connection.execute(f"load {literal(str(file))}")
    if store.data is not None and _BUCKET.match(store.data):
        _introduce_to_bucket(connection)
    return connection


def _attach(
    connection: duckdb.DuckDBPyConnection, store: Store, catalog: str, options: str
) -> duckdb.DuckDBPyConnection:
    try:
        connection.execute(f"attach {literal(PREFIX + catalog)} as {CATALOG} ({options})")
        connection.execute(f"use {CATALOG}")
        if not store.data and _BUCKET.match(data_of(connection)):
            _introduce_to_bucket(connection)
    except (duckdb.Error, OSError) as error:
        connection.close()
        raise StoreError(f"The store {store} cannot be opened: {reason(error)}") from None
    return connection


def data_of(connection: duckdb.DuckDBPyConnection) -> str:
    """Return the folder or bucket in which an open lake has its data."""
    query = f"select value from {CATALOG}.options() where option_name = 'data_path'"
    return str((connection.execute(query).fetchone() or ("",))[0])


def reason(error: Exception) -> str:
    """The words of an error on one line, without passwords."""
    return without_secrets(" ".join(str(error).split()))


def _introduce_to_bucket(connection: duckdb.DuckDBPyConnection) -> None:
    """Let the connection reach an S3 service, as whom the variables say that its own tools know."""
    connection.execute(f"load {literal(str(extension('httpfs')))}")
    known = {
        "key_id": os.environ.get("AWS_ACCESS_KEY_ID"),
        "secret": os.environ.get("AWS_SECRET_ACCESS_KEY"),
        "session_token": os.environ.get("AWS_SESSION_TOKEN"),
        "region": bucket_region(),
    }
    settings = {name: value for name, value in known.items() if value}
    if endpoint := bucket_endpoint():
        scheme, _, host = endpoint.rpartition("://")
        settings |= {"endpoint": host.rstrip("/"), "url_style": "path", "use_ssl": str(scheme != "http").lower()}
    listed = "".join(f", {name} {literal(value)}" for name, value in settings.items())
    connection.execute(f"create or replace secret (type s3{listed})")


def bucket_region() -> str | None:
    """The region of S3 buckets, as the variables say that its own tools know."""
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")


def bucket_endpoint() -> str | None:
    """Address of an S3 service other than Amazon's, as the variables say that its own tools know."""
    return os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")


def extension(name: str) -> Path:
    """The file of an extension, from its wheel.

    Raises:
        StoreError: the wheel is not installed.
    """
    package = find_spec(f"duckdb_extension_{name}")
    if package is not None and package.origin is not None:
        file = Path(package.origin).parent / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
        if file.is_file():
            return file
    raise StoreError(
        f"A store needs the extension {name} of DuckDB {duckdb.__version__}, which is not installed: `make setup-lake`."
    )
