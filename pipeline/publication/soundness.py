"""Whether the file of a published build still holds what was published: only then is it current, or taken over.

A file nobody wrote into since, by its size and time, is believed; any other is read as a whole and compared with the
hashes that were noted. What a disk loses without a trace is found by DuckDB's own checksums when it is read.
"""

import contextlib
import json
import os
from pathlib import Path

import duckdb

from pipeline.locations import DATABASE_NAME
from pipeline.publication.manifest import hash_marts


def stamp_of(database: Path) -> list[int]:
    """Size and time of a file."""
    status = database.stat()
    return [status.st_size, status.st_mtime_ns]


def is_sound(build: Path) -> bool:
    """Whether the file of a build is as it was published.

    Args:
        build: folder of the build, with its ``release.json``.
    """
    database = build / DATABASE_NAME
    try:
        noted = json.loads((build / "release.json").read_text(encoding="utf-8"))
        content = {str(name): str(value) for name, value in noted["content"].items()}
        if stamp_of(database) == noted.get("stamp"):
            return True
        with duckdb.connect(str(database), read_only=True) as connection:
            if hash_marts(connection, content) != content:
                return False
    except (OSError, ValueError, LookupError, TypeError, AttributeError, duckdb.Error):
        return False
    # A folder that was copied has other times: it is read once.
    with contextlib.suppress(OSError, TypeError, ValueError, LookupError):
        os.utime(database, ns=(database.stat().st_atime_ns, noted["stamp"][1]))
    return True
