"""A document that takes too much, or crashes its reader, is set aside; the others are read on."""

import os
import signal
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline.extraction import reading_process, workers
from pipeline.extraction.folder import ExtractionSummary, extract_folder
from pipeline.extraction.limits import Limits, SettingError
from pipeline.extraction.reading_process import ReadingProcess
from pipeline.processes import children

from .conftest import disclosure, write_disclosures

# What a document does to its reader when its text says so: patched into the reading process alone.
_DOINGS = """
import os, signal, time
from pipeline.extraction import document
from pipeline.extraction.readers import progress
read = document.read_bytes
held = []
def reading(data):
    if b"DO:loop" in data:
        while True: pass
    if b"DO:grow" in data:
        while True: held.append(bytearray(1 << 24))
    if b"DO:crash" in data:
        os.kill(os.getpid(), signal.SIGSEGV)
    if b"DO:kill" in data:
        os.kill(os.getpid(), signal.SIGKILL)
    if b"DO:pages" in data:
        for page in range(3):
            progress.page_begins()
            started = time.process_time()
            while time.process_time() - started < 1.2: pass
    if b"DO:memory" in data:
        raise MemoryError
    return read(data)
document.read_bytes = reading
from pipeline.extraction.reading import main
main()
"""


@pytest.fixture
def hostile_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    command = reading_process.python_command

    def patched(module: str, *options: str) -> list[str]:
        made = command(module, *options)
        at = made.index("-c") + 1
        made[at] = made[at].partition("from pipeline")[0] + f"exec({_DOINGS!r})"
        return made

    monkeypatch.setattr(reading_process, "python_command", patched)


def extract(raw: Path, out: Path, **limits: int) -> ExtractionSummary:
    return extract_folder(raw, out, workers=2, progress=lambda _: None, limits=Limits(**limits))


def reasons(out: Path) -> dict[str, str]:
    rows: list[dict[str, Any]] = pq.read_table(out / "documents").to_pylist()
    return {row["file_name"]: row["outcome_reason_code"] or row["outcome"] for row in rows}


@pytest.mark.usefixtures("hostile_readers")
def test_each_page_that_is_recognised_gives_its_document_more_time(tmp_path: Path) -> None:
    raw = write_disclosures(tmp_path / "raw", 1)
    (raw / "scan.txt").write_text(disclosure(50) + "DO:pages", encoding="utf-8")
    extract(raw, tmp_path / "out", seconds=2)
    assert reasons(tmp_path / "out")["scan.txt"] == "ok"


@pytest.mark.usefixtures("hostile_readers")
def test_each_kind_of_excess_is_set_aside_and_the_others_are_read(tmp_path: Path) -> None:
    raw = write_disclosures(tmp_path / "raw", 12)
    for doing in ("loop", "grow", "crash", "kill", "memory"):
        (raw / f"{doing}.txt").write_text(disclosure(50) + f"DO:{doing}", encoding="utf-8")
    extract(raw, tmp_path / "out", seconds=2, memory_mb=300)
    found = reasons(tmp_path / "out")
    assert {name: found.pop(f"{name}.txt") for name in ("loop", "grow", "crash", "kill", "memory")} == {
        "loop": "over_time",
        "grow": "over_memory",
        "crash": "reader_crashed",
        "kill": "reader_ended",
        "memory": "out_of_memory",
    }
    assert set(found.values()) == {"ok"}
    assert len(found) == 12
    assert list(children(os.getpid())) == []


@pytest.mark.usefixtures("hostile_readers")
def test_a_reason_that_passes_is_tried_again_and_a_limit_that_is_raised_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = write_disclosures(tmp_path / "raw", 2)
    (raw / "memory.txt").write_text(disclosure(7) + "DO:memory", encoding="utf-8")
    (raw / "large.txt").write_text(disclosure(8) + "字" * 500_000, encoding="utf-8")
    assert extract(raw, tmp_path / "out", size_mb=1).extracted == 4
    assert extract(raw, tmp_path / "out", size_mb=1).extracted == 1
    monkeypatch.undo()
    assert extract(raw, tmp_path / "out", size_mb=2).extracted == 2
    assert set(reasons(tmp_path / "out").values()) == {"ok"}
    assert extract(raw, tmp_path / "out", size_mb=2).extracted == 0


