"""Tables above which no title stands: their columns and lines say what they are, or nothing is made of them."""

import pytest

from pipeline.extraction.page.document import Document
from pipeline.extraction.tables.tables import read_tables

HEAD = "2025年部门预算信息公开目录\n部门预算公开表\n920平山县下口镇财政所\n单位：万元\n"
SUMMARY = (
    "项 目\t预算数\t项 目\t预算数\n"
    "一、一般公共预算拨款收入\t675.82\t一、一般公共服务支出\t516.39\n"
    "二、政府性基金预算拨款收入\t\t二、外交支出\t\n"
    "三、国有资本经营预算拨款收入\t\t八、社会保障和就业支出\t159.43\n"
    "本年收入合计\t675.82\t本年支出合计\t675.82\n"
    "收入总计\t675.82\t支出总计\t675.82\n"
)


def _found(text: str) -> list[str]:
    return [record.statement_id for record in read_tables("d", Document("text", tuple(text.split("\n")))).statements]


def test_two_sides_with_their_totals_are_the_summary() -> None:
    assert _found(HEAD + SUMMARY) == ["budget_summary"]
    assert _found(HEAD.replace("预算", "决算") + SUMMARY.replace("预算数", "决算数")) == ["final_summary"]


@pytest.mark.parametrize(
    "text",
    [
        # No line names the kind of document.
        "920平山县下口镇财政所\n单位：万元\n" + SUMMARY,
        # Budget and accounts are named.
        HEAD + "2024年部门决算公开表\n" + SUMMARY,
        # No total of the expenditure.
        HEAD + SUMMARY.replace("支出总计", "其他"),
        # Two sides of another thing.
        HEAD + "项 目\t预算数\t项 目\t预算数\n车辆\t3.00\t设备\t4.00\n合计\t3.00\t合计\t4.00\n",
    ],
)
def test_what_is_not_told_is_not_guessed(text: str) -> None:
    assert set(_found(text)) <= {"other"}
