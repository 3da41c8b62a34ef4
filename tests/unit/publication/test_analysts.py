"""The analysts' file: rows stand in an order that a reader profits from, and nothing but schema ``main`` goes in."""

from pathlib import Path

import duckdb

from pipeline.publication.analysts import write_analysts_file


def test_rows_of_a_document_stand_together_and_broken_comparisons_before_all(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "build.duckdb")) as build:
        build.execute("create table fct_figure (figure_id varchar, document_id varchar)")
        build.execute("insert into fct_figure values ('b-1', 'b'), ('a-2', 'a'), ('b-0', 'b'), ('a-1', 'a')")
        build.execute("create table fct_reconciliation (finding_id varchar, status varchar, document_id varchar)")
        build.execute(
            "insert into fct_reconciliation values"
            " ('1', 'exact', 'a'), ('2', 'broken', 'b'), ('3', 'exact', 'b'), ('4', 'broken', 'a')"
        )
        build.execute("create table dim_code (code varchar)")
        build.execute("insert into dim_code values ('z'), ('a')")
        build.execute("create schema staging")
        build.execute("create table staging.stg_rows (a integer)")
    write_analysts_file(tmp_path / "build.duckdb", tmp_path / "target.duckdb")
    with duckdb.connect(str(tmp_path / "target.duckdb"), read_only=True) as written:

        def rows(sql: str) -> list[str]:
            return [row[0] for row in written.execute(sql).fetchall()]

        # Within a document the order of the build stays: it is the order of the lines.
        assert rows("select figure_id from fct_figure order by rowid") == ["a-2", "a-1", "b-1", "b-0"]
        assert rows("select finding_id from fct_reconciliation order by rowid") == ["4", "2", "1", "3"]
        assert rows("select code from dim_code order by rowid") == ["z", "a"]
        assert rows("select table_name from duckdb_tables() where schema_name <> 'main'") == []
