"""Originals read and drawn in processes of their own: what one takes too much of is told, and harms nobody else.

The questions, what they may take, and what is remembered of their answers belong here; one original is ``originals``,
the process is ``answering``.
"""

import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Literal, cast

from pipeline.extraction.limits import Limits, bound_this_process, positive_setting
from pipeline.extraction.page.document import Box
from pipeline.locations import Locations
from pipeline.reports.answering import AnsweringProcess, ProcessEndedError, TooLateError, answer_questions
from pipeline.reports.originals import LARGEST, NoOriginalError, Original, original_of
from pipeline.reports.prose_boxes import Printed

SECONDS = "YUJUESUAN_VIEW_SECONDS"
MEMORY_MB = "YUJUESUAN_VIEW_MEMORY_MB"
PROCESSES = 2
"""A document is always read by the same one, which keeps it at hand; one that holds it up leaves the other free."""
MOST_WAITING = 8
"""Questions under way; whoever comes then is asked to come again, so that the server's threads stay free."""
REMEMBERED = 48 * 1024 * 1024
"""Bytes of answers that are remembered."""
LONGEST_LINE = 100_000
"""Signs of a line that are shown."""


What = Literal["lines", "size", "picture", "narrowed"]


class BusyError(RuntimeError):
    """Too many originals are being read; it may be asked again in a while."""


@dataclass(frozen=True, slots=True)
class ViewLimits:
    """What one look at an original may take.

    Attributes:
        seconds: By the clock, from question to answer.
        memory_mb: Memory.
    """

    seconds: int = 20
    memory_mb: int = 1024

    @classmethod
    def from_environment(cls) -> "ViewLimits":
        """The limits as set in the environment, else the usual ones.

        Raises:
            SettingError: One of the variables is no positive whole number.
        """
        usual = cls()
        return cls(positive_setting(SECONDS, usual.seconds), positive_setting(MEMORY_MB, usual.memory_mb))


@dataclass(frozen=True, slots=True)
class Question:
    """One look at an original.

    Attributes:
        file_name: Name relative to the raw folder.
        sha256: Digest of the bytes that were read.
        what: The method of :class:`Original`.
        first: The page; of lines the first, from 1.
        last: Of lines the last.
        wanted: Numbers of the prose that are looked for.
    """

    file_name: str
    sha256: str
    what: What
    first: int
    last: int = 0
    wanted: tuple[Printed, ...] = ()

    def of_all(self) -> "Question":
        """The question whose refusal is one of this too: lines are all read, whichever are asked for."""
        return replace(self, first=0, last=0) if self.what == "lines" else self


@dataclass(frozen=True, slots=True)
class _Refused:
    """No answer; ``is_final`` where the same bytes will have none the next time either."""

    words: str
    is_final: bool


Answer = bytes | tuple[float, float, int] | dict[Printed, Box] | tuple[int, tuple[str, ...]]
"""A picture; width, height and pages; boxes; how many lines there are, and some of them."""
_Told = Answer | _Refused


