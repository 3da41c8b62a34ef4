"""Raw documents in a bucket: a copy of it in the warehouse folder, which is then read like any raw folder.

Listing a bucket and bringing what is new there belong here. What the documents are does not; nor does deciding that
too much has gone, which is the gate's, of a folder and of a bucket alike.

The copy needs no list of its own: a file that has the size and the time of its object is that object. It can be deleted
at any time. A build that is killed while it brings documents leaves whole files only.
"""

import contextlib
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

from pipeline.extraction.dataset.arrow import fs
from pipeline.extraction.entries import shown
from pipeline.extraction.limits import Limits
from pipeline.locations import Locations
from pipeline.memory import share_of_readers
from pipeline.orchestration.raw_folder import RawFolderError
from pipeline.publication.store import bucket_endpoint, bucket_region

_CONNECTIONS = 8
_CHUNK = 1 << 20
_SETTLED_SECONDS = 60
"""An object that was put so short a time ago may be put again within the same tick of the bucket's clock."""
_LONGEST_NAME = 255
_TOLD = 10
"""So many complaints are told one by one."""


class _Info(Protocol):
    path: str
    size: int
    mtime_ns: int
    type: object


class _Files(Protocol):
    """What we use of Arrow's file systems."""

    def get_file_info(self, selector: object) -> Sequence[_Info]: ...

    def open_input_stream(self, path: str) -> AbstractContextManager[BinaryIO]: ...


class RawObject(NamedTuple):
    """An object of a bucket: size in bytes, time of its last change in nanoseconds."""

    size: int
    changed_ns: int


@dataclass(frozen=True, slots=True)
class Brought:
    """What bringing the documents of a bucket came to.

    Attributes:
        objects: how many the bucket holds.
        new: how many came, or came again because they changed.
        gone: how many files of the copy have no object any more.
        complaints: what could not be brought, and why; what was brought earlier stays.
    """

    objects: int
    new: int
    gone: int
    complaints: tuple[str, ...]

    def told(self, address: str) -> Iterator[str]:
        """Lines for a person."""
        yield f"Raw documents: {self.objects} object(s) in {address}, {self.new} brought, {self.gone} gone."
        yield from self.complaints[:_TOLD]
        if len(self.complaints) > _TOLD:
            yield f"… and {len(self.complaints) - _TOLD} more that could not be brought."


def bring_documents(locations: Locations, workers: int, say: Callable[[str], None]) -> None:
    """Bring what is new in the bucket, where the raw documents are in one; the caller holds the writer's lock.

    Args:
        locations: whose ``raw_source`` is the address, or empty.
        workers: reading processes of the build, on which the limits of a document depend.
        say: tells a person what came, and what could not.

    Raises:
        RawFolderError: the bucket cannot be listed or holds nothing; the copy is as it was.
    """
    if locations.raw_source:
        _, limits = share_of_readers(workers)
        for line in bring(locations, limits).told(locations.raw_source):
            say(line)


def bring(locations: Locations, limits: Limits) -> Brought:
    """Make the copy of the bucket like the bucket; the caller holds the writer's lock.

    Args:
        locations: whose ``raw_source`` is the address, and whose ``raw_dir`` is the copy.
        limits: an object beyond their size is not fetched: a file as large, without contents, stands for it, and gets
            the outcome of a file that is too large.

    Raises:
        RawFolderError: the bucket cannot be listed or holds nothing; the copy is as it was.
    """
    files, base = _open(locations.raw_source)
    objects, complaints = _as_files(_listed(files, base, locations.raw_source))
    if not objects:
        raise RawFolderError(
            f"The bucket {locations.raw_source} holds no document. Put the disclosures there,"
            " or name another place with --raw."
        )
    folder = locations.raw_dir
    gone = _remove_others(folder, objects)
    waiting = [name for name, found in objects.items() if not _is_copy(folder / name, found)]
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    fetch = partial(_fetch, files, base, folder, unfinished, limits.size)
    with ThreadPoolExecutor(_CONNECTIONS) as threads:
        failures = list(threads.map(fetch, waiting, [objects[name] for name in waiting]))
    shutil.rmtree(unfinished, ignore_errors=True)
    complaints += [why for why in failures if why]
    return Brought(len(objects), failures.count(""), gone, tuple(complaints))


