"""The parser version: a digest of the code and the vocabulary that decide what extraction gives.

A document is extracted again exactly when its bytes or this version changed.
"""

import hashlib
from functools import lru_cache
from importlib import import_module
from pathlib import Path

from pipeline.extraction.readers.ocr.recognise import available
from pipeline.extraction.seeds import Seed, declared_seeds

CODE = Path(__file__).parents[1]


@lru_cache(maxsize=1)
def parser_version() -> str:
    """First 12 hexadecimal digits of the digest over ``pipeline/extraction`` and exactly the seeds it declares.

    Whether recognition is installed counts too: then scans are read that were refused before.
    """
    import_module("pipeline.extraction.document")  # every seed is declared once all that reads documents is imported
    digest = hashlib.sha256(b"recognition" if available() else b"")
    code = sorted(CODE.rglob("*.py"))
    seeds = [Seed(name).path for name in declared_seeds()]
    for path in [*code, *seeds]:
        digest.update((path.name if path.suffix == ".csv" else path.relative_to(CODE).as_posix()).encode())
        digest.update(b"\0")
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
