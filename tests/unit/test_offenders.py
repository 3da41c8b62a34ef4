"""A failed dbt run is repeated without the documents that are to blame, and never for ever."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from pipeline.extraction.aside import SetAside
from pipeline.orchestration import offenders
from pipeline.orchestration.resources import Warehouse
from pipeline.transformation.dbt import DbtError, captured_output, dbt_failure


class Night:
    """dbt fails until nobody of ``guilty`` is left; blame names one of them, or whom it is told to name."""

    def __init__(self, folder: Path, guilty: list[str], named: str | None = None) -> None:
        self.set_aside = SetAside(folder / "set_aside.json", "v")
        self.locations = SimpleNamespace(next_database=folder, dbt_target_dir=folder)
        self.passes = 0
        self._guilty, self._named = guilty, named

    def say(self, _: str) -> None:
        """Say nothing."""

    def extract(self) -> None:
        """Extract nothing."""

    def left(self) -> list[str]:
        return [document for document in self._guilty if document not in self.set_aside.documents()]

    def run(self) -> list[Any]:
        self.passes += 1
        if self.left() or self._named:
            raise DbtError("failed")
        return ["built"]

    def blame(self, *_: object) -> dict[str, str]:
        name = self._named or next(iter(self.left()), None)
        return {name: "broke it"} if name else {}


def built(night: Night, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    monkeypatch.setattr(offenders, "blame", night.blame)
    return list(offenders.without_offenders(night.run, cast("Warehouse", night)))


def test_offenders_that_come_to_light_one_after_the_other_are_all_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = Night(tmp_path, ["a", "b", "c"])
    assert built(night, monkeypatch) == ["built"]
    assert night.passes == 4
    assert list(night.set_aside.documents()) == ["a", "b", "c"]


def test_a_night_that_stops_tells_which_checks_did_not_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    night = Night(tmp_path, [])
    monkeypatch.setattr(offenders, "blame", night.blame)

    def run() -> list[Any]:
        error = DbtError("failed")
        error.checks = ["a check that did not hold"]
        raise error

    told = offenders.without_offenders(run, cast("Warehouse", night))
    assert next(told) == "a check that did not hold"
    with pytest.raises(DbtError):
        next(told)


def test_a_full_disk_is_nobodys_fault_and_said_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    night = Night(tmp_path, [], named="a")
    (tmp_path / "dbt.txt").write_text("[Errno 28] No space left on device")

    def run() -> list[Any]:
        raise dbt_failure(tmp_path, tmp_path / "dbt.txt")

    monkeypatch.setattr(offenders, "blame", night.blame)
    with pytest.raises(DbtError, match=r"^The disk is full: .*\ndbt stopped"):
        list(offenders.without_offenders(run, cast("Warehouse", night)))
    assert night.set_aside.documents() == {}


def test_what_dbt_printed_is_no_reason_to_fail_where_it_cannot_be_kept(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ValueError, match="why it failed"), captured_output(tmp_path / "file" / "dbt.txt"):
        raise ValueError("why it failed")


def test_a_failure_blamed_on_who_is_out_already_stops_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    night = Night(tmp_path, [], named="a")
    with pytest.raises(DbtError):
        built(night, monkeypatch)
    assert night.passes == 2


def test_it_does_not_go_on_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    night = Night(tmp_path, [str(number) for number in range(100)])
    with pytest.raises(DbtError):
        built(night, monkeypatch)
    assert night.passes == offenders.MOST_PASSES
