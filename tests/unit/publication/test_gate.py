"""The gate says no to every build that a reader should not meet, and says why."""

import pytest

from pipeline.publication.contract import MARTS
from pipeline.publication.gate import GateRefusedError, check_build

from .conftest import NODES, Workshop

pytestmark = pytest.mark.slow


def objections(workshop: Workshop) -> list[str]:
    locations = workshop.locations
    with pytest.raises(GateRefusedError) as refusal:
        check_build(locations.next_build, locations.next_database, locations.extracted_dir)
    return refusal.value.objections


def questions(workshop: Workshop) -> list[str]:
    locations = workshop.locations
    return check_build(locations.next_build, locations.next_database, locations.extracted_dir).questions


def test_a_good_build_passes_and_its_rows_are_counted(workshop: Workshop) -> None:
    locations = workshop.finish_build(amounts=("1.00", "2.00"))
    counts = check_build(locations.next_build, locations.next_database, locations.extracted_dir).rows
    assert counts["fct_figure"] == 2
    assert set(counts) == {mart.name for mart in MARTS}


@pytest.mark.parametrize("left_out", NODES)
def test_a_missing_result_is_refused(workshop: Workshop, left_out: str) -> None:
    workshop.finish_build()
    workshop.write_artifacts(left_out=(left_out,))
    assert objections(workshop) == [f"{left_out} has no result in this build: it was not run"]


@pytest.mark.parametrize("status", ["error", "fail", "skipped", "runtime error"])
def test_a_failed_result_is_refused_with_its_message(workshop: Workshop, status: str) -> None:
    workshop.finish_build()
    workshop.write_artifacts({NODES[2]: status})
    assert objections(workshop) == [f"{NODES[2]} ended as {status}: said why"]


@pytest.mark.parametrize("status", ["success", "pass", "warn"])
def test_a_warning_is_no_failure(workshop: Workshop, status: str) -> None:
    locations = workshop.finish_build()
    workshop.write_artifacts({NODES[2]: status})
    check_build(locations.next_build, locations.next_database, locations.extracted_dir)


def test_a_build_without_results_is_refused(workshop: Workshop) -> None:
    locations = workshop.finish_build()
    (locations.next_build / "run_results.json").unlink()
    assert "no complete set of dbt results" in objections(workshop)[0]


def test_a_build_without_a_database_is_refused(workshop: Workshop) -> None:
    workshop.finish_build().next_database.unlink()
    assert "does not exist" in objections(workshop)[0]


@pytest.mark.parametrize("mart", [mart.name for mart in MARTS])
def test_every_table_of_the_contract_must_exist(workshop: Workshop, mart: str) -> None:
    workshop.finish_build()
    workshop.sql(f"drop table main.{mart}")
    assert objections(workshop) == [f"main.{mart} is missing: the contract promises it"]


@pytest.mark.parametrize("mart", ["dim_region", "dim_function", "dim_statement", "dim_rule"])
def test_a_table_with_rows_due_must_have_rows(workshop: Workshop, mart: str) -> None:
    workshop.finish_build()
    workshop.sql(f"delete from main.{mart}")
    assert f"main.{mart} is empty" in objections(workshop)[0]


def test_a_table_may_be_empty_when_no_document_carries_its_facts(workshop: Workshop) -> None:
    locations = workshop.finish_build(amounts=())
    counts = check_build(locations.next_build, locations.next_database, locations.extracted_dir).rows
    assert counts["fct_figure"] == counts["fct_project"] == 0


def test_a_lost_figure_is_noticed(workshop: Workshop) -> None:
    workshop.finish_build(amounts=("1.00", "2.00"))
    workshop.sql("delete from fct_figure where figure_id = 'd1-1-2'")
    assert objections(workshop) == [
        "main.fct_figure has 1 rows, but the extraction wrote 2: a row was lost or doubled",
    ]


def test_a_rule_evaluated_nowhere_is_a_question(workshop: Workshop) -> None:
    workshop.finish_build()
    workshop.sql("insert into dim_rule values ('forgotten')")
    assert questions(workshop) == ["rule forgotten was evaluated on no document, not even as not applicable"]


def test_a_table_left_empty_by_its_documents_is_a_question(workshop: Workshop) -> None:
    workshop.finish_build()
    workshop.sql("delete from dim_department")
    workshop.write_parquet(figures=1, department_name="某某局")
    assert questions(workshop) == [
        "main.dim_department is empty, although 1 row(s) of documents may be meant to fill it"
    ]


def test_a_document_without_an_outcome_is_refused(workshop: Workshop) -> None:
    workshop.finish_build()
    workshop.write_parquet(figures=1, with_outcomes=False)
    assert "a.txt: no outcome" in objections(workshop)


def test_an_outcome_that_counts_other_rows_is_refused(workshop: Workshop) -> None:
    """Rows of a document went while its outcome stayed: an extraction that was cut short once."""
    workshop.finish_build(amounts=("1.00", "2.00"))
    workshop.write_parquet(figures=2, counted=3)
    assert objections(workshop) == [
        "a.txt: its outcome counts 3 figures, 0 in the text, 0 unplaced; its rows are 2, 0, 0"
    ]


def test_rows_of_no_document_are_refused(workshop: Workshop) -> None:
    workshop.finish_build()
    workshop.write_parquet(figures=1, with_document=False)
    assert "d1: rows of a document that is not there" in objections(workshop)


def test_a_name_of_the_raw_folder_without_an_outcome_is_refused(workshop: Workshop) -> None:
    locations = workshop.finish_build()
    (locations.extracted_dir / "inventory.json").write_text('{"names": 2}', encoding="utf-8")
    assert objections(workshop) == ["the raw folder held 2 name(s), but 1 have an outcome"]


@pytest.mark.parametrize("name", ["manifest.json", "run_results.json"])
def test_half_a_file_of_results_is_refused(workshop: Workshop, name: str) -> None:
    locations = workshop.finish_build()
    path = locations.next_build / name
    path.write_text(path.read_text(encoding="utf-8")[:20], encoding="utf-8")
    assert "no complete set of dbt results" in objections(workshop)[0]


def test_all_objections_are_collected(workshop: Workshop) -> None:
    workshop.finish_build()
    workshop.write_artifacts({NODES[0]: "error"}, left_out=(NODES[1],))
    workshop.sql("drop table main.dim_region")
    assert len(objections(workshop)) == 3


def test_a_build_on_whose_documents_the_parser_failed_is_refused(workshop: Workshop) -> None:
    workshop.finish_build()
    workshop.write_artifacts()
    workshop.write_parquet(figures=1, failed=5)
    assert objections(workshop)[-1] == (
        "the parser failed on 5 of 6 documents: see document_outcome; the code needs mending first"
    )


def test_unit_tests_are_not_demanded_of_a_build(workshop: Workshop) -> None:
    workshop.finish_build()
    workshop.write_artifacts()
    locations = workshop.locations
    assert check_build(locations.next_build, locations.next_database, locations.extracted_dir)
