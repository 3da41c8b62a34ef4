"""Wrapped names in rows that are too low for them, whole and printed over the names of other rows."""

from pipeline.extraction.page.cells import HIDDEN
from pipeline.extraction.page.document import Document
from pipeline.extraction.readers.pdf.reader import read
from tests.writers.pdf import PdfWriter

LEFT, WIDTHS, ROW, PITCH = 50.0, (90.0, 80.0), 15.0, 16.0


def _lines(*rows: tuple[str, str], middle: float = 0.5) -> list[str]:
    """Rows with lines between them; names break at ``/`` and are set so far down in their rows."""
    writer = PdfWriter()
    writer.table(LEFT, 60, WIDTHS, [("", value) for _, value in rows], row_height=ROW)
    for number, (name, _) in enumerate(rows):
        lines = name.split("/")
        top = 60 + number * ROW + middle * (ROW - PITCH * len(lines)) + (PITCH - 10) / 2
        for place, line in enumerate(lines):
            writer.text(LEFT + 3, top + place * PITCH, line)
    document = read(writer.bytes())
    assert isinstance(document, Document)
    return [line for line in document.lines if "\t" in line]


def test_lines_are_of_the_row_around_whose_middle_they_stand() -> None:
    assert _lines(
        ("项目", "金额"),
        ("一、一般公共预/算财政拨款收入", "120.00"),
        ("二、政府性基金/预算财政拨款", "30.00"),
        ("三、其他收入", "5.50"),
        ("本年收入合计", "155.50"),
    ) == [
        "项目\t金额",
        "一、一般公共预算财政拨款收入\t120.00",
        "二、政府性基金预算财政拨款\t30.00",
        "三、其他收入\t5.50",
        "本年收入合计\t155.50",
    ]


def test_a_row_without_a_name_between_two_wrapped_names_has_none() -> None:
    assert _lines(
        ("项目", "金额"),
        ("一、一般公共预/算财政拨款收入", "120.00"),
        ("", "30.00"),
        ("三、附属单位上/缴收入", "5.50"),
    ) == ["项目\t金额", "一、一般公共预算财政拨款收入\t120.00", "\t30.00", "三、附属单位上缴收入\t5.50"]


def test_names_that_begin_at_the_top_and_are_printed_over_each_other_are_in_doubt() -> None:
    lines = _lines(
        ("项目", "金额"),
        ("一、一般公共预/算财政拨款收入", "120.00"),
        ("二、政府性基金预算", "30.00"),
        ("三、其他收入", "5.50"),
        middle=0.0,
    )
    assert lines[0] == "项目\t金额"
    assert [line.split("\t")[0][-1] for line in lines[1:3]] == [HIDDEN, HIDDEN]


def test_so_are_those_of_three_lines_as_far_apart_as_rows() -> None:
    lines = _lines(
        ("项目", "金额"),
        ("一、一般公共预算", "120.00"),
        ("", "1.00"),
        ("四、附属单位上/缴收入和其他各/种资金收入", "1.25"),
        ("本年收入合计", "122.25"),
    )
    assert all(not name or name.endswith(HIDDEN) for name in (line.split("\t")[0] for line in lines[2:]))
