"""A warehouse folder that cannot take a build is found before the build."""

import pytest

from pipeline.publication import target
from pipeline.publication.target import TargetError, check_target

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
