"""The SQL that ``check`` runs without dbt is the SQL that dbt compiles."""

import json
import re
from pathlib import Path

import pytest

from pipeline.locations import DBT_PROJECT_DIR, Locations
from pipeline.transformation.dbt import dbt_vars, run_dbt
from pipeline.transformation.rendered import ancestors, render


def _plain(sql: str) -> str:
    """SQL without the catalog, the quotes and the line breaks that the two renderings have differently."""
    return " ".join(re.sub(r'"warehouse"\."(\w+)"\."(\w+)"', r"\1.\2", sql).split())


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Locations, dict[str, str]]:
    folder: Path = tmp_path_factory.mktemp("compiled")
    locations = Locations(raw_dir=folder / "raw", warehouse_dir=folder / "warehouse")
    locations.next_build.mkdir(parents=True)
    # Some macros ask the seeds while they are compiled.
    run_dbt(locations, ["seed", *dbt_vars(locations)], "load the seeds")
    run_dbt(locations, ["compile", "--select", "+fct_reconciliation", *dbt_vars(locations)], "compile the rules")
    nodes = json.loads(locations.dbt_manifest.read_text(encoding="utf-8"))["nodes"].values()
    return locations, {
        node["name"]: node["compiled_code"]
        for node in nodes
        if node["resource_type"] == "model" and "compiled_code" in node
    }


def test_every_model_of_the_check_is_what_dbt_compiles(compiled: tuple[Locations, dict[str, str]]) -> None:
    locations, expected = compiled
    models = render(DBT_PROJECT_DIR, locations.extracted_dir)
    names = ancestors(models, ["fct_reconciliation"])
    assert set(names) <= set(expected)
    assert {name: _plain(models[name].sql) for name in names} == {name: _plain(expected[name]) for name in names}
