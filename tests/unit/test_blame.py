"""Whose fault a failed test or model is: found by asking again about fewer documents."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.transformation.blame import blame

pytestmark = pytest.mark.slow

DOCUMENTS = [f"d{number:02}" for number in range(40)]


class Project:
    """A build of two staging tables, one intermediate model and one mart, in which something failed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "warehouse.duckdb"
        self.nodes: dict[str, dict[str, Any]] = {}
        self.results: list[dict[str, Any]] = []
        with duckdb.connect(str(self.database)) as connection:
            connection.execute("create schema staging")
            connection.execute("create schema intermediate")
            connection.execute("create table staging.stg_documents (document_id varchar, sha256 varchar)")
            connection.executemany("insert into staging.stg_documents values (?, 'x')", [[d] for d in DOCUMENTS])
            connection.execute("create table staging.stg_figures (document_id varchar, number varchar, code varchar)")
            connection.executemany("insert into staging.stg_figures values (?, '1', 'a')", [[d] for d in DOCUMENTS])
        self.model("intermediate", "int_codes", 'select distinct code from "warehouse"."staging"."stg_figures"')
        self.model("main", "fct_figure", 'select document_id, number from "warehouse"."staging"."stg_figures"')

    def run(self, sql: str) -> None:
        with duckdb.connect(str(self.database)) as connection:
            connection.execute(sql)

    def model(self, schema: str, name: str, sql: str, **more: Any) -> None:
        self.nodes[f"model.p.{name}"] = {
            "name": name,
            "resource_type": "model",
            "relation_name": f'"warehouse"."{schema}"."{name}"',
            "compiled_code": sql,
            "depends_on": {"nodes": []},
            "columns": {},
            **more,
        }

    def test(self, name: str, sql: str, *parents: str) -> dict[str, str]:
        self.nodes[f"test.p.{name}"] = {
            "name": name,
            "resource_type": "test",
            "relation_name": None,
            "compiled_code": sql,
            "depends_on": {"nodes": [f"model.p.{parent}" for parent in parents]},
            "columns": {},
        }
        self.results.append({"unique_id": f"test.p.{name}", "status": "fail"})
        return self.judge()

    def judge(self) -> dict[str, str]:
        for name in ("int_codes", "fct_figure"):
            node = self.nodes[f"model.p.{name}"]
            place = node["relation_name"].removeprefix('"warehouse".')
            with duckdb.connect(str(self.database)) as connection:
                connection.execute(f"create or replace table {place} as {node['compiled_code']}")
        (self.folder / "manifest.json").write_text(json.dumps({"nodes": self.nodes}))
        (self.folder / "run_results.json").write_text(json.dumps({"results": self.results}))
        return blame(self.database, self.folder)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


NOT_NULL = 'select number from "warehouse"."main"."fct_figure" where number is null'


def test_a_test_that_names_no_document_finds_the_documents_all_the_same(project: Project) -> None:
    project.run("update staging.stg_figures set number = null where document_id in ('d07', 'd31')")
    assert set(project.test("number_not_null", NOT_NULL)) == {"d07", "d31"}


def test_what_is_told_is_the_test_and_the_row(project: Project) -> None:
    project.run("update staging.stg_figures set number = 'much' where document_id = 'd07'")
    sql = 'select document_id, number from "warehouse"."main"."fct_figure" where number = \'much\''
    assert project.test("number_small", sql) == {"d07": "number_small: document_id d07, number much"}


def test_two_documents_that_only_fail_together_lose_one(project: Project) -> None:
    project.run("update staging.stg_figures set number = 'same' where document_id in ('d07', 'd31')")
    sql = (
        'select number, count(*) from "warehouse"."main"."fct_figure" where number = \'same\' group by 1'
        " having count(*) > 1"
    )
    assert set(project.test("number_unique", sql)) == {"d31"}


def test_a_table_of_codes_is_computed_again_to_find_the_document(project: Project) -> None:
    """The failing table knows no document: what it was made from does."""
    project.run("update staging.stg_figures set code = 'wild' where document_id = 'd11'")
    sql = 'select code from "warehouse"."intermediate"."int_codes" where code = \'wild\''
    assert set(project.test("code_known", sql, "int_codes")) == {"d11"}


def test_a_model_that_breaks_its_contract_finds_the_document(project: Project) -> None:
    project.run("update staging.stg_figures set number = 'no number' where document_id = 'd20'")
    column = {"name": "number", "data_type": "integer", "constraints": [{"type": "not_null"}]}
    project.model(
        "main",
        "fct_number",
        'select cast(number as integer) as number from "warehouse"."staging"."stg_figures"',
        columns={"number": column},
        contract={"enforced": True},
    )
    project.results.append({"unique_id": "model.p.fct_number", "status": "error"})
    blamed = project.judge()
    assert set(blamed) == {"d20"}
    assert "no number" in blamed["d20"]


@pytest.mark.parametrize("schema", ["staging", "intermediate"])
def test_a_model_that_cannot_take_in_what_was_extracted_finds_the_document(project: Project, schema: str) -> None:
    """It reads files, of which the build knows nothing; that of documents may be the one that failed."""
    place = project.folder / "it's.parquet"
    if schema == "staging":
        project.run("drop table staging.stg_documents")
    told = f"'{str(place).replace(chr(39), chr(39) * 2)}'"
    project.run(
        "copy (select 'd' || lpad(number::varchar, 2, '0') as document_id,"
        f" if(number = 20, 1e8, number) as x from range(40) numbers (number)) to {told}"
    )
    project.model(schema, "stg_places", f"select document_id, cast(x as decimal(9, 2)) as x from read_parquet({told})")
    project.results.append({"unique_id": "model.p.stg_places", "status": "error"})
    blamed = project.judge()
    assert set(blamed) == {"d20"}
    assert "100000000" in blamed["d20"]


def test_what_fails_without_any_document_is_nobodys_fault(project: Project) -> None:
    assert project.test("always", "select 1") == {}


def test_what_most_documents_break_is_our_fault(project: Project) -> None:
    project.run("update staging.stg_figures set number = null where document_id > 'd20'")
    assert project.test("number_not_null", NOT_NULL) == {}


def test_one_failure_that_is_ours_acquits_everybody(project: Project) -> None:
    project.run("update staging.stg_figures set number = null where document_id = 'd07'")
    project.test("number_not_null", NOT_NULL)
    assert project.test("always", "select 1") == {}


@pytest.mark.parametrize("name", ["manifest.json", "run_results.json"])
def test_damaged_results_blame_nobody(project: Project, name: str) -> None:
    project.run("update staging.stg_figures set number = null where document_id = 'd07'")
    project.test("number_not_null", NOT_NULL)
    (project.folder / name).write_text('{"nodes"')
    assert blame(project.database, project.folder) == {}
