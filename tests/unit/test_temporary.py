"""What a killed process leaves among temporary files goes with the next run; what is in use or not ours stays."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import temporary
from pipeline.temporary import LOCK, TemporaryFolder, temporary_in_one_place

ROOT = Path(__file__).parents[2]
PATIENCE = 120
_HOLDING = """
import sys, time
from pathlib import Path
from pipeline.temporary import TemporaryFolder
held = TemporaryFolder()
Path(held.name, "half").write_text("x")
print(held.name, flush=True)
time.sleep(600)
"""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(temporary, "_swept", set[tuple[Path, str]]())
    return folder


def holding() -> tuple[subprocess.Popen[str], Path]:
    """A process that holds a folder, and the folder."""
    process = subprocess.Popen([sys.executable, "-c", _HOLDING], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    return process, Path(process.stdout.readline().strip())


def test_what_a_killed_process_left_goes_and_what_is_held_stays() -> None:
    killed, left = holding()
    killed.kill()
    killed.wait()
    living, held = holding()
    # The one that came later has deleted it.
    assert not left.exists()
    with TemporaryFolder() as own:
        assert held.is_dir() and (held / "half").is_file() and Path(own).is_dir()
    assert not Path(own).exists()
    living.terminate()
    living.wait()


def test_a_folder_is_swept_once_it_is_nobodys(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    process, held = holding()
    TemporaryFolder().cleanup()
    assert held.is_dir()
    process.kill()
    process.wait()
    monkeypatch.setattr(temporary, "_swept", set[tuple[Path, str]]())
    TemporaryFolder().cleanup()
    assert list(place.iterdir()) == []


def test_what_is_not_ours_stays(place: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / LOCK).touch()
    (elsewhere / "precious").touch()
    (place / "yujuesuan-link").symlink_to(elsewhere)
    (place / "yujuesuan-file").touch()
    (place / "yujuesuan-without").mkdir()
    (place / "yujuesuan-linked-lock").mkdir()
    (place / "yujuesuan-linked-lock" / LOCK).symlink_to(elsewhere / "precious")
    (place / "yujuesuan-pipe").mkdir()
    os.mkfifo(place / "yujuesuan-pipe" / LOCK)
    (place / "other").mkdir()
    (place / "other" / LOCK).touch()
    if os.geteuid() == 0:
        (place / "yujuesuan-of-another").mkdir()
        (place / "yujuesuan-of-another" / LOCK).touch()
        os.chown(place / "yujuesuan-of-another", 12345, 12345)
    before = {path.name for path in place.iterdir()}
    TemporaryFolder().cleanup()
    assert {path.name for path in place.iterdir()} == before
    assert (elsewhere / "precious").exists()


def test_a_link_in_a_folder_that_is_left_over_is_not_followed(place: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious").touch()
    left = place / "yujuesuan-left"
    left.mkdir()
    (left / LOCK).touch()
    (left / "link").symlink_to(elsewhere)
    TemporaryFolder().cleanup()
    assert not left.exists()
    assert (elsewhere / "precious").exists()


def test_no_file_stays_open_for_a_folder_that_is_deleted() -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(20):
        with TemporaryFolder():
            pass
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_all_that_is_temporary_lies_in_one_place(place: Path) -> None:
    with temporary_in_one_place():
        inside = Path(tempfile.mkdtemp())
        assert inside.parent.parent == place
        said = [sys.executable, "-c", "import tempfile; print(tempfile.mkdtemp())"]
        of_child = subprocess.run(said, check=True, capture_output=True, text=True).stdout
        assert Path(of_child).parent == inside.parent
    assert list(place.iterdir()) == []
    assert Path(tempfile.mkdtemp()).parent == place


def until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.02)


@pytest.mark.slow
@pytest.mark.parametrize("begun", ["extracted", "builds/next/warehouse.duckdb"])
def test_a_build_that_is_killed_leaves_nothing_once_another_command_ran(
    place: Path, tmp_path: Path, begun: str
) -> None:
    raw, warehouse = tmp_path / "raw", tmp_path / "warehouse"
    raw.mkdir()
    disclosure = ROOT / "raw" / "hetang_final_2020.txt"
    (raw / disclosure.name).write_bytes(disclosure.read_bytes())
    command = [sys.executable, "-m", "pipeline.cli"]
    build = [*command, "build", "--raw", str(raw), "--warehouse", str(warehouse)]
    process = subprocess.Popen(build, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until(lambda: (warehouse / begun).exists() or process.poll() is not None)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert list(place.iterdir()) != []
    checked = subprocess.run([*command, "check", str(disclosure)], cwd=ROOT, check=False, capture_output=True)
    assert checked.returncode in (0, 1), checked.stderr
    assert list(place.iterdir()) == []
