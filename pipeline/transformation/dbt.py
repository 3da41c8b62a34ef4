"""Running dbt: its command line, its variables, its manifest, its failures.

No Dagster here: a command that only needs dbt does not pay for Dagster's imports. How Dagster sees the dbt project is
``translation.py``; what the models mean is in ``dbt_project/``.
"""

import contextlib
import hashlib
import io
import json
import shutil
import subprocess
from collections.abc import Generator, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipeline.locations import DBT_PROJECT_DIR, Locations
from pipeline.memory import VARIABLE, memory_mb
from pipeline.processes import clean_environment, python_command
from pipeline.publication.gate import OF_SEEDS, is_test_of_seed
from pipeline.publication.target import told_if_full
from pipeline.temporary import TemporaryFolder
from pipeline.transformation.seed_rules import check_seeds

_FINGERPRINT = "parsed.sha256"
_PARTIAL_PARSE = "partial_parse.msgpack"
_PARSED_DIR = DBT_PROJECT_DIR / "target" / "parsed"
"""What dbt read of the project, under the fingerprint of the project: read once, copied into every warehouse."""

TESTS_OF_SEEDS = f"tag:{OF_SEEDS}"


class DbtError(RuntimeError):
    """dbt did not do what it was asked; the message carries what it said.

    Attributes:
        checks: What was reported of the checks that did not hold before it stopped, as its caller reports them.
    """

    checks: Sequence[Any] = ()


class DiskFullError(DbtError):
    """dbt had no room for what it makes: no document is to blame."""


def dbt_command(warehouse_dir: Path) -> list[str]:
    """Return the dbt command line with its global flags, as started by this process.

    What dbt prints is kept beside the build; a second copy in a debug log would cost a sixth of the whole run.

    Args:
        warehouse_dir: the folder that dbt reads from and writes into, its ``~``.
    """
    return [
        *python_command("pipeline.transformation.dbt_process"),
        str(warehouse_dir),
        *("--log-level-file", "none"),
    ]


def dbt_vars() -> list[str]:
    """Return the arguments that tell dbt where to read and where to write.

    The same for every warehouse, below ``~``: other values would make dbt parse the whole project anew.
    """
    home = Locations(Path(), Path("~"))
    values = {"extracted_dir": str(home.input_dir), "warehouse_path": str(home.next_database)}
    return ["--vars", json.dumps(values)]


def ensure_manifest(locations: Locations) -> Path:
    """Check the seeds and parse the dbt project when its files changed since the last parse; return the manifest.

    Raises:
        SeedError: when a seed breaks its own rules, with seed, line and word.
        DbtError: when the project does not parse; carries what dbt says.
    """
    # The parsed project knows where its files are.
    fingerprint = hashlib.sha256(f"{project_fingerprint()} {DBT_PROJECT_DIR}".encode()).hexdigest()
    stamp = locations.dbt_target_dir / _FINGERPRINT
    if _is_whole(locations.dbt_manifest) and stamp.is_file() and stamp.read_bytes() == fingerprint.encode():
        return locations.dbt_manifest
    _make_room(locations.dbt_target_dir, stamp.name, locations.dbt_manifest.name, _PARTIAL_PARSE)
    parsed = _PARSED_DIR / fingerprint
    if not _is_whole(parsed / locations.dbt_manifest.name):
        check_seeds()
        _parse(parsed)
    # Both, so that nothing of an interrupted or failed run is trusted.
    for name in (locations.dbt_manifest.name, _PARTIAL_PARSE):
        shutil.copyfile(parsed / name, locations.dbt_target_dir / name)
    stamp.write_text(fingerprint, encoding="utf-8")
    return locations.dbt_manifest


def _make_room(folder: Path, *names: str) -> None:
    """Make a folder for files of these names; what has the name and not the shape goes, for all of it is made anew."""
    if not folder.is_dir():
        folder.unlink(missing_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        if (folder / name).is_dir():
            shutil.rmtree(folder / name)
    (folder / names[0]).unlink(missing_ok=True)


def _parse(folder: Path) -> None:
    """Parse the project into a folder, which is there as a whole or not at all; earlier states go."""
    _PARSED_DIR.mkdir(parents=True, exist_ok=True)
    with TemporaryFolder("parsing-", _PARSED_DIR) as place:
        locations = Locations(Path(place), Path(place))
        run_dbt(locations, ["parse", *dbt_vars()], "parse the dbt project")
        for earlier in _PARSED_DIR.iterdir():
            if earlier.name != folder.name and not earlier.name.startswith("parsing-"):
                shutil.rmtree(earlier, ignore_errors=True)
        if not _is_whole(folder / locations.dbt_manifest.name):
            shutil.rmtree(folder, ignore_errors=True)
        # Another process may have been faster: its state is the same.
        with contextlib.suppress(OSError):
            locations.dbt_target_dir.rename(folder)


def nightly_manifest(manifest: Path) -> dict[str, Any]:
    """Return the manifest without what a build does not run: the tests of the seeds.

    :func:`ensure_manifest` holds every seed to the same rules, with line and word, whenever a file of the project
    changed; dbt runs them with the tests of the code.
    """
    content: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))
    once = {unique_id for unique_id, node in content["nodes"].items() if is_test_of_seed(node)}
    content["nodes"] = {unique_id: node for unique_id, node in content["nodes"].items() if unique_id not in once}
    for links in ("parent_map", "child_map"):
        content[links] = {
            unique_id: [other for other in others if other not in once]
            for unique_id, others in content[links].items()
            if unique_id not in once
        }
    return content


