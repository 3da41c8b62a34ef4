"""Normalisation for matching: what becomes one key, and what must not change."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extraction.page.text import clean, fold, match_key

# Printed text and its damage: ideographs, look-alikes, full-width forms, signs of markup, blanks, dashes, quotes.
SIGNS = st.lists(
    st.one_of(
        st.sampled_from(list('项目预算决算一二三（）()【】[]“”‟"—-－–*#<>/&;\\_. \t\u3000\u200b１２３0123,，.．:：ab')),
        st.characters(min_codepoint=0x2E80, max_codepoint=0x2FD5),
        st.sampled_from(["**", "<b>", "</p>", "## ", "[bookmark: _Toc1]", "&nbsp;", "- "]),
    ),
    max_size=30,
).map("".join)


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("项 目", "项目"),
        ("因公出国 （境）费", "因公出国(境)费"),
        ("因公出国(境)费", "因公出国(境)费"),
        ("“三公”经费", "三公经费"),
        ("„三公‟经费", "三公经费"),
        ('"三公"经费', "三公经费"),
        ("「三公」经费", "三公经费"),
        ("部⻔决算", "部门决算"),
        ("公⽤经费", "公用经费"),
        ("⻋辆购置", "车辆购置"),
        ("住⼾", "住户"),
        ("立项", "立项"),
        ("２０２３年度", "2023年度"),
        ("二○二四年", "二〇二四年"),
        ("基本支出—工资", "基本支出-工资"),
        ("基本支出——工资", "基本支出-工资"),
        ("基本支出－工资", "基本支出-工资"),
        ("**2020年度**", "2020年度"),
        ("### 第一部分", "第一部分"),
        ("<b>310</b>", "310"),
        ("<p>总计</p>", "总计"),
        ("[bookmark: _Toc471398463]五、预算", "五、预算"),
        ("- 一、部门职责", "一、部门职责"),
        ("合\u3000计&nbsp;", "合计"),
        ("\u200b总\ufeff计", "总计"),
        ("#DIV/0!", "#DIV/0!"),
        ("-1,234.50", "-1,234.50"),
        ("-", "-"),
        ("——", "-"),
        ("", ""),
    ],
)
def test_match_key(printed, key):
    assert match_key(printed) == key


@pytest.mark.parametrize(
    ("printed", "cleaned"),
    [
        ("项 目", "项 目"),
        ("**合 计**", "合 计"),
        ("“三公”", "“三公”"),
        ("收入\t支出", "收入\t支出"),
        ("#DIV/0!", "#DIV/0!"),
    ],
)
def test_clean_keeps_blanks_and_quotes(printed, cleaned):
    assert clean(printed) == cleaned


def test_every_kangxi_radical_becomes_the_ideograph_of_the_standard():
    for code in range(0x2F00, 0x2FD6):
        standard = unicodedata.normalize("NFKC", chr(code))
        assert fold(chr(code)) == fold(standard)


def test_traditional_forms_are_read_as_the_simplified_ones():
    assert fold("財政撥款收入支出決算總表　單位：萬元") == "财政拨款收入支出决算总表 单位:万元"
    assert fold("“三公”經費決算公開：購買熱線服務") == "“三公”经费决算公开:购买热线服务"
    # Used in simplified text too: in names of places and persons.
    assert fold("於潜镇、乾县、著作") == "於潜镇、乾县、著作"


@given(SIGNS)
def test_fold_keeps_length_and_is_idempotent(text):
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(SIGNS)
def test_clean_is_idempotent(text):
    assert clean(clean(text)) == clean(text)


@given(SIGNS)
def test_match_key_is_idempotent_and_free_of_blanks(text):
    key = match_key(text)
    assert match_key(key) == key
    assert not any(sign.isspace() for sign in key)


@given(SIGNS)
def test_match_key_does_not_depend_on_cleaning_first(text):
    assert match_key(clean(text)) == match_key(text)


@given(st.text(st.sampled_from(list("0123456789０１２３４５６７８９,，.．-－ \u3000%％万元")), max_size=20))
def test_digits_keep_their_value_and_order(text):
    digits = [unicodedata.digit(sign) for sign in text if sign.isdigit()]
    assert [int(sign) for sign in match_key(text) if sign.isdigit()] == digits
    assert [int(sign) for sign in fold(text) if sign.isdigit()] == digits
