"""Publishing a sealed release into a lake: one transaction, one snapshot, after everything that may refuse it.

Tables whose rows are the same are left alone. Of one that changed only the rows of the documents are exchanged that
came, went or changed, where the release is known to continue the one in the lake; else the table is made anew. Every
earlier release stays readable.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from pipeline.locations import DATABASE_NAME, Locations
from pipeline.memory import duckdb_settings
from pipeline.publication.analysts import SCHEMA, comments, create_views, views
from pipeline.publication.diff import compare
from pipeline.publication.gate import GateRefusedError
from pipeline.publication.manifest import hash_rows
from pipeline.publication.merge import CONDITIONS, Part, declared
from pipeline.publication.release import published_build
from pipeline.publication.shrink import measured
from pipeline.publication.sql import identifier, literal
from pipeline.publication.store import CATALOG, Store, Stored, StoreError, reason, releases, writing

_BUILD = "build"
_NOTED = ("build_id", "built_at", "content")
MOST_FILES = 64
"""Of one table: beyond, small files are joined."""
_GRACE = "interval '2 days'"
"""How long files stay that no release needs any more: a reader may still have them open."""


def publish_to_store(
    store: Store, locations: Locations, *, seen: str | None = None, allow_shrink: bool = False
) -> Stored:
    """Publish the local release in a lake; nothing is written where it stands there already.

    Args:
        store: the lake.
        locations: a warehouse with a release.
        seen: build that was the newest of the lake when this build began.
        allow_shrink: publish although much of what the lake held is gone.

    Returns:
        The release as the lake has it.

    Raises:
        StoreError: the lake cannot be reached or written, or had another release meanwhile.
        GateRefusedError: too much of what the lake held is gone.
    """
    build = published_build(locations)
    if build is None:
        raise StoreError(f"Nothing is published in {locations.warehouse_dir}: there is nothing to put into {store}.")
    noted = json.loads((build / "release.json").read_text(encoding="utf-8"))
    try:
        with writing(store) as connection:
            for setting in duckdb_settings():
                connection.execute(setting)
            connection.execute(f"attach {literal(str(build / DATABASE_NAME))} as {_BUILD} (read_only)")
            last = (releases(connection) or [None])[-1]
            if last is not None and last.build_id == noted["build_id"]:
                return last
            _refuse_overtaken(store, last, seen)
            changes = _compare_with(connection, last, allow_shrink=allow_shrink)
            _tidy(connection)
            _commit(connection, last, build, {**{name: noted[name] for name in _NOTED}, "changes": changes})
            return releases(connection)[-1]
    except duckdb.Error as error:
        raise StoreError(
            f"The store {store} did not take build {noted['build_id']}: {reason(error)}\n"
            f"It keeps the release it had; {locations.warehouse_dir} has the new one, and the next build puts it there."
        ) from None


def _refuse_overtaken(store: Store, last: Stored | None, seen: str | None) -> None:
    if last is not None and last.build_id != seen:
        raise StoreError(
            f"The store {store} got build {last.build_id} from elsewhere while this one was made: it was not replaced."
            " Build again to replace it."
        )


def _compare_with(connection: duckdb.DuckDBPyConnection, last: Stored | None, *, allow_shrink: bool) -> list[str]:
    """Say what changes in the lake.

    Raises:
        GateRefusedError: too much of it would be gone.
    """
    if last is None:
        return ["first release in this store"]
    for name, catalog in (("old", CATALOG), ("new", _BUILD)):
        connection.execute(f"attach ':memory:' as {name}")
        for table in ("dim_document", "fct_figure"):
            connection.execute(f"create view {name}.main.{table} as select * from {catalog}.main.{table}")
    try:
        objections = measured(connection).objections()
        sentences = compare(connection).sentences()
    except duckdb.BinderException as error:
        # The contract gained or lost a column since.
        return [f"not comparable with build {last.build_id}: {str(error).splitlines()[0]}"]
    if objections and not allow_shrink:
        raise GateRefusedError(objections)
    return sentences or [f"nothing changed since build {last.build_id}"]


def _commit(
    connection: duckdb.DuckDBPyConnection, last: Stored | None, build: Path, noted: Mapping[str, object]
) -> None:
    """Make the lake's newest state that of the build, in one transaction."""
    part = None if last is None else _news_since(build, last.build_id)
    kinds: dict[str, str] = {}
    if part is not None:
        kinds = declared(json.loads((build / "manifest.json").read_text(encoding="utf-8"))["nodes"])
        for name, keys in (("documents", part.documents), ("departments", part.departments)):
            connection.execute(f"create table memory.main.{name} as select unnest(?::varchar[]) as key", [sorted(keys)])
    content: dict[str, str] = json.loads((build / "release.json").read_text(encoding="utf-8"))["content"]
    before = {} if last is None else last.content
    connection.execute("begin")
    had, tables = _columns(connection, CATALOG), _columns(connection, _BUILD)
    for name in sorted(had.keys() - tables.keys()):
        connection.execute(f"drop table {identifier(name)}")
    for name, columns in tables.items():
        where = CONDITIONS.get(kinds.get(name, "")) if had.get(name) == columns else None
        if had.get(name) == columns and name in content and before.get(name) == content[name]:
            continue
        if where is None:
            _make(connection, name, columns)
        connection.execute(f"delete from {identifier(name)} where {where or 'false'}")
        _insert(connection, name, where or "true")
    _renew_views(connection)
    known = set(comments(connection, CATALOG))
    for table, statement in comments(connection, _BUILD):
        # A lake keeps no comments on the columns of views.
        if (table, statement) not in known and (table in tables or not statement.startswith("comment on column")):
            connection.execute(statement)
    title = f"release {noted['build_id']}"
    connection.execute(
        f"call {CATALOG}.set_commit_message('yujuesuan', {literal(title)},"
        f" extra_info => {literal(json.dumps(noted, ensure_ascii=False, sort_keys=True))})"
    )
    connection.execute("commit")


