"""Characters that were lost before the file came here."""

import pytest

from pipeline.extraction.page.document import Document, Refusal
from pipeline.extraction.readers.lost import of_many_scripts, without_lost
from pipeline.extraction.readers.printed.legible import problem_of
from pipeline.extraction.readers.printed.marks import Glyph, Page

TEXT = "某某市财政局2023年部门预算公开。本年收入预算1,234.50万元，其中财政拨款收入1,200.00万元。"


def _found(text: str) -> Document | Refusal:
    return without_lost(Document("text", tuple(text.split("\n"))))


def test_a_text_without_lost_characters_is_left_as_it_is() -> None:
    document = Document("text", (TEXT,))
    assert without_lost(document) is document


@pytest.mark.parametrize(
    "spoilt",
    [
        TEXT.encode("gb18030").decode("utf-8", "replace"),
        # What Windows makes of it when it is saved once more: the sign's own bytes, read as GB18030.
        ("\ufffd" * 60).encode().decode("gb18030") + "2023" + TEXT[:20],
        "".join(chr(0x530 + 97 * at % 0x1500) for at in range(80)) + "2023 1,234.50",
    ],
)
def test_a_text_whose_characters_are_lost_is_refused(spoilt: str) -> None:
    found = _found(spoilt)
    assert isinstance(found, Refusal)
    assert found.reason_code == "lost_characters"


def test_single_lost_characters_are_told() -> None:
    found = _found(TEXT * 3 + "刘\ufffd")
    assert isinstance(found, Document)
    assert [(remark.reason_code, remark.detail[:2]) for remark in found.remarks] == [("broken_characters", "1 ")]


@pytest.mark.parametrize(
    "title",
    [
        "ᠥᠪᠥᠷ ᠮᠣᠩᠭᠣᠯ ᠤᠨ",
        "བོད་རང་སྐྱོང་ལྗོངས",
        "شىنجاڭ ئۇيغۇر ئاپتونوم رايونى",
        "연변조선족자치주 재정국",
    ],
)
def test_a_title_in_another_language_of_the_country_is_not_lost(title: str) -> None:
    assert of_many_scripts(title) == 0
    document = Document("text", (title, TEXT))
    assert without_lost(document) is document


def _page(text: str) -> Page:
    glyphs = [Glyph(mark, 10.0 * at, 100.0, 10.0 * at + 9, 110.0) for at, mark in enumerate(text)]
    return Page(1, 595.0, 842.0, glyphs, [])


def test_a_page_on_which_one_font_has_no_map_is_broken() -> None:
    strange = "".join(chr(0x530 + 397 * at % 0x1500) for at in range(12))
    assert problem_of(_page(TEXT * 3)) == ""
    assert problem_of(_page(TEXT * 3 + strange)) == "broken"
