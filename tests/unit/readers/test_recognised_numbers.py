"""Readings of recognised numbers: what form or the table's own sums decide, what they contradict, what stays."""

from collections.abc import Sequence

import pytest

from pipeline.extraction.page.document import ILLEGIBLE, Address, Document, Grid
from pipeline.extraction.readers.ocr.numbers import CONTRADICTED, DECIDED, decided
from pipeline.extraction.readers.printed.cells import Cell, Table
from pipeline.extraction.tables.illegible import set_illegible_apart
from pipeline.extraction.tables.tables import read_tables

SURE, DOUBTFUL, FAINT = 999, 970, 700

Row = Sequence[str]
HEADER = ("code", "name", "total", "basic", "project")
ROWS = (
    ("205", "a", "1,300.00", "1,000.00", "300.00"),
    ("20501", "b", "800.00", "600.00", "200.00"),
    ("2050101", "c", "500.00", "350.00", "150.00"),
    ("2050102", "d", "300.00", "250.00", "50.00"),
    ("20502", "e", "500.00", "400.00", "100.00"),
    ("2050201", "f", "500.00", "400.00", "100.00"),
    ("", "sum", "1,300.00", "1,000.00", "300.00"),
)


def table(rows: Sequence[Row], doubted: Sequence[tuple[int, int]] = ()) -> Table:
    cells = [
        {
            column: Cell(text, Address(1, read_by="ocr", confidence=DOUBTFUL if (number, column) in doubted else SURE))
            for column, text in enumerate(row)
        }
        for number, row in enumerate(rows)
    ]
    return Table(tuple(range(len(rows[0]) + 1)), cells, [], [1] * len(rows), 0.0, 100.0)


def misread(row: int, column: int, text: str) -> list[list[str]]:
    """The table with one cell recognised as another text."""
    rows = [list(cells) for cells in (HEADER, *ROWS)]
    rows[row][column] = text
    return rows


def test_what_adds_up_is_left_as_read() -> None:
    rows = [HEADER, *ROWS]
    assert decided(table(rows)).rows == table(rows).rows


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("350,00", "350.00"),
        ("35O.0O", "350.00"),
        ("350。00", "350.00"),
        ("850.00", "350.00"),
        ("35000", "350.00"),
    ],
)
def test_a_doubtful_number_is_read_as_form_and_sums_want_it(text: str, printed: str) -> None:
    cell = decided(table(misread(3, 3, text), [(3, 3)])).rows[3][3]
    assert (cell.text, cell.address.confidence) == (printed, DECIDED)


def test_marks_between_thousands_are_commas_and_the_last_is_the_point() -> None:
    assert decided(table(misread(1, 2, "1.300.00"))).rows[1][2].text == "1,300.00"


def test_a_number_read_for_certain_is_kept_and_its_row_says_that_it_does_not_close() -> None:
    found = decided(table(misread(3, 3, "850.00"))).rows
    assert found[3][3].text == "850.00"
    assert {found[3][column].address.confidence for column in (2, 3, 4)} == {CONTRADICTED}
    assert found[5][3].address.confidence == SURE


def test_a_reading_that_would_break_another_sum_is_not_taken() -> None:
    # The row would close with 350, the code above it closes with 850 as read: another number must be wrong.
    rows = misread(3, 3, "850.00")
    rows[2][2:4] = "1,300.00", "1,100.00"
    rows[1][2:4] = rows[7][2:4] = "1,800.00", "1,500.00"
    found = decided(table(rows, [(3, 3)])).rows
    assert found[3][3].text == "850.00"
    assert found[3][3].address.confidence == ILLEGIBLE


def test_a_faint_number_counts_only_where_a_sum_bears_it_out() -> None:
    rows = table([HEADER, *ROWS, ("229", "g", "7.00", "", "")])
    for row, column in ((3, 3), (8, 2)):
        cell = rows.rows[row][column]
        rows.rows[row][column] = Cell(cell.text, cell.address._replace(confidence=FAINT))
    found = decided(rows).rows
    assert found[3][3].address.confidence == FAINT
    assert found[8][2].address.confidence == ILLEGIBLE


def test_beside_a_faint_code_nothing_counts() -> None:
    rows = table([HEADER, *ROWS])
    rows.rows[3][0] = Cell("2050101", Address(1, read_by="ocr", confidence=FAINT))
    found = decided(rows).rows
    assert [found[3][column].address.confidence for column in (2, 3, 4)] == [ILLEGIBLE] * 3


def test_an_illegible_number_is_no_figure() -> None:
    lines = ("支出预算表", "单位：万元", "科目编码\t科目名称\t合计", "205\t教育支出\t5.00", "206\t科学技术支出\t7.00")
    address = Address(1, read_by="ocr", confidence=ILLEGIBLE)
    document = Document("image", lines, grids=(Grid(3, 5),), addresses={4: {3: address}})
    tables = read_tables("d", document)
    count = len(tables.figures)
    set_illegible_apart(document, tables)
    assert len(tables.figures) == count - 1
    assert [(cell.cell_text, cell.reason_code) for cell in tables.unplaced] == [("5.00", "not_legible")]
    assert (tables.statements[0].figure_count, tables.statements[0].unplaced_count) == (count - 1, 1)


def test_codes_are_no_amounts() -> None:
    rows = [("type", "x", "y", "total", "basic", "project"), *(
        ("205", "01", f"0{n}", "500.00", "350.00", "150.00") for n in range(1, 6)
    )]  # fmt: skip
    assert decided(table(rows)).rows == table(rows).rows


def test_codes_that_go_on_on_the_next_page_contradict_nothing() -> None:
    rows = [
        HEADER,
        *ROWS[:4],
        ("20502", "e", "500.00", "400.00", "100.00"),
        ("2050201", "f", "30.00", "20.00", "10.00"),
    ]
    found = decided(table(rows)).rows
    assert {cell.address.confidence for row in found for cell in row.values()} == {SURE}
