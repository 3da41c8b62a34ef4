"""Texts as pages of bodies print them, each with the rules that must break and no other.

The texts are short forms of published pages of many provinces; names and amounts are changed.
"""

from pathlib import Path

import pytest
from harness import judged

from pipeline.extraction.folder import extract_folder

PAGES: dict[str, tuple[str, set[str]]] = {
    "parts that no list knows": (
        "2016年市本级财政拨款“三公”经费情况说明\n根据市政府部署安排，2016年“三公”经费预算为19043万元，其中，公务接待费7494万元，"
        "因公出国（境）费382万元，公务用车购置及运行维护费11167万元（其中，公务用车购置费255万元，公务用车运行维护费7922万元，"
        "其他交通工具购置144万元，其他交通费用2846万元）。",
        set(),
    ),
    "the same with a part too small": (
        "2016年市本级财政拨款“三公”经费情况说明\n根据市政府部署安排，2016年“三公”经费预算为19043万元，其中，公务接待费7494万元，"
        "因公出国（境）费382万元，公务用车购置及运行维护费11167万元（其中，公务用车购置费255万元，公务用车运行维护费7922万元）。",
        {"prose_vehicle_budget_parts"},
    ),
    "no cost of guests from abroad, some of others": (
        "官仓镇2015年“三公”经费支出说明\n二、公务接待费\n2015年公务接待费9.95万元，较2014年决算数下降5.5%，主要原因是严控公务接待。\n"
        "2015年公务接待费主要用于执行公务开支的交通费等。其中：外事接待费支出0万元，国内公务接待221批次，1768人，共计支出9.95万元。",
        set(),
    ),
    "a part under two names": (
        "一、2015年部门决算公开中三公经费部分增减变化情况说明\n2015年部门决算公开“三公”经费合计30.49万元，其中：公务接待费1.58万元，"
        "车辆运行费28.91万元，因公出国（境）费0万元。\n2、公车运行费\n2015年度公务用车保有量为2辆。公务用车运行维护费28.91万元。",
        set(),
    ),
}


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Rules that break, hints left out, by page."""
    folder = tmp_path_factory.mktemp("pages")
    raw = folder / "raw"
    raw.mkdir()
    for number, (text, _) in enumerate(PAGES.values()):
        (raw / f"{number}.txt").write_text(text, encoding="utf-8")
    extract_folder(raw, folder / "extracted", workers=0, progress=lambda _: None)
    with judged(folder / "extracted") as connection:
        rows = connection.execute(
            "select file_name, rule_id from main.fct_reconciliation inner join main.dim_document using (document_id)"
            " where status = 'broken' and severity in ('material', 'minor')"
        ).fetchall()
    names = list(PAGES)
    found: dict[str, set[str]] = {name: set() for name in names}
    for file_name, rule_id in rows:
        found[names[int(Path(file_name).stem)]].add(rule_id)
    return found


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_the_findings_that_a_reader_has(name: str, broken: dict[str, set[str]]) -> None:
    assert broken[name] == PAGES[name][1]
