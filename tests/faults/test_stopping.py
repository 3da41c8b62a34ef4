"""Commands that are asked to end: nothing is left of them, and who was told not to listen does not."""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest
import typer

from pipeline import processes
from pipeline.extraction.limits import Limits
from pipeline.extraction.reading_process import ReadingProcess
from pipeline.processes import children
from pipeline.reports.check_page import CheckFailedError, page_in_process
from pipeline.terminal import explained, stand_somewhere

from ..conftest import RAW_DIR, YUJUESUAN

_PATIENCE = 120
_DISCLOSURE = RAW_DIR / "hetang_final_2020.txt"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    yield folder


def until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + _PATIENCE
    while not holds():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.02)


def checking(temporary: Path, ignored: signal.Signals | None = None) -> subprocess.Popen[str]:
    """A check that has copied its file already."""
    process = subprocess.Popen(
        [YUJUESUAN, "check", _DISCLOSURE],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: ignored and signal.signal(ignored, signal.SIG_IGN),
    )
    until(lambda: list(temporary.rglob(_DISCLOSURE.name)) or process.poll() is not None)
    return process


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_check_asked_to_end_leaves_no_copy_and_no_process(temporary: Path, asked: signal.Signals) -> None:
    process = checking(temporary)
    below = list(children(process.pid))
    process.send_signal(asked)
    _, complaint = process.communicate(timeout=_PATIENCE)
    assert process.returncode == 128 + asked
    assert "Traceback" not in complaint
    assert list(temporary.iterdir()) == []
    until(lambda: not [pid for pid in below if Path(f"/proc/{pid}/cmdline").is_file()])


def test_a_command_started_deaf_to_a_closed_terminal_goes_on(temporary: Path) -> None:
    process = checking(temporary, ignored=signal.SIGHUP)
    process.send_signal(signal.SIGHUP)
    report, complaint = process.communicate(timeout=_PATIENCE)
    assert process.returncode in (0, 1), complaint
    assert report


def test_a_check_of_somebodys_files_that_is_killed_leaves_no_copy_of_them(temporary: Path) -> None:
    before = set(children(os.getpid()))
    with ThreadPoolExecutor(1) as beside:
        page = beside.submit(page_in_process, [_DISCLOSURE], _PATIENCE)
        until(lambda: list(temporary.rglob(_DISCLOSURE.name)) or page.done())
        for pid in set(children(os.getpid())) - before:
            os.kill(pid, signal.SIGKILL)
        with pytest.raises(CheckFailedError):
            page.result(_PATIENCE)
    assert list(temporary.iterdir()) == []


def test_a_reading_process_that_is_ended_leaves_nothing_of_what_it_unpacked(temporary: Path) -> None:
    with ReadingProcess(Limits.from_environment()) as process:
        environment = Path(f"/proc/{process.process.pid}/environ").read_bytes().split(b"\0")
        (own,) = (Path(os.fsdecode(pair[7:])) for pair in environment if pair.startswith(b"TMPDIR="))
        (own / "half unpacked").write_bytes(b"x")
        assert temporary in own.parents
    assert list(temporary.iterdir()) == []


def test_a_first_build_asked_to_end_says_that_nothing_is_published(temporary: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [YUJUESUAN, "build", "--raw", RAW_DIR, "--warehouse", tmp_path / "warehouse"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline().startswith("Building ")
    process.send_signal(signal.SIGTERM)
    _, complaint = process.communicate(timeout=_PATIENCE)
    assert process.returncode == 128 + signal.SIGTERM
    assert complaint.strip() == f"Stopped on request: nothing is published in {tmp_path}/warehouse yet. (SIGTERM)"
    assert list(temporary.iterdir()) == []


def test_a_command_in_a_folder_that_is_gone_ends_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with pytest.raises(SystemExit, match="the current folder does not exist any more"):
        stand_somewhere()


def test_a_query_that_is_stopped_by_a_request_to_end_is_no_failure_of_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(processes, "_asked", [signal.SIGTERM])
    with pytest.raises(typer.Exit) as ended, explained():
        raise duckdb.InterruptException("Query interrupted")
    assert ended.value.exit_code == 128 + signal.SIGTERM
    assert capsys.readouterr().err == ""
