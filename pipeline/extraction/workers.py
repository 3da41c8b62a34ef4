"""Reading processes: tasks are handed out, answers collected, and a process that takes too much is ended and replaced.

Who gets which task, and what becomes of it when a process ends, belongs here; one process is ``reading_process``, what
a task is and how it is done is ``reading``.
"""

import pickle
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import wait
from types import TracebackType

from pipeline.extraction.limits import PAGE_SECONDS, Limits
from pipeline.extraction.page.document import Refusal
from pipeline.extraction.reading import Answer, Task, perform
from pipeline.extraction.reading_process import PAGE, READY, ReadingProcess

_LOOK_SECONDS = 0.1
_AHEAD = 2
"""Tasks a worker holds: the one it is at, and the next."""
_START_SECONDS = 60
_STARTS = 5
"""Processes that may be killed from outside while they start, before the run is given up."""
_DYING_SECONDS = 5
"""Time a process that has hung up gets to end with an exit code of its own."""


class ReaderStartError(RuntimeError):
    """A reading process ended before it could read anything."""


class Readers:
    """Some reading processes, started when there is work and ended with the block.

    Args:
        count: How many at most; 0 does every task in this process, without limits of time and memory.
        limits: What one task may take.
        refuse: Makes the answer to a task whose process was ended or crashed.
        first: A process that is loading already, for the first task; it is ended with the others.
    """

    def __init__(
        self,
        count: int,
        limits: Limits,
        refuse: Callable[[Task, Refusal], Answer],
        first: ReadingProcess | None = None,
    ) -> None:
        self._count = self._wanted = count
        self._limits = limits
        self._refuse = refuse
        self._workers: list[ReadingProcess] = [] if first is None else [first]
        self._crashed: set[Task] = set()
        self._killed_at_start = 0

    def __enter__(self) -> "Readers":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        while self._workers:
            self._workers.pop().end()

    def run(self, tasks: Sequence[Task], *, few: int = 1) -> Iterator[tuple[Task, Answer]]:
        """Do all tasks.

        Args:
            tasks: What is to be done.
            few: One process does so many before another one is worth its start.

        Yields:
            Each task with its answer, in the order in which they are finished.

        Raises:
            ReaderStartError: A reading process cannot be started.
        """
        if not self._count:
            yield from ((task, perform(task, self._limits)) for task in tasks)
            return
        coming = iter(tasks)
        self._wanted = min(self._count, -(-len(tasks) // few))
        again: deque[Task] = deque()
        while True:
            self._feed(coming, again)
            if not any(worker.tasks for worker in self._workers):
                return
            ready = wait([worker.connection for worker in self._workers], timeout=_LOOK_SECONDS)
            for worker in list(self._workers):
                if worker.connection in ready:
                    yield from self._hear(worker, again)
                elif (refusal := worker.excess(self._limits)) is not None:
                    yield self._overdone(worker, refusal, again)
                elif not worker.is_ready and time.monotonic() - worker.started > _START_SECONDS:
                    raise ReaderStartError(f"a reading process did not start in {_START_SECONDS} s")

    def _feed(self, coming: Iterator[Task], again: deque[Task]) -> None:
        """Hand out tasks, the idlest first; a task whose process crashed gets one of its own."""
        for depth in range(_AHEAD):
            for number in range(max(self._wanted, len(self._workers))):
                worker = self._workers[number] if number < len(self._workers) else None
                if worker is not None and (len(worker.tasks) > depth or self._is_alone(worker)):
                    continue
                if depth and again and again[0] in self._crashed:
                    continue
                task = again.popleft() if again else next(coming, None)
                if task is None:
                    return
                if worker is None:
                    worker = ReadingProcess(self._limits)
                    self._workers.append(worker)
                worker.hand(task)

    def _is_alone(self, worker: ReadingProcess) -> bool:
        return bool(worker.tasks) and worker.tasks[0] in self._crashed

    def _hear(self, worker: ReadingProcess, again: deque[Task]) -> Iterator[tuple[Task, Answer]]:
        try:
            message = worker.connection.recv_bytes()
        except (EOFError, OSError):
            yield from self._lost(worker, again)
            return
        if message == READY:
            worker.is_ready = True
            worker.mark()
            return
        if message == PAGE:
            worker.granted += PAGE_SECONDS
            return
        task = worker.tasks.popleft()
        yield task, pickle.loads(message)
        worker.mark()
        if worker.held > 2 * self._limits.memory and not worker.tasks:
            self._replace(worker)

    def _lost(self, worker: ReadingProcess, again: deque[Task]) -> Iterator[tuple[Task, Answer]]:
        words = worker.last_words()
        tasks, ready = worker.tasks, worker.is_ready
        code = self._replace(worker, patience=_DYING_SECONDS)
        if not ready:
            # Ended from outside, as by a system short of memory: that may pass, while an error of its own does not.
            if code == -signal.SIGKILL and self._killed_at_start < _STARTS:
                self._killed_at_start += 1
                again.extend(tasks)
                return
            raise ReaderStartError(f"a reading process ended before it read anything (exit code {code}): {words}")
        if not tasks:
            return
        task = tasks.popleft()
        again.extend(tasks)
        if task not in self._crashed:
            # Once more, in a process of its own: what was read before it may be to blame.
            self._crashed.add(task)
            again.append(task)
            return
        yield task, self._refuse(task, _crash(code))

    def _overdone(self, worker: ReadingProcess, refusal: Refusal, again: deque[Task]) -> tuple[Task, Answer]:
        task = worker.tasks.popleft()
        again.extend(worker.tasks)
        self._replace(worker)
        return task, self._refuse(task, refusal)

    def _replace(self, worker: ReadingProcess, patience: float = 0.0) -> int:
        self._workers.remove(worker)
        return worker.end(patience)


def _crash(code: int) -> Refusal:
    """Whoever is killed from outside (memory of the machine) may live tomorrow; a crash of its own comes again."""
    if code == -signal.SIGKILL:
        return Refusal("reader_ended", "by SIGKILL, as the system does when the memory of the machine is used up")
    name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return Refusal("reader_crashed", name)
