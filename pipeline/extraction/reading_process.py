"""One reading process as its parent sees it: started, given tasks, measured, ended.

Starting, measuring and ending one process belong here; which process gets which task is ``workers``. Nothing that reads
documents is imported: a process can be started before the program that wants it is loaded, and both load at once.
"""

import contextlib
import pickle
import socket
import subprocess
import tempfile
import time
from collections import deque
from multiprocessing.connection import Connection
from types import TracebackType
from typing import IO, Any

from pipeline.extraction.limits import WAITING, Limits, processor_seconds, resident_bytes
from pipeline.extraction.page.document import Refusal
from pipeline.processes import clean_environment, end_below, python_command
from pipeline.temporary import TemporaryFolder

READY = b"ready"
PAGE = b"page"
"""A page is being recognised: the document at hand is worth more time."""


class ReadingProcess:
    """One reading process; as a context it is ended with the block.

    Args:
        limits: What one task may take.
    """

    def __init__(self, limits: Limits) -> None:
        ours, theirs = socket.socketpair()
        self.connection: Connection[Any, Any] = Connection(ours.detach())
        # Ended over a limit, it deletes nothing of what it unpacked or converted.
        self.folder = TemporaryFolder()
        self.errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 closed by end()
        numbers = map(str, (theirs.fileno(), limits.seconds, limits.memory_mb, limits.size_mb))
        self.process = subprocess.Popen(
            [*python_command("pipeline.extraction.reading"), *numbers],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self.errors,
            pass_fds=(theirs.fileno(),),
            env=clean_environment({"TMPDIR": self.folder.name}),
            process_group=0,
        )
        theirs.close()
        self.tasks: deque[Any] = deque()
        self.is_ready = False
        self.started = time.monotonic()
        self.mark()

    def __enter__(self) -> "ReadingProcess":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.end()

    def mark(self) -> None:
        """The task at hand begins: what it takes is counted from here."""
        self.since = time.monotonic()
        self.seconds = processor_seconds(self.process.pid) or 0.0
        self.granted = 0
        self.held = resident_bytes(self.process.pid) or 0

    def excess(self, limits: Limits) -> Refusal | None:
        """What the task at hand takes too much of."""
        if not self.is_ready or not self.tasks:
            return None
        seconds = (processor_seconds(self.process.pid) or 0.0) - self.seconds
        waited = time.monotonic() - self.since
        most = limits.seconds + self.granted
        if seconds > most or waited > WAITING * most:
            return Refusal("over_time", f"more than {most} s")
        if (resident_bytes(self.process.pid) or 0) - self.held > limits.memory:
            return Refusal("over_memory", f"more than {limits.memory_mb:,} MB")
        return None

    def hand(self, task: object) -> None:
        """Give it a task."""
        if not self.tasks:
            self.mark()
        self.tasks.append(task)
        # A process that has died meanwhile is noticed by who listens to it; the task is known to be its.
        with contextlib.suppress(OSError):
            self.connection.send_bytes(pickle.dumps(task))

    def end(self, patience: float = 0.0) -> int:
        """End the process, after it had some seconds to do so itself; return its exit code, negative for a signal.

        Once more does nothing: the number of a process that has ended may be somebody else's by now.
        """
        if self.process.returncode is not None and self.connection.closed:
            return self.process.returncode
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(patience)
        # Programs it started (LibreOffice) are in groups of their own and would live on.
        end_below(self.process.pid)
        self.process.kill()
        code = self.process.wait()
        self.connection.close()
        self.errors.close()
        self.folder.cleanup()
        return code

    def last_words(self) -> str:
        """What it wrote to its error output, the last line."""
        self.errors.seek(0)
        lines = self.errors.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else "without a word"
