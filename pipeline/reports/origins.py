"""Where an amount of the mart is printed: the cells and sentences of its disclosure that print it.

Looking them up belongs here; the marts say which amount they chose, not where each copy of it stands.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

_NATURES = "expenditure_by_nature"
_FITTING = {
    "revenue_yuan": (
        "line_id in ('revenue_total', 'revenue_grand_total')"
        " or row_kind = 'total' and measure = 'total' and ends_with(statement_id, '_revenue')",
        "metric in ('revenue_total', 'grand_total')",
    ),
    "expenditure_yuan": (
        "line_id in ('expenditure_total', 'expenditure_grand_total')"
        " or row_kind = 'total' and measure = 'total' and contains(statement_id, 'expenditure')",
        "metric in ('expenditure_total', 'grand_total')",
    ),
    "basic_yuan": (
        "row_kind = 'total' and measure = 'basic' or line_id = 'basic_expenditure'",
        f"metric = '{_NATURES}' and subject_id = 'basic' or metric = 'general_public_basic'",
    ),
    "project_yuan": (
        "row_kind = 'total' and measure = 'project' or line_id = 'project_expenditure'",
        f"metric = '{_NATURES}' and subject_id = 'project'",
    ),
    "other_yuan": (
        "row_kind = 'total' and measure in"
        " ('contingency', 'remitted_to_superior', 'operating', 'subsidy_to_affiliates', 'carried_forward')"
        " or line_id = 'contingency_expenditure'",
        f"metric = '{_NATURES}' and subject_id not in ('basic', 'project')",
    ),
    "personnel_yuan": ("row_kind = 'total' and measure = 'personnel' or line_id = 'personnel_total'",
                       "metric = 'personnel'"),
    "public_yuan": ("row_kind = 'total' and measure = 'public' or line_id = 'public_total'", "metric = 'public'"),
    "three_public_yuan": (
        "ends_with(statement_id, 'three_public') and measure = 'total'",
        "metric in ('three_public_budget', 'three_public_final') and is_total",
    ),
    "agency_operating_cost_yuan": (
        "measure = 'agency_operation' or statement_id = 'budget_operating_costs' and row_kind = 'total'",
        "metric = 'agency_operating_cost'",
    ),
    "procurement_yuan": ("statement_id = 'budget_procurement' and row_kind = 'total' and measure = 'total'",
                         "metric = 'procurement_total'"),
    "staff_count": ("false", "metric = 'staff_actual'"),
}  # fmt: skip
"""Which cells and which numbers of the prose say an amount of ``mart_department_year``."""
YEAR_AMOUNTS = tuple(_FITTING)
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
    select figures.figure_id, null as narrative_figure_id, figures.document_id, figures.table_title as stands_in,
        figures.row_label, figures.column_label, figures.amount_text, figures.unit_text, figures.amount_yuan,
        figures.source_line, figures.source_page, figures.row_kind = 'total' as is_total,
        coalesce({in_tables}, false) as is_fitting
    from fct_figure as figures
    inner join wanted on wanted.document_id = figures.document_id and wanted.amount = figures.amount_yuan
        and wanted.stage = figures.stage
    union all by name
    select null as figure_id, figures.narrative_figure_id, figures.document_id, figures.section_title as stands_in,
        figures.subject as row_label, figures.metric as column_label, figures.value_text as amount_text,
        figures.unit_text, figures.amount_yuan, figures.source_line, figures.source_page, figures.is_total,
        coalesce(({in_prose}) and figures.stage is not distinct from wanted.stage, false) as is_fitting
    from fct_narrative_figure as figures
    inner join wanted on wanted.document_id = figures.document_id
        and wanted.amount = coalesce(figures.amount_yuan, figures.value)
)
select * from places where is_fitting or amount_yuan <> 0
order by not is_fitting, figure_id is null, is_total desc, source_line, figure_id, narrative_figure_id
limit 50
"""


def printed_places(ask: Ask, department_year_id: str, column: str) -> list[dict[str, Any]]:
    """Cells and sentences of the disclosure that print an amount of ``mart_department_year``.

    Args:
        ask: Answers a query of the published warehouse.
        department_year_id: Key of the row.
        column: One of ``YEAR_AMOUNTS``.

    Returns:
        The places: those that say this very amount, then others that print as much; tables before prose, totals first.
        A nothing is printed all over: only those that say it are given, none where it is a declared nothing.

    Raises:
        KeyError: The column is no amount of the mart.
    """
    in_tables, in_prose = _FITTING[column]
    return ask(_PLACES.format(column=column, in_tables=in_tables, in_prose=in_prose), [department_year_id])


def is_declared_none(year: Mapping[str, Any], column: str) -> bool:
    """Whether a row of ``mart_department_year`` says that an amount was declared to be none."""
    return column in str(year["declared_none"] or "").split(", ")
