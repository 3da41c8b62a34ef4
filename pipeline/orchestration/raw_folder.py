"""The raw folder as a whole: which files it holds, and whether it changed. Contents are the extraction's business."""

import hashlib
from pathlib import Path

from pipeline.extraction.entries import RawFolder, scan, shown


class RawFolderError(RuntimeError):
    """The raw folder cannot be built from; the message says what to do."""


def list_raw_files(raw_dir: Path) -> RawFolder:
    """Return what stands below ``raw_dir``.

    Raises:
        RawFolderError: the folder is missing, is a file, cannot be listed, or holds no file at all.
    """
    name = shown(str(raw_dir))
    if not raw_dir.is_dir():
        problem = "is a file, not a folder" if raw_dir.exists() else "does not exist"
        raise RawFolderError(f"The raw folder {name} {problem}. Name the folder of the disclosures with --raw.")
    try:
        folder = scan(raw_dir)
    except OSError as error:
        raise RawFolderError(f"The raw folder {name} cannot be listed: {error.strerror}.") from None
    if not folder.files and not folder.unreadable:
        raise RawFolderError(
            f"The raw folder {name} holds no file. Put the disclosures there (sub-folders are welcome),"
            " or name another folder with --raw."
        )
    return folder


def fingerprint(raw_dir: Path) -> str:
    """Return a hash over name, size and times of every entry: whatever is new, changed or gone changes it.

    The time of the last change of the entry itself is part of it: whoever writes other bytes and sets back the time of
    the file cannot set back that one.

    Raises:
        OSError: the folder is missing or cannot be listed.
    """
    folder = scan(raw_dir)
    digest = hashlib.sha256()
    for file in folder.files:
        try:
            status = file.path.lstat()
            state = f"{status.st_ino}\0{status.st_size}\0{status.st_mtime_ns}\0{status.st_ctime_ns}"
        except OSError as error:
            state = str(error.errno)
        digest.update(f"{file.name}\0{state}\n".encode())
    for name, refusal in sorted(folder.refused.items()):
        digest.update(f"{name}\0{refusal.reason_code}\n".encode())
    return digest.hexdigest()
