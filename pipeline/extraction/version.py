"""The parser version: a digest of the code and the vocabulary that decide what extraction gives.

A document is extracted again exactly when its bytes or this version changed.
"""

import hashlib
from functools import lru_cache
from pathlib import Path

from pipeline.extraction.normalise import SEEDS

SEEDS_OF_OTHERS = ("rule", "reviewed_", "repository_", "cofog_", "revenue_", "economic_crosswalk")
"""Beginnings of names of seeds that extraction does not read."""


@lru_cache(maxsize=1)
def parser_version() -> str:
    """First 12 hexadecimal digits of the digest over ``pipeline/extraction`` and its seeds."""
    digest = hashlib.sha256()
    code = sorted(Path(__file__).parent.glob("*.py"))
    seeds = sorted(p for p in SEEDS.glob("*.csv") if not p.name.startswith(SEEDS_OF_OTHERS))
    for path in [*code, *seeds]:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
