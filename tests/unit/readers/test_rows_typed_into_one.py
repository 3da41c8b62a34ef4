"""Cells with several lines, each of which is a cell of a row of its own: made rows where nothing else can be meant."""

import io
from collections.abc import Sequence

import docx
import pytest

from pipeline.extraction.page.document import Document
from pipeline.extraction.readers import web, word

HEAD = ("科目编码", "科目名称", "合计", "比重")

Cells = Sequence[str]
"""Of one row, with ``/`` between lines."""


def _page(*rows: Cells, line: str) -> Document:
    cells = [
        "".join(f"<td>{line.join(part or '&nbsp;' for part in cell.split('/'))}</td>" for cell in row) for row in rows
    ]
    found = web.read(f"<html><body><table><tr>{'</tr><tr>'.join(cells)}</tr></table></body></html>".encode())
    assert isinstance(found, Document)
    return found


def _word(*rows: Cells) -> Document:
    target = docx.Document()
    table = target.add_table(len(rows), len(rows[0]))
    for made, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(made.cells, row, strict=True):
            first, *others = text.split("/")
            cell.text = first
            for other in others:
                cell.add_paragraph(other)
    out = io.BytesIO()
    target.save(out)
    found = word.read(out.getvalue())
    assert isinstance(found, Document)
    return found


def _all(*rows: Cells) -> list[tuple[str, ...]]:
    pages = [_page(*rows, line="<br>"), _page(*rows, line="</p><p>"), _word(*rows)]
    return [found.lines for found in pages]


def test_lines_that_all_cells_have_are_rows() -> None:
    row = ("208/20805/221", "社会保障支出/养老支出/住房保障支出", "1,234.50//0.20", "80.5%/19.5%/")
    assert (
        _all(HEAD, row)
        == [
            (
                "\t".join(HEAD),
                "208\t社会保障支出\t1,234.50\t80.5%",
                "20805\t养老支出\t\t19.5%",
                "221\t住房保障支出\t0.20\t",
            )
        ]
        * 3
    )


def test_decimals_in_several_lines_are_several_numbers_however_many_they_have() -> None:
    row = ("/208", "合计/社会保障支出", "1,234.5/0.25", "5046/5.5", "/公开")
    assert (
        _all((*HEAD, "备注"), row)
        == [("\t".join((*HEAD, "备注")), "\t合计\t1,234.5\t5046\t", "208\t社会保障支出\t0.25\t5.5\t公开")] * 3
    )


def test_the_rows_below_move_and_a_cell_over_rows_grows() -> None:
    found = web.read(
        b"<html><body><table><tr><td>A</td><td>B</td><td>C</td></tr>"
        b"<tr><td rowspan=2>D</td><td>E</td><td>1.00</td></tr>"
        b"<tr><td>F<br>G</td><td>2.00<br>3.00</td></tr>"
        b"<tr><td>H</td><td>I</td><td>4.00</td></tr></table></body></html>"
    )
    assert isinstance(found, Document)
    assert found.lines == ("A\tB\tC", "D\tE\t1.00", "\tF\t2.00", "\tG\t3.00", "H\tI\t4.00")
    assert [span.rows for grid in found.grids or () for span in grid.spans] == [3]


@pytest.mark.parametrize(
    "row",
    [
        ("208", "因公出国/（境）费", "12.00", "80.5%"),
        ("208", "因公出国/（境）费", "12345/67.89", "80.5%/"),
        ("208/09", "社会保障/支出", "12345/678", "80/20"),
        ("", "培训/会议/接待", "1.00/2.00", ""),
        ("1.5/2.5", "", "1.00/2.00", ""),
    ],
)
def test_what_may_only_wrap_stays_one_row(row: Cells) -> None:
    assert [len(found) for found in _all(HEAD, row)] == [2] * 3
