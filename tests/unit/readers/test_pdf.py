"""PDF: what is printed, in which cell, and where; each case draws what it is about."""

import ctypes
import io

import pytest
from pypdfium2 import PdfDocument
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pipeline.extraction.page.document import Document, Refusal, Span
from pipeline.extraction.readers.pdf import calls
from pipeline.extraction.readers.pdf.code_points import codes_of_characters
from pipeline.extraction.readers.pdf.reader import claims, read
from tests.writers.pdf import PdfWriter, Rules, pdf_of_text

WIDTHS = (120.0, 80.0, 80.0)
ROWS = (("项目", "预算数", "决算数"), ("一、基本支出", "1,234.50", "1,200.00"), ("二、项目支出", "", "0.00"))
LINES = ("项目\t预算数\t决算数", "一、基本支出\t1,234.50\t1,200.00", "二、项目支出\t\t0.00")


def document(data: bytes) -> Document:
    found = read(data)
    assert isinstance(found, Document), found
    return found


@pytest.mark.parametrize("rules", ["lines", "bars", "pieces"])
def test_rulings_of_every_kind_enclose_the_same_cells(rules: Rules) -> None:
    writer = PdfWriter()
    writer.table(60, 100, WIDTHS, ROWS, rules=rules)
    found = document(writer.bytes())
    assert found.lines == LINES
    assert found.grids is not None
    assert [(grid.first_line, grid.last_line) for grid in found.grids] == [(1, 3)]


def test_a_merged_cell_stands_in_its_first_field_and_is_a_span() -> None:
    rows = (("支出", "金额", ""), ("", "预算数", "决算数"), ("一、基本支出", "1.00", "2.00"))
    writer = PdfWriter()
    writer.table(60, 100, WIDTHS, rows, merged=[(0, 0, 2, 1), (0, 1, 1, 2)])
    found = document(writer.bytes())
    assert found.lines == ("支出\t金额\t", "\t预算数\t决算数", "一、基本支出\t1.00\t2.00")
    assert found.grids is not None
    assert set(found.grids[0].spans) == {Span(0, 0, 2, 1), Span(0, 1, 1, 2)}


@pytest.mark.parametrize(
    ("rotation", "turned"), [(0, 0), (90, 90), (270, 270), (180, 180), (0, 90), (0, 270), (0, 180)]
)
def test_a_page_is_read_as_a_reader_would_turn_it(rotation: int, turned: int) -> None:
    writer = PdfWriter(rotation=rotation, turned=turned)
    writer.table(60, 100, WIDTHS, ROWS)
    assert document(writer.bytes()).lines == LINES


def test_text_that_nobody_sees_is_left_out() -> None:
    writer = PdfWriter()
    writer.text(60, 100, "预算公开说明")
    writer.text(60, 130, "白字隐藏", color=1.0)
    writer.text(60, 160, "不绘制的文字", mode=3)
    writer.text(60, 190, "被遮盖")
    writer.fill(50, 185, 300, 205, 1.0)
    writer.text(700, 220, "页面之外")
    assert document(writer.bytes()).lines == ("预算公开说明",)


def test_white_text_on_a_dark_ground_is_read() -> None:
    writer = PdfWriter()
    writer.fill(50, 90, 300, 120, 0.2)
    writer.text(60, 100, "收支预算总表", color=1.0)
    assert document(writer.bytes()).lines == ("收支预算总表",)


def test_text_drawn_twice_for_boldness_is_one_text() -> None:
    writer = PdfWriter()
    for shift in (0.0, 0.4):
        writer.text(60 + shift, 100, "收入合计11.50")
    assert document(writer.bytes()).lines == ("收入合计11.50",)


def test_digits_on_a_lower_baseline_stay_on_the_line_and_in_their_place() -> None:
    writer = PdfWriter()
    writer.text(60, 100, "2018", size=9)
    writer.text(80, 97.5, "年度收入", size=10)
    assert document(writer.bytes()).lines == ("2018年度收入",)


def test_a_table_goes_on_over_pages_as_one_grid_without_page_numbers() -> None:
    writer = PdfWriter()
    writer.table(60, 700, WIDTHS, ROWS[:2])
    writer.text(290, 800, "- 1 -")
    writer.new_page()
    writer.table(60, 72, WIDTHS, ROWS[2:])
    writer.text(290, 800, "- 2 -")
    found = document(writer.bytes())
    assert found.lines == LINES
    assert found.pages == (1, 1, 2)
    assert found.grids is not None
    assert len(found.grids) == 1


def test_a_label_cut_by_the_page_is_joined() -> None:
    writer = PdfWriter()
    widths = (86.0, 80.0)
    writer.table(60, 700, widths, [("项目", "金额"), ("八、社会保障和就", "1,608.51")])
    writer.new_page()
    writer.table(60, 72, widths, [("业支出", ""), ("九、其他支出", "2.00")])
    assert document(writer.bytes()).lines == ("项目\t金额", "八、社会保障和就业支出\t1,608.51", "九、其他支出\t2.00")


@pytest.mark.parametrize(
    "titles",
    [
        ("某某市某某局2020年度决算公开报告", "机构运行信息表"),
        ("1.收入支出决算批复表（部门用）", "2.财政拨款支出决算批复表（用）", "财决批复05表"),
        (
            "某某市某某局2020年度决算公开报告及有关说明事项",
            "1.收入支出决算批复表（部门用）",
            "2.财政拨款支出决算批复表（用）",
            "财决批复05表",
        ),
    ],
)
def test_few_titles_do_not_tell_where_a_full_line_ends(titles: tuple[str, ...]) -> None:
    writer = PdfWriter()
    for number, title in enumerate(titles):
        writer.text(50, 72 + 20 * number, title)
    writer.table(50, 160, WIDTHS, ROWS)
    assert document(writer.bytes()).lines == (*titles, *LINES)


