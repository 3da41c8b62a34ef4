"""Dagster's own home: its configuration, written by us so that no step by hand is needed and nothing calls out."""

import os
from pathlib import Path

from dagster import DagsterInstance

# The pool setting lets one run at a time into the writer's pool; the lock file covers commands typed beside the UI.
_CONFIGURATION = """\
telemetry:
  enabled: false
nux:
  enabled: false
freshness:
  enabled: true
concurrency:
  pools:
    default_limit: 1
    granularity: run
"""


def prepare_home(home: Path) -> Path:
    """Create Dagster's home with its configuration, and make this process and its children use it."""
    home.mkdir(parents=True, exist_ok=True)
    _write_if_different(home / "dagster.yaml", _CONFIGURATION)
    os.environ["DAGSTER_HOME"] = str(home)
    return home


def in_memory_instance() -> DagsterInstance:
    """Return an instance for one run started by a command.

    It forgets the run, of which :mod:`pipeline.orchestration.history` keeps what the UI shows.
    """
    return DagsterInstance.ephemeral(  # pyright: ignore[reportUnknownMemberType]
        settings={"telemetry": {"enabled": False}}
    )


def _write_if_different(path: Path, text: str) -> None:
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
