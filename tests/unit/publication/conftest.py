"""A small finished build, without dbt: the artifacts, Parquet and tables that publication looks at."""

import json
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.extraction.dataset.schemas import DATASETS
from pipeline.locations import Locations
from pipeline.publication.contract import MARTS

NODES = ("model.yujuesuan.fct_figure", "seed.yujuesuan.statements", "test.yujuesuan.figure_id_unique")
UNIT_TEST = "unit_test.yujuesuan.int_codes.joined_code"  # runs with the tests of the code, not in a build

_TABLES = {
    "dim_document": "document_id varchar, file_name varchar, sha256 varchar, outcome varchar",
    "dim_rule": "rule_id varchar",
    "fct_reconciliation": "rule_id varchar, status varchar",
    "document_outcome": "file_name varchar, parser_version varchar",
    "fct_figure": """document_id varchar, figure_id varchar, statement_id varchar, measure varchar, stage varchar,
        fund varchar, function_code varchar, economic_code varchar, line_id varchar, amount_yuan decimal(20, 2)""",
}


def outcome(document_id: str, file_name: str, step: str, figures: int) -> dict[str, object]:
    """One row of the outcomes."""
    return {
        "document_id": document_id,
        "file_name": file_name,
        "step": step,
        "figure_count": figures,
        "narrative_figure_count": 0,
        "unplaced_count": 0,
    }


class Workshop:
    """Builds as dbt would leave them in ``builds/next``, to be spoilt by a test and published or refused."""

    def __init__(self, folder: Path) -> None:
        self.locations = Locations(folder / "raw", folder / "warehouse")

    def finish_build(self, amounts: tuple[str, ...] = ("12.30",), file_name: str = "a.txt") -> Locations:
        """Leave a good build of one document with one figure per amount."""
        self.locations.next_build.mkdir(parents=True)
        self.write_artifacts()
        self.write_parquet(len(amounts), file_name)
        with duckdb.connect(str(self.locations.next_database)) as connection:
            for mart in MARTS:
                connection.execute(f"create table main.{mart.name} ({_TABLES.get(mart.name, 'name varchar')})")
                if mart.dataset is None and mart.name not in _TABLES:
                    connection.execute(f"insert into main.{mart.name} values ('x')")
            connection.execute("insert into dim_rule values ('rule_one')")
            connection.execute("insert into fct_reconciliation values ('rule_one', 'broken')")
            connection.execute("insert into dim_document values ('d1', ?, ?, 'ok')", [file_name, "0" * 64])
            connection.execute("insert into dim_department values ('department')")
            connection.execute("insert into document_outcome values (?, 'p1')", [file_name])
            for line, amount in enumerate(amounts, start=1):
                connection.execute(
                    "insert into fct_figure values ('d1', ?, 'final_summary', 'total', 'final', 'all', null, null,"
                    " null, ?)",
                    [f"d1-{line}-2", amount],
                )
        return self.locations

    def write_artifacts(self, statuses: dict[str, str] | None = None, left_out: tuple[str, ...] = ()) -> None:
        """Write dbt's manifest, and results of everything but ``left_out``, good unless ``statuses`` says otherwise."""
        nodes = {name: {"resource_type": name.split(".")[0], "config": {"materialized": "table"}} for name in NODES}
        nodes["model.yujuesuan.pasted"] = {"resource_type": "model", "config": {"materialized": "ephemeral"}}
        manifest = {"nodes": nodes, "unit_tests": {UNIT_TEST: {}}}
        results = [
            {"unique_id": name, "status": (statuses or {}).get(name, "success"), "message": "said why"}
            for name in NODES
            if name not in left_out
        ]
        # dbt lists exposures among the results of a build, with nothing to run.
        results.append({"unique_id": "exposure.yujuesuan.pages", "status": "no-op", "message": "NO-OP"})
        folder = self.locations.next_build
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        (folder / "run_results.json").write_text(json.dumps({"results": results}), encoding="utf-8")

    def write_parquet(
        self,
        figures: int,
        file_name: str = "a.txt",
        *,
        department_name: str | None = None,
        counted: int | None = None,
        with_document: bool = True,
        with_outcomes: bool = True,
        failed: int = 0,
    ) -> None:
        """Write the extracted datasets: one document, so many figures, and so many documents on which we failed."""
        rows: dict[str, list[dict[str, object]]] = {name: [] for name in DATASETS}
        document = {
            "document_id": "d1",
            "sha256": "0" * 64,
            "file_name": file_name,
            "duplicate_file_names": ["copy.txt"],
            "department_name": department_name,
            "outcome": "ok",
        }
        rows["documents"] = [document] if with_document else []
        rows["documents"] += [
            {"document_id": f"f{number}", "outcome": "quarantined", "outcome_reason_code": "parser_error"}
            for number in range(failed)
        ]
        if with_outcomes:
            rows["outcomes"] = [outcome("d1", file_name, step, 0) for step in ("read", "recognise")]
            rows["outcomes"].append(outcome("d1", file_name, "extract", figures if counted is None else counted))
        rows["outcomes"] += [outcome(f"f{number}", f"{number}.txt", "read", 0) for number in range(failed)]
        rows["figures"] = [
            {"document_id": "d1", "source_line": line, "source_field": 2, "statement_id": "final_summary"}
            for line in range(1, figures + 1)
        ]
        for name, schema in DATASETS.items():
            folder = self.locations.extracted_dir / name
            folder.mkdir(parents=True, exist_ok=True)
            pq.write_table(pa.Table.from_pylist(rows[name], schema=schema), folder / "0.parquet")

    def sql(self, statement: str) -> None:
        """Change the build's database."""
        with duckdb.connect(str(self.locations.next_database)) as connection:
            connection.execute(statement)


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path)
