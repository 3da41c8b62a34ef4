"""How much memory a build may take: one number for reading documents, dbt and publishing.

The number and how it is shared out belong here; keeping to it is done by whoever takes memory. DuckDB spills to the
folder of the build beyond its share.
"""

import os
from dataclasses import replace

from pipeline.extraction.limits import Limits

VARIABLE = "YUJUESUAN_MEMORY_MB"
LEAST_MB = 512
_OF_A_READER_MB = 300
"""What a reading process holds before it reads anything."""


class MemorySettingError(RuntimeError):
    """The memory in the environment is no number, or too little."""


def memory_mb() -> int:
    """Memory a build may take, in MB: as set, else half of the machine.

    Raises:
        MemorySettingError: it is set to less than a build needs, or to no whole number.
    """
    text = os.environ.get(VARIABLE, "").strip()
    if not text:
        return max(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2 >> 20, LEAST_MB)
    if not (text.isascii() and text.isdigit()) or int(text) < LEAST_MB:
        raise MemorySettingError(f"{VARIABLE} is {text!r}; expected a whole number of MB, {LEAST_MB} or more.")
    return int(text)


def remember(megabytes: int | None) -> None:
    """Set the memory for this process and all it starts; None leaves what is set."""
    os.environ[VARIABLE] = str(memory_mb() if megabytes is None else megabytes)


def duckdb_settings() -> list[str]:
    """SQL statements that hold one DuckDB connection to the memory."""
    return [f"set memory_limit = '{memory_mb()}MB'"]


def share_of_readers(workers: int) -> tuple[int, Limits]:
    """How many reading processes fit, and what one document may take in each.

    Args:
        workers: as many are wanted.

    Returns:
        The number of processes, at least one, and the limits of one document.

    Raises:
        SettingError: a limit in the environment is no number.
    """
    limits, memory = Limits.from_environment(), memory_mb()
    fitting = max(min(workers, memory // (_OF_A_READER_MB + limits.memory_mb)), 1)
    most = max(memory // fitting - _OF_A_READER_MB, LEAST_MB - _OF_A_READER_MB)
    return fitting, replace(limits, memory_mb=min(limits.memory_mb, most))
