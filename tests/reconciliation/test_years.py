"""Documents of one body over three years: each agrees with itself; a mistake shows only beside another document.

A change is planted so that sums, rates and tables of its own document still hold. Each case has copies of its own of
the documents that it needs, of a body of its own.
"""

from pathlib import Path

import pytest
from harness import judged
from test_checks import Change, place_of, read_changes
from test_wholes import PLACES

from pipeline.extraction.folder import extract_folder

DOCUMENTS = Path(__file__).with_name("documents")
YEARS = {path.stem: path.read_text(encoding="utf-8") for path in sorted((DOCUMENTS / "years").glob("*.txt"))}
CHANGES = read_changes("changes_of_years.txt")
CONSISTENT = "consistent"
EXECUTED = "executed"
"""A budget that compares with what was carried out: no document prints that."""


def _texts(change: Change) -> dict[str, str]:
    changed = YEARS[change.base]
    assert change.old in changed, f"{change.name}: {change.base} does not print {change.old!r}"
    return YEARS | {change.base: changed.replace(change.old, change.new, 1)}


def _cases() -> dict[str, dict[str, str]]:
    item = next(change for change in CHANGES if change.rules == ("year_before_item",))
    executed = {name: text.replace("比上年", "比上年执行数") for name, text in _texts(item).items() if "budget" in name}
    return {CONSISTENT: YEARS, EXECUTED: executed} | {change.name: _texts(change) for change in CHANGES}


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Rules that break, of every family, by case."""
    folder = tmp_path_factory.mktemp("years")
    raw = folder / "raw"
    raw.mkdir()
    cases = _cases()
    for number, (case, texts) in enumerate(cases.items()):
        for name, text in texts.items():
            (raw / f"{case}-{name}.txt").write_text(text.replace("云溪", place_of(number, PLACES)), encoding="utf-8")
    extract_folder(raw, folder / "extracted", workers=0, progress=lambda _: None)
    with judged(folder / "extracted") as connection:
        rows = connection.execute(
            "select file_name, rule_id from main.fct_reconciliation inner join main.dim_document using (document_id)"
            " where status = 'broken'"
        ).fetchall()
    found: dict[str, set[str]] = {case: set() for case in cases}
    for file_name, rule_id in rows:
        found[file_name.split("-")[0]].add(rule_id)
    return found


def test_documents_that_agree_with_each_other_have_no_finding(broken: dict[str, set[str]]) -> None:
    assert broken[CONSISTENT] == set()


def test_a_budget_that_compares_with_what_was_carried_out_is_not_held_against_last_years(
    broken: dict[str, set[str]],
) -> None:
    assert broken[EXECUTED] == set()


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_a_mistake_that_another_document_shows_is_found_and_nothing_else(
    change: Change, broken: dict[str, set[str]]
) -> None:
    assert broken[change.name]
    assert broken[change.name] <= set(change.rules)
