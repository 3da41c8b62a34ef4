"""Processes of ours end on request and with their parent, and the shell they were started from does not reach them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from dagster._utils.interrupts import capture_interrupts

from pipeline.memory import MemorySettingError, memory_mb, share_of_readers
from pipeline.processes import clean_environment, python_command, requests_noted

PATIENCE = 60


def gone(pid: int) -> bool:
    """Whether a process has ended (or only waits to be collected by whoever inherited it)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"


def wait_until(condition: object) -> bool:
    assert callable(condition)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.05)
    return False


# Starts a child that never ends, says its process id, and waits, stoppable.
_BUILD = """
import subprocess, sys, time
from pathlib import Path
from pipeline.processes import stoppable
folder = Path(sys.argv[1])
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
with stoppable(lambda: "Stopped on request: nothing was published", lambda: (folder / "half").unlink()):
    (folder / "half").touch()
    (folder / "pid").write_text(str(child.pid))
    time.sleep(600)
"""


@pytest.mark.parametrize("request_to_stop", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_request_to_stop_is_one_sentence_and_leaves_nothing(tmp_path: Path, request_to_stop: signal.Signals) -> None:
    process = subprocess.Popen([sys.executable, "-c", _BUILD, str(tmp_path)], stderr=subprocess.PIPE, text=True)
    assert wait_until(lambda: (tmp_path / "pid").is_file() and (tmp_path / "pid").read_text())
    child = int((tmp_path / "pid").read_text())
    process.send_signal(request_to_stop)
    _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == 128 + request_to_stop
    assert told.strip() == f"Stopped on request: nothing was published ({request_to_stop.name})"
    assert wait_until(lambda: gone(child))
    assert not (tmp_path / "half").exists()


_UI = """
import sys
from pathlib import Path
from pipeline.processes import run_until_told
folder = Path(sys.argv[1])
child = "import time; time.sleep(600)"
program = f'''
import pathlib, signal, subprocess, sys, time
def end(*_):
    print("Traceback of being stopped", file=sys.stderr)
    sys.exit(1)
signal.signal(signal.SIGTERM, end)
child = subprocess.Popen([sys.executable, "-c", {child!r}], start_new_session=True)
print("It starts", file=sys.stderr, flush=True)
pathlib.Path({str(folder / "pid")!r}).write_text(str(child.pid))
time.sleep(600)
'''
sys.exit(run_until_told([sys.executable, "-c", program], {}, folder))
"""


def test_a_program_that_was_stopped_leaves_no_process_and_no_traceback(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", _UI, str(tmp_path)], stderr=subprocess.PIPE, text=True)
    assert wait_until(lambda: (tmp_path / "pid").is_file() and (tmp_path / "pid").read_text())
    child = int((tmp_path / "pid").read_text())
    process.terminate()
    _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert told == "It starts\n"
    assert wait_until(lambda: gone(child))


_FAILING = """
import sys
from pathlib import Path
from pipeline.processes import run_until_told
program = "import os; os.write(2, b'Port \\\\xff ' * 20_000 + b'is taken\\\\n'); raise SystemExit(3)"
sys.exit(run_until_told([sys.executable, "-c", program], {}, Path()))
"""


def test_a_program_that_ends_by_itself_is_heard_to_its_last_word(tmp_path: Path) -> None:
    failed = subprocess.run([sys.executable, "-c", _FAILING], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert failed.returncode == 3
    assert failed.stderr == "Port \ufffd " * 20_000 + "is taken\n"


def test_a_child_ends_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    """The child ties itself to its parent, as dbt and the reading processes do."""
    child = "import os, sys, time\\nfrom pipeline.processes import die_with_parent\\ndie_with_parent(int(sys.argv[1]))"
    child += f"\\nopen({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\\ntime.sleep(600)"
    parent = (
        "import os, subprocess, sys, time\n"
        f"subprocess.Popen([sys.executable, '-c', \"{child}\", str(os.getpid())])\n"
        "time.sleep(600)"
    )
    process = subprocess.Popen([sys.executable, "-c", parent])
    assert wait_until(lambda: (tmp_path / "pid").is_file() and (tmp_path / "pid").read_text())
    process.kill()
    process.wait()
    assert wait_until(lambda: gone(int((tmp_path / "pid").read_text())))


def test_a_foreign_package_of_our_name_is_not_taken_for_ours(tmp_path: Path) -> None:
    (tmp_path / "pipeline").mkdir()
    (tmp_path / "pipeline" / "__init__.py").write_text("raise SystemExit('the foreign one')")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    command = python_command("pipeline.extraction.folder")
    ours = subprocess.run([*command, "x"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert "the foreign one" not in ours.stderr
    assert "raw folder not found" in ours.stderr
    yujuesuan = Path(sys.executable).with_name("yujuesuan")
    shown = subprocess.run([yujuesuan, "--help"], cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert shown.returncode == 0


def test_variables_of_the_shell_do_not_reach_children(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DBT_TARGET", "DAGSTER_HOME", "PYTHONPATH", "PYTHONSTARTUP"):
        monkeypatch.setenv(name, "foreign")
    environment = clean_environment({"DBT_USE_COLORS": "false"})
    assert "foreign" not in environment.values()
    assert environment["DBT_USE_COLORS"] == "false"


def test_memory_is_shared_between_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUJUESUAN_MEMORY_MB", "16000")
    assert (share_of_readers(4)[0], share_of_readers(4)[1].memory_mb) == (4, 2048)
    monkeypatch.setenv("YUJUESUAN_MEMORY_MB", "3000")
    assert (share_of_readers(4)[0], share_of_readers(4)[1].memory_mb) == (1, 2048)
    monkeypatch.setenv("YUJUESUAN_MEMORY_MB", "1000")
    assert (share_of_readers(4)[0], share_of_readers(4)[1].memory_mb) == (1, 700)


@pytest.mark.parametrize("value", ["1", "4GB", "-5"])
def test_a_memory_that_is_no_number_is_explained(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("YUJUESUAN_MEMORY_MB", value)
    with pytest.raises(MemorySettingError, match="expected a whole number of MB"):
        memory_mb()


def test_a_build_in_the_background_of_a_script_is_still_asked_to_end_after_its_run() -> None:
    """A shell starts such jobs deaf to SIGINT, and Dagster leaves SIGTERM as it finds SIGINT."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def stop(*_: object) -> None:
        raise AssertionError

    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, stop)
        with requests_noted(), capture_interrupts():
            pass
        assert signal.getsignal(signal.SIGTERM) is stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
