"""One writer per warehouse: an operating-system lock that dies with the process that holds it.

Readers need no lock (they open a published, immutable file), so nothing here is about reading.
"""

import fcntl
import json
import os
import socket
import sys
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from pipeline.extraction.entries import shown

_held: set[Path] = set()


class WarehouseBusyError(RuntimeError):
    """Another process is writing this warehouse."""


@contextmanager
def single_writer(lock_file: Path) -> Generator[None]:
    """Hold the warehouse's writer lock for the duration of the block.

    Args:
        lock_file: the lock; created with its folder when missing. It stays behind, unlocked, and that is harmless.

    Raises:
        WarehouseBusyError: when another process holds it; the message says which one, and since when.
    """
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    with lock_file.open("a+", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WarehouseBusyError(_busy_message(lock_file)) from None
        handle.truncate(0)
        handle.write(json.dumps(_this_process(), ensure_ascii=False))
        handle.flush()
        _held.add(lock_file)
        try:
            yield
        finally:
            _held.discard(lock_file)
            handle.truncate(0)


def is_held_here(lock_file: Path) -> bool:
    """Whether this process is the one that writes."""
    return lock_file in _held


def _this_process() -> dict[str, str | int]:
    return {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now().astimezone().isoformat(timespec="seconds"),
        "command": shown(" ".join(sys.argv)),
    }


def _busy_message(lock_file: Path) -> str:
    try:
        holder = json.loads(lock_file.read_text(encoding="utf-8"))
        who = f"process {holder['pid']} on {holder['host']}, since {holder['since']} ({holder['command']})"
    except (ValueError, LookupError, TypeError):
        who = "a process that has not yet written its name"
    return (
        f"The warehouse {lock_file.parent} is being written by {who}. "
        "Wait for it to finish, or build into another folder with --warehouse."
    )
