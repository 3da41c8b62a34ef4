"""Rows of documents that are known already, looked up where they stand together.

The rows of a document stand together in the published file (``analysts.row_order``): what is asked of them with
``document_id = ?`` reads a few blocks, however many documents there are. A join, or a list of documents, reads the
whole table. What is done with the rows does not belong here.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.web.warehouse import Warehouse

MOST_APART = 60
"""Documents that are looked up one by one; for more of them the whole table is read."""
_OF_PROSE = "-n"
"""What stands between the document and the number, in the id of a figure of the prose."""


class Text(NamedTuple):
    """A number as printed, with its unit; neither where it is not known."""

    number: str | None = None
    unit: str | None = None


def of_documents(table: str, columns: str, documents: Sequence[str], values: dict[str, object]) -> str:
    """SQL: columns of the rows of some documents.

    Args:
        table: A table of the release that has ``document_id``.
        columns: What is selected.
        documents: Ids of the documents.
        values: Named parameters of the query, to which those of this part are added.

    Returns:
        A query, to be used as a common table.
    """
    known = sorted(set(documents))
    if not known:
        return f"select {columns} from {table} where false"
    if len(known) > MOST_APART:
        name = f"documents_{len(values)}"
        values[name] = known
        return f"select {columns} from {table} where document_id in (select unnest(${name}))"
    names = [f"document_{len(values) + number}" for number in range(len(known))]
    values |= dict(zip(names, known, strict=True))
    return " union all ".join(f"select {columns} from {table} where document_id = ${name}" for name in names)


def printed_texts(warehouse: Warehouse, figure_ids: Sequence[str | None]) -> dict[str | None, Text]:
    """How figures of tables and of the prose are printed, by their ids; those that are not there are left out."""
    found: dict[str | None, Text] = {}
    ids = {figure_id for figure_id in figure_ids if figure_id}
    for table, key, text, wanted in (
        ("fct_figure", "figure_id", "amount_text", sorted(one for one in ids if not is_of_prose(one))),
        ("fct_narrative_figure", "narrative_figure_id", "value_text", sorted(one for one in ids if is_of_prose(one))),
    ):
        if wanted:
            values: dict[str, object] = {"wanted": wanted}
            columns = f"{key} as figure_id, {text} as number, unit_text as unit"
            rows = of_documents(table, columns, [document_of(one) for one in wanted], values)
            sql = f"select * from ({rows}) where figure_id in (select unnest($wanted))"
            for row in warehouse.ask(sql, values):
                found[row["figure_id"]] = Text(row["number"], row["unit"])
    return found


def is_of_prose(figure_id: str) -> bool:
    """Whether a figure stands in the prose, not in a table."""
    return _OF_PROSE in figure_id


def document_of(figure_id: str) -> str:
    """The document that the id of a figure begins with."""
    return figure_id.partition("-")[0]
