"""What a person is told when something is wrong: what, where, what was expected, what to do. And nothing is harmed."""

import re
import shutil
from pathlib import Path

import pytest

from pipeline.publication.lock import single_writer

from ..conftest import RAW_DIR, Build, run_command


@pytest.fixture
def copy(built: Build, tmp_path: Path) -> Path:
    """A copy of the built warehouse that a test may damage."""
    return Path(shutil.copytree(built.warehouse_dir, tmp_path / "warehouse", symlinks=True))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("build", "--raw", "/nowhere"), ("/nowhere does not exist", "--raw")),
        (("status", "--warehouse", "/nowhere"), ("No warehouse is published in /nowhere", "make warehouse")),
        (("sql", "select 1", "--warehouse", "/nowhere"), ("No warehouse is published", "--warehouse")),
        (("trace", "x", "--warehouse", "/nowhere"), ("No warehouse is published", "yujuesuan build")),
        (("docs", "--warehouse", "/nowhere"), ("No warehouse is published", "yujuesuan build")),
        (("coverage", "--warehouse", "/nowhere"), ("Nothing is extracted in /nowhere/extracted", "yujuesuan build")),
    ],
)
def test_a_missing_folder_is_named_with_the_way_out(arguments: tuple[str, ...], told: tuple[str, ...]) -> None:
    outcome = run_command(*arguments)
    assert outcome.returncode == 1
    assert outcome.stdout == ""
    assert outcome.stderr.startswith("Error: ")
    assert "Traceback" not in outcome.stderr
    assert all(part in outcome.stderr for part in told), outcome.stderr


def test_a_check_of_a_missing_file_names_it() -> None:
    outcome = run_command("check", "/nowhere/a.txt")
    assert outcome.returncode == 1
    assert outcome.stderr == "Error: No such file: /nowhere/a.txt\n"


def test_folders_can_come_from_the_environment(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    outcome = run_command("build", RAW_DIR=str(tmp_path / "raw"), WAREHOUSE_DIR=str(tmp_path / "warehouse"))
    assert outcome.returncode == 1
    assert f"The raw folder {tmp_path / 'raw'} holds no file" in outcome.stderr
    assert not (tmp_path / "warehouse").exists()


def test_a_wrong_query_gets_the_answer_of_the_database(built: Build) -> None:
    outcome = run_command("sql", "select amount from fct_figure", "--warehouse", built.warehouse_dir)
    assert outcome.returncode == 1
    assert "amount_yuan" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_nobody_writes_through_the_prompt(built: Build) -> None:
    outcome = run_command("sql", "delete from fct_figure", "--warehouse", built.warehouse_dir)
    assert outcome.returncode == 1
    assert "read-only" in outcome.stderr


def test_an_unknown_figure_says_how_ids_look(built: Build) -> None:
    outcome = run_command("trace", "nonsense", "--warehouse", built.warehouse_dir)
    assert outcome.returncode == 1
    assert "No figure 'nonsense'" in outcome.stderr
    assert "<document>-<line>-<field>" in outcome.stderr


def test_a_second_writer_is_sent_away_while_readers_read_on(copy: Path) -> None:
    with single_writer(copy / "writer.lock"):
        outcome = run_command("build", "--raw", RAW_DIR, "--warehouse", copy)
        reader = run_command("sql", "select count(*) from fct_figure", "--warehouse", copy)
    assert outcome.returncode == 1
    assert "is being written by process" in outcome.stderr
    assert reader.returncode == 0


def test_a_failed_build_leaves_the_published_one_untouched(copy: Path) -> None:
    """A second copy of some extracted figures lies in the folder: every one of them would be counted twice."""
    before = (copy / "current").resolve()
    content = (copy / "current" / "warehouse.duckdb").stat()
    victim = max((copy / "extracted" / "figures").glob("*.parquet"), key=lambda path: path.stat().st_size)
    shutil.copyfile(victim, victim.with_name("foreign.parquet"))
    outcome = run_command("build", "--raw", RAW_DIR, "--warehouse", copy)
    assert outcome.returncode == 1
    assert re.search(r"^Error: Step dbt_models failed\. dbt: \d+ failed", outcome.stderr)
    assert "stg_figures" in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert (copy / "current").resolve() == before
    assert (copy / "current" / "warehouse.duckdb").stat() == content
