"""The one exception of readers: this file cannot be read, and why.

How a reader deep inside a file says so, and how that becomes a :class:`Refusal` at its door, belong here. The sentences
do not (``document_reasons.csv``).
"""

import struct
import tarfile
import zipfile
import zlib
from collections.abc import Generator
from contextlib import contextmanager

from lxml import etree

from pipeline.extraction.page.document import Refusal

DAMAGE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    struct.error,
    EOFError,
    etree.LxmlError,
    LookupError,
    ValueError,
)
"""What parsers raise on bytes that break their own format."""


class RefusedError(Exception):
    """A file that cannot be read.

    Attributes:
        refusal: The reason.
    """

    def __init__(self, reason_code: str, detail: str) -> None:
        super().__init__(detail)
        self.refusal = Refusal(reason_code, detail)


@contextmanager
def damage_of(what: str) -> Generator[None]:
    """Turn what parsers raise on broken bytes into the refusal ``damaged``.

    Args:
        what: The file or the part of it, for the reason.

    Raises:
        RefusedError: The bytes break their own format.
    """
    try:
        yield
    except RefusedError:
        raise
    except DAMAGE as error:
        raise RefusedError("damaged", f"{what}: {type(error).__name__}: {str(error)[:120]}") from error
