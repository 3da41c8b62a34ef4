"""Encrypted OOXML files (an OLE container around the package) to documents, where they open without asking.

Finding what is inside belongs here; the password does not (``unlock``).
"""

from pipeline.extraction.page.document import Document, Refusal
from pipeline.extraction.readers import excel, ole, word
from pipeline.extraction.readers.unlock import unlocked


def claims(data: bytes) -> bool:
    """True for an OLE container that holds an encrypted package."""
    return ole.kind(data) == "encrypted"


def read(data: bytes) -> Document | Refusal:
    """Read an encrypted file.

    Args:
        data: The whole file.

    Returns:
        The document inside; ``encrypted`` where it needs a password.
    """
    inner = unlocked(data)
    for reader in (excel, word):
        if inner is not None and reader.claims(inner):
            return reader.read(inner)
    return Refusal("encrypted", "it asks for a password before it opens")
