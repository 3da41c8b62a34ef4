"""Which documents stand together in one bucket of Parquet files, and when a bucket is written anew.

A bucket holds some dozens of documents whose digests begin with the same bits: eight files, one a dataset, and a stamp
over all of them. **The stamp is what makes a bucket visible**: it is taken away first and put back last, so an
extraction that was cut short leaves buckets without a stamp, and these are written again. It names the bytes of every
file: a file that was damaged, exchanged or lost since is noticed, and its bucket is made anew.

The split into buckets follows from the set of documents alone: the same documents give the same files, and one changed
document rewrites one bucket, however large the archive has grown.
"""

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.extraction.dataset.arrow import Table
from pipeline.extraction.dataset.schemas import DATASETS
from pipeline.extraction.dataset.store import (
    as_parquet,
    concatenate,
    dataset_file,
    file_digest,
    from_bytes,
    of_documents,
    read_parquet,
)
from pipeline.extraction.dataset.version import parser_version
from pipeline.extraction.limits import Limits

MOST_DOCUMENTS = 64
"""Of one bucket; one more, and it is split by the next bit of the digests."""
OTHERS = "others"
"""The bucket of outcomes without a document: entries of the raw folder that are none, members refused."""
_ALL = "all"
_STAMPS = "stamps"
_BITS = 64
_DIGITS = 32


@dataclass(slots=True)
class Bucket:
    """One bucket as its stamp says.

    Attributes:
        name: Bits with which its digests begin; ``all`` where there is one bucket only.
        documents: Document to the names (and container, and reason of having been set aside) it was written under.
        retry: Documents to be read again, because the reason for their outcome may be gone: always, or under limits
            other than those named.
        files: Dataset to sha256 of its file.
        digests: Document to a digest of all its rows.
    """

    name: str
    documents: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    retry: dict[str, str] = field(default_factory=dict[str, str])
    files: dict[str, str] = field(default_factory=dict[str, str])
    digests: dict[str, str] = field(default_factory=dict[str, str])


def split(document_ids: Iterable[str]) -> dict[str, list[str]]:
    """Assign documents to buckets.

    Args:
        document_ids: Their ids, each once: 16 hexadecimal digits.

    Returns:
        Name of each bucket to its documents, both in order.
    """
    found: dict[str, list[str]] = {}
    waiting = [("", sorted(document_ids))]
    while waiting:
        prefix, members = waiting.pop()
        if len(members) <= MOST_DOCUMENTS or len(prefix) == _BITS:
            if members:
                found[prefix or _ALL] = members
            continue
        at = _BITS - 1 - len(prefix)
        for bit in (0, 1):
            half = [member for member in members if (int(member, 16) >> at) & 1 == bit]
            waiting.append((f"{prefix}{bit}", half))
    return dict(sorted(found.items()))


