"""Paragraphs: what is joined, what is left out, and where a character stands."""

import pytest

from pipeline.extraction.prose.lines import joined_wording, paragraphs
from pipeline.extraction.prose.text import Figure, Paragraph, without_digits
from pipeline.extraction.wording.prose import CODE, NUMBER, OTHER_YEAR, THIS_YEAR, narrative_vocabulary

VOCABULARY = narrative_vocabulary()
LONG = "某某局二级预算单位按照有关规定使用财政拨款安排的各项支出和"


def joined(text: str, table_lines: frozenset[int] = frozenset()) -> list[Paragraph]:
    return paragraphs(text.split("\n"), table_lines, "2020")


def texts(text: str, table_lines: frozenset[int] = frozenset()) -> list[str]:
    return [paragraph.text for paragraph in joined(text, table_lines)]


def test_a_sentence_over_a_page_break_is_one_paragraph() -> None:
    assert texts(f"{LONG}34.34\n\n- 17 -\n\n万元，完成预算。") == [f"{LONG}34.34万元,完成预算。"]


def test_a_table_between_two_lines_separates_them() -> None:
    assert texts(f"{LONG}支出\n合计 5\n万元。", frozenset({2})) == [f"{LONG}支出", "万元。"]


def test_an_ordinal_begins_a_paragraph() -> None:
    assert texts(f"{LONG}支出\n二、收入") == [f"{LONG}支出", "二、收入"]


def test_a_long_title_is_not_continued() -> None:
    title = "九、一般公共预算“三公”经费、会议费、培训费支出预算情况说明"
    assert texts(f"{title}\n本部门支出5万元。") == [title, "本部门支出5万元。"]


def test_lines_of_a_table_of_contents_are_left_out() -> None:
    assert texts("一、收入预算 ……………… 3\n（二）支出 .......... 4") == []


def test_markup_keeps_the_offsets_of_the_page() -> None:
    line = "[bookmark: _Toc471398468] **2020年**，安排5万元。"
    paragraph = joined(line)[0]
    assert paragraph.text == "2020年,安排5万元。"
    assert line[paragraph.place(paragraph.text.index("5"))[2]] == "5"


def test_whole_numbers_on_two_lines_are_one_where_the_line_is_long_enough_to_be_cut() -> None:
    """No sentence sets two numbers side by side; a label of a chart may stand above another one."""
    assert texts(f"{LONG}34\n56万元。") == [f"{LONG}3456万元。"]
    assert texts(f"{LONG}20\n22年。") == [f"{LONG}2022年。"]
    assert texts("一般公共预算支出和34\n56万元。") == ["一般公共预算支出和34 56万元。"]


@pytest.mark.parametrize(("first", "second"), [("98593.8", "2万元"), ("98593.", "82万元"), ("985", "93.82万元")])
def test_a_number_that_a_line_break_cuts_is_one(first: str, second: str) -> None:
    assert texts(f"{LONG}{first}\n{second}。") == [f"{LONG}98593.82万元。"]
    assert texts(f"{LONG}{first}\n- 12 -\n{second}。") == [f"{LONG}98593.82万元。"]


def test_a_decimal_and_a_number_below_it_stay_apart() -> None:
    assert texts(f"{LONG}98593.82\n34万元。") == [f"{LONG}98593.82 34万元。"]


def test_digits_become_signs() -> None:
    text = "2022年比2021年增加1,234.50万元(2010101),下降-3%"
    masked = without_digits(text, 0, "2022", None)
    assert masked.skeleton == f"{THIS_YEAR}年比{OTHER_YEAR}年增加{NUMBER}万元({CODE}),下降{NUMBER}%"
    assert [figure.value for figure in masked.figures] == ["2022", "2021", "1234.50", "2010101", "-3"]
    printed = [text[figure.start : figure.end] for figure in masked.figures]
    assert printed == ["2022", "2021", "1,234.50", "2010101", "-3"]


def test_chinese_numerals_are_counts_where_a_unit_follows() -> None:
    masked = without_digits("预算单位共计十二家,一般", 0, "", VOCABULARY.count)
    assert masked.skeleton == f"预算单位共计{NUMBER}家,一般"
    assert masked.figures == [Figure(6, 8, "12")]


@pytest.mark.parametrize("between", ["", " ", "\n", "\n\n- 17 -\n\n"])
def test_what_is_remembered_of_a_line_does_not_depend_on_its_digits(between: str) -> None:
    skeletons: list[str] = []
    for figure in ("2020", "2019", "34.5", "2020"):
        paragraph = joined(f"{LONG}{figure}{between}年支出5.5万元")[0]
        wording = paragraph.wording or joined_wording(paragraph, "2020")
        skeletons.append(wording.skeleton.removeprefix(LONG))
        assert wording.figures(paragraph.printed).parts[1::2] == [figure, "5.5"]
    assert skeletons == [f"{sign}年支出{NUMBER}万元" for sign in (THIS_YEAR, OTHER_YEAR, NUMBER, THIS_YEAR)]


def test_only_a_short_number_is_an_ordinal() -> None:
    assert [joined(f"第{number}部分支出3.5万元")[0].marked for number in ("1234", "1", "1234")] == [False, True, False]


def test_other_amounts_in_the_same_words_are_found_where_they_stand() -> None:
    for line in ("安排 5 万元，下降-3.5%。", "安排 1,234.50 万元，下降-13.25%。"):
        paragraph = joined(line)[0]
        assert paragraph.wording is not None
        figure = paragraph.wording.figures(paragraph.printed).figures[1]
        assert figure.value == line[line.index("-") : line.index("%")]
        assert paragraph.place(figure.start) == (2, 1, line.index("-"))


def test_a_stray_control_character_is_a_blank_and_no_figure() -> None:
    assert texts("支出\x01预算5万元") == ["支出预算5万元"]


def test_a_short_line_that_ends_inside_a_number_goes_on() -> None:
    assert texts("本年支出486.\n15万元。") == ["本年支出486.15万元。"]
