"""The door of the archive reader: members within limits, each with its name.

Unpacking in memory belongs here; what a member is does not, nor archives inside archives (each is asked again).
"""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from pipeline.extraction.page.document import Archive, Member, Refusal
from pipeline.extraction.readers import limits, package
from pipeline.extraction.readers.archive.names import decoded, is_litter, safe
from pipeline.extraction.readers.external import find_program, run
from pipeline.extraction.readers.package import Package
from pipeline.extraction.readers.refused import RefusedError, damage_of
from pipeline.temporary import TemporaryFolder

PACKAGES = "libarchive-tools"
_RAR, _SEVEN, _GZIP, _BZIP, _XZ = b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00"
_TAR, _TAR_AT = b"ustar", 257
_UTF8 = 0x800
_UNICODE_PATH = 0x7075
_SYMLINK = 0o120000
_KINDS = {
    tarfile.SYMTYPE: "a link",
    tarfile.LNKTYPE: "a hard link",
    tarfile.FIFOTYPE: "a named pipe",
    tarfile.CHRTYPE: "a character device",
    tarfile.BLKTYPE: "a block device",
}
"""Entries of a TAR archive that are no files."""

Found = Iterator[tuple[str, bytes | Refusal]]


def claims(data: bytes) -> bool:
    """True for an archive; a ZIP file that is a document is claimed by its own reader before."""
    return data.startswith((*package.MAGIC, _RAR, _SEVEN, _GZIP, _BZIP, _XZ)) or data[_TAR_AT : _TAR_AT + 5] == _TAR


def read(data: bytes) -> Archive | Refusal:
    """Unpack an archive in memory.

    Args:
        data: The whole file.

    Returns:
        Its members and those that were refused; or why there are none.
    """
    try:
        return _archive(_members(data))
    except RefusedError as error:
        return error.refusal


def _archive(found: Found) -> Archive | Refusal:
    members: list[Member] = []
    refused: list[tuple[str, Refusal]] = []
    for raw_name, content in found:
        name = safe(raw_name)
        if is_litter(name):
            continue
        if len(members) >= limits.ARCHIVE_MEMBERS:
            refused.append((name, Refusal("too_large", f"the archive has more than {limits.ARCHIVE_MEMBERS:,} files")))
            break
        if isinstance(content, Refusal):
            refused.append((name, content))
        else:
            members.append(Member(name, content))
    if not members:
        return refused[0][1] if refused else Refusal("empty", "an archive without files")
    return Archive(tuple(members), tuple(refused))


def _members(data: bytes) -> Found:
    if data.startswith(package.MAGIC):
        return _of_zip(data)
    if data.startswith((_RAR, _SEVEN)):
        return _of_tar(_by_bsdtar(data))
    if data[_TAR_AT : _TAR_AT + 5] == _TAR:
        return _of_tar(data)
    return _of_compressed(data)


