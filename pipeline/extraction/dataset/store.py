"""Rows to Parquet and back: the same rows give the same bytes, whatever the order they came in.

Arrow tables and files belong here, one dataset at a time. Which documents stand in which file, and when a file is
written anew, is ``extraction/buckets``.
"""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pipeline.extraction.dataset.arrow import Table, pa, pc, pq
from pipeline.extraction.dataset.schemas import DATASETS

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


def dataset_file(folder: Path, dataset: str, name: str) -> Path:
    """The Parquet file of one bucket of one dataset."""
    return folder / dataset / f"{name}.parquet"


def to_table(dataset: str, rows: Sequence[tuple[Any, ...]]) -> Table:
    """Rows in schema order to an Arrow table."""
    schema = DATASETS[dataset]
    columns: Iterable[Sequence[Any]] = zip(*rows, strict=True) if rows else ([] for _ in schema)
    arrays = [pa.array(column, type=kind.type) for column, kind in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def to_bytes(dataset: str, rows: Sequence[tuple[Any, ...]]) -> bytes:
    """Rows in schema order to Arrow's stream format, to be sent between processes."""
    table = to_table(dataset, rows)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()


def from_bytes(data: bytes) -> Table:
    """What :func:`to_bytes` made."""
    return pa.ipc.open_stream(pa.py_buffer(data)).read_all()


def concatenate(dataset: str, tables: Iterable[Table]) -> Table:
    """Tables of one dataset, one after the other; an empty one where there is none."""
    return pa.concat_tables([to_table(dataset, []), *tables])


def of_documents(table: Table, document_ids: Iterable[str]) -> Table:
    """The rows of some documents."""
    wanted = pa.array(sorted(document_ids), type=pa.string())
    return table.filter(pc.is_in(table.column("document_id"), value_set=wanted))


def as_parquet(table: Table, dataset: str) -> bytes:
    """The bytes of the Parquet file of a table, sorted by its key."""
    table = table.sort_by([(key, "ascending") for key in SORT_KEYS[dataset]])
    sink = pa.BufferOutputStream()
    pq.write_table(table.combine_chunks(), sink, compression="zstd", store_schema=False)
    return sink.getvalue().to_pybytes()


def read_parquet(path: Path, dataset: str) -> Table:
    """A Parquet file with the columns of its dataset.

    Raises:
        OSError: It cannot be read, or is no Parquet file.
        ValueError: Its columns are others.
    """
    table: Table = pq.read_table(path, partitioning=None)
    return table.cast(DATASETS[dataset])


def file_digest(path: Path) -> str | None:
    """sha256 of a file, None where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
