"""The report to take along: findings listed, both printed cells of each marked on the pages, originals untouched."""

import ctypes
import io
import zipfile
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


def test_a_pdf_in_an_archive_is_marked_on_its_own_pages(tmp_path: Path) -> None:
    data = pdf_of_text(HETANG.read_text(encoding="utf-8"))
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("公开.pdf", data)
    with zipfile.ZipFile(tmp_path / "bundle.zip", "w") as archive:
        archive.writestr("2020/里.zip", inner.getvalue())
    (sheet,) = check_sheets([tmp_path / "bundle.zip"])
    assert sheet.pdf == data
    taken = as_pdf([sheet])
    document = pdfium.PdfDocument(taken.pdf)
    noted = [note for page in taken.marked for note in notes(document[page])]
    assert any("支出决算表 201" in note for note in noted)


def frames(page: pdfium.PdfPage, number: int) -> list[tuple[float, float, float, float]]:
    """Left, bottom, right and top of the frames that a page's stamps of one finding draw, in points of the page."""
    found = []
    for position in range(raw.FPDFPage_GetAnnotCount(page)):
        if not notes(page)[position].startswith(f"{number}. "):
            continue
        note = raw.FPDFPage_GetAnnot(page, position)
        sides = [ctypes.c_float() for _ in range(4)]
        assert raw.FPDFPageObj_GetBounds(raw.FPDFAnnot_GetObject(note, 0), *sides)
        found.append(tuple(side.value for side in sides))
        raw.FPDFPage_CloseAnnot(note)
    return found


def test_the_frames_stand_around_the_printed_cells_and_are_seen(sheets: list[Sheet]) -> None:
    number, _ = next((n, f) for n, f in numbered(sheets[0].report) if "支出决算表 201" in f.message)
    taken = as_pdf(sheets)
    document, original = pdfium.PdfDocument(taken.pdf), pdfium.PdfDocument(sheets[0].pdf)
    before = len(document) - len(original)
    framed = [(page, frame) for page in taken.marked for frame in frames(document[page], number)]
    # 59.59 in all and the five parts of 0: six cells of one line of one page.
    assert len(framed) == 6 and len({page for page, _ in framed}) == 1
    number_of_page = framed[0][0]
    page, untouched = document[number_of_page], original[number_of_page - before]
    words = untouched.get_textpage()
    # Each frame, without the breadth of its margin, holds its own cell of the original and no other.
    held = [
        words.get_text_bounded(left + 4, bottom + 4, right - 4, top - 4).strip()
        for _, (left, bottom, right, top) in sorted(framed, key=lambda one: one[1])
    ]
    assert held == ["59.59", "0", "0", "0", "0", "0"]
    scale = 4
    ours = page.render(scale=scale, may_draw_forms=True).to_numpy()[:, :, :3].astype(int)
    theirs = untouched.render(scale=scale).to_numpy()[:, :, :3].astype(int)
    changed = abs(ours - theirs).sum(axis=2) > 30
    for _, (left, bottom, right, top) in framed:
        inside = changed[
            round((page.get_height() - top) * scale) : round((page.get_height() - bottom) * scale),
            round(left * scale) : round(right * scale),
        ]
        assert inside.mean() > 0.5, "the cell is coloured"
    assert changed.mean() < 0.1, "the rest of the page stays as it was"


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
