"""A published file that was damaged is neither current nor taken over; one that was only copied is."""

import shutil
from pathlib import Path

import pytest

from pipeline.locations import DATABASE_NAME
from pipeline.orchestration import news
from pipeline.publication.release import publish
from pipeline.publication.soundness import is_sound

from .conftest import Workshop

pytestmark = pytest.mark.slow


@pytest.fixture
def build(workshop: Workshop) -> Path:
    workshop.finish_build(amounts=("1.00", "2.00"))
    publish(workshop.locations, recipe="recipe")
    return workshop.locations.current.resolve()


def _written_over(database: Path, old: bytes, new: bytes) -> None:
    data = database.read_bytes()
    assert old in data
    database.chmod(0o644)
    database.write_bytes(data.replace(old, new))


def test_a_build_that_only_lies_elsewhere_is_as_it_was_published(build: Path, tmp_path: Path) -> None:
    assert is_sound(build)
    copied = shutil.copytree(build, tmp_path / "copied", copy_function=shutil.copyfile)
    assert is_sound(copied)
    # Read once: from here on its time says so.
    assert (copied / DATABASE_NAME).stat().st_mtime_ns == (build / DATABASE_NAME).stat().st_mtime_ns


def test_a_byte_of_a_table_that_was_written_over_makes_a_build_unsound(build: Path, workshop: Workshop) -> None:
    locations = workshop.locations
    assert news._digests_of(build, "recipe") is not None
    _written_over(build / DATABASE_NAME, b"final_summary", b"final_summarx")
    assert not is_sound(build)
    assert news.plan(locations, "recipe").continues is None


@pytest.mark.parametrize("notes", ["null", "[1]", '{"content": []}', "{}", "\\xff"])
def test_damaged_notes_make_a_build_unsound(build: Path, notes: str) -> None:
    (build / "release.json").chmod(0o644)
    (build / "release.json").write_bytes(notes.encode("latin-1"))
    assert not is_sound(build)
