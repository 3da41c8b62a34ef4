"""The whole build, started as a person starts it: killed at any moment, and fed with mutated documents.

Each build goes through the command, Dagster, dbt and the gate. The usual run tries one of each; all of it
(``make test-faults``) takes hours.
"""

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from ..conftest import RAW_DIR, YUJUESUAN, Build, run_command
from .conftest import FULL
from .mutations import mutated

KILLS = 30 if FULL else 1
MUTANTS = 2000 if FULL else 30
SEED = int(os.environ.get("YUJUESUAN_FAULTS_SEED", "1"))
_GONE_WITHIN = 20


def rows(warehouse: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(warehouse / "current" / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


def content(warehouse: Path) -> object:
    return rows(warehouse, "select content_hash from release")


def running(warehouse: Path) -> list[str]:
    """Processes that know of a warehouse folder: those that a build started."""
    found: list[str] = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            state = (process / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            folder = str((process / "cwd").readlink())
        except OSError:
            continue
        if state != "Z" and (str(warehouse) in command or folder.startswith(str(warehouse))):
            found.append(command)
    return found


def left_after(warehouse: Path) -> list[str]:
    """The processes that are still there a while after their parent was killed."""
    until = time.monotonic() + _GONE_WITHIN
    while (left := running(warehouse)) and time.monotonic() < until:
        time.sleep(0.2)
    return left


def started(raw: Path, warehouse: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [str(YUJUESUAN), "build", "--raw", str(raw), "--warehouse", str(warehouse)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_a_build_killed_at_any_moment_leaves_the_last_release_and_the_next_build_is_whole(
    built: Build, tmp_path: Path, told: Callable[[str, int, int], None], capsys: pytest.CaptureFixture[str]
) -> None:
    raw = Path(shutil.copytree(RAW_DIR, tmp_path / "raw"))
    sorted(raw.iterdir())[0].unlink()
    clean = Path(shutil.copytree(built.warehouse_dir, tmp_path / "clean", symlinks=True))
    begun = time.monotonic()
    outcome = run_command("build", "--raw", raw, "--warehouse", clean)
    took = time.monotonic() - begun
    assert outcome.returncode == 0, outcome.stderr
    before, after = content(built.warehouse_dir), content(clean)
    assert before != after
    dice = random.Random(SEED)
    lost: list[str] = []
    for number in range(KILLS):
        at = dice.uniform(0.05, 0.95) * took
        warehouse = Path(shutil.copytree(built.warehouse_dir, tmp_path / f"killed{number}", symlinks=True))
        process = started(raw, warehouse)
        try:
            process.wait(at)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        left = left_after(warehouse)
        seen = content(warehouse)
        outcome = run_command("build", "--raw", raw, "--warehouse", warehouse)
        if left or seen not in (before, after) or outcome.returncode != 0 or content(warehouse) != after:
            lost.append(f"after {at:.1f} s of {took:.1f}: left {left}, {outcome.stderr}")
        shutil.rmtree(warehouse)
    with capsys.disabled():
        told(f"whole build killed at a random moment (seed {SEED})", KILLS, len(lost))
    assert lost == []


def test_mutated_documents_never_stop_a_build_and_every_one_has_an_outcome(
    built: Build, tmp_path: Path, told: Callable[[str, int, int], None], capsys: pytest.CaptureFixture[str]
) -> None:
    raw = Path(shutil.copytree(RAW_DIR, tmp_path / "raw"))
    sources = sorted(RAW_DIR.iterdir())
    for number, source in enumerate(sources):
        text = source.read_text(encoding="utf-8")
        for index, data in enumerate(mutated(text, MUTANTS // len(sources), SEED + 1000 + number)):
            (raw / f"mutant-{source.stem}-{index}.txt").write_bytes(data)
    warehouse = tmp_path / "warehouse"
    outcome = run_command("build", "--raw", raw, "--warehouse", warehouse)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    names = {name for (name,) in rows(warehouse, "select distinct file_name from document_outcome")}
    missing = {path.name for path in raw.iterdir()} - names
    figures = "select figure_id, amount_yuan from fct_figure where document_id in (select unnest(?::varchar[]))"
    with duckdb.connect(str(built.database), read_only=True) as connection:
        ids = [document for (document,) in connection.execute("select document_id from dim_document").fetchall()]
        healthy = set(connection.execute(figures, [ids]).fetchall())
    with duckdb.connect(str(warehouse / "current" / "warehouse.duckdb"), read_only=True) as connection:
        kept = set(connection.execute(figures, [ids]).fetchall())
    with capsys.disabled():
        told(f"mutated documents through a whole build (seed {SEED})", MUTANTS, len(missing))
    assert missing == set()
    assert kept == healthy
