"""Every entry of the raw folder: which of them are files to be read, and why the others are not.

Walking the folder, links, odd entries and the names under which all of them are shown belong here. What is in a file
does not, beyond its digest and its first bytes.

The folder is hostile: a name can be any bytes, a link can lead anywhere, a FIFO blocks whoever opens it. Nothing but a
regular file below the folder is ever opened, unless ``YUJUESUAN_FOLLOW_LINKS=1`` allows what links point to.
"""

import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.extraction.page.document import Refusal

DEEPEST_FOLDER = 64
"""Levels of folders that are entered."""
LONGEST_PATH = 3900
"""Bytes of a path that are opened; Linux refuses 4,096."""
HEAD = 512
"""Bytes kept from the beginning of a file, by which archives are told."""
FOLLOW_LINKS = "YUJUESUAN_FOLLOW_LINKS"

_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_KINDS = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFBLK: "a block device",
    stat.S_IFCHR: "a character device",
}


@dataclass(frozen=True, slots=True)
class RawFile:
    """One file to be read.

    Attributes:
        name: Where it stands below the raw folder, as it is shown and stored.
        path: What to open; of a link, where it leads.
    """

    name: str
    path: Path


@dataclass(slots=True)
class RawFolder:
    """The raw folder as it stands.

    Attributes:
        files: The files to be read, in order of their names.
        refused: Entries that are none, by name, with the reason.
        unreadable: Folders (shown names, with ``/`` at the end) whose files cannot be listed now: what was known of
            them is not gone.
    """

    files: list[RawFile] = field(default_factory=list[RawFile])
    refused: dict[str, Refusal] = field(default_factory=dict[str, Refusal])
    unreadable: list[str] = field(default_factory=list[str])

    @property
    def entries(self) -> int:
        """Entries that owe an outcome."""
        return len(self.files) + len(self.refused)


@dataclass(frozen=True, slots=True)
class Digested:
    """A file by its content: sha256 in hexadecimal, size in bytes, first bytes."""

    sha256: str
    byte_size: int
    head: bytes


def shown(name: str | bytes) -> str:
    r"""A name or message that can be printed, stored and sent: valid Unicode without signs that steer a terminal.

    Args:
        name: Any text, or the bytes of a file's name.

    Returns:
        The text, each part of a path in UTF-8, or in GB18030 where it is that; what is neither, and control
        characters, are written ``\xNN``.
    """
    data = name if isinstance(name, bytes) else name.encode("utf-8", "surrogateescape" if _escaped(name) else "replace")
    return _UNSHOWN.sub(lambda sign: _code(sign[0]), "/".join(map(_part, data.split(b"/"))))


