"""Extraction of a folder: which documents are new, who reads them, and what stands in the store afterwards.

The order of the steps and the summary belong here. What stands in the folder is ``entries`` and ``inventory``, reading
is ``reading`` and ``workers``, keeping rows is ``buckets``.
"""

import hashlib
import json
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from pipeline.extraction.archives import ArchiveMemory, largest_file
from pipeline.extraction.buckets import OTHERS, Store, split
from pipeline.extraction.cluster import Cluster
from pipeline.extraction.dataset.arrow import Table, pq
from pipeline.extraction.dataset.records import OutcomeRecord
from pipeline.extraction.dataset.store import to_table
from pipeline.extraction.dataset.version import parser_version
from pipeline.extraction.document import Source
from pipeline.extraction.entries import scan
from pipeline.extraction.inventory import Inventory, NewArchiveError, take_inventory
from pipeline.extraction.limits import Limits
from pipeline.extraction.misshapen import discard_misshapen
from pipeline.extraction.page.document import Refusal
from pipeline.extraction.reading import Reading, ReadTask, Task, refuse, refuse_task
from pipeline.extraction.reading_process import ReadingProcess
from pipeline.extraction.wording.reasons import worded
from pipeline.extraction.workers import Readers

INVENTORY = "inventory.json"
"""Beside the datasets: how many names owe an outcome; the gate compares."""
STORE_DIGEST = "store.sha256"
"""Beside the datasets: digest of all that stands in them."""
_WORK = "work"
_EVERY_SECONDS = 2.0
_FEW = 8
"""Below so many new documents a second reading process costs more than it saves."""


@dataclass(slots=True)
class ExtractionSummary:
    """What a run of extraction found and did."""

    files_found: int = 0
    documents: int = 0
    extracted: int = 0
    reused: int = 0
    removed: int = 0
    outcomes: dict[str, int] = field(default_factory=dict[str, int])
    figures: int = 0
    narrative_figures: int = 0
    unplaced: int = 0
    duplicates: list[tuple[str, ...]] = field(default_factory=list[tuple[str, ...]])
    problems: list[str] = field(default_factory=list[str])
    digest: str = ""
    seconds: float = 0.0


def extract_folder(
    raw_dir: Path,
    extracted_dir: Path,
    *,
    workers: int = 2,
    progress: Callable[[str], None] = print,
    limits: Limits | None = None,
    set_aside: Mapping[str, Refusal] | None = None,
    before_removal: Callable[[int, int], None] | None = None,
    scheduler: str | None = None,
    first: ReadingProcess | None = None,
) -> ExtractionSummary:
    """Extract all disclosures of a folder into Parquet.

    Args:
        raw_dir: Folder of disclosures, read recursively; never written to.
        extracted_dir: Where the datasets stand; buckets without changes are left untouched.
        workers: Number of reading processes; 0 reads in this one, without limits of time and memory.
        progress: Receives one line per step.
        limits: What one document may take; as set in the environment where not given.
        set_aside: Documents that are not to be read, because they broke an invariant further on, and why.
        before_removal: Told how many documents are known and how many of them are gone, before anything is changed;
            what it raises stops the extraction.
        scheduler: Address of a Dask scheduler whose workers read too; what stands in the store is the same.
        first: A reading process with these limits that is loading already; it is ended with the others.

    Returns:
        The summary.

    Raises:
        ClusterError: The scheduler cannot be used.
        FileNotFoundError: ``raw_dir`` is no folder.
        OSError: The folder cannot be listed, or the store cannot be written.
    """
    started = time.perf_counter()
    limits = limits or Limits.from_environment()
    folder = scan(raw_dir)
    discard_misshapen(extracted_dir)
    store = Store(extracted_dir, limits)
    work = extracted_dir / _WORK
    with _cleared(work), Readers(workers, limits, partial(refuse_task, limits), first) as readers:
        known = store.known()
        memory = ArchiveMemory(extracted_dir / "archives")
        inventory = take_inventory(folder, known, memory, readers, work, largest_file(limits))
        sources = _documents(inventory, known)
        progress(f"{inventory.files} files, {len(sources)} documents")
        if before_removal is not None:
            before_removal(len(known), _gone(known, sources, inventory))
        update = _Update(store, sources, set_aside or {}, limits, progress)
        if scheduler is None:
            update.run(readers)
        else:
            with Cluster(scheduler, readers, limits, progress) as cluster:
                update.run(cluster)
    store.write_others(_other_outcomes(inventory))
    store.clean()
    summary = ExtractionSummary(
        files_found=inventory.files + sum(refusal.reason_code == "unreadable" for refusal in folder.refused.values()),
        documents=len(sources),
        extracted=len(update.fresh),
        reused=len(sources) - len(update.fresh),
        removed=len(known.keys() - {source.document_id for source in sources}),
        duplicates=[source.names for source in sources if len(source.names) > 1],
        problems=[
            *(_problem(name, refusal) for name, refusal in inventory.refused.items() if _matters(refusal)),
            *(
                f"{name}: {refusal.detail}; what was read from it before is kept"
                for name, refusal in inventory.kept.items()
            ),
        ],
        digest=store.digest(),
    )
    _replace(extracted_dir / INVENTORY, _inventory_text(inventory, sources))
    _replace(extracted_dir / STORE_DIGEST, summary.digest)
    _count(extracted_dir, summary)
    summary.seconds = time.perf_counter() - started
    nothing = " (nothing changed)" if not summary.extracted and not summary.removed else ""
    progress(f"{summary.extracted} extracted, {summary.reused} unchanged, {summary.removed} removed{nothing}")
    return summary


