"""The sensor notices every change of the raw folder once."""

import os
from pathlib import Path

import pytest
from dagster import SensorResult, SkipReason, build_sensor_context

from pipeline.locations import Locations
from pipeline.orchestration.automation import make_raw_folder_sensor
from pipeline.orchestration.raw_folder import RawFolderError, list_raw_files


@pytest.fixture
def raw_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    (folder / "2020").mkdir(parents=True)
    (folder / "2020" / "a.txt").write_text("a")
    return folder


def tick(raw_dir: Path, cursor: str | None) -> SensorResult | SkipReason:
    sensor = make_raw_folder_sensor(Locations(raw_dir, raw_dir.parent / "warehouse"))
    result = sensor(build_sensor_context(cursor=cursor))
    assert isinstance(result, SensorResult | SkipReason)
    return result


def test_a_new_file_in_a_sub_folder_starts_one_run(raw_dir: Path) -> None:
    first = tick(raw_dir, None)
    assert isinstance(first, SensorResult)
    assert isinstance(tick(raw_dir, first.cursor), SkipReason)
    (raw_dir / "2020" / "b.txt").write_text("b")
    second = tick(raw_dir, first.cursor)
    assert isinstance(second, SensorResult)
    assert second.run_requests is not None
    assert [request.run_key for request in second.run_requests] == [second.cursor]


def test_a_published_warehouse_is_not_built_again_at_the_first_look(raw_dir: Path) -> None:
    published = Locations(raw_dir, raw_dir.parent / "warehouse").published_database
    published.parent.mkdir(parents=True)
    published.touch()
    first = tick(raw_dir, None)
    assert isinstance(first, SensorResult)
    assert not first.run_requests
    assert isinstance(tick(raw_dir, first.cursor), SkipReason)


@pytest.mark.parametrize("change", ["removed", "rewritten", "renamed"])
def test_other_changes_start_a_run_too(raw_dir: Path, change: str) -> None:
    first = tick(raw_dir, None)
    assert isinstance(first, SensorResult)
    file = raw_dir / "2020" / "a.txt"
    {
        "removed": file.unlink,
        "rewritten": lambda: file.write_text("other"),
        "renamed": lambda: file.rename(raw_dir / "c.txt"),
    }[change]()
    assert isinstance(tick(raw_dir, first.cursor), SensorResult)


def test_a_state_seen_before_starts_a_run_again(raw_dir: Path) -> None:
    """A file comes and goes: Dagster drops a run key it has met, and must not be given the same one twice."""
    results = [tick(raw_dir, None)]
    for change in (lambda: (raw_dir / "b.txt").write_text("b"), (raw_dir / "b.txt").unlink) * 2:
        change()
        results.append(tick(raw_dir, results[-1].cursor if isinstance(results[-1], SensorResult) else None))
    keys = [
        request.run_key
        for result in results
        if isinstance(result, SensorResult)
        for request in result.run_requests or ()
    ]
    assert len(keys) == len(set(keys)) == 5


def test_other_bytes_of_the_same_size_and_time_start_a_run(raw_dir: Path) -> None:
    file = raw_dir / "2020" / "a.txt"
    status = file.stat()
    first = tick(raw_dir, None)
    assert isinstance(first, SensorResult)
    file.write_text("b")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert isinstance(tick(raw_dir, first.cursor), SensorResult)


def test_a_missing_folder_is_no_failure_of_the_sensor(tmp_path: Path) -> None:
    assert isinstance(tick(tmp_path / "raw", None), SkipReason)


def test_hidden_files_are_no_documents(raw_dir: Path) -> None:
    (raw_dir / ".DS_Store").write_text("x")
    assert [file.name for file in list_raw_files(raw_dir).files] == ["2020/a.txt"]


def test_an_unusable_raw_folder_is_explained(tmp_path: Path) -> None:
    with pytest.raises(RawFolderError, match=r"does not exist.*--raw"):
        list_raw_files(tmp_path / "absent")
    (tmp_path / "file").write_text("")
    with pytest.raises(RawFolderError, match="is a file, not a folder"):
        list_raw_files(tmp_path / "file")
    (tmp_path / "empty").mkdir()
    with pytest.raises(RawFolderError, match="holds no file"):
        list_raw_files(tmp_path / "empty")
