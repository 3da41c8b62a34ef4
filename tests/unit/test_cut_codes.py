"""Codes before a name that the end of a line in a narrow cell parts."""

import pytest

from pipeline.extraction.tables.labels import read_label


@pytest.mark.parametrize(
    ("cell", "code", "name"),
    [
        ("2050 2普通教育", "20502", "普通教育"),
        ("205020 4高中教育", "2050204", "高中教育"),
        ("208 05 05机关养老", "2080505", "机关养老"),
        ("（5010 1）工资奖金津补贴", "50101", "工资奖金津补贴"),
        ("（501 ）机关工资福利支出", "501", "机关工资福利支出"),
    ],
)
def test_pieces_that_make_a_code_are_one(cell: str, code: str, name: str) -> None:
    label = read_label([cell], [0], None, coded=True)
    assert (label.code_text, label.text) == (code, name)


def test_the_code_of_a_unit_too() -> None:
    label = read_label(["3160 01-某市水利局本级"], [0], None, coded=True)
    assert (label.unit_code, label.unit_name) == ("316001", "某市水利局本级")


@pytest.mark.parametrize("cell", ["208 205教育支出", "2022 2023年预算", "1 2普通教育", "（5010 1工资"])
def test_what_makes_no_code_stays_as_printed(cell: str) -> None:
    label = read_label([cell], [0], None, coded=True)
    assert (label.code_text, label.unit_code, label.text) == ("", "", cell)
