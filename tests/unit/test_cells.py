"""What a cell is, by its form."""

import pytest

from pipeline.extraction.page.cells import classify


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("¥1,234.50", "1234.50"),
        ("￥ 5.00", "5.00"),
        ("-¥5.00", "-5.00"),
        ("(1,234.50)", "-1234.50"),
        ("（¥5.00）", "-5.00"),
    ],
)
def test_amounts_of_accounting_formats(cell: str, number: str) -> None:
    assert classify(cell) == ("amount", number)


@pytest.mark.parametrize("cell", ["(1)", "（2020）", "(一)", "¥", "(万元)", "(5.1.2)"])
def test_ordinals_and_notes_in_brackets_are_no_amounts(cell: str) -> None:
    assert classify(cell)[0] != "amount"
