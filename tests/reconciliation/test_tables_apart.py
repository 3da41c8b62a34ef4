"""A document that lacks a table: its notes are held against no other table, and only the absence is told."""

import re
from pathlib import Path

import pytest
from harness import judged

from pipeline.extraction.folder import extract_folder

DOCUMENTS = Path(__file__).with_name("documents")
RAW = Path(__file__).parents[2] / "raw"
WHOLE = [DOCUMENTS / "final_accounts.txt", DOCUMENTS / "budget.txt", *sorted(RAW.glob("*_20*.txt"))]
_ABSENCE = {"presence_table", "completeness_contents"}
_SINGLE_NOTES = """第三部分 2022年度部门决算情况说明
三、决算报表说明
（一）支出决算表说明
2022年度各项支出总计551.75万元，其中基本支出399.95万元，占72.49%；项目支出151.80万元，占27.51%。
（二）财政拨款支出决算表说明
2022年度财政拨款支出总计546.15万元，其中基本支出399.95万元，占73.23%；项目支出146.20万元，占26.77%。具体包括：
1.一般公共服务支出（201），2022年度决算数为398.66万元，比2021年度决算数增长2.22%。
2.社会保障和就业支出（208），2022年度决算数为47.28万元，比2021年度决算数增长1.05%。
"""

Broken = dict[tuple[str, str], set[tuple[str, str]]]


def _tables(text: str, statements: list[tuple[int, int, str]]) -> list[tuple[str, str]]:
    """The text without each of its tables, by the table that it lacks."""
    lines = text.split("\n")
    return [(name, "\n".join(lines[: first - 1] + lines[last:])) for first, last, name in statements]


def _one_set_of_notes(text: str) -> str:
    """Accounts with notes of one section, and of the tables only those of all money."""
    head, _, rest = text.rpartition("\n第三部分")
    head = head[: head.index("\n财政拨款收入支出决算总表\n")]
    return f"{head}\n{_SINGLE_NOTES}{rest[rest.index('第四部分') :]}"


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Broken:
    """What breaks in a document without one table, beyond what breaks in the whole one; lines left out."""
    folder = tmp_path_factory.mktemp("tables")
    texts = {path.stem: path.read_text(encoding="utf-8-sig") for path in WHOLE}
    whole = _judged(folder / "whole", {(stem, ""): text for stem, text in texts.items()})
    cases: dict[tuple[str, str], str] = {}
    for stem, text in texts.items():
        for name, changed in _tables(text, _statements(folder / "whole", stem)):
            cases[stem, name] = changed
    cases["notes_of_one_section", ""] = _one_set_of_notes(texts["final_accounts"])
    found = _judged(folder / "parts", cases)
    return {case: found[case] - whole.get((case[0], ""), set()) for case in cases}


def _statements(folder: Path, stem: str) -> list[tuple[int, int, str]]:
    with judged(folder / "extracted") as connection:
        return connection.execute(
            "select coalesce(title_line, first_line), last_line, statement_no || ' ' || statement_id"
            " from staging.stg_statements inner join main.dim_document using (document_id)"
            " where file_name = ? and not starts_with(statement_id, 'performance') order by 1",
            [f"{stem}.txt"],
        ).fetchall()


def _judged(folder: Path, cases: dict[tuple[str, str], str]) -> Broken:
    (folder / "raw").mkdir(parents=True)
    names = {(f"{number}.txt" if case[1] else f"{case[0]}.txt"): case for number, case in enumerate(cases)}
    for name, case in names.items():
        (folder / "raw" / name).write_text(cases[case], encoding="utf-8")
    extract_folder(folder / "raw", folder / "extracted", workers=0, progress=lambda _: None)
    with judged(folder / "extracted") as connection:
        rows = connection.execute(
            "select file_name, rule_id, message from main.fct_reconciliation inner join main.dim_document"
            " using (document_id) where status = 'broken' and severity in ('material', 'minor')"
        ).fetchall()
    found: Broken = {case: set() for case in cases}
    for file_name, rule_id, message in rows:
        found[names[file_name]].add((rule_id, re.sub(r"（第[^）]*行）", "", message)))
    return found


def test_without_a_table_only_its_absence_is_told(broken: Broken) -> None:
    assert len(broken) > 40
    told = {case: rules for case, found in broken.items() if (rules := {rule for rule, _ in found} - _ABSENCE)}
    assert told == {}
