"""A build by command: a request to stop that Dagster took for itself is passed on, and is no failed night."""

import signal
from pathlib import Path
from types import SimpleNamespace

import pytest
from dagster import DagsterExecutionInterruptedError, job, op
from dagster._utils.interrupts import raise_interrupts_as

from pipeline.locations import Locations
from pipeline.orchestration import run


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT, None])
def test_a_request_to_stop_is_passed_on_by_its_name_and_a_failure_is_not(
    asked: signal.Signals | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @op
    def step() -> None:
        if asked is None:
            raise OSError("The disk is full.")
        with raise_interrupts_as(DagsterExecutionInterruptedError):
            signal.raise_signal(asked)

    @job
    def night() -> None:
        step()

    definitions = SimpleNamespace(resolve_job_def=lambda _: night)
    monkeypatch.setattr(run, "build_definitions", lambda *_, **__: definitions)
    got: list[int] = []
    # Dagster gives SIGTERM whatever handler SIGINT has.
    requests = (signal.SIGINT, signal.SIGTERM)
    before = {request: signal.signal(request, lambda number, _: got.append(number)) for request in requests}
    try:
        with pytest.raises(run.BuildFailedError):
            run.run_nightly(Locations(tmp_path / "raw", tmp_path / "warehouse"), 1)
    finally:
        for request, handler in before.items():
            signal.signal(request, handler)
    assert got == ([asked] if asked else [])
