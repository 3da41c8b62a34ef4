"""Running the job without a UI: what ``yujuesuan build`` does."""

import gc
import signal
import sys
from collections.abc import Iterator, Sequence

from dagster import DagsterEvent, DagsterExecutionInterruptedError, DagsterInstance
from dagster_shared.error import SerializableErrorInfo

from pipeline.locations import Locations
from pipeline.orchestration.alert import tell
from pipeline.orchestration.automation import COMMANDED
from pipeline.orchestration.graph import build_definitions
from pipeline.orchestration.history import keep_run
from pipeline.orchestration.instance import in_memory_instance
from pipeline.processes import requests_noted
from pipeline.publication.store import Store
from pipeline.publication.target import told_if_full

_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


class BuildFailedError(RuntimeError):
    """A step of the job failed; the published warehouse is as it was."""


def run_nightly(
    locations: Locations,
    workers: int,
    *,
    allow_shrink: bool = False,
    everything: bool = False,
    store: Store | None = None,
    scheduler: str | None = None,
) -> dict[str, float]:
    """Run the job ``build`` in this process: what ``nightly`` does, under the name of the command.

    Returns:
        Seconds per step.

    Raises:
        BuildFailedError: naming the step that failed and why.
        DbtError: when the dbt project does not parse.
    """
    # Definitions and events are many small objects that live to the end; searching them for garbage finds nothing.
    gc.set_threshold(200_000, 50, 100)
    definitions = build_definitions(
        locations, workers, allow_shrink=allow_shrink, everything=everything, store=store, scheduler=scheduler
    )
    job = definitions.resolve_job_def(COMMANDED)
    with in_memory_instance() as instance, requests_noted() as request:
        result = job.execute_in_process(
            instance=instance, raise_on_error=False, run_config=_QUIET, tags={"started_by": "yujuesuan build"}
        )
        _keep(locations, instance, result.run_id)
        stop = request()
    if not result.success:
        if any(_is_request_to_stop(event) for event in result.all_events):
            # While dbt runs, Dagster takes the signal, also one that we ignore: it is passed on to who waits for it.
            is_heard = stop is not None and signal.getsignal(stop) is not signal.SIG_IGN
            signal.raise_signal(stop if stop is not None and is_heard else signal.SIGTERM)
        reasons = "\n".join(failure_reasons(result.all_events))
        full = told_if_full(locations.warehouse_dir, reasons)
        if full and full.partition(":")[0] not in reasons:
            reasons = f"{reasons}\n{full}"
        raise BuildFailedError("\n".join([reasons, *tell(f"Yujuesuan: {locations.warehouse_dir}\n{reasons}")]))
    succeeded = (event for event in result.all_events if event.is_step_success)
    return {event.step_key or "": event.step_success_data.duration_ms / 1000 for event in succeeded}


def _keep(locations: Locations, instance: DagsterInstance, run_id: str) -> None:
    """Keep the history of the run; without it a published release is still published."""
    try:
        keep_run(locations, instance, run_id)
    except OSError as error:
        print(f"This run will be missing from the history in the UI: {error}", file=sys.stderr)


def failure_reasons(events: Sequence[DagsterEvent]) -> Iterator[str]:
    """Yield one text per failed step (or resource): the innermost error, which is the one we raised."""
    errors = [(event.step_key, error) for event in events if (error := _own_error(event)) is not None]
    # The run repeats the error of its step; it speaks for itself only when no step was reached.
    for step, error in [pair for pair in errors if pair[0]] or errors[:1]:
        # The text begins with the full name of the exception's class, which tells a person nothing.
        message = error.message.removeprefix(f"{error.cls_name}: ").partition(f"{error.cls_name}: ")
        said = (message[2] or message[0]).strip()
        yield f"Step {step} failed. {said}" if step else said


def _is_request_to_stop(event: DagsterEvent) -> bool:
    error: SerializableErrorInfo | None = getattr(event.event_specific_data, "error", None)
    while error is not None:
        if error.cls_name in (DagsterExecutionInterruptedError.__name__, KeyboardInterrupt.__name__):
            return True
        error = error.cause
    return False


def _own_error(event: DagsterEvent) -> SerializableErrorInfo | None:
    """Return the error below Dagster's wrapping of it, which is the one our code raised."""
    error: SerializableErrorInfo | None = getattr(event.event_specific_data, "error", None)
    while error is not None and error.cause is not None and (error.cls_name or "").startswith("Dagster"):
        error = error.cause
    return error
