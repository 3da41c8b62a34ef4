"""Which reader reads a file: the one whose kind the bytes are, whatever the name says.

The list of readers and the choice among them belong here; how a kind is read is in the module named after it.
"""

from typing import Protocol

from pipeline.extraction.page.document import Archive, Document, Refusal
from pipeline.extraction.readers import archive, containers, excel, image, ofd, office, text, web, word
from pipeline.extraction.readers.pdf import reader as pdf


class Reader(Protocol):
    """What a module of ``readers/`` offers."""

    def claims(self, data: bytes) -> bool:
        """Whether the bytes are of this reader's kind; looks at the content alone, and quickly."""
        ...

    def read(self, data: bytes) -> Document | Refusal | Archive:
        """Read the bytes; never raises for a bad file."""
        ...


READERS: tuple[Reader, ...] = (pdf, excel, word, ofd, office, containers, archive, image, web, text)
"""In the order they are asked: documents that are ZIP or OLE files before archives; text, which claims all, last."""


def holds_files(data: bytes) -> bool:
    """Whether the bytes are an archive, whose members are documents of their own.

    Its reader says so by ``HOLDS_FILES = True`` and gives an :class:`Archive`.
    """
    reader = next(reader for reader in READERS if reader.claims(data))
    return bool(getattr(reader, "HOLDS_FILES", False))


def read_bytes(data: bytes) -> Document | Refusal | Archive:
    """Read the bytes of one file.

    Args:
        data: The whole file.

    Returns:
        The document, the members of an archive, or why there is neither.
    """
    reader = next(reader for reader in READERS if reader.claims(data))
    return reader.read(data)