def test_a_file_that_changes_while_it_is_read_is_read_again_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = write_disclosures(tmp_path / "raw", 2)
    take = workers.Readers.run

    def changing(*given: Any, **more: Any) -> Iterator[Any]:
        (raw / "1.txt").write_text(disclosure(9), encoding="utf-8")
        return take(*given, **more)

    monkeypatch.setattr(workers.Readers, "run", changing)
    extract(raw, tmp_path / "out")
    monkeypatch.undo()
    assert reasons(tmp_path / "out") == {"0.txt": "ok", "1.txt": "changed_while_read"}
    extract(raw, tmp_path / "out")
    assert reasons(tmp_path / "out") == {"0.txt": "ok", "1.txt": "ok"}


def test_a_reader_that_does_not_start_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = write_disclosures(tmp_path / "raw", 1)
    monkeypatch.setattr(
        reading_process, "python_command", lambda *_: ["/bin/sh", "-c", "echo no such thing >&2; exit 3", "x"]
    )
    with pytest.raises(workers.ReaderStartError, match=r"exit code 3.*no such thing"):
        extract(raw, tmp_path / "out")


def test_a_reader_that_is_killed_while_it_starts_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = write_disclosures(tmp_path / "raw", 3)
    command, started = reading_process.python_command, 0

    def killed_twice(module: str, *options: str) -> list[str]:
        nonlocal started
        started += 1
        return ["/bin/sh", "-c", "kill -9 $$", "x"] if started <= 2 else command(module, *options)

    monkeypatch.setattr(reading_process, "python_command", killed_twice)
    extract(raw, tmp_path / "out")
    assert set(reasons(tmp_path / "out").values()) == {"ok"}
    monkeypatch.setattr(reading_process, "python_command", lambda *_: ["/bin/sh", "-c", "kill -9 $$", "x"])
    with pytest.raises(workers.ReaderStartError, match="exit code -9"):
        extract(raw, tmp_path / "other")


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5", "²"])
def test_a_limit_that_is_no_number_is_explained(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("YUJUESUAN_DOCUMENT_SECONDS", value)
    with pytest.raises(SettingError, match="YUJUESUAN_DOCUMENT_SECONDS"):
        Limits.from_environment()


def test_members_of_archives_are_documents_of_their_own(tmp_path: Path) -> None:
    raw = write_disclosures(tmp_path / "raw", 1)
    inner = tmp_path / "inner.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("深/c.txt", disclosure(3))
    with zipfile.ZipFile(raw / "bundle.zip", "w") as archive:
        archive.writestr("a.txt", disclosure(1))
        archive.writestr("copy of 0.txt", disclosure(0))
        archive.write(inner, "inner.zip")
    first = extract(raw, tmp_path / "out")
    rows = pq.read_table(tmp_path / "out" / "documents").to_pylist()
    assert {row["file_name"]: (row["container"], row["duplicate_file_names"]) for row in rows} == {
        "0.txt": (None, ["bundle.zip/copy of 0.txt"]),
        "bundle.zip/a.txt": ("bundle.zip", []),
        "bundle.zip/inner.zip/深/c.txt": ("bundle.zip/inner.zip", []),
    }
    outcomes = pq.read_table(tmp_path / "out" / "outcomes").to_pylist()
    assert [row["reason_code"] for row in outcomes if row["file_name"] == "bundle.zip"] == ["archive"]
    assert (first.extracted, extract(raw, tmp_path / "out").extracted) == (3, 0)
    assert not (tmp_path / "out" / "work").exists()


def test_an_archive_that_did_not_change_is_not_opened_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = write_disclosures(tmp_path / "raw", 1)
    with zipfile.ZipFile(raw / "bundle.zip", "w") as archive:
        archive.writestr("a.txt", disclosure(1))
    extract(raw, tmp_path / "out")
    monkeypatch.setattr(reading_process, "python_command", lambda *_: ["/bin/false"])
    assert extract(raw, tmp_path / "out").reused == 2


def test_children_are_found(tmp_path: Path) -> None:
    pid = os.fork()
    if pid == 0:
        signal.pause()
        os._exit(0)
    assert pid in list(children(os.getpid()))
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def test_a_process_started_beforehand_reads_and_is_ended_with_the_others(tmp_path: Path) -> None:
    write_disclosures(tmp_path / "raw", 1)
    with ReadingProcess(Limits()) as first:
        summary = extract_folder(tmp_path / "raw", tmp_path / "out", workers=1, progress=lambda _: None, first=first)
        assert summary.outcomes == {"ok": 1}
        assert first.process.returncode == -signal.SIGKILL
        assert not list(children(os.getpid()))
    assert first.end() == -signal.SIGKILL