def bucket_fingerprint(address: str) -> str:
    """Return a hash over name, size and time of every object: whatever is new, changed or gone changes it.

    Raises:
        RawFolderError: the bucket cannot be listed.
    """
    digest = hashlib.sha256()
    for name, found in sorted(_listed(*_open(address), address).items()):
        digest.update(f"{name}\0{found.size}\0{found.changed_ns}\n".encode())
    return digest.hexdigest()


def _open(address: str) -> tuple[_Files, str]:
    """The service an address names, and the path in it."""
    scheme, _, path = address.partition("://")
    if "@" in path:
        raise RawFolderError("Credentials do not belong in the address of a bucket: use AWS_ACCESS_KEY_ID and so on.")
    try:
        if scheme != "s3":
            files, base = fs.FileSystem.from_uri(address)
            return files, base.rstrip("/")
        return fs.S3FileSystem(endpoint_override=bucket_endpoint(), region=bucket_region()), path.rstrip("/")
    except (OSError, ValueError, NotImplementedError) as error:
        raise _unreachable(address, error) from None


def _unreachable(address: str, error: Exception) -> RawFolderError:
    return RawFolderError(
        f"The bucket {shown(address)} cannot be listed: {' '.join(str(error).split())}\n"
        "Nothing was read, and nothing counts as gone; the next build tries again."
    )


def _listed(files: _Files, base: str, address: str) -> dict[str, RawObject]:
    """All objects below a path, by their name there."""
    try:
        found = files.get_file_info(fs.FileSelector(base, recursive=True))
    except (OSError, ValueError) as error:
        raise _unreachable(address, error) from None
    return {
        info.path.removeprefix(base).removeprefix("/"): RawObject(info.size, info.mtime_ns)
        for info in found
        if info.type == fs.FileType.File
    }


def _as_files(objects: Mapping[str, RawObject]) -> tuple[dict[str, RawObject], list[str]]:
    """The objects that can be files, and why the others cannot; names are whatever somebody typed."""
    folders = {name[:end] for name in objects for end, sign in enumerate(name) if sign == "/"}
    kept: dict[str, RawObject] = {}
    complaints: list[str] = []
    for name, found in sorted(objects.items()):
        parts = name.split("/")
        if any(part in ("", ".", "..") or "\0" in part or len(os.fsencode(part)) > _LONGEST_NAME for part in parts):
            complaints.append(f"Not brought: {shown(name)} cannot be the name of a file.")
        elif name not in folders:
            kept[name] = found
        elif found.size:
            complaints.append(f"Not brought: {shown(name)} is an object and a folder at once.")
    return kept, complaints


def _remove_others(folder: Path, objects: Mapping[str, RawObject]) -> int:
    """Delete the files of the copy that are no objects any more, and folders that are empty then."""
    gone = 0
    for place, folders, names in os.walk(folder, topdown=False):
        for name in names:
            path = Path(place, name)
            if path.relative_to(folder).as_posix() not in objects:
                path.unlink()
                gone += 1
        for name in folders:
            with contextlib.suppress(OSError):  # not empty
                Path(place, name).rmdir()
    return gone


def _is_copy(path: Path, found: RawObject) -> bool:
    try:
        status = path.lstat()
    except OSError:
        return False
    return (status.st_size, status.st_mtime_ns) == found


def _fetch(files: _Files, base: str, folder: Path, unfinished: Path, largest: int, name: str, found: RawObject) -> str:
    """Bring one object.

    Returns:
        Why it could not be brought; an empty text where it was.
    """
    part = unfinished / hashlib.sha256(os.fsencode(name)).hexdigest()
    target = folder / name
    try:
        with part.open("wb") as file:
            if found.size > largest:
                file.truncate(found.size)
            else:
                with files.open_input_stream(f"{base}/{name}") as stream:
                    shutil.copyfileobj(stream, file, _CHUNK)
        if time.time_ns() - found.changed_ns > _SETTLED_SECONDS * 1_000_000_000:
            os.utime(part, ns=(found.changed_ns, found.changed_ns))
        target.parent.mkdir(parents=True, exist_ok=True)
        part.replace(target)
    except (OSError, ValueError) as error:
        return f"Not brought: {shown(name)}: {' '.join(str(error).split())}"
    return ""
