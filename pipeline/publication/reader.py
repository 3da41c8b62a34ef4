"""Opening a published warehouse: read-only, and shut off from everything else on the machine.

Whoever opens a release opens it here. A query is input like any other: it cannot read a file, write one, load an
extension, or unlock any of this again.
"""

from pathlib import Path

import duckdb

_LOCKED = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
}


class DamagedReleaseError(RuntimeError):
    """The published file cannot be opened or read."""


def open_release(database: Path, *, unsafe: bool = False) -> duckdb.DuckDBPyConnection:
    """Open a published file for reading only.

    Args:
        database: the DuckDB file.
        unsafe: leaves files, extensions and settings to the query; for whoever types it on their own machine.

    Returns:
        A connection; the caller closes it.

    Raises:
        DamagedReleaseError: it is missing, or no DuckDB file any more.
    """
    try:
        connection = duckdb.connect(str(database), read_only=True, config={} if unsafe else {**_LOCKED})
    except (duckdb.Error, OSError) as error:
        reason = str(error).strip().splitlines()[0]
        raise DamagedReleaseError(
            f"The published warehouse {database} cannot be opened: {reason}\n"
            "It is made anew by `make warehouse` (or `yujuesuan build`)."
        ) from None
    # A process that opens the same file twice gets the same database, which is locked already.
    locked = connection.execute("select current_setting('lock_configuration')").fetchone() == (True,)
    if not unsafe and not locked:
        connection.execute("set lock_configuration = true")
    return connection
