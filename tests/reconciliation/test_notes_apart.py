"""The same consistent notes without their tables, and in other years: no finding because a table or a list is missing.

Notes are published as a page with the tables attached; and the lists of classifications begin and change with a year.
"""

import re
from pathlib import Path

import pytest
from harness import judged
from test_checks import of_another_body
from test_places import DOCUMENTS, NOTES, PLACES, document_of

from pipeline.extraction.folder import extract_folder

FORMS = ("alone", "whole")
YEARS = (-8, 3)
_YEAR = re.compile(r"(?<!\d)20[012]\d(?!\d)")
_SECTIONS = "completeness_section"
"""Notes cut out of a document lack the sections that stand around them."""


def _in_other_years(text: str, years: int) -> str:
    return _YEAR.sub(lambda match: str(int(match[0]) + years), text)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str, int], set[str]]:
    """Rules that break and the kind of document where it is wrong, by notes, form and years between."""
    folder = tmp_path_factory.mktemp("apart")
    raw = folder / "raw"
    raw.mkdir()
    # One body has all its years: none of them is the year before another.
    cases = [(notes, form, years) for notes in NOTES for form in FORMS for years in YEARS]
    for number, (notes, form, years) in enumerate(cases):
        text = (DOCUMENTS / f"{notes}.txt").read_text(encoding="utf-8") if form == "alone" else document_of(notes)
        named = of_another_body(_in_other_years(text, years), number // len(YEARS), PLACES)
        (raw / f"{number}.txt").write_text(named, encoding="utf-8")
    extract_folder(raw, folder / "extracted", workers=0, progress=lambda _: None)
    with judged(folder / "extracted") as connection:
        rows = connection.execute(
            "select file_name, rule_id from main.fct_reconciliation inner join main.dim_document using (document_id)"
            " where status = 'broken'"
        ).fetchall()
        kinds = connection.execute("select file_name, document_kind from main.dim_document").fetchall()
    found: dict[tuple[str, str, int], set[str]] = {case: set() for case in cases}
    for file_name, rule_id in rows:
        found[cases[int(Path(file_name).stem)]].add(rule_id)
    for file_name, kind in kinds:
        case = cases[int(Path(file_name).stem)]
        if kind != ("final_accounts" if case[0].endswith("final") else "budget"):
            found[case].add(f"called {kind}")
    return found


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("notes", NOTES)
def test_consistent_notes_of_any_year_have_no_finding(
    notes: str, form: str, broken: dict[tuple[str, str, int], set[str]]
) -> None:
    assert {years: found - {_SECTIONS} for years in YEARS if (found := broken[notes, form, years] - {_SECTIONS})} == {}
