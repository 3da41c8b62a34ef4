"""Some documents of a store in a folder of their own, with the datasets of a store: what a night computes.

Which documents belongs to whoever asks. The rows are those of the store, byte for byte the same in every dataset.
"""

from collections.abc import Collection
from pathlib import Path

from pipeline.extraction.buckets import OTHERS, stamped
from pipeline.extraction.dataset.arrow import pq
from pipeline.extraction.dataset.schemas import DATASETS
from pipeline.extraction.dataset.store import as_parquet, concatenate, dataset_file, of_documents, read_parquet

_NAME = "excerpt"


def document_digests(extracted_dir: Path) -> dict[str, str]:
    """Every document of a store, and a digest of all its rows."""
    return {document: digest for bucket in stamped(extracted_dir) for document, digest in bucket.digests.items()}


def write_excerpt(
    extracted_dir: Path, documents: Collection[str], target: Path, datasets: Collection[str] = tuple(DATASETS)
) -> None:
    """Write the rows of some documents, and all outcomes that belong to no document.

    Args:
        extracted_dir: the store.
        documents: which documents.
        target: a folder that gets one folder of one file per dataset.
        datasets: which datasets.
    """
    wanted = set(documents)
    holding = [bucket.name for bucket in stamped(extracted_dir) if not wanted.isdisjoint(bucket.documents)]
    for dataset in datasets:
        tables = [
            of_documents(read_parquet(dataset_file(extracted_dir, dataset, name), dataset), wanted) for name in holding
        ]
        others = dataset_file(extracted_dir, dataset, OTHERS)
        if others.is_file() and pq.read_metadata(others).num_rows:
            tables.append(read_parquet(others, dataset))
        path = dataset_file(target, dataset, _NAME)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_parquet(concatenate(dataset, tables), dataset))
