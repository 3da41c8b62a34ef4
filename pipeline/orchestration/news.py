"""What a night has to compute: the documents that are new since the last release, and all that their rows depend on.

A row of the release depends on its own document, on the other documents of the same body (a year before, a budget, a
correction), and on what the files of one archive agree on where a document itself does not say its body or year. The
tables that tell of all documents together are computed again while merging. dbt_project/README.md shows why there is
nothing else, and a test compares with builds of everything.

So with *touched* the documents that came, went or were read otherwise:

- *affected* are the touched, the others of their archives, and all documents of the bodies of these, former bodies
  included: their rows are exchanged;
- *context* are other documents of the archives of the affected: they are computed beside them, and left as they were.

A release made by another recipe (parser, vocabulary, models, code) is not taken over: everything is computed.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipeline.extraction.excerpt import document_digests, write_excerpt
from pipeline.locations import DATABASE_NAME, DBT_PROJECT_DIR, Locations
from pipeline.memory import duckdb_settings, memory_mb
from pipeline.publication.merge import Part
from pipeline.publication.release import DIGESTS, published_build
from pipeline.publication.soundness import is_sound
from pipeline.publication.sql import literal
from pipeline.temporary import TemporaryFolder
from pipeline.transformation.rendered import render, run

MOST_AFFECTED = 0.5
"""Of all documents: beyond, computing everything costs less than computing and merging."""
MB_OF_A_DOCUMENT = 2
"""Memory that dbt takes for each document of a batch before it has to spill."""
LEAST_BATCH = 100
_NAMES = "int_department_names"


@dataclass(frozen=True)
class Place:
    """Where a document belongs: whatever it shares with another one makes their rows depend on each other."""

    department: str | None
    container: str | None


@dataclass(frozen=True)
class Batch:
    """What one run of dbt computes.

    Attributes:
        part: what of it is taken over.
        documents: what it reads.
    """

    part: Part
    documents: frozenset[str]


@dataclass(frozen=True)
class Plan:
    """How a build comes about.

    Attributes:
        batches: runs of dbt, each over some documents; none where one run sees everything.
        continues: the release that is taken over and into which these are put, where there is one.
        touched: documents that came, went or were read otherwise since.
    """

    batches: tuple[Batch, ...] = ()
    continues: Path | None = None
    touched: int = 0


def plan(locations: Locations, recipe: str, *, everything: bool = False) -> Plan:
    """Decide what is computed.

    Args:
        locations: the warehouse, extracted already.
        recipe: by what rows are made now.
        everything: take nothing over.

    Returns:
        The plan.
    """
    now = document_digests(locations.extracted_dir)
    build = published_build(locations)
    if build is not None and not everything:
        before = _digests_of(build, recipe)
        if before is not None and is_sound(build):
            news = _news(locations, build, before, now)
            if news is not None:
                return news
    return Plan(_batches(locations, now))


def take_input(locations: Locations, batch: Batch) -> None:
    """Let dbt read these documents and no others."""
    if locations.input_dir.is_symlink():
        locations.input_dir.unlink()
    write_excerpt(locations.extracted_dir, batch.documents, locations.input_dir)


def told(planned: Plan) -> str:
    """Say what a build computes."""
    if planned.continues is not None:
        (batch,) = planned.batches
        return (
            f"Computing {len(batch.documents)} document(s): {planned.touched} new, changed or gone since the last"
            " release, and those of the same bodies; all else is taken over"
        )
    if planned.batches:
        return f"Computing everything, in {len(planned.batches)} batches of documents"
    return "Computing everything"


def _digests_of(build: Path, recipe: str) -> dict[str, str] | None:
    """The documents of a release, None where it cannot be taken over."""
    try:
        noted = json.loads((build / "release.json").read_text(encoding="utf-8"))
        digests = json.loads((build / DIGESTS).read_text(encoding="utf-8"))
        return {str(key): str(value) for key, value in digests.items()} if noted["recipe"] == recipe else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _news(locations: Locations, build: Path, before: Mapping[str, str], now: Mapping[str, str]) -> Plan | None:
    touched = {document for document in before.keys() | now.keys() if before.get(document) != now.get(document)}
    try:
        old = _places_of_release(build / DATABASE_NAME)
    except duckdb.Error:
        return None
    if old.keys() != before.keys():
        return None
    new = {document: place for document, place in old.items() if document in now and document not in touched}
    new |= places(locations.extracted_dir, touched & now.keys())
    affected, context = closure(touched, old, new)
    if len(context & now.keys()) > MOST_AFFECTED * len(now):
        return None
    departments = {at[d].department for at in (old, new) for d in affected if d in at} - {None}
    part = Part(frozenset(affected), frozenset(str(department) for department in departments))
    return Plan((Batch(part, frozenset(context & now.keys())),), continues=build, touched=len(touched))


def closure(touched: Collection[str], old: Mapping[str, Place], new: Mapping[str, Place]) -> tuple[set[str], set[str]]:
    """Follow what depends on some documents.

    Args:
        touched: documents that came, went or changed.
        old: places of the documents of the last release.
        new: places of the documents that are there now.

    Returns:
        The affected documents, and these with their context.
    """
    archived = _with_containers(touched, old, new)
    bodies = {at[d].department for at in (old, new) for d in archived if d in at} - {None}
    mates = {d for at in (old, new) for d, place in at.items() if place.department in bodies}
    # A document that does not say its body is of the body of its archive.
    beside = {
        d for d in _with_containers(mates, old, new) if any(d in at and at[d].department is None for at in (old, new))
    }
    affected = archived | mates | beside
    return affected, _with_containers(affected, old, new)


def _with_containers(documents: Collection[str], *places: Mapping[str, Place]) -> set[str]:
    containers = {at[d].container for at in places for d in documents if d in at} - {None}
    return {*documents, *(d for at in places for d, place in at.items() if place.container in containers)}


def places(extracted_dir: Path, documents: Collection[str]) -> dict[str, Place]:
    """Where extracted documents belong, by the model that makes bodies of printed names.

    Args:
        extracted_dir: the store.
        documents: which of its documents.

    Returns:
        Document to its place.
    """
    if not documents:
        return {}
    with TemporaryFolder() as folder, duckdb.connect() as connection:
        excerpt = Path(folder)
        write_excerpt(extracted_dir, documents, excerpt, ("documents",))
        for setting in (*duckdb_settings(), f"set temp_directory = {literal(folder)}"):
            connection.execute(setting)
        run(connection, render(DBT_PROJECT_DIR, excerpt, [_NAMES]), [_NAMES])
        rows = connection.execute(
            f"""
            select documents.document_id, names.department_id, documents.container
            from staging.stg_documents as documents
            left join intermediate.{_NAMES} as names
                on documents.department_name = names.printed_name
                and documents.region_code is not distinct from names.region_code
            """
        ).fetchall()
    return {document: Place(department, container) for document, department, container in rows}


def _places_of_release(database: Path) -> dict[str, Place]:
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute("select document_id, department_id, container from main.dim_document").fetchall()
    return {document: Place(department, container) for document, department, container in rows}


def _batches(locations: Locations, now: Mapping[str, str]) -> tuple[Batch, ...]:
    """Batches of a build from nothing: none where one run of dbt can see everything within the memory."""
    most = max(memory_mb() // MB_OF_A_DOCUMENT, LEAST_BATCH)
    if len(now) <= most:
        return ()
    where = places(locations.extracted_dir, now.keys())
    batches: list[Batch] = []
    waiting: list[str] = []
    groups = together(where)
    for number, group in enumerate(groups, 1):
        waiting += group
        if len(waiting) + (len(groups[number]) if number < len(groups) else most) > most:
            departments = {str(where[d].department) for d in waiting if where[d].department is not None}
            documents = frozenset(waiting)
            batches.append(Batch(Part(documents, frozenset(departments)), documents))
            waiting = []
    return tuple(batches) if len(batches) > 1 else ()


def together(where: Mapping[str, Place]) -> list[list[str]]:
    """Documents that depend on each other, through bodies and archives, in groups; the order is always the same."""
    parent: dict[tuple[str, str], tuple[str, str]] = {}

    def root(key: tuple[str, str]) -> tuple[str, str]:
        parent.setdefault(key, key)
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    def join(keys: Iterable[tuple[str, str]]) -> None:
        first, *others = (root(key) for key in keys)
        for other in others:
            parent[root(other)] = root(first)

    for document, place in sorted(where.items()):
        shared = (("department", place.department), ("container", place.container))
        join([("document", document), *((kind, name) for kind, name in shared if name is not None)])
    groups: dict[tuple[str, str], list[str]] = {}
    for document in sorted(where):
        groups.setdefault(root(("document", document)), []).append(document)
    return list(groups.values())
