"""Files that stand in an archive of the raw folder, taken out again to be shown.

Which archive holds a file, and having it opened, belong here. It is opened in a reading process, within limits:
what an archive may unpack to is known to its reader alone.
"""

from collections.abc import Iterable
from functools import partial
from pathlib import Path, PurePosixPath

from pipeline.extraction.archives import largest_file
from pipeline.extraction.entries import digest, scan
from pipeline.extraction.limits import Limits
from pipeline.extraction.page.document import Refusal
from pipeline.extraction.reading import ListTask, refuse_task
from pipeline.extraction.workers import Readers
from pipeline.temporary import TemporaryFolder


def raw_file(raw: Path, name: str) -> Path | None:
    """The file of the raw folder that is shown under a name, or the archive that a file of that name stands in.

    Args:
        raw: The raw folder.
        name: As the warehouse has it: ``bundle.zip/inner.zip/notes.docx`` of what stands in an archive.

    Returns:
        Its path; None where there is neither.
    """
    root = raw.resolve()
    shown = PurePosixPath(name)
    names = [str(part) for part in (shown, *shown.parents[:-1])]
    for each in names:
        path = (root / each).resolve()
        if path.is_relative_to(root) and path.is_file():
            return path
    # A name of other bytes than the one it is shown under, or a link that may be followed.
    files = {file.name: file.path for file in scan(root).files} if root.is_dir() else {}
    return next((files[each] for each in names if each in files), None)


def members(archive: Path, digests: Iterable[str], limits: Limits) -> dict[str, bytes]:
    """The bytes of files in an archive, or in archives in it.

    Args:
        archive: The archive in the raw folder.
        digests: SHA-256 of the files.
        limits: What opening it may take.

    Returns:
        The bytes by digest, without those that the archive does not hold; none where it cannot be opened.
    """
    with TemporaryFolder() as folder, Readers(1, limits, partial(refuse_task, limits)) as readers:
        digested = digest(archive, largest_file(limits))
        if isinstance(digested, Refusal):
            return {}
        task = ListTask(archive.name, archive, digested.sha256, Path(folder))
        for _ in readers.run([task]):
            pass
        taken = {sha256: Path(folder) / sha256 for sha256 in digests}
        return {sha256: path.read_bytes() for sha256, path in taken.items() if path.is_file()}