def test_title_and_unit_inside_the_frame_are_lines_before_the_table() -> None:
    writer = PdfWriter()
    rows = (("收支预算总表", "", ""), ("单位：万元", "", ""), *ROWS)
    writer.table(60, 100, WIDTHS, rows, merged=[(0, 0, 1, 3), (1, 0, 1, 3)])
    assert document(writer.bytes()).lines == ("收支预算总表", "单位：万元", *LINES)


def test_rows_that_no_line_divides_are_told_by_their_values() -> None:
    writer = PdfWriter()
    rows = (("项目", "金额"), ("一、甲\n二、乙\n三、丙", "1.00\n2.00\n3.00"))
    writer.table(60, 100, (120.0, 80.0), rows, row_height=40.0)
    assert document(writer.bytes()).lines == ("项目\t金额", "一、甲\t1.00", "二、乙\t2.00", "三、丙\t3.00")


def test_phantom_columns_are_folded() -> None:
    writer = PdfWriter()
    rows = (("项目", "金额", "", ""), ("甲级", "1.00", "", ""), ("乙级", "", "2.00", ""))
    writer.table(60, 100, (80.0, 60.0, 60.0, 60.0), rows, merged=[(0, 1, 1, 3)])
    assert document(writer.bytes()).lines == ("项目\t金额", "甲级\t1.00", "乙级\t2.00")


def test_a_number_wider_than_its_cell_stays_whole() -> None:
    writer = PdfWriter()
    writer.table(60, 100, (60.0, 40.0, 60.0), [("项目", "甲", "乙"), ("合计", "", "1.00")])
    writer.text(124, 122, "96,282,213.44")
    line = document(writer.bytes()).lines[1]
    assert "96,282,213.44" in line.replace("\t", "|")


def test_paragraphs_are_joined_over_lines_and_pages() -> None:
    writer = PdfWriter()
    full = "收入预算总计按照规定编制并经主管部门批准后执行包括财政拨款收入和其他收入"
    for page in range(2):
        for number in range(3):
            start = 80 if number == 0 else 60
            text = full[2:] if number == 0 else full
            writer.text(start, 100 + 60 * page + 16 * number, text)
        writer.text(60, 148 + 60 * page, "一百万元。")
    writer.text(80, 260, full[2:])
    writer.new_page()
    writer.text(60, 100, "到此结束。")
    found = document(writer.bytes())
    paragraph = full[2:] + full + full + "一百万元。"
    assert found.lines == (paragraph, paragraph, full[2:] + "到此结束。")


def test_the_canonical_text_survives_printing() -> None:
    text = "收支预算总表\n单位：万元\n" + "\n".join(LINES)
    assert document(pdf_of_text(text)).text == text


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.4\n%%EOF\n", "pdf_damaged"),
        (b"%PDF-1.4\n1 0 obj\n<<", "pdf_truncated"),
    ],
)
def test_a_file_that_cannot_be_opened_says_why(data: bytes, code: str) -> None:
    found = read(data)
    assert isinstance(found, Refusal)
    assert found.reason_code == code


def test_an_empty_page_is_an_empty_document() -> None:
    found = read(PdfWriter().bytes())
    assert isinstance(found, Refusal)
    assert found.reason_code == "empty"


def test_a_pdf_is_known_by_its_content_even_after_junk() -> None:
    assert claims(b"\x00\r\n%PDF-1.7 ...")
    assert not claims("预算".encode())


@pytest.mark.parametrize("mapped", ["D840DC00", "0000", "D840", "FFFE", "00660069"])
def test_characters_asked_for_at_once_are_those_asked_for_one_by_one(mapped: str) -> None:
    document = PdfDocument(with_the_sign_b_mapped_to(mapped))
    page = document[0]
    text = calls.load_text(ctypes.cast(page.raw, ctypes.c_void_p).value or 0)
    count = calls.count_characters(text)
    one_by_one = [calls.unicode_of(text, index) for index in range(count)]
    at_once = codes_of_characters(text, count)
    # A sign without a code is 0 to one function and U+FFFE to the other: both say that it cannot be read.
    assert [code or 0xFFFE for code in at_once] == [code or 0xFFFE for code in one_by_one]
    assert [chr(code) for code in one_by_one][-4:] == list("12.5")
    calls.close_text(text)


def with_the_sign_b_mapped_to(mapped: str) -> bytes:
    """One line, ``AB 12.5``, in a font whose map gives these units of UTF-16 for the second sign."""
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pageCompression=0, invariant=1)
    canvas.setFont("Vera", 10)
    canvas.drawString(60, 700, "AB 12.5")
    canvas.save()
    return buffer.getvalue().replace(b"<42> <0042>", f"<42> <{mapped}>".encode())


def test_numbers_broken_over_the_lines_of_a_narrow_cell_are_whole_and_their_row_is_one() -> None:
    writer = PdfWriter()
    rows = [("项目", "合计", "财政拨款", "事业收入"), ("合计", "5,300\n,000.\n00", "5,000\n,000.\n00", "200,0\n00.00")]
    writer.table(60, 100, (60.0, 36.0, 48.0, 48.0), rows, row_height=48)
    assert document(writer.bytes()).lines == (
        "项目\t合计\t财政拨款\t事业收入",
        "合计\t5,300,000.00\t5,000,000.00\t200,000.00",
    )
