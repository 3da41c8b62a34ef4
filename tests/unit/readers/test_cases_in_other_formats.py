"""Every table case, written out as a workbook, a Word document and a web page, means what its text means."""

from collections import Counter
from pathlib import Path

import pytest
from table_notation import notation, read

from pipeline.extraction.page.document import Document
from pipeline.extraction.readers import excel, web, word
from pipeline.extraction.tables.tables import read_tables
from tests.writers import office

CASES = sorted((Path(__file__).parents[1] / "table_cases").glob("*.txt"))
FORMATS = {
    "xlsx": (office.xlsx, excel.read),
    "xls": (office.xls, excel.read),
    "docx": (office.word, word.read),
    "html": (office.page, web.read),
}


def text_of(case: Path) -> str:
    return case.read_text(encoding="utf-8").partition("\n=====\n")[0].strip("\n").replace("⇥", "\t")


def meaning(document: Document | None, text: str) -> Counter[str]:
    """Figures, unplaced cells and indicators without their places, which differ from format to format."""
    tables = read(text) if document is None else read_tables("d", document)
    return Counter(
        [
            *(notation(figure).partition(" ")[2] for figure in tables.figures),
            *(f"unplaced {cell.cell_text} {cell.reason_code}" for cell in tables.unplaced),
            *(str(indicator._replace(source_line=0, address=None)) for indicator in tables.indicators),
        ]
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
@pytest.mark.parametrize("name", FORMATS)
def test_the_case_means_the_same(name: str, case: Path) -> None:
    write, read_format = FORMATS[name]
    text = text_of(case)
    document = read_format(write(text))
    assert isinstance(document, Document)
    assert meaning(document, text) == meaning(None, office.padded(text))


@pytest.mark.parametrize("name", FORMATS)
def test_every_address_leads_to_the_cell_that_prints_the_text(name: str) -> None:
    write, read_format = FORMATS[name]
    document = read_format(write("a title\nx\ty\n1\t2.50\n"))
    assert isinstance(document, Document)
    line = next(number for number, text in enumerate(document.lines, 1) if text.startswith("1\t"))
    found = document.address_of_cell(line, 2)
    assert found is not None
    assert found.ref == ("Sheet1!B3" if name == "xls" else "Sheet!B3" if name == "xlsx" else "t1/r2/c2")
