"""What every kind of test shares: the warehouse of the five documents in raw/, built once per session.

Fixtures of one kind of test stand beside it. The build goes through the command, Dagster, dbt and the gate, as a
person's does; a test that reads its answer therefore tests all of them.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

PROJECT_ROOT = Path(__file__).resolve().parents[1]
RAW_DIR = PROJECT_ROOT / "raw"
YUJUESUAN = Path(sys.executable).with_name("yujuesuan")
TIMEOUT_SECONDS = 900


@dataclass(frozen=True)
class Build:
    """One build by command: its folder and what the command printed."""

    warehouse_dir: Path
    output: str

    @property
    def database(self) -> Path:
        return self.warehouse_dir / "current" / "warehouse.duckdb"


def run_command(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``yujuesuan`` as a person would; folders named in the caller's environment do not leak in."""
    inherited = {name: value for name, value in os.environ.items() if name not in {"RAW_DIR", "WAREHOUSE_DIR"}}
    return subprocess.run(
        [str(YUJUESUAN), *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
        env=inherited | environment,
    )


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The build of raw/ in a folder of its own. Tests only read it."""
    warehouse_dir = tmp_path_factory.mktemp("built") / "warehouse"
    outcome = run_command("build", "--raw", RAW_DIR, "--warehouse", warehouse_dir)
    assert outcome.returncode == 0, f"the build failed:\n{outcome.stdout}\n{outcome.stderr}"
    return Build(warehouse_dir, outcome.stdout)


@pytest.fixture(scope="session")
def built_warehouse(built: Build) -> Path:
    """The published DuckDB file of raw/."""
    return built.database
