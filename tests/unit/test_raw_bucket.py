"""Raw documents in a bucket: what is new comes, what is gone goes, and what cannot be reached is never gone."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dagster import SensorResult, SkipReason, build_sensor_context

from pipeline.extraction.limits import Limits
from pipeline.locations import Locations
from pipeline.orchestration import raw_bucket
from pipeline.orchestration.automation import make_raw_folder_sensor
from pipeline.orchestration.raw_bucket import Brought, bring
from pipeline.orchestration.raw_folder import RawFolderError
from tests.services import BUCKET, bucket

ADDRESS = f"s3://{BUCKET}/published"


@pytest.fixture(scope="module")
def service() -> Iterator[Any]:
    import boto3

    with bucket() as environment, pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        yield boto3.client("s3", endpoint_url=environment["AWS_ENDPOINT_URL"])


@pytest.fixture
def put(service: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Puts an object below the prefix; all of them are deleted afterwards."""
    monkeypatch.setattr(raw_bucket, "_SETTLED_SECONDS", -10)

    def putting(name: str, body: str) -> None:
        service.put_object(Bucket=BUCKET, Key=f"published/{name}", Body=body.encode())

    yield putting
    for found in service.list_objects_v2(Bucket=BUCKET).get("Contents", ()):
        service.delete_object(Bucket=BUCKET, Key=found["Key"])


def locations_in(folder: Path) -> Locations:
    return Locations.resolve(ADDRESS, folder / "warehouse")


def copy_of(locations: Locations) -> dict[str, str]:
    raw = locations.raw_dir
    return {str(path.relative_to(raw)): path.read_text() for path in raw.rglob("*") if path.is_file()}


def test_only_what_is_new_comes_and_what_is_gone_goes(service: Any, put: Any, tmp_path: Path) -> None:
    locations = locations_in(tmp_path)
    put("云溪区/财政局.txt", "a")
    put("b.txt", "b")
    assert bring(locations, Limits()) == Brought(2, 2, 0, ())
    assert copy_of(locations) == {"云溪区/财政局.txt": "a", "b.txt": "b"}
    assert bring(locations, Limits()) == Brought(2, 0, 0, ())
    service.delete_object(Bucket=BUCKET, Key="published/云溪区/财政局.txt")
    put("b.txt", "other")
    put("c.txt", "c")
    assert bring(locations, Limits()) == Brought(2, 2, 1, ())
    assert copy_of(locations) == {"b.txt": "other", "c.txt": "c"}
    assert not (locations.raw_dir / "云溪区").exists()


def test_an_object_put_just_now_is_looked_at_again(put: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be put again within the same second, with as many bytes."""
    monkeypatch.setattr(raw_bucket, "_SETTLED_SECONDS", 60)
    put("a.txt", "a")
    assert [bring(locations_in(tmp_path), Limits()).new for _ in range(2)] == [1, 1]


def test_an_empty_or_missing_bucket_takes_nothing_away(put: Any, service: Any, tmp_path: Path) -> None:
    locations = locations_in(tmp_path)
    put("a.txt", "a")
    bring(locations, Limits())
    service.delete_object(Bucket=BUCKET, Key="published/a.txt")
    with pytest.raises(RawFolderError, match=f"The bucket {ADDRESS} (holds no document|cannot be listed)"):
        bring(locations, Limits())
    missing = Locations(locations.raw_dir, locations.warehouse_dir, "s3://nowhere/published")
    with pytest.raises(RawFolderError, match="The bucket s3://nowhere/published cannot be listed"):
        bring(missing, Limits())
    assert copy_of(locations) == {"a.txt": "a"}


def test_a_service_that_does_not_answer_takes_nothing_away(
    put: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locations = locations_in(tmp_path)
    put("a.txt", "a")
    bring(locations, Limits())
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(RawFolderError, match="nothing counts as gone"):
        bring(locations, Limits())
    assert copy_of(locations) == {"a.txt": "a"}


def test_names_that_are_no_files_are_told_and_stop_nothing(put: Any, tmp_path: Path) -> None:
    locations = locations_in(tmp_path)
    for name in ("a.txt", "../outside.txt", "/b.txt", "x", "x/y.txt", f"{'长' * 90}.txt"):
        put(name, "text")
    brought = bring(locations, Limits())
    assert copy_of(locations) == {"a.txt": "text", "x/y.txt": "text"}
    assert not (locations.warehouse_dir / "outside.txt").exists()
    assert len(brought.complaints) == 4
    assert "Not brought: x is an object and a folder at once." in list(brought.told(ADDRESS))


def test_an_object_that_is_too_large_is_not_fetched_and_keeps_its_size(put: Any, tmp_path: Path) -> None:
    locations = locations_in(tmp_path)
    put("large.txt", "x" * (1024 * 1024 + 1))
    put("small.txt", "x")
    bring(locations, Limits(size_mb=1))
    assert (locations.raw_dir / "large.txt").stat().st_size == 1024 * 1024 + 1
    assert (locations.raw_dir / "large.txt").read_bytes().strip(b"\0") == b""


def test_what_cannot_be_fetched_keeps_what_came_earlier(
    put: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locations = locations_in(tmp_path)
    put("a.txt", "earlier")
    bring(locations, Limits())
    put("a.txt", "later")

    def fail(*_: object) -> None:
        raise OSError("connection lost")

    with monkeypatch.context() as patch:
        patch.setattr(raw_bucket.shutil, "copyfileobj", fail)
        assert bring(locations, Limits()).complaints == ("Not brought: a.txt: connection lost",)
    assert copy_of(locations) == {"a.txt": "earlier"}
    assert bring(locations, Limits()).new == 1
    assert copy_of(locations) == {"a.txt": "later"}
    assert os.listdir(locations.warehouse_dir) == ["raw"]  # noqa: PTH208


def test_credentials_in_the_address_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RawFolderError, match="Credentials do not belong"):
        bring(Locations.resolve("s3://key:secret@bucket/x", tmp_path), Limits())


def test_the_sensor_sees_a_new_object(put: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sensor = make_raw_folder_sensor(locations_in(tmp_path))
    put("a.txt", "a")
    first = sensor(build_sensor_context())
    assert isinstance(first, SensorResult)
    assert isinstance(sensor(build_sensor_context(cursor=first.cursor)), SkipReason)
    put("b.txt", "b")
    assert isinstance(sensor(build_sensor_context(cursor=first.cursor)), SensorResult)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert isinstance(sensor(build_sensor_context(cursor=first.cursor)), SkipReason)
