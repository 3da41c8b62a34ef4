"""The revenue of a year is what came in during it: neither carried over nor taken from earlier balances."""

from pathlib import Path

import duckdb

from pipeline.extraction.folder import extract_folder
from pipeline.locations import DBT_PROJECT_DIR
from pipeline.transformation.rendered import render, run

MART = "mart_department_year"

TEXT = """平山县文化馆2023年度部门预算
部门收入总表
预算公开表2
部门：平山县文化馆	单位：万元
科目编码	科目名称	合计	上年结转	一般公共预算拨款收入	事业收入	使用非财政拨款结余
	合计	100.00	20.00	60.00	15.00	5.00
207	文化旅游体育与传媒支出	100.00	20.00	60.00	15.00	5.00
20701	文化和旅游	100.00	20.00	60.00	15.00	5.00
2070109	群众文化	100.00	20.00	60.00	15.00	5.00
"""


def test_carry_over_is_no_revenue_of_the_year(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_text(TEXT, encoding="utf-8")
    extract_folder(tmp_path / "raw", tmp_path / "out", workers=0, progress=lambda _: None)
    with duckdb.connect() as connection:
        run(connection, render(DBT_PROJECT_DIR, tmp_path / "out", [MART]), [MART])
        (amounts,) = connection.execute("select revenue_yuan from main.mart_department_year").fetchall()
        sources = connection.execute("select revenue_source, amount_yuan from main.fct_revenue where is_primary")
        by_source = {source: int(amount) for source, amount in sources.fetchall()}
    assert amounts == (750000,)
    assert by_source["carryover"] == 200000
    assert by_source["non_fiscal_balance_used"] == 50000
