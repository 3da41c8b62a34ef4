"""Names of members: decoded as the packer meant them, and made safe to show and to join to a folder's name.

What a name may be belongs here; nothing is ever written under it.
"""

import re

from pipeline.extraction import entries
from pipeline.extraction.readers import limits

_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_DRIVE = re.compile(r"\A[A-Za-z]:")
_LITTER = re.compile(r"(?:\A|/)(?:__MACOSX/|\.DS_Store\Z|Thumbs\.db\Z|desktop\.ini\Z|~\$|\._)", re.IGNORECASE)


def decoded(raw: bytes) -> str:
    """A name whose encoding the archive does not tell; what no guess fits is read as the first packers wrote."""
    text = entries.decoded(raw)
    return raw.decode("cp437") if text is None else text


def safe(name: str) -> str:
    r"""A name that leads nowhere: ``/`` between folders, no drive, no ``..``, no control characters.

    Args:
        name: As in the archive, such as ``..\..\etc/passwd``.

    Returns:
        ``etc/passwd``; ``unnamed`` where nothing is left.
    """
    plain = _DRIVE.sub("", _CONTROL.sub("", name).replace("\\", "/"))
    parts = [part.strip() for part in plain.split("/")]
    kept = [part for part in parts if part not in ("", ".", "..")]
    return "/".join(kept)[-limits.NAME_LENGTH :].lstrip("/") or "unnamed"


def is_litter(name: str) -> bool:
    """Whether a member is what operating systems and editors leave behind."""
    return _LITTER.search(name) is not None
