"""Every table case printed as PDF or OFD means what its text means, whatever lines are drawn around it.

A column that the PDF leaves out because only the grid had it is placed by its header where the text had to infer it, so
the mark of inference is no part of the comparison.
"""

from collections import Counter
from pathlib import Path

import pytest
from table_notation import as_document, notation

from pipeline.extraction.page.document import Document
from pipeline.extraction.readers import ofd
from pipeline.extraction.readers.pdf.reader import read
from pipeline.extraction.tables.tables import read_tables
from tests.writers.ofd import ofd_of_text
from tests.writers.pdf import Rules, pdf_of_text

CUT_BY_EXPORT = {"labels_cut_by_page_and_row", "name_cut_and_totals_short"}
"""Cases about what a text export does: it left a page number between rows, cut a name and left rows short. A page
prints the number apart, and whole rows."""
CASES = [
    case for case in sorted((Path(__file__).parents[1] / "table_cases").glob("*.txt")) if case.stem not in CUT_BY_EXPORT
]


def meaning(document: Document) -> Counter[str]:
    tables = read_tables("d", document)
    return Counter(
        [
            *(notation(figure).partition(" ")[2].replace("~", "") for figure in tables.figures),
            *(f"unplaced {cell.cell_text}" for cell in tables.unplaced),
            *(record.statement_id for record in tables.statements),
            *("|".join(map(str, indicator[3:-1])) for indicator in tables.indicators),
        ]
    )


def text_of(case: Path) -> str:
    return case.read_text(encoding="utf-8").partition("\n=====\n")[0].strip("\n").replace("⇥", "\t")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
@pytest.mark.parametrize("rules", ["lines", "bars", "upright"])
def test_the_case_means_the_same(rules: Rules, case: Path) -> None:
    text = text_of(case)
    document = read(pdf_of_text(text, rules))
    assert isinstance(document, Document)
    assert meaning(document) == meaning(as_document(text.split("\n")))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_the_case_means_the_same_as_ofd(case: Path) -> None:
    text = text_of(case)
    data = ofd_of_text(text)
    assert ofd.claims(data)
    document = ofd.read(data)
    assert isinstance(document, Document)
    assert document.format == "ofd"
    assert meaning(document) == meaning(as_document(text.split("\n")))