def decoded(name: bytes) -> str | None:
    """A name whose encoding nothing tells: UTF-8 where it is that, else GB18030, as in China; None where neither."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _part(name: bytes) -> str:
    text = decoded(name)
    return name.decode("utf-8", "backslashreplace") if text is None else text


def printable(text: str) -> str:
    """A message that can be printed: lines and TABs stay, whatever else could steer a terminal is written out."""
    return "\n".join("\t".join(map(shown, line.split("\t"))) for line in text.split("\n"))


def _escaped(name: str) -> bool:
    return all(not 0xD800 <= ord(sign) <= 0xDFFF or 0xDC80 <= ord(sign) <= 0xDCFF for sign in name)


def _code(sign: str) -> str:
    return f"\\x{ord(sign):02x}" if ord(sign) < 0x100 else f"\\u{ord(sign):04x}"


def scan(raw: Path) -> RawFolder:
    """List a folder with its sub-folders.

    Args:
        raw: The folder; may itself be a link.

    Returns:
        Its files and every other entry with the reason why it is not read.

    Raises:
        FileNotFoundError: There is no such folder.
        OSError: The folder itself cannot be listed.
    """
    if not raw.is_dir():
        message = (
            f"raw folder not found: {shown(str(raw))}. Expected a folder of disclosures;"
            " create it or point RAW_DIR / --raw at one."
        )
        raise FileNotFoundError(message)
    walk = _Walk(os.path.realpath(os.fsencode(raw)), os.environ.get(FOLLOW_LINKS) == "1")
    walk.run()
    walk.found.files.sort(key=lambda file: file.name)
    return walk.found


class _Walk:
    """One pass over the folder, without recursion: a hostile folder is deeper than any stack."""

    def __init__(self, root: bytes, follow: bool) -> None:
        self.root = root
        self.follow = follow
        self.found = RawFolder()
        self._names: set[str] = set()
        self._entered: set[tuple[int, int]] = set()
        self._waiting: list[tuple[bytes, str, int]] = [(root, "", 0)]

    def run(self) -> None:
        while self._waiting:
            folder, name, depth = self._waiting.pop()
            try:
                status = os.stat(folder)  # noqa: PTH116 a name is bytes
                listed = sorted(os.scandir(folder), key=lambda entry: entry.name)
            except OSError as error:
                if not name:
                    raise
                self._unreadable(name, error)
                continue
            if (status.st_dev, status.st_ino) in self._entered:
                continue  # reached twice through links that may be followed
            self._entered.add((status.st_dev, status.st_ino))
            for entry in listed:
                self._entry(entry, name, depth)

    def _entry(self, entry: os.DirEntry[bytes], parent: str, depth: int) -> None:
        name = self._unique(parent + shown(entry.name))
        if entry.name.startswith(b"."):
            self.found.refused[name] = Refusal("hidden", "its name begins with a dot")
        elif len(entry.path) > LONGEST_PATH or depth >= DEEPEST_FOLDER:
            self.found.refused[name] = Refusal("too_deep", f"{depth} levels, a path of {len(entry.path):,} bytes")
        else:
            try:
                self._kind(entry, name, depth)
            except OSError as error:
                self.found.refused[name] = Refusal("unreadable", told(error))

    def _kind(self, entry: os.DirEntry[bytes], name: str, depth: int) -> None:
        if entry.is_symlink():
            self._link(entry.path, name, depth)
        elif entry.is_dir(follow_symlinks=False):
            self._waiting.append((entry.path, f"{name}/", depth + 1))
        elif entry.is_file(follow_symlinks=False):
            self.found.files.append(RawFile(name, Path(os.fsdecode(entry.path))))
        else:
            self._odd(entry.stat(follow_symlinks=False).st_mode, name)

    def _link(self, path: bytes, name: str, depth: int) -> None:
        target = os.path.realpath(path)
        inside = target == self.root or target.startswith(self.root + b"/")
        if not inside and not self.follow:
            self.found.refused[name] = Refusal("link_outside", "a link that leads out of the raw folder")
            return
        mode = os.stat(target).st_mode  # noqa: PTH116 a name is bytes
        if stat.S_ISREG(mode):
            self.found.files.append(RawFile(name, Path(os.fsdecode(target))))
        elif not stat.S_ISDIR(mode):
            self._odd(mode, name)
        elif inside:
            self.found.refused[name] = Refusal("linked_folder", "its files are read where they stand")
        else:
            self._waiting.append((target, f"{name}/", depth + 1))

    def _odd(self, mode: int, name: str) -> None:
        kind = _KINDS.get(stat.S_IFMT(mode), "no regular file")
        self.found.refused[name] = Refusal("not_a_file", kind)

    def _unreadable(self, name: str, error: OSError) -> None:
        self.found.unreadable.append(name)
        self.found.refused[name] = Refusal("unreadable_folder", told(error))

    def _unique(self, name: str) -> str:
        """Two names of other bytes can look the same once they are shown."""
        unique, number = name, 1
        while unique in self._names:
            number += 1
            unique = f"{name} ({number})"
        self._names.add(unique)
        return unique


def told(error: OSError) -> str:
    """What an error of the system says, without the path."""
    return error.strerror or type(error).__name__


def open_file(path: Path) -> int:
    """Open a regular file for reading; never waits for a FIFO, never follows a link put there since.

    Returns:
        The file descriptor.

    Raises:
        OSError: It cannot be opened, or is no regular file any more.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return handle
    os.close(handle)
    raise OSError(errno.EINVAL, "no regular file")


def digest(path: Path, most: int) -> Digested | Refusal:
    """Digest one file.

    Args:
        path: The file.
        most: Bytes beyond which no file is read: a sparse one of terabytes takes no room and days.

    Returns:
        Its digest, or why it was not read.

    Raises:
        OSError: It cannot be read.
    """
    with os.fdopen(open_file(path), "rb", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        if size > most:
            return Refusal("too_large", f"{size:,} bytes, the limit is {most:,}")
        head = file.read(HEAD) or b""
        file.seek(0)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return Digested(sha256, file.tell(), head)


def visible_files(raw: Path) -> Iterator[RawFile]:
    """The files of a folder that are read."""
    yield from scan(raw).files
