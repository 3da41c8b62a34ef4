"""One writer at a time; the second one learns who the first is, and a dead one holds nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.locations import Locations
from pipeline.publication.lock import WarehouseBusyError, single_writer
from pipeline.publication.release import discard_unfinished

_HOLD = """
import sys
from pathlib import Path
from pipeline.publication.lock import single_writer
with single_writer(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def hold_elsewhere(lock_file: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(lock_file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_writer_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    lock_file = tmp_path / "warehouse" / "writer.lock"
    process = hold_elsewhere(lock_file)
    told = rf"process {process.pid} on .*, since 20.*--warehouse"
    with pytest.raises(WarehouseBusyError, match=told), single_writer(lock_file):
        pass
    process.communicate("")
    with single_writer(lock_file):
        assert str(lock_file)


def test_a_killed_writer_holds_nothing(tmp_path: Path) -> None:
    lock_file = tmp_path / "writer.lock"
    process = hold_elsewhere(lock_file)
    process.kill()
    process.communicate()
    with single_writer(lock_file):
        assert lock_file.is_file()


def test_a_build_that_is_stopped_leaves_the_work_of_another_alone(tmp_path: Path) -> None:
    """Asked to stop before it met the lock: what is half made belongs to the build that holds it."""
    locations = Locations(tmp_path / "raw", tmp_path / "warehouse")
    half_made = locations.next_build / "warehouse.duckdb"
    half_made.parent.mkdir(parents=True)
    half_made.touch()
    other = hold_elsewhere(locations.lock_file)
    try:
        discard_unfinished(locations)
        assert half_made.exists()
    finally:
        other.kill()
        other.wait()
    with single_writer(locations.lock_file):
        discard_unfinished(locations)
    assert not half_made.exists()
    # A run that was ended while dbt was at work has given the lock back before its leavings are deleted.
    half_made.parent.mkdir(parents=True)
    half_made.touch()
    discard_unfinished(locations)
    assert not half_made.exists()


@pytest.mark.parametrize("damage", [b"[1]", b"\xff\xfe", b'{"pid":', b"1", b""])
def test_a_damaged_lock_file_still_says_that_it_is_held(tmp_path: Path, damage: bytes) -> None:
    lock_file = tmp_path / "writer.lock"
    process = hold_elsewhere(lock_file)
    lock_file.write_bytes(damage)
    with pytest.raises(WarehouseBusyError, match="not yet written its name"), single_writer(lock_file):
        pass
    process.communicate("")


def test_a_command_that_is_no_utf8_can_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A raw folder may have any name."""
    monkeypatch.setattr(sys, "argv", ["yujuesuan", "build", "--raw", "\udcfe"])
    with single_writer(tmp_path / "writer.lock"):
        assert "xfe" in (tmp_path / "writer.lock").read_text(encoding="utf-8")
