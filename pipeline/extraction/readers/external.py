"""Programs of the system that read what no library does: run apart, without network, within limits of time and memory.

Starting, limiting and ending such a program belong here. Which programs, and what they give, does not.
"""

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.extraction.readers import limits

_CHUNK = 1 << 20
_PROBE_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Ran:
    """How a program ended.

    Attributes:
        code: Its exit code; negative for a signal.
        output: What it wrote, up to the limit.
        errors: The end of what it complained.
        timed_out: Whether it was ended for taking too long.
        overflowed: Whether it was ended for writing too much.
    """

    code: int
    output: bytes
    errors: str
    timed_out: bool = False
    overflowed: bool = False


def find_program(*names: str) -> str | None:
    """Path of the first of these programs that is installed."""
    return next((found for name in names if (found := shutil.which(name))), None)


@cache
def _without_network() -> tuple[str, ...]:
    """How to start a program without network here: a namespace of its own where the system allows one."""
    unshare = find_program("unshare")
    if unshare is None:
        return ()
    for flags in (("-n",), ("-rn",)):
        command = (unshare, *flags)
        probe = subprocess.run([*command, "true"], capture_output=True, timeout=_PROBE_SECONDS, check=False)
        if probe.returncode == 0:
            return command
    return ()


def _limit() -> None:
    """Limits of the program and all it starts; runs in the new process before the program does."""
    for kind, most in (
        (resource.RLIMIT_CPU, limits.PROGRAM_SECONDS),
        (resource.RLIMIT_AS, limits.PROGRAM_MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, limits.UNPACKED_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        _, ours = resource.getrlimit(kind)
        if ours != resource.RLIM_INFINITY:
            most = min(most, ours)  # a process cannot raise the limit that it was given itself
        resource.setrlimit(kind, (most, most))


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None) -> Ran:
    """Run a program in a folder of its own.

    Args:
        command: The program and its arguments.
        folder: Working folder, home and temporary folder of the program.
        environment: Variables beside the few that every program gets; none of ours are handed on.

    Returns:
        How it ended; it and everything it started have ended then.
    """
    variables = {"PATH": os.defpath, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "HOME": str(folder), "TMPDIR": str(folder)}
    errors = folder / "stderr"
    with errors.open("wb") as error_file:
        process = subprocess.Popen(
            [*_without_network(), *command], cwd=folder, env={**variables, **(environment or {})},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=error_file, start_new_session=True,
            preexec_fn=_limit,
        )  # fmt: skip
        watch = _Watch(process.pid)
        try:
            output, overflowed = _drain(process)
        finally:
            timed_out = watch.stop()
            _end(process.pid)
            code = process.wait()
    return Ran(code, output, errors.read_bytes()[-2000:].decode("utf-8", "replace"), timed_out, overflowed)


class _Watch:
    """Ends a program that takes too long."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._fired = False
        self._timer = threading.Timer(limits.PROGRAM_SECONDS, self._fire)
        self._timer.start()

    def _fire(self) -> None:
        self._fired = True
        _end(self._pid)

    def stop(self) -> bool:
        """Watch no longer; True where the program was ended."""
        self._timer.cancel()
        return self._fired


def _drain(process: "subprocess.Popen[bytes]") -> tuple[bytes, bool]:
    """What the program writes until it ends, and whether that was more than the limit."""
    parts: list[bytes] = []
    size = 0
    if process.stdout is not None:
        while chunk := process.stdout.read(_CHUNK):
            size += len(chunk)
            if size > limits.UNPACKED_BYTES:
                return b"", True
            parts.append(chunk)
    if process.poll() is None:
        process.wait()
    return b"".join(parts), False


def _end(pid: int) -> None:
    """End the program and everything it started: they are a group of their own."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
