"""What the rules find in reviewed documents is what readers found in them: nothing else, and not less than before."""

from dataclasses import replace

import pytest

from pipeline.reports.check import check_files
from pipeline.reports.check_findings import DocumentReport
from tests.quality.truth import SEEDS, Contradiction, Measure, contradictions, documents, measure

LISTED = contradictions()
LEAST_MATERIAL_RECALL = 92
LEAST_MINOR_RECALL = 80


@pytest.fixture(scope="module")
def reports() -> list[DocumentReport]:
    return check_files(documents())


@pytest.fixture(scope="module")
def measured(reports: list[DocumentReport]) -> Measure:
    return measure(reports, LISTED)


def test_no_finding_is_missing_from_the_list(measured: Measure) -> None:
    assert [(name, found.rule_id, found.message) for name, found in measured.unlisted] == []


@pytest.mark.parametrize(("severity", "least"), [("material", LEAST_MATERIAL_RECALL), ("minor", LEAST_MINOR_RECALL)])
def test_recall(measured: Measure, severity: str, least: int) -> None:
    wanted = [item for item in measured.found + measured.missed if item.severity == severity]
    found = [item for item in measured.found if item.severity == severity]
    assert 100 * len(found) >= least * len(wanted), [item.text for item in measured.missed]


def test_what_is_listed_as_found_is_found(measured: Measure) -> None:
    assert [item.text for item in measured.missed if item.rules] == []


def test_the_seeds_are_always_measured() -> None:
    assert {path.name for path in documents()} >= {path.name for path in SEEDS.glob("*.txt")}


def test_a_finding_that_nobody_listed_is_told(reports: list[DocumentReport]) -> None:
    report = next(report for report in reports if report.findings)
    stranger = replace(report.findings[0], rule_id="some_other_rule", consequences=[])
    told = measure([replace(report, findings=[stranger])], LISTED)
    assert [found.rule_id for _, found in told.unlisted] == ["some_other_rule"]


def test_a_listed_contradiction_needs_its_own_line() -> None:
    item = Contradiction("a.txt", 3, "material", "row_sum", frozenset({"row_total_by_nature"}), "")
    assert measure([], [item]).missed == []
