"""The Dagster UI with its daemon (schedule, sensor, freshness), ready without a step by hand."""

import json
from pathlib import Path
from typing import Any

from dagster import AssetKey, AssetMaterialization, DagsterInstance, MetadataValue

from pipeline.locations import PROJECT_ROOT, Locations
from pipeline.orchestration.history import tell_history
from pipeline.orchestration.instance import prepare_home
from pipeline.processes import clean_environment, python_command, run_until_told
from pipeline.publication.release import published_build
from pipeline.temporary import TemporaryFolder
from pipeline.transformation.dbt import ensure_manifest

_RELEASE = AssetKey("release")
_NOTED = ("build_id", "git_revision", "parser_version", "content_hash")


def note_published_release(locations: Locations, instance: DagsterInstance) -> None:
    """Tell the history of a release that a command published, so that the UI shows it and judges its freshness."""
    build = published_build(locations)
    noted = _release_notes(build) if build else None
    if noted is None:
        return
    latest = instance.get_latest_materialization_event(_RELEASE)
    known = latest.asset_materialization if latest else None
    if known is None or known.metadata["build_id"].value != noted["build_id"]:
        facts = {name: noted[name] for name in _NOTED}
        changes = MetadataValue.md("\n".join(f"- {line}" for line in noted["changes"]))
        instance.report_runless_asset_event(AssetMaterialization(_RELEASE, metadata={**facts, "changes": changes}))


def _release_notes(build: Path) -> dict[str, Any] | None:
    """What is written beside a release; None where it is damaged, which ``status`` tells and a build mends."""
    try:
        noted = json.loads((build / "release.json").read_text(encoding="utf-8"))
        return noted if {*_NOTED, "changes"} <= noted.keys() else None
    except (OSError, ValueError, AttributeError):
        return None


def serve_ui(locations: Locations, port: int) -> None:
    """Run ``dagster dev`` for these folders until interrupted.

    Raises:
        DbtError: when the dbt project does not parse.
    """
    home = prepare_home(locations.dagster_home)
    ensure_manifest(locations)
    with DagsterInstance.from_config(str(home)) as instance:
        tell_history(locations, instance)
        note_published_release(locations, instance)
    environment = clean_environment(
        {
            "DAGSTER_HOME": str(home),
            "RAW_DIR": locations.raw_source or str(locations.raw_dir),
            "WAREHOUSE_DIR": str(locations.warehouse_dir),
            # Its own processes are started as modules, and find ours here whatever folder they are started in.
            "PYTHONPATH": str(PROJECT_ROOT),
        }
    )
    command = [
        *python_command("pipeline.orchestration.ui_process"), "dev", "-m", "pipeline.definitions", "-h", "127.0.0.1",
        "-p", str(port),
    ]  # fmt: skip
    with TemporaryFolder() as folder:
        code = run_until_told(command, environment | {"TMPDIR": folder}, PROJECT_ROOT)
    if code:
        raise RuntimeError(f"The Dagster UI ended with exit code {code}; is port {port} taken?")
