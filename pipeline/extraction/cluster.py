# distributed leaves type arguments open.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportMissingTypeStubs=false
"""Reading on other machines: documents go to the workers of a Dask scheduler in batches, with their bytes.

A worker reads a batch in a reading process of its own, under the same limits as here, and sends the rows. What stands
in the store does not depend on who read what, or in which order. A batch whose worker is lost is given to another one
by the scheduler; one that no worker brings home is read here. Only workers with our parser and vocabulary get any.
"""

import threading
import time
from asyncio import CancelledError
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any

from pipeline.extraction.dataset.version import parser_version
from pipeline.extraction.document import Source
from pipeline.extraction.limits import Limits
from pipeline.extraction.reading import Answer, Reading, ReadTask, Task, refuse_task
from pipeline.extraction.workers import Readers
from pipeline.temporary import TemporaryFolder

MOST_DOCUMENTS, MOST_BYTES = 16, 8 << 20
"""Of one batch; a larger document goes alone."""
_AHEAD = 2
"""Batches per worker that are under way: the one it is at, and the next."""
_CONNECT_SECONDS = 10
_LOOK_SECONDS = 2.0
_GATHER_SECONDS = 60.0
"""So long may the rows of one batch take from the worker to here."""
PATIENCE_SECONDS = 30.0
"""So long without any worker, and what is left is read here."""


class ClusterError(RuntimeError):
    """The scheduler cannot be used; nothing was read."""


@dataclass(frozen=True)
class OtherParser:
    """What a worker answers that would read otherwise than we do."""

    worker: str
    version: str


def own_version() -> str:
    """Version of the parser of this process: asked of every worker."""
    return parser_version()


def read_batch(version: str, limits: Limits, documents: Sequence[tuple[Source, bytes]]) -> list[Reading] | OtherParser:
    """Read some documents, on a worker.

    Args:
        version: of the parser that is asked for.
        limits: of one document.
        documents: what is known of each, and its bytes.
    """
    if own_version() != version:
        return OtherParser(str(import_module("distributed").get_worker().address), own_version())
    readers, turn = _readers(limits)
    with turn, TemporaryFolder() as folder:
        tasks: list[Task] = []
        for source, content in documents:
            path = Path(folder) / source.sha256
            path.write_bytes(content)
            tasks.append(ReadTask(replace(source, path=path)))
        return [answer for _, answer in readers.run(tasks, few=len(tasks)) if isinstance(answer, Reading)]


@cache
def _readers(limits: Limits) -> tuple[Readers, threading.Lock]:
    """The reading process of a worker, kept from batch to batch; it ends with the worker."""
    return Readers(1, limits, partial(refuse_task, limits)), threading.Lock()


