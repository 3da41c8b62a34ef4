"""What must hold for the notes whatever their numbers, blanks and page breaks are."""

import re
from decimal import Decimal
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extraction.prose.narrative import narrative_figures

RAW = Path(__file__).parents[2] / "raw"
DOCUMENTS = {path.stem: path.read_text(encoding="utf-8").split("\n") for path in sorted(RAW.glob("*_final_2020.txt"))}
SENTENCE = (
    "“三公”经费财政拨款支出年初预算为{0}万元，支出决算为{1}万元，完成预算的{2}%，比2021年度减少{3}万元，下降{4}%，"
    "其中：因公出国（境）费支出决算{5}万元，占{6}%；公务接待费支出决算{7}万元，占{8}%。"
)
SIGNS = (1, 1, 1, -1, -1, 1, 1, 1, 1)
AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False, allow_infinity=False)


def table_lines(lines: list[str]) -> set[int]:
    return {number for number, line in enumerate(lines, 1) if "\t" in line}


@given(st.lists(AMOUNTS, min_size=9, max_size=9), st.booleans())
@settings(max_examples=60, deadline=None)
def test_values_are_those_printed(amounts: list[Decimal], separators: bool) -> None:
    printed = [f"{amount:,}" if separators else str(amount) for amount in amounts]
    rows = narrative_figures("x", [SENTENCE.format(*printed)], set(), "final_accounts", 2022)
    assert [row["value_text"] for row in rows] == printed
    assert [Decimal(row["value_number"]) for row in rows] == [
        amount * sign for amount, sign in zip(amounts, SIGNS, strict=True)
    ]


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_page_break_inside_a_sentence_changes_only_the_line(data: st.DataObject) -> None:
    text = SENTENCE.format(*range(1, 10))
    whole = narrative_figures("x", [text], set(), "final_accounts", 2022)
    cut = data.draw(
        st.integers(30, len(text) - 2).filter(lambda at: not re.match(r"[；：]|\d\d", text[at - 1 : at + 1]))
    )
    parts = narrative_figures("x", [text[:cut], "", text[cut:]], set(), "final_accounts", 2022)
    keys = ("metric", "value_number")
    assert [[row[key] for key in keys] for row in parts] == [[row[key] for key in keys] for row in whole]
    for row in parts:
        line = [text[:cut], "", text[cut:]][row["source_line"] - 1]
        assert line[row["source_offset"] :].startswith(row["value_text"])


@given(st.sampled_from(sorted(DOCUMENTS)), st.randoms(use_true_random=False))
@settings(max_examples=6, deadline=None)
def test_a_document_with_other_amounts_names_the_same_things(name: str, random: Random) -> None:
    lines = DOCUMENTS[name]
    changed = [re.sub(r"\d+\.\d+", lambda _: f"{random.randint(1, 9999)}.{random.randint(10, 99)}", ln) for ln in lines]
    before = narrative_figures("x", lines, table_lines(lines), "final_accounts", 2020)
    after = narrative_figures("x", changed, table_lines(lines), "final_accounts", 2020)
    keys = ("metric", "subject", "source_line", "unit_text", "function_item")
    assert [[row[key] for key in keys] for row in after] == [[row[key] for key in keys] for row in before]


@given(
    st.text(
        alphabet="年初预算支出决算为占其中：，。；（）类款项0123456789.万元%、比上年增加减少“三公”经费 \t一二1、",
        max_size=200,
    )
)
@settings(max_examples=200, deadline=None)
def test_any_text_gives_rows_that_point_to_their_figure(text: str) -> None:
    lines = text.split("\n")
    for row in narrative_figures("x", lines, set(), "final_accounts", 2022):
        printed = re.sub(r"\s", "", lines[row["source_line"] - 1][row["source_offset"] :])
        assert printed.startswith(row["value_text"])
        assert Decimal(row["value_number"]) is not None
