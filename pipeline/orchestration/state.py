"""Whether there is anything to do: what the published build was made from and by, and what stands there now.

Comparing only, in a second and without Dagster or dbt. What is compared are the bytes of every document, the parser
with its vocabulary, the dbt project, and the code that publishes.
"""

import hashlib
import json
from functools import cache
from pathlib import Path

import duckdb

from pipeline.extraction.folder import unchanged
from pipeline.locations import PROJECT_ROOT, Locations
from pipeline.memory import share_of_readers
from pipeline.orchestration.set_aside import set_aside_of
from pipeline.publication.lock import single_writer
from pipeline.publication.reader import DamagedReleaseError, open_release
from pipeline.publication.release import published_build
from pipeline.publication.soundness import is_sound
from pipeline.transformation.dbt import project_fingerprint


def build_state(store_digest: str) -> str:
    """Digest of all that decides what a build gives: the extracted datasets, the models, the code."""
    return hashlib.sha256(f"{store_digest}\n{recipe()}".encode()).hexdigest()


@cache
def recipe() -> str:
    """Digest of the models, the vocabulary and the code: the same recipe makes the same rows of the same documents."""
    code = hashlib.sha256()
    for path in sorted((PROJECT_ROOT / "pipeline").rglob("*.py")):
        code.update(path.relative_to(PROJECT_ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return hashlib.sha256(f"{project_fingerprint()}\n{code.hexdigest()}".encode()).hexdigest()


def current_build(locations: Locations, workers: int) -> str | None:
    """Return the id of the published build where a new one would be the same, else None.

    Args:
        locations: the warehouse and its raw folder.
        workers: reading processes of a build, on which the limits of a document depend.

    Raises:
        WarehouseBusyError: while another process is writing.
        OSError: the raw folder cannot be listed.
    """
    build = published_build(locations)
    if build is None:
        return None
    noted = _noted(build)
    with single_writer(locations.lock_file):
        _, limits = share_of_readers(workers)
        set_aside = set_aside_of(locations).documents()
        digest = unchanged(locations.raw_dir, locations.extracted_dir, limits, set_aside)
    if digest is None or noted.get("state") != build_state(digest) or not _is_sound(locations, str(noted["build_id"])):
        return None
    return str(noted["build_id"])


def _noted(build: Path) -> dict[str, object]:
    try:
        return dict(json.loads((build / "release.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def _is_sound(locations: Locations, build_id: str) -> bool:
    """Whether the published file opens and is the build its notes are about."""
    try:
        with open_release(locations.published_database) as connection:
            is_of_its_notes = connection.execute("select build_id from release").fetchall() == [(build_id,)]
    except (DamagedReleaseError, duckdb.Error):
        return False
    return is_of_its_notes and is_sound(locations.published_database.parent)
