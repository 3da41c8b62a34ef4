"""How much time and memory one document may take, and what becomes of one that takes more.

The numbers, where they are set and how a process is measured belong here; ending a process does not (``workers``).
"""

import os
import resource
from dataclasses import dataclass
from pathlib import Path

SECONDS = "YUJUESUAN_DOCUMENT_SECONDS"
MEMORY_MB = "YUJUESUAN_DOCUMENT_MEMORY_MB"
SIZE_MB = "YUJUESUAN_DOCUMENT_SIZE_MB"
WAITING = 10
"""A document may take so many times its processor time by the clock: a busy machine is no fault of the document."""
PAGE_SECONDS = 30
"""Processor time that a page which must be recognised adds to that of its document; it takes some five."""

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


class SettingError(RuntimeError):
    """A limit in the environment is no number."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may take.

    Attributes:
        seconds: Processor time, of which a scan gets more for each page (``PAGE_SECONDS``).
        memory_mb: Memory beyond what the reading process holds at its start.
        size_mb: Size of the file; the longest real disclosures have some 2 MB as text, some 50 as scans.
    """

    seconds: int = 300
    memory_mb: int = 2048
    size_mb: int = 100

    @classmethod
    def from_environment(cls) -> "Limits":
        """The limits as set in the environment, else the usual ones.

        Raises:
            SettingError: One of the variables is no positive whole number.
        """
        usual = cls()
        return cls(
            seconds=positive_setting(SECONDS, usual.seconds),
            memory_mb=positive_setting(MEMORY_MB, usual.memory_mb),
            size_mb=positive_setting(SIZE_MB, usual.size_mb),
        )

    @property
    def size(self) -> int:
        """Size limit in bytes."""
        return self.size_mb * 1024 * 1024

    @property
    def memory(self) -> int:
        """Memory limit in bytes."""
        return self.memory_mb * 1024 * 1024


def positive_setting(name: str, usual: int) -> int:
    """A whole number from the environment.

    Args:
        name: The variable.
        usual: The number where it is not set.

    Returns:
        The number.

    Raises:
        SettingError: It is no positive whole number.
    """
    text = os.environ.get(name, "").strip()
    if not text:
        return usual
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise SettingError(f"{name} is {text!r}; expected a positive whole number, such as {usual}.")
    return int(text)


def bound_this_process(limits: Limits) -> None:
    """Let this process ask for no more memory than it holds now and one document may take.

    The private memory is bounded, not the addresses: libraries reserve far more of those than they ever use. It is a
    second fence behind the measuring from outside, against what grows faster than anyone measures.
    """
    held = _status_kb("VmData") * 1024
    if held:
        bound = held + 2 * limits.memory
        # What bounds whoever started this process bounds it too, and nobody may raise it again.
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        bound = bound if most == resource.RLIM_INFINITY else min(bound, most)
        resource.setrlimit(resource.RLIMIT_DATA, (bound, bound))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _status_kb(field: str) -> int:
    try:
        text = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0  # no Linux: the clock alone limits
    found = [line.split()[1] for line in text.splitlines() if line.startswith(f"{field}:")]
    return int(found[0]) if found else 0


def processor_seconds(pid: int) -> float | None:
    """Processor time a process has taken, None where the system does not say."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = text.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def resident_bytes(pid: int) -> int | None:
    """Memory a process holds now, None where the system does not say."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * _PAGE
    except OSError:
        return None
