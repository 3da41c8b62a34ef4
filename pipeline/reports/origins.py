"""Where an amount of the mart is printed: the cells and sentences of its disclosure that print it.

Looking them up belongs here; the marts say which amount they chose, not where each copy of it stands.
"""

from collections.abc import Callable, Sequence
from typing import Any

YEAR_AMOUNTS = (
    "revenue_yuan", "expenditure_yuan", "basic_yuan", "project_yuan", "other_yuan", "personnel_yuan", "public_yuan",
    "three_public_yuan", "agency_operating_cost_yuan", "procurement_yuan", "staff_count",
)  # fmt: skip
"""Columns of ``mart_department_year`` that are printed somewhere."""
Ask = Callable[[str, Sequence[object]], list[dict[str, Any]]]

_PLACES = """
with wanted as (
    select documents.document_id, years.stage, years.{column} as amount
    from mart_department_year as years
    inner join dim_document as documents on documents.disclosure_id = years.disclosure_id
    where years.department_year_id = ? and years.{column} is not null
),
places as (
    select figures.figure_id, figures.document_id, figures.table_title as stands_in, figures.row_label,
        figures.column_label, figures.amount_text, figures.unit_text, figures.amount_yuan,
        figures.source_line, figures.source_page, figures.row_kind = 'total' as is_total, figures.row_no as position
    from fct_figure as figures
    inner join wanted on wanted.document_id = figures.document_id and wanted.amount = figures.amount_yuan
        and wanted.stage = figures.stage
    union all by name
    select null as figure_id, figures.document_id, figures.section_title as stands_in, figures.subject as row_label,
        figures.metric as column_label, figures.value_text as amount_text, figures.unit_text, figures.amount_yuan,
        figures.source_line, figures.source_page, figures.is_total, 100000 as position
    from fct_narrative_figure as figures
    inner join wanted on wanted.document_id = figures.document_id
        and wanted.amount = coalesce(figures.amount_yuan, figures.value)
)
select * from places
order by figure_id is null, is_total desc, source_line
limit 50
"""


def printed_places(ask: Ask, department_year_id: str, column: str) -> list[dict[str, Any]]:
    """Cells and sentences of the disclosure that print an amount of ``mart_department_year``.

    Args:
        ask: Answers a query of the published warehouse.
        department_year_id: Key of the row.
        column: One of ``YEAR_AMOUNTS``.

    Returns:
        The places, tables before prose, totals first; none where the amount is a declared nothing.

    Raises:
        KeyError: The column is no amount of the mart.
    """
    if column not in YEAR_AMOUNTS:
        raise KeyError(column)
    return ask(_PLACES.format(column=column), [department_year_id])
