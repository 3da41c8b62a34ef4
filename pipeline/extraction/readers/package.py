"""ZIP files opened with care: OOXML, OpenDocument, OFD and archives are all of them.

Limits on members, sizes and ratio belong here. What a member means does not.
"""

import io
import zipfile

from pipeline.extraction.readers import limits
from pipeline.extraction.readers.refused import RefusedError, damage_of
from pipeline.extraction.readers.xml import Element, parse_xml

MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_ENCRYPTED = 0x1


class Package:
    """A ZIP file whose members are read one by one, never more than the limits allow."""

    def __init__(self, data: bytes) -> None:
        """Open it.

        Args:
            data: The whole file.

        Raises:
            RefusedError: It is damaged or has too many members.
        """
        with damage_of("the ZIP container"):
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        self.infos = self._zip.infolist()
        if len(self.infos) > limits.MEMBERS:
            raise RefusedError("too_large", f"{len(self.infos):,} members, the limit is {limits.MEMBERS:,}")
        self._by_name = {info.filename.lstrip("/").lower(): info for info in self.infos}
        self._read = 0

    def __contains__(self, name: str) -> bool:
        return name.lstrip("/").lower() in self._by_name

    def read(self, name: str) -> bytes:
        """Bytes of the member of that name (OOXML names do not tell capitals).

        Raises:
            RefusedError: It is missing, damaged, encrypted, or unpacks to more than the limits allow.
        """
        info = self._by_name.get(name.lstrip("/").lower())
        if info is None:
            raise RefusedError("damaged", f"the part {name} is missing")
        return self.unpack(info)

    def unpack(self, info: zipfile.ZipInfo) -> bytes:
        """Bytes of one member, as :meth:`read`."""
        if info.flag_bits & _ENCRYPTED:
            raise RefusedError("encrypted", f"the member {info.filename} is encrypted")
        room = min(limits.MEMBER_BYTES, limits.UNPACKED_BYTES - self._read)
        most = max(info.compress_size * limits.RATIO, limits.RATIO_FREE_BYTES)
        with damage_of(f"the part {info.filename}"), _unsupported(info), self._zip.open(info) as file:
            data = file.read(min(room, most) + 1)
        if len(data) > room:
            raise RefusedError("too_large", f"{info.filename} unpacks to more than {room:,} bytes")
        if len(data) > most:
            raise RefusedError("zip_bomb", f"{info.filename} unpacks to more than {limits.RATIO} times its size")
        self._read += len(data)
        return data

    def xml(self, name: str) -> Element:
        """Root of an XML part.

        Raises:
            RefusedError: As :meth:`read`, or it is no XML, or it declares entities.
        """
        return parse_xml(self.read(name), name)


class _unsupported:  # noqa: N801  (reads as a clause of the with statement)
    """Turn what ``zipfile`` raises on an unknown compression or a password into a refusal."""

    def __init__(self, info: zipfile.ZipInfo) -> None:
        self._name = info.filename

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, RuntimeError):  # NotImplementedError is one: a compression that zipfile does not know
            raise RefusedError("damaged", f"{self._name}: {error}") from error


def is_package_with(data: bytes, *names: str) -> bool:
    """True for a ZIP file that holds one of these members; False for a damaged one."""
    if not data.startswith(MAGIC):
        return False
    try:
        package = Package(data)
    except RefusedError:
        return False
    return any(name in package for name in names)
