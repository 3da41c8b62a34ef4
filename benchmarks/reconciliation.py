"""How fast are the rules? Seconds of SQL for the models of ``models/reconciliation``, and whether they grow linearly.

    python benchmarks/reconciliation.py warehouse/current/warehouse.duckdb [--documents 1000 4000]

The documents of a built warehouse are replicated under other keys, so every copy is a body of its own. Only the SQL is
measured, not dbt. Machines are noisy: quote milliseconds per document at two sizes of one run, not single seconds.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "reconciliation"))
import harness

MEMORY = "14GB"


def replicate(connection: duckdb.DuckDBPyConnection, warehouse: Path, documents: int) -> int:
    """Copy the inputs of the rules so often that there are at least so many documents."""
    connection.execute(f"attach '{warehouse}' as built (read_only)")
    present = connection.execute("select count(*) from built.main.dim_document").fetchone()
    copies = -(-documents // (present[0] if present else 1))
    for name in harness.INPUTS:
        found = connection.execute(
            "select schema_name from duckdb_tables() where database_name = 'built' and table_name = ?", [name]
        ).fetchone()
        schema = found[0] if found else "main"
        keys = ["document_id", "department_id", "disclosure_id"] if name == "dim_document" else ["document_id"]
        renamed = ", ".join(f"{key} || '-' || copy as {key}" for key in keys)
        connection.execute(
            f"create or replace table {name} as select {renamed}, * exclude ({', '.join(keys)}) "
            f"from built.{schema}.{name} cross join range({copies}) as c (copy)"
        )
    return copies * (present[0] if present else 0)


def evaluate(connection: duckdb.DuckDBPyConnection) -> float:
    """Run all models of the rules in order; seconds."""
    rendered = harness.models()
    started = time.perf_counter()
    for name in harness._in_order(rendered, harness.references_by_model()):
        connection.execute(f"create or replace table {name} as {rendered[name]}")
    return time.perf_counter() - started


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("--documents", type=int, nargs="+", default=[1000, 4000])
    options = parser.parse_args()
    for wanted in options.documents:
        with tempfile.TemporaryDirectory() as spill:
            connection = harness.connect()
            connection.execute(f"set memory_limit = '{MEMORY}'; set temp_directory = '{spill}'; set threads = 2")
            connection.execute("set preserve_insertion_order = false")
            documents = replicate(connection, options.warehouse.resolve(), wanted)
            spent = evaluate(connection)
            results = connection.execute("select count(*) from fct_reconciliation").fetchone()
            print(
                f"{documents:7,} documents  {results[0] if results else 0:10,} results  {spent:7.1f} s  "
                f"{spent / documents * 1000:6.1f} ms per document"
            )


if __name__ == "__main__":
    main()
