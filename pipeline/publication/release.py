"""Publishing: copy what analysts use, seal it, examine it, and swing the pointer to it in one atomic step.

The order matters: nothing a reader can see changes before the last step, so a failure anywhere leaves the published
warehouse as it was. What may be published is decided in ``gate.py`` and ``shrink.py``.
"""

import json
import os
import shutil
import stat
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import duckdb

from pipeline.extraction.excerpt import document_digests
from pipeline.locations import DATABASE_NAME, Locations
from pipeline.processes import uninterrupted
from pipeline.publication.assembly import stage
from pipeline.publication.contract import RELEASE_TABLE
from pipeline.publication.diff import diff_releases
from pipeline.publication.gate import GateRefusedError, count_in_fresh_process
from pipeline.publication.lock import WarehouseBusyError, is_held_here, single_writer
from pipeline.publication.manifest import BuildManifest, git_revision, hash_all, hash_marts, input_hashes
from pipeline.publication.merge import ARTIFACTS, Assembly
from pipeline.publication.shrink import measure
from pipeline.publication.soundness import stamp_of

BUILDS_KEPT = 3
DIGESTS = "documents.json"
_VERSIONED = ("dbt-core", "dbt-duckdb", "duckdb", "pyarrow")

_RELEASE_COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("build_id", "varchar", "Name of this build: UTC time and content hash. 本次构建的名称"),
    ("built_at", "timestamptz", "When it was built. 构建时间"),
    ("git_revision", "varchar", "Commit of the pipeline, -dirty where files differed from it. 流水线代码的提交"),
    ("parser_version", "varchar", "Version of the extraction: its code and its vocabulary. 抽取程序的版本"),
    ("content_hash", "varchar", "Hash over all marts: equal for equal content. 全部数据表内容的散列值"),
    ("document_count", "integer", "Documents in this build. 文档数"),
    ("figure_count", "bigint", "Amounts placed from tables. 表内数字个数"),
    ("narrative_figure_count", "bigint", "Figures read from the text. 文字说明数字个数"),
    ("unplaced_count", "bigint", "Numeric cells that could not be placed. 未能归位的数字个数"),
    ("broken_count", "bigint", "Balances of the publisher that do not hold. 不平衡的勾稽关系个数"),
)


def publish(
    locations: Locations, now: datetime | None = None, *, allow_shrink: bool = False, state: str = "", recipe: str = ""
) -> BuildManifest:
    """Publish the build that stands in ``builds/next``.

    Args:
        locations: the warehouse to publish in; the caller holds its writer lock.
        now: time of the build; the present when not given.
        allow_shrink: publish although much of the last release is gone.
        state: what the build was made from and by.
        recipe: by what it was made.

    Returns:
        The manifest of the published build.

    Raises:
        GateRefusedError: when the build may not be published; the published warehouse is untouched.
    """
    previous = published_build(locations)
    staged = _empty(locations.staged_build)
    database = staged / DATABASE_NAME
    examined, assembly = stage(locations, database)
    manifest = seal(database, locations.extracted_dir, examined.rows, now or datetime.now(UTC), assembly)
    check_sealed(database, examined.rows)
    check_shrinkage(previous, database, allow_shrink)
    is_known = assembly is not None and previous is not None and assembly.base == previous.name
    changes = changes_since(previous, database, assembly.documents if assembly and is_known else None)
    manifest = replace(manifest, changes=changes, questions=examined.questions, state=state, recipe=recipe)
    manifest = replace(manifest, stamp=stamp_of(database))
    if assembly is not None and assembly.base is not None:
        exchanged = {"documents": assembly.documents, "departments": assembly.departments}
        manifest = replace(manifest, base=assembly.base, exchanged=exchanged)
    write_digests(staged, locations.extracted_dir)
    for name in ARTIFACTS:
        shutil.copyfile(locations.next_build / name, staged / name)
    _write_json(staged / "release.json", manifest.as_dict())
    build_dir = locations.builds_dir / manifest.build_id
    with uninterrupted():
        _flush(staged)
        staged.rename(build_dir)
        point_to(locations.current, build_dir)
    _move_to_workbench(locations, is_whole=assembly is None)
    remove_old_builds(locations)
    return manifest


