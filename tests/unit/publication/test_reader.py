"""A published file that is damaged: whatever opens it says so, and what to do."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from pipeline.publication.reader import DamagedReleaseError, attach_release, open_release


@pytest.mark.parametrize("opened", [open_release, attach_release])
@pytest.mark.parametrize("damage", [b"nonsense" * 2000, None])
def test_a_damaged_release_is_named_with_the_way_out(
    tmp_path: Path, opened: Callable[[Path], duckdb.DuckDBPyConnection], damage: bytes | None
) -> None:
    release = tmp_path / "warehouse.duckdb"
    if damage is not None:
        release.write_bytes(damage)
    with pytest.raises(DamagedReleaseError, match=r"(?s)cannot be opened.*make warehouse"):
        opened(release)
