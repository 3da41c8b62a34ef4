"""The same documents judged twice: the same rows to the last word, whatever the number of threads."""

from pathlib import Path

import pytest
from harness import judged
from test_checks import of_another_body
from test_places import DOCUMENTS, NOTES, PLACES, document_of

from pipeline.extraction.folder import extract_folder

DOUBLED = "与2021年度相比，增加30.80万元，增长5.88%。"


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("twice")
    (folder / "raw").mkdir()
    for number, notes in enumerate(NOTES):
        text = of_another_body(document_of(notes), number, PLACES)
        # A mistake in every document: most of what could differ is told of findings.
        (folder / "raw" / f"{notes}.txt").write_text(text.replace("486.15", "486.51", 3), encoding="utf-8")
    # A sentence stands in its paragraph twice, of other amounts: two results of one rule at one place.
    doubled = DOUBLED + DOUBLED.replace("30.80", "31.70")
    text = (DOCUMENTS / "final_accounts.txt").read_text(encoding="utf-8").replace(DOUBLED, doubled)
    (folder / "raw" / "doubled.txt").write_text(text, encoding="utf-8")
    # A table prints a code twice, with two names.
    row = "2010602\t一般行政管理事务\t86.20\t0.00\t86.20\n"
    text = of_another_body((DOCUMENTS / "final_accounts.txt").read_text(encoding="utf-8"), len(NOTES), PLACES)
    assert row in text
    text = text.replace(row, row + row.replace("管理事务", "管理事项"))
    (folder / "raw" / "two_names.txt").write_text(text, encoding="utf-8")
    extract_folder(folder / "raw", folder / "extracted", workers=0, progress=lambda _: None)
    return folder / "extracted"


def _rows(extracted: Path, threads: int) -> list[tuple[object, ...]]:
    with judged(extracted, threads=threads) as connection:
        return connection.execute("select * from main.fct_reconciliation order by reconciliation_id").fetchall()


def test_findings_are_the_same_with_one_thread_and_with_several(extracted: Path) -> None:
    rows = _rows(extracted, 1)
    assert rows == _rows(extracted, 4)
    assert len({row[0] for row in rows}) == len(rows), "a document is set aside for a result that stands there twice"
