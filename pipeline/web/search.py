"""What the field of the first page finds beside bodies: documents, and the printed numbers of an amount.

Telling years, codes and amounts from words belongs here, and asking for documents that have them.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from pipeline.web.lookup import is_of_prose, of_documents
from pipeline.web.page import Column, Row, Table
from pipeline.web.shared import BODY, DOCUMENT, FIGURE, FIGURE_YUAN, YEAR, first_of
from pipeline.web.warehouse import Warehouse

MOST_FOUND = 100
MOST_AMOUNTS = 50
"""Printed amounts shown; each is looked up in a document of its own."""
MOST_PRINTED = 5_000
"""Places of an amount that are looked at; a round amount stands in every document."""
_AMOUNT = re.compile(r"(-?\d[\d,，]*(?:\.\d{1,6})?)(元|千元|万元|万|百万元|亿元|亿)?")
_UNITS = {
    "元": 1,
    "千元": 1_000,
    "万元": 10_000,
    "万": 10_000,
    "百万元": 1_000_000,
    "亿元": 100_000_000,
    "亿": 100_000_000,
}
_CODE = re.compile(r"\d{3}(?:\d\d){0,2}")
_LEAST_DIGITS = 3
"""Of an amount without a unit: fewer stand on every page."""
_LARGEST = Decimal(10) ** 17
_TEXT = (
    "concat_ws(' ', documents.title, documents.file_name, documents.printed_department_name,"
    " departments.department_name, departments.department_short_name, documents.fiscal_year)"
)


def holds(text: str, word: str) -> str:
    """The condition that a text holds a word, which is its ``?``, in capitals or not.

    Chinese words have none, and making them small takes most of the time of a search.
    """
    return f"contains({text}, ?)" if word.lower() == word.upper() else f"contains(lower({text}), lower(?))"


class Asked(NamedTuple):
    """One word of a search.

    Attributes:
        text: As typed.
        yuan: The amounts it can be, in every unit that documents print; none where it is no amount.
        is_code: Whether it can be a code of the classifications.
    """

    text: str
    yuan: list[Decimal]
    is_code: bool


def understood(word: str) -> Asked:
    """What a word can be."""
    is_code = bool(_CODE.fullmatch(word))
    found = _AMOUNT.fullmatch(word)
    if not found:
        return Asked(word, [], is_code)
    number, unit = Decimal(re.sub("[,，]", "", found[1])), found[2]
    digits = re.sub(r"\D", "", found[1]).lstrip("0")
    units = [_UNITS[unit]] if unit else sorted(set(_UNITS.values())) if len(digits) >= _LEAST_DIGITS else []
    yuan = [number * each for each in units]
    return Asked(word, [value for value in yuan if abs(value) < _LARGEST and value == round(value, 2)], is_code)


def found(warehouse: Warehouse, words: Sequence[str]) -> list[Table]:
    """Documents that have every word, in what they are called, as a code or as an amount; and those amounts."""
    asked = [understood(word) for word in words]
    printed = _printed(warehouse, [amount for one in asked for amount in one.yuan])
    held, values = _held(asked, printed)
    documents = warehouse.ask(
        "select documents.document_id, coalesce(documents.title, documents.file_name) as title, documents.file_name,"
        " documents.department_id, departments.department_name, documents.fiscal_year, documents.document_kind as kind,"
        " documents.outcome from dim_document as documents"
        " left join dim_department as departments on departments.department_id = documents.department_id"
        f" where {held} order by documents.fiscal_year desc nulls last, documents.file_name, document_id limit ?",
        [*values, MOST_FOUND],
    )
    warehouse.worded(documents, kind="document_kind", outcome="outcome")
    columns = [DOCUMENT, BODY, YEAR, Column("kind_zh", "种类 Kind", "short"), Column("file_name", "文件名 File"),
               Column("outcome_zh", "结果 Outcome", "short")]  # fmt: skip
    tables = [Table("documents", "文件 Documents", columns, documents, note=first_of(documents, MOST_FOUND))]
    if any(one.yuan for one in asked):
        holding = {row["document_id"] for row in documents}
        tables.append(_amounts(warehouse, [row for row in printed if row["document_id"] in holding][:MOST_AMOUNTS]))
    return tables


def _printed(warehouse: Warehouse, yuan: Sequence[Decimal]) -> list[dict[str, Any]]:
    """Where amounts are printed: document and id, the newest first."""
    if not yuan:
        return []
    return warehouse.ask(
        "select document_id, figure_id, fiscal_year, amount_yuan from fct_figure"
        " where is_money and list_contains($1, amount_yuan)"
        " union all"
        " select document_id, narrative_figure_id, fiscal_year, amount_yuan from fct_narrative_figure"
        " where list_contains($1, amount_yuan)"
        f" order by fiscal_year desc nulls last, document_id, figure_id limit {MOST_PRINTED}",
        [list(yuan)],
    )


def _held(asked: Sequence[Asked], printed: Sequence[Row]) -> tuple[str, list[object]]:
    """The condition that a document has every word, and its values."""
    conditions, values = ["true"], list[object]()
    for one in asked:
        ways = [holds(_TEXT, one.text)]
        values.append(one.text)
        if one.yuan:
            ways.append("document_id in (select unnest(?::varchar[]))")
            values.append(sorted({row["document_id"] for row in printed if row["amount_yuan"] in one.yuan}))
        if one.is_code:
            for fact, code in (("fct_expenditure", "function_code"), ("fct_expenditure_economic", "economic_code")):
                ways.append(f"document_id in (select document_id from {fact} where {code} = ?)")
                values.append(one.text)
        conditions.append(f"({' or '.join(ways)})")
    return " and ".join(conditions), values


def _amounts(warehouse: Warehouse, printed: Sequence[Row]) -> Table:
    """The printed numbers of an amount, each with what it says."""
    values: dict[str, object] = {"figures": [row["figure_id"] for row in printed]}
    cells, prose = (
        of_documents(
            table,
            f"{key} as figure_id, document_id, fiscal_year, {label} as row_label, {column} as column_label,"
            f" {text} as amount_text, unit_text, amount_yuan",
            [row["document_id"] for row in printed if is_of_prose(row["figure_id"]) == (table != "fct_figure")],
            values,
        )
        for table, key, label, column, text in (
            ("fct_figure", "figure_id", "row_label", "column_label", "amount_text"),
            ("fct_narrative_figure", "narrative_figure_id", "subject", "sentence", "value_text"),
        )
    )
    rows = warehouse.ask(
        f"with printed as (select * from ({cells} union all {prose}) where figure_id in (select unnest($figures)))"
        " select printed.*, coalesce(documents.title, documents.file_name) as title from printed"
        " inner join dim_document as documents using (document_id)"
        " order by printed.fiscal_year desc nulls last, document_id, figure_id",
        values,
    )
    columns = [Column("row_label", "行 Row"), Column("column_label", "列或句 Column or sentence"), FIGURE,
               Column("unit_text", "单位 Unit"), FIGURE_YUAN, YEAR, DOCUMENT]  # fmt: skip
    return Table("amounts", "印出的金额 Printed amounts", columns, rows, note=first_of(rows, MOST_AMOUNTS))
