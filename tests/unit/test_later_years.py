"""The years of a plan that follow the document's own are no figures of it."""

import hashlib
from pathlib import Path

from pipeline.extraction.document import Source, extract_bytes

TEXT = """某某市财政局2022年部门预算
一、收入支出预算说明
2022年本年收入预算100.00万元，支出预算100.00万元。
项目支出预算表
单位：万元
项目名称\t2022年预算数\t2023年预算数\t2024年预算数
信息系统运行维护\t100.00\t110.00\t120.00
办公用房维修\t50.00\t60.00\t70.00
合计\t150.00\t170.00\t190.00
"""


def amounts(text: str) -> tuple[list[str], list[tuple[str, str]]]:
    data = text.encode()
    rows = extract_bytes(Source(hashlib.sha256(data).hexdigest(), Path("a.txt"), ("a.txt",)), data).rows
    return [f.amount_text for f in rows["figures"]], [(u.cell_text, u.reason_code) for u in rows["unplaced_cells"]]


def test_later_years_of_a_plan_are_unplaced() -> None:
    figures, unplaced = amounts(TEXT)
    assert not {"110.00", "120.00", "60.00", "70.00", "170.00", "190.00"} & set(figures)
    assert ("120.00", "prior_year") in unplaced


def test_the_last_year_is_the_documents_own_where_it_says_so() -> None:
    figures, _ = amounts(TEXT.replace("2022年部门预算", "2024年部门预算").replace("2022年本年", "2024年本年"))
    assert figures == ["120.00", "70.00", "190.00"]
