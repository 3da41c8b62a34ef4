"""A process of its own that answers questions: what one takes too much of, or crashes, costs that process alone.

Starting, bounding by the clock and ending it belong here; what is asked is ``query_process`` and ``originals_process``.
"""

import contextlib
import os
import pickle
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from multiprocessing.connection import Connection
from types import TracebackType
from typing import IO, Any, Self

from pipeline.processes import clean_environment, die_with_parent, end_below, python_command
from pipeline.temporary import TemporaryFolder

_DYING_SECONDS = 5


class TooLateError(RuntimeError):
    """There was no answer in time; the process was ended."""


class ProcessEndedError(RuntimeError):
    """The process ended instead of an answer; the message says how."""


class AnsweringProcess:
    """Answers questions, one at a time; started with the first, and anew after one that ended it.

    Whoever starts it must be a thread that lives as long: the system ends it with that.

    Args:
        module: Its ``main`` is what runs in the process; it calls :func:`answer_questions`.
        subject: What all questions are about.
        seconds: By the clock, from question to answer.
    """

    def __init__(self, module: str, subject: object, seconds: float) -> None:
        self._module = module
        self._subject = subject
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection[Any, Any] | None = None
        self._errors: IO[bytes] | None = None
        self._folder: TemporaryFolder | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.end()

    def put(self, question: object) -> object:
        """Put one question.

        Args:
            question: As the module understands it.

        Returns:
            Its answer.

        Raises:
            TooLateError: It took longer than allowed.
            ProcessEndedError: It ended the process.
        """
        connection = self._connection or self._start()
        answered = False
        try:
            connection.send_bytes(pickle.dumps(question))
            if not connection.poll(self._seconds):
                raise TooLateError
            answer: object = pickle.loads(connection.recv_bytes())
            answered = True
        except (EOFError, OSError):
            raise ProcessEndedError(self._how_it_ended()) from None
        finally:
            # Interrupted, crashed or too late: what comes next is asked in a process of its own.
            if not answered:
                self.end()
        return answer

    def _start(self) -> "Connection[Any, Any]":
        ours, theirs = socket.socketpair()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 closed with the process
        # Ended over a limit, it deletes nothing of what it unpacked or converted.
        self._folder = TemporaryFolder()
        self._process = subprocess.Popen(
            [*python_command(self._module), str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            pass_fds=(theirs.fileno(),),
            env=clean_environment({"TMPDIR": self._folder.name}),
            # Ctrl-C is the parent's, which ends the question and may ask the next.
            process_group=0,
        )
        theirs.close()
        self._connection = Connection(ours.detach())
        self._connection.send_bytes(pickle.dumps(self._subject))
        return self._connection

    def _how_it_ended(self) -> str:
        process, words = self._process, ""
        if process is None:
            return "before the question"
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_DYING_SECONDS)
        if self._errors is not None:
            self._errors.seek(0)
            words = self._errors.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
        code = process.returncode
        return signal.Signals(-code).name if code is not None and code < 0 else words or f"exit code {code}"

    def end(self) -> None:
        """End the process and all it started; the next question starts another."""
        process, self._process = self._process, None
        if process is not None:
            end_below(process.pid)
            process.kill()
            process.wait()
        if self._connection is not None:
            self._connection.close()
        if self._errors is not None:
            self._errors.close()
        if self._folder is not None:
            self._folder.cleanup()
        self._connection = self._errors = self._folder = None


def answer_questions(prepare: Callable[[Any], Callable[[Any], object]]) -> None:
    """Be such a process: answer until the parent hangs up.

    Arguments of the command: process id of the parent, file descriptor of the connection.

    Args:
        prepare: Takes the subject and returns what answers each question.
    """
    die_with_parent(int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connection: Connection[Any, Any] = Connection(int(sys.argv[2]))
    answer = prepare(pickle.loads(connection.recv_bytes()))
    while True:
        try:
            question = pickle.loads(connection.recv_bytes())
        except EOFError:
            # Nothing is left to be closed in order: all was only read.
            os._exit(0)
        connection.send_bytes(pickle.dumps(answer(question), pickle.HIGHEST_PROTOCOL))
