"""Mutated documents, odd entries and damaged caches: every entry has an outcome, the healthy documents are unharmed."""

import os
import random
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline.extraction import inventory
from pipeline.extraction.entries import scan
from pipeline.extraction.folder import INVENTORY, unchanged
from pipeline.extraction.limits import Limits

from ..conftest import RAW_DIR
from .conftest import FULL, contents, disclosure, extract, write_disclosures
from .mutations import mutated

MUTANTS = 2000 if FULL else 60
SEED = int(os.environ.get("YUJUESUAN_FAULTS_SEED", "1"))


def rows(out: Path, dataset: str) -> list[dict[str, Any]]:
    return pq.read_table(out / dataset).to_pylist()


def test_every_mutated_document_has_an_outcome_and_the_healthy_ones_are_unharmed(
    tmp_path: Path, told: Callable[[str, int, int], None], capsys: pytest.CaptureFixture[str]
) -> None:
    healthy = tmp_path / "healthy"
    shutil.copytree(RAW_DIR, healthy)
    extract(healthy, tmp_path / "clean", workers=1)
    raw = tmp_path / "raw"
    shutil.copytree(RAW_DIR, raw)
    sources = sorted(healthy.iterdir())
    for number, source in enumerate(sources):
        text = source.read_text(encoding="utf-8")
        for index, data in enumerate(mutated(text, MUTANTS // len(sources), SEED + number)):
            (raw / f"mutant-{source.stem}-{index}.txt").write_bytes(data)
    extract(raw, tmp_path / "out", workers=2)
    names = {row["file_name"] for row in rows(tmp_path / "out", "outcomes")}
    missing = {file.name for file in scan(raw).files} - names
    ids = {row["document_id"] for row in rows(tmp_path / "clean", "documents")}
    clean = {str(row) for row in rows(tmp_path / "clean", "figures")}
    kept = {str(row) for row in rows(tmp_path / "out", "figures") if row["document_id"] in ids}
    codes = [row["outcome_reason_code"] for row in rows(tmp_path / "out", "documents")]
    failed = [code for code in codes if code in ("parser_error", "reader_crashed", "over_time", "over_memory")]
    with capsys.disabled():
        told(f"mutated documents (seed {SEED})", MUTANTS, len(missing))
        print(f"  of them stopped by an error or a limit of ours: {len(failed)}")
    assert missing == set()
    assert kept == clean
    assert failed == []


def test_every_odd_entry_has_an_outcome(tmp_path: Path) -> None:
    raw = write_disclosures(tmp_path / "raw", 2)
    os.mkfifo(raw / "pipe")
    (raw / "zero").symlink_to("/dev/zero")
    (raw / "passwd.txt").symlink_to("/etc/passwd")
    (raw / "gone.txt").symlink_to("nothing")
    (raw / "itself").symlink_to(".")
    (raw / "empty.txt").touch()
    (raw / ".hidden.txt").touch()
    Path(os.fsdecode(os.fsencode(raw) + b"/\xff\xfe.txt")).write_text("x")
    with (raw / "sparse.txt").open("wb") as file:
        file.truncate(1 << 42)
    extract(raw, tmp_path / "out", workers=1)
    told = rows(tmp_path / "out", "outcomes")
    outcomes = {row["file_name"]: row["reason_code"] for row in told if row["reason_code"]}
    assert outcomes == {
        "pipe": "not_a_file",
        "zero": "link_outside",
        "passwd.txt": "link_outside",
        "gone.txt": "unreadable",
        "itself": "linked_folder",
        "empty.txt": "empty",
        ".hidden.txt": "hidden",
        r"\xff\xfe.txt": "no_chinese",
        "sparse.txt": "too_large",
    }


def test_a_folder_that_cannot_be_listed_keeps_its_documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = write_disclosures(tmp_path / "raw", 2)
    write_disclosures(raw / "sub", 4)
    extract(raw, tmp_path / "out")
    before = {row["document_id"] for row in rows(tmp_path / "out", "figures")}
    listed = os.scandir

    def failing(path: bytes | str | Path) -> Any:
        if os.fsencode(path).endswith(b"/raw/sub"):
            raise PermissionError(13, "Permission denied")
        return listed(path)

    monkeypatch.setattr("pipeline.extraction.entries.os.scandir", failing)
    summary = extract(raw, tmp_path / "out")
    assert summary.removed == 0
    assert {row["document_id"] for row in rows(tmp_path / "out", "figures")} == before
    told = {row["file_name"]: row["reason_code"] for row in rows(tmp_path / "out", "outcomes")}
    assert told["sub/"] == "unreadable_folder"


def test_a_file_that_cannot_be_opened_keeps_what_was_read_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A medium that fails, a share without its rights: it is told, and the next good night changes nothing."""
    raw = write_disclosures(tmp_path / "raw", 4)
    with zipfile.ZipFile(raw / "more.zip", "w") as archive:
        archive.writestr("a.txt", disclosure(70))
    (raw / "0.txt.copy.txt").write_text(disclosure(71), encoding="utf-8")
    extract(raw, tmp_path / "out")
    before = contents(tmp_path / "out")
    (raw / "0.txt.copy.txt").unlink()
    opened = inventory.digest

    def failing(path: Path, most: int) -> Any:
        if path.name in ("0.txt", "more.zip"):
            raise OSError(5, "Input/output error")
        return opened(path, most)

    with monkeypatch.context() as patch:
        patch.setattr("pipeline.extraction.inventory.digest", failing)
        summary = extract(raw, tmp_path / "out")
    # The copy with a longer name is gone, and goes.
    assert summary.removed == 1
    assert "0.txt: Input/output error; what was read from it before is kept" in summary.problems
    assert any(problem.startswith("more.zip: quarantined: The file cannot be opened") for problem in summary.problems)
    names = {row["file_name"] for row in rows(tmp_path / "out", "documents")}
    assert names == {"0.txt", "1.txt", "2.txt", "3.txt", "more.zip/a.txt"}
    (raw / "0.txt.copy.txt").write_text(disclosure(71), encoding="utf-8")
    extract(raw, tmp_path / "out")
    assert contents(tmp_path / "out") == before


def test_a_number_that_no_amount_can_be_costs_itself_and_not_its_document(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    healthy, text = disclosure(1), "本年支出预算101.5000000000001万元，其中：基本支出12345678901234567890万元。\n"
    (raw / "a.txt").write_text(healthy + text, encoding="utf-8")
    extract(raw, tmp_path / "out")
    (document,) = rows(tmp_path / "out", "documents")
    assert (document["outcome"], document["outcome_reason_code"]) == ("partial", "impossible_numbers")
    assert "'101.5000000000001' in line 11" in document["outcome_reason"]
    # 4 rows of 3 amounts; revenue and the part of it in the sentence.
    assert len(rows(tmp_path / "out", "figures")) == 12
    assert [row["value_text"] for row in rows(tmp_path / "out", "narrative_figures")] == ["101.50", "101.50"]


def test_a_damaged_cache_is_made_anew(
    tmp_path: Path, told: Callable[[str, int, int], None], capsys: pytest.CaptureFixture[str]
) -> None:
    raw = write_disclosures(tmp_path / "raw", 3)
    extract(raw, tmp_path / "clean")
    clean = contents(tmp_path / "clean")
    dice = random.Random(SEED)
    lost = []
    names = sorted(clean)[:: 1 if FULL else 3]
    for name in names:
        out = tmp_path / "out"
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(tmp_path / "clean", out)
        data = clean[name]
        at = dice.randrange(len(data))
        damaged = dice.choice((b"", data[:at], data[:at] + b"\xff" + data[at + 1 :], b"nonsense"))
        (out / name).write_bytes(damaged)
        extract(raw, out)
        if contents(out) != clean:
            lost.append(name)
    with capsys.disabled():
        told("files of the cache damaged", len(names), len(lost))
    assert lost == []


def test_files_of_the_cache_that_became_folders_and_folders_that_became_files_are_made_anew(tmp_path: Path) -> None:
    raw = write_disclosures(tmp_path / "raw", 2)
    with zipfile.ZipFile(raw / "more.zip", "w") as archive:
        archive.writestr("a.txt", disclosure(70))
    out = tmp_path / "out"
    extract(raw, out)
    clean = contents(out)
    for name in clean:
        (out / name).unlink()
        (out / name / "inside").mkdir(parents=True)
    extract(raw, out)
    assert contents(out) == clean
    for folder in [path for path in out.iterdir() if path.is_dir()]:
        shutil.rmtree(folder)
        folder.write_text("a file")
    extract(raw, out)
    assert contents(out) == clean


def test_notes_that_are_no_text_mean_that_something_changed(tmp_path: Path) -> None:
    raw = write_disclosures(tmp_path / "raw", 1)
    extract(raw, tmp_path / "out")
    assert unchanged(raw, tmp_path / "out", Limits.from_environment()) is not None
    (tmp_path / "out" / INVENTORY).write_bytes(b"\xff")
    assert unchanged(raw, tmp_path / "out", Limits.from_environment()) is None
