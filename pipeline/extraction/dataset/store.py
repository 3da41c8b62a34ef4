"""Extracted rows as Parquet: buckets by content, rewritten only where something changed.

How rows are kept belongs here. A bucket holds the documents whose sha256 begins with the same hexadecimal digit,
sorted, so the bytes of a bucket depend on its documents and the parser version alone, never on order or number of
workers.
"""

import gc
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.extraction.dataset.arrow import Table, pa, pc, pq
from pipeline.extraction.dataset.schemas import DATASETS
from pipeline.extraction.dataset.version import parser_version
from pipeline.extraction.document import Rows, Source, extract_guarded

SORT_KEYS: dict[str, tuple[str, ...]] = {
    "documents": ("document_id",),
    "statements": ("document_id", "statement_no"),
    "figures": ("document_id", "source_line", "source_field"),
    "unplaced_cells": ("document_id", "source_line", "source_field"),
    "indicators": ("document_id", "statement_no", "indicator_no"),
    "narrative_figures": ("document_id", "figure_no"),
    "lines": ("document_id", "line_no"),
    "outcomes": ("document_id", "file_name", "step"),
}
_ALLOCATIONS_BETWEEN_COLLECTIONS = 200_000
_DOCUMENTS_AT_A_TIME = 32
NAMED = {"documents", "outcomes"}
"""Datasets with names of files: written anew when a file was renamed though its bytes were not touched."""


def bucket_path(folder: Path, dataset: str, bucket: str) -> Path:
    """The Parquet file of one bucket."""
    return folder / dataset / f"{bucket}.parquet"


def to_table(dataset: str, rows: Sequence[tuple[Any, ...]]) -> Table:
    """Rows in schema order to an Arrow table."""
    schema = DATASETS[dataset]
    columns: Iterable[Sequence[Any]] = zip(*rows, strict=True) if rows else ([] for _ in schema)
    arrays = [pa.array(column, type=kind.type) for column, kind in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def write_table(table: Table, dataset: str, path: Path) -> None:
    """Write a bucket sorted and in one atomic step."""
    table = table.sort_by([(key, "ascending") for key in SORT_KEYS[dataset]])
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".tmp")
    pq.write_table(table.combine_chunks(), unfinished, compression="zstd", store_schema=False)
    unfinished.replace(path)


def read_documents(folder: Path, bucket: str) -> Table | None:
    """The documents of a bucket as extracted before, or None where there are none of this parser version."""
    path = bucket_path(folder, "documents", bucket)
    if not path.exists():
        return None
    table: Table = pq.read_table(path)
    if table.schema.names != DATASETS["documents"].names:
        return None
    versions = set(table.column("parser_version").to_pylist())
    complete = all(bucket_path(folder, dataset, bucket).exists() for dataset in DATASETS)
    return table if versions == {parser_version()} and complete else None


def _kept(folder: Path, dataset: str, bucket: str, keep: set[str]) -> Table:
    table: Table = pq.read_table(bucket_path(folder, dataset, bucket))
    mask = pc.is_in(table.column("document_id"), value_set=pa.array(sorted(keep), type=pa.string()))
    return table.filter(mask)


def _is_current(before: Table, sources: Sequence[Source]) -> bool:
    """True where the bucket holds exactly these documents under exactly these names."""
    names = {
        row["document_id"]: (row["file_name"], *row["duplicate_file_names"])
        for row in before.select(["document_id", "file_name", "duplicate_file_names"]).to_pylist()
    }
    return names == {source.sha256[:16]: source.names for source in sources}


def _renamed(folder: Path, bucket: str, sources: Sequence[Source]) -> set[str]:
    """Documents already extracted whose names changed: they are read again, which is rare and simple."""
    before = read_documents(folder, bucket)
    if before is None:
        return set()
    old = {
        row["document_id"]: (row["file_name"], *row["duplicate_file_names"])
        for row in before.select(["document_id", "file_name", "duplicate_file_names"]).to_pylist()
    }
    return {s.sha256[:16] for s in sources if s.sha256[:16] in old and old[s.sha256[:16]] != s.names}


@contextmanager
def _few_collections() -> Generator[None]:
    """Let the garbage collector rest: extraction leaves no cycles, and its rows would be walked again and again."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_ALLOCATIONS_BETWEEN_COLLECTIONS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def extract_tables(sources: Sequence[Source]) -> dict[str, Table]:
    """Extract documents one after the other.

    Args:
        sources: The documents.

    Returns:
        Dataset to its rows, document by document. Rows become Arrow a few documents at a time: they are small there.
    """
    tables: dict[str, list[Table]] = {dataset: [to_table(dataset, [])] for dataset in DATASETS}
    with _few_collections():
        for start in range(0, len(sources), _DOCUMENTS_AT_A_TIME):
            rows: Rows = {dataset: [] for dataset in DATASETS}
            for source in sources[start : start + _DOCUMENTS_AT_A_TIME]:
                for dataset, found in extract_guarded(source).rows.items():
                    rows[dataset] += found
            for dataset, found in rows.items():
                tables[dataset].append(to_table(dataset, found))
    return {dataset: pa.concat_tables(parts) for dataset, parts in tables.items()}


def update_bucket(folder: Path, bucket: str, sources: Sequence[Source]) -> tuple[int, int]:
    """Bring one bucket up to date.

    Args:
        folder: Where the datasets stand.
        bucket: First hexadecimal digit of the documents' sha256.
        sources: All documents of the bucket, as they now are in ``raw/``.

    Returns:
        How many documents were extracted and how many were taken over unread.
    """
    before = read_documents(folder, bucket)
    if before is not None and _is_current(before, sources):
        return 0, len(sources)
    known: set[str] = set() if before is None else set(before.column("document_id").to_pylist())
    wanted = {source.sha256[:16] for source in sources}
    keep = (known & wanted) - _renamed(folder, bucket, sources)
    fresh = [source for source in sources if source.sha256[:16] not in keep]
    for dataset, table in extract_tables(fresh).items():
        if keep:
            table = pa.concat_tables([_kept(folder, dataset, bucket, keep).cast(table.schema), table])
        write_table(table, dataset, bucket_path(folder, dataset, bucket))
    return len(fresh), len(keep)


def remove_bucket(folder: Path, bucket: str) -> None:
    """Delete a bucket whose documents have all left ``raw/``."""
    for dataset in DATASETS:
        bucket_path(folder, dataset, bucket).unlink(missing_ok=True)
