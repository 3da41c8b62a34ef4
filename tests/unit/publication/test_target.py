"""A warehouse folder that cannot take a build is found before the build; a disk that fills up is named."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.publication import target
from pipeline.publication.target import TargetError, check_target, told_if_full

from .conftest import Workshop


@pytest.mark.parametrize("problem", ["read-only", "full"])
def test_a_target_that_cannot_take_a_build_is_found_first(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch, problem: str
) -> None:
    if problem == "full":
        usage = type("Usage", (), {"free": 1000})
        monkeypatch.setattr(target.shutil, "disk_usage", lambda _: usage)
    else:
        (workshop.locations.warehouse_dir.parent / "warehouse").write_text("a file")
    with pytest.raises(TargetError, match="--warehouse"):
        check_target(workshop.locations)


def test_a_pointer_that_became_a_folder_is_told_before_the_build_and_left_alone(workshop: Workshop) -> None:
    kept = workshop.locations.current / "warehouse.duckdb"
    kept.parent.mkdir(parents=True)
    kept.write_text("what a copy left that followed the link")
    with pytest.raises(TargetError, match="is a folder and not the link"):
        check_target(workshop.locations)
    assert kept.is_file()


@pytest.mark.parametrize("error", ["ENOSPC", "EDQUOT", "EFBIG"])
def test_a_disk_that_was_full_is_named_although_there_is_room_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: str
) -> None:
    monkeypatch.setattr(target.shutil, "disk_usage", lambda _: SimpleNamespace(free=1 << 30))
    said = f'IO Error: Could not write file "x": {os.strerror(getattr(target.errno, error))}'
    assert told_if_full(tmp_path, said).startswith(f"The disk is full: {tmp_path} ")
    assert told_if_full(tmp_path, "Constraint Error: a key is there twice") == ""


def test_a_full_disk_of_temporary_files_is_the_one_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", "/temporary")

    def usage(place: Path) -> SimpleNamespace:
        return SimpleNamespace(free=0 if place == Path("/temporary") else 1 << 30)

    monkeypatch.setattr(target.shutil, "disk_usage", usage)
    assert told_if_full(tmp_path, "dbt stopped").startswith("The disk is full: /temporary ")
