"""Runs of commands are in the history of the UI: with their steps, their marts and the checks that failed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from dagster import (
    AssetCheckResult,
    AssetCheckSpec,
    AssetExecutionContext,
    AssetKey,
    AssetObservation,
    DagsterEventType,
    DagsterInstance,
    DagsterRunStatus,
    MaterializeResult,
    asset,
    define_asset_job,
)
from dagster import Definitions as Assets

from pipeline.locations import Locations
from pipeline.orchestration.history import RUNS_KEPT, keep_run, tell_history
from pipeline.orchestration.instance import in_memory_instance, prepare_home

pytestmark = pytest.mark.slow


@asset(key=["main", "mart"], check_specs=[AssetCheckSpec(name, asset=["main", "mart"]) for name in ("holds", "broken")])
def mart() -> Iterator[object]:
    yield MaterializeResult(metadata={"rows": 7})
    yield AssetCheckResult(check_name="holds", passed=True)
    yield AssetCheckResult(check_name="broken", passed=False, metadata={"count": 3})


@asset(key=["staging", "between"])
def between(context: AssetExecutionContext) -> None:
    """An asset that nobody looks at; of the mart it knows how many rows it has."""
    context.log_event(AssetObservation(["main", "mart"], metadata={"dagster/row_count": 7}))
    context.log_event(AssetObservation(["staging", "between"], metadata={"dagster/row_count": 9}))


@asset(deps=[mart])
def fails() -> None:
    raise RuntimeError("the reason")


@pytest.fixture
def locations(tmp_path: Path) -> Locations:
    return Locations(tmp_path / "raw", tmp_path / "warehouse")


@pytest.fixture
def history(locations: Locations, monkeypatch: pytest.MonkeyPatch) -> Iterator[DagsterInstance]:
    monkeypatch.setenv("DAGSTER_HOME", "")
    home = prepare_home(locations.dagster_home)
    with DagsterInstance.from_config(str(home)) as instance:
        yield instance


def run_in_memory(locations: Locations) -> str:
    job = Assets(assets=[mart, between, fails], jobs=[define_asset_job("nightly")]).resolve_job_def("nightly")
    with in_memory_instance() as instance:
        result = job.execute_in_process(instance=instance, raise_on_error=False)
        keep_run(locations, instance, result.run_id)
    return result.run_id


def test_dagster_learns_of_a_run_with_its_steps_its_error_and_the_check_that_failed(
    locations: Locations, history: DagsterInstance
) -> None:
    run_id = run_in_memory(locations)
    assert history.get_runs() == []

    assert tell_history(locations, history) == 1
    (run,) = history.get_runs()
    assert (run.run_id, run.job_name, run.status) == (run_id, "nightly", DagsterRunStatus.FAILURE)
    steps = {step.step_key: (step.status.value if step.status else "") for step in history.get_run_step_stats(run_id)}
    assert steps == {"main__mart": "SUCCESS", "staging__between": "SUCCESS", "fails": "FAILURE"}
    said = [entry.dagster_event for entry in history.all_logs(run_id) if entry.dagster_event]
    checks = [event for event in said if event.event_type is DagsterEventType.ASSET_CHECK_EVALUATION]
    assert [event.asset_check_evaluation_data.check_name for event in checks] == ["broken"]
    (error,) = [event.step_failure_data.error_display_string for event in said if event.is_step_failure]
    assert "the reason" in error
    made = history.get_latest_materialization_event(AssetKey(["main", "mart"]))
    assert made and made.asset_materialization and made.asset_materialization.metadata["rows"].value == 7
    assert history.get_latest_materialization_event(AssetKey(["staging", "between"])) is None
    seen = [event.asset_observation_data.asset_observation for event in said if event.is_asset_observation]
    assert [(one.asset_key.path, one.metadata["dagster/row_count"].value) for one in seen] == [(["main", "mart"], 7)]
    assert history.has_job_snapshot(run.job_snapshot_id or "")


def test_a_run_is_told_once(locations: Locations, history: DagsterInstance) -> None:
    run_in_memory(locations)
    (waiting,) = locations.history_dir.iterdir()
    content = waiting.read_bytes()
    assert tell_history(locations, history) == 1
    assert list(locations.history_dir.iterdir()) == []
    # Killed between telling and removing.
    waiting.write_bytes(content)
    assert tell_history(locations, history) == 0
    assert len(history.get_runs()) == 1


@pytest.mark.parametrize("length", [0, 10, 500])
def test_a_file_cut_short_is_passed_over_and_goes(locations: Locations, history: DagsterInstance, length: int) -> None:
    run_in_memory(locations)
    (waiting,) = locations.history_dir.iterdir()
    waiting.write_bytes(waiting.read_bytes()[:length])
    assert tell_history(locations, history) == 0
    assert list(locations.history_dir.iterdir()) == []


def test_where_the_ui_is_never_opened_only_the_last_runs_wait(locations: Locations) -> None:
    locations.history_dir.mkdir(parents=True)
    for number in range(RUNS_KEPT + 5):
        (locations.history_dir / f"{number:017.6f}-old.json.gz").touch()
    run_in_memory(locations)
    waiting = sorted(path.name for path in locations.history_dir.iterdir())
    assert len(waiting) == RUNS_KEPT
    assert waiting[0].startswith("0000000006")
    assert not waiting[-1].endswith("old.json.gz")
