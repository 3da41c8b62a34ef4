"""What every kind of test shares: the warehouse of the five documents in raw/, built once for all workers of a session.

Fixtures of one kind of test stand beside it. The build goes through the command, Dagster, dbt and the gate, as a
person's does; a test that reads its answer therefore tests all of them.

``slow`` marks what starts programs, recognises or builds and is not in ``make test-fast``; whatever asks for a build is
slow by that. ``full`` marks another form of what a test beside it proves, and is only in ``make test-all``.
"""

import fcntl
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.locations import Locations
from pipeline.publication.lake import publish_to_store
from pipeline.publication.store import Store, StoredRelease

PROJECT_ROOT = Path(__file__).resolve().parents[1]
RAW_DIR = PROJECT_ROOT / "raw"
YUJUESUAN = Path(sys.executable).with_name("yujuesuan")
TIMEOUT_SECONDS = 900
_FOLDERS = {"RAW_DIR", "WAREHOUSE_DIR", "YUJUESUAN_STORE", "YUJUESUAN_STORE_DATA"}


IS_FULL = os.environ.get("YUJUESUAN_TESTS") == "all"
_BUILDS = {"built", "built_warehouse", "stored"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks for a build; put long files first, so that no worker is left with one at the end."""
    for item in items:
        if _asks_for_a_build(item):
            item.add_marker(pytest.mark.slow)
        if item.get_closest_marker("full") and not IS_FULL:
            item.add_marker(pytest.mark.skip(reason="another form of what is tested beside it: make test-all"))
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    building = {item.path for item in items if _asks_for_a_build(item)}
    # One file has the build made; what waits for it comes after what does not.
    first = min(building, default=None)
    items.sort(key=lambda item: (item.path != first, item.path not in slow, item.path in building))


def _asks_for_a_build(item: pytest.Item) -> bool:
    return not _BUILDS.isdisjoint(getattr(item, "fixturenames", ()))


@dataclass(frozen=True)
class Build:
    """One build by command: its folder and what the command printed."""

    warehouse_dir: Path
    output: str

    @property
    def database(self) -> Path:
        return self.warehouse_dir / "current" / "warehouse.duckdb"


def run_command(
    *arguments: str | Path, patience: float = TIMEOUT_SECONDS, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run ``yujuesuan`` as a person would; folders named in the caller's environment do not leak in."""
    inherited = {name: value for name, value in os.environ.items() if name not in _FOLDERS}
    return subprocess.run(
        [str(YUJUESUAN), *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=patience,
        check=False,
        env=inherited | environment,
    )


def built_once(factory: pytest.TempPathFactory, name: str, raw: Path) -> Build:
    """The build of a raw folder, made by the first worker that asks; the others wait for it. Tests only read it."""
    own = factory.getbasetemp()
    # Under xdist every worker has a folder of its own inside that of the session.
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / f"built-{name}"
    folder.mkdir(exist_ok=True)
    warehouse_dir, said = folder / "warehouse", folder / "output.txt"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.is_file():
            outcome = run_command("build", "--raw", raw, "--warehouse", warehouse_dir)
            assert outcome.returncode == 0, f"the build failed:\n{outcome.stdout}\n{outcome.stderr}"
            said.write_text(outcome.stdout, encoding="utf-8")
    return Build(warehouse_dir, said.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The build of raw/ in a folder of its own. Tests only read it."""
    return built_once(tmp_path_factory, "raw", RAW_DIR)


@pytest.fixture(scope="session")
def built_warehouse(built: Build) -> Path:
    """The published DuckDB file of raw/."""
    return built.database


@pytest.fixture(scope="session")
def stored(built: Build, tmp_path_factory: pytest.TempPathFactory) -> StoredRelease:
    """The release of raw/ in a lake with a catalog file. Tests only read it."""
    store = Store.parse(f"ducklake:{tmp_path_factory.mktemp('lake')}/catalog.ducklake")
    publish_to_store(store, Locations(RAW_DIR, built.warehouse_dir))
    return StoredRelease(store)