def _is_whole(manifest: Path) -> bool:
    """Whether a manifest is there from its first brace to its last: a full disk leaves halves behind."""
    try:
        return bool(json.loads(manifest.read_text(encoding="utf-8"))["nodes"])
    except (OSError, ValueError, TypeError, KeyError):
        return False


def run_dbt(locations: Locations, arguments: list[str], purpose: str) -> str:
    """Run dbt by itself, without Dagster, and return what it printed.

    Raises:
        DbtError: when dbt exits with an error.
    """
    locations.dbt_target_dir.mkdir(parents=True, exist_ok=True)
    environment = clean_environment(
        {
            "DBT_PROJECT_DIR": str(DBT_PROJECT_DIR),
            "DBT_PROFILES_DIR": str(DBT_PROJECT_DIR),
            "DBT_TARGET_PATH": str(locations.dbt_target_dir),
            "DBT_LOG_PATH": str(locations.dbt_target_dir),
            "DBT_USE_COLORS": "false",
            VARIABLE: str(memory_mb()),
        }
    )
    outcome = subprocess.run(
        [*dbt_command(locations.warehouse_dir), *arguments],
        env=environment,
        cwd=DBT_PROJECT_DIR,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if outcome.returncode:
        raise DbtError(f"dbt could not {purpose} (exit {outcome.returncode}):\n{outcome.stdout}{outcome.stderr}")
    return outcome.stdout


def dbt_failure(target_dir: Path, output_file: Path) -> DbtError:
    """Return what failed in the last dbt run, one line per model, seed or test, and where all of its output is."""
    report = "\n".join(_failures(target_dir, output_file))
    full = told_if_full(target_dir, f"{report}{_read_if_there(output_file)}")
    return DiskFullError(f"{full}\n{report}") if full else DbtError(report)


def _read_if_there(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _failures(target_dir: Path, output_file: Path) -> list[str]:
    log = f"All that dbt said is in {output_file}."
    path = target_dir / "run_results.json"
    if not path.is_file():
        return [f"dbt stopped before it ran anything. {log}"]
    try:
        results = json.loads(path.read_text(encoding="utf-8"))["results"]
    except (ValueError, KeyError):
        return [f"dbt stopped while it wrote its results. {log}"]
    failed = [result for result in results if result["status"] in {"error", "fail", "runtime error"}]
    # What follows the first "> in macro" is dbt's way to its own macro, not the reader's to the error.
    messages = [" ".join((result["message"] or "").split()).partition(" > in macro ")[0] for result in failed]
    lines = [f"  - {result['unique_id']}: {message}" for result, message in zip(failed, messages, strict=True)]
    skipped = sum(result["status"] == "skipped" for result in results)
    return [f"dbt: {len(failed)} failed, {skipped} skipped because of them.", *lines, log]


def project_fingerprint() -> str:
    """Return a hash over the dbt project's files (not their times, which a checkout changes) and dbt's version."""
    digest = hashlib.sha256(f"{version('dbt-core')} {version('dbt-duckdb')}".encode())
    for path in sorted(project_files()):
        content = path.read_bytes()
        digest.update(f"\0{path.relative_to(DBT_PROJECT_DIR)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def project_files() -> Iterator[Path]:
    """Yield every file that the manifest depends on."""
    yield from DBT_PROJECT_DIR.glob("*.yml")
    for folder in ("models", "seeds", "macros", "tests"):
        for path in (DBT_PROJECT_DIR / folder).rglob("*"):
            if path.suffix in {".sql", ".yml", ".yaml", ".csv", ".md"}:
                yield path


@contextlib.contextmanager
def captured_output(log_file: Path) -> Generator[None]:
    """Write what the block prints to a file: dbt prints a line per node, and the caller reports progress itself.

    What it printed is of use when it failed, and no reason to fail.
    """
    buffer = io.StringIO()
    try:
        with contextlib.redirect_stdout(buffer):
            yield
    finally:
        with contextlib.suppress(OSError):
            log_file.parent.mkdir(parents=True, exist_ok=True)
            log_file.write_text(buffer.getvalue(), encoding="utf-8")


if __name__ == "__main__":
    ensure_manifest(Locations.resolve())