def _of_zip(data: bytes) -> Found:
    opened = Package(data)
    for info in opened.infos:
        if info.filename.endswith("/"):
            continue
        if (info.external_attr >> 16) & 0o170000 == _SYMLINK:
            yield _zip_name(info), _no_file("a link")
            continue
        try:
            yield _zip_name(info), opened.unpack(info)
        except RefusedError as error:
            yield _zip_name(info), error.refusal


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Name of a member: as Unicode where the archive has it so, else by its bytes (``zipfile`` took them for CP437)."""
    if info.flag_bits & _UTF8:
        return info.orig_filename
    extra = info.extra
    while len(extra) >= 4:
        kind, size = int.from_bytes(extra[:2], "little"), int.from_bytes(extra[2:4], "little")
        if kind == _UNICODE_PATH and size > 5:
            return extra[9 : 4 + size].decode("utf-8", "replace")
        extra = extra[4 + size :]
    return decoded(info.orig_filename.encode("cp437", "replace"))


def _of_tar(data: bytes) -> Found:
    total = 0
    with damage_of("the TAR archive"), _tar(data) as opened:
        for info in opened:
            name = decoded(info.name.encode("utf-8", "surrogateescape"))
            file = opened.extractfile(info) if info.isreg() else None
            if file is None:
                if not info.isdir():
                    yield name, _no_file(_KINDS.get(info.type, "of a kind of its own"))
                continue
            total += info.size
            if info.size > limits.MEMBER_BYTES or total > limits.UNPACKED_BYTES:
                raise RefusedError("too_large", f"the archive unpacks to more than {limits.UNPACKED_BYTES:,} bytes")
            yield name, file.read()


def _no_file(kind: str) -> Refusal:
    """The outcome of an entry that holds nothing itself: it is told, and never made or followed."""
    return Refusal("not_a_file", f"{kind} in an archive")


def _tar(data: bytes) -> tarfile.TarFile:
    return tarfile.open(fileobj=io.BytesIO(data), mode="r:", encoding="utf-8", errors="surrogateescape")


def _of_compressed(data: bytes) -> Found:
    """A compressed TAR archive, or one compressed file."""
    content, name = _decompressed(data)
    if content[_TAR_AT : _TAR_AT + 5] == _TAR:
        yield from _of_tar(content)
    else:
        yield name, content


def _decompressed(data: bytes) -> tuple[bytes, str]:
    most = max(min(len(data) * limits.RATIO, limits.UNPACKED_BYTES), limits.RATIO_FREE_BYTES)
    name = "content"
    with damage_of("the compressed file"):
        try:
            if data.startswith(_GZIP):
                file = gzip.GzipFile(fileobj=io.BytesIO(data))
                content = file.read(most + 1)
                name = decoded(_gzip_name(data)) or name
            else:
                content = _other_compression(data, most)
        except (OSError, zlib.error, lzma.LZMAError) as error:
            raise RefusedError("damaged", f"the compressed file: {error}") from error
    if len(content) > most:
        raise RefusedError("zip_bomb", f"the file unpacks to more than {most:,} bytes")
    return content, name


def _other_compression(data: bytes, most: int) -> bytes:
    if data.startswith(_BZIP):
        with bz2.BZ2File(io.BytesIO(data)) as file:
            return file.read(most + 1)
    with lzma.LZMAFile(io.BytesIO(data)) as file:
        return file.read(most + 1)


def _gzip_name(data: bytes) -> bytes:
    """The name that a GZIP file tells of its content (RFC 1952); empty where it tells none."""
    flags, position = data[3], 10
    if flags & 4:
        position += 2 + int.from_bytes(data[10:12], "little")
    return data[position : data.index(0, position)] if flags & 8 else b""


def _reason(errors: str) -> str:
    """The first line of what bsdtar says; a later one only repeats that something went wrong."""
    first = errors.strip().partition("\n")[0].removeprefix("bsdtar: ")
    return first.removeprefix("Error reading archive source: ")[:120]


def _by_bsdtar(data: bytes) -> bytes:
    """The archive rewritten as TAR by ``bsdtar``.

    Raises:
        RefusedError: The program is missing, or cannot read the archive.
    """
    program = find_program("bsdtar")
    if program is None:
        raise RefusedError("missing_program", f"bsdtar; on Debian: apt-get install {PACKAGES}")
    with TemporaryFolder("yujuesuan-archive-") as name:
        folder = Path(name)
        (folder / "source").write_bytes(data)
        ran = run([program, "-c", "-f", "-", "--format", "pax", "@source"], folder)
    if ran.timed_out:
        raise RefusedError("too_slow", "bsdtar did not end in time")
    if ran.overflowed:
        raise RefusedError("zip_bomb", f"the archive unpacks to more than {limits.UNPACKED_BYTES:,} bytes")
    if ran.code != 0:
        complaint = _reason(ran.errors)
        code = "encrypted" if "encrypt" in complaint.lower() or "passphrase" in complaint.lower() else "damaged"
        raise RefusedError(code, f"bsdtar: {complaint}")
    return ran.output
