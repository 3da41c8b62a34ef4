"""A last release that cannot be taken over costs the time of a build of everything, and no night."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import duckdb
import pytest

from pipeline.locations import Locations
from pipeline.orchestration import assets
from pipeline.orchestration.news import Plan


def test_a_release_into_which_nothing_can_be_put_is_computed_anew(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said: list[str] = []
    warehouse = SimpleNamespace(
        locations=Locations(tmp_path / "raw", tmp_path / "warehouse"), everything=False, say=said.append
    )

    def planned(_: Locations, __: str, *, everything: bool) -> Plan:
        return Plan() if everything else Plan(continues=tmp_path)

    def computed(plan: Plan, *_: object) -> list[str]:
        if plan.continues is not None:
            raise duckdb.IOException("Corrupt database file\nsomewhere")
        return ["everything"]

    monkeypatch.setattr(assets, "plan", planned)
    monkeypatch.setattr(assets, "_computed", computed)
    made = assets._passes(cast("Any", SimpleNamespace(is_subset=False)), cast("Any", None), cast("Any", warehouse))
    assert made == ["everything"]
    assert said == ["The last release cannot be taken over: Corrupt database file"]
