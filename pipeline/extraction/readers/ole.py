"""OLE containers (old Office files): which streams they hold.

Opening one and naming its kind belong here; what a stream says does not.
"""

import io
from typing import Literal

import olefile

from pipeline.extraction.readers import limits
from pipeline.extraction.readers.refused import RefusedError, damage_of

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
Kind = Literal["workbook", "text", "slides", "encrypted", "other"]
_STREAMS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    ("encrypted", ("EncryptedPackage",)),
    ("workbook", ("Workbook", "Book")),
    ("text", ("WordDocument",)),
    ("slides", ("PowerPoint Document",)),
)


class Container:
    """An opened OLE file."""

    def __init__(self, data: bytes) -> None:
        """Open it.

        Raises:
            RefusedError: It is damaged.
        """
        with damage_of("the OLE container"):
            self._file = _open(data)

    @property
    def kind(self) -> Kind:
        """What the container holds, by its streams."""
        for kind, names in _STREAMS:
            if any(self._file.exists(name) for name in names):
                return kind
        return "other"

    @property
    def has_macros(self) -> bool:
        """Whether it brings macros, which nobody runs."""
        return self._file.exists("_VBA_PROJECT_CUR") or self._file.exists("Macros")

    def stream(self, *names: str) -> bytes:
        """Bytes of the first of these streams.

        Raises:
            RefusedError: None is there, or it is damaged or too large.
        """
        for name in names:
            if self._file.exists(name):
                with damage_of(f"the stream {name}"):
                    if self._file.get_size(name) > limits.MEMBER_BYTES:
                        raise RefusedError(
                            "too_large", f"the stream {name} has more than {limits.MEMBER_BYTES:,} bytes"
                        )
                    return self._file.openstream(name).read()
        raise RefusedError("damaged", f"the OLE container has no stream {' or '.join(names)}")


def _open(data: bytes) -> "olefile.OleFileIO[str]":
    try:
        return olefile.OleFileIO(io.BytesIO(data))
    except OSError as error:
        raise RefusedError("damaged", f"the OLE container: {error}") from error


def kind(data: bytes) -> Kind | None:
    """What an OLE file holds; None for a file of another kind, ``other`` for a damaged one."""
    if not data.startswith(MAGIC):
        return None
    try:
        return Container(data).kind
    except RefusedError:
        return "other"
