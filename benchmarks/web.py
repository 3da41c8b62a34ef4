"""How fast the pages are on many documents: multiplies a published warehouse and asks every kind of page.

    python -m benchmarks.web WAREHOUSE [--documents 20000] [--asks 40]

The documents of the release are copied with new keys, bodies, years and regions, straight in DuckDB: what is measured
is the pages and their questions, not the extraction. The limit is held against processor time: the
time by the clock of one core that does nothing else. The time by the clock is printed beside it.
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

import duckdb
from starlette.testclient import TestClient

from pipeline.locations import Locations
from pipeline.publication.analysts import write_analysts_file
from pipeline.web.app import create_app

HASHED = {"document_id", "sha256", "finding_id", "cause_id", "reconciliation_id", "expenditure_id", "disclosure_id",
          "three_public_id", "project_row_id", "budget_execution_id", "economic_expenditure_id", "revenue_id",
          "indicator_id", "region_spending_id"}  # fmt: skip
OF_DOCUMENT = {"figure_id", "narrative_figure_id", "cell_id", "document_statement_id"}
"""Keys that begin with that of their document."""
KEPT = {"dim_department": "n = 1 or n % 4 = 0", "mart_region_spending": "n < 4"}
"""Which copies a table takes that has not a row of each: four copies are four years of one body, in one region."""
AT_ONCE = 200
LIMIT_MS, START_LIMIT = 200.0, 2.0


def multiply(source: Path, target: Path, documents: int) -> int:
    """Write a release with at least so many documents; every copy has keys, names and a year of its own."""
    build = target.with_name("build.duckdb")
    shutil.copyfile(source, build)
    build.chmod(0o644)
    with duckdb.connect(str(build)) as warehouse:
        (present,) = warehouse.execute("select count(*) from dim_document").fetchall()[0]
        copies = max(-(-documents // present) - 1, 0)
        tables = warehouse.execute(
            "select table_name, list(column_name order by column_index) from duckdb_columns()"
            " where schema_name = 'main' and table_name in (select table_name from duckdb_tables())"
            " and (table_name like 'fct_%' or table_name in ('mart_department_year', 'mart_region_spending',"
            " 'dim_document', 'dim_department', 'document_outcome')) group by all"
        ).fetchall()
        for table, columns in tables:
            warehouse.execute(f"create or replace temp table original as select * from {table}")
            kept = KEPT.get(table, "true")
            shown = ", ".join(_copied(table, column) for column in columns)
            for first in range(1, copies + 1, AT_ONCE):
                warehouse.execute(
                    f"insert into {table} select {shown} from range(?, ?) as copies(n), original where {kept}",
                    [first, min(first + AT_ONCE, copies + 1)],
                )
        warehouse.execute("checkpoint")
    # In the order in which releases are written.
    write_analysts_file(build, target)
    build.unlink()
    return present * (copies + 1)


def _copied(table: str, column: str) -> str:
    if column in HASHED and not (table == "dim_document" and column == "sha256"):
        return f"left(md5({column} || n), length({column}))"
    if column in OF_DOCUMENT:
        return f"replace({column}, document_id, left(md5(document_id || n), 16))"
    if column == "figure_ids":
        return "list_transform(figure_ids, lambda id: replace(id, document_id, left(md5(document_id || n), 16)))"
    if column == "department_id":
        return "department_id || '_' || (n // 4)"
    if column == "department_year_id":
        return "replace(department_year_id, department_id, department_id || '_' || (n // 4)) || '-' || n % 4"
    if column == "fiscal_year":
        return "fiscal_year - n % 4"
    if column == "department_name" and table == "dim_department":
        return "department_name || (n // 4)"
    return column


def asked(warehouse: Path, count: int) -> dict[str, list[str]]:
    """Addresses by kind of page."""
    chance = random.Random(12)
    with duckdb.connect(str(warehouse), read_only=True) as release:

        def some(sql: str) -> list[str]:
            rows = sorted(row[0] for row in release.execute(sql).fetchall() if row[0])
            return chance.sample(rows, min(count, len(rows)))

        bodies = some("select distinct department_id from mart_department_year")
        return {
            "home": ["/", "/?q=网络", "/?q=行政", "/?q=株洲"],
            "search of numbers": ["/?q=59.59", "/?q=7.51", "/?q=2013701"],
            "amounts": [f"/amounts/expenditure?{key}" for key in some(
                "select distinct concat('department_id=', department_id, '&fiscal_year=', fiscal_year, '&stage=',"
                " stage) from fct_expenditure where is_primary and department_id is not null")]
            + some(
                "select concat('/amounts/expenditure?region=', left(dim_department.region_code, 2), '0000',"
                " '&fiscal_year=', fiscal_year, '&stage=', stage, '&function=', left(function_code, 3))"
                " from expenditure inner join dim_department using (department_id)"
                " where function_code is not null and government_level <> 'central' group by all"
                " order by count(*) desc limit 5")
            + some(
                "select concat('/regions/', left(region_code, 2), '0000/sum?column=expenditure_yuan',"
                " '&fiscal_year=', fiscal_year, '&stage=', stage) from department_year"
                " where government_level <> 'central' and expenditure_yuan is not null"
                " group by all order by count(*) desc limit 5"),
            "body": [f"/bodies/{key}" for key in bodies],
            "region": [f"/regions/{key}" for key in some("select distinct region_code from mart_department_year")],
            "province": [f"/regions/{key}" for key in some(
                "select distinct left(region_code, 2) || '0000' from mart_department_year")],
            "code": [f"/functions/{key}" for key in some("select distinct function_code from expenditure")],
            "economic": ["/economic/301", "/economic/302"],
            "cofog": ["/cofog/01", "/cofog/09"],
            "codes": ["/codes"],
            "three public": ["/three-public"],
            "compare": [f"/compare?body={a}&body={b}" for a, b in zip(bodies[::2], bodies[1::2], strict=False)],
            "findings": ["/findings", "/findings?severity=material", "/findings?family=percent&year=2020",
                         "/findings?body=荷塘"],
            "finding": [f"/findings/{key}" for key in some(
                "select finding_id from fct_reconciliation where status = 'broken' and not is_consequence")],
            "document": [f"/documents/{key}" for key in some("select document_id from dim_document")],
            "figure": [f"/figures/{key}" for key in some("select figure_id from fct_figure using sample 1000")],
            "year": [f"/years/{key}/expenditure_yuan" for key in some(
                "select department_year_id from mart_department_year")],
            "coverage": ["/coverage", "/coverage?q=荷塘"],
            "release": ["/release"],
            "dictionary": ["/dictionary"],
        }  # fmt: skip


def main() -> None:
    """Measure and print; the exit code says whether every kind of page keeps the limit."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("warehouse", type=Path)
    options.add_argument("--raw", type=Path, default=Path("raw"))
    options.add_argument("--documents", type=int, default=20_000)
    options.add_argument("--asks", type=int, default=40)
    options.add_argument("--keep", type=Path, help="folder in which the multiplied warehouse is made, or is already")
    chosen = options.parse_args()
    # One core, as the limit is told: threads that wait for each other on a busy machine count as work.
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.keep or Path(scratch)
        build = folder / "builds" / "many"
        if not (folder / "current").exists():
            build.mkdir(parents=True)
            made = multiply(chosen.warehouse / "current" / "warehouse.duckdb", build / "warehouse.duckdb",
                            chosen.documents)  # fmt: skip
            (folder / "current").symlink_to(build)
            print(f"{made:,} documents")
        slow = measure(folder, chosen.raw, asked(build / "warehouse.duckdb", chosen.asks))
    sys.exit(1 if slow else 0)


