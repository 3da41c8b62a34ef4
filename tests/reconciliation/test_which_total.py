"""Which number of a table, and which whole of a sentence, a finding holds the text against."""

from pathlib import Path

import pytest
from harness import judged

from pipeline.extraction.folder import extract_folder

DOCUMENT = Path(__file__).with_name("documents") / "final_accounts.txt"
TOTAL = "合计		486.15	399.95	86.20"
CHANGES = {
    "blank_total": (TOTAL, "合计			399.95	86.20"),
    "moved_point": (TOTAL, "合计		4861.5	399.95	86.20"),
    "part_of_an_item": ("用于召开工作会议3次", "其中一般公共预算支出2.00万元，用于召开工作会议3次"),
    "change_behind_parts": (
        "运行经费支出80.00万元，比",
        "运行经费支出80.00万元，其中：办公费12.30万元，印刷费2.10万元，比",
    ),
    "share_of_procurement": ("占政府采购支出总额的40.00%", "占政府采购支出总额的44.00%"),
}


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], str]:
    """Messages by case and rule."""
    folder = tmp_path_factory.mktemp("totals")
    (folder / "raw").mkdir()
    text = DOCUMENT.read_text(encoding="utf-8")
    for place, (name, (old, new)) in zip("甲乙丙丁戊", CHANGES.items(), strict=True):
        assert old in text
        changed = text.replace(old, new, 1).replace("云溪区", f"{place}溪区")
        (folder / "raw" / f"{name}.txt").write_text(changed, encoding="utf-8")
    extract_folder(folder / "raw", folder / "extracted", workers=0, progress=lambda _: None)
    with judged(folder / "extracted") as connection:
        rows = connection.execute(
            "select file_name, rule_id, message from main.fct_reconciliation inner join main.dim_document"
            " using (document_id) where status = 'broken'"
        ).fetchall()
    return {(Path(file_name).stem, rule_id): message for file_name, rule_id, message in rows}


@pytest.mark.parametrize("name", ["blank_total", "moved_point"])
def test_a_text_of_the_general_public_budget_is_not_held_against_the_total_of_all_funds(
    findings: dict[tuple[str, str], str], name: str
) -> None:
    assert (name, "note_final_total") not in findings


def test_a_wrong_total_is_found_where_it_is_printed(findings: dict[tuple[str, str], str]) -> None:
    assert ("moved_point", "row_total_by_nature") in findings


def test_a_share_is_held_against_the_whole_that_its_sentence_names(findings: dict[tuple[str, str], str]) -> None:
    message = findings["share_of_procurement", "percent_procurement_micro"]
    assert "52.40 万元、20.96 万元" in message
    assert "= 40%" in message


@pytest.mark.parametrize("name", ["part_of_an_item", "change_behind_parts"])
def test_a_part_behind_its_whole_is_not_held_against_all(findings: dict[tuple[str, str], str], name: str) -> None:
    assert not [rule for case, rule in findings if case == name]
