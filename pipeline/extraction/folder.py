"""Extraction of a folder: which files there are, which of them are new, and a summary.

Finding files, sharing work and counting belong here; reading one document is ``document``, keeping rows is ``store``.
"""

import hashlib
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from pipeline.extraction.dataset.arrow import Table, pq
from pipeline.extraction.dataset.records import OutcomeRecord
from pipeline.extraction.dataset.schemas import DATASETS
from pipeline.extraction.dataset.store import (
    bucket_path,
    read_documents,
    remove_bucket,
    to_table,
    update_bucket,
    write_table,
)
from pipeline.extraction.dataset.version import parser_version
from pipeline.extraction.document import Source
from pipeline.extraction.wording.reasons import worded

BUCKETS = "0123456789abcdef"
UNREAD = "unread"
"""Bucket of the outcomes of files that could not even be opened."""
FEWEST_FOR_WORKERS = 24
"""Below so many new documents starting worker processes costs more than it saves."""


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
    seconds: float = 0.0


def find_files(raw: Path) -> Iterator[Path]:
    """All files below a folder in order of their names; hidden files and folders are left out."""
    if not raw.is_dir():
        message = (
            f"raw folder not found: {raw}. Expected a folder of disclosures; create it or point RAW_DIR / --raw at one."
        )
        raise FileNotFoundError(message)
    for path in sorted(raw.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(raw).parts)
        if not hidden and (path.is_file() or (path.is_symlink() and not path.is_dir())):
            yield path


def _digest(path: Path) -> tuple[str, str]:
    """sha256 of a file, or an empty digest and why it cannot be opened."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest(), ""
    except OSError as error:
        return "", error.strerror or type(error).__name__


def collect(raw: Path) -> tuple[list[Source], list[tuple[str, str]]]:
    """Group the files of a folder by content.

    Args:
        raw: Folder of disclosures.

    Returns:
        Documents in order of their digest, and name and reason of files that cannot be opened.
    """
    names: dict[str, list[Path]] = {}
    unreadable: list[tuple[str, str]] = []
    for path in find_files(raw):
        digest, problem = _digest(path)
        if digest:
            names.setdefault(digest, []).append(path)
        else:
            unreadable.append((path.relative_to(raw).as_posix(), problem))
    sources = [
        Source(digest, paths[0], tuple(p.relative_to(raw).as_posix() for p in paths))
        for digest, paths in sorted(names.items())
    ]
    return sources, unreadable


def _known(folder: Path) -> set[str]:
    """Documents extracted before, whatever the parser version."""
    found: set[str] = set()
    for path in sorted((folder / "documents").glob("?.parquet")):
        table: Table = pq.read_table(path, columns=["document_id"])
        found |= set(table.column("document_id").to_pylist())
    return found


def _new_documents(folder: Path, by_bucket: dict[str, list[Source]]) -> int:
    count = 0
    for bucket, sources in by_bucket.items():
        before = read_documents(folder, bucket)
        known: set[str] = set() if before is None else set(before.column("document_id").to_pylist())
        count += sum(source.sha256[:16] not in known for source in sources)
    return count


def _update_all(folder: Path, by_bucket: dict[str, list[Source]], workers: int) -> list[tuple[int, int]]:
    jobs = [(folder, bucket, sources) for bucket, sources in sorted(by_bucket.items())]
    if workers < 2 or _new_documents(folder, by_bucket) < FEWEST_FOR_WORKERS:
        return [update_bucket(*job) for job in jobs]
    with ProcessPoolExecutor(workers, mp_context=get_context("forkserver")) as pool:
        return list(pool.map(update_bucket, *zip(*jobs, strict=True)))


def _unread(name: str, problem: str) -> OutcomeRecord:
    outcome, reason = worded("unreadable", problem)
    return OutcomeRecord(name, None, "read", outcome, "unreadable", reason, 0, 0, 0, parser_version())


def _write_unread(folder: Path, unreadable: Sequence[tuple[str, str]]) -> None:
    """Outcomes of files that cannot be opened; the other datasets get an empty file, so that every one has a schema."""
    rows = [_unread(name, problem) for name, problem in unreadable]
    for dataset in DATASETS:
        write_table(
            to_table(dataset, rows if dataset == "outcomes" else []), dataset, bucket_path(folder, dataset, UNREAD)
        )


def _count(folder: Path, summary: ExtractionSummary) -> None:
    """Fill in what stands in the datasets now."""
    outcomes: Counter[str] = Counter()
    for path in sorted((folder / "documents").glob("*.parquet")):
        table: Table = pq.read_table(path, columns=["file_name", "outcome", "outcome_reason"])
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


def extract_folder(
    raw_dir: Path, extracted_dir: Path, *, workers: int = 2, progress: Callable[[str], None] = print
) -> ExtractionSummary:
    """Extract all disclosures of a folder into Parquet.

    Args:
        raw_dir: Folder of disclosures, read recursively; never written to.
        extracted_dir: Where the datasets stand; buckets without changes are left untouched.
        workers: Number of processes.
        progress: Receives one line per step.

    Returns:
        The summary.

    Raises:
        FileNotFoundError: ``raw_dir`` is no folder.
    """
    started = time.perf_counter()
    sources, unreadable = collect(raw_dir)
    by_bucket: dict[str, list[Source]] = {}
    for source in sources:
        by_bucket.setdefault(source.sha256[0], []).append(source)
    summary = ExtractionSummary(
        files_found=sum(len(s.names) for s in sources) + len(unreadable),
        documents=len(sources),
        removed=len(_known(extracted_dir) - {s.sha256[:16] for s in sources}),
        duplicates=[s.names for s in sources if len(s.names) > 1],
        problems=[f"{name}: quarantined: cannot be opened: {problem}" for name, problem in unreadable],
    )
    progress(f"{summary.files_found} files, {summary.documents} documents")
    for bucket in BUCKETS:
        if bucket not in by_bucket:
            remove_bucket(extracted_dir, bucket)
    done = _update_all(extracted_dir, by_bucket, workers)
    _write_unread(extracted_dir, unreadable)
    summary.extracted, summary.reused = sum(d[0] for d in done), sum(d[1] for d in done)
    _count(extracted_dir, summary)
    summary.seconds = time.perf_counter() - started
    nothing = " (nothing changed)" if not summary.extracted and not summary.removed else ""
    progress(f"{summary.extracted} extracted, {summary.reused} unchanged, {summary.removed} removed{nothing}")
    return summary


def main() -> None:
    """Extract the folder named first into the folder named second."""
    summary = extract_folder(Path(sys.argv[1]), Path(sys.argv[2]))
    sys.stdout.write(f"{summary}\n")


if __name__ == "__main__":
    main()
