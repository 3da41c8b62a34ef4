"""Archives: what is in them is laid down as files, each a document of its own, named ``bundle.zip/member name``.

Nesting, limits over a whole archive and the memory of what was in one belong here. How the bytes of one archive become
members is its reader's business.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from pipeline.extraction.dataset.version import parser_version
from pipeline.extraction.document import load
from pipeline.extraction.entries import shown
from pipeline.extraction.limits import Limits
from pipeline.extraction.page.document import Archive, Refusal
from pipeline.extraction.readers.registry import holds_files, read_bytes

DEEPEST = 3
"""Archives in archives that are opened."""
MOST_MEMBERS = 10_000
LARGEST_PACKED_MB = 256
"""Of one archive as it stands in the raw folder."""
LARGEST_MB = 1024
"""Of all that one archive of the raw folder unpacks to."""
_MAGIC = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"PK\x07\x08",
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
)
_TAR_MAGIC, _TAR_OFFSET = b"ustar", 257


@dataclass(frozen=True, slots=True)
class MemberFile:
    """One file of an archive: its name in it (``inner.zip/a.txt``), the archive it stands in, its content."""

    name: str
    container: str
    sha256: str


@dataclass(slots=True)
class Listing:
    """What is in one archive of the raw folder, archives in it opened too.

    Attributes:
        members: The files.
        refused: Name, reason code and detail of those that could not be taken out.
        parser_version: Of whoever listed it.
    """

    members: list[MemberFile] = field(default_factory=list[MemberFile])
    refused: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])
    parser_version: str = ""


def may_hold_files(head: bytes) -> bool:
    """Whether a file could be an archive, by its first bytes; most that are so are office documents."""
    return head.startswith(_MAGIC) or head[_TAR_OFFSET:].startswith(_TAR_MAGIC)


def largest_file(limits: Limits) -> int:
    """Bytes of the largest file that is read, be it a document or an archive."""
    return max(limits.size, LARGEST_PACKED_MB << 20)


def expand(path: Path, sha256: str, folder: Path, limits: Limits) -> Listing | None:
    """List an archive and lay its members down.

    Args:
        path: The archive.
        sha256: Its digest: a file that has changed since it was taken is not an archive we know.
        folder: Where members are laid down, each named by its digest.
        limits: Size of the archive.

    Returns:
        What is in it; None where the file is no archive, or cannot be read (then it is a document with that outcome).
    """
    data = load(path, size_limit=largest_file(limits))
    if isinstance(data, Refusal) or hashlib.sha256(data).hexdigest() != sha256 or not holds_files(data):
        return None
    archive = read_bytes(data)
    if not isinstance(archive, Archive):
        return None
    folder.mkdir(parents=True, exist_ok=True)
    listing = Listing(parser_version=parser_version())
    _Unpacking(folder, listing).add(archive, "", 1)
    return listing


class _Unpacking:
    """One archive on its way to files."""

    def __init__(self, folder: Path, listing: Listing) -> None:
        self.folder = folder
        self.listing = listing
        self.room = LARGEST_MB * 1024 * 1024
        self.names: set[str] = set()

    def add(self, archive: Archive, container: str, depth: int) -> None:
        for name, refusal in archive.refused:
            self.refuse(container + name, refusal)
        for member in archive.members:
            name = self.unique(container + member.name)
            self.room -= len(member.data)
            if len(self.names) > MOST_MEMBERS or self.room < 0:
                self.refuse(name, Refusal("archive_too_large", f"{MOST_MEMBERS:,} files, {LARGEST_MB:,} MB"))
            elif not holds_files(member.data):
                self.lay_down(name, container, member.data)
            elif depth >= DEEPEST:
                self.refuse(name, Refusal("too_deep", f"{depth} archives in each other"))
            else:
                inner = read_bytes(member.data)
                if isinstance(inner, Archive):
                    self.add(inner, f"{name}/", depth + 1)
                else:
                    self.lay_down(name, container, member.data)

    def lay_down(self, name: str, container: str, data: bytes) -> None:
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.folder / sha256
        if not path.exists():
            path.write_bytes(data)
        self.listing.members.append(MemberFile(name, container.rstrip("/"), sha256))

    def refuse(self, name: str, refusal: Refusal) -> None:
        self.listing.refused.append((shown(name), refusal.reason_code, refusal.detail))

    def unique(self, name: str) -> str:
        """Two members may have one name."""
        name = unique = shown(name)
        number = 1
        while unique in self.names:
            number += 1
            unique = f"{name} ({number})"
        self.names.add(unique)
        return unique


class ArchiveMemory:
    """Listings kept from night to night, so that an archive that did not change is not opened again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, sha256: str) -> Listing | None:
        """The listing of an archive, None where there is none of this parser version, or a damaged one."""
        try:
            kept = json.loads(self._path(sha256).read_text(encoding="utf-8"))
            if kept["parser_version"] != parser_version():
                return None
            members = [MemberFile(**member) for member in kept["members"]]
            return Listing(members, [(name, code, detail) for name, code, detail in kept["refused"]], parser_version())
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, sha256: str, listing: Listing) -> None:
        """Keep a listing."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._path(sha256)
        unfinished = path.with_suffix(".tmp")
        unfinished.write_text(json.dumps(asdict(listing), ensure_ascii=False, indent=0), encoding="utf-8")
        unfinished.replace(path)

    def keep_only(self, digests: Iterable[str]) -> None:
        """Forget archives that have left the raw folder."""
        kept = {self._path(digest).name for digest in digests}
        if self._folder.is_dir():
            for path in self._folder.iterdir():
                if path.name not in kept:
                    path.unlink()

    def _path(self, sha256: str) -> Path:
        return self._folder / f"{sha256}.json"
