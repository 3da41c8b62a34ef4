"""Word documents: what the printed page shows, in its order; every case builds what it is about."""

import io
import zipfile
from collections.abc import Callable

import docx
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from pipeline.extraction.page.document import Document, Refusal, Span
from pipeline.extraction.readers.word import claims, read

NAMES = nsdecls("w")
BOX = (
    f'<w:p {NAMES} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:r><w:t>上</w:t></w:r><w:r>'
    "<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p>"
    "</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p>"
    "</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
)


def word(fill: Callable[[WordDocument], None]) -> bytes:
    target = docx.Document()
    fill(target)
    out = io.BytesIO()
    target.save(out)
    return out.getvalue()


def document(data: bytes) -> Document:
    assert claims(data)
    found = read(data)
    assert isinstance(found, Document), found
    return found


def add(target: WordDocument, xml: str) -> None:
    target.element.body.insert(len(target.element.body) - 1, parse_xml(xml))


def paragraph(content: str) -> str:
    return f"<w:p {NAMES}>{content}</w:p>"


def test_paragraphs_and_tables_keep_their_order() -> None:
    def fill(target: WordDocument) -> None:
        target.add_paragraph("一、收支总表")
        table = target.add_table(2, 2)
        for cell, text in zip(table._cells, ("项目", "金额", "教育", "1.00"), strict=True):
            cell.text = text
        target.add_paragraph("说明")

    found = document(word(fill))
    assert found.format == "docx"
    assert found.lines == ("一、收支总表", "项目\t金额", "教育\t1.00", "说明")
    assert found.addresses[3][2].ref == "t1/r2/c2"
    assert found.addresses[1][0].ref == "p1"


def test_merged_cells_stand_in_their_first_field_and_are_spans() -> None:
    def fill(target: WordDocument) -> None:
        table = target.add_table(3, 3)
        table.cell(0, 0).merge(table.cell(1, 0)).text = "项目"
        table.cell(0, 1).merge(table.cell(0, 2)).text = "支出"
        for place, text in (((1, 1), "合计"), ((1, 2), "基本"), ((2, 0), "教育"), ((2, 1), "2"), ((2, 2), "1")):
            table.cell(*place).text = text

    found = document(word(fill))
    assert found.lines == ("项目\t支出\t", "\t合计\t基本", "教育\t2\t1")
    assert found.grids is not None
    assert found.grids[0].spans == (Span(0, 0, 2, 1), Span(0, 1, 1, 2))
    assert found.addresses[2][3].ref == "t1/r2/c3"


def test_columns_in_which_no_cell_begins_are_left_out() -> None:
    def cell(width: int, text: str) -> str:
        return f'<w:tc><w:tcPr><w:gridSpan w:val="{width}"/></w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>'

    rows = f"<w:tr>{cell(2, '项目')}{cell(3, '金额')}</w:tr><w:tr>{cell(2, '教育')}{cell(3, '1')}</w:tr>"
    table = f"<w:tbl {NAMES}>{rows}</w:tbl>"
    assert document(word(lambda target: add(target, table))).lines == ("项目\t金额", "教育\t1")


def test_a_title_over_the_whole_width_of_a_table_is_a_paragraph() -> None:
    def fill(target: WordDocument) -> None:
        table = target.add_table(3, 2)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "收支总表"
        for place, text in (((1, 0), "项目"), ((1, 1), "金额"), ((2, 0), "教育"), ((2, 1), "1")):
            table.cell(*place).text = text

    found = document(word(fill))
    assert found.lines == ("收支总表", "项目\t金额", "教育\t1")
    assert found.addresses[1][0].ref == "t1/r1/c1"
    assert found.addresses[3][2].ref == "t1/r3/c2"


def test_a_table_of_one_cell_frames_text() -> None:
    def fill(target: WordDocument) -> None:
        cell = target.add_table(1, 1).cell(0, 0)
        cell.text = "一、概况"
        cell.add_paragraph("二、说明")
        inner = cell.add_table(1, 2)
        inner.cell(0, 0).text, inner.cell(0, 1).text = "教育", "1"

    assert document(word(fill)).lines[:3] == ("一、概况", "二、说明", "教育\t1")


