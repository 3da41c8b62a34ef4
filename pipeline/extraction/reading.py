"""What a reading process does with one task: a document to its rows in Arrow, an archive to its members.

The tasks, their answers and the loop of a worker belong here; who hands tasks out and ends a worker is ``workers``.
"""

import gc
import pickle
import signal
import sys
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from pipeline.extraction import archives
from pipeline.extraction.dataset.store import to_bytes
from pipeline.extraction.document import DocumentRows, Source, extract_guarded, refused
from pipeline.extraction.limits import Limits, bound_this_process
from pipeline.extraction.page.document import Refusal
from pipeline.extraction.readers import progress
from pipeline.extraction.reading_process import PAGE, READY
from pipeline.extraction.validation import objection
from pipeline.processes import die_with_parent

_ALLOCATIONS_BETWEEN_COLLECTIONS = 200_000
PASSING = frozenset({"unreadable", "changed_while_read", "out_of_memory", "reader_ended"})
"""Reasons that may be gone tomorrow: such a document is read again in the next night."""
BOUNDED = frozenset({"over_time", "over_memory", "too_large"})
"""Reasons that are gone when the limits are raised: such a document is read again under others."""
ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class ReadTask:
    """Read one document."""

    source: Source


@dataclass(frozen=True, slots=True)
class ListTask:
    """List one archive and lay its members down as files.

    Attributes:
        name: As shown.
        path: The archive.
        sha256: Its digest.
        folder: Where members are laid down, named by their digest.
    """

    name: str
    path: Path
    sha256: str
    folder: Path


Task = ReadTask | ListTask


@dataclass(frozen=True, slots=True)
class Reading:
    """One document as read: Arrow bytes per dataset.

    ``retry`` says when it is to be read again though nothing of it changed: never (empty), always, or under limits
    other than those named.
    """

    document_id: str
    outcome: str
    retry: str
    tables: dict[str, bytes]


Answer = Reading | archives.Listing | None


def read(task: ReadTask, limits: Limits) -> Reading:
    """Read one document; never raises for a bad one."""
    found = extract_guarded(task.source, limits.size)
    refusal = objection(found.rows)
    if refusal is None:
        try:
            return as_reading(found, limits)
        except (ValueError, TypeError, OverflowError) as error:
            # What no column can hold, such as half a surrogate pair, is an error of whoever let it through.
            refusal = Refusal("parser_error", f"{type(error).__name__}: {error}")
    return as_reading(refused(task.source, 0, refusal), limits)


def refuse(task: ReadTask, refusal: Refusal, limits: Limits) -> Reading:
    """The reading of a document that a reading process could not bring home."""
    return as_reading(refused(task.source, 0, refusal), limits)


def refuse_task(limits: Limits, task: Task, refusal: Refusal) -> Answer:
    """The answer to a task whose process was ended; an archive that cannot be opened is a document that cannot."""
    return refuse(task, refusal, limits) if isinstance(task, ReadTask) else None


def as_reading(found: DocumentRows, limits: Limits) -> Reading:
    """Rows to what is kept and sent."""
    tables = {dataset: to_bytes(dataset, rows) for dataset, rows in found.rows.items() if rows}
    retry = ALWAYS if found.reason_code in PASSING else str(limits) if found.reason_code in BOUNDED else ""
    return Reading(found.document_id, found.outcome, retry, tables)


def perform(task: Task, limits: Limits) -> Answer:
    """Do one task."""
    if isinstance(task, ReadTask):
        return read(task, limits)
    return archives.expand(task.path, task.sha256, task.folder, limits)


def main() -> None:
    """Be a reading process: take tasks from the parent until it hangs up.

    Arguments: process id of the parent, file descriptor of the connection, the limits.
    """
    die_with_parent(int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal sends it to all; the parent decides
    connection: Connection[Any, Any] = Connection(int(sys.argv[2]))
    limits = Limits(*map(int, sys.argv[3:6]))
    # Extraction leaves no cycles, and its rows would be walked again and again.
    gc.freeze()
    gc.set_threshold(_ALLOCATIONS_BETWEEN_COLLECTIONS, 20, 20)
    bound_this_process(limits)
    progress.listen(lambda: connection.send_bytes(PAGE))
    connection.send_bytes(READY)
    while True:
        try:
            task: Task = pickle.loads(connection.recv_bytes())
        except EOFError:
            return
        connection.send_bytes(pickle.dumps(perform(task, limits), pickle.HIGHEST_PROTOCOL))