def discard_unfinished(locations: Locations) -> None:
    """Delete what our build leaves that does not get to its end; errors are passed over, the next build tries again.

    What is half made may be another build at work: it is ours under the lock alone, which a run that was ended while
    dbt was at work has given back already.
    """
    if is_held_here(locations.lock_file):
        _discard(locations)
    elif locations.lock_file.is_file():
        with suppress(WarehouseBusyError, OSError), single_writer(locations.lock_file):
            _discard(locations)


def _discard(locations: Locations) -> None:
    for left in (locations.staged_build, locations.next_build, locations.extracted_dir / "work"):
        shutil.rmtree(left, ignore_errors=True)
    for pointer in locations.warehouse_dir.glob(f".{locations.current.name}.*"):
        pointer.unlink(missing_ok=True)


def check_shrinkage(previous: Path | None, database: Path, allow: bool) -> None:
    """Compare with the last release.

    Raises:
        GateRefusedError: too much of it is gone. A last release that cannot be read stops nothing.
    """
    if previous is None or allow:
        return
    try:
        objections = measure(previous / DATABASE_NAME, database).objections()
    except (duckdb.Error, OSError):
        return
    if objections:
        raise GateRefusedError(objections)


def seal(
    database: Path, extracted_dir: Path, rows: dict[str, int], now: datetime, assembly: Assembly | None = None
) -> BuildManifest:
    """Write the ``release`` table, checkpoint, close, and make the file read-only; return the build's manifest."""
    known = {} if assembly is None else assembly.content
    with duckdb.connect(str(database)) as connection:
        content = {name: known[name] for name in rows if name in known}
        content |= hash_marts(connection, [name for name in rows if name not in known])
        content_hash = hash_all(content)
        manifest = BuildManifest(
            build_id=f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{content_hash[:8]}",
            built_at=now.astimezone(UTC).isoformat(timespec="seconds"),
            git_revision=git_revision(),
            parser_version=_parser_version(connection),
            inputs=input_hashes(connection, extracted_dir),
            rows=rows,
            content=content,
            content_hash=content_hash,
            versions={name: version(name) for name in _VERSIONED},
            rewritten=0 if assembly is None else assembly.rewritten,
        )
        _write_release_table(connection, manifest)
        connection.execute("checkpoint")
    database.chmod(0o444)
    return manifest


def check_sealed(database: Path, rows: dict[str, int]) -> None:
    """Examine the closed file as a reader would meet it.

    Raises:
        GateRefusedError: a write-ahead log stands beside it, it is writable, or a fresh process counts other rows.
    """
    if database.with_name(f"{database.name}.wal").exists():
        raise GateRefusedError([f"{database}.wal exists: the database was not checkpointed and closed"])
    if database.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        raise GateRefusedError([f"{database} is still writable"])
    seen = count_in_fresh_process(database, [*rows, RELEASE_TABLE])
    expected = {**rows, RELEASE_TABLE: 1}
    different = [
        f"main.{name}: {expected[name]} rows written, {seen[name]} read"
        for name in expected
        if seen[name] != expected[name]
    ]
    if different:
        raise GateRefusedError([f"a fresh process counts differently: {line}" for line in different])


def changes_since(previous: Path | None, database: Path, documents: Collection[str] | None = None) -> list[str]:
    """Return the difference between the published build and this database, in sentences."""
    if previous is None:
        return ["first release in this warehouse"]
    try:
        sentences = diff_releases(previous / DATABASE_NAME, database, documents).sentences()
    except (duckdb.Error, OSError) as error:
        # The contract may gain a column, the old file may be damaged: then it cannot be asked, and that is all to say.
        return [f"not comparable with build {previous.name}: {str(error).splitlines()[0]}"]
    return sentences or [f"nothing changed since build {previous.name}"]