def test_a_table_inside_a_cell_is_a_table_of_its_own() -> None:
    def fill(target: WordDocument) -> None:
        outer = target.add_table(1, 2)
        outer.cell(0, 0).text = "明细"
        inner = outer.cell(0, 1).add_table(1, 2)
        inner.cell(0, 0).text, inner.cell(0, 1).text = "教育", "1"

    found = document(word(fill))
    assert found.lines == ("明细", "教育\t1")
    assert found.addresses[2][2].ref == "t1/r1/c2/t1/r1/c2"


def test_tracked_changes_give_the_final_text() -> None:
    changed = paragraph(
        "<w:r><w:t>收入</w:t></w:r><w:del><w:r><w:delText>10</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>12</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom><w:r><w:t>万元</w:t></w:r>"
    )
    row = (
        f"<w:tbl {NAMES}><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>旧</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:p/></w:tc>"
        "</w:tr><w:tr><w:tc><w:p><w:r><w:t>新</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc></w:tr>"
        "</w:tbl>"
    )

    def fill(target: WordDocument) -> None:
        add(target, changed)
        add(target, row)

    assert document(word(fill)).lines == ("收入12万元", "新\t1")


def test_hidden_text_fields_and_headers_are_not_printed() -> None:
    def fill(target: WordDocument) -> None:
        target.sections[0].header.paragraphs[0].text = "页眉"
        add(target, paragraph("<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r><w:r><w:t>见</w:t></w:r>"))
        add(target, paragraph(
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGEREF _Toc1</w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>3</w:t></w:r>'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        ))  # fmt: skip

    assert document(word(fill)).lines == ("见", "3")


def test_text_boxes_are_read_once() -> None:
    assert document(word(lambda target: add(target, BOX))).lines == ("上", "框内")


def test_numbers_that_a_list_style_prints_are_text() -> None:
    numbering = (
        f'<w:numbering {NAMES}><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/>'
        '<w:numFmt w:val="decimal"/><w:lvlText w:val="(%2)"/></w:lvl><w:lvl w:ilvl="2"><w:numFmt w:val="bullet"/>'
        '<w:lvlText w:val="o"/></w:lvl></w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num>'
        '<w:num w:numId="6"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="10"/>'
        "</w:lvlOverride></w:num></w:numbering>"
    )

    def item(level: int, text: str, number: int = 5) -> str:
        properties = f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
        return paragraph(f"{properties}<w:r><w:t>{text}</w:t></w:r>")

    def fill(target: WordDocument) -> None:
        for xml in (
            item(0, "收入"), item(1, "基本"), item(1, "项目"), item(0, "支出"), item(1, "基本"), item(2, "点"),
            item(0, "其他", 6), item(0, "附注", 6),
        ):  # fmt: skip
            add(target, xml)

    data = word(fill)
    source, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(out, "w") as changed:
        for info in source.infolist():
            changed.writestr(info.filename, numbering if info.filename == "word/numbering.xml" else source.read(info))
    assert document(out.getvalue()).lines == (
        "一、收入", "(1)基本", "(2)项目", "二、支出", "(1)基本", "点", "十、其他", "十一、附注"
    )  # fmt: skip


def test_embedded_workbooks_are_said() -> None:
    shape = (
        '<w:r xmlns:o="urn:schemas-microsoft-com:office:office"><w:object>'
        '<o:OLEObject Type="Embed" ProgID="{}"/></w:object></w:r>'
    )

    def fill(target: WordDocument) -> None:
        target.add_paragraph("支出见下表")
        for program in ("Excel.Sheet.12", "Equation.3"):
            add(target, paragraph(shape.format(program)))

    found = document(word(fill))
    assert [(remark.reason_code, remark.detail) for remark in found.remarks] == [("embedded_workbooks", "1")]


def test_damaged_and_empty_files_say_so() -> None:
    data = word(lambda target: None)
    empty, cut = read(data), read(data[: len(data) // 2])
    assert isinstance(empty, Refusal)
    assert isinstance(cut, Refusal)
    assert (empty.reason_code, cut.reason_code) == ("empty", "damaged")
