"""What a form does not owe is not asked of it: a note beside printed zeros, a reason where it gives none."""

from pathlib import Path

from harness import judged

from pipeline.extraction.folder import extract_folder

TEXT = """平山县文化馆2021年度部门决算
第二部分 2021年度部门决算表
支出决算表
公开03表
部门：平山县文化馆	金额单位：万元
科目编码	科目名称	本年支出合计	基本支出	项目支出
	合计	15.00	10.00	5.00
207	文化旅游体育与传媒支出	15.00	10.00	5.00
20701	文化和旅游	15.00	10.00	5.00
2070109	群众文化	15.00	10.00	5.00
一般公共预算财政拨款“三公”经费支出决算表
公开07表
部门：平山县文化馆	金额单位：万元
项目	预算数	决算数
合计	0.00	0.00
1.因公出国（境）费	0.00	0.00
2.公务用车购置及运行维护费	0.00	0.00
（1）公务用车购置费	0.00	0.00
（2）公务用车运行维护费	0.00	0.00
3.公务接待费	0.00	0.00
第三部分 2021年度部门决算情况说明
一、支出决算情况说明
本年支出年初预算为16.00万元，支出决算为15.00万元，其中：
基本支出10.00万元，项目支出5.00万元。
二、群众文化支出
群众文化（项）年初预算为16.00万元，支出决算为15.00万元，完成年初预算的93.75%。
"""


def findings(tmp_path: Path, text: str) -> dict[str, set[str]]:
    """Rule to the status of its results."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_text(text, encoding="utf-8")
    extract_folder(tmp_path / "raw", tmp_path / "out", workers=0, progress=lambda _: None)
    with judged(tmp_path / "out") as connection:
        rows = connection.execute("select distinct rule_id, status from main.fct_reconciliation").fetchall()
    found: dict[str, set[str]] = {}
    for rule, status in rows:
        found.setdefault(rule, set()).add(status)
    return found


def test_printed_zeros_need_no_note(tmp_path: Path) -> None:
    found = findings(tmp_path, TEXT)
    assert "broken" not in found.get("presence_note", set())
    assert "broken" not in found.get("presence_no_note", set())


def test_a_list_is_no_reason_that_other_passages_then_lack(tmp_path: Path) -> None:
    assert "broken" not in findings(tmp_path, TEXT).get("wording_reason_final_budget", set())


def test_a_form_that_gives_a_reason_is_held_to_it_elsewhere(tmp_path: Path) -> None:
    reasoned = TEXT + "三、其他\n培训费年初预算为2.00万元，支出决算为1.00万元，主要原因是培训减少。\n"
    assert "broken" in findings(tmp_path, reasoned)["wording_reason_final_budget"]


def test_cars_of_one_kind_are_not_all_cars(tmp_path: Path) -> None:
    """The total is left open, none is bought, and the kinds are counted: none of these says that there is no car."""
    cars = TEXT + (
        "四、“三公”经费支出决算情况说明\n公务用车运行维护费支出2.00万元。\n"
        "五、国有资产占有使用情况\n截至2021年12月31日，共有车辆××辆，其中：部级领导干部用车0辆、机要通信用车0辆、执法执勤用车3辆。\n"
        "本年安排购置车辆0辆，其中：应急保障用车0辆、其他用车0辆。\n"
    )
    assert "broken" not in findings(tmp_path, cars).get("counts_vehicle_running", set())


def test_running_cost_without_a_car_is_said(tmp_path: Path) -> None:
    cars = TEXT + (
        "四、“三公”经费支出决算情况说明\n公务用车运行维护费支出2.00万元。\n"
        "五、国有资产占有使用情况\n截至2021年12月31日，本部共有车辆0辆。\n"
    )
    assert "broken" in findings(tmp_path, cars)["counts_vehicle_running"]