class Store:
    """The extracted datasets of one warehouse.

    Args:
        folder: ``<extracted>``; everything below it is ours, and what we do not know there is deleted.
        limits: What one document may take tonight.
    """

    def __init__(self, folder: Path, limits: Limits) -> None:
        self.folder = folder
        self._limits = str(limits)
        self._before = {bucket.name: bucket for bucket in self._stamped()}
        self._home = {document: bucket for bucket in self._before.values() for document in bucket.documents}
        self._written: set[str] = set()

    def known(self) -> dict[str, list[str]]:
        """Documents that stand in the store, and the names they were written under."""
        return {document: bucket.documents[document] for document, bucket in self._home.items()}

    def is_current(self, document_id: str, names: Sequence[str]) -> bool:
        """Whether a document can be taken over unread: its reading is there, under the same names, and final."""
        bucket = self._home.get(document_id)
        return (
            bucket is not None
            and bucket.documents[document_id] == list(names)
            and not self._is_due(bucket.retry.get(document_id, ""))
        )

    def is_untouched(self, name: str, documents: Mapping[str, Sequence[str]]) -> bool:
        """Whether a bucket holds exactly these documents, and none of them is to be read again."""
        bucket = self._before.get(name)
        return (
            bucket is not None
            and not any(map(self._is_due, bucket.retry.values()))
            and bucket.documents == {document: list(names) for document, names in documents.items()}
        )

    def write(
        self, name: str, documents: Mapping[str, Sequence[str]], fresh: Mapping[str, Mapping[str, bytes]],
        retry: Mapping[str, str],
    ) -> None:  # fmt: skip
        """Write one bucket.

        Args:
            name: The bucket.
            documents: All its documents, and the names each stands under.
            fresh: Those read now: Arrow bytes per dataset. The others are taken over from where they stand.
            retry: When those read now are to be read again; empty for never.
        """
        kept = [document for document in documents if document not in fresh]
        tables = {
            dataset: concatenate(
                dataset,
                [
                    *self._kept(dataset, kept),
                    *(from_bytes(tables[dataset]) for tables in fresh.values() if dataset in tables),
                ],
            )
            for dataset in DATASETS
        }
        due = {document: self._home[document].retry.get(document, "") for document in kept} | dict(retry)
        digests = {document: self._home[document].digests[document] for document in kept}
        digests |= {document: _digest(tables) for document, tables in fresh.items()}
        bucket = Bucket(
            name,
            {document: list(names) for document, names in sorted(documents.items())},
            {document: when for document, when in sorted(due.items()) if when},
            digests=digests,
        )
        self._put(bucket, tables)

    def write_others(self, outcomes: Table) -> None:
        """Write the outcomes that belong to no document; the other datasets get an empty file with their schema."""
        self._put(
            Bucket(OTHERS),
            {dataset: concatenate(dataset, [outcomes] if dataset == "outcomes" else []) for dataset in DATASETS},
        )

    def keep(self, name: str) -> bool:
        """Leave a bucket as it is; False where it is not whole."""
        self._written.add(name)
        return name in self._before

    def clean(self) -> None:
        """Delete every file below the datasets that no bucket of this run owns."""
        for dataset in DATASETS:
            self._delete_foreign(self.folder / dataset, ".parquet")
        self._delete_foreign(self.folder / _STAMPS, ".json")

    def digest(self) -> str:
        """A digest of all that stands in the store: equal for equal content."""
        digest = hashlib.sha256()
        for name in sorted(self._written):
            digest.update(f"{name}\0{file_digest(self._stamp(name))}\n".encode())
        return digest.hexdigest()

    def _is_due(self, retry: str) -> bool:
        return retry not in ("", self._limits)

    def _stamp(self, name: str) -> Path:
        return self.folder / _STAMPS / f"{name}.json"

    def _stamped(self) -> Iterator[Bucket]:
        """The buckets that are whole and of this parser version."""
        for path in sorted((self.folder / _STAMPS).glob("*.json")):
            bucket = _read_stamp(path)
            if bucket is not None and all(
                file_digest(dataset_file(self.folder, dataset, path.stem)) == bucket.files.get(dataset)
                for dataset in DATASETS
            ):
                yield bucket

    def _kept(self, dataset: str, documents: Sequence[str]) -> Iterator[Table]:
        for bucket in {self._home[document].name: self._home[document] for document in documents}.values():
            table = read_parquet(dataset_file(self.folder, dataset, bucket.name), dataset)
            yield of_documents(table, set(documents) & set(bucket.documents))

    def _put(self, bucket: Bucket, tables: Mapping[str, Table]) -> None:
        """Make a bucket visible in one step: its stamp goes first and comes last."""
        contents = {dataset: as_parquet(table, dataset) for dataset, table in tables.items()}
        bucket.files = {dataset: hashlib.sha256(data).hexdigest() for dataset, data in contents.items()}
        stamp, text = self._stamp(bucket.name), _as_text(bucket)
        self._written.add(bucket.name)
        before = self._before.get(bucket.name)
        if before is not None and before.files == bucket.files and stamp.read_text(encoding="utf-8") == text:
            return
        paths = {dataset: dataset_file(self.folder, dataset, bucket.name) for dataset in DATASETS}
        for dataset, data in contents.items():
            _write(paths[dataset].with_suffix(".tmp"), data)
        stamp.unlink(missing_ok=True)
        self._before.pop(bucket.name, None)
        for path in paths.values():
            path.with_suffix(".tmp").replace(path)
        _write(stamp.with_suffix(".tmp"), text.encode())
        stamp.with_suffix(".tmp").replace(stamp)

    def _delete_foreign(self, folder: Path, ending: str) -> None:
        if not folder.is_dir():
            return
        for path in folder.iterdir():
            if path.suffix == ending and path.stem in self._written:
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _digest(tables: Mapping[str, bytes]) -> str:
    """A digest of the rows of one document, of all datasets."""
    digest = hashlib.sha256()
    for dataset, data in sorted(tables.items()):
        digest.update(f"{dataset}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()[:_DIGITS]


def _as_text(bucket: Bucket) -> str:
    values: dict[str, Any] = {
        "parser_version": parser_version(),
        "documents": bucket.documents,
        "retry": bucket.retry,
        "files": bucket.files,
        "digests": bucket.digests,
    }
    return json.dumps(values, ensure_ascii=False, indent=0, sort_keys=True) + "\n"


def stamped(folder: Path) -> Iterator[Bucket]:
    """The buckets of a store as their stamps say, whose files are not looked at; in order of their names."""
    for path in sorted((folder / _STAMPS).glob("*.json")):
        bucket = _read_stamp(path)
        if bucket is not None:
            yield bucket


def _read_stamp(path: Path) -> Bucket | None:
    """A stamp, None where it is damaged or of another parser version."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        if values["parser_version"] != parser_version():
            return None
        documents = {str(document): [str(name) for name in names] for document, names in values["documents"].items()}
        digests = {document: str(values["digests"][document]) for document in documents}
        return Bucket(path.stem, documents, dict(values["retry"]), dict(values["files"]), digests)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