def point_to(pointer: Path, build_dir: Path) -> None:
    """Make ``pointer`` a symbolic link to the build, in one atomic rename.

    The link is relative, so that the whole warehouse folder can be moved or mounted elsewhere.
    """
    fresh = pointer.with_name(f".{pointer.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(os.path.relpath(build_dir, pointer.parent), target_is_directory=True)
    fresh.replace(pointer)
    _flush_folder(pointer.parent)


def published_build(locations: Locations) -> Path | None:
    """Return the folder of the published build, or None when nothing is published."""
    return locations.current.resolve() if locations.published_database.is_file() else None


def remove_old_builds(locations: Locations, keep: int = BUILDS_KEPT) -> list[Path]:
    """Delete all but the newest builds; the published one is never deleted. Return what was deleted.

    A build that cannot be deleted stays, and is tried again next time: the release is out already.
    """
    working = {locations.next_build, locations.staged_build}
    builds = sorted(path for path in locations.builds_dir.iterdir() if path not in working and path.is_dir())
    whole = [path for path in builds if (path / "release.json").is_file()]
    kept = {*whole[-keep:], published_build(locations)}
    removed = [build for build in builds if build not in kept and build.resolve() not in kept]
    for build in removed:
        shutil.rmtree(build, ignore_errors=True)
    return [build for build in removed if not build.exists()]


def start_build(locations: Locations) -> Path:
    """Return an empty ``builds/next``; what an earlier, failed build left there is deleted."""
    for left in (locations.staged_build, locations.next_build):
        if left.exists():
            shutil.rmtree(left)
    for pointer in locations.warehouse_dir.glob(f".{locations.current.name}.*"):
        pointer.unlink()
    locations.next_build.mkdir(parents=True)
    locations.input_dir.symlink_to(os.path.relpath(locations.extracted_dir, locations.next_build))
    return locations.next_build


def continue_build(locations: Locations) -> Path:
    """Return ``builds/next`` holding a copy of the last whole build, for a run of a few models only.

    Such a build lacks the results of the other models, so the gate will not publish it.
    """
    start_build(locations)
    if locations.workbench_database.is_file():
        shutil.copyfile(locations.workbench_database, locations.next_database)
    return locations.next_build


def keep_artifacts(locations: Locations) -> None:
    """Copy dbt's results of this run beside the database they are about."""
    for name in ARTIFACTS:
        shutil.copyfile(locations.dbt_target_dir / name, locations.next_build / name)


def _move_to_workbench(locations: Locations, *, is_whole: bool) -> None:
    """Keep the build with everything that dbt made, for whoever runs or documents single models; never published.

    A night that computed some documents only leaves the last whole build there.
    """
    if is_whole:
        _empty(locations.workbench_database.parent)
        locations.next_database.replace(locations.workbench_database)
    shutil.rmtree(locations.next_build)


def write_digests(build: Path, extracted_dir: Path) -> None:
    """Note beside a release which rows of which documents it was made from."""
    _write_json(build / DIGESTS, document_digests(extracted_dir))


def _empty(folder: Path) -> Path:
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    return folder


def _flush(folder: Path) -> None:
    """Have the system write a folder with its files to the disk: the pointer must never be there before them."""
    for path in folder.iterdir():
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    _flush_folder(folder)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _parser_version(connection: duckdb.DuckDBPyConnection) -> str:
    rows = connection.execute(
        "select distinct parser_version from main.document_outcome where parser_version is not null order by 1"
    ).fetchall()
    return ", ".join(str(row[0]) for row in rows)


def _write_release_table(connection: duckdb.DuckDBPyConnection, manifest: BuildManifest) -> None:
    columns = ", ".join(f"{name} {kind}" for name, kind, _ in _RELEASE_COLUMNS)
    connection.execute(f"create or replace table main.{RELEASE_TABLE} ({columns})")
    connection.execute(
        f"insert into main.{RELEASE_TABLE} select ?, ?, ?, ?, ?, ?, ?, ?, ?,"
        " (select count(*) from main.fct_reconciliation where status = 'broken')",
        [
            manifest.build_id,
            manifest.built_at,
            manifest.git_revision,
            manifest.parser_version,
            manifest.content_hash,
            manifest.rows["dim_document"],
            manifest.rows["fct_figure"],
            manifest.rows["fct_narrative_figure"],
            manifest.rows["fct_unplaced_cell"],
        ],
    )
    connection.execute(f"comment on table main.{RELEASE_TABLE} is 'One row: which build this is. 本仓库的构建信息'")
    for name, _, comment in _RELEASE_COLUMNS:
        connection.execute(f"comment on column main.{RELEASE_TABLE}.{name} is '{comment}'")


def _write_json(path: Path, data: object) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8")
