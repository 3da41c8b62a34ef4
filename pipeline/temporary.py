"""Temporary folders, each held by the process that made it: what one that was killed leaves behind, the next deletes.

A folder has a file in it that its process holds locked for as long as it lives. Whoever makes a folder first deletes
those of ours that nobody holds. One without that file, or of another account, is none of ours.
"""

import contextlib
import fcntl
import os
import shutil
import stat
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO
from weakref import WeakSet

PREFIX = "yujuesuan-"
LOCK = ".held-by-a-process"
_folders: WeakSet["TemporaryFolder"] = WeakSet()
_swept: set[tuple[Path, str]] = set()


class TemporaryFolder(TemporaryDirectory[str]):
    """A temporary folder, locked until it is deleted or its process ends; as a context it is deleted with the block.

    Args:
        prefix: What its name begins with.
        place: Where it is made, by its prefix alone; None for where the system has such folders.
    """

    def __init__(self, prefix: str = PREFIX, place: Path | None = None) -> None:
        where = Path(tempfile.gettempdir()) if place is None else place
        _sweep_once(where, PREFIX if place is None else prefix)
        super().__init__(prefix=prefix, dir=where, ignore_cleanup_errors=True)
        self._lock = _locked(Path(self.name))
        _folders.add(self)

    def cleanup(self) -> None:
        """Delete it; once more does nothing."""
        _empty(Path(self.name))
        super().cleanup()
        self._lock.close()


def delete_all() -> None:
    """Delete the folders of this process, which is about to end."""
    for folder in list(_folders):
        folder.cleanup()


@contextmanager
def temporary_in_one_place() -> Generator[None]:
    """Let whatever this process and its children leave behind lie in one folder, which is deleted with the block."""
    before, known = tempfile.tempdir, os.environ.get("TMPDIR")
    with TemporaryFolder() as folder:
        tempfile.tempdir = os.environ["TMPDIR"] = folder
        try:
            yield
        finally:
            tempfile.tempdir = before
            if known is None:
                del os.environ["TMPDIR"]
            else:
                os.environ["TMPDIR"] = known


def _locked(folder: Path) -> IO[bytes]:
    """Lock a folder that was just made. Its file is locked before it gets its name: nobody finds it unlocked."""
    coming = folder / f"{LOCK}.tmp"
    lock = coming.open("xb")
    # Where nothing can be locked, nobody takes the folder for one that is left over.
    with contextlib.suppress(OSError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        coming.rename(folder / LOCK)
    return lock


def _sweep_once(place: Path, prefix: str) -> None:
    """Delete what killed processes left in a place; once for each process."""
    if (place, prefix) not in _swept:
        _swept.add((place, prefix))
        for folder in _named(place, prefix):
            with contextlib.suppress(OSError):
                _delete_unless_held(folder)


def _named(place: Path, prefix: str) -> Iterator[Path]:
    with contextlib.suppress(OSError), os.scandir(place) as entries:
        for entry in entries:
            if entry.name.startswith(prefix) and entry.is_dir(follow_symlinks=False):
                yield Path(entry.path)


def _delete_unless_held(folder: Path) -> None:
    """Delete a folder of ours.

    Raises:
        OSError: It is held, or none of ours.
    """
    if folder.lstat().st_uid != os.geteuid():
        return
    lock = os.open(folder / LOCK, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if stat.S_ISREG(os.fstat(lock).st_mode):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _empty(folder)
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)


def _empty(folder: Path) -> None:
    """Delete all but the lock: whoever is killed in the middle of it leaves a folder that is still known to be ours."""
    with contextlib.suppress(OSError):
        for entry in list(folder.iterdir()):
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry, ignore_errors=True)
            elif entry.name != LOCK:
                entry.unlink(missing_ok=True)
