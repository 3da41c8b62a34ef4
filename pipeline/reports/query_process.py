"""Queries on a release, answered in a process of its own, which writes nothing to a disk.

What a query may take and what is said where it takes more belong here; the process is ``answering``, opening the
release is ``publication/reader``, one query is ``prompt``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import duckdb

from pipeline.extraction.limits import Limits, bound_this_process, positive_setting
from pipeline.publication.reader import Release, open_release
from pipeline.reports.answering import AnsweringProcess, ProcessEndedError, TooLateError, answer_questions
from pipeline.reports.prompt import RefusedQueryError, answer

SECONDS = "YUJUESUAN_QUERY_SECONDS"
MEMORY_MB = "YUJUESUAN_QUERY_MEMORY_MB"


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


class QueryProcess(AnsweringProcess):
    """Answers queries on one release, which stays the same for as long as no query ends the process.

    Args:
        release: The file, or the release of a lake.
        limits: What one query may take.
    """

    def __init__(self, release: Release, limits: QueryLimits) -> None:
        super().__init__("pipeline.reports.query_process", (release, limits), limits.seconds)
        self._limits = limits

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
        try:
            was_answered, text = cast(tuple[bool, str], self.put((query, width)))
        except TooLateError:
            raise QueryError(
                f"The query took longer than {self._limits.seconds} s and was ended; {SECONDS} raises the limit."
            ) from None
        except ProcessEndedError as error:
            raise QueryError(
                f"The query ended the process that ran it ({error}): it asks for more than the database can bear."
                " The release is unharmed; ask for less at a time."
            ) from None
        if not was_answered:
            raise QueryError(text)
        return text


def main() -> None:
    """Answer queries until the parent hangs up."""
    answer_questions(_prepare)


def _prepare(subject: tuple[Release, QueryLimits]) -> Callable[[tuple[str, int]], tuple[bool, str]]:
    release, limits = subject
    bound_this_process(Limits(memory_mb=limits.memory_mb))
    opened: duckdb.DuckDBPyConnection | None = None

    def answered(question: tuple[str, int]) -> tuple[bool, str]:
        nonlocal opened
        query, width = question
        try:
            opened = opened or open_release(release, settings=_settings(limits))
            return True, answer(opened, query, width)
        except (duckdb.OutOfMemoryException, MemoryError):
            return False, f"The query needs more than {limits.memory_mb:,} MB; {MEMORY_MB} raises the limit."
        except (RefusedQueryError, duckdb.Error, RuntimeError, LookupError, OSError) as error:
            return False, str(error)

    return answered


def _settings(limits: QueryLimits) -> dict[str, str]:
    """Nothing spills: the folder of a release is no place for it, and a disk that fills up stops others."""
    return {"memory_limit": f"{limits.memory_mb}MB", "temp_directory": ""}
