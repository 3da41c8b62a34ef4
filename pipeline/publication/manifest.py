"""The manifest of a build: what went in, what came out, and hashes by which two builds can be compared.

Facts about a build only. Nothing here decides anything (that is the gate) or changes the warehouse (the release).
"""

import hashlib
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import duckdb

from pipeline.locations import PROJECT_ROOT
from pipeline.publication.sql import identifier, inside_pattern

_HALF = 1 << 64


@dataclass(frozen=True)
class BuildManifest:
    """Everything needed to say which build this is, and whether another one is the same.

    Attributes:
        build_id: UTC time and the first digits of the content hash, such as ``20260101T020000Z-1a2b3c4d``.
        built_at: UTC, ISO 8601, to the second.
        git_revision: commit of the pipeline, with ``-dirty`` where files differ from it; ``unknown`` outside git.
        parser_version: version of the extraction that wrote the Parquet.
        inputs: sha256 of each raw document by its name, duplicates included.
        rows: row count per mart.
        content: hash of each mart's rows, independent of their order.
        content_hash: hash over all of ``content``.
        versions: the packages that wrote the file.
        changes: the difference to the release before, in sentences.
        questions: what of the build a person should look at, in sentences.
        state: what it was made from and by, so that the next build knows whether there is anything to do.
        recipe: by what it was made alone: the same recipe makes the same rows of the same documents.
        rewritten: rows that were put in place of others since the file was last written from the beginning.
        base: the build it continues, where it was not made from nothing.
        exchanged: the documents and departments whose rows are not those of the base.
        stamp: size and time of the file.
    """

    build_id: str
    built_at: str
    git_revision: str
    parser_version: str
    inputs: dict[str, str]
    rows: dict[str, int]
    content: dict[str, str]
    content_hash: str
    versions: dict[str, str] = field(default_factory=dict[str, str])
    changes: list[str] = field(default_factory=list[str])
    questions: list[str] = field(default_factory=list[str])
    state: str = ""
    recipe: str = ""
    rewritten: int = 0
    base: str | None = None
    exchanged: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    stamp: list[int] = field(default_factory=list[int])

    def as_dict(self) -> dict[str, object]:
        """Return the manifest as JSON-ready data."""
        return asdict(self)


def git_revision(root: Path = PROJECT_ROOT) -> str:
    """Return the commit of ``root``, with ``-dirty`` appended when tracked or untracked files differ from it."""
    revision = _git(root, "rev-parse", "HEAD")
    if revision is None:
        return "unknown"
    return f"{revision}-dirty" if _git(root, "status", "--porcelain") else revision


def _git(root: Path, *arguments: str) -> str | None:
    try:
        outcome = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None
    return outcome.stdout.strip() if outcome.returncode == 0 else None


def hash_marts(connection: duckdb.DuckDBPyConnection, names: Iterable[str]) -> dict[str, str]:
    """Return one hash per table of schema ``main``: equal for equal rows, whatever their order.

    A view shows what the tables hold: its hash is that of what it asks of them.
    """
    views = dict(
        connection.execute("select view_name, md5(sql) from duckdb_views() where schema_name = 'main'").fetchall()
    )
    return {name: views.get(name) or hash_rows(connection, f"main.{identifier(name)}") for name in names}


def hash_rows(connection: duckdb.DuckDBPyConnection, relation: str) -> str:
    """Return the hash of the rows of a relation: their number and the sums of both halves of the rows' own hashes.

    A sum needs no memory, knows no order, and can be carried on: see :func:`carry_on`.
    """
    halves = ", ".join(f"sum(md5_number_{half}(cast(r as varchar))::hugeint)" for half in ("lower", "upper"))
    row = connection.execute(f"select count(*), {halves} from {relation} as r").fetchone() or (0, 0, 0)
    return _written(*(int(part or 0) for part in row))


def carry_on(before: str, gone: str, come: str) -> str:
    """Return the hash of a table from which some rows went and to which others came, without reading the table."""
    parts = zip(_read(before), _read(gone), _read(come), strict=True)
    return _written(*(had - lost + got for had, lost, got in parts))


def _written(count: int, lower: int, upper: int) -> str:
    return f"{lower % _HALF:016x}{upper % _HALF:016x}-{count}"


def _read(text: str) -> tuple[int, int, int]:
    digits, _, count = text.partition("-")
    return int(count), int(digits[:16], 16), int(digits[16:], 16)


def hash_all(content: Mapping[str, str]) -> str:
    """Return one sha256 over the hashes of all marts, in order of their names."""
    lines = "\n".join(f"{name} {digest}" for name, digest in sorted(content.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def input_hashes(connection: duckdb.DuckDBPyConnection, extracted_dir: Path) -> dict[str, str]:
    """Return the sha256 of every raw document by file name; several names of the same bytes are all listed."""
    files = f"{inside_pattern(extracted_dir / 'documents')}/*.parquet"
    rows = connection.execute(
        f"""
        select file_name, sha256 from read_parquet('{files}')
        union
        select unnest(duplicate_file_names), sha256 from read_parquet('{files}')
        order by all
        """
    ).fetchall()
    return dict(rows)