class Cluster:
    """The workers of a scheduler, used like :class:`Readers`; as a context manager it lets go of them.

    Args:
        address: of the scheduler, such as ``tcp://host:8786``.
        local: reads here what is not worth sending, and what no worker brings home.
        limits: what one document may take.
        say: receives a line per event worth knowing.

    Raises:
        ClusterError: no scheduler answers there, or none of its workers has our parser.
    """

    def __init__(self, address: str, local: Readers, limits: Limits, say: Callable[[str], None]) -> None:
        try:
            distributed: Any = import_module("distributed")
        except ImportError:
            raise ClusterError(
                "Reading on other machines needs packages that are not installed: `make setup-cluster`."
            ) from None
        self._local, self._limits, self._say = local, limits, say
        self._refused: set[str] = set()
        self._came = threading.Event()
        self._bound: dict[Any, frozenset[str]] = {}
        try:
            self._client: Any = distributed.Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ClusterError(f"No scheduler answers at {address}: {error}") from None
        try:
            for worker, version in self._client.run(own_version, on_error="return").items():
                self._judge(worker, version)
        except OSError as error:
            self._client.close()
            raise ClusterError(f"The scheduler at {address} went away: {error}") from None
        if not self._workers():
            self._client.close()
            raise ClusterError(
                f"The scheduler at {address} has no worker with parser {own_version()}:"
                f" {len(self._refused)} with another one were refused."
            )
        say(f"{len(self._workers())} worker(s) at {address}")

    def __enter__(self) -> "Cluster":
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError, TimeoutError):
            self._client.close()

    def run(self, tasks: Sequence[Task], *, few: int = 1) -> Iterator[tuple[Task, Answer]]:
        """Do all tasks, as :meth:`Readers.run` does.

        Args:
            tasks: What is to be done; documents go to the workers, everything else is done here.
            few: Fewer documents than that are not worth sending.
        """
        documents = [task for task in tasks if isinstance(task, ReadTask)]
        if len(documents) <= few:
            yield from self._local.run(tasks, few=few)
            return
        left: list[Task] = [task for task in tasks if not isinstance(task, ReadTask)]
        for done in self._over_workers(documents, left):
            yield from done
        yield from self._local.run(left, few=few)

    def _over_workers(self, tasks: Sequence[ReadTask], left: list[Task]) -> Iterator[Iterator[tuple[Task, Answer]]]:
        """Yield what came home, batch by batch; whatever does not goes to ``left``."""
        coming = batches(tasks)
        under_way: dict[Any, list[ReadTask]] = {}
        alone_since: float | None = None
        while True:
            allowed = self._workers()
            while allowed and len(under_way) < _AHEAD * len(allowed):
                batch = next(coming, None)
                if batch is None:
                    break
                self._send(batch, allowed, under_way, left)
            if not under_way and allowed:
                return
            alone_since = None if allowed else alone_since or time.monotonic()
            if alone_since is not None and time.monotonic() - alone_since > PATIENCE_SECONDS:
                self._say(f"no worker for {PATIENCE_SECONDS:.0f} s: what is left is read here")
                left += [task for batch in (*under_way.values(), *coming) for task in batch]
                return
            if not under_way:
                time.sleep(_LOOK_SECONDS)
                continue
            self._came.wait(_LOOK_SECONDS)
            self._came.clear()
            for future in [future for future in under_way if future.done() or self._is_stranded(future, allowed)]:
                yield self._taken(future, under_way.pop(future), allowed, under_way, left)

    def _send(
        self, batch: list[ReadTask], allowed: Sequence[str], under_way: dict[Any, list[ReadTask]], left: list[Task]
    ) -> None:
        documents: list[tuple[Source, bytes]] = []
        for task in batch:
            try:
                documents.append((task.source, task.source.path.read_bytes()))
            except OSError:
                left.append(task)  # whoever reads it here says what is wrong with it
        sent = [task for task in batch if task not in left]
        if sent:
            # Named only where some are refused: a worker that comes later may read too.
            named = list(allowed) if self._refused else None
            future = self._client.submit(read_batch, own_version(), self._limits, documents, workers=named, pure=False)
            future.add_done_callback(self._note)
            under_way[future] = sent
            if named is not None:
                self._bound[future] = frozenset(named)

    def _taken(
        self,
        future: Any,  # noqa: ANN401 distributed has no types
        batch: list[ReadTask],
        allowed: Sequence[str],
        under_way: dict[Any, list[ReadTask]],
        left: list[Task],
    ) -> Iterator[tuple[Task, Answer]]:
        """What a batch came to: its readings, or nothing and another place for it."""
        try:
            answer: list[Reading] | OtherParser = future.result(timeout=_GATHER_SECONDS)
        except TimeoutError:
            under_way[future] = batch  # its worker went before it sent the rows: the scheduler has it done again
            return
        except (Exception, CancelledError) as error:  # whatever an unknown worker's code may raise
            self._say(f"{len(batch)} document(s) are read here, for no worker did: {type(error).__name__}: {error}")
            left += batch
            return
        if isinstance(answer, OtherParser):
            self._judge(answer.worker, answer.version)
            self._send(batch, [worker for worker in allowed if worker not in self._refused], under_way, left)
            return
        found = {reading.document_id: reading for reading in answer}
        for task in batch:
            reading = found.get(task.source.document_id)
            if reading is None:
                left.append(task)
            else:
                yield task, reading

    def _note(self, _: object) -> None:
        self._came.set()

    def _is_stranded(self, future: Any, allowed: Sequence[str]) -> bool:  # noqa: ANN401 distributed has no types
        """Whether a batch waits for workers that are all gone."""
        return bool(allowed) and future in self._bound and self._bound[future].isdisjoint(allowed)

    def _judge(self, worker: str, version: object) -> None:
        if version != own_version():
            self._refused.add(worker)
            self._say(f"worker {worker} is refused: its parser is {version}, ours {own_version()}")

    def _workers(self) -> list[str]:
        """The workers that are there now and may read."""
        if self._client.status == "closed":
            return []
        try:
            known: dict[str, Any] = self._client.scheduler_info(n_workers=-1).get("workers", {})
        except OSError:
            return []  # the scheduler is gone, and whoever waits for workers knows how long to
        return sorted(known.keys() - self._refused)


def batches(tasks: Sequence[ReadTask]) -> Iterator[list[ReadTask]]:
    """Documents in batches of bounded number and size, in their order."""
    batch: list[ReadTask] = []
    size = 0
    for task in tasks:
        try:
            bytes_of = task.source.path.stat().st_size
        except OSError:
            bytes_of = 0
        if batch and (len(batch) == MOST_DOCUMENTS or size + bytes_of > MOST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(task)
        size += bytes_of
    if batch:
        yield batch
