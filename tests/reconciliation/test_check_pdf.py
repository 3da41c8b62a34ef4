"""The report to take along: findings listed, both printed cells of each marked on the pages, originals untouched."""

from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest

from pipeline.locations import PROJECT_ROOT
from pipeline.reports.check import check_sheets
from pipeline.reports.check_page import CheckFailedError, CheckTookTooLongError, as_page, page_in_process
from pipeline.reports.check_pdf import as_pdf
from pipeline.reports.check_places import Sheet, numbered
from tests.writers.pdf import pdf_of_text

HETANG = PROJECT_ROOT / "raw" / "hetang_final_2020.txt"


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> list[Sheet]:
    """The same disclosure as a PDF, and as the text it was written from."""
    folder = tmp_path_factory.mktemp("check")
    (folder / "hetang.pdf").write_bytes(pdf_of_text(HETANG.read_text(encoding="utf-8")))
    return check_sheets([folder / "hetang.pdf"])


def notes(page: pdfium.PdfPage) -> list[str]:
    found = []
    for number in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, number)
        length = raw.FPDFAnnot_GetStringValue(note, b"Contents", None, 0)
        buffer = (raw.FPDF_WCHAR * (length // 2))()
        raw.FPDFAnnot_GetStringValue(note, b"Contents", buffer, length)
        found.append(bytes(buffer).decode("utf-16-le").rstrip("\0"))
        raw.FPDFPage_CloseAnnot(note)
    return found


def test_both_printed_cells_of_a_finding_are_marked_with_its_number(sheets: list[Sheet]) -> None:
    (sheet,) = sheets
    # Line 127 of the text: 一般公共服务支出 prints 59.59 in all and 0 in every part.
    number, found = next((n, f) for n, f in numbered(sheet.report) if "支出决算表 201" in f.message)
    marks = [mark for mark in sheet.marks if mark.number == number]
    assert {mark.text.split()[0] for mark in marks} == {"59.59", "0"}
    assert all(mark.box and mark.page for mark in marks)
    taken = as_pdf(sheets)
    document = pdfium.PdfDocument(taken.pdf)
    assert any(f"{number}. {found.message}" in notes(document[page]) for page in taken.marked)


def test_the_list_stands_before_the_pages_and_the_pages_stay_as_they_were(sheets: list[Sheet]) -> None:
    taken = as_pdf(sheets)
    document, original = pdfium.PdfDocument(taken.pdf), pdfium.PdfDocument(sheets[0].pdf)
    assert "595,900.00" in document[0].get_textpage().get_text_bounded()
    first = len(document) - len(original)
    assert first >= 1
    for page in range(len(original)):
        ours, theirs = document[first + page], original[page]
        assert ours.get_textpage().get_text_bounded() == theirs.get_textpage().get_text_bounded()


def test_a_file_without_pages_is_shown_by_its_lines() -> None:
    sheets = check_sheets([HETANG])
    taken = as_pdf(sheets)
    document = pdfium.PdfDocument(taken.pdf)
    shown = "".join(document[page].get_textpage().get_text_bounded() for page in taken.marked)
    assert "127" in shown and "59.59" in shown
    page = as_page(sheets)
    assert page.count("<img ") == len(taken.marked) and "data:application/pdf;base64," in page


def test_nothing_that_is_printed_becomes_markup(tmp_path: Path) -> None:
    hostile = HETANG.read_text(encoding="utf-8").replace("行政运行", "<script>alert(1)</script>&<b>😀")
    (tmp_path / "<b>.txt").write_text(hostile, encoding="utf-8")
    page = as_page(check_sheets([tmp_path / "<b>.txt"]))
    assert "<script>" not in page and "<b>" not in page


def test_a_check_that_takes_too_long_is_ended() -> None:
    with pytest.raises(CheckTookTooLongError):
        page_in_process([HETANG], seconds=0.05)


def test_a_check_that_breaks_says_so(tmp_path: Path) -> None:
    with pytest.raises(CheckFailedError, match="No such file"):
        page_in_process([tmp_path / "nothing.pdf"], seconds=60)
