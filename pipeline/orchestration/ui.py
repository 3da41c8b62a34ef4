"""The Dagster UI with its daemon (schedule, sensor, freshness), ready without a step by hand."""

import os
import subprocess
import sys

from pipeline.locations import PROJECT_ROOT, Locations
from pipeline.orchestration.dbt import ensure_manifest
from pipeline.orchestration.instance import prepare_home


def serve_ui(locations: Locations, port: int) -> None:
    """Run ``dagster dev`` for these folders until interrupted.

    Raises:
        DbtError: when the dbt project does not parse.
    """
    prepare_home(locations.dagster_home)
    ensure_manifest(locations)
    environment = {
        **os.environ,
        "RAW_DIR": str(locations.raw_dir),
        "WAREHOUSE_DIR": str(locations.warehouse_dir),
    }
    command = [sys.executable, "-m", "dagster", "dev", "-m", "pipeline.definitions", "-h", "127.0.0.1", "-p", str(port)]
    try:
        subprocess.run(command, env=environment, cwd=PROJECT_ROOT, check=True)
    except KeyboardInterrupt:
        return
    except subprocess.CalledProcessError as error:
        raise RuntimeError(f"The Dagster UI ended with exit code {error.returncode}; is port {port} taken?") from error
