"""Killed at any file operation, and the disk full at any point: the next run mends it, and nothing is lost."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from pipeline.extraction import buckets
from pipeline.publication.release import publish

from ..unit.publication.conftest import Workshop
from .conftest import FULL, contents, extract, write_disclosures
from .killing import run_killed, run_limited

STEP = 1 if FULL else 9
START = datetime(2026, 1, 1, 2, 0, tzinfo=UTC)


@pytest.fixture
def few_in_a_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "MOST_DOCUMENTS", 2)


@pytest.mark.usefixtures("few_in_a_bucket")
def test_extraction_killed_at_any_file_operation_loses_nothing(
    tmp_path: Path, told: Callable[[str, int, int], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """A store of four documents gains two and loses one; whenever that is cut short, the next run gives the same."""
    raw = write_disclosures(tmp_path / "raw", 4)
    extract(raw, tmp_path / "before")
    write_disclosures(raw, 6)
    (raw / "0.txt").unlink()
    extract(raw, tmp_path / "clean")
    clean = contents(tmp_path / "clean")
    tried, lost, at = 0, [], 1
    while True:
        out = tmp_path / "out"
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(tmp_path / "before", out)
        if not run_killed(lambda: extract(raw, tmp_path / "out"), at):
            break
        extract(raw, out)
        tried += 1
        if contents(out) != clean:
            lost.append(at)
        at += STEP
    with capsys.disabled():
        told("extraction killed at a file operation", tried, len(lost))
    assert tried > 5
    assert lost == []


def test_a_full_disk_during_extraction_is_mended_by_the_next_run(
    tmp_path: Path, told: Callable[[str, int, int], None], capsys: pytest.CaptureFixture[str]
) -> None:
    raw = write_disclosures(tmp_path / "raw", 4)
    extract(raw, tmp_path / "clean")
    clean = contents(tmp_path / "clean")
    sizes = sorted({len(data) for data in clean.values()})
    tried, lost = 0, []
    for most in [0, *(size - 1 for size in sizes)][:: 1 if FULL else 5]:
        out = tmp_path / f"out{most}"
        if run_limited(lambda: extract(raw, out), most):  # noqa: B023 run at once
            tried += 1
            extract(raw, out)
            if contents(out) != clean:
                lost.append(most)
    with capsys.disabled():
        told("disk full during extraction", tried, len(lost))
    assert tried >= 2
    assert lost == []


def amounts(workshop: Workshop) -> list[str]:
    with duckdb.connect(str(workshop.locations.published_database), read_only=True) as connection:
        rows = connection.execute("select amount_yuan::varchar from fct_figure order by figure_id").fetchall()
    return [amount for (amount,) in rows]


def test_publishing_killed_at_any_file_operation_leaves_one_whole_release(
    tmp_path: Path, told: Callable[[str, int, int], None], capsys: pytest.CaptureFixture[str]
) -> None:
    tried, lost, at = 0, [], 1
    while True:
        workshop = Workshop(tmp_path / str(at))
        workshop.finish_build(amounts=("1.00",))
        publish(workshop.locations, START)
        workshop.finish_build(amounts=("2.00", "3.00"))
        died = run_killed(lambda: publish(workshop.locations, START + timedelta(hours=1)), at)  # noqa: B023
        if not died:
            break
        seen = amounts(workshop)
        shutil.rmtree(workshop.locations.builds_dir / "next", ignore_errors=True)
        workshop.finish_build(amounts=("2.00", "3.00"))
        publish(workshop.locations, START + timedelta(hours=2))
        tried += 1
        if seen not in (["1.00"], ["2.00", "3.00"]) or amounts(workshop) != ["2.00", "3.00"]:
            lost.append(at)
        at += 1 if FULL else 3
    with capsys.disabled():
        told("publishing killed at a file operation", tried, len(lost))
    assert tried >= 4
    assert lost == []
