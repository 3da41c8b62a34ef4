"""The warehouse of the development documents, built once per session for the golden tests.

The documents are read where they lie beside the repository and are never copied into it; without them the tests that
ask for this warehouse are skipped. The warehouse of the seed documents does not belong here.
"""

import subprocess
import sys
from pathlib import Path

import pytest

DEVELOPMENT_DOCUMENTS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "development" / "text"


@pytest.fixture(scope="session")
def development_documents() -> Path:
    """The folder of the development documents; skips where it is absent."""
    if not DEVELOPMENT_DOCUMENTS.is_dir():
        pytest.skip(f"the development documents are not here: {DEVELOPMENT_DOCUMENTS}")
    return DEVELOPMENT_DOCUMENTS


@pytest.fixture(scope="session")
def built_development_warehouse(development_documents: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published DuckDB file of all development documents, built by the command that a person would type."""
    warehouse = tmp_path_factory.mktemp("development_warehouse")
    command = [
        str(Path(sys.executable).with_name("yujuesuan")),
        "build",
        "--raw",
        str(development_documents),
        "--warehouse",
        str(warehouse),
    ]
    run = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert run.returncode == 0, f"{' '.join(command)} ended with {run.returncode}\n{run.stdout}\n{run.stderr}"
    return warehouse / "current" / "warehouse.duckdb"
