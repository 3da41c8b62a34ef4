"""The raw folder as a whole: which files it holds, and whether it changed. Contents are the extraction's business."""

import hashlib
from pathlib import Path

from pipeline.extraction.folder import find_files


class RawFolderError(RuntimeError):
    """The raw folder cannot be built from; the message says what to do."""


def list_raw_files(raw_dir: Path) -> list[Path]:
    """Return every file below ``raw_dir`` in order of its name; hidden files and folders are not documents.

    Raises:
        RawFolderError: the folder is missing, is a file, or holds no file at all.
    """
    if not raw_dir.is_dir():
        problem = "is a file, not a folder" if raw_dir.exists() else "does not exist"
        raise RawFolderError(f"The raw folder {raw_dir} {problem}. Name the folder of the disclosures with --raw.")
    files = list(find_files(raw_dir))
    if not files:
        raise RawFolderError(
            f"The raw folder {raw_dir} holds no file. Put the disclosures there (text files, sub-folders are welcome),"
            " or name another folder with --raw."
        )
    return files


def fingerprint(raw_dir: Path) -> str:
    """Return a hash over name, size and time of every file: a new, changed or removed file changes it."""
    digest = hashlib.sha256()
    for path in find_files(raw_dir):
        # Not followed: a link to nothing is a file that the extraction reports, and must not stop the sensor.
        status = path.lstat()
        digest.update(f"{path.relative_to(raw_dir)}\0{status.st_size}\0{status.st_mtime_ns}\0".encode())
    return digest.hexdigest()
