"""Reading on the workers of a scheduler: the same bytes whoever reads, and a lost worker costs its batch only."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from pipeline.extraction import cluster
from pipeline.extraction.cluster import Cluster, ClusterError, batches
from pipeline.extraction.document import Source
from pipeline.extraction.folder import extract_folder
from pipeline.extraction.reading import ReadTask
from tests.conftest import PROJECT_ROOT, RAW_DIR

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("distributed") is None, reason="distributed is not installed: make setup-cluster"),
]
OTHER_PARSER = """
from pipeline.extraction import cluster
own = cluster.own_version()
answers = iter({answers})
cluster.own_version = lambda: next(answers, "another")
"""


@contextmanager
def started(*arguments: str | Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process of Dask."""
    process = subprocess.Popen(
        [sys.executable, "-m", "dask", *map(str, arguments)],
        cwd=PROJECT_ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def address_in(file: Path) -> str:
    for _ in range(600):
        if file.is_file() and (text := file.read_text()).endswith("}"):
            return json.loads(text)["address"]
        time.sleep(0.1)
    raise AssertionError("the scheduler did not start in 60 s")


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    file = tmp_path / "scheduler.json"
    with started("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", file):
        yield address_in(file)


@contextmanager
def worker(scheduler: str, preload: Path | None = None) -> Iterator[subprocess.Popen[bytes]]:
    from distributed import Client

    options = ["--nthreads", "1", "--no-nanny", "--no-dashboard", *(["--preload", str(preload)] if preload else [])]
    with Client(scheduler, set_as_default=False) as client, started("worker", scheduler, *options) as process:
        there = len(client.scheduler_info(n_workers=-1)["workers"])
        client.wait_for_workers(there + 1, timeout=60)
        yield process


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve documents: three of the seeds with other names of their own, and what cannot be read."""
    folder = tmp_path_factory.mktemp("raw")
    texts = sorted(RAW_DIR.glob("*.txt"), key=lambda path: path.stat().st_size)[:2]
    for number in range(10):
        text = texts[number % 2].read_text(encoding="utf-8")
        (folder / f"{number}.txt").write_text(f"{text}\n{number}\n", encoding="utf-8")
    (folder / "empty.pdf").write_bytes(b"%PDF-1.7\n")
    (folder / "odd.docx").write_bytes(b"PK\x03\x04 no archive")
    return folder


def stored(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".lock"
    }


@pytest.fixture(scope="module")
def expected(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The store as one reading process here makes it."""
    folder = tmp_path_factory.mktemp("alone")
    extract_folder(raw, folder, workers=1, progress=lambda _: None)
    return stored(folder)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "MOST_DOCUMENTS", 2)
    monkeypatch.setattr(cluster, "PATIENCE_SECONDS", 2.0)
    monkeypatch.setattr(cluster, "_GATHER_SECONDS", 5.0)


def extracted(raw: Path, folder: Path, scheduler: str) -> tuple[dict[str, bytes], list[str]]:
    said: list[str] = []
    extract_folder(raw, folder / "extracted", workers=1, progress=said.append, scheduler=scheduler)
    return stored(folder / "extracted"), said


def test_the_store_is_the_same_whatever_the_number_of_workers(
    raw: Path, expected: dict[str, bytes], scheduler: str, tmp_path: Path
) -> None:
    with worker(scheduler):
        assert extracted(raw, tmp_path / "one", scheduler)[0] == expected
        with worker(scheduler):
            found, said = extracted(raw, tmp_path / "two", scheduler)
    assert found == expected
    assert f"2 worker(s) at {scheduler}" in said
    assert not [line for line in said if "read here" in line]


@pytest.mark.parametrize("left", [1, 0])
def test_a_killed_worker_costs_its_batch_which_is_done_again(
    raw: Path, expected: dict[str, bytes], scheduler: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: int
) -> None:
    with worker(scheduler) as one, worker(scheduler) as two:
        victims = [one, two][left:]
        taken = Cluster._taken

        def kills_first(self: Cluster, *arguments: object) -> object:
            while victims:
                os.killpg(victims.pop().pid, signal.SIGKILL)
            return taken(self, *arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(Cluster, "_taken", kills_first)
        found, said = extracted(raw, tmp_path, scheduler)
    assert found == expected
    assert bool([line for line in said if "what is left is read here" in line]) == (left == 0)


def test_a_scheduler_that_goes_away_leaves_the_rest_to_be_read_here(
    raw: Path, expected: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "scheduler.json"
    options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", file)
    with started("scheduler", *options) as process, worker(address_in(file)):
        taken = Cluster._taken

        def kills_first(self: Cluster, *arguments: object) -> object:
            process.kill()
            return taken(self, *arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(Cluster, "_taken", kills_first)
        found, _ = extracted(raw, tmp_path, address_in(file))
    assert found == expected


@pytest.mark.parametrize("answers", ["()", "(own,)"], ids=["from the beginning", "found out with its first batch"])
def test_a_worker_with_another_parser_is_refused(
    raw: Path, expected: dict[str, bytes], scheduler: str, tmp_path: Path, answers: str
) -> None:
    preload = tmp_path / "other.py"
    preload.write_text(OTHER_PARSER.format(answers=answers))
    with worker(scheduler, preload):
        if answers == "()":
            with pytest.raises(ClusterError, match="1 with another one were refused"):
                extracted(raw, tmp_path / "none", scheduler)
        with worker(scheduler):
            found, said = extracted(raw, tmp_path, scheduler)
    assert found == expected
    assert [line for line in said if "is refused: its parser is another" in line]


def test_where_no_scheduler_answers_that_is_told(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_CONNECT_SECONDS", 1)
    with pytest.raises(ClusterError, match=r"No scheduler answers at tcp://127\.0\.0\.1:9"):
        extracted(raw, tmp_path, "tcp://127.0.0.1:9")


def test_few_documents_are_read_here(
    raw: Path, scheduler: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = tmp_path / "few"
    few.mkdir()
    shutil.copy(raw / "0.txt", few)
    monkeypatch.setattr(Cluster, "_send", None)
    with worker(scheduler):
        found, _ = extracted(few, tmp_path, scheduler)
    assert "inventory.json" in found


def test_batches_are_bounded_in_number_and_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "MOST_BYTES", 100)
    tasks: list[ReadTask] = []
    for number, size in enumerate((10, 10, 10, 95, 200, 10)):
        path = tmp_path / str(number)
        path.write_bytes(b"x" * size)
        tasks.append(ReadTask(Source(f"{number:064}", path, (path.name,))))
    tasks.append(ReadTask(Source("f" * 64, tmp_path / "gone", ("gone",))))
    assert [[task.source.path.name for task in batch] for batch in batches(tasks)] == [
        ["0", "1"], ["2"], ["3"], ["4"], ["5", "gone"],
    ]  # fmt: skip
