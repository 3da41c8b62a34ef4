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

# A command shows its own progress: no capture of standard output, which starts helper processes for every step.
_HEADLESS_FILE = "headless.yaml"
_HEADLESS_CONFIGURATION = (
    _CONFIGURATION
    + """\
compute_logs:
  module: dagster._core.storage.noop_compute_log_manager
  class: NoOpComputeLogManager
"""
)


def prepare_home(home: Path) -> Path:
    """Create Dagster's home with its configuration, and make this process and its children use it."""
    home.mkdir(parents=True, exist_ok=True)
    _write_if_different(home / "dagster.yaml", _CONFIGURATION)
    _write_if_different(home / _HEADLESS_FILE, _HEADLESS_CONFIGURATION)
    os.environ["DAGSTER_HOME"] = str(home)
    return home


def headless_instance(home: Path) -> DagsterInstance:
    """Return the instance for runs started by a command; they share their history with the UI."""
    return DagsterInstance.from_config(str(prepare_home(home)), _HEADLESS_FILE)


def _write_if_different(path: Path, text: str) -> None:
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
