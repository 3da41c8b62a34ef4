"""A process that dies at a chosen file operation, as by a power cut or ``kill -9``: nothing is cleaned up.

Counting and dying belong here; what is run and what must hold afterwards does not.
"""

import errno
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

KILLED = 99
_TIMEOUT = 120


def run_killed(work: Callable[[], object], at: int) -> bool:
    """Run something in a process of its own that dies at its ``at``-th file operation (from 1).

    Writing is cut in the middle; everything else is done or not done at all.

    Returns:
        Whether it died; False where it had ended before.
    """
    pid = os.fork()
    if pid == 0:
        signal.alarm(_TIMEOUT)
        code = 1
        try:
            _arm(at)
            work()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, KILLED), f"the process ended with {code} at operation {at}"
    return code == KILLED


def run_limited(work: Callable[[], object], most_bytes: int) -> bool:
    """Run something in a process of its own whose files cannot grow beyond so many bytes: a disk that is full.

    Returns:
        Whether it failed for that; False where it fitted.
    """
    import resource

    pid = os.fork()
    if pid == 0:
        signal.alarm(_TIMEOUT)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        code = 1
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
            work()
            code = 0
        except OSError as error:
            code = KILLED if error.errno in (errno.EFBIG, errno.ENOSPC) else 1
        finally:
            os._exit(code)
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, KILLED), f"the process ended with {code} with {most_bytes} bytes"
    return code == KILLED


def _arm(at: int) -> None:
    count = 0

    def due() -> bool:
        nonlocal count
        count += 1
        return count == at

    def dying(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **given: Any) -> Any:
            if due():
                os._exit(KILLED)
            return original(*args, **given)

        return call

    def cut(path: Path, data: bytes) -> None:
        if due():
            with path.open("wb") as file:
                file.write(data[: len(data) // 2])
            os._exit(KILLED)
        with path.open("wb") as file:
            file.write(data)

    def write_text(self: Path, text: str, encoding: str = "utf-8", **_: Any) -> None:
        cut(self, text.encode(encoding))

    Path.write_bytes = cut  # type: ignore[method-assign,assignment]
    Path.write_text = write_text  # type: ignore[method-assign,assignment]
    for name in ("replace", "unlink", "rename", "symlink_to", "mkdir", "chmod"):
        setattr(Path, name, dying(getattr(Path, name)))
    for name in ("rmtree", "copyfile"):
        setattr(shutil, name, dying(getattr(shutil, name)))
