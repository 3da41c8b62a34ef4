# Dagster leaves type arguments open.
# pyright: reportUnknownMemberType=false
"""The history of builds started by a command: a file a run, told to Dagster when its UI starts.

What is kept of a run and how Dagster learns of it belong here. A run of a command happens in memory, since the history
in SQLite writes every event to disk on its own and doubles the time of a build.
"""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dagster import (
    AssetKey,
    DagsterEventType,
    DagsterInstance,
    DagsterRun,
    EventLogEntry,
    deserialize_value,
    serialize_value,
)

from pipeline.locations import Locations

RUNS_KEPT = 20
"""Runs that wait to be told; with more the oldest go, as the UI is not used."""

_OF_THE_RUN = frozenset(
    {
        DagsterEventType.RUN_START,
        DagsterEventType.RUN_SUCCESS,
        DagsterEventType.RUN_FAILURE,
        DagsterEventType.RUN_CANCELED,
        DagsterEventType.STEP_START,
        DagsterEventType.STEP_SUCCESS,
        DagsterEventType.STEP_FAILURE,
        DagsterEventType.STEP_SKIPPED,
        DagsterEventType.RESOURCE_INIT_FAILURE,
    }
)
_OUR_FILES = ("raw_documents", "extracted", "main", "release")
"""First part of the keys of assets whose making is kept: not of what stands between the documents and the marts."""


def keep_run(locations: Locations, instance: DagsterInstance, run_id: str) -> None:
    """Write down what happened in a run: its steps with their times and errors, its marts, the checks that failed."""
    run = instance.get_run_by_id(run_id)
    if run is None:
        return
    told = {
        "run": serialize_value(run),
        "job": serialize_value(instance.get_job_snapshot(run.job_snapshot_id)) if run.job_snapshot_id else "",
        "plan": (
            serialize_value(instance.get_execution_plan_snapshot(run.execution_plan_snapshot_id))
            if run.execution_plan_snapshot_id
            else ""
        ),
        "events": [serialize_value(entry) for entry in instance.all_logs(run_id) if _is_kept(entry)],
    }
    folder = locations.history_dir
    folder.mkdir(parents=True, exist_ok=True)
    begun = instance.get_run_stats(run_id).start_time or 0
    part = folder / f"{run_id}.part"
    part.write_bytes(gzip.compress(json.dumps(told).encode(), compresslevel=3, mtime=0))
    part.rename(folder / f"{begun:017.6f}-{run_id}.json.gz")
    for earlier in sorted(folder.glob("*.json.gz"))[:-RUNS_KEPT]:
        earlier.unlink(missing_ok=True)


def tell_history(locations: Locations, instance: DagsterInstance) -> int:
    """Tell Dagster of the runs that wait; return how many it did not know."""
    told = 0
    for path in _waiting(locations):
        told += _tell(path, instance)
        path.unlink(missing_ok=True)
    return told


def _waiting(locations: Locations) -> Iterator[Path]:
    yield from sorted(locations.history_dir.glob("*.json.gz"))


def _tell(path: Path, instance: DagsterInstance) -> bool:
    """Tell Dagster of one run, unless it knows it or the file was cut short."""
    try:
        content = json.loads(gzip.decompress(path.read_bytes()))
        run = deserialize_value(content["run"], DagsterRun)
        entries = [deserialize_value(entry, EventLogEntry) for entry in content["events"]]
        snapshots: list[Any] = [deserialize_value(content[name]) for name in ("job", "plan") if content[name]]
    except (OSError, EOFError, ValueError, KeyError):
        return False
    if instance.has_run(run.run_id):
        return False
    for snapshot in snapshots:
        instance.add_snapshot(snapshot)
    instance.add_run(run)
    for entry in entries:
        instance.handle_new_event(entry)
    return True


def _is_kept(entry: EventLogEntry) -> bool:
    event = entry.dagster_event
    if event is None:
        return True
    if event.event_type is DagsterEventType.ASSET_CHECK_EVALUATION:
        return not event.asset_check_evaluation_data.passed
    if event.event_type in (DagsterEventType.ASSET_MATERIALIZATION, DagsterEventType.ASSET_OBSERVATION):
        key: AssetKey | None = event.asset_key
        return key is not None and key.path[0] in _OUR_FILES
    return event.event_type in _OF_THE_RUN
