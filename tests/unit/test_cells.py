"""What a cell is, by its form."""

import pytest

from pipeline.extraction.page.cells import classify


@pytest.mark.parametrize(
    ("cell", "number"), [("¥1,234.50", "1234.50"), ("￥ 5.00", "5.00"), ("-¥5.00", "-5.00"), ("$5", "5")]
)
def test_amounts_with_their_currency(cell: str, number: str) -> None:
    assert classify(cell) == ("amount", number)


@pytest.mark.parametrize("cell", ["(1)", "（2020）", "(一)", "¥", "(万元)", "(1,234.50)"])
def test_what_stands_in_brackets_is_no_amount_for_certain(cell: str) -> None:
    assert classify(cell)[0] != "amount"


@pytest.mark.parametrize("cell", ["86.2O", "4?6.15", "486.15*", "486.15①", "5#1.75", "12。34"])
def test_a_number_with_a_lost_or_a_strange_sign_is_named_as_unreadable(cell: str) -> None:
    assert classify(cell) == ("error", "")


@pytest.mark.parametrize("cell", ["**", "***", "第1.5", "1.5倍", "≥99.2%", "5.*"])
def test_marks_and_words_are_no_numbers(cell: str) -> None:
    assert classify(cell)[0] in ("nil", "text")


@pytest.mark.parametrize("mark", ["\u200b", "\ufeff", "\u202d"])
def test_what_programs_leave_around_a_copied_number_is_nothing(mark: str) -> None:
    assert classify(f"{mark}1,234.50{mark}") == ("amount", "1234.50")
    assert classify(mark) == ("blank", "")
