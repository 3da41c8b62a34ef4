"""A department's table names its units; a unit that publishes its own document prints the same numbers there."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from harness import judged

from pipeline.extraction.folder import extract_folder

DOCUMENTS = Path(__file__).with_name("documents")
RULE = "unit_row_of_department"


def _of_a_place(name: str) -> str:
    text = (DOCUMENTS / f"{name}.txt").read_text(encoding="utf-8")
    return text.replace("样州市云溪区", "株洲市荷塘区").replace("云溪区", "荷塘区")


DEPARTMENT, UNIT = _of_a_place("whole_civil"), _of_a_place("unit_2023")
MORE = UNIT.replace("209.74", "209.84").replace("4.80", "4.90").replace("223.44", "223.54")
"""The unit prints 0.10 of other revenue more than its department says, and agrees with itself."""


def _broken(folder: Path, texts: Mapping[str, str]) -> list[tuple[str, bool, str]]:
    raw = folder / "raw"
    raw.mkdir()
    for name, text in texts.items():
        (raw / name).write_text(text, encoding="utf-8")
    extract_folder(raw, folder / "extracted", workers=0, progress=lambda _: None)
    with judged(folder / "extracted") as connection:
        return connection.execute(
            "select rule_id, is_consequence, message from main.fct_reconciliation where status = 'broken' order by all"
        ).fetchall()


def test_a_unit_that_prints_what_its_department_says_is_left_alone(tmp_path: Path) -> None:
    assert _broken(tmp_path, {"部门.txt": DEPARTMENT, "单位.txt": UNIT}) == []


def test_a_unit_that_prints_more_than_its_department_says_is_one_finding(tmp_path: Path) -> None:
    # 荷塘区救助管理站: 合计 223.44 and 其他收入 4.80 in the department's table, 223.54 and 4.90 in its own.
    broken = _broken(tmp_path, {"部门.txt": DEPARTMENT, "单位.txt": MORE})
    assert [rule for rule, _, _ in broken] == [RULE, RULE]
    (cause,) = (message for _, is_consequence, message in broken if not is_consequence)
    assert "2,234,400.00" in cause and "2,235,400.00" in cause and "单位.txt" in cause


@pytest.mark.parametrize(
    ("old", "new"),
    [("2023", "2022"), ("荷塘区救助", "芦淞区救助")],
    ids=["another year", "another district"],
)
def test_a_document_of_another_year_or_place_is_not_that_units(tmp_path: Path, old: str, new: str) -> None:
    assert _broken(tmp_path, {"部门.txt": DEPARTMENT, "单位.txt": MORE.replace(old, new)}) == []
