"""The whole way, as a person goes it: the command builds through Dagster, dbt and the gate, and answers questions.

What the figures must be is golden; here it is that they get there, and that nothing is lost or touched on the way.
"""

import gzip
import json
import re
import shutil
from pathlib import Path

import duckdb
import pytest

from pipeline.locations import Locations
from pipeline.orchestration.automation import COMMANDED, NIGHTLY
from pipeline.orchestration.graph import build_definitions
from pipeline.orchestration.instance import in_memory_instance
from pipeline.publication.contract import MARTS
from pipeline.publication.gate import OF_SEEDS

from ..conftest import PROJECT_ROOT, RAW_DIR, Build, run_command


def rows(database: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_the_summary_tells_a_person_what_there_is(built: Build) -> None:
    for line in (
        r"^Documents +5 in the warehouse; by outcome: 5 ok$",
        r"^Figures +\d+ placed from tables \(\d+ by arithmetic\), 0 unplaced; \d+ from the text",
        r"^Balances +[\d,]+ exact, [\d,]+ rounding, [\d,]+ broken, [\d,]+ not applicable$",
        r"^Warehouse +/.*/current/warehouse\.duckdb$",
        r"^Try +yujuesuan sql \"select .*\"$",
    ):
        assert re.search(line, built.output, re.MULTILINE), f"{line}\nis not in\n{built.output}"


def test_the_query_it_proposes_gives_an_answer(built: Build) -> None:
    proposed = re.search(r'^Try +yujuesuan sql "(.*)"$', built.output, re.MULTILINE)
    assert proposed
    assert rows(built.database, proposed.group(1))


def test_every_table_of_the_contract_is_there_in_its_form(built: Build) -> None:
    tables = dict(
        rows(  # type: ignore[arg-type]
            built.database,
            "select table_name, comment from duckdb_tables() where schema_name = 'main'"
            " union all select view_name, comment from duckdb_views() where schema_name = 'main' and not internal",
        )
    )
    assert {mart.name for mart in MARTS} | {"release"} <= set(tables)
    assert [name for name, comment in tables.items() if not comment] == []
    silent = rows(
        built.database,
        "select table_name, column_name from duckdb_columns()"
        " where schema_name = 'main' and comment is null and not internal",
    )
    assert silent == []
    inexact = rows(
        built.database,
        "select table_name, column_name, data_type from duckdb_columns() where schema_name not in ('pg_catalog')"
        " and not internal and data_type in ('DOUBLE', 'FLOAT')",
    )
    assert inexact == []


def test_schemas_have_their_own_names(built: Build) -> None:
    schemas = {name for (name,) in rows(built.database, "select distinct schema_name from duckdb_tables()")}
    assert schemas == {"main"}


def test_the_list_of_runs_tells_a_command_from_a_night(built: Build) -> None:
    (kept,) = (built.warehouse_dir / "runs").glob("*.json.gz")
    run = json.loads(json.loads(gzip.decompress(kept.read_bytes()))["run"])
    assert run["pipeline_name"] == COMMANDED != NIGHTLY
    assert run["tags"]["started_by"] == "yujuesuan build"


def test_seed_codes_stay_text(built: Build) -> None:
    """Asked of the whole build: what analysts get holds no seeds."""
    workbench = built.warehouse_dir / "workbench" / "warehouse.duckdb"
    kinds = rows(workbench, "select distinct data_type from duckdb_columns() where schema_name = 'reference'")
    assert kinds == [("VARCHAR",)]


def test_a_second_run_of_the_job_reads_nothing_again_and_every_check_passes(
    built: Build, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Through Dagster in this process, where its events can be counted."""
    copy = Locations(RAW_DIR, tmp_path / "warehouse")
    shutil.copytree(built.warehouse_dir, copy.warehouse_dir, symlinks=True)
    job = build_definitions(copy).resolve_job_def(NIGHTLY)
    with in_memory_instance() as instance:
        result = job.execute_in_process(instance=instance)
    assert "nothing changed, no document was extracted again (5 reused)" in capfd.readouterr().out
    assert release_of(copy.published_database)[1] == release_of(built.database)[1]
    assert release_of(copy.published_database)[0] != release_of(built.database)[0]
    assert not list(copy.warehouse_dir.rglob("*.wal"))

    manifest = json.loads(copy.dbt_manifest.read_text(encoding="utf-8"))
    tests = [
        node for node in manifest["nodes"].values() if node["resource_type"] == "test" and OF_SEEDS not in node["tags"]
    ]
    checked = result.get_asset_check_evaluations()
    unchecked = {node["name"] for node in tests} - {check.check_name for check in checked}
    assert unchecked == set(), (
        "a dbt test with several parents becomes a check with meta.dagster.ref, one of its parents"
    )
    assert [check.check_name for check in checked if not check.passed and check.severity.value == "ERROR"] == []
    (release,) = result.asset_materializations_for_node("release")
    assert {"build_id", "rows", "changes"} <= set(release.metadata)
    (changes,) = str(release.metadata["changes"].value).splitlines()
    assert changes.startswith("- nothing changed since build")


def release_of(database: Path) -> tuple[object, ...]:
    [release] = rows(database, "select build_id, content_hash from release")
    return release


def test_a_figure_can_be_followed_to_the_page(built: Build) -> None:
    [(figure_id, line, amount)] = rows(
        built.database, "select figure_id, source_line, amount_text from fct_figure order by amount_yuan desc limit 1"
    )
    outcome = run_command("trace", str(figure_id), "--warehouse", built.warehouse_dir)
    assert outcome.returncode == 0, outcome.stderr
    printed = re.search(r"^Text +(.*)$", outcome.stdout, re.MULTILINE)
    assert printed
    assert str(amount) in printed.group(1)
    assert f"Line        {line}," in outcome.stdout
    assert "agrees with amount_yuan" in outcome.stdout


def test_every_figure_agrees_with_its_own_trace(built: Build) -> None:
    """The steps to the yuan, computed again from the Parquet for all figures at once."""
    extracted = built.warehouse_dir / "extracted" / "figures" / "*.parquet"
    money_units = PROJECT_ROOT / "dbt_project" / "seeds" / "tables" / "money_units.csv"
    different = rows(
        built.database,
        f"""
        select figure_id, amount_number, yuan, amount_yuan
        from fct_figure
        join read_parquet('{extracted}') as source using (document_id, source_line, source_field)
        left join read_csv('{money_units}', all_varchar = true) as units
            on replace(source.unit_text, ' ', '') = units.unit
        where not source.is_money and amount_yuan is distinct from amount_number::decimal(20, 2)
            or source.is_money
            and amount_yuan is distinct from (amount_number::decimal(20, 6) * yuan::bigint)::decimal(20, 2)
        """,
    )
    assert different == []


def test_coverage_names_every_document_and_table(built: Build) -> None:
    outcome = run_command("coverage", "--warehouse", built.warehouse_dir)
    assert outcome.returncode == 0, outcome.stderr
    for document in RAW_DIR.iterdir():
        assert document.name in outcome.stdout
    assert re.search(r"^5 documents, \d+ tables, .* 0 unplaced$", outcome.stdout, re.MULTILINE)


def test_the_documentation_is_one_page_with_all_tables(built: Build) -> None:
    outcome = run_command("docs", "--no-serve", "--warehouse", built.warehouse_dir)
    assert outcome.returncode == 0, outcome.stderr
    page = (built.warehouse_dir / "docs" / "index.html").read_text(encoding="utf-8")
    assert all(f"model.yujuesuan.{mart.name}" in page for mart in MARTS)
    assert not (built.warehouse_dir / "builds" / "next").exists()