class OriginalReaders:
    """Looks at originals for many who ask at once, and remembers the last answers.

    Args:
        locations: Where the raw folder is.
        limits: What one look may take.

    Attributes:
        remembered: Bytes of the answers that are remembered.
    """

    def __init__(self, locations: Locations, limits: ViewLimits) -> None:
        self._limits = limits
        self._processes = [
            AnsweringProcess("pipeline.reports.originals_process", (locations, limits), limits.seconds)
            for _ in range(PROCESSES)
        ]
        # A thread each that outlives every question: the system ends a process with the thread that started it.
        self._threads = [ThreadPoolExecutor(1, "originals") for _ in range(PROCESSES)]
        self._lock = threading.Lock()
        self._under_way: dict[Question, Future[_Told]] = {}
        self._known: OrderedDict[Question, _Told] = OrderedDict()
        self.remembered = 0

    def look(self, question: Question) -> Answer:
        """Answer one question.

        Args:
            question: What is asked.

        Returns:
            What the method gives; of lines their number, and those asked for.

        Raises:
            NoOriginalError: The original cannot be shown, or showing it takes too much.
            BusyError: Too much is asked at once.
        """
        with self._lock:
            known = next((each for each in (question, question.of_all()) if each in self._known), None)
            if known is None:
                found = self._under_way.get(question) or self._begin(question)
            else:
                self._known.move_to_end(known)
                found = self._known[known]
        answer = found.result() if isinstance(found, Future) else found
        if isinstance(answer, _Refused):
            raise NoOriginalError(answer.words)
        return answer

    def _begin(self, question: Question) -> "Future[_Told]":
        if len(self._under_way) >= MOST_WAITING:
            raise BusyError("正在读取其他原件，请稍后再试 Other originals are being read: try again in a while")
        number = int(question.sha256[:8], 16) % PROCESSES
        begun = self._threads[number].submit(self._answer, self._processes[number], question)
        self._under_way[question] = begun
        return begun

    def _answer(self, process: AnsweringProcess, question: Question) -> _Told:
        answer: _Told = _Refused("", is_final=False)
        try:
            answer = cast(_Told, process.put(question))
        except TooLateError:
            words = f"超过 {self._limits.seconds} 秒仍未读完，已停止 stopped: longer than {self._limits.seconds} s"
            answer = _Refused(f"{words} ({SECONDS})", is_final=True)
        except ProcessEndedError as error:
            # Whoever is ended from outside may live the next time.
            is_final = str(error) != "SIGKILL"
            answer = _Refused(f"读取时进程中断 reading it ended its process ({error})", is_final)
        finally:
            with self._lock:
                del self._under_way[question]
                if not isinstance(answer, _Refused):
                    self._keep(question, answer)
                elif answer.is_final:
                    self._keep(question.of_all(), answer)
        return answer

    def _keep(self, question: Question, answer: _Told) -> None:
        if question in self._known:
            return
        self._known[question] = answer
        self.remembered += _weight(question, answer)
        while self.remembered > REMEMBERED:
            self.remembered -= _weight(*self._known.popitem(last=False))

    def close(self) -> None:
        """End the processes; who waits for one gets no answer."""
        for threads, process in zip(self._threads, self._processes, strict=True):
            threads.shutdown(wait=False, cancel_futures=True)
            process.end()


def _weight(question: Question, answer: _Told) -> int:
    """Bytes that an answer and its question hold, roughly."""
    weight = 1000 + 300 * len(question.wanted)
    if isinstance(answer, bytes):
        return weight + len(answer)
    return weight + sum(map(sys.getsizeof, answer[1])) if isinstance(answer, tuple) and len(answer) == 2 else weight


def main() -> None:
    """Look at originals until the parent hangs up."""
    answer_questions(_prepare)


def _prepare(subject: tuple[Locations, ViewLimits]) -> Callable[[Question], _Told]:
    locations, limits = subject
    # Twice of what it is told is where memory ends.
    bound_this_process(Limits(memory_mb=max(limits.memory_mb // 2, 1)))
    held = _Held(locations, Limits(limits.seconds, limits.memory_mb))

    def answered(question: Question) -> _Told:
        try:
            original = held.original(question.file_name, question.sha256)
        except (NoOriginalError, OSError) as error:
            return _Refused(str(error), is_final=False)
        try:
            return _looked(original, question)
        except (NoOriginalError, MemoryError) as error:
            # A document that was too large for the memory may have left most of it taken.
            held.forget()
            needs = f"需要的内存超过 {limits.memory_mb:,} MB needs more memory than that ({MEMORY_MB})"
            return _Refused(needs if isinstance(error, MemoryError) else str(error), is_final=True)

    return answered


def _looked(original: Original, question: Question) -> Answer:
    if question.what == "picture":
        return original.picture(question.first, [])
    if question.what == "size":
        return original.size(question.first)
    if question.what == "narrowed":
        return original.narrowed(question.first, question.wanted)
    lines: Sequence[str] = original.lines()
    part = lines[max(question.first, 1) - 1 : max(question.last, 0)]
    return len(lines), tuple(line[:LONGEST_LINE] for line in part)


class _Held:
    """The originals asked for last, as long as they are small enough to be kept together."""

    def __init__(self, locations: Locations, limits: Limits) -> None:
        self._locations = locations
        self._limits = limits
        self._originals: OrderedDict[str, Original] = OrderedDict()

    def original(self, file_name: str, sha256: str) -> Original:
        """The original; raises as :func:`original_of`."""
        if sha256 not in self._originals:
            self._originals[sha256] = original_of(self._locations, file_name, sha256, self._limits)
        self._originals.move_to_end(sha256)
        while len(self._originals) > 1 and sum(len(each.data) for each in self._originals.values()) > LARGEST:
            self._originals.popitem(last=False)
        return self._originals[sha256]

    def forget(self) -> None:
        """Keep none of them."""
        self._originals.clear()
