"""Whether a warehouse folder can take a build: asked before an hour of work, not after it."""

import shutil
import tempfile

from pipeline.locations import Locations

_PROBE = 1 << 20
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