def unchanged(
    raw_dir: Path, extracted_dir: Path, limits: Limits, set_aside: Mapping[str, Refusal] | None = None
) -> str | None:
    """Whether an extraction of this folder would change nothing.

    Returns:
        The digest of the store where it is up to date, None where there is anything to do.

    Raises:
        OSError: The folder cannot be listed.
    """
    folder = scan(raw_dir)
    store = Store(extracted_dir, limits)
    known = store.known()
    try:
        inventory = take_inventory(
            folder, known, ArchiveMemory(extracted_dir / "archives"), None, Path(), largest_file(limits)
        )
    except NewArchiveError:
        return None
    sources = _documents(inventory, known)
    update = _Update(store, sources, set_aside or {}, limits, print)
    noted = extracted_dir / INVENTORY
    if (
        update.changed()
        or not store.keep(OTHERS)
        or not noted.is_file()
        or noted.read_bytes() != _inventory_text(inventory, sources).encode()
    ):
        return None
    return store.digest()


class _cleared:  # noqa: N801 used like a function
    """A folder for the length of a run: what an earlier, killed run left is deleted, and so is what this one leaves."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> None:
        self.__exit__()

    def __exit__(self, *_: object) -> None:
        if self._folder.exists():
            shutil.rmtree(self._folder)


class _Update:
    """Bringing the store up to date: bucket by bucket, so that a run that is cut short loses one bucket at most."""

    def __init__(
        self, store: Store, sources: Sequence[Source], set_aside: Mapping[str, Refusal], limits: Limits,
        progress: Callable[[str], None],
    ) -> None:  # fmt: skip
        self._store = store
        self._sources = {source.document_id: source for source in sources}
        self._set_aside = set_aside
        self._limits = limits
        self._progress = progress
        self._spoken = time.monotonic()
        self.fresh: set[str] = set()

    def run(self, readers: Readers | Cluster) -> None:
        """Read what is new, write the buckets that changed."""
        changed = self.changed()
        bucket_of = {document: name for name, documents in changed.items() for document in documents}
        new = [d for d in bucket_of if not self._store.is_current(d, changed[bucket_of[d]][d])]
        self.fresh = set(new)
        waiting = Counter(bucket_of[document] for document in new)
        for name in changed.keys() - waiting.keys():
            self._store.write(name, changed[name], {}, {})
        found: dict[str, dict[str, Reading]] = {name: {} for name in waiting}
        for done, reading in enumerate(self._read(new, readers), 1):
            name = bucket_of[reading.document_id]
            found[name][reading.document_id] = reading
            waiting[name] -= 1
            if not waiting[name]:
                readings = found.pop(name)
                retry = {document: reading.retry for document, reading in readings.items()}
                fresh = {document: reading.tables for document, reading in readings.items()}
                self._store.write(name, changed[name], fresh, retry)
            self._say(done, len(new))

    def changed(self) -> dict[str, dict[str, list[str]]]:
        """The buckets that are to be written anew: their documents, and what decides the rows of each."""
        changed: dict[str, dict[str, list[str]]] = {}
        for name, members in split(self._sources).items():
            documents = {document: self._marks(self._sources[document]) for document in members}
            if self._store.is_untouched(name, documents):
                self._store.keep(name)
            else:
                changed[name] = documents
        return changed

    def _read(self, documents: Iterable[str], readers: Readers | Cluster) -> Iterator[Reading]:
        tasks: list[Task] = []
        for document in documents:
            task = ReadTask(self._sources[document])
            refusal = self._set_aside.get(document)
            if refusal is None:
                tasks.append(task)
            else:
                yield refuse(task, refusal, self._limits)
        for _, answer in readers.run(tasks, few=_FEW):
            if isinstance(answer, Reading):
                yield answer

    def _marks(self, source: Source) -> list[str]:
        """What besides its bytes decides the rows of a document."""
        refusal = self._set_aside.get(source.document_id)
        aside = [] if refusal is None else [f"\0{refusal.reason_code}\0{refusal.detail}"]
        return [*source.names, *([f"\0{source.container}"] if source.container else []), *aside]

    def _say(self, done: int, of: int) -> None:
        if time.monotonic() - self._spoken > _EVERY_SECONDS:
            self._progress(f"{done} of {of} documents read")
            self._spoken = time.monotonic()


def _gone(known: Mapping[str, Sequence[str]], sources: Sequence[Source], inventory: Inventory) -> int:
    """Known documents of which neither the bytes nor a name is there any more."""
    documents = {source.document_id for source in sources}
    names = {name for source in sources for name in source.names} | inventory.refused.keys()
    return sum(document not in documents and names.isdisjoint(marks) for document, marks in known.items())


def _documents(inventory: Inventory, known: Mapping[str, Sequence[str]]) -> list[Source]:
    """The documents of tonight: those that can be read, and those that only cannot be seen now."""
    sources = inventory.sources()
    unseen = list(_out_of_sight(inventory, known, {source.document_id for source in sources}))
    # A name has one outcome: that of what was read from it before.
    for source in unseen:
        for name in source.names:
            inventory.keep(name)
    return [*sources, *unseen]


def _out_of_sight(inventory: Inventory, known: Mapping[str, Sequence[str]], seen: set[str]) -> Iterator[Source]:
    """Documents known from what cannot be listed or opened now: they are not gone, and stay as they were read."""
    shut = (f"{name}/" for name, refusal in inventory.refused.items() if refusal.reason_code == "unreadable")
    places = (*inventory.unreadable, *shut)
    for document, marks in known.items():
        names = tuple(name for name in marks if not name.startswith("\0"))
        if document not in seen and any(f"{name}/".startswith(places) for name in names):
            container = next((mark[1:] for mark in marks if mark.startswith("\0") and mark.count("\0") == 1), None)
            yield Source(document, Path("/nonexistent"), names, container)


def _other_outcomes(inventory: Inventory) -> Table:
    """Outcomes without a document: entries that are no files, members that cannot be taken out, archives."""
    rows = [_outcome(name, *worded(refusal.reason_code, refusal.detail), refusal.reason_code)
            for name, refusal in inventory.refused.items()]  # fmt: skip
    for name, listing in inventory.archives.items():
        told = worded("archive", f"{len(listing.members)} files")
        rows.append(_outcome(name, *told, "archive"))
    return to_table("outcomes", rows)


def _outcome(name: str, outcome: str, reason: str, reason_code: str) -> OutcomeRecord:
    return OutcomeRecord(
        file_name=name,
        document_id=None,
        step="read",
        outcome=outcome,  # pyright: ignore[reportArgumentType] the seed holds the words of the contract
        reason_code=reason_code,
        reason=reason,
        figure_count=0,
        narrative_figure_count=0,
        unplaced_count=0,
        parser_version=parser_version(),
    )


def _matters(refusal: Refusal) -> bool:
    return worded(refusal.reason_code, "")[0] != "skipped"


def _problem(name: str, refusal: Refusal) -> str:
    outcome, reason = worded(refusal.reason_code, refusal.detail)
    return f"{name}: {outcome}: {reason}"


def _inventory_text(inventory: Inventory, sources: Sequence[Source]) -> str:
    owed = inventory.names + sum(len(source.names) for source in sources if source.sha256 not in inventory.contents)
    others = {name: [refusal.reason_code, refusal.detail] for name, refusal in inventory.refused.items()}
    others |= {name: ["archive", str(len(listing.members))] for name, listing in inventory.archives.items()}
    digest = hashlib.sha256(json.dumps(others, sort_keys=True).encode()).hexdigest()
    return json.dumps({"names": owed, "documents": len(sources), "others": digest}) + "\n"


def _replace(path: Path, text: str) -> None:
    unfinished = path.with_name(f"{path.name}.tmp")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)


def _count(folder: Path, summary: ExtractionSummary) -> None:
    """Fill in what stands in the datasets now."""
    outcomes: Counter[str] = Counter()
    for path in sorted((folder / "documents").glob("*.parquet")):
        table: Table = pq.read_table(path, columns=["file_name", "outcome", "outcome_reason"], partitioning=None)
        for row in table.to_pylist():
            outcomes[row["outcome"]] += 1
            if row["outcome"] != "ok":
                summary.problems.append(f"{row['file_name']}: {row['outcome']}: {row['outcome_reason']}")
    summary.outcomes = dict(sorted(outcomes.items()))
    counts = {name: _rows(folder, name) for name in ("figures", "narrative_figures", "unplaced_cells")}
    summary.figures, summary.narrative_figures = counts["figures"], counts["narrative_figures"]
    summary.unplaced = counts["unplaced_cells"]


def _rows(folder: Path, dataset: str) -> int:
    return sum(pq.read_metadata(path).num_rows for path in (folder / dataset).glob("*.parquet"))


def main() -> None:
    """Extract the folder named first into the folder named second."""
    summary = extract_folder(Path(sys.argv[1]), Path(sys.argv[2]))
    sys.stdout.write(f"{summary}\n")


if __name__ == "__main__":
    main()
