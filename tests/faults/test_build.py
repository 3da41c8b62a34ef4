"""The whole build, started as a person starts it: fed with mutated documents, killed at any moment, and built again.

Each build goes through the command, Dagster, dbt and the gate. The usual run kills one; all (``make test-faults``)
takes hours.
"""

import os
import random
import re
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

KILLS = int(os.environ.get("YUJUESUAN_FAULTS_KILLS", "30" if FULL else "1"))
MUTANTS = int(os.environ.get("YUJUESUAN_FAULTS_MUTANTS", "2000" if FULL else "30"))
SEED = int(os.environ.get("YUJUESUAN_FAULTS_SEED", "1"))
_GONE_WITHIN = 20
_PATIENCE = 900
_PER_MUTANT = 2
"""Seconds by the clock, also of a machine that others use."""


def rows(warehouse: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(warehouse / "current" / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


def content(warehouse: Path) -> object:
    return rows(warehouse, "select content_hash from release")


def healthy(warehouse: Path, documents: list[str]) -> set[tuple[object, ...]]:
    """What the figures and findings of the documents that nobody mutated say."""
    named = f"document_id in {tuple(documents)}"
    return set(
        rows(
            warehouse,
            f"""
            select figure_id, amount_yuan::varchar from fct_figure where {named}
            union all
            select reconciliation_id, status from fct_reconciliation
            where {named} and family not in ('cross_document', 'completeness')
            """,
        )
    )


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


def with_mutants(raw: Path) -> Path:
    """The documents of the repository and mutated ones."""
    shutil.copytree(RAW_DIR, raw)
    sources = sorted(RAW_DIR.iterdir())
    for number, source in enumerate(sources):
        text = source.read_text(encoding="utf-8")
        for index, data in enumerate(mutated(text, MUTANTS // len(sources), SEED + 1000 + number)):
            (raw / f"mutant-{source.stem}-{index}.txt").write_bytes(data)
    return raw


def test_a_build_fed_with_mutants_and_killed_leaves_the_last_release_and_the_next_one_is_whole(
    built: Build, tmp_path: Path, told: Callable[[str, int, int], None], capsys: pytest.CaptureFixture[str]
) -> None:
    raw = with_mutants(tmp_path / "raw")
    before = content(built.warehouse_dir)
    documents = [str(document) for (document,) in rows(built.warehouse_dir, "select document_id from dim_document")]
    expected = healthy(built.warehouse_dir, documents)
    timed = re.search(r"Done in ([0-9.]+) s", built.output)
    assert timed
    dice = random.Random(SEED)
    lost: list[str] = []
    after: set[object] = set()
    for number in range(KILLS):
        at = dice.uniform(0.1, 1.0) * float(timed[1])
        warehouse = Path(shutil.copytree(built.warehouse_dir, tmp_path / f"killed{number}", symlinks=True))
        process = started(raw, warehouse)
        try:
            process.wait(at)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        left = left_after(warehouse)
        released = content(warehouse)
        outcome = run_command(
            "build", "--raw", raw, "--warehouse", warehouse, patience=_PATIENCE + MUTANTS * _PER_MUTANT
        )
        after.add(str(content(warehouse)))
        names = {name for (name,) in rows(warehouse, "select distinct file_name from document_outcome")}
        missing = {path.name for path in raw.iterdir()} - names
        whole = outcome.returncode == 0 and not missing and healthy(warehouse, documents) == expected
        if left or not whole or len(after) > 1 or str(released) not in {str(before), *after}:
            lost.append(f"after {at:.1f} s: left {left}, without an outcome {missing}, {outcome.stderr}")
        shutil.rmtree(warehouse)
    with capsys.disabled():
        told(f"whole build of {MUTANTS} mutated documents killed at a random moment (seed {SEED})", KILLS, len(lost))
    assert lost == []