def measure(folder: Path, raw: Path, addresses: dict[str, list[str]]) -> list[str]:
    """Time every page once or more; the kinds that miss the limit are returned."""
    slow: list[str] = []
    started = time.perf_counter()
    app = create_app(Locations(raw, folder), remembered=0)
    with TestClient(app) as client:
        client.get("/release")
        begun = time.perf_counter() - started
        print(f"start {begun:.2f} s")
        if begun > START_LIMIT:
            slow.append("start")
        for kind, pages in addresses.items():
            times: list[float] = []
            clock: list[float] = []
            for address in (pages * 10)[: max(len(pages), 10)]:
                before, begun = time.process_time(), time.perf_counter()
                answer = client.get(address)
                times.append((time.process_time() - before) * 1000)
                clock.append((time.perf_counter() - begun) * 1000)
                assert answer.status_code == 200, (address, answer.status_code)
            times.sort()
            late = times[min(int(len(times) * 0.95), len(times) - 1)]
            mark = "" if late < LIMIT_MS else "  SLOW"
            print(
                f"{kind:14} n={len(times):3}  median {times[len(times) // 2]:7.1f} ms  p95 {late:7.1f} ms"
                f"  by the clock {sorted(clock)[len(clock) // 2]:7.1f} ms{mark}"
            )
            if late >= LIMIT_MS:
                slow.append(kind)
    return slow


if __name__ == "__main__":
    main()
