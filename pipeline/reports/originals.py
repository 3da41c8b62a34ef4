"""The original of a document: its page as a picture, its printed lines, always of the very bytes that were read.

Finding the file and drawing it belong here, without limits of time and memory and for one thread: a server asks through
``originals_process``. Reading bytes is done by the readers of the extraction.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extraction.archives import may_hold_files
from pipeline.extraction.entries import HEAD
from pipeline.extraction.limits import Limits
from pipeline.extraction.page.document import Box, Document, Refusal
from pipeline.extraction.readers.pdf import reader as pdf
from pipeline.extraction.readers.pictures import page_size, render_page
from pipeline.extraction.readers.registry import read_bytes
from pipeline.locations import Locations
from pipeline.reports.members import members, raw_file
from pipeline.reports.prose_boxes import Printed, narrowed

LARGEST = 64 * 1024 * 1024
"""Largest original in bytes that is shown."""


class NoOriginalError(LookupError):
    """The original is not in the raw folder any more, changed since it was read, or has no pages to draw."""


@dataclass(slots=True)
class Original:
    """The bytes of a document."""

    data: bytes
    _lines: tuple[str, ...] | None = None

    def picture(self, page: int, boxes: list[Box]) -> bytes:
        """One page as PNG with places marked.

        Raises:
            NoOriginalError: The page cannot be drawn.
        """
        try:
            return render_page(self.data, page, boxes)
        except Exception as error:
            raise NoOriginalError(f"page {page} cannot be drawn: {error}") from error

    def size(self, page: int) -> tuple[float, float, int]:
        """Width and height of a page in points as it is shown, and how many pages there are.

        Raises:
            NoOriginalError: There is no such page.
        """
        try:
            return page_size(self.data, page)
        except Exception as error:
            raise NoOriginalError(f"page {page} cannot be shown: {error}") from error

    def narrowed(self, page: int, wanted: Sequence[Printed]) -> dict[Printed, Box]:
        """The boxes of numbers of the prose, where they are narrower than their line: of an image none are.

        Raises:
            NoOriginalError: The page cannot be read.
        """
        try:
            return narrowed(self.data, page, wanted, self.lines) if wanted and pdf.claims(self.data) else {}
        except Exception as error:
            raise NoOriginalError(f"page {page} cannot be read: {error}") from error

    def lines(self) -> tuple[str, ...]:
        """The canonical lines; read once.

        Raises:
            NoOriginalError: The file gives no document.
        """
        if self._lines is None:
            document = read_bytes(self.data)
            if isinstance(document, Refusal):
                raise NoOriginalError(f"the file gives no lines ({document.reason_code})")
            if not isinstance(document, Document):
                raise NoOriginalError("the file gives no lines")
            self._lines = document.lines
        return self._lines


def original_of(locations: Locations, file_name: str, sha256: str, limits: Limits | None = None) -> Original:
    """Fetch the original of a document.

    Args:
        locations: Where the raw folder is.
        file_name: Name relative to it, as the warehouse has it; what stands in an archive is taken out of it.
        sha256: Digest of the bytes that were read.
        limits: What opening an archive may take; None for those of a build.

    Raises:
        NoOriginalError: It is not there, or is another file by now.
    """
    path = raw_file(locations.raw_dir, file_name)
    if path is None:
        raise NoOriginalError(f"{file_name} is not in the raw folder")
    if path.stat().st_size > LARGEST:
        raise NoOriginalError(f"{file_name} has more than {LARGEST:,} bytes")
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() == sha256:
        return Original(data)
    taken = members(path, [sha256], limits or Limits.from_environment()) if may_hold_files(data[:HEAD]) else {}
    if sha256 not in taken:
        raise NoOriginalError(f"{file_name} changed since this release read it")
    return Original(taken[sha256])
