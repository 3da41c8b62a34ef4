"""What in the store has the name of a file of ours and is a folder, or the reverse: it is deleted, and made anew.

Only shapes are looked at; whether a file is whole is asked where it is read.
"""

import shutil
from collections.abc import Iterable
from pathlib import Path

from pipeline.extraction.dataset.schemas import DATASETS

_FOLDERS = frozenset({*DATASETS, "archives", "stamps", "work"})


def discard_misshapen(extracted_dir: Path) -> None:
    """Delete what cannot be written over.

    Args:
        extracted_dir: The store; everything below it is ours.
    """
    if not extracted_dir.is_dir():
        extracted_dir.unlink(missing_ok=True)
        return
    for path in extracted_dir.iterdir():
        if path.name in _FOLDERS:
            if not path.is_dir():
                path.unlink()
            else:
                _discard(inner for inner in path.iterdir() if inner.is_dir())
        elif path.suffix and path.is_dir():
            _discard([path])


def _discard(folders: Iterable[Path]) -> None:
    for folder in folders:
        if folder.is_symlink():
            folder.unlink()
        else:
            shutil.rmtree(folder)
