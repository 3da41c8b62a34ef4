"""Whether a warehouse folder can take a build: asked before an hour of work, and when the work failed."""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pipeline.locations import Locations

_PROBE = 1 << 20
_NO_ROOM = tuple(os.strerror(number) for number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG))
"""How the system, and with it every library, says that a disk is full."""
_LEAST_FREE = 64 << 20


class TargetError(RuntimeError):
    """The warehouse folder cannot take a build."""


def check_target(locations: Locations) -> None:
    """Find out before an hour of work whether its result could be written.

    Raises:
        TargetError: the warehouse folder cannot be made or written, its disk is full, or the pointer is none.
    """
    folder = locations.warehouse_dir
    if locations.current.is_dir() and not locations.current.is_symlink():
        raise TargetError(
            f"{locations.current} is a folder and not the link to a build, as where a copy followed the links."
            f" Delete or rename it: the builds themselves are in {locations.builds_dir}."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"\0" * _PROBE)
            probe.flush()
    except OSError as error:
        raise TargetError(
            f"The warehouse cannot be written to {folder}: {error.strerror}. Name another folder with --warehouse."
        ) from None
    before = locations.workbench_database.stat().st_size if locations.workbench_database.is_file() else 0
    needed, free = max(2 * before, _LEAST_FREE), shutil.disk_usage(folder).free
    if free < needed:
        raise TargetError(
            f"The disk of {folder} has {free >> 20:,} MB free; a build needs about {needed >> 20:,} MB."
            " Make room, or name another folder with --warehouse."
        )


def told_if_full(folder: Path, said: str) -> str:
    """Say that a disk is full, where that is why something failed.

    Args:
        folder: where it was written.
        said: what the failure says.

    Returns:
        A sentence; empty where there is room and nothing else is said.
    """
    places = [place for place, free in _free(folder) if free < _PROBE]
    if not places and not any(words in said for words in _NO_ROOM):
        return ""
    # What failed may have given its room back already.
    place = places[0] if places else folder
    return f"The disk is full: {place} has no room for a build. Make room, or name another folder with --warehouse."


def _free(folder: Path) -> Iterator[tuple[Path, int]]:
    """Free bytes of the disk of a folder and of that of temporary files."""
    for place in (folder, Path(os.environ.get("TMPDIR") or tempfile.gettempdir())):
        try:
            yield place, shutil.disk_usage(place).free
        except OSError:
            continue
