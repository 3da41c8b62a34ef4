"""Which printed number an advice names first does not depend on the order in which the database came upon them."""

from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import duckdb
import pytest

from pipeline.locations import DBT_PROJECT_DIR
from pipeline.transformation.rendered import load_seed, render

_CELL = (
    "{{'line': 17, 'field': 0, 'side': '{side}', 'label': '{label}', 'sign': 1, 'amount_yuan': {yuan}::decimal(20, 2),\
 'amount_text': '{text}', 'unit_text': '万元', 'document_id': 'd'}}"
)
_TOTAL = _CELL.format(side="left", label="总支出", yuan="100000", text="10.00")
_PARTS = {
    "基本支出": _CELL.format(side="right", label="基本支出", yuan="60000", text="6.00"),
    "项目支出": _CELL.format(side="right", label="项目支出", yuan="20000", text="2.00"),
}


@pytest.fixture(scope="module")
def sql() -> str:
    return render(DBT_PROJECT_DIR, Path("extracted"), ["int_recon_advice"])["int_recon_advice"].sql


def _advice(sql: str, labels: Sequence[str]) -> str:
    with duckdb.connect() as connection:
        for schema in ("reconciliation", "reference"):
            connection.execute(f"create schema {schema}")
        for seed in ("rules", "money_units"):
            load_seed(connection, DBT_PROJECT_DIR, seed)
        parts = ", ".join(_PARTS[label] for label in labels)
        connection.execute(
            "create table reconciliation.int_recon_finding as select 'f' as finding_id, 'd' as document_id,"
            " 'prose_expenditure_parts' as rule_id, 'equal' as comparison, 20000::decimal(28, 2) as difference,"
            f" [{_TOTAL}] as left_evidence, [{parts}] as right_evidence"
        )
        connection.execute("create table reconciliation.int_recon_cause as select 'f' as finding_id, 'f' as cause_id")
        # What more balances confirm comes later where the likeliest is looked for, and not where all are named.
        connection.execute(
            "create table reconciliation.int_recon_result as select *, 'broken' as status"
            " from reconciliation.int_recon_finding"
        )
        for confirmed in (_TOTAL, _TOTAL, _TOTAL, *[_PARTS["基本支出"]] * 2, _PARTS["项目支出"]):
            connection.execute(
                "insert into reconciliation.int_recon_result select * replace ("
                f" [{confirmed}] as left_evidence, [] as right_evidence), 'exact' from reconciliation.int_recon_finding"
            )
        ((_, advice),) = connection.execute(sql).fetchall()
    return advice


@pytest.mark.parametrize("labels", list(permutations(_PARTS)))
def test_numbers_of_one_line_are_named_in_one_order(sql: str, labels: tuple[str, ...]) -> None:
    assert _advice(sql, labels) == (
        "三处之一有误：第17行“总支出”应为8万元（印作10.00），或第17行“项目支出”应为4万元（印作2.00），"
        "或第17行“基本支出”应为8万元（印作6.00）"
    )


def test_quotes_of_a_name_are_inner_ones_in_a_sentence(sql: str, monkeypatch: pytest.MonkeyPatch) -> None:
    quoted = _PARTS["项目支出"].replace("项目支出", "“三公”经费")
    monkeypatch.setitem(_PARTS, "项目支出", quoted)
    assert "第17行“‘三公’经费”应为4万元" in _advice(sql, [*_PARTS])
