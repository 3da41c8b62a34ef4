"""Encrypted office files that open without asking: Excel's own password for workbooks with a protected structure.

Trying that one password belongs here ([MS-OFFCRYPTO], 2.4.2.3: publishers protect their tables so). Guessing others
does not.
"""

import io
from importlib import import_module
from typing import Any

from pipeline.extraction.readers.refused import DAMAGE

_PASSWORD = "VelvetSweatshop"
_msoffcrypto: Any = import_module("msoffcrypto")
_exceptions: Any = import_module("msoffcrypto.exceptions")
_OF_BROKEN_BYTES = (*DAMAGE, OSError, AttributeError, TypeError, ArithmeticError)
"""What the library raises beside its own exceptions."""


def unlocked(data: bytes) -> bytes | None:
    """The file without its encryption; None where another password is needed, or it is damaged."""
    out = io.BytesIO()
    try:
        file = _msoffcrypto.OfficeFile(io.BytesIO(data))
        file.load_key(password=_PASSWORD)
        file.decrypt(out)
    except (_exceptions.DecryptionError, _exceptions.ParseError, _exceptions.FileFormatError, *_OF_BROKEN_BYTES):
        return None
    return out.getvalue()
