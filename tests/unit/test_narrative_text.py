"""Paragraphs: what is joined, what is left out, and where a character stands."""

from pipeline.extraction.narrative_sections import Outline
from pipeline.extraction.narrative_text import Figure, Paragraph, paragraphs, without_digits
from pipeline.extraction.narrative_vocabulary import CODE, NUMBER, OTHER_YEAR, THIS_YEAR, narrative_vocabulary

VOCABULARY = narrative_vocabulary()
LONG = "某某局二级预算单位按照有关规定使用财政拨款安排的各项支出和"


def joined(text: str, table_lines: frozenset[int] = frozenset()) -> list[Paragraph]:
    outline = Outline(VOCABULARY, is_report=False)
    return paragraphs(text.split("\n"), table_lines, VOCABULARY.markers, outline.is_title)


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
    piece = paragraph.place(paragraph.text.index("5"))
    assert line[piece.offset + paragraph.text.index("5") - piece.start] == "5"


def test_numbers_on_two_lines_stay_apart() -> None:
    assert texts(f"{LONG}34\n56万元。") == [f"{LONG}34 56万元。"]


def test_digits_become_signs() -> None:
    text = "2022年比2021年增加1,234.50万元(2010101),下降-3%"
    skeleton, figures = without_digits(text, 0, "2022", None)
    assert skeleton == f"{THIS_YEAR}年比{OTHER_YEAR}年增加{NUMBER}万元({CODE}),下降{NUMBER}%"
    assert [figure.value for figure in figures] == ["2022", "2021", "1234.50", "2010101", "-3"]
    assert [text[figure.start : figure.end] for figure in figures] == ["2022", "2021", "1,234.50", "2010101", "-3"]


def test_chinese_numerals_are_counts_where_a_unit_follows() -> None:
    skeleton, figures = without_digits("预算单位共计十二家,一般", 0, "", VOCABULARY.count)
    assert skeleton == f"预算单位共计{NUMBER}家,一般"
    assert figures == [Figure(6, 8, "12")]
