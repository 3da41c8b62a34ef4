"""Glyphs to lines where cells run into each other, as a workbook with narrow columns is printed."""

import time

import pytest

from pipeline.extraction.page.document import Box
from pipeline.extraction.readers.printed import lines
from pipeline.extraction.readers.printed.lines import Line, Run, lines_of, runs_of
from pipeline.extraction.readers.printed.marks import Glyph

EM = 10.0


def _set(text: str, left: float, top: float = 100.0, flat: str = "") -> list[Glyph]:
    """Glyphs side by side: ideographs an em wide, other signs half."""
    glyphs: list[Glyph] = []
    for sign in text:
        right = left + (EM / 2 if sign.isascii() else EM)
        glyphs.append(Glyph(sign, left, top, right, top + (EM / 2 if sign in flat else EM)))
        left = right
    return glyphs


def _parts(*texts: list[Glyph]) -> list[list[str]]:
    found: list[Line] = lines_of(runs_of(glyph for text in texts for glyph in text))
    return [[part.text for part in line.parts] for line in found]


def test_a_text_that_runs_into_the_next_cell_is_apart_from_what_that_prints() -> None:
    label, amount = _set("公务用车购置及运行维护费", 50), _set("12.50", 130)
    assert _parts(label, amount) == [["公务用车购置及运行维护费", "12.50"]]


def test_headings_that_are_cut_at_their_cells_are_apart() -> None:
    assert _parts(_set("本年收入合计", 50), _set("财政拨款收入", 106), _set("上级补助收入", 162)) == [
        ["本年收入合计", "财政拨款收入", "上级补助收入"]
    ]


def test_headings_with_a_gap_that_is_no_blank_are_apart() -> None:
    assert _parts(_set("公务接待费", 50), _set("会议费", 104.5)) == [["公务接待费", "会议费"]]


def test_a_number_too_wide_to_be_shown_is_apart_from_the_next() -> None:
    assert _parts(_set("###", 50), _set("50,000.00", 66)) == [["###", "50,000.00"]]


def test_text_printed_twice_is_one() -> None:
    assert _parts(_set("本年收入", 50), _set("本年收入", 50.4)) == [["本年收入"]]


def test_squeezed_punctuation_divides_nothing() -> None:
    assert _parts(_set("支出（类）", 50), _set("，其中", 96)) == [["支出（类），其中"]]


def test_a_sign_of_another_font_with_a_flat_box_is_on_the_line_of_its_neighbours() -> None:
    assert _parts(_set("一", 50, flat="一"), _set("、财政拨款", 60, 100.2), _set("260.00", 150, 101.8)) == [
        ["一、财政拨款", "260.00"]
    ]


def test_type_without_height_divides_nothing() -> None:
    """A font matrix of a damaged page may set signs beside each other that have no height."""
    signs = "公务接待"
    flat = [Glyph(sign, 50.0 + 12 * at, 100.0, 60.0 + 12 * at, 100.0) for at, sign in enumerate(signs)]
    assert "".join(part for line in _parts(flat) for part in line).replace(" ", "") == signs


def test_thousands_of_texts_on_one_place_are_not_all_held_against_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0
    runs_into = lines._runs_into

    def counted(before: Run, run: Run) -> bool:
        nonlocal asked
        asked += 1
        return runs_into(before, run)

    monkeypatch.setattr(lines, "_runs_into", counted)
    assert _parts(*(_set("12.50", 130) for _ in range(2_000))) == [["12.50"]]
    assert asked <= 2_000 * lines.MOST_OVER_EACH_OTHER


def _apart(text: str, gap: float, count: int) -> list[Glyph]:
    """Signs with a gap (in em) between any two."""
    step = (EM / 2 if text.isascii() else EM) + gap * EM
    return [glyph for number in range(count) for glyph in _set(text[number % len(text)], 50 + number * step)]


@pytest.mark.parametrize(
    ("text", "gap"), [("1", 0.1), ("1", 0.3), ("1.11", 0.1), ("支", 0.1), ("支", 0.5), ("1支", 0.1), ("1,", 0.1)]
)
def test_the_time_for_a_line_grows_with_its_signs_whatever_stands_between_them(text: str, gap: float) -> None:
    def seconds(count: int) -> float:
        runs = runs_of(_apart(text, gap, count))
        started = time.process_time()
        lines_of(runs)
        return time.process_time() - started

    assert seconds(16_000) < 12 * seconds(4_000) + 0.2


def test_the_time_for_texts_over_a_long_one_grows_with_their_number() -> None:
    def seconds(count: int) -> float:
        over = [Run([glyph], Box(glyph.x0, glyph.top, glyph.x1, glyph.bottom)) for glyph in _apart("支", 0.0, count)]
        runs = [*runs_of(_set("支" * count, 50)), *over]
        started = time.process_time()
        lines_of(runs)
        return time.process_time() - started

    assert seconds(8_000) < 12 * seconds(2_000) + 0.2
