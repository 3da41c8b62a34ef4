"""Office containers that no other reader knows: encrypted ones, slides, damaged ones.

Saying what is wrong with them belongs here, and opening those that need no password to be asked for (``unlock``).
"""

from pipeline.extraction.page.document import Document, Refusal
from pipeline.extraction.readers import excel, ole, word
from pipeline.extraction.readers.package import is_package_with
from pipeline.extraction.readers.refused import RefusedError
from pipeline.extraction.readers.unlock import unlocked


def claims(data: bytes) -> bool:
    """True for an OLE or Office container; those with a text or a workbook are claimed by their readers before."""
    return data.startswith(ole.MAGIC) or is_package_with(data, "[Content_Types].xml")


def read(data: bytes) -> Document | Refusal:
    """Read a container.

    Args:
        data: The whole file.

    Returns:
        The document inside, where it is encrypted but opens without asking; else why there is none.
    """
    if not data.startswith(ole.MAGIC):
        return Refusal("no_reader", "an Office file that is neither text nor workbook")
    try:
        kind = ole.Container(data).kind
    except RefusedError as error:
        return error.refusal
    return _unlocked(data) if kind == "encrypted" else Refusal("no_reader", f"an OLE container of {kind}")


def _unlocked(data: bytes) -> Document | Refusal:
    inner = unlocked(data)
    for reader in (excel, word):
        if inner is not None and reader.claims(inner):
            return reader.read(inner)
    return Refusal("encrypted", "it asks for a password before it opens")
