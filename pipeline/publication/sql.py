"""Names and texts inside SQL: a path, a comment or a table name is never anything but that."""

import glob
from pathlib import Path


def literal(text: str) -> str:
    """The text as a SQL string."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """The name as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def inside_pattern(folder: Path) -> str:
    """A folder as it stands inside the quotes of a SQL file pattern: none of its signs is a pattern or a quote."""
    return glob.escape(str(folder)).replace("'", "''")
