"""The SQL that ``check`` runs without dbt is what dbt compiles; what dbt parsed once holds for every warehouse."""

import json
import re
from pathlib import Path

import pytest

from pipeline.locations import DBT_PROJECT_DIR, Locations
from pipeline.transformation import dbt
from pipeline.transformation.dbt import dbt_vars, ensure_manifest, run_dbt
from pipeline.transformation.rendered import ancestors, render

from ..conftest import Build


def _plain(sql: str) -> str:
    """SQL without the catalog, the quotes and the line breaks that the two renderings have differently."""
    return " ".join(re.sub(r'"warehouse"\."(\w+)"\."(\w+)"', r"\1.\2", sql).split())


@pytest.fixture(scope="module")
def compiled(built: Build) -> dict[str, str]:
    """The SQL of the models as dbt compiled and ran it, by name."""
    results = json.loads((built.database.parent / "run_results.json").read_text(encoding="utf-8"))["results"]
    models = (result for result in results if result["unique_id"].startswith("model."))
    return {result["unique_id"].rpartition(".")[2]: result["compiled_code"] for result in models}


def test_every_model_of_the_check_is_what_dbt_compiles(compiled: dict[str, str]) -> None:
    models = render(DBT_PROJECT_DIR, Path("~/builds/next/input"))
    names = ancestors(models, ["fct_reconciliation"])
    assert set(names) <= set(compiled)
    assert {name: _plain(models[name].sql) for name in names} == {name: _plain(compiled[name]) for name in names}


def test_of_what_is_asked_for_only_that_is_rendered() -> None:
    models = render(DBT_PROJECT_DIR, Path("extracted"))
    names = ancestors(models, ["int_figures"])
    asked = render(DBT_PROJECT_DIR, Path("extracted"), ["int_figures"])
    assert asked == {name: models[name] for name in names} != models


def test_a_new_warehouse_whatever_its_name_is_not_parsed_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ensure_manifest(Locations(tmp_path, tmp_path / "first"))
    locations = Locations(tmp_path, tmp_path / "o'h {x} [y] %s, 中文*")
    locations.next_build.mkdir(parents=True)
    monkeypatch.setenv("YUJUESUAN_MEMORY_MB", "777")
    with monkeypatch.context() as patch:
        patch.delattr(dbt, "run_dbt")
        ensure_manifest(locations)
    said = run_dbt(locations, ["--debug", "seed", "--select", "divisions", *dbt_vars()], "load a seed")
    assert "no changes found, skipping parsing" in said
    assert "memory_limit = '777MB'" in said
    assert locations.next_database.is_file()