def _news_since(build: Path, last: str) -> Part | None:
    """Whose rows differ between two builds of this warehouse; None where one does not continue the other."""
    documents: set[str] = set()
    departments: set[str] = set()
    while build.name != last:
        try:
            noted = json.loads((build / "release.json").read_text(encoding="utf-8"))
        except OSError:
            return None
        if noted.get("base") is None:
            return None
        documents.update(noted["exchanged"]["documents"])
        departments.update(noted["exchanged"]["departments"])
        build = build.with_name(noted["base"])
    return Part(frozenset(documents), frozenset(departments))


def _columns(connection: duckdb.DuckDBPyConnection, catalog: str) -> dict[str, list[tuple[str, str, bool]]]:
    """Name, type and nullability of the columns of each table of a catalog."""
    columns: dict[str, list[tuple[str, str, bool]]] = {}
    for table, *column in connection.execute(
        f"""
        select table_name, column_name, data_type, is_nullable
        from duckdb_columns() semi join duckdb_tables() using (database_name, schema_name, table_name)
        where database_name = '{catalog}' and schema_name = '{SCHEMA}'
        order by table_name, column_index
        """
    ).fetchall():
        columns.setdefault(table, []).append((column[0], column[1], column[2]))
    return columns


def _make(connection: duckdb.DuckDBPyConnection, name: str, columns: Sequence[tuple[str, str, bool]]) -> None:
    """Make a table anew: a lake keeps types and what may be null, and no other constraint."""
    listed = ", ".join(f"{identifier(column)} {kind}{'' if null else ' not null'}" for column, kind, null in columns)
    connection.execute(f"create or replace table {identifier(name)} ({listed})")


def _insert(connection: duckdb.DuckDBPyConnection, name: str, where: str) -> None:
    """Put rows of the build into a table of the lake, and read them back.

    Raises:
        StoreError: the lake does not show what was put into it.
    """
    source, table = (f"{catalog}.{SCHEMA}.{identifier(name)}" for catalog in (_BUILD, CATALOG))
    connection.execute(f"insert into {table} select * from {source} where {where}")
    put, had = (hash_rows(connection, f"(select * from {place} where {where})") for place in (source, table))
    whole = [connection.execute(f"select count(*) from {place}").fetchone() for place in (source, table)]
    if put != had or whole[0] != whole[1]:
        raise StoreError(f"The store shows other rows of {name} than were put into it: nothing was published there.")


def _renew_views(connection: duckdb.DuckDBPyConnection) -> None:
    wanted, there = (dict(views(connection, catalog)) for catalog in (_BUILD, CATALOG))
    if wanted != there:
        for name in there:
            connection.execute(f"drop view {identifier(name)}")
        create_views(connection, _BUILD)


def _tidy(connection: duckdb.DuckDBPyConnection) -> None:
    """Join small files, and delete those that no release has needed for a while or that a killed writer left."""
    most = connection.execute(f"select max(file_count) from ducklake_table_info('{CATALOG}')").fetchone() or (0,)
    if (most[0] or 0) > MOST_FILES:
        connection.execute(f"call ducklake_merge_adjacent_files('{CATALOG}')")
        for call in ("ducklake_cleanup_old_files", "ducklake_delete_orphaned_files"):
            connection.execute(f"call {call}('{CATALOG}', older_than => now() - {_GRACE})")
