"""A process of its own that answers queries: what a query takes too much of, or crashes, costs that process alone.

Starting, bounding and ending it belong here; opening the release is ``publication/reader``, one query is ``prompt``.
"""

import contextlib
import os
import pickle
import signal
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from multiprocessing.connection import Connection
from types import TracebackType
from typing import IO, Any

import duckdb

from pipeline.extraction.limits import Limits, bound_this_process, positive_setting
from pipeline.processes import clean_environment, die_with_parent, end_below, python_command
from pipeline.publication.reader import Release, open_release
from pipeline.reports.prompt import RefusedQueryError, answer

SECONDS = "YUJUESUAN_QUERY_SECONDS"
MEMORY_MB = "YUJUESUAN_QUERY_MEMORY_MB"
_DYING_SECONDS = 5


class QueryError(RuntimeError):
    """The query has no answer; the message says why."""


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """What one query may take.

    Attributes:
        seconds: By the clock, from question to answer.
        memory_mb: Memory; nothing is written to a disk beyond it.
    """

    seconds: int = 60
    memory_mb: int = 2048

    @classmethod
    def from_environment(cls) -> "QueryLimits":
        """The limits as set in the environment, else the usual ones.

        Raises:
            SettingError: One of the variables is no positive whole number.
        """
        usual = cls()
        return cls(positive_setting(SECONDS, usual.seconds), positive_setting(MEMORY_MB, usual.memory_mb))


class QueryProcess:
    """Answers queries on one release, which stays the same for as long as no query ends the process.

    Args:
        release: The file, or the release of a lake.
        limits: What one query may take.
    """

    def __init__(self, release: Release, limits: QueryLimits) -> None:
        self._release = release
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection[Any, Any] | None = None
        self._errors: IO[bytes] | None = None

    def __enter__(self) -> "QueryProcess":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._end()

    def ask(self, query: str, width: int) -> str:
        """Answer one query.

        Args:
            query: As typed.
            width: Characters of a line of the answer.

        Returns:
            The result as a table; empty where there is none.

        Raises:
            QueryError: There is no answer.
        """
        connection = self._connection or self._start()
        answered = False
        try:
            connection.send_bytes(pickle.dumps((query, width)))
            if not connection.poll(self._limits.seconds):
                raise QueryError(
                    f"The query took longer than {self._limits.seconds} s and was ended; {SECONDS} raises the limit."
                )
            was_answered, text = pickle.loads(connection.recv_bytes())
            answered = True
        except (EOFError, OSError):
            raise QueryError(self._crash()) from None
        finally:
            # Interrupted, crashed or too late: what comes next is asked in a process of its own.
            if not answered:
                self._end()
        if not was_answered:
            raise QueryError(text)
        return text

    def _start(self) -> "Connection[Any, Any]":
        ours, theirs = socket.socketpair()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 closed with the process
        self._process = subprocess.Popen(
            [*python_command("pipeline.reports.query_process"), str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            pass_fds=(theirs.fileno(),),
            env=clean_environment(),
            # Ctrl-C is the parent's, which ends the query and may ask the next.
            process_group=0,
        )
        theirs.close()
        self._connection = Connection(ours.detach())
        self._connection.send_bytes(pickle.dumps((self._release, self._limits)))
        return self._connection

    def _crash(self) -> str:
        process, words = self._process, ""
        if process is None:
            return "The query was ended."
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_DYING_SECONDS)
        if self._errors is not None:
            self._errors.seek(0)
            words = self._errors.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
        code = process.returncode
        how = signal.Signals(-code).name if code is not None and code < 0 else words or f"exit code {code}"
        return (
            f"The query ended the process that ran it ({how}): it asks for more than the database can bear."
            " The release is unharmed; ask for less at a time."
        )

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            end_below(process.pid)
            process.kill()
            process.wait()
        if self._connection is not None:
            self._connection.close()
        if self._errors is not None:
            self._errors.close()
        self._connection = self._errors = None


def main() -> None:
    """Answer queries until the parent hangs up.

    Arguments: process id of the parent, file descriptor of the connection. First comes the release with the limits.
    """
    die_with_parent(int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connection: Connection[Any, Any] = Connection(int(sys.argv[2]))
    release, limits = pickle.loads(connection.recv_bytes())
    bound_this_process(Limits(memory_mb=limits.memory_mb))
    opened: duckdb.DuckDBPyConnection | None = None
    while True:
        try:
            query, width = pickle.loads(connection.recv_bytes())
        except EOFError:
            # Nothing is left to be closed in order: the release was only read.
            os._exit(0)
        try:
            opened = opened or open_release(release, settings=_settings(limits))
            told = (True, answer(opened, query, width))
        except (duckdb.OutOfMemoryException, MemoryError):
            told = (False, f"The query needs more than {limits.memory_mb:,} MB; {MEMORY_MB} raises the limit.")
        except (RefusedQueryError, duckdb.Error, RuntimeError, LookupError, OSError) as error:
            told = (False, str(error))
        connection.send_bytes(pickle.dumps(told))


def _settings(limits: QueryLimits) -> dict[str, str]:
    """Nothing spills: the folder of a release is no place for it, and a disk that fills up stops others."""
    return {"memory_limit": f"{limits.memory_mb}MB", "temp_directory": ""}
